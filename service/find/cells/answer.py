"""Which answer a question that presupposes one document gets: the plan's or that of its tables.

Comes in: a `Desk`, what its plan came to, the document. Goes out: the desk and the outcome to
show. Not for: reading cells (`service.find.cells.ask`).

A disputed figure and a plan that carries out the operation that was asked stay as they are.
"""

from __future__ import annotations

import re
from dataclasses import replace

from service.find.cells.ask import answer_grid
from service.find.cells.entries import entries_of
from service.find.cells.wording import Asked, read_asked
from service.find.cells.working import (
    ASKED_FOR,
    PERCENT,
    Worked,
    NOT_CARRIED_OUT,
    carries_out,
    operation_of,
    stands_clear,
    work,
)
from service.find.outcome import Desk, Outcome
from service.understand.productions import read_words, readings

_WORDS = re.compile(
    r"^(?:why|who|whom|whose|where|how)\b(?!\s(?:much|many|high|large|low))"
    r"|\b(?:caus(?:e|ed|es|ing)|led to|leads? to|reasons?|due to|driven|drove|drivers? of|factors?|"
    r"contribut(?:e|ed|ing) to|explain\w*|refers? to|mean|defin(?:e|es|ition)|described?)\b(?=\W|$)"
    r"|\b(?:attributed|attributable) to\W*$|^what\b.*\sfor\W*$",
    re.IGNORECASE,
)
"""What asks for sentences rather than for figures."""

_CAPTION = re.compile(
    r"\b(?:which|what)\s(?:of the\s)?(?:fiscal\s|financial\s|calendar\s|respective\s)?"
    r"(?:years?|periods?|quarters?|months?|segment|region|component|item|type|category)\b|^when\b",
    re.IGNORECASE,
)
"""What asks for a caption rather than for a figure."""

SAME = {
    "change": (),
    "average": (),
    "sum": (),
    "share": (),
    "difference": ("difference", "change"),
    "look": ("figure", "points", "open_period", "change", "share", "ratio", "sum", "average"),
}
"""The plan's operations that carry out what a question's wording asks for."""


def consult(desk: Desk, outcome: Outcome | None, document: str) -> tuple[Desk, Outcome | None]:
    """What to answer; None leaves the question to the readers of sentences."""
    if outcome is not None and outcome.status == "disputed":
        return desk, outcome
    if _WORDS.search(desk.question.text):
        return desk, outcome
    read = read_words(desk.question.text, desk.question.calendar)
    entries = entries_of(desk.ledger.engine, document)
    best = stands_clear(work(read, entries, desk.deriver))
    if best is not None and not _printed_change(outcome, best) and not _CAPTION.search(
        desk.question.text
    ):
        plan = replace(desk.plan, operation=operation_of(best.reading), periods=(), measures=())
        return replace(desk, plan=plan), best.outcome
    desk, outcome = _by_wording(desk, outcome, document)
    asked = operation_of(next(iter(readings(read)), None))
    if outcome is None and asked not in ASKED_FOR:
        return desk, outcome
    if outcome is None or not carries_out(outcome, asked):
        return desk, desk.missing(NOT_CARRIED_OUT)
    return desk, outcome


def _printed_change(outcome: Outcome | None, best: Worked) -> bool:
    """True where a change is printed in the form that was asked: it goes before one computed."""
    asked = operation_of(best.reading)
    if asked not in ("change", "growth") or outcome is None or outcome.found is None:
        return False
    if outcome.kind != "figure" or outcome.points:
        return False
    return (outcome.found.value.unit in PERCENT) == (asked == "growth")


def _by_wording(
    desk: Desk, outcome: Outcome | None, document: str
) -> tuple[Desk, Outcome | None]:
    """What the wording asks of the tables, where the plan leaves it to them."""
    asked = read_asked(desk.question.text)
    if not _stands_aside(desk, outcome, asked):
        return desk, outcome
    told = answer_grid(asked, desk.ledger.engine, document, desk.deriver)
    if told is None:
        return desk, outcome
    plan = replace(desk.plan, operation=asked.operation, periods=(), measures=())
    return replace(desk, plan=plan), told


def _stands_aside(desk: Desk, outcome: Outcome | None, asked: Asked) -> bool:
    """True where the plan's outcome leaves the question to the tables."""
    if outcome is None:
        return True
    if outcome.status in ("unanswered", "ambiguous"):
        return True
    if outcome.kind == "figure" and outcome.found is not None and not outcome.points:
        # What is printed goes before what is computed, in the form that was asked.
        printed = outcome.found.value.unit in ("percent", "percentage_point")
        if asked.operation == "change" and printed == asked.percent:
            return False
    return desk.plan.operation not in SAME.get(asked.operation, ())
