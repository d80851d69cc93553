"""Tables of facts, tie-outs, and figures with their tick marks, each row with what verifies it.

Comes in: an engine and records of it. Goes out: DataFrames. Not for: writing them to files
(`service.cite.exports`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from corpus.base.records import Check, Fact, Span
from index.embedded.frames import FACTS, Column, checks_frame, make_frame, text
from service.cite.citations import citation_id
from service.cite.standing import standings_of

if TYPE_CHECKING:
    import pandas

    from index.engine import Engine
    from service.papers.tieouts import TiedFigure


def fact_table(engine: Engine, facts: Iterable[Fact]) -> pandas.DataFrame:
    """A row a fact: its aspects, and its citation: `quote` is `text[start:end]`, and `context`
    the row or sentence around it.
    """
    facts = list(facts)
    return make_frame(facts, (*FACTS, *_cited(engine, facts)))


def check_table(engine: Engine, checks: Iterable[Check]) -> pandas.DataFrame:
    """A row a tie-out."""
    return checks_frame(checks)


def tie_table(engine: Engine, figures: Iterable[TiedFigure]) -> pandas.DataFrame:
    """A row a figure: the fact's columns, its tick marks, and whether it is an exception."""
    figures = list(figures)
    columns = (*FACTS, *_cited(engine, [figure.fact for figure in figures]))
    of_fact = tuple(map(_of_figure, columns))
    own = (
        text("ticks", lambda t: "; ".join(dict.fromkeys(x.mark.word for x in t.ticks))),
        Column("exception", "boolean", lambda t: t.exception),
        text("failed", lambda t: "; ".join(x.check.detail for x in t.ticks if not x.check.passed)),
    )
    return make_frame(figures, (*of_fact, *own))


def _cited(engine: Engine, facts: Sequence[Fact]) -> tuple[Column, ...]:
    """What verifies each fact, beside its document, start and end."""
    documents = engine.documents
    of_fact = zip(facts, standings_of(engine, facts), strict=True)
    standings = {fact.id: standing for fact, standing in of_fact}

    def printed(span: Span) -> str:
        return documents[span.document].text[span.start : span.end]

    def cited(fact: Fact) -> str:
        return citation_id(documents[fact.document].sha256, fact.span.start, fact.span.end)

    return (
        text("quote", lambda f: printed(f.span)),
        text("context", lambda f: printed(f.context)),
        text("citation", cited),
        text("sha256", lambda f: documents[f.document].sha256),
        text("checks", lambda f: " ".join(standings[f.id].names)),
        text("standing", lambda f: standings[f.id].verdict),
        text("tag", lambda f: f.tag.name if f.tag is not None else None),
        text("parts", lambda f: "; ".join(f"{a}: {m}" for a, m in f.dimensions) or None),
    )


def _of_figure(column: Column) -> Column:
    read = column.read
    return Column(column.name, column.kind, lambda figure: read(figure.fact))
