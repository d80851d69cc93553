"""Questions in words over the shipped disclosures, asked as people type them.

`text.jsonl` was used while the readers were made; `text_fresh.jsonl` was written after them and is
harder on purpose. Neither may get a wrong name where the documents do not say.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from service.ask.answer import ask
from service.say.to_json import answer_to_json
from tests.questions.engines import shared_engine
from tests.questions.judging import is_right, read_gold, spoke

FILES = [("text.jsonl", 100, "0.93", "0"), ("text_fresh.jsonl", 50, "0.68", "0.02")]


@pytest.mark.parametrize(("name", "number", "least", "most"), FILES)
def test_names_and_sentences(name: str, number: int, least: str, most: str) -> None:
    engine = shared_engine()
    counts: Counter[str] = Counter()
    failed = []
    for gold in read_gold(name):
        answer = answer_to_json(ask(gold["question"], engine, id=gold["id"]))
        right = is_right(gold, answer)
        counts["right" if right else "wrong" if spoke(answer) else "silent"] += 1
        if not right:
            failed.append(f"{gold['id']} {gold['question']!r}: {answer['text'][:90]}")
        if gold["kind"] == "unanswerable":
            assert answer["status"] == "unanswered", gold["question"]
    assert counts.total() >= number
    assert counts["right"] >= Decimal(least) * counts.total(), "\n".join(failed)
    assert counts["wrong"] <= Decimal(most) * counts.total(), "\n".join(failed)
