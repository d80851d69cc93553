"""The list of checks, and what their outcomes say about each fact.

Comes in: facts of one document, or of many. Goes out: the same facts with their status, and every
`Check` that was tried, passed or failed, with its numbers. A check is a function of `CHECKS`; how
it is called is a row of `corpus.ties.kinds`, what it holds is told in `docs/checks.md`. Not for:
rows that ran together (`corpus.tables.repair`).

A function looks at all facts at once and finds relations that should hold, each as a `Tie` that is
then tried with every rival printing, as a `Contradiction` where facts cannot be right together, or
as a `Check` that compares and says nothing against a fact.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from corpus.base.records import Check, Document, Fact, Value
from corpus.concepts.concepts import Concepts
from corpus.ties.agree import agreement_tie, find_agreeing, guidance_checks
from corpus.ties.aspects import FactIndex
from corpus.ties.contradictions import Contradiction, find_contradictions
from corpus.ties.convert import find_converted
from corpus.ties.culprits import find_culprits
from corpus.ties.duplicates import precision, same_figure
from corpus.ties.misprints import alike
from corpus.ties.recompute import find_recomputed
from corpus.ties.relations import find_stated
from corpus.ties.settle import find_rivalries
from corpus.ties.ties import Outcome, Tie, try_tie
from corpus.ties.totals import find_totals
from corpus.ties.wording import implied_like

_ZERO = Decimal(0)
MAX_PRINTINGS = 32  # of one figure in one document that ties are tried over


def run_checks(
    facts: Iterable[Fact], concepts: Concepts, documents: Mapping[str, Document]
) -> tuple[tuple[Fact, ...], tuple[Check, ...]]:
    """Try every tie-out over the facts. Returns the facts with their status, and all checks."""
    facts = tuple(facts)
    index = FactIndex(_tried(facts), concepts, documents)
    found = [finding for find in CHECKS for finding in find(index)]
    outcomes = list(_try_all(tie for tie in found if isinstance(tie, Tie)))
    contradictions = [wrong for wrong in found if isinstance(wrong, Contradiction)]
    verdicts = _Verdicts(index)
    culprits = find_culprits(outcomes)
    blamed = {culprit.fact.id for culprit in culprits}
    for rivalry in find_rivalries(index, outcomes, blamed):
        verdicts.rivals(rivalry.winners, rivalry.losers)
    for culprit in culprits:
        fact = culprit.fact
        misread = fact.source == "prose" and not alike(fact.value.amount or _ZERO, culprit.implied)
        if misread or not index.tells_apart(index.by_key[index.key(fact)]):
            continue  # its column or its measure was not read: no fault of the print
        proof = "; ".join(o.check.detail for o in culprit.failures[:3])
        verdicts.dispute(fact, culprit.implied, proof)
    for wrong in contradictions:
        for fact in wrong.facts:
            verdicts.dispute(fact, wrong.implied, wrong.check.detail)
    compared = [check for check in found if isinstance(check, Check)]
    checks = [o.check for o in outcomes] + [c.check for c in contradictions] + compared
    return verdicts.over(facts), tuple({check.id: check for check in checks}.values())


def _tried(facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts that ties are tried over: of one figure a document's first printings say enough.

    Printings are held against each other, so that without a limit a page of one repeated line
    would take time by the square of its length.
    """
    printings: Counter[object] = Counter()
    for fact in facts:
        place = fact.document, FactIndex.key(fact)
        printings[place] += 1
        if printings[place] <= MAX_PRINTINGS:
            yield fact


def tie_documents(
    facts: Iterable[Fact], concepts: Concepts, documents: Mapping[str, Document]
) -> tuple[tuple[Fact, ...], tuple[Check, ...]]:
    """Tie documents to each other: facts with their status, and the checks that span documents.

    The ties inside each document are tried again as evidence, and were returned with its reading.
    Ties join figures of one entity, so that an entity of a single document has none to be tried.
    """
    updated = list(facts)
    places: dict[str, list[int]] = defaultdict(list)
    for place, fact in enumerate(updated):
        places[fact.entity].append(place)
    between: list[Check] = []
    for own in places.values():
        told = dict.fromkeys(updated[place].document for place in own)
        if len(told) < 2:
            continue
        shared = {ident: documents[ident] for ident in told if ident in documents}
        tied, checks = run_checks((updated[place] for place in own), concepts, shared)
        for place, fact in zip(own, tied, strict=True):
            updated[place] = fact
        between += (c for c in checks if len(c.documents) > 1)
    return tuple(updated), tuple(between)


def _try_all(ties: Iterable[Tie]) -> Iterator[Outcome]:
    """Each tie once; of a rival printing's failures one of each kind says enough."""
    seen: set[object] = set()
    for tie in ties:
        for outcome in try_tie(tie):
            check, accused = outcome.check, outcome.accused
            mark: object = check.id if accused is None else (check.name, accused.id)
            if mark not in seen:
                seen.add(mark)
                yield outcome


def find_agreements(index: FactIndex) -> Iterator[Tie]:
    """Each figure that is printed more than once, against its most precise printing elsewhere."""
    seen: set[frozenset[str]] = set()
    for fact, other in find_agreeing(index):
        pair = frozenset((fact.id, other.id))
        if pair not in seen:
            seen.add(pair)
            coarse, fine = sorted((fact, other), key=lambda f: (precision(f), f.span.start))
            yield agreement_tie(index, coarse, fine)


class _Verdicts:
    """What was found out about each fact, gathered before any fact is replaced."""

    def __init__(self, index: FactIndex) -> None:
        self.index = index
        self.disputed: dict[str, str] = {}
        self.others: dict[str, list[Value]] = {}

    def dispute(self, fact: Fact, implied: Decimal | None, proof: str) -> None:
        """A printing that cannot be right; `implied` is what it must be, where proven."""
        self.disputed.setdefault(fact.id, proof)
        if implied is not None:
            self._offer(fact, implied_like(fact.value, implied))

    def rivals(self, winners: tuple[Fact, ...], losers: tuple[Fact, ...]) -> None:
        """Printings that contradict each other know each other; losers are disputed."""
        for fact in (*winners, *losers):
            offered: list[Fact] = []
            for other in sorted((*winners, *losers), key=precision, reverse=True):
                if not any(same_figure(other, known) for known in (fact, *offered)):
                    offered.append(other)
                    self._offer(fact, other.value)
        said = ", ".join(dict.fromkeys(f.value.printed for f in winners))
        for fact in losers:
            elsewhere = [f for f in losers if f.value.amount != fact.value.amount]
            rival = said or ", ".join(dict.fromkeys(f.value.printed for f in elsewhere))
            why = "which ties" if said else "and nothing settles it"
            self.disputed.setdefault(fact.id, f"printed {rival} elsewhere, {why}")

    def _offer(self, fact: Fact, value: Value) -> None:
        offered = self.others.setdefault(fact.id, list(fact.alternatives))
        if all(v.amount != value.amount or v.unit != value.unit for v in offered):
            offered.append(value)

    def over(self, facts: Iterable[Fact]) -> tuple[Fact, ...]:
        """These facts, those of which something was found out replaced."""
        return tuple(self._judged(f) for f in facts)

    def _judged(self, fact: Fact) -> Fact:
        others = self.others.get(fact.id)
        if others is not None:
            fact = replace(fact, alternatives=tuple(others))
        proof = self.disputed.get(fact.id)
        if proof is not None and fact.tag is None:
            fact = replace(fact, status="disputed", proof=fact.proof or proof)
        return fact


CHECKS: list[Callable[[FactIndex], Iterable[Tie | Contradiction | Check]]] = [
    find_totals,
    find_stated,
    find_recomputed,
    find_converted,
    find_agreements,
    find_contradictions,
    guidance_checks,
]
"""All checks. A tie that is found twice keeps the name that it was found under first."""
