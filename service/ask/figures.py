"""The figure that a fact is a printing of, as every answer gives it: for grids, charts and lists.

Comes in: an engine and a fact. Goes out: a `Found`, or the name to ask it by. Not for: questions
(`service.ask.answer`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.base.records import Fact
from corpus.grammar.periods import Calendar
from service.find.reported import Found, Ledger
from service.understand.question import understand
from service.understand.vocabulary import vocabulary_of

if TYPE_CHECKING:
    from index.engine import Engine


def figure_of(engine: Engine, fact: Fact) -> Found:
    """All printings of the fact's measure, period and unit, settled as an answer settles them."""
    entity = engine.documents[fact.document].entity
    kept = vocabulary_of(engine).kept
    ledger = Ledger(engine, Calendar(entity), entity=fact.entity, kept=kept)
    found = ledger.reported(fact.concept, fact.period, fact.value.unit)
    return found if found is not None else ledger.settle(fact.concept, [fact])


def name_of(engine: Engine, fact: Fact) -> str:
    """What to ask the fact's measure by.

    A measure that no data knows goes by the words of its id, or, where these would be read as more
    than a name ("times", "ratio"), as it is printed.
    """
    name = engine.concepts.label(fact.concept)
    if fact.concept in engine.concepts or not fact.label:
        return name
    question = understand(name, vocabulary_of(engine))
    plain = question.measures and not question.operations and not question.unmatched
    return name if plain else fact.label
