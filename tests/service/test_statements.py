"""Statements know their neighbours while they are held, and go when they are let go."""

from __future__ import annotations

import gc
from weakref import ref

from corpus.formats.folder import make_document
from corpus.library import read_document
from service.find.sentences.statements import make_statements
from service.find.sentences.words import make_thesaurus

TEXT = """# Results

Revenue rose. Costs fell. This was due to the weather.

Costs had been higher in the quarter before. The change of the quarter was due to:

- higher prices
- lower costs
"""


def test_neighbours_and_lead_ins_are_known() -> None:
    row = make_statements(read_document(make_document(TEXT)), make_thesaurus(()))
    texts = [statement.text for statement in row]
    first, second, third = row[1:4]
    assert texts[1:4] == ["Revenue rose.", "Costs fell.", "This was due to the weather."]
    assert (first.before, second.before, third.before) == (None, first, second)
    assert (first.after, second.after, third.after) == (second, third, None)
    lead = row[5]
    assert [item.text for item in lead.items] == texts[6:]
    assert all(item.lead is lead for item in row[6:])


def test_statements_go_without_a_search_for_rings() -> None:
    gc.disable()
    try:
        row = make_statements(read_document(make_document(TEXT)), make_thesaurus(()))
        watched = [ref(statement) for statement in row]
        assert len(watched) > 5
        del row
        assert [each() for each in watched] == [None] * len(watched)
    finally:
        gc.enable()
