"""Words of questions and of captions in one comparable form, so that both can be aligned.

Comes in: any text. Goes out: `Term`s, each with its place and the canonical words it stands for
(lower case, singular, spelled one way, abbreviations written out). Not for: sentences of documents
(`service.find.sentences.words` stems those), figures or periods.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from service.ask.memo import Bounded

DATA = Path(__file__).resolve().parent / "data"
_TERM = re.compile(
    r"\d[\d,]*(?:\.\d+)?[^\W_]*"
    r"|[^\W\d_]+(?:&[^\W\d_]+)+"
    r"|[^\W\d_][^\W_]*"
    r"|[^\w\s]"
)
_PIECE = re.compile(r"\S+")
_BAND = re.compile(r"(?<=\d)\s(?=(?:[kmgt]bps|[kmgt]bit)\b)", re.IGNORECASE)
_RATE = re.compile(r"\d+(?:\.\d+)?[kmgt]bps")
PLACES = frozenset({"table", "page", "slide", "note", "appendix", "exhibit", "footnote", "section"})
LONGEST_KEPT = 600
_WORDS: Bounded[str, tuple[str, ...]] = Bounded()
_KEEP_S = ("bps", "ss", "us", "is", "ous")
SYMBOLS = {
    "&": "and",
    "+": "plus",
    "/": "slash",
    "%": "percent",
    "％": "percent",
    "$": "dollar",
    "¥": "yen",
    "€": "euro",
    "£": "sterling",
    "<": "below",
    ">": "above",
    "=": "equal",
}


class Term(NamedTuple):
    """One word or sign: its canonical `words` (two for "dialup"), as typed, and its place."""

    words: tuple[str, ...]
    raw: str
    start: int
    end: int


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, Any]:
    """`vocabulary.toml` as read."""
    return tomllib.loads((DATA / "vocabulary.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _written_out() -> dict[str, tuple[str, ...]]:
    data = vocabulary()
    table = {**data["abbreviations"], **data["spellings"]}
    return {short: tuple(singular(w) for w in words.split()) for short, words in table.items()}


@lru_cache(maxsize=65536)
def singular(word: str) -> str:
    """The singular of an English plural, by rule; other words come back as they are."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(_KEEP_S) or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes", "sses")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=65536)
def canonical(word: str) -> tuple[str, ...]:
    """The comparable words that one printed word stands for."""
    low = word.casefold().replace(",", "")
    if low in SYMBOLS:
        return (SYMBOLS[low],)
    out = _written_out().get(low)
    if out is None:
        out = _written_out().get(singular(low), (singular(low),))
    return out


def split_terms(text: str, more: Mapping[str, tuple[str, ...]] | None = None) -> list[Term]:
    """The terms of `text` with their offsets; `more` writes out further abbreviations.

    A possessive is dropped; signs that say nothing have no words.
    """
    terms: list[Term] = []
    written = False
    for piece in _PIECE.finditer(text):
        at = piece.start()
        for raw, words, first in _pieces(piece.group()):
            start = at + first
            end = start + len(raw)
            if more and words:
                low = raw.casefold()
                instead = more.get(low) or more.get(singular(low))
                written = written or instead is not None
                words = instead or words
            if (
                terms
                and raw.lower() in ("kbps", "mbps", "gbps", "tbps")
                and terms[-1].raw[-1].isdigit()
            ):
                last = terms.pop()
                rate = (last.words[0] + raw.lower(),)
                terms.append(Term(rate, text[last.start : end], last.start, end))
                continue
            terms.append(Term(words, raw, start, end))
    found = _spread_units(terms)
    if more is not None and not written and len(text) <= LONGEST_KEPT:
        _WORDS.keep(text, tuple([word for term in found for word in term.words]))
    return found


@lru_cache(maxsize=16384)
def _pieces(piece: str) -> tuple[tuple[str, tuple[str, ...], int], ...]:
    """The terms of a text without blanks: as typed, its canonical words, and where it begins."""
    found: list[tuple[str, tuple[str, ...], int]] = []
    for match in _TERM.finditer(piece):
        raw, start = match.group(), match.start()
        if raw[0] in "'’`" or (raw.lower() == "s" and piece[start - 1 : start] in ("'", "’", "`")):
            continue
        signed = not raw[0].isalnum() and raw not in SYMBOLS
        found.append((raw, () if signed else canonical(raw), start))
    return tuple(found)


def _letter_pairs(terms: list[Term]) -> list[Term]:
    """ "R and D" and "R & D" as "R&D", where that is an abbreviation."""
    if not any(term.words == ("and",) for term in terms):
        return terms
    out: list[Term] = []
    for term in terms:
        one, sign = (out[-2], out[-1]) if len(out) > 1 else (None, None)
        if one is not None and sign is not None and sign.words == ("and",):
            pair = f"{one.raw}&{term.raw}".casefold()
            if len(pair) == 3 and pair in _written_out():
                out[-2:] = [Term(_written_out()[pair], pair, one.start, term.end)]
                continue
        out.append(term)
    return out


def _spread_units(terms: list[Term]) -> list[Term]:
    """ "64-128kbps" as two bit rates; the number after "table" or "page" says nothing."""
    terms = _letter_pairs(terms)
    told = [t for t in terms if t.words]
    changed: dict[int, tuple[str, ...]] = {}
    for number, term in enumerate(told):
        word = term.words[0]
        if not ("0" <= word[:1] <= "9" or word[:1] == "." or not word.isascii()):
            continue
        if not word.replace(".", "").isdigit():
            continue
        ahead = [t.words[0] for t in told[number + 1 : number + 3]]
        rate = next((a for a in ahead if _RATE.fullmatch(a)), None)
        if rate is not None and (ahead[0] == rate or ahead[0] in ("to", "and")):
            changed[term.start] = (word + rate.lstrip("0123456789."),)
        elif number and told[number - 1].words[0] in PLACES:
            changed[term.start] = ()
    if not changed:
        return terms
    return [Term(changed.get(t.start, t.words), t.raw, t.start, t.end) for t in terms]


def words_of(text: str) -> tuple[str, ...]:
    """The canonical words of a caption or phrase, in order, without the signs."""
    known = _WORDS.get(text)
    if known is None:
        known = tuple([word for term in split_terms(text) for word in term.words])
        if len(text) <= LONGEST_KEPT:
            _WORDS.keep(text, known)
    return known


def word_set(section: str) -> frozenset[str]:
    """The canonical words of one list of `vocabulary.toml`."""
    return _word_set(section)


@lru_cache(maxsize=64)
def _word_set(section: str) -> frozenset[str]:
    listed: Iterable[str] = vocabulary()[section]["words"]
    return frozenset(word for entry in listed for word in canonical(entry))


@lru_cache(maxsize=1)
def kin() -> dict[str, frozenset[str]]:
    """Each word with the other words that may stand for it."""
    table: dict[str, set[str]] = {}
    for group in vocabulary()["kin"]["groups"]:
        words = {canonical(word)[0] for word in group}
        for word in words:
            table.setdefault(word, set()).update(words - {word})
    return {word: frozenset(others) for word, others in table.items()}


def written_out(short_forms: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Short forms with the comparable words that they stand for."""
    return {
        short: tuple(out for word in words for out in canonical(word))
        for short, words in short_forms.items()
    }
