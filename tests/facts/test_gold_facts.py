"""The fact table against gold facts: found, flagged where the print is damaged, steadily named."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from corpus.base.records import Fact, Library
from corpus.formats.folder import load_corpus
from corpus.library import read_corpus

GOLD = Path(__file__).parent / "gold.csv"
FLAGS = {
    "clean": {"clean", "repaired", "disputed"},
    "damaged": {"repaired", "disputed"},
    "wrong as printed": {"disputed"},
}


@pytest.fixture(scope="module")
def library() -> Library:
    return read_corpus(load_corpus())


@pytest.fixture(scope="module")
def matches(library: Library) -> list[tuple[dict[str, str], list[Fact]]]:
    """Each gold fact with the facts that have its figure and period and touch its quote."""
    by_document: dict[str, list[Fact]] = defaultdict(list)
    for fact in library.facts:
        by_document[fact.document].append(fact)
    with GOLD.open(encoding="utf-8", newline="") as handle:
        golds = list(csv.DictReader(handle))
    texts = {d: r.document.text for d, r in library.readings.items()}
    found = []
    for gold in golds:
        spans = _spans(texts[gold["document"]], gold["quote"])
        found.append((gold, [f for f in by_document[gold["document"]] if _fits(f, gold, spans)]))
    return found


def test_every_gold_fact_is_found(matches: Any) -> None:
    missed = [f"{g['label']} {g['period']} {g['value']} {g['unit']}" for g, f in matches if not f]
    assert len(matches) == 338
    assert missed == []


def test_damaged_and_wrong_printings_are_never_called_clean(matches: Any) -> None:
    assert [
        gold["label"]
        for gold, facts in matches
        if not any(fact.status in FLAGS[gold["status"]] for fact in facts)
    ] == []


def test_no_undisputed_fact_contradicts_the_gold_it_cites(matches: Any, library: Library) -> None:
    fitting = {fact.id for _, facts in matches for fact in facts}
    texts = {d: r.document.text for d, r in library.readings.items()}
    golds = [(g, _spans(texts[g["document"]], g["quote"])) for g, _ in matches]
    contradicting = [
        (fact.concept, fact.period.label, fact.value.printed)
        for fact in library.facts
        if fact.id not in fitting
        and fact.status != "disputed"
        and _near(fact, golds)
        and not any(_fits(fact, gold, spans) for gold, spans in golds)
    ]
    assert contradicting == []


def test_the_same_measure_has_the_same_name(matches: Any) -> None:
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for gold, facts in matches:
        names[gold["concept_hint"]][facts[0].concept] += 1
    steady = sum(counter.most_common(1)[0][1] for counter in names.values())
    assert steady >= 0.98 * len(matches)


def test_every_fact_quotes_its_document(library: Library) -> None:
    for fact in library.facts:
        text = library.readings[fact.document].document.text
        assert text[fact.span.start : fact.span.end]
        assert fact.context.start <= fact.span.start < fact.span.end <= fact.context.end


def _spans(text: str, quote: str) -> list[tuple[int, int]]:
    spans, at = [], text.find(quote)
    while at >= 0:
        spans.append((at, at + len(quote)))
        at = text.find(quote, at + 1)
    return spans


def _fits(fact: Fact, gold: dict[str, str], spans: list[tuple[int, int]]) -> bool:
    amount, want = fact.value.amount, Decimal(gold["value"])
    if amount is None or fact.value.unit != gold["unit"] or fact.document != gold["document"]:
        return False
    said = amount == want or (gold["statement"] == "prose" and abs(amount) == abs(want))
    when = gold["period"] in (fact.period.label, fact.period.end.isoformat())
    return said and when and _touches(fact, spans)


def _touches(fact: Fact, spans: list[tuple[int, int]]) -> bool:
    return any(fact.span.start < end and start < fact.span.end for start, end in spans)


def _near(fact: Fact, golds: list[tuple[dict[str, str], list[tuple[int, int]]]]) -> bool:
    return any(g["document"] == fact.document and _touches(fact, spans) for g, spans in golds)
