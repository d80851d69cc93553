"""Plans over time: changes, figures side by side, the highest and lowest, those past a figure.

Comes in: a `Draft`. Goes out: an `Expression`. Not for: how measures relate in one period
(`service.find.fromplan.related`).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from corpus.base.records import Period
from corpus.grammar.periods import previous, year_earlier
from service.find.algebra.leaves import told_concept
from service.find.fromplan.draft import Draft, kin, missing
from service.find.reported import in_time
from service.plan.tree import Constant, Expression, Leaf, Measure, Op
from service.understand.question import Mention
from service.understand.roles import operation_rows
from service.understand.terms import word_set, words_of


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
