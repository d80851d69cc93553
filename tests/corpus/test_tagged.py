"""Tags win over what was read, and a part is never the whole."""

from __future__ import annotations

from decimal import Decimal

import pytest

from corpus.base.records import Document, Entity, Fact, Reading
from corpus.formats.html import read_html
from corpus.library import read_document
from tests.formats.tagged import PAGE

ENTITY = Entity("hs", "Harbour Systems Inc.", (1, 31), "end", "USD")


def reading_of(page: str) -> Reading:
    rendition = read_html(page.encode())
    document = Document("d", rendition.text, "0" * 64, "d", ENTITY, structure=rendition.structure)
    return read_document(document)


def read(page: str) -> tuple[dict[str, Fact], list[str]]:
    """The tagged facts by the id of their element, and the tie-outs to tags that fail."""
    reading = reading_of(page)
    facts = {fact.tag.id: fact for fact in reading.facts if fact.tag is not None}
    return facts, [c.detail for c in reading.checks if c.name == "agrees_to_tag" and not c.passed]


FACTS, FAILED = read(PAGE)


def test_tag_is_the_one_fact_of_its_figure_under_the_captions_read() -> None:
    fact = FACTS["f1"]
    assert (fact.concept, fact.label, fact.value.unit) == ("total_revenues", "Revenue", "USD")
    assert fact.value.amount == Decimal(46_743_000_000)
    assert fact.tag is not None
    assert fact.tag.name == "us-gaap:Revenues"


def test_quarter_of_weeks_has_its_label_and_its_own_days() -> None:
    period = FACTS["f1"].period
    assert period.label == "2Q26"
    assert (str(period.start), str(period.end)) == ("2025-04-28", "2025-07-27")


def test_part_is_another_concept_than_the_whole() -> None:
    part = FACTS["f2"]
    assert part.concept == "total_revenues_east"
    assert part.dimensions == (("segment", "East"),)


@pytest.mark.parametrize(
    ("ident", "amount", "unit"),
    [("f3", "-219000000", "USD"), ("f4", "1.08", "USD/share"), ("f5", "15.3", "percent"),
     ("f6", "2", "ratio"), ("f7", "0", "USD")],
)  # fmt: skip
def test_sign_scale_and_unit_are_the_tags(ident: str, amount: str, unit: str) -> None:
    value = FACTS[ident].value
    assert (value.amount, value.unit) == (Decimal(amount), unit)


def test_tie_out_tells_where_the_reader_and_the_tag_part() -> None:
    page = PAGE.replace('decimals="-6" scale="6" format="ixt:num-dot-decimal"', 'scale="3"')
    facts, failed = read(page)
    assert facts["f1"].value.amount == Decimal(46_743_000)
    assert len(failed) == len(FAILED) + 1


def test_untagged_figure_that_contradicts_a_tag_is_disputed() -> None:
    page = PAGE.replace("<p>The eff", "<p>Revenue for 2Q26 was $47.9 billion.</p><p>The eff")
    untagged = [f for f in reading_of(page).facts if f.tag is None]
    (said,) = (f for f in untagged if f.concept == "total_revenues")
    assert said.status == "disputed"
