"""Plans that relate measures: one figure, shares, margins, ratios, sums, averages, equalities.

Comes in: a `Draft`. Goes out: an `Expression`. Not for: change and choice over time
(`service.find.fromplan.overtime`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from corpus.base.records import Period
from service.find.algebra.leaves import readings
from service.find.algebra.printed import SHARE_FACETS
from service.find.fromplan.draft import Draft, kin, missing
from service.plan.relations import concept_of
from service.plan.tree import Expression, Leaf, Measure, Op
from service.understand.question import Mention
from service.understand.terms import singular, word_set, words_of

WHOLE_NAME = 0.95
"""Below this cover only a part of a measure's name was said."""


def figure(draft: Draft) -> Expression:
    """One measure in one period; all of its kin where it is named in the plural."""
    plan = draft.plan
    if not plan.measures or not plan.periods:
        raise missing()
    mention, period = plan.measures[0], plan.periods[0]
    leaf = draft.leaf(mention, period)
    if leaf.measure.family and len(readings(draft.deriver, leaf, period)) > 1:
        return kin(draft, mention) or leaf
    return leaf


def open_period(draft: Draft) -> Expression:
    """No period was asked: a choice, or a list where the measure is named in the plural."""
    measures = draft.plan.measures
    only = measures[0] if len(measures) == 1 else None
    if only is not None and only.match is not None and only.match.cover < WHOLE_NAME:
        family = kin(draft, only)
        if family is not None:
            return family
    if only is None:
        return Op("each", tuple(draft.leaf(m) for m in measures))
    periods = draft.all_periods(only)
    if len(periods) == 1:
        return draft.leaf(only, periods[0])
    label = draft.ledger.label(draft.leaf(only).measure.concept)
    return draft.listed(periods, only) if _in_plural(draft, label) else draft.leaf(only)


def _in_plural(draft: Draft, label: str) -> bool:
    """True where a measure is said in the plural that is named in the singular: "the rates"."""
    typed = " ".join(draft.said(m) for m in draft.question.measures).casefold().split()
    named = label.casefold().split()
    return any(w.endswith("s") and singular(w) != w and singular(w) in named for w in typed)


def share(draft: Draft) -> Expression:
    """A part of a whole in each period."""
    plan = draft.plan
    if not plan.periods:
        raise missing()
    made = []
    for period in plan.periods:
        args = [draft.leaf(m, period) for m in plan.measures[:2]]
        args[1:] = [
            Leaf(Measure(a.measure.concepts[:1]), period, a.unit, a.scope) for a in args[1:]
        ]
        made.append(Op("share", tuple(args)))
    return made[0] if len(made) == 1 else Op("each", tuple(made))


def margin(draft: Draft) -> Expression:
    """A margin of each measure in each period."""
    if not draft.plan.periods:
        raise missing()
    made = [Op(draft.plan.form, (leaf,)) for leaf in draft.grid()]
    return made[0] if len(made) == 1 else Op("each", tuple(made))


def ratio(draft: Draft) -> Expression:
    """One measure by another: in percent of revenues or assets, else as a quotient."""
    plan = draft.plan
    period = plan.periods[0] if plan.periods else _only_common(draft)
    pair = tuple(draft.leaf(m, period) for m in plan.measures)
    one, two = (readings(draft.deriver, leaf, period) for leaf in pair)
    if len(one) != 1 or len(two) != 1:
        raise missing()
    units = (one[0].value.unit, two[0].value.unit)
    if plan.form == "per":
        counted = not units[1].isupper() and units[1] not in ("shares", "ads")
        if one[0].concept == "total_revenues" and counted:
            raise missing("unclear")
        return Op("per", pair)
    common = two[0].concept in SHARE_FACETS
    in_percent = units[0] == units[1] and units[0].isupper() and (plan.form == "to" or common)
    return Op("share", pair, (("beyond", "allowed"),)) if in_percent else Op("ratio", pair)


def _only_common(draft: Draft) -> Period:
    """The last period of both, where both give the same ratio in all periods reported."""
    names = [concept_of(m) for m in draft.plan.measures]
    one, two = (draft.ledger.periods(name) for name in names)
    common = [p for p in one if p in two]
    values = set()
    for period in common:
        a, b = (draft.ledger.reported(name, period) for name in names)
        if a is None or b is None or not b.amount:
            raise missing()
        values.add(a.amount / b.amount)
    if len(values) != 1:
        raise missing()
    return common[-1]


def total(draft: Draft) -> Expression:
    """The sum of measures or periods."""
    return Op("sum", tuple(_operands(draft)))


def _operands(draft: Draft) -> list[Expression]:
    """A figure for each measure and period; kin where one name in the plural says them all."""
    plan = draft.plan
    if not plan.periods and len(plan.measures) == 1:
        family = kin(draft, plan.measures[0])
        if family is not None:
            return [family]
    if not plan.measures:
        raise missing()
    return list(draft.grid())


def average(draft: Draft) -> Expression:
    """The mean of measures or periods; of all periods reported where none are named."""
    plan = draft.plan
    if not plan.measures:
        raise missing()
    if plan.form == "monthly":
        return Op("average", tuple(draft.grid()), (("by", "month"),))
    if len(plan.measures) > 1:
        return Op("average", tuple(draft.grid()))
    mention, periods = plan.measures[0], plan.periods
    if len(periods) == 1:
        quarters = draft.ledger.calendar.quarters(periods[0])
        if len(quarters) < 2:  # of one figure there is no mean, unless it is printed as one
            if "average" in words_of(draft.ledger.label(concept_of(mention))):
                return draft.leaf(mention, periods[0])
            raise missing()
        periods = quarters
    periods = periods or tuple(draft.all_periods(mention))
    if len(periods) > 2:
        periods = tuple(draft.reported(periods, mention)) or periods
    return Op("average", (draft.listed(periods, mention),))


def difference(draft: Draft) -> Expression:
    """The first less the others, or its size where what lies between is asked."""
    args = draft.grid()
    if len(args) < 2 or (len(args) > 2 and draft.plan.periods[1:]):
        raise missing()  # which is taken off which is not said
    if draft.question.has("excluding"):
        return Op("without", tuple(args))
    if len(draft.plan.measures) > 2:
        return _chain(draft, draft.plan.measures, args)
    plain = Op("difference", tuple(args))
    sized = len(args) == 2 and not draft.words.isdisjoint(word_set("sized"))
    return Op("magnitude", (plain,)) if sized else plain


def _chain(draft: Draft, mentions: Sequence[Mention], args: Sequence[Expression]) -> Expression:
    """ "A plus B less C" by the signs that stand between them."""
    made = args[0]
    for (one, other), arg in zip(pairwise(mentions), args[1:], strict=True):
        gap = set(words_of(draft.question.text[one.end : other.start]))
        taken = not gap.isdisjoint(word_set("minus"))
        made = Op("difference" if taken else "sum", (made, arg))
    return made


def equals(draft: Draft) -> Expression:
    """Whether the measure that stands alone is what the others come to."""
    plan = draft.plan
    signs = [m for m in draft.question.of("operation") if m.name == "equals"]
    at = signs[0].start if signs else 0
    left = [m for m in plan.measures if m.start < at]
    right = [m for m in plan.measures if m.start >= at]
    alone = len(right) == 1 and len(left) > 1
    first, *rest = [*right, *left] if alone else [*left, *right]
    period = plan.periods[0]
    args = [draft.leaf(m, period) for m in rest]
    return Op("equals", (draft.leaf(first, period), _chain(draft, rest, args)))


def left_out(draft: Draft) -> Expression:
    """What lies between a measure and its definition."""
    concepts = draft.ledger.engine.concepts
    for mention in draft.plan.measures:
        known = concepts.get(concept_of(mention))
        if known is not None and known.definition:
            return Op("left_out", (draft.leaf(mention, draft.plan.periods[0]),))
    raise missing()
