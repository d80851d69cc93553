"""One thing changed in a report changes its facts in exactly that way, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest

from corpus.base.records import Document, Fact, Reading
from corpus.library import read_document
from tests.metamorphic.reports import ROWS, Report, figures

REPORT = Report()


@pytest.fixture(scope="module")
def plain() -> Reading:
    """The report as it stands."""
    return REPORT.read()


def tabled(reading: Reading) -> list[Fact]:
    """The facts of tables."""
    return [f for f in reading.facts if f.source == "table"]


def test_the_report_itself_is_read_and_ties(plain: Reading) -> None:
    assert len(tabled(plain)) == 3 * len(ROWS)
    assert {f.status for f in plain.facts} == {"clean"}
    assert all(c.passed for c in plain.checks)
    assert {c.name for c in plain.checks} >= {"foot", "agrees_to_table"}
    for fact in plain.facts:
        quote = plain.document.text[fact.span.start : fact.span.end]
        assert fact.value.printed in quote


def test_renaming_the_company_changes_no_figure(plain: Reading) -> None:
    renamed = replace(REPORT, company="Ōtaki & Söhne Holdings plc").read()
    assert figures(renamed.facts) == figures(plain.facts)


@pytest.mark.parametrize("currency", ["EUR", "USD", "GBP"])
def test_another_currency_changes_the_unit_alone(plain: Reading, currency: str) -> None:
    other = replace(REPORT, currency=currency).read()
    expected = {(*f[:4], currency if f[4] == "JPY" else f[4]) for f in figures(plain.facts)}
    assert figures(other.facts) == expected


@pytest.mark.parametrize(("scale", "power"), [("thousands", -3), ("billions", 3)])
def test_another_scale_line_moves_the_point(plain: Reading, scale: str, power: int) -> None:
    other = replace(REPORT, scale=scale, said="").read()
    quiet = replace(REPORT, said="").read()
    assert [f.value.amount for f in other.facts] == [
        (f.value.amount or Decimal(0)).scaleb(power) for f in quiet.facts
    ]
    decimals = {f.value.decimals for f in other.facts}
    assert decimals == {(f.value.decimals or 0) - power for f in quiet.facts}
    assert len(other.facts) == len(tabled(plain))


@pytest.mark.parametrize("order", list(permutations(range(3)))[1:])
def test_permuted_columns_say_the_same(plain: Reading, order: Sequence[int]) -> None:
    assert figures(REPORT.permuted(order).read().facts) == figures(plain.facts)


def test_a_tab_table_says_what_a_pipe_table_says(plain: Reading) -> None:
    assert figures(replace(REPORT, style="tab").read().facts) == figures(plain.facts)


def test_printed_days_do_not_depend_on_the_fiscal_year(plain: Reading) -> None:
    other = replace(REPORT, year_end=(12, 31)).read()
    assert figures(other.facts) == figures(plain.facts)
    assert {f.period.label for f in tabled(plain)} == {"2Q02", "1Q02", "2Q01"}
    assert {f.period.label for f in tabled(other)} == {"3Q02", "2Q02", "3Q01"}


def test_fiscal_quarters_move_with_the_fiscal_year() -> None:
    quarters = replace(REPORT, span="For the quarters", heads=("2Q02", "1Q02", "2Q01"), said="")
    spring = {f.period for f in quarters.read().facts}
    winter = {f.period for f in replace(quarters, year_end=(12, 31)).read().facts}
    assert {p.label for p in spring} == {p.label for p in winter} == {"2Q02", "1Q02", "2Q01"}
    assert {str(p.end) for p in spring} == {"2002-09-30", "2002-06-30", "2001-09-30"}
    assert {str(p.end) for p in winter} == {"2002-06-30", "2002-03-31", "2001-06-30"}


def other_digit(printed: str, at: int) -> str:
    """The figure with one digit misread."""
    digit = printed[at]
    return f"{printed[:at]}{(int(digit) + 4) % 10 or 9}{printed[at + 1 :]}"


CELLS = [
    (row, column, at)
    for row, (_, cells) in enumerate(ROWS)
    for column, printed in enumerate(cells)
    for at in range(len(printed) - 1)  # the last digit may hide in rounding
    if printed[at].isdigit()
][::4]


@pytest.mark.parametrize(("row", "column", "at"), CELLS)
def test_one_misread_digit_is_caught_by_a_tie_out(row: int, column: int, at: int) -> None:
    printed = ROWS[row][1][column]
    reading = REPORT.with_cell(row, column, other_digit(printed, at)).read()
    failed = [c for c in reading.checks if not c.passed]
    assert failed, (ROWS[row][0], printed)
    misread = [
        f.id
        for f in reading.facts
        if f.source == "table" and f.value.printed == other_digit(printed, at)
    ]
    assert any(set(misread) & set(c.facts) for c in failed)
    right = {f.value.printed for f in reading.facts if f.status == "disputed"}
    assert right <= {other_digit(printed, at)}


SHIPPED = ("iij-2q02-release", "iij-3q03-slides")


@pytest.mark.parametrize("document_id", SHIPPED)
def test_renaming_who_reports_changes_no_shipped_figure(
    documents: dict[str, Document], document_id: str
) -> None:
    document = documents[document_id]
    text = document.text.replace("Internet Initiative Japan", "Ostsee Telemetrie Verbund")
    entity = replace(document.entity, name="Ostsee Telemetrie Verbund Inc.")
    renamed = replace(document, text=text, entity=entity)
    before, after = (read_document(d).facts for d in (document, renamed))
    assert figures(after) == figures(before)
    assert len(after) == len(before) > 50
    assert [f.status for f in after] == [f.status for f in before]


def test_a_shipped_tab_table_printed_with_pipes_says_the_same(
    documents: dict[str, Document],
) -> None:
    document = documents["iij-3q03-slides"]
    lines = document.text.split("\n")
    tabs = [at for at, line in enumerate(lines) if "\t" in line]
    assert len(tabs) > 10
    piped = [
        f"| {' | '.join(line.split(chr(9)))} |" if at in tabs else line
        for at, line in enumerate(lines)
    ]
    piped.insert(tabs[0] + 1, "|" + "---|" * (lines[tabs[0]].count("\t") + 1))
    other = replace(document, text="\n".join(piped))
    before, after = (read_document(d).facts for d in (document, other))
    assert figures(after) == figures(before)


@pytest.mark.parametrize(
    ("printed", "misread"),
    [
        ("| 14,580 | 1,774,953 |", "| 14,580 | 1,174,953 |"),
        ("| (1,592) | (193,782) |", "| (1,592) | (198,782) |"),
        ("| 77,306 | 9,411,238 |", "| 71,306 | 9,411,238 |"),
        ("| 70,789 | 8,617,873 | 22.1 |", "| 70,789 | 8,617,873 | 27.1 |"),
        ("| 41,738 | 5,081,186 | 48.1 |", "| 41,738 | 5,031,186 | 48.1 |"),
    ],
)
def test_a_digit_misread_in_a_shipped_statement_is_named(
    documents: dict[str, Document], printed: str, misread: str
) -> None:
    document = documents["iij-2q02-release"]
    assert document.text.count(printed) == 1
    changed = document.text.replace(printed, misread)
    wrong, right = next(
        (m, p) for m, p in zip(misread.split(), printed.split(), strict=True) if m != p
    )
    at = changed.index(misread)
    reading = read_document(replace(document, text=changed))
    cell = [
        f
        for f in reading.facts
        if f.value.printed == wrong and at <= f.span.start < at + len(misread)
    ]
    assert [f.status for f in cell] == ["disputed"]
    offered = {abs(v.amount) for v in cell[0].alternatives if v.amount is not None}
    factor = 1 if cell[0].value.unit == "percent" else 1000
    plain = Decimal(right.strip("()").replace(",", "")) * factor
    assert any(abs(o - plain) <= factor * Decimal("0.2") for o in offered)
