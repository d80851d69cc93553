"""The planner's plans as trees: what words decided is said by operations, options and order.

Comes in: a `Question`, its `Plan` and a `Ledger`. Goes out: a `Tree` for the one executor, None
where the plan asks for sentences. Not for: executing it (`service.find.algebra.execute`), nor for
plans about forecasts (`service.find.fromforecast`).

Raises: RefusedError where the plan itself is a refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from corpus.base.records import Period
from corpus.grammar.periods import previous, year_earlier
from service.find.algebra.execute import evaluate
from service.find.algebra.leaves import known_or_formula, main_periods, readings, told_concept
from service.find.algebra.printed import SHARE_FACETS
from service.find.algebra.terms import RefusedError
from service.find.derive import Deriver
from service.find.outcome import PART_OF_A_NAME, Desk, Outcome
from service.find.reported import Found, Ledger, in_time
from service.plan.relations import Plan, concept_of
from service.plan.tree import Constant, Expression, Leaf, Measure, Op, Scope, Tree
from service.understand.question import Mention, Question
from service.understand.roles import operation_rows
from service.understand.terms import singular, word_set, words_of

PLURAL_COVER, WHOLE_NAME, MOST_KIN = 0.9, 0.95, 8
"""Below these covers a name in the plural means all of its kin, of at most so many."""


@dataclass(frozen=True)
class Draft:
    """A plan with the question that it is of and the look-ups to settle what words leave open."""

    question: Question
    plan: Plan
    deriver: Deriver

    @property
    def ledger(self) -> Ledger:
        """The look-ups."""
        return self.deriver.ledger

    @property
    def words(self) -> frozenset[str]:
        """The words of the question, canonical."""
        return frozenset(words_of(self.question.text))

    def said(self, mention: Mention) -> str:
        """The characters of a mention."""
        return self.question.text[mention.start : mention.end]

    def leaf(self, mention: Mention, period: Period | None = None) -> Leaf:
        """A measure of the plan in a period, in the plan's unit and scope."""
        match = mention.match
        if match is None:
            raise missing()
        family = match.family if match.cover < PART_OF_A_NAME else ()
        measure = Measure(match.concepts, family)
        return Leaf(measure, period, self.plan.unit, self.scope())

    def scope(self) -> Scope:
        """Where the figures may be printed, and of whom."""
        return Scope(tuple(self.ledger.documents), self.ledger.entity)

    def grid(self) -> list[Leaf]:
        """Each measure in each period; without a period where none is planned."""
        periods: Sequence[Period | None] = self.plan.periods or (None,)
        return [self.leaf(m, p) for m in self.plan.measures for p in periods]

    def listed(self, periods: Sequence[Period], mention: Mention) -> Expression:
        """A measure at each of some periods."""
        return Op("series", (self.leaf(mention),), over=tuple(periods))

    def reported(self, periods: Sequence[Period], mention: Mention) -> list[Period]:
        """Those of some periods that the measure is known for."""
        leaf = self.leaf(mention)
        return [p for p in periods if known_or_formula(self.deriver, leaf, p) is not None]

    def all_periods(self, mention: Mention) -> list[Period]:
        """The periods of one length that a measure is reported for; years where they are asked."""
        yearly = not self.words.isdisjoint(word_set("yearly"))
        concept = told_concept(self.ledger, self.leaf(mention).measure)
        years = main_periods(self.ledger, concept, self.plan.unit, "years") if yearly else []
        return years or main_periods(self.ledger, concept, self.plan.unit)


def missing(what: str = "not reported") -> RefusedError:
    """Nothing reported answers it."""
    return RefusedError(Outcome("unanswered", None, missing=what))


def as_tree(question: Question, plan: Plan, ledger: Ledger) -> Tree | None:
    """The tree of a plan; None where sentences are asked for. Raises: RefusedError."""
    from service.find.fromforecast import FORECASTS

    if plan.operation == "speak":
        return None
    if plan.operation == "refuse":
        raise missing(plan.form or "not reported")
    draft = Draft(question, plan, Deriver(ledger))
    make = {**MAKERS, **FORECASTS}[plan.operation]
    return Tree(make(draft))


def carry_out(desk: Desk) -> Outcome:
    """What a plan comes to, by its tree."""
    try:
        tree = as_tree(desk.question, desk.plan, desk.ledger)
    except RefusedError as refused:
        return refused.outcome
    return desk.missing() if tree is None else evaluate(tree, desk.ledger)


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


def kin(draft: Draft, mention: Mention) -> Expression | None:
    """All measures whose names hold the words, where they are said in the plural."""
    match = mention.match
    if match is None or match.cover >= PLURAL_COVER or not 1 < len(match.family) <= MOST_KIN:
        return None
    typed = draft.said(mention).split()
    if not any(w.endswith("s") and not w.endswith("ss") for w in typed):
        return None
    found: list[tuple[Found, Leaf]] = []
    for concept in match.family:
        periods = draft.plan.periods or tuple(main_periods(draft.ledger, concept))
        if len(periods) != 1:
            return None
        one = draft.ledger.reported(concept, periods[0], draft.plan.unit)
        if one is not None:
            leaf = Leaf(Measure((concept,)), periods[0], draft.plan.unit, draft.scope())
            found.append((one, leaf))
    if len(found) < 2 or len({f.value.unit for f, _ in found}) != 1:
        return None
    found.sort(key=lambda pair: (pair[0].facts[0].document, pair[0].facts[0].span.start))
    return Op("each", tuple(leaf for _, leaf in found))


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


def change(draft: Draft) -> Expression:
    """How each measure changed, in the form that was asked; a yes or no compares the figures."""
    made = [_moved(draft, m) for m in draft.plan.measures]
    return made[0] if len(made) == 1 else Op("each", tuple(made))


def _moved(draft: Draft, mention: Mention) -> Expression:
    plan = draft.plan
    periods = in_time(plan.periods)
    if not periods:
        raise missing()
    leaves = [draft.leaf(mention, periods[-1])]
    if len(periods) > 1:
        leaves.append(draft.leaf(mention, periods[0]))
    if "yes_no" in plan.notes:
        return _rose(draft, mention, leaves)
    since = {"yoy_change": "year_earlier", "qoq_change": "previous"}.get(plan.facet or "")
    options = (("since", since),) if since and len(leaves) == 1 else ()
    if plan.form == "multiple":
        return Op("ratio", (leaves[0], _base(draft, leaves)))
    if plan.form == "percent":
        return Op("growth", tuple(leaves), options)
    amount = (("in", "amount"),) if plan.form == "amount" else ()
    return Op("change", tuple(leaves), (*options, *amount))


def _base(draft: Draft, leaves: Sequence[Leaf]) -> Leaf:
    """The earlier figure: the one said, else that of the period which goes without saying."""
    later = leaves[0].period
    if len(leaves) > 1 or not isinstance(later, Period):
        return leaves[-1]
    move = previous if draft.plan.facet == "qoq_change" else year_earlier
    return Leaf(
        leaves[0].measure, move(later, draft.ledger.calendar), leaves[0].unit, leaves[0].scope
    )


def _rose(draft: Draft, mention: Mention, leaves: Sequence[Leaf]) -> Expression:
    """Whether it rose or fell, as asked; a loss rises by its size and improves as it shrinks."""
    falling = {words_of(w) for w in operation_rows()["change"]["down"]}
    said = [words_of(draft.said(m)) for m in draft.question.of("operation")]
    down = any(words in falling for words in said)
    pair = (leaves[0], _base(draft, leaves))
    if not word_set("losses").isdisjoint(words_of(draft.said(mention))):
        if not draft.words.isdisjoint(word_set("bettering")):
            down = not draft.words.isdisjoint(word_set("improving"))
        return Op("less" if down else "greater", pair, (("by", "size"),))
    return Op("less" if down else "greater", pair)


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
    return Op("share" if in_percent else "ratio", pair)


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
        if len(quarters) < 2:
            return draft.leaf(mention, periods[0])
        periods = quarters
    periods = periods or tuple(draft.all_periods(mention))
    if len(periods) > 2:
        periods = tuple(draft.reported(periods, mention)) or periods
    return Op("average", (draft.listed(periods, mention),))


def difference(draft: Draft) -> Expression:
    """The first less the others, or its size where what lies between is asked."""
    args = draft.grid()
    if len(args) < 2:
        raise missing()
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


def points(draft: Draft) -> Expression:
    """Each measure in each period, in the order asked; over time where no periods are listed."""
    plan, series = draft.plan, draft.plan.form == "series"
    if len(plan.measures) == 1 and not plan.periods:
        family = kin(draft, plan.measures[0])
        listed = draft.listed(draft.all_periods(plan.measures[0]), plan.measures[0])
        return family or (listed if series else _plain(listed))
    named = {m.period for m in draft.question.of("period") if m.period is not None}
    stretch = bool(named) and not set(plan.periods) <= named
    made: list[Expression] = []
    for mention in plan.measures:
        periods: Sequence[Period] = plan.periods
        if stretch:
            periods = draft.reported(periods, mention)
        if not periods and not plan.periods:
            made.append(draft.leaf(mention))
        elif periods:
            made.append(draft.listed(periods, mention))
    if not made:
        raise missing()
    if series:
        return made[0] if len(made) == 1 else Op("each", tuple(made))
    return Op("each", tuple(a for m in made for a in _leaves_of(m)))


def _plain(listed: Expression) -> Expression:
    return Op("each", _leaves_of(listed))


def _leaves_of(node: Expression) -> tuple[Expression, ...]:
    """A series of one leaf as its leaves."""
    if not isinstance(node, Op) or not isinstance(node.over, tuple):
        return (node,)
    leaf = node.args[0]
    if not isinstance(leaf, Leaf):
        return (node,)
    return tuple(Leaf(leaf.measure, p, leaf.unit, leaf.scope, leaf.scenario) for p in node.over)


def extreme(draft: Draft) -> Expression:
    """The highest or lowest of the measures named, of the parts of one, or over time."""
    rank, mention = draft.plan.rank or "highest", draft.plan.measures[0]
    candidates = _candidates(draft, mention)
    if candidates is None:
        end = "high_end" if rank == "highest" else "low_end"
        return Op(end, (draft.leaf(mention, next(iter(draft.plan.periods), None)),))
    losing = not word_set("losses").isdisjoint(words_of(draft.said(mention)))
    judged = not draft.words.isdisjoint(word_set("judging"))
    if losing and not judged:  # the largest loss lies furthest below zero
        if rank == "highest":
            return Op("lowest", (candidates,), (("by", "value"),))
        below = Op("below", (candidates, Constant(Decimal(0))))
        return Op("highest", (below,), (("by", "value"),))
    return Op(rank, (candidates,), (("by", "value"),) if judged else ())


def _candidates(draft: Draft, mention: Mention) -> Expression | None:
    plan = draft.plan
    if len(plan.measures) > 1:
        if not plan.periods:
            raise missing()
        return Op("each", tuple(draft.leaf(m, plan.periods[0]) for m in plan.measures))
    known = draft.ledger.engine.concepts.get(
        told_concept(draft.ledger, draft.leaf(mention).measure)
    )
    asked = set(words_of(draft.question.text)[:7])
    if known is not None and known.parts and plan.periods and asked & word_set("groups"):
        period, unit = plan.periods[0], plan.unit
        parts = [p for p, _ in known.parts if draft.ledger.reported(p, period, unit) is not None]
        if len(parts) < 2:
            raise missing()
        return Op("each", tuple(Leaf(Measure((p,)), period, unit, draft.scope()) for p in parts))
    periods = draft.reported(_stretch(draft, mention), mention)
    return draft.listed(periods, mention) if len(periods) > 1 else None


def _stretch(draft: Draft, mention: Mention) -> Sequence[Period]:
    """The periods named, the quarters of one, or all that are reported."""
    periods = draft.plan.periods
    if len(periods) == 1:
        return draft.ledger.calendar.quarters(periods[0])
    return periods or draft.all_periods(mention)


def threshold(draft: Draft) -> Expression:
    """When, whether or how often a measure was past a figure."""
    plan = draft.plan
    if plan.threshold is None or not plan.measures:
        raise missing()
    mention, bound = plan.measures[0], Constant(plan.threshold)
    above = plan.rank == "above"
    verdict, rank = ("greater", "highest") if above else ("less", "lowest")
    if plan.form == "yes_no" and plan.periods:
        return Op(verdict, (draft.leaf(mention, plan.periods[0]), bound))
    periods = draft.reported(_stretch(draft, mention), mention)
    if not periods:
        raise missing()
    listed = draft.listed(periods, mention)
    if plan.form == "yes_no":
        most = Op(rank, (listed,), (("by", "value"),)) if len(periods) > 1 else listed
        return Op(verdict, (most, bound))
    past = Op("above" if above else "below", (listed, bound))
    if plan.form == "count":
        return Op("count", (past,))
    if "quarter" in draft.words and draft.words.isdisjoint(word_set("firsts")):
        return past
    return Op("first_past", (listed, bound), (("way", past.name),))


MAKERS: Mapping[str, Callable[[Draft], Expression]] = {
    "figure": figure,
    "open_period": open_period,
    "change": change,
    "share": share,
    "margin": margin,
    "ratio": ratio,
    "sum": total,
    "average": average,
    "difference": difference,
    "equals": equals,
    "left_out": left_out,
    "points": points,
    "extreme": extreme,
    "threshold": threshold,
}
