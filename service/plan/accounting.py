"""The last gate of planning: every word that means something is carried out, or nothing is.

Comes in: a `Question`, a `Ledger`, the finished `Plan`. Goes out: the words that the plan leaves
aside although they restrict what is asked; with one of them a plan is a refusal. Not for: words
that nothing explains (`service.plan.speech` refuses those before).

A word is consumed by a role: a measure, a period, the scope, a unit, an operation that the plan
carries out, or as a word of grammar. Four kinds are left over: an operation that the plan does not
carry out; what stands right before a measure, in its noun phrase, and is no word of grammar; a
measure that another one swallowed; an item of a list that is no term of its sum.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from service.find.reported import Ledger
from service.plan.relations import (
    Plan,
    concept_of,
    is_percent,
    stated_formula,
    sums_up,
)
from service.plan.time import is_change
from service.understand.question import Mention, Question
from service.understand.roles import question_words
from service.understand.terms import Term, kin, split_terms, word_set, words_of

GUIDANCE = frozenset(
    {"guidance", "growth", "change", "difference", "per", "low_end", "high_end", "midpoint"}
    | {"actual", "revision", "compare", "above", "below", "latest", "earliest", "series"}
    | {"yoy_change", "qoq_change"}
)
COMPUTED = frozenset({"implied", "compare", "latest", "earliest"})
CARRIES: dict[str, frozenset[str]] = {
    "open_period": frozenset({"latest", "earliest"}),
    "change": COMPUTED
    | {"change", "growth", "difference", "yoy_change", "qoq_change", "ratio", "series"},
    "points": frozenset({"compare", "series", "so_far", "change", "yoy_change", "qoq_change"}),
    "extreme": frozenset({"highest", "lowest", "series", "compare"}),
    "threshold": frozenset(
        {"above", "below", "positive", "negative", "highest", "lowest", "series", "earliest"}
        | {"so_far"}
    ),
    "average": COMPUTED | {"average", "series", "per"},
    "sum": COMPUTED | {"sum", "series", "so_far"},
    "share": COMPUTED | {"share", "margin"},
    "margin": COMPUTED | {"margin", "gross_margin", "gross_profit", "share"},
    "ratio": COMPUTED | {"ratio", "per", "share", "average"},
    "difference": COMPUTED | {"difference", "excluding"},
    "equals": COMPUTED | {"equals", "sum", "difference"},
    "left_out": COMPUTED | {"left_out"},
    "implied": GUIDANCE | COMPUTED,
    "implied_rate": GUIDANCE | COMPUTED,
    "guidance": GUIDANCE,
    "guidance_actual": GUIDANCE,
    "guidance_series": GUIDANCE,
}
"""What of the table of operations each operation of a plan carries out."""
LOOKING = frozenset({"figure", "points", "open_period", "change", "sum", "average"})
LISTING = frozenset({"sum", "average"})
"""Operations whose terms are the items of a list."""
LENGTHS = {"quarterly": 1, "annual": 4, "yearly": 4}
"""How many quarters a period has of which a word says how long it is."""
TOTALLED = LISTING | {"share", "ratio"}
CHOOSING = frozenset({"actual", "latest", "earliest", "so_far", "revision"})
"""Operations that choose among figures and compute none; before a measure they restrict it."""
NAMES = frozenset({"us", "it"})
DAYS = frozenset({"day", "date", "month", "year", "time"})
PLACES = frozenset({"over", "between", ">"})
_ITEMS = re.compile(r",|\+|&|\b(?:and|plus)\b", re.IGNORECASE)
HYPHENS = "-‐‑"


def unused(question: Question, ledger: Ledger, plan: Plan) -> tuple[str, ...]:
    """The words that restrict what is asked and that the plan does not carry out, as typed."""
    found = [
        *_operations_left(question, ledger, plan),
        *_shouted(question),
        *_dated(question, plan),
        *_modifiers(question, ledger, plan),
        *_named_twice(question, ledger, plan),
        *_swallowed(question, ledger, plan),
        *_items_left(question, plan),
    ]
    return tuple(dict.fromkeys(found))


def _said(question: Question, mention: Mention) -> str:
    return question.text[mention.start : mention.end]


def _operations_left(question: Question, ledger: Ledger, plan: Plan) -> Iterator[str]:
    """Operations asked for that the plan does not carry out."""
    carried = CARRIES.get(plan.operation, frozenset())
    if plan.operation == "figure" and stated_formula(question, question.measures):
        return
    named = _names(ledger, plan)
    for mention in question.of("operation"):
        words = set(words_of(_said(question, mention))) - word_set("filler")
        held = bool(words) and words <= named
        if mention.name in carried and not _idle(question, ledger, plan, mention):
            continue
        used = held or _tells_when(question, mention)
        if not used and not _shapes(question, ledger, plan, mention):
            yield _said(question, mention)


def _idle(question: Question, ledger: Ledger, plan: Plan, mention: Mention) -> bool:
    """True for an operation that this very plan has nothing to carry out on: a series of one
    period, a change among several measures.
    """
    if plan.operation == "points" and mention.name == "series":
        return len(plan.periods) == 1 and not _as_long(ledger, plan, _said(question, mention))
    if plan.operation == "points" and mention.name == "change":
        return len(plan.periods) < 2
    if plan.operation == "threshold" and mention.name in ("positive", "negative"):
        level = words_of(question.text)[:1] == ("how",)
        return plan.form == "when" and not level and len(plan.periods) == 1
    return False


def _as_long(ledger: Ledger, plan: Plan, word: str) -> bool:
    """True for a word that says how long the periods of the plan are: "annual" of years."""
    quarters = LENGTHS.get(word.casefold())
    lengths = {len(ledger.calendar.quarters(period)) for period in plan.periods}
    return quarters is not None and lengths == {quarters}


def _names(ledger: Ledger, plan: Plan) -> set[str]:
    """The words of the names of the measures that the plan looks up, and their kin."""
    words: set[str] = set()
    for mention in plan.measures:
        known = ledger.engine.concepts.get(concept_of(mention))
        names = (*known.names, *known.questions) if known is not None else ()
        for name in (*names, ledger.label(concept_of(mention))):
            words |= set(words_of(name))
    return words.union(*(kin().get(word, frozenset()) for word in words))


def _tells_when(question: Question, mention: Mention) -> bool:
    """ "Over the nine months", "1Q02 -> 2Q02": a word of place that stands before no measure."""
    if _said(question, mention).casefold() not in PLACES or question.figures:
        return False
    after = [m for m in question.mentions if m.start >= mention.end]
    told = [m for m in after if m.kind != "filler"]
    if _said(question, mention).casefold() == "between":
        return len([m for m in told if m.period is not None]) > 1
    return bool(after) and not (told and told[0].kind in ("measure", "operation"))


def _shapes(question: Question, ledger: Ledger, plan: Plan, mention: Mention) -> bool:
    """True for an operation that has chosen the period or the measure of the one figure."""
    name, periods = mention.name, plan.periods
    if name in ("latest", "earliest", "so_far"):
        after = words_of(question.text[mention.end :])[:1]
        return not question.periods or bool({"day", "date"} & set(after))
    if name == "compare" and len(question.of("entity")) > 1:
        return True
    if name in ("yoy_change", "qoq_change", "compare"):
        return bool(periods and question.periods) and periods[0] not in question.periods
    if name == "actual":
        words = set(words_of(_said(question, mention)))
        return len(words) == 1 and words <= word_set("filler") | {"actual"}
    if plan.operation != "figure" or not plan.measures:
        return False
    if name == "sum":
        long = bool(periods) and len(ledger.calendar.quarters(periods[0])) > 1
        return long or _is_whole(ledger, plan)
    if name == "equals":
        asks = words_of(question.text)[:1] in (("what",), ("how",))
        return asks and mention.start >= plan.measures[0].end
    if name in ("change", "difference"):
        return is_change(ledger, plan)
    return name == "share" and is_percent(ledger, plan.measures[0])


def _is_whole(ledger: Ledger, plan: Plan) -> bool:
    """True for measures that have parts or are named as totals, as all of one kind are."""
    known = [ledger.engine.concepts.get(concept_of(m)) for m in plan.measures]
    labels = {w for m in plan.measures for w in ledger.label(concept_of(m)).casefold().split()}
    return bool({"total", "and"} & labels) or all(k is not None and k.parts for k in known)


def _modifiers(question: Question, ledger: Ledger, plan: Plan) -> Iterator[str]:
    """What stands right before a measure, in its noun phrase, and is no word of grammar."""
    terms = [t for t in split_terms(question.text) if t.words]
    named = _names(ledger, plan)
    for mention in plan.measures:
        before = _before(question, terms, mention)
        if before is None or set(before.words) & named:
            continue
        summed = before.words == ("total",) and (
            plan.operation in TOTALLED or _is_whole(ledger, plan)
        )
        if summed or _as_long(ledger, plan, before.raw):
            continue
        if _restricts(question, before):
            yield before.raw


def _shouted(question: Question) -> Iterator[str]:
    """Words of grammar that are written as a name is: "in the US", "IT"."""
    grammar = question_words()["grammar"]["words"]
    for mention in question.of("filler"):
        said = _said(question, mention)
        named = said.isupper() and len(said) == 2 and not question.text.isupper()
        if named and said.casefold() in NAMES and said.casefold() in grammar:
            yield said


def _dated(question: Question, plan: Plan) -> Iterator[str]:
    """ "On what day": a day is asked for, which no figure is."""
    for one, other in pairwise(words_of(question.text) if plan.operation == "figure" else ()):
        if one in ("what", "which") and other in DAYS:
            yield other


def _before(question: Question, terms: list[Term], mention: Mention) -> Term | None:
    """The word before the first one that tells the measure, where no role has taken it."""
    idle = word_set("soft") | word_set("filler")
    own = set(words_of(mention.match.name)) if mention.match is not None else set()
    inside = [t for t in terms if mention.start <= t.start < mention.end]
    held = next((t for t in inside if own & set(t.words) or not set(t.words) <= idle), None)
    at = terms.index(held) - 1 if held is not None else -1
    if held is None or at < 0 or question.text[terms[at].end : held.start].strip():
        return None
    if at and terms[at - 1].words == ("how",):
        return None  # "how large X was" asks for X, and makes it no larger
    taken = [m for m in question.mentions if m.start <= terms[at].start < m.end]
    passing = all(
        m.kind == "filler" or m is mention or (m.kind == "operation" and m.name in CHOOSING)
        for m in taken
    )
    return terms[at] if passing else None


def _restricts(question: Question, term: Term) -> bool:
    """True for a word that is not of grammar: "audited", "US", "one-off"."""
    text = question.text
    if term.start > 1 and text[term.start - 1] in HYPHENS:
        return text[term.start - 2].isalnum()
    if term.raw.isupper() and len(term.raw) > 1 and not text.isupper():
        return True
    return term.raw.casefold() not in question_words()["grammar"]["words"]


def _named_twice(question: Question, ledger: Ledger, plan: Plan) -> Iterator[str]:
    """ "Hardware equipment sales": of two names of one measure, run together, one restricts."""
    for mention in plan.measures:
        known = ledger.engine.concepts.get(concept_of(mention))
        words = words_of(_said(question, mention))
        names = {words_of(n) for n in (*known.names, *known.questions)} if known else set()
        if "(" in _said(question, mention) or any(set(words) <= set(name) for name in names):
            continue
        for at in range(1, len(words)):
            if words[:at] in names and words[at:] in names:
                yield " ".join(words[:at])


def _swallowed(question: Question, ledger: Ledger, plan: Plan) -> Iterator[str]:
    """Measures named that the plan neither looks up nor relates to one that it does."""
    if plan.operation not in LOOKING or stated_formula(question, question.measures):
        return
    kept = [concept_of(m) for m in plan.measures]
    told = bool(plan.measures) and is_percent(ledger, plan.measures[0])
    grammar = question_words()["grammar"]["words"]
    for one, other in pairwise(question.measures):
        beside = not question.text[one.end : other.start].strip() and concept_of(other) in kept
        if beside and _said(question, one).split()[-1].casefold() not in grammar:
            yield _said(question, one)
    for mention in question.measures:
        inside = any(
            m.start <= mention.start < m.end
            or "(" in question.text[mention.end : m.start] + question.text[m.end : mention.start]
            for m in plan.measures
        )
        concept = concept_of(mention)
        if told or inside or concept in kept or any(sums_up(ledger, k, concept) for k in kept):
            continue
        if not _is_verb(question, mention):
            yield _said(question, mention)


def _is_verb(question: Question, mention: Mention) -> bool:
    """ "How much did X cost", "Y net of depreciation": what was said of a measure, not another."""
    before = words_of(question.text[: mention.start])
    verb = before[:3] in (("how", "much", "did"), ("how", "much", "does"))
    return before[-2:] == ("net", "of") or (verb and " " not in _said(question, mention))


def _items_left(question: Question, plan: Plan) -> Iterator[str]:
    """Items of a list that is summed which are no term of the sum."""
    if plan.operation not in LISTING or len(plan.measures) < 2:
        return
    start = min(m.start for m in plan.measures)
    end = max(m.end for m in plan.measures)
    at = start
    for sign in (*_ITEMS.finditer(question.text, start, end), None):
        stop = sign.start() if sign is not None else end
        item = question.text[at:stop].strip(" ()")
        if item and not any(m.start < stop and at < m.end for m in plan.measures):
            yield item
        at = sign.end() if sign is not None else end
