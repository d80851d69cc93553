"""What is fuzzed: each target takes any text and holds the code to what it promises of any text.

Comes in: a text. Goes out: nothing, or an exception that is a finding. A target lets pass only the
exceptions of `corpus.base.errors`. Not for: making texts (`bench.fuzz`, `tests/hostile`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from corpus.base.errors import TickmarkError
from corpus.base.records import Document, Library, Reading
from corpus.concepts.concepts import load_concepts
from corpus.formats.folder import make_document
from corpus.grammar.numbers import find_figures, parse_figure
from corpus.grammar.periods import Calendar, find_periods, parse_period
from corpus.grammar.units import parse_units_line
from corpus.layout.grids import visible
from corpus.library import read_corpus, read_document
from index.embedded.memory import MemoryEngine
from service.ask.pipeline import answer_json

HEADER = "| JPY in thousands | 2Q02 | 2Q01 |\n| --- | --- | --- |\n"
SMALL = (
    "# Results\n\nRevenues were JPY10,568 million in 2Q02, an increase of 5.2% (2Q01: JPY10,046 "
    "million). We expect operating income of JPY1.5 billion to JPY2.0 billion for FY2002.\n\n"
    f"{HEADER}| Equipment sales | 1,774,953 | 623,064 |\n| Total revenues | 10,568,342 | "
    "10,045,967 |\n| Operating loss | (193,782) | (85,400) |\n"
)


def check_numbers(text: str) -> None:
    """Figures stand where they say, and one figure alone reads as it does in its text."""
    for figure in find_figures(text):
        assert 0 <= figure.outer_start <= figure.start < figure.end <= figure.outer_end <= len(text)
        assert text[figure.start : figure.end] == figure.printed
        assert figure.amount.is_finite()
    _allowed(lambda: parse_figure(text))
    parse_units_line(text)


def check_periods(text: str) -> None:
    """Periods stand where they say, start before they end and have a label."""
    for calendar in _calendars():
        for match in find_periods(text, calendar, bare_years=True):
            assert 0 <= match.start < match.end <= len(text)
            period = match.period
            assert period.label
            assert period.start is None or period.start <= period.end
        _allowed(lambda calendar=calendar: parse_period(text, calendar))  # type: ignore[misc]


def check_question(text: str) -> None:
    """A question is answered with quotes that are printed, or refused."""
    engine = _engine()
    answer = _allowed(lambda: answer_json(text, engine))
    if answer is not None:
        for citation in answer["citations"]:
            whole = engine.documents[citation["document"]].text
            assert whole[citation["start"] : citation["end"]] == citation["quote"]


def check_table(text: str) -> None:
    """Any text under a table's header."""
    check_reader(HEADER + text)


def check_reader(text: str) -> None:
    """A document is read whole: spans quote it, and an index can be made of it."""
    document = _allowed(lambda: make_document(text))
    if document is None:
        return
    reading = read_document(document, load_concepts())
    check_reading(reading)
    MemoryEngine(Library({document.id: reading}, reading.facts, reading.checks), load_concepts())


def check_reading(reading: Reading) -> None:
    """Every span of a reading is inside its document, and every figure quotes it."""
    text = reading.document.text
    for part in (*reading.blocks, *reading.sentences, *reading.tables, *reading.passages):
        assert part.span.end <= len(text)
    for table in reading.tables:
        for cell in (cell for row in table.rows for cell in row if cell.span is not None):
            assert cell.span is not None
            quoted = text[cell.span.start : cell.span.end]
            assert cell.text.split() in (quoted.split(), visible(quoted)[0].split())
    for fact in reading.facts:
        quoted = text[fact.span.start : fact.span.end]
        assert fact.value.printed in (quoted, visible(quoted)[0])
        assert fact.context.start <= fact.span.start < fact.span.end <= fact.context.end


TARGETS: dict[str, Callable[[str], None]] = {
    "numbers": check_numbers,
    "periods": check_periods,
    "question": check_question,
    "table": check_table,
    "reader": check_reader,
}


def _allowed(work: Callable[[], Any]) -> Any:
    """What the work returns; None where it refuses in the project's own words."""
    try:
        return work()
    except TickmarkError:
        return None


@cache
def _document() -> Document:
    return make_document(SMALL, id="small")


@cache
def _engine() -> MemoryEngine:
    return MemoryEngine(read_corpus([_document()], processes=1), load_concepts())


@cache
def _calendars() -> tuple[Calendar, ...]:
    from corpus.base.records import Entity

    plain = Entity("plain", "Plain Inc.")
    april = Entity("april", "April Inc.", fiscal_year_end=(3, 31), year_label="start")
    return Calendar(plain), Calendar(april)
