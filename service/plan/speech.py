"""Rules that hand a question to the readers of sentences, or refuse it before any figure.

Comes in: a `Question`, a `Ledger`, a draft `Plan`. Goes out: a plan or None. Not for: figures.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from service.find.reported import Ledger
from service.plan.measures import MARGIN_MEASURES, TO_WORDS
from service.plan.relations import (
    Plan,
    alike,
    concept_of,
    joined,
)
from service.understand.question import Question
from service.understand.terms import words_of

NAMING = frozenset({"who", "whom", "whose", "where", "when"})
RELATING = frozenset(
    {
        "share",
        "margin",
        "gross_margin",
        "gross_profit",
        "ratio",
        "per",
        "sum",
        "difference",
        "equals",
        "left_out",
        "average",
        "implied",
        "compare",
        "highest",
        "lowest",
    }
)

DATING = frozenset({"year", "date", "month", "day"})
"""What opens "year the company was founded": a day is asked for, no figure."""
MADE_OF = (" comprise", " include", " consist of", " contain", " encompass", " made up of")
"""What "what does X" ends with where the parts of X are asked for in words."""


def speaking(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """Why, how, who, where, and everything that has no measure: for the readers of sentences."""
    if question.cue == "why" or question.cue_anywhere == "why":
        return replace(draft, operation="speak", form="passage")
    timed = bool(draft.periods) or question.scope.default is not None
    complete = bool(draft.measures) and timed and not question.unmatched
    how = question.cue == "how" or (question.cue_anywhere == "how" and not complete)
    figures = (
        bool(draft.measures)
        and (bool(draft.periods) or bool(question.scope.given))
        and question.has(
            "change", "growth", "compare", "series", "difference", "guidance", "revision"
        )
    )
    opening, closing = words_of(question.text)[:1], question.text.rstrip(" ?.!").casefold()
    if "stand for" in closing:
        return replace(draft, operation="speak", form="text")
    if opening and opening[0] in DATING and not draft.measures and question.unmatched:
        return replace(draft, operation="speak", form="text")
    if opening == ("what",) and closing.endswith(MADE_OF):
        return replace(draft, operation="speak", form="passage")
    if opening in (("what",), ("which",)) and closing.endswith(" for"):
        return replace(draft, operation="speak", form="passage")
    if how and not (figures and question.cue_anywhere != "how"):
        return replace(draft, operation="speak", form="passage")
    naming = opening[0] in NAMING if opening else False
    asked = complete and not naming
    if question.cue == "text" and not asked and not _answers_which(question, draft):
        return replace(draft, operation="speak", form="text")
    return None


def _answers_which(question: Question, draft: Plan) -> bool:
    return (
        bool(draft.measures)
        and not question.unmatched
        and question.has("highest", "lowest", "above", "below", "positive", "negative")
    )


def not_understood(question: Question, ledger: Ledger, draft: Plan) -> Plan | None:
    """A word that matters and is not understood is never ignored."""
    unknown = question.of("unmatched")
    if unknown and question.has("left_out") and _all_printed(question, ledger):
        unknown = ()
    if unknown:
        return replace(draft, operation="refuse", form="unmatched")
    bare = question.of("bare_period") and not draft.periods and not draft.given
    if _unjoined(question, ledger, draft):
        return replace(draft, operation="refuse", form="unclear")
    if bare and not question.scope.default:
        return replace(draft, operation="refuse", form="bare period")
    if not draft.measures and not question.has("guidance"):
        return replace(draft, operation="refuse", form="no measure")
    return None


def _unjoined(question: Question, ledger: Ledger, draft: Plan) -> bool:
    """True where neighbouring measures are neither listed nor related: "IIJ4U revenue"."""
    if question.operations & RELATING:
        return False
    if any(concept_of(m) in MARGIN_MEASURES for m in draft.measures):
        return False
    for one, other in pairwise(draft.measures):
        if joined(question, one, other) or TO_WORDS & set(
            words_of(question.text[one.end : other.start])
        ):
            continue
        partial = any(m.match is not None and m.match.cover < 0.9 for m in (one, other))
        if partial or not alike(ledger, concept_of(one), concept_of(other)):
            return True
    return False


def _all_printed(question: Question, ledger: Ledger) -> bool:
    """True where documents print every word that no name holds: what is left out may be so
    described.
    """
    printed = ledger.engine.vocabulary()
    return all(word.casefold() in printed for word in question.unmatched)
