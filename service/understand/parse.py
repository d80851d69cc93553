"""A question's words accounted for: the best cover of them by measures, operations, units and
filler.

Comes in: canonical words of a question with periods taken out, a `Lexicon` and the `Roles`. Goes
out: `Piece`s, one for each run of words, those not understood among them. Not for: what the pieces
ask together (`service.understand.question`, `service.plan.plan`).

All covers are weighed by dynamic programming: a measure is worth the words of its name that are
found (a part of a name is worth less), an operation a little for each word, filler next to
nothing, and a word that nothing explains costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from service.ask.memo import Bounded
from service.understand.measures import JOINERS, Lexicon, Match, Run
from service.understand.roles import Roles
from service.understand.terms import word_set

OPERATION_WORTH, LONGER_WORTH = 1.2, 0.12
UNIT_WORTH, DOCUMENT_WORTH, ENTITY_WORTH = 1.4, 1.0, 3.0
FILLER_WORTH, JOINER_WORTH, SOFT_WORTH = 0.3, 0.3, 0.15
UNMATCHED_COST = 3.0
MEASURE_COST = 1.0
WHOLE_NAME, WHOLE_NAME_WORTH = 0.9, 0.5
"""What a further measure costs: one name for all words is likelier than two for some each."""
COVER_NEEDED, COVER_ALONE, COVER_ACROSS, COVER_BORROWED = 0.6, 0.62, 0.6, 0.7
LONGEST_RUN = 16
RELATIONS = frozenset({"share", "ratio", "per", "difference", "sum", "margin", "gross_margin"})
BREAKS = frozenset({"vs", "against", "versus", "minus", "between", "compare", "compared", "than"})


class Word(NamedTuple):
    """One canonical word at its place: `term` is the number of the term that it belongs to.

    `comma` stands before it; `apart` where a colon or the bracket of a formula does, which no name
    spans.
    """

    text: str
    term: int
    comma: bool = False
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Words `first:last` (numbers of words) and what they are.

    `own` is the share of the match that rests on these very words, the rest being borrowed.

    `kind`: measure, operation, unit, scale, document, entity, filler, joiner or unmatched.
    """

    kind: str
    first: int
    last: int
    name: str = ""
    match: Match | None = None
    own: float = 1.0


@dataclass(frozen=True)
class Parser:
    """Splits words into pieces; made once for an engine."""

    lexicon: Lexicon
    roles: Roles
    entities: dict[tuple[str, ...], str]
    soft: frozenset[str]

    def parse(
        self, words: Sequence[Word], allowed: frozenset[str] | None = None
    ) -> tuple[Piece, ...]:
        """The best cover of `words`; `allowed` restricts measures (to those of one document).

        Of the terms it matters only which neighbours share one, so the same words are split once,
        wherever periods stood between them.
        """
        term = -1
        said: list[str | bool] = []
        for word in words:
            said += (word.text, word.comma, word.apart, word.term == term)
            term = word.term
        key = (allowed, *said)
        known = self._kept.get(key)
        if known is None:
            known = self._kept.keep(key, tuple(self._parse(words, allowed)))
        return known

    @cached_property
    def _kept(self) -> Bounded[tuple[Any, ...], tuple[Piece, ...]]:
        return Bounded()

    def _parse(self, words: Sequence[Word], allowed: frozenset[str] | None) -> list[Piece]:
        options = self._options(words, allowed)
        worth = [0.0] * (len(words) + 1)
        back: list[Piece | None] = [None] * (len(words) + 1)
        for last in range(1, len(words) + 1):
            worth[last] = worth[last - 1] - UNMATCHED_COST
            back[last] = Piece("unmatched", last - 1, last, words[last - 1].text)
            for value, piece in options[last]:
                total = worth[piece.first] + value
                if total > worth[last] + 1e-9:
                    worth[last], back[last] = total, piece
        pieces: list[Piece] = []
        at = len(words)
        while at > 0:
            best = back[at]
            if best is None:
                break
            pieces.append(best)
            at = best.first
        return self._merged(words, pieces[::-1], allowed)

    def _merged(
        self, words: Sequence[Word], pieces: list[Piece], allowed: frozenset[str] | None
    ) -> list[Piece]:
        """Neighbouring measures with nothing between them as one, where one name holds both.

        What is said first is the measure, what follows its scope: "selling rates, top customers".
        """
        out: list[Piece] = []
        related = any(p.kind == "operation" and p.name in RELATIONS for p in pieces)
        for piece in pieces:
            before = next((p for p in reversed(out) if p.kind not in ("filler", "entity")), None)
            merged = None
            if related and before is not None and _both_whole(before, piece):
                before = None
            if piece.kind == "measure" and before is not None and before.kind == "measure":
                merged = self._one_name(words, before, piece, allowed)
            if merged is not None and before is not None:
                del out[out.index(before) :]
            out.append(merged or piece)
        return out

    def _one_name(
        self, words: Sequence[Word], one: Piece, other: Piece, allowed: frozenset[str] | None
    ) -> Piece | None:
        """The piece that two neighbours make together, if some name holds the words of both."""
        between = words[one.last : other.first + 1]
        if one.match is None or any(w.comma or w.apart for w in between):
            return None
        texts = [w.text for w in (*words[one.first : one.last], *words[other.first : other.last])]
        texts = [t for t in texts if t not in JOINERS]
        family = frozenset(one.match.family)
        first = self._whole(texts, family if allowed is None else family & allowed)
        match = first or self._whole(texts, allowed)
        if match is None or match.cover < COVER_NEEDED or other.match is None:
            return None
        return Piece("measure", one.first, other.last, match.name, match)

    def _options(
        self, words: Sequence[Word], allowed: frozenset[str] | None
    ) -> list[list[tuple[float, Piece]]]:
        options: list[list[tuple[float, Piece]]] = [[] for _ in range(len(words) + 1)]
        texts = [w.text for w in words]
        for first, word in enumerate(words):
            for length, role in self.roles.at(texts, first):
                if role.name == "share" and word.text == "share" and self._after_per(texts, first):
                    continue
                if any(w.comma or w.apart for w in words[first + 1 : first + length]):
                    continue
                value = _role_worth(role.kind, length)
                options[first + length].append(
                    (value, Piece(role.kind, first, first + length, role.name))
                )
            for name, entity in self._entities_from.get(word.text, ()):
                if tuple(texts[first : first + len(name)]) == name:
                    options[first + len(name)].append(
                        (
                            ENTITY_WORTH + len(name),
                            Piece("entity", first, first + len(name), entity),
                        )
                    )
            if word.text in JOINERS:
                options[first + 1].append(
                    (JOINER_WORTH, Piece("joiner", first, first + 1, word.text))
                )
            elif word.text in self.soft:
                options[first + 1].append((SOFT_WORTH, Piece("filler", first, first + 1)))
        for piece in self._measures(words, allowed):
            if piece.match is not None:
                options[piece.last].append((_measure_worth(piece), piece))
        return options

    @cached_property
    def _entities_from(self) -> dict[str, list[tuple[tuple[str, ...], str]]]:
        """The names of entities by their first word."""
        found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name, entity in self.entities.items():
            if name:
                found.setdefault(name[0], []).append((name, entity))
        return found

    def _after_per(self, texts: Sequence[str], index: int) -> bool:
        """True for "per share", an issuer's name let pass: there it is no part of a whole."""
        at = index - 1
        while at >= 0 and any(texts[at] in name for name in self.entities):
            at -= 1
        return at >= 0 and texts[at] in ("per", "each", "every")

    def _measures(self, words: Sequence[Word], allowed: frozenset[str] | None) -> list[Piece]:
        found: list[Piece] = []
        for first in range(len(words)):
            found.extend(self._runs_from(words, first, allowed))
        found.extend(self._borrowed(words, allowed))
        return found

    def _runs_from(
        self, words: Sequence[Word], first: int, allowed: frozenset[str] | None
    ) -> list[Piece]:
        """All runs from one word of some name to another, with what they may mean."""
        ignorable = self.soft | word_set("filler")
        start = words[first]
        if not self.lexicon.knows(start.text) or (
            start.text in word_set("filler") and start.text not in self.soft
        ):
            return []
        if first and words[first - 1].term == start.term:
            return []
        run: Run = self.lexicon.begin()
        crossed = False
        pieces: list[Piece] = []
        score = 0.0
        told = False
        for last in range(first, min(len(words), first + LONGEST_RUN)):
            word = words[last]
            if word.text in BREAKS or (word.apart and last > first):
                break
            if word.text in JOINERS or (word.comma and last > first):
                crossed = True
            if word.text in JOINERS:
                continue
            run = run.add(word.text, soft=word.text in ignorable)
            if not run.alive:
                break
            told = told or not (word.text in ignorable or word.text in self._acting)
            if run.hard == 0 or (last + 1 < len(words) and words[last + 1].term == word.term):
                continue
            if word.text in ignorable and not self.lexicon.knows(word.text):
                continue
            if word.text == "other" and last + 1 < len(words) and words[last + 1].text == "than":
                continue  # "assets other than cash" names no "other assets"
            match = run.best(allowed)
            idle = word.text in ignorable and match is not None and match.score <= score
            score = match.score if match else score
            if match and told and not idle and match.cover >= self._needed(run.hard, crossed):
                pieces.append(Piece("measure", first, last + 1, match.name, match))
        return pieces

    @staticmethod
    def _needed(hard: int, crossed: bool) -> float:
        return COVER_ACROSS if crossed else COVER_ALONE if hard == 1 else COVER_NEEDED

    def _borrowed(self, words: Sequence[Word], allowed: frozenset[str] | None) -> list[Piece]:
        """Measures that share their head: "operating and investing cash flow"."""
        chunks = _chunks(words, self._edges)
        if len(chunks) < 2:
            return []
        pieces = []
        for number, (first, last) in enumerate(chunks):
            own = [w.text for w in words[first:last]]
            plain = self._whole(own, allowed)
            if plain is not None and plain.cover >= COVER_BORROWED:
                continue
            lenders = [(chunks[-1], True), (chunks[0], False)]
            if any(words[i].apart for i in range(chunks[0][1], first + 1)):
                lenders.append((chunks[0], True))
            best: Match | None = None
            for (begin, end), tail in lenders:
                lender = words[begin:end]
                if number == (len(chunks) - 1 if begin == chunks[-1][0] else 0):
                    continue
                texts = [w.text for w in lender]
                for cut in range(1, len(texts)):
                    part = texts[cut:] if tail else texts[:cut]
                    match = self._whole(own + part if tail else part + own, allowed)
                    if (
                        match
                        and match.cover >= COVER_BORROWED
                        and (best is None or match.score > best.score)
                    ):
                        best = match
            if best is not None:
                held = sum(self.lexicon.weight(w) for w in own if self.lexicon.knows(w))
                share = min(1.0, held / best.gain) if best.gain else 1.0
                pieces.append(Piece("measure", first, last, best.name, best, share))
        return pieces

    @cached_property
    def _acting(self) -> frozenset[str]:
        """Words of change: alone they name no measure, though names hold them."""
        return frozenset(
            phrase[0]
            for rows in self.roles.by_first.values()
            for phrase, roles in rows
            if len(phrase) == 1 and any(r.name in ("change", "growth") for r in roles)
        )

    @cached_property
    def _edges(self) -> frozenset[str]:
        """Words that do not belong to a measure at the ends of a chunk."""
        acting = {
            phrase[0]
            for phrase, roles in (row for rows in self.roles.by_first.values() for row in rows)
            if len(phrase) == 1 and any(r.kind == "operation" for r in roles)
        }
        return (
            word_set("filler") | BREAKS | frozenset(w for w in acting if not self.lexicon.knows(w))
        )

    def _whole(self, texts: Sequence[str], allowed: frozenset[str] | None) -> Match | None:
        ignorable = self.soft | word_set("filler")
        run = self.lexicon.begin()
        for text in texts:
            run = run.add(text, soft=text in ignorable)
            if not run.alive:
                return None
        return run.best(allowed) if run.hard else None


def _chunks(words: Sequence[Word], edges: frozenset[str]) -> list[tuple[int, int]]:
    """Runs of words between commas, "and", "versus" and the like, `edges` cut off both ends."""
    chunks: list[tuple[int, int]] = []
    first = 0
    for index in range(len(words) + 1):
        ends = (
            index == len(words)
            or words[index].text in JOINERS
            or words[index].text in BREAKS
            or words[index].comma
            or words[index].apart
        )
        if not ends:
            continue
        start, stop = first, index
        while start < stop and words[start].text in edges:
            start += 1
        while stop > start and words[stop - 1].text in edges:
            stop -= 1
        if start < stop:
            chunks.append((start, stop))
        is_sign = index < len(words) and (
            words[index].text in JOINERS or words[index].text in BREAKS
        )
        first = index + 1 if is_sign else index
    return chunks


def _both_whole(one: Piece, other: Piece) -> bool:
    """True where both pieces are measures by their whole names."""
    if one.match is None or other.match is None:
        return False
    return min(one.match.cover, other.match.cover) >= WHOLE_NAME


def _measure_worth(piece: Piece) -> float:
    match = piece.match
    if match is None:
        return 0.0
    longer = piece.last - piece.first - 1 if match.cover >= WHOLE_NAME else 0
    return match.score * piece.own + WHOLE_NAME_WORTH * longer - MEASURE_COST


def _role_worth(kind: str, length: int) -> float:
    worth = {
        "operation": OPERATION_WORTH,
        "unit": UNIT_WORTH,
        "scale": UNIT_WORTH,
        "document": DOCUMENT_WORTH,
        "bare_period": DOCUMENT_WORTH,
        "filler": FILLER_WORTH,
    }[kind]
    return worth * length + LONGER_WORTH * length * length
