"""Hundreds of companies that report the same measures: whose figure is meant must be said."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bench.generator import Shape
from bench.made import make_library
from corpus.base.records import Entity, Fact, Library
from index.embedded.store import StoredEngine
from index.generations.generations import publish
from service.ask.answer import ask
from service.ask.suggest import suggest

ASKED = 60


@pytest.fixture(scope="module")
def library() -> Library:
    return make_library(2400, shape=Shape(columns=4, reports=3))[0]


@pytest.fixture(scope="module")
def engine(library: Library, tmp_path_factory: pytest.TempPathFactory) -> StoredEngine:
    folder: Path = tmp_path_factory.mktemp("many")
    return publish(library, folder)


@pytest.fixture(scope="module")
def holders(library: Library) -> dict[str, Entity]:
    return {r.document.entity.id: r.document.entity for r in library.readings.values()}


@pytest.fixture(scope="module")
def asked(library: Library, holders: dict[str, Entity]) -> list[Fact]:
    """Figures of companies whose names hold nothing that may be a year."""
    plain = [f for f in library.facts if holders[f.entity].name.split()[-1][0] not in "FH"]
    return random.Random(4).sample(plain, ASKED)


def test_a_company_that_is_named_answers_with_its_own_figure(
    engine: StoredEngine, asked: list[Fact], holders: dict[str, Entity], library: Library
) -> None:
    for fact in asked:
        answer = ask(f"{holders[fact.entity].name} {fact.label} {fact.period.label}", engine)
        assert answer.value is not None, answer.text
        assert answer.value.amount == fact.value.amount
        cited = {library.readings[c.document].document.entity.id for c in answer.citations}
        assert cited == {fact.entity}


def test_nobody_is_chosen_where_nobody_is_named(engine: StoredEngine, asked: list[Fact]) -> None:
    for fact in asked:
        same = engine.facts.find(fact.concept, period=fact.period)
        if len({f.value.amount for f in same}) > 1:
            answer = ask(f"{fact.label} {fact.period.label}", engine)
            assert (answer.status, answer.value) == ("ambiguous", None)
            told = {(p.value.amount, p.period.label) for p in answer.alternatives}
            assert told <= {(f.value.amount, f.period.label) for f in same}


def test_a_reason_is_quoted_from_the_company_that_is_named(
    engine: StoredEngine, asked: list[Fact], holders: dict[str, Entity], library: Library
) -> None:
    answered = 0
    for fact in asked[:20]:
        name = holders[fact.entity].name
        answer = ask(f"Why did {name} {fact.label} change in {fact.period.label}?", engine)
        cited = {library.readings[c.document].document.entity.id for c in answer.citations}
        answered += answer.status == "answered"
        assert cited <= {fact.entity}
    assert answered > 10


def test_two_companies_stand_side_by_side(
    engine: StoredEngine, asked: list[Fact], holders: dict[str, Entity]
) -> None:
    compared = 0
    for fact in asked:
        others = engine.facts.find(fact.concept, period=fact.period)
        other = next((f for f in others if f.entity != fact.entity), None)
        if other is None or holders[other.entity].name.split()[-1][0] in "FH":
            continue
        names = f"{holders[fact.entity].name} and {holders[other.entity].name}"
        answer = ask(f"Compare {fact.label} of {names} in {fact.period.label}", engine)
        assert answer.kind == "comparison", answer.text
        assert [p.value.amount for p in answer.points] == [fact.value.amount, other.value.amount]
        compared += 1
    assert compared > 10


def test_names_are_completed_and_their_own_measures_follow(
    engine: StoredEngine, holders: dict[str, Entity]
) -> None:
    holder = next(iter(holders.values()))
    begun = [item["text"] for item in suggest(holder.name[:-1], engine)]
    assert any(text.startswith(holder.name) for text in begun)
    own = {engine.concepts.label(c) for c in engine.facts.concepts(entity=holder.id)}
    after = [item["text"] for item in suggest(f"{holder.name} reve", engine)]
    assert after
    assert all(text.removeprefix(f"{holder.name} ") in own for text in after)
