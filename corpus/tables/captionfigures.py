"""Figures inside the captions of rows: "less allowances of $503 and $506", "$0.25 par value".

Comes in: what holds for a table and its rows. Goes out: facts, each of the period of a column. Not
for: figures of cells (`corpus.tables.cellfacts`).

A caption says as many figures in a run as there are columns, one for each in order, or one for all;
a figure behind a year is of the column of that year. Amounts are in the table's scale, those of one
share and par values are not; what is no amount, percentage or number of shares is no figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.base.records import Fact, Period, Span, Value
from corpus.concepts.concepts import slug
from corpus.grammar.numbers import Figure, find_figures
from corpus.grammar.when import read_when
from corpus.tables.cellfacts import fact_id
from corpus.tables.cellvalues import Scope, share_scale
from corpus.tables.rows import Row

_EACH = re.compile(
    r"\s?(?:per\s(?:[\w-]+\s){0,3}(?:share|unit|ads)\b|(?:par|stated)\svalue\b)", re.I
)
_PAR = re.compile(r"\b(?:par|stated)\svalue(?:\s(?:of|per\sshare))?\W{0,3}$", re.IGNORECASE)
_SHARES = re.compile(
    r"\W{0,3}(?:and\s)?(?:shares?|authori[sz]ed|issued|outstanding)\b", re.IGNORECASE
)
_SHARES_BEFORE = re.compile(
    r"\b(?:shares?\s)?(?:authori[sz]ed|issued|outstanding|shares|treasury)\W{0,4}$", re.IGNORECASE
)
_JOINT = re.compile(r"\s?(?:,|and|, and|;)\s?", re.IGNORECASE)
_DATED = re.compile(r"\b(?P<year>(?:19|20)\d\d)[,:]?\s?[$€£¥]?\s?$")
_NOUN = re.compile(r"[A-Za-z][A-Za-z'’/()\s-]{0,200}$")
LONGEST_NAME = 60  # characters of a row's own words in a measure's name


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure of a caption with its unit and power of ten."""

    figure: Figure
    unit: str
    scale: int


def caption_facts(scope: Scope, rows: Sequence[Row]) -> Iterator[Fact]:
    """The facts that the captions of rows print."""
    for row in rows:
        if row.label_span is None or not any(c.isdigit() for c in row.label):
            continue
        periods = _periods(scope, row)
        text = scope.document.text[row.label_span.start : row.label_span.end]
        if periods:
            yield from _read(scope, row, text, periods)


def _periods(scope: Scope, row: Row) -> list[Period]:
    """The periods of a row: its own, else those of the columns in order."""
    when = scope.dates.get(row.index)
    if when is not None:
        return [when.period]
    found = [c.period for c in scope.columns if c.facet is None and c.period is not None]
    return list(dict.fromkeys(found))


def _held(scope: Scope, row: Row, periods: list[Period]) -> list[Period]:
    """The periods in which a row holds anything: of a dash its caption says nothing."""
    filled = {i for i, tokens in row.tokens.items() if not all(t.is_dash for t in tokens)}
    held = {scope.columns[i].period for i in filled}
    return [p for p in periods if p in held] or periods


def _read(scope: Scope, row: Row, text: str, periods: list[Period]) -> Iterator[Fact]:
    printed = [p for f in find_figures(text) if (p := _printed(scope, text, f)) is not None]
    for run in _runs(printed, text):
        dated = _DATED.search(text[: run[0].figure.outer_start])
        if len(run) == len(periods) > 1:
            pairs = list(zip(run, periods, strict=True))
        elif len(run) == 1 and dated is not None:
            pairs = [(run[0], p) for p in periods if p.end.year == int(dated["year"])]
        elif len(run) == 1:
            rest = _year_follows(text, run[0].figure, periods)
            pairs = [(run[0], p) for p in _held(scope, row, periods) if p not in rest]
        else:
            continue
        for one, period in pairs:
            yield _fact(scope, row, text, one, period)


def _year_follows(text: str, figure: Figure, periods: Sequence[Period]) -> set[Period]:
    """The columns whose own figure follows behind their year: "$185 (2024, $167)"."""
    match = re.match(r"\W{0,3}\(?(?P<year>(?:19|20)\d\d)[,:]\s?[$€£¥]", text[figure.outer_end :])
    return {p for p in periods if match and p.end.year == int(match["year"])}


def _printed(scope: Scope, text: str, figure: Figure) -> Printed | None:
    before, after = text[: figure.outer_start], text[figure.outer_end :]
    if figure.currency:
        each = _EACH.match(after) or _PAR.search(before)
        unit = f"{figure.currency}/share" if each else figure.currency
        return Printed(figure, unit, 0 if each else scope.units.scale or 0)
    if figure.unit == "percent":
        return Printed(figure, "percent", 0)
    counts = _SHARES.match(after) or _SHARES_BEFORE.search(before)
    listed = re.match(r"\sand\s[\d,.]+\sshares\b|\sand\s[\d,.]+,?\s(?:issued|outstanding)\b", after)
    if figure.unit in (None, "shares") and (counts or listed or figure.unit == "shares"):
        if read_when(figure.printed, scope.calendar).is_dated:
            return None
        return Printed(figure, "shares", share_scale(scope))
    return None


def _runs(printed: Sequence[Printed], text: str) -> list[list[Printed]]:
    """Figures of one unit that only commas and "and" part."""
    runs: list[list[Printed]] = []
    for one in printed:
        last = runs[-1][-1] if runs else None
        gap = text[last.figure.outer_end : one.figure.outer_start] if last else ""
        if last is not None and last.unit == one.unit and _JOINT.fullmatch(gap):
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _fact(scope: Scope, row: Row, text: str, one: Printed, period: Period) -> Fact:
    document, figure = scope.document, one.figure
    assert row.label_span is not None
    start = row.label_span.start + figure.start
    span = Span(document.id, start, row.label_span.start + figure.end)
    amount, decimals = figure.scaled(one.scale)
    concept = _name(text, figure, one.unit)
    value = Value(amount, one.unit, document.text[span.start : span.end], decimals)
    return Fact(
        id=fact_id(document, span, concept, period, one.unit),
        document=document.id,
        entity=document.entity.id,
        concept=concept,
        label=row.label,
        period=period,
        value=value,
        span=span,
        context=row.span,
        path=(*row.sections, row.label),
        source="prose",
    )


def _name(text: str, figure: Figure, unit: str) -> str:
    """The row's own words, and those that lead to the figure or follow it."""
    head = re.split(r"[\d$€£¥(—,;]", text)[0]
    noun = _NOUN.search(text[: figure.outer_start].rstrip(" $("))
    if unit.endswith("/share") or unit == "shares":
        after = re.match(r"\W*(?:and\s[\d,.]+\s)?([a-z\s]{3,40})", text[figure.outer_end :], re.I)
        said = after[1] if after else noun.group() if noun else ""
    else:
        said = " ".join(noun.group().split()[-5:]) if noun else ""
    return slug(f"{head} {said}", limit=LONGEST_NAME + 48) or "unnamed"
