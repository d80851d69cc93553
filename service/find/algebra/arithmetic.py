"""The operations that a formula of the table says: sums, differences, quotients, averages.

Comes in: an `Op` and its `Row`. Goes out: a `Result` of one figure, or of one for each where its
only argument is a list of one operand's worth. Not for: operations that a printed figure may
answer (`service.find.algebra.printed`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.find.algebra.operands import (
    check_common,
    check_contiguous,
    check_disjoint,
    check_one_unit,
    doubts_of,
    is_part,
    spanning,
)
from service.find.algebra.terms import LETTERS, Result, Row, Run, Term, compute, filled, refuse
from service.find.derive import Deriver
from service.find.reported import Found
from service.plan.tree import Expression, Op
from service.understand.terms import words_of

POINT_UNITS = frozenset({"percent", "percentage_point"})
OUTGOING = frozenset({"purchase", "payment", "repayment", "acquisition"})
DAYS_A_MONTH = 30.44


def combine(run: Run, row: Row, terms: Sequence[Term], *, part: bool = False, **more: str) -> Term:
    """One figure of several by the row's formula; `part` of a share of a whole.

    Raises: RefusedError.
    """
    check_common(row, terms)
    first = next((t for t in terms if t.leaves), terms[0]).found
    pieces = filled(row.formula, terms, {"n": str(len(terms))} | more)
    return replace(
        compute(
            run,
            pieces,
            first,
            period=spanning(run.ledger, terms) if row.spans else first.period,
            unit=unit_of(row.unit, terms),
            label=label_of(row.label, terms),
            part=part,
        ),
        doubts=doubts_of(terms),
    )


def unit_of(rule: str, terms: Sequence[Term]) -> str:
    """The unit of a result: a unit, or "same", "gap", "quotient" or "product" of the operands."""
    units = [t.found.value.unit for t in terms]
    if rule == "same":
        return units[0]
    if rule == "gap":  # what lies between two percentages is in points
        return "percentage_point" if units[0] in POINT_UNITS else units[0]
    if rule == "quotient":
        return quotient(units[0], units[1])
    if rule == "product":
        told = [u for u in units if u not in ("count", "ratio")]
        if len(told) > 1:
            return _multiplied(told)
        return told[0] if told else units[0]
    return rule


def quotient(one: str, other: str) -> str:
    """The unit of a quotient: JPY by contracts is JPY/contract, one unit by itself a ratio."""
    if one == other:
        return "ratio"
    if other in ("count", "ratio"):
        return one
    if not one.isupper():
        return "ratio"
    return f"{one}/{other.removesuffix('s') if len(other) > 3 else other}"


def _multiplied(units: Sequence[str]) -> str:
    """A rate times what it is a rate of gives what it counts: JPY/share by shares is JPY."""
    if len(units) == 2:
        for rate, counted in (units, units[::-1]):
            over, _, under = rate.partition("/")
            if under and counted in (under, f"{under}s"):
                return over
    raise refuse(f"{' by '.join(units)} is no unit of any figure")


def label_of(template: str, terms: Sequence[Term]) -> str:
    """The label of a result; {a} and {b} are operands, {all} and {rest} lists of them, {from} and
    {to} their periods.
    """
    labels = [t.found.label for t in terms]
    alike = len(set(labels)) < len(labels) and len({t.found.period for t in terms}) == len(terms)
    if len(set(labels)) < len(labels) and not alike:
        labels = [_expected(t) for t in terms]
    elif alike and ("{b}" in template or "{rest}" in template) and "{from}" not in template:
        labels = [f"{t.found.label} of {t.found.period.label}" for t in terms]
    inner = [lower(label) for label in labels]
    return template.format_map(
        {
            "a": inner[0] if not template.startswith("{a}") else labels[0],
            "b": inner[1] if len(inner) > 1 else "",
            "all": listed(inner),
            "rest": listed(inner[1:] or inner),
            "to": terms[0].found.period.label,
            "from": terms[-1].found.period.label,
        }
    )


def _expected(term: Term) -> str:
    """A label that tells a forecast from what came out."""
    ahead = any(f.scenario == "guidance" for f in term.found.facts)
    return f"the forecast of {lower(term.found.label)}" if ahead else term.found.label


def lower(label: str) -> str:
    """A label inside a sentence: its first letter small, unless it is an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def listed(names: Sequence[str]) -> str:
    """ "a, b and c", each name once."""
    unique = list(dict.fromkeys(names))
    return unique[0] if len(unique) == 1 else ", ".join(unique[:-1]) + " and " + unique[-1]


def operands(run: Run, nodes: Sequence[Expression], *, one_unit: bool = False) -> list[Term]:
    """The figures of an operation's arguments, in one currency where a rate is stated."""
    terms = run.terms(nodes)
    if one_unit and len({t.found.value.unit for t in terms}) > 1:
        terms = [_translated(run, t, terms[0].found.value.unit) for t in terms]
    if one_unit:
        check_one_unit(terms)
    return terms


def _translated(run: Run, term: Term, unit: str) -> Term:
    """A printed figure in another currency, at the rate that its document states."""
    found = term.found
    if term.compound or not term.leaves or not unit.isupper() or found.value.unit == unit:
        return term
    deriver = Deriver(run.ledger)
    told = deriver.figure(found.concept, found.period, unit)
    return term if told is None else Term(told, (told,), term.doubts)


def single(run: Run, op: Op, row: Row) -> Result:
    """Any row with a formula over as many operands as it has letters."""
    return Result((combine(run, row, operands(run, op.args)),))


def total(run: Run, op: Op, row: Row) -> Result:
    """The sum of disjoint figures: several measures, or stretches that follow each other."""
    terms = operands(run, op.args, one_unit=True)
    if len(terms) == 1:
        return Result((terms[0],))
    check_disjoint(run.ledger, terms)
    check_contiguous(terms)
    return Result((combine(run, row, terms),))


def average(run: Run, op: Op, row: Row) -> Result:
    """The mean of several figures; by month, a flow spread over the months of its period."""
    terms = operands(run, op.args, one_unit=True)
    if op.option("by") == "month":
        return _by_month(run, row, terms)
    if len(terms) < 2:
        return Result(tuple(terms))
    return Result((combine(run, row, terms),))


def _by_month(run: Run, row: Row, terms: Sequence[Term]) -> Result:
    if len(terms) != 1:
        raise refuse("a monthly average is of one figure")
    found = terms[0].found
    start = found.period.start
    if start is None or not run.deriver.additive(found.concept):
        raise refuse(f"{found.label} does not spread over months")
    months = round(((found.period.end - start).days + 1) / DAYS_A_MONTH)
    if months < 2:
        raise refuse(f"{found.period.label} is no longer than a month")
    monthly = replace(row, formula="a / n", label="Monthly average of {a}")
    return Result((combine(run, monthly, terms, n=str(months)),))


def difference(run: Run, op: Op, row: Row) -> Result:
    """The first less the others. What went out is printed below zero: its size is taken off."""
    terms = operands(run, op.args, one_unit=True)
    if len(terms) < 2:
        raise refuse("a difference is of two figures or more")
    kinds = {t.found.period.is_instant for t in terms if t.leaves}
    if len(kinds) > 1:
        raise refuse("a balance and a flow have no difference")
    signs = ["+" if _went_out(t.found) else "-" for t in terms[1:]]
    if "+" in signs:
        told = (f" {sign} {LETTERS[n]}" for n, sign in enumerate(signs, 1))
        row = replace(row, formula="a" + "".join(told))
    return Result((combine(run, row, terms),))


def _went_out(found: Found) -> bool:
    """True for a payment printed below zero."""
    return found.amount < 0 and bool(OUTGOING & set(words_of(found.label)))


def without(run: Run, op: Op, row: Row) -> Result:
    """A whole less parts of it, and of nothing else."""
    terms = operands(run, op.args, one_unit=True)
    whole, *parts = terms
    for part in parts:
        if not is_part(run.ledger, part.found.concept, whole.found.concept):
            raise refuse(f"{part.found.label} is no part of {lower(whole.found.label)}")
    check_disjoint(run.ledger, parts)
    return Result((combine(run, row, terms),))


def magnitude(run: Run, op: Op, row: Row) -> Result:
    """The size of a figure: a difference the other way round, else without its sign."""
    term = run.terms(op.args)
    if len(term) != 1:
        raise refuse("a size is of one figure")
    if term[0].found.amount >= 0:
        return Result((term[0],))
    inner = op.args[0]
    if isinstance(inner, Op) and inner.name == "difference" and len(inner.args) == 2:
        return run.result(replace(inner, args=inner.args[::-1]))
    return Result((combine(run, row, term),))


def negate(run: Run, op: Op, row: Row) -> Result:
    """A figure with its sign turned."""
    return single(run, op, row)


def quotient_of(run: Run, op: Op, row: Row) -> Result:
    """One figure by another; a flow may be set against the balance of its last day."""
    terms = operands(run, op.args)
    if len(terms) != 2:
        raise refuse("a ratio is of two figures")
    return Result((combine(run, row, terms),))
