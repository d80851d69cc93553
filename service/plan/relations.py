"""How the measures of a question stand to each other: side by side, part and whole, one for both.

Comes in: mentions of a `Question`. Goes out: the same mentions, fewer or in another order, and the
`Plan` record. Not for: which measure a word means (`service.understand.measures`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from corpus.base.records import Period
from corpus.concepts.concepts import Concepts
from service.find.reported import Ledger
from service.understand.measures import Match
from service.understand.question import Mention, Question
from service.understand.roles import operation_rows
from service.understand.terms import words_of

SIDE_BY_SIDE = frozenset(
    {"and", "vs", "versus", "or", "compared", "against", "with", "plus", "than"}
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do: an operation of `service.find.fromplan.make`, its measures (each with its
    readings), periods.

    `facet` is a growth facet, `threshold` a figure to pass, `rank` "highest" or "lowest", `given`
    the documents whose forecasts are meant; `notes` say in words what was assumed,
    `words` those of the question that a refused plan could not carry out.
    """

    operation: str
    measures: tuple[Mention, ...] = ()
    periods: tuple[Period, ...] = ()
    unit: str | None = None
    facet: str | None = None
    form: str = ""
    threshold: Decimal | None = None
    rank: str | None = None
    given: tuple[frozenset[str], ...] = ()
    words: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


def distinct(
    question: Question, measures: tuple[Mention, ...], concepts: Concepts | None = None
) -> tuple[Mention, ...]:
    """Measures once each, in the order of the question; of a stated formula its terms alone."""
    if len(measures) == 1 and measures[0].match is not None:
        return measures
    kept: dict[tuple[str, ...], Mention] = {}
    terms = stated_formula(question, measures)
    if terms:
        known = concepts.get(concept_of(measures[0])) if concepts else None
        own = re.findall(r"\w+", known.formula) if known and known.formula else []
        return measures[:1] if own == [concept_of(m) for m in terms] else terms
    outside = [m for m in measures if not _in_brackets(question, m)]
    inside = [m for m in measures if _in_brackets(question, m)]
    if concepts is not None and len(outside) == 1 and _some_parts(outside[0], inside, concepts):
        outside = inside
    for mention in outside or measures:
        if mention.match is not None:
            kept.setdefault(mention.match.concepts, mention)
    return tuple(kept.values())


def _some_parts(whole: Mention, told: list[Mention], concepts: Concepts) -> bool:
    """True for "revenue (connectivity and SI)": some parts of a whole are listed, not all."""
    known = concepts.get(concept_of(whole))
    parts = {name for name, _ in known.parts} if known else set()
    return len(told) > 1 and {concept_of(m) for m in told} < parts


ARITHMETIC = frozenset({"less", "minus", "plus", "divided", "over", "slash", "times", "percent"})
DEFINING = re.compile(r"[(:=]|\b(?:i\.?e\.?|that is|meaning|defined as|namely|being)\b")


def stated_formula(question: Question, measures: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The terms of "free cash flow (A less B)" or "debt to equity: A divided by B": what a name is
    said to be goes before what the name means elsewhere. Empty where no formula is stated.
    """
    for number, (name, first) in enumerate(pairwise(measures)):
        gap = question.text[name.end : first.start]
        rest = measures[number + 1 :]
        if number or len(rest) < 2 or not DEFINING.search(gap.casefold()):
            continue
        if stated_chain(question, rest):
            return rest
    return ()


def stated_chain(question: Question, measures: tuple[Mention, ...]) -> bool:
    """True for "A less B less C": a sign stands between any two neighbours."""
    return len(measures) > 1 and all(
        _is_sign(question.text[a.end : b.start]) for a, b in pairwise(measures)
    )


def _is_sign(gap: str) -> bool:
    return bool(set(words_of(gap)) & ARITHMETIC) or gap.strip() in ("-", "−", "÷")


def _in_brackets(question: Question, mention: Mention) -> bool:
    """True for a gloss: "free cash flow (operating plus investing)"."""
    before = question.text[: mention.start]
    return before.rfind("(") > before.rfind(")") and ")" in question.text[mention.end :]


def specific(
    question: Question, ledger: Ledger, measures: tuple[Mention, ...]
) -> tuple[Mention, ...]:
    """ "Revenue from equipment" is the revenue of equipment: the part stands for both."""
    if len(measures) < 2:
        return measures
    kept = list(measures)
    for one, other in pairwise(measures):
        signed = _is_sign(question.text[one.end : other.start])
        if (
            signed
            or joined(question, one, other)
            or question.has("share", "ratio", "per", "difference", "sum", "margin")
        ):
            continue
        for whole, part in ((one, other), (other, one)):
            if (
                whole in kept
                and part in kept
                and sums_up(ledger, concept_of(part), concept_of(whole))
            ):
                kept.remove(whole)
                break
    kept = _one_margin(question, ledger, _without_scope(question, ledger, kept))
    words = words_of(question.text)
    if (
        len(kept) == 2
        and words[:3] in (("how", "much", "did"), ("how", "much", "does"))
        and not joined(question, *kept)
    ):
        return (max(kept, key=lambda m: m.match.gain if m.match else 0.0),)
    return tuple(kept)


def _without_scope(question: Question, ledger: Ledger, kept: list[Mention]) -> list[Mention]:
    """ "Selling rate, top customers": a heading that the first one stands under, said after it."""
    if len(kept) != 2 or not all(is_percent(ledger, m) for m in kept):
        return kept
    first, second = kept
    if question.text[first.end : second.start].strip() != ",":
        return kept
    headings = {" ".join(words_of(h)) for f in ledger.facts(concept_of(first)) for h in f.path}
    said = set(words_of(question.text[second.start : second.end]))
    named = {"customer" if w == "client" else w for w in said}
    return kept[:1] if any(named <= set(h.split()) for h in headings) else kept


def is_part(ledger: Ledger, part: str, whole: str) -> bool:
    """True where a measure is a part of another, at any depth."""
    known = ledger.engine.concepts.get(whole)
    names = [name for name, weight in known.parts if weight > 0] if known else []
    return part in names or any(is_part(ledger, part, name) for name in names)


def sums_up(ledger: Ledger, part: str, whole: str) -> bool:
    """True where a whole is nothing but a sum, and a measure is a part of it at any depth: sales
    of one kind of all sales. A balance of gains and costs is no whole of either.
    """
    known = ledger.engine.concepts.get(whole)
    parts = known.parts if known else ()
    if any(weight < 0 for _, weight in parts):
        return False
    return any(name == part or sums_up(ledger, part, name) for name, _ in parts)


def _one_margin(question: Question, ledger: Ledger, kept: list[Mention]) -> list[Mention]:
    """ "Gross margin on X" as the measure that data names so, where it does."""
    if len(kept) != 2 or joined(question, *kept):
        return kept
    for one, other in (kept, kept[::-1]):
        base, margin = concept_of(one), concept_of(other)
        stem = base.removesuffix("_revenue")
        known = ledger.engine.concepts.get(f"{stem}_{margin}")
        if margin == "gross_margin" and known is not None:
            start, end = min(one.start, other.start), max(one.end, other.end)
            match = Match((known.id,), 1.0, 1.0, known.label)
            return [replace(one, start=start, end=end, meaning=known.label, match=match)]
    return kept


def alike(ledger: Ledger, one: str, other: str) -> bool:
    """True for measures of one unit and one kind of period, which may stand in a list."""
    types = ledger.engine.concepts.period_type
    return types(one) == types(other) and ledger.unit_of(one) == ledger.unit_of(other)


def by_default(question: Question, ledger: Ledger) -> tuple[Mention, ...]:
    """The measure that an operation speaks of when none is named: "profitable" is of net income."""
    for mention in question.of("operation"):
        name = operation_rows()[mention.name].get("default")
        known = ledger.engine.concepts.find(name) if name else None
        if known is not None:
            match = Match((known.id,), 1.0, 1.0, known.label)
            return (replace(mention, kind="measure", meaning=known.label, match=match),)
    return ()


def concept_of(mention: Mention) -> str:
    """The likeliest measure of a mention."""
    return mention.match.concepts[0] if mention.match else mention.name


def joined(question: Question, one: Mention, other: Mention) -> bool:
    """True where both stand side by side: "gross margin and revenue", not "gross margin of
    revenue".
    """
    first, second = sorted((one, other), key=lambda m: m.start)
    between = words_of(question.text[first.end : second.start])
    return "," in question.text[first.end : second.start] or bool(SIDE_BY_SIDE & set(between))


INSIDE_WORDS = frozenset({"in", "within", "to", "inside", "among"})


def part_and_whole(
    question: Question, ledger: Ledger, measures: tuple[Mention, ...]
) -> tuple[Mention, ...]:
    first, second = measures
    concepts = ledger.engine.concepts
    wholes = [m for m in measures if concept_of(m) in ("total_revenues", "total_assets")]
    if len(wholes) == 1:
        whole = wholes[0]
    else:
        sharing = [m for m in question.of("operation") if m.name == "share"]
        before = bool(sharing) and sharing[0].start < first.start
        between = words_of(question.text[first.end : second.start])
        inside = bool(set(between) & INSIDE_WORDS)  # "the share of notes in total liabilities"
        whole = first if before and not inside else second
        known = concepts.get(concept_of(first))
        if known and concept_of(second) in dict(known.parts):
            whole = first
    part = second if whole is first else first
    return part, whole


def counted_whole(ledger: Ledger, pair: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """A part and its whole in one unit: of contracts the whole is the contracts, not the sales."""
    part, whole = pair
    concepts = ledger.engine.concepts
    unit = ledger.unit_of(concept_of(part))
    if unit is None or unit.isupper() or ledger.unit_of(concept_of(whole)) == unit:
        return pair
    wanted = set(words_of(ledger.label(concept_of(whole)))) - {"revenue"} | set(words_of(unit))
    for known in concepts.by_id.values():
        if known.unit == unit and set(words_of(known.label)) - {"total"} == wanted - {"total"}:
            match = Match((known.id,), 1.0, 1.0, known.label)
            return part, replace(whole, meaning=known.label, match=match)
    return pair


def sold_each(ledger: Ledger, sales: Mention, counted: Mention) -> Mention:
    """The sales of what is counted: "revenue per dial-up contract" is that of dial-up access."""
    unit = ledger.unit_of(concept_of(counted))
    if concept_of(sales) != "total_revenues" or unit is None or unit.isupper():
        return sales
    idle = {"total", "revenue", *words_of(unit)}
    wanted = set(words_of(ledger.label(concept_of(counted)))) - idle
    for known in ledger.engine.concepts.by_id.values():
        words = set(words_of(known.label))
        if wanted and known.kind == "monetary" and "revenue" in words and words - idle == wanted:
            match = Match((known.id,), 1.0, 1.0, known.label)
            return replace(sales, meaning=known.label, match=match)
    return sales


def is_percent(ledger: Ledger, mention: Mention) -> bool:
    known = ledger.engine.concepts.get(concept_of(mention))
    if known is not None:
        return known.kind in ("percent", "ratio")
    return ledger.unit_of(concept_of(mention)) in ("percent", "ratio")
