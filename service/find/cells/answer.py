"""Which answer a question that presupposes one document gets: the plan's or that of its tables.

Comes in: a `Desk`, what its plan came to, the document. Goes out: the desk and the outcome to
show. Not for: reading cells (`service.find.cells.ask`).

A disputed figure and a plan that carries out the operation that was asked stay as they are. The
tables answer for a word that the plan did not understand only where the captions of the very cells
print it, and for an operation only where they carry it out: what restricts is never lost.
"""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.grammar.periods import MONTHS
from service.find.cells.ask import answer_grid
from service.find.cells.cells import PERIODS, UNITS, content_words, read_cells
from service.find.cells.entries import entries_of
from service.find.cells.fit import ASKING
from service.find.cells.wording import Asked, read_asked
from service.find.cells.working import (
    ASKED_FOR,
    PERCENT,
    Worked,
    carries_out,
    operation_of,
    stands_clear,
    work,
)
from service.find.outcome import NOT_CARRIED_OUT, Desk, Outcome
from service.understand.periodsigns import read_words
from service.understand.productions import readings
from service.understand.terms import words_of

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


CARRIED = {
    "look": frozenset({"actual", "latest", "earliest", "compare"}),
    "change": frozenset({"change", "growth", "difference", "compare", "yoy_change", "qoq_change"}),
    "average": frozenset({"average", "compare", "per"}),
    "sum": frozenset({"sum", "compare"}),
    "share": frozenset({"share", "ratio", "per", "compare", "above"}),
    "difference": frozenset({"difference", "compare"}),
}
"""What of the table of operations each operation that computes carries out."""
MONTH_WORDS = frozenset(MONTHS)
NAMED = frozenset({"series", "guidance", "actual", "latest", "earliest", "so_far", "revision"})
"""Operations whose words name rows and columns too."""


def consult(desk: Desk, outcome: Outcome | None, document: str) -> tuple[Desk, Outcome | None]:
    """What to answer; None leaves the question to the readers of sentences."""
    if outcome is not None and outcome.status == "disputed":
        return desk, outcome
    if _WORDS.search(desk.question.text):
        return desk, outcome
    read = read_words(desk.question.text, desk.question.calendar)
    entries = entries_of(desk.ledger.engine, document)
    best = stands_clear(work(read, entries, desk.deriver), entries.tuned)
    if best is not None and _goes_first(desk, outcome, best):
        plan = replace(desk.plan, operation=operation_of(best.reading), periods=(), measures=())
        return replace(desk, plan=plan), best.outcome
    desk, outcome = _by_wording(desk, outcome, document)
    asked = operation_of(next(iter(readings(read)), None))
    if outcome is None and asked not in ASKED_FOR:
        return desk, outcome
    if outcome is None or not carries_out(outcome, asked):
        return desk, desk.missing(NOT_CARRIED_OUT)
    return desk, outcome


def _goes_first(desk: Desk, outcome: Outcome | None, best: Worked) -> bool:
    """True where the tree of the document's own figures answers before the plan does."""
    if _CAPTION.search(desk.question.text) or _printed_change(outcome, best):
        return False
    open_yet = outcome is None or outcome.status in ("unanswered", "ambiguous")
    return open_yet or operation_of(best.reading) != "leaf"


def _printed_change(outcome: Outcome | None, best: Worked) -> bool:
    """True where a change is printed in the form that was asked: it goes before one computed."""
    asked = operation_of(best.reading)
    if asked not in ("change", "growth") or outcome is None or outcome.found is None:
        return False
    if outcome.kind != "figure" or outcome.points:
        return False
    return (outcome.found.value.unit in PERCENT) == (asked == "growth")


def _by_wording(desk: Desk, outcome: Outcome | None, document: str) -> tuple[Desk, Outcome | None]:
    """What the wording asks of the tables, where the plan leaves it to them."""
    asked = read_asked(desk.question.text)
    if not _stands_aside(desk, outcome, asked):
        return desk, outcome
    told = answer_grid(asked, desk.ledger.engine, document, desk.deriver)
    if told is None or not _accounts_for(desk, asked, told, document):
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


def _accounts_for(desk: Desk, asked: Asked, told: Outcome, document: str) -> bool:
    """True where the tables use every word that restricts what they are asked for."""
    question = desk.question
    if told.short or asked.operation not in CARRIED:
        return True  # a year, a caption, a count of rows: no figure
    if asked.operation == "look" and desk.plan.operation == "refuse" and not question.unmatched:
        return False
    printed = _captions(desk, told, document)
    strange = {w for typed in question.unmatched for w in content_words(typed)}
    if strange - printed - ASKING - PERIODS - UNITS:
        return False
    months = content_words(question.text) & MONTH_WORDS
    if printed & MONTH_WORDS and not months <= printed:
        return False
    left = [m for m in question.of("operation") if m.name not in CARRIED[asked.operation]]
    said = [set(words_of(question.text[m.start : m.end])) for m in left if m.name not in NAMED]
    return all(words & printed for words in said)


def _captions(desk: Desk, told: Outcome, document: str) -> set[str]:
    """The words that name the cells which an outcome rests on."""
    figures = [f for f in (told.found, *told.points) if f is not None]
    facts = {fact.id for figure in figures for fact in figure.evidence}
    words: set[str] = set()
    for cell in read_cells(desk.ledger.engine, document):
        if cell.fact.id in facts:
            words |= cell.row_words | cell.column_words | cell.section_words | cell.about
    return words
