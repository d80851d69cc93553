"""Ties between documents: within an entity, and without a word about those that stand alone."""

from __future__ import annotations

from dataclasses import replace

from corpus.concepts.concepts import load_concepts
from corpus.ties.checks import tie_documents
from tests.corpus.made import document, fact


def test_documents_of_one_entity_tie_and_others_stay_as_they_were() -> None:
    one = fact("total_revenues", "10568342", doc="release")
    same = fact("total_revenues", "10568", doc="slides", table="t2", decimals=-6)
    wrong = fact("total_revenues", "10658342", doc="note", table="t3")
    alone = [
        replace(fact("total_revenues", amount, doc="other", table=table), entity="other")
        for amount, table in (("5", "t4"), ("7", "t5"))
    ]
    known = {name: document(name) for name in ("release", "slides", "note", "other")}
    before = (alone[0], one, same, wrong, alone[1])
    after, checks = tie_documents(before, load_concepts(), known)
    assert [f.id for f in after] == [f.id for f in before]
    assert after[0] is alone[0]
    assert after[4] is alone[1]
    assert [(c.passed, c.documents) for c in checks] == [(True, ("slides", "release"))]
    assert {f.status for f in after[1:4]} == {"disputed"}
