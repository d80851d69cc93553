"""Fit the weights of readings to question sets: `python -m bench.fit SET [SET ...]`.

Comes in: folders that hold `questions.jsonl` (`question`, `document`, a numeric `answer`) and
`documents/`. Goes out: `service/understand/data/weights.toml`, and a table of the hand-set and the
fitted weights on the documents that were left out of the fit. Not for: what is answered in words.

Every second document, by the order of their names, is left out. The weights are changed one after
another, in the order of their names, by a fixed step up or down, and the change is kept where the
figures that come out right, less twice those that come out wrong, get more. The same sets give the
same bytes.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from index.engine import Engine
from index.engines import ensure_engine
from service.find.cells.entries import Entries, entries_of
from service.find.cells.working import stands_clear, work
from service.find.derive import Deriver
from service.find.outcome import Outcome
from service.find.reported import Ledger
from service.understand.periodsigns import Words, read_words
from service.understand.terms import DATA
from service.understand.vocabulary import vocabulary_of
from service.understand.weights import Weights

BY_HAND = Path(__file__).resolve().parent / "weights_by_hand.toml"
"""Where every fit begins, so that it ends the same."""
PRICE = 2
"""What a wrong figure costs, in right ones."""
STEP, ROUNDS = 0.25, 2
"""By so much of itself a weight is changed, in so many rounds."""
CLOSE = Decimal("0.006")
"""A figure is right within so much of itself, as answers are printed to three digits."""
HEAD = """# How a reading of one document is weighed. Written by `make fit`; read by
# service.understand.weights.
"""


@dataclass(frozen=True)
class Asked:
    """One question with all that weighing it needs; `gold` is a figure, in percent or as one."""

    words: Words
    entries: Entries
    deriver: Deriver
    gold: Decimal
    left_out: bool


def main() -> int:
    """Fit, write the weights, print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sets", type=Path, nargs="+", help="folders of questions and documents")
    parser.add_argument("--start", type=Path, default=BY_HAND, help="weights to begin with")
    args = parser.parse_args()
    start = _read(args.start)
    asked = [item for folder in args.sets for item in _questions(folder)]
    best = fit([a for a in asked if not a.left_out], start)
    (DATA / "weights.toml").write_text(HEAD + "\n" + _written(best), encoding="utf-8")
    print("| weights | documents | right | wrong | silent |\n| --- | --- | --- | --- | --- |")
    for name, weights in (("hand-set", start), ("fitted", best)):
        for kind, out in (("fitted on", False), ("left out", True)):
            right, wrong, silent = count([a for a in asked if a.left_out == out], weights)
            print(f"| {name} | {kind} | {right} | {wrong} | {silent} |")
    return 0


def fit(asked: Sequence[Asked], start: Weights) -> Weights:
    """The weights that do best on some questions, found by one change after another."""
    best, most = start, worth(asked, start)
    for _ in range(ROUNDS):
        for name in sorted(asdict(start)):
            for factor in (1 - STEP, 1 + STEP):
                changed = round(getattr(best, name) * factor, 4)
                tried = replace(best, **{name: changed})
                gained = worth(asked, tried)
                if gained > most:
                    best, most = tried, gained
    return best


def worth(asked: Sequence[Asked], weights: Weights) -> int:
    """The right figures less the price of the wrong ones."""
    right, wrong, _ = count(asked, weights)
    return right - PRICE * wrong


def count(asked: Sequence[Asked], weights: Weights) -> tuple[int, int, int]:
    """How many questions come out right, wrong and silent."""
    right = wrong = 0
    for item in asked:
        entries = replace(item.entries, tuned=weights)
        best = stands_clear(work(item.words, entries, item.deriver), weights)
        if best is None or best.outcome.found is None:
            continue
        fits = _fits(best.outcome, item.gold)
        right, wrong = right + fits, wrong + (not fits)
    return right, wrong, len(asked) - right - wrong


def _fits(outcome: Outcome, gold: Decimal) -> bool:
    """True where the figure is the gold one, a percentage also as a fraction, at any scale."""
    found = outcome.found
    if found is None:
        return False
    scales = (-2, 0) if found.value.unit == "percent" else (0, -3, -6, -9)
    said = [found.amount.scaleb(scale) for scale in scales]
    return any(abs(amount - gold) <= CLOSE * abs(gold) for amount in said)


def _questions(folder: Path) -> Iterator[Asked]:
    engine: Engine = ensure_engine(folder / "documents")
    vocabulary = vocabulary_of(engine)
    names = sorted(engine.documents)
    kept: dict[str, Entries] = {}
    for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        item: dict[str, Any] = json.loads(line)
        gold = _number(item["answer"])
        if gold is None:
            continue
        document = item["document"]
        if document not in kept:
            kept[document] = entries_of(engine, document)
        entity, calendar = vocabulary.calendar_for([], document)
        ledger = Ledger(engine, calendar, frozenset({document}), entity, vocabulary.kept)
        words = read_words(item["question"], calendar)
        left_out = bool(names.index(document) % 2)
        yield Asked(words, kept[document], Deriver(ledger), gold, left_out)


def _number(answer: object) -> Decimal | None:
    told = answer[0] if isinstance(answer, list) and len(answer) == 1 else answer
    try:
        return Decimal(str(told).replace(",", "").strip("$€£%() "))
    except InvalidOperation:
        return None


def _read(path: Path) -> Weights:
    return Weights(**tomllib.loads(path.read_text(encoding="utf-8")))


def _written(weights: Weights) -> str:
    return "".join(f"{name} = {value}\n" for name, value in sorted(asdict(weights).items()))


if __name__ == "__main__":
    sys.exit(main())
