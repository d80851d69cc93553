"""Figures that no document prints, computed from those that it does; every step keeps its inputs.

Comes in: a `Ledger`, a measure, a period, a unit. Goes out: a `Found` with its `Derivation`, or
None where no stated formula gives the figure from printed ones. Not for: deciding what is asked
(`service.plan.plan`).

Ways are tried in this order: the measure's formula, the sum of quarters, the year less the others,
the parts of a total, the stated exchange rate, a later period's growth; `DEEPEST` steps at most.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from corpus.base.records import Period, Value
from corpus.grammar.calendars import UNDATED
from corpus.grammar.periods import following
from service.find.doubts import doubts, of_one_kind, tiles
from service.find.operands import names_of, places_of, quotient, shown
from service.find.reported import UNKNOWN, Derivation, Found, Ledger
from service.plan.formula import EXACT, FormulaError, parse_formula

DEEPEST = 3
PLACES = {"percent": 2, "percentage_point": 2, "ratio": 4, "JPY/USD": 2}
RATIO_UNITS = frozenset({"percent", "percentage_point", "ratio"})


@dataclass(frozen=True)
class Deriver:
    """Derives figures over one ledger."""

    ledger: Ledger

    def figure(
        self,
        concept: str,
        period: Period,
        unit: str | None = None,
        *,
        depth: int = 0,
        implied: bool = True,
    ) -> Found | None:
        """The figure as reported, else as derived; None where neither is possible."""
        kept = self.ledger.kept.figures
        key = (self.ledger.scope, concept, period, unit, depth, implied)
        found = kept.get(key, UNKNOWN)
        if found is UNKNOWN:
            found = kept.keep(key, self._figure(concept, period, unit, depth, implied))
        return found  # type: ignore[no-any-return]

    def _figure(
        self, concept: str, period: Period, unit: str | None, depth: int, implied: bool
    ) -> Found | None:
        found = self.ledger.reported(concept, period, unit)
        if found is not None or depth >= DEEPEST:
            return found
        for way in (self.by_formula, self.by_quarters, self.by_year, self.by_parts):
            found = way(concept, period, unit, depth + 1)
            if found is not None:
                return found
        found = self.by_rate(concept, period, unit, depth + 1)
        if found is None and implied:
            found = self.by_growth(concept, period, unit, depth + 1)
        return found

    def by_formula(
        self, concept: str, period: Period, unit: str | None, depth: int
    ) -> Found | None:
        """By the formula that data states for the measure: working capital, current ratio."""
        known = self.ledger.engine.concepts.get(concept)
        if known is None or not known.formula:
            return None
        formula = parse_formula(known.formula)
        own = known.unit if known.kind in ("percent", "ratio") else None
        inputs = self._inputs(formula.names, period, None if own else unit, depth)
        if inputs is None:
            return None
        scale = "({}) * 100" if known.kind == "percent" else "{}"
        text = scale.format(known.formula)
        if own is None and "/" in known.formula:
            own = quotient(inputs)
        return self.compute(
            text, dict(zip(formula.names, inputs, strict=True)), concept, inputs[0].period, own
        )

    def _inputs(
        self, names: Sequence[str], period: Period, unit: str | None, depth: int
    ) -> list[Found] | None:
        inputs: list[Found] = []
        for name in names:
            found = self.figure(name, period, unit, depth=depth, implied=False)
            if found is None:
                fallback = self.ledger.engine.concepts.get(name)
                if fallback is None or not fallback.fallback:
                    return None
                found = self.figure(fallback.fallback, period, unit, depth=depth, implied=False)
            if found is None:
                return None
            inputs.append(found)
        return inputs

    def by_quarters(
        self, concept: str, period: Period, unit: str | None, depth: int
    ) -> Found | None:
        """The sum of the quarters of a half, nine months or a year."""
        if not self.additive(concept):
            return None
        pieces = self.ledger.calendar.quarters(period)
        if len(pieces) < 2:
            return None
        found = [
            self.ledger.reported(concept, p, unit) or self.by_rate(concept, p, unit, depth)
            for p in pieces
        ]
        if any(f is None for f in found):
            return None
        good = [f for f in found if f is not None]
        return self.total(good, period) if tiles(period, [f.period for f in good]) else None

    def by_year(self, concept: str, period: Period, unit: str | None, depth: int) -> Found | None:
        """A quarter or half as a longer reported period less its other quarters."""
        if not self.additive(concept) or period.start is None:
            return None
        for whole in self._longer(concept, period):
            known = self.ledger.reported(concept, whole, unit)
            if known is None:
                continue
            rest = [
                q
                for q in self.ledger.calendar.quarters(whole)
                if q.end < period.start or q.start is None or q.start > period.end
            ]
            parts = self._cover(concept, rest, unit)
            if parts:
                return self.subtract(known, parts, period)
        return None

    def _cover(
        self, concept: str, quarters: Sequence[Period], unit: str | None
    ) -> list[Found] | None:
        """Reported figures that make up these quarters, a reported half before its quarters."""
        found: list[Found] = []
        left = list(quarters)
        while left:
            first = left[0]
            pair = (
                self.ledger.calendar.between(first.start, left[1].end)
                if len(left) > 1 and first.start
                else None
            )
            longer = self.ledger.reported(concept, pair, unit) if pair else None
            if longer is not None:
                found.append(longer)
                left = left[2:]
                continue
            one = self.ledger.reported(concept, first, unit)
            if one is None:
                return None
            found.append(one)
            left = left[1:]
        return found

    def _longer(self, concept: str, period: Period) -> list[Period]:
        return [
            p
            for p in self.ledger.periods(concept)
            if p.start is not None
            and period.start is not None
            and p.start <= period.start
            and p.end >= period.end
            and p.label != period.label
        ]

    def by_parts(self, concept: str, period: Period, unit: str | None, depth: int) -> Found | None:
        """A total as the sum of its parts, all of them reported."""
        known = self.ledger.engine.concepts.get(concept)
        if known is None or not known.parts:
            return None
        parts = [(self.ledger.reported(part, period, unit), weight) for part, weight in known.parts]
        if any(found is None for found, _ in parts):
            return None
        rows = [(found, weight) for found, weight in parts if found is not None]
        text = "".join(f" {'+' if weight > 0 else '-'} {found.concept}" for found, weight in rows)
        return self.compute(
            text.strip(" +"), {f.concept: f for f, _ in rows}, concept, rows[0][0].period
        )

    def by_growth(
        self,
        concept: str,
        period: Period,
        unit: str | None,
        depth: int,
        via: Period | None = None,
    ) -> Found | None:
        """From the printed growth of a later period: b = a / (1 + g), or of this one: a = b * (1 +
        g).
        """
        for later, facet in self._grown_from(period):
            growth = self._growth(concept, facet, later)
            if growth is None or (via is not None and later.label != via.label):
                continue
            base = self.figure(concept, later, unit, depth=depth, implied=False)
            if base is None:
                continue
            text = f"{concept} / (1 + growth / 100)"
            if growth.value.unit == "ratio":
                text = f"{concept} / growth"
            elif growth.value.unit != "percent":
                text = f"{concept} - growth"
            return self.compute(text, {concept: base, "growth": growth}, concept, period)
        halves = [h for h in self._halves(period) if self._growth_after(concept, h)]
        for half in halves:
            whole = self.by_growth(concept, half, unit, depth)
            rest = [q for q in self.ledger.calendar.quarters(half) if q.label != period.label]
            others = [self.ledger.reported(concept, q, unit) for q in rest]
            if whole is not None and all(others):
                return self.subtract(whole, [o for o in others if o is not None], period)
        return None

    def _growth(self, concept: str, facet: str, period: Period) -> Found | None:
        for suffix in (
            facet,
            facet.replace("change", "multiple"),
            facet.replace("change", "ratio"),
        ):
            for unit in (None, "percent", "ratio"):
                found = self.ledger.reported(f"{concept}_{suffix}", period, unit)
                if found is not None and not found.disputed:
                    return found
        return None

    def _growth_after(self, concept: str, period: Period) -> bool:
        return any(self._growth(concept, facet, later) for later, facet in self._grown_from(period))

    def _grown_from(self, period: Period) -> Iterator[tuple[Period, str]]:
        calendar = self.ledger.calendar
        if period == UNDATED:
            return
        yield calendar.shift(period, 12), "yoy_change"
        if period.is_instant or len(calendar.quarters(period)) == 1:
            later = following(period, calendar)
            yield later, "qoq_change"
        if period.is_instant:
            quarter = calendar.quarter_of(period.end)
            yield calendar.shift(quarter, 12), "yoy_change"

    def _halves(self, period: Period) -> list[Period]:
        if period.start is None or len(self.ledger.calendar.quarters(period)) != 1:
            return []
        year = self.ledger.calendar.year_of(period.end)
        halves = (self.ledger.calendar.half(1, year), self.ledger.calendar.half(2, year))
        return [h for h in halves if h.start and h.start <= period.start and h.end >= period.end]

    def by_rate(self, concept: str, period: Period, unit: str | None, depth: int) -> Found | None:
        """In another currency, at the rate that the printing document states."""
        if unit is None or not unit.isupper():
            return None
        known = self.ledger.engine.concepts.get(concept)
        if known is not None and known.kind not in ("monetary", "per_share"):
            return None
        base = self.figure(concept, period, None, depth=depth, implied=False)
        if base is None or base.value.unit == unit:
            return None
        own, _, per = base.value.unit.partition("/")
        rate = self._rate(base, own, unit) if own.isupper() and own != unit else None
        if rate is None:
            return None
        home, other = rate.value.unit.split("/")
        sign = "/" if (own, unit) == (home, other) else "*"
        return self.compute(
            f"{concept} {sign} rate",
            {concept: base, "rate": rate},
            concept,
            period,
            f"{unit}/{per}" if per else unit,
            places=2 if per else 0,
        )

    def _rate(self, base: Found, own: str, unit: str) -> Found | None:
        sources = {f.document for f in base.evidence}
        engine = self.ledger.engine
        ordered = [document for document in engine.documents if document in sources]
        pairs = (f"{own}/{unit}", f"{unit}/{own}")
        told = [f for d in ordered for p in pairs for f in engine.facts.find(document=d, unit=p)]
        rates = [f for f in told if f.value.amount is not None]
        rates.sort(key=lambda f: (ordered.index(f.document), f.span, f.id))
        if not rates:
            return None
        near = [f for f in rates if f.period.end == base.period.end] or rates
        return self.ledger.settle(near[0].concept, near)

    def additive(self, concept: str) -> bool:
        """True for flows of money: quarters add up to the year."""
        known = self.ledger.engine.concepts.get(concept)
        if known is not None:
            return known.kind == "monetary" and known.period == "duration" and not known.same_as
        unit = self.ledger.unit_of(concept)
        return bool(unit and unit.isupper()) and not any(
            period.is_instant for period in self.ledger.all_periods(concept)
        )

    def total(
        self, items: Sequence[Found], period: Period, concept: str | None = None
    ) -> Found | None:
        """The sum of figures, in the order given."""
        names = names_of(items)
        return self.compute(
            " + ".join(names),
            dict(zip(names, items, strict=True)),
            concept or items[0].concept,
            period,
        )

    def subtract(self, whole: Found, parts: Sequence[Found], period: Period) -> Found | None:
        """A whole less all of its parts but the one asked; None where they do not make it up."""
        if not tiles(whole.period, [*(f.period for f in parts), period]):
            return None
        names = names_of([whole, *parts])
        return self.compute(
            " - ".join(names), dict(zip(names, [whole, *parts], strict=True)), whole.concept, period
        )

    def compute(
        self,
        text: str,
        inputs: dict[str, Found],
        concept: str,
        period: Period,
        unit: str | None = None,
        *,
        label: str | None = None,
        places: int | None = None,
        part: bool = False,
    ) -> Found | None:
        """The result of a formula over figures; None where it cannot be computed.

        Inputs that are derived themselves are shown as computed; the leaves are all cited. A
        result that fails a check of `service.find.doubts` is disputed; `part` for a share.
        """
        if not of_one_kind(text, tuple(inputs.values())):
            return None
        try:
            formula = parse_formula(text)
            result = formula.value({n: f.amount for n, f in inputs.items()})
        except FormulaError:
            return None
        own = unit or next(iter(inputs.values())).value.unit
        places = PLACES.get(own) if places is None else places
        if places is None and "/" in text:
            places = places_of(result, list(inputs.values()))
        if places is not None:
            result = result.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN, EXACT)
        working = formula.working({n: shown(f) for n, f in inputs.items()})
        decimals = (
            min((d for f in inputs.values() if (d := f.value.decimals) is not None), default=None)
            if places is None
            else places
        )
        value = Value(result, own, "", decimals)
        failed = tuple(doubts(text, inputs, result, part=part))
        return Found(
            concept,
            label or self.ledger.label(concept),
            period,
            value,
            disputed=bool(failed),
            derivation=Derivation(text, working, tuple(inputs.values()), failed),
        )
