"""How well a span fits what a question asks for: kind, neighbours, apposition, prepositions.

Comes in: an `Inquiry`, a `Candidate` and the `Statement` that it stands in. Goes out: a number from
0 (no answer) to about 1. Not for: whether the statement is the right one
(`service.find.sentences.sentenceranking`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from service.find.sentences.answerspans import DATE, Candidate
from service.find.sentences.answertypes import Inquiry
from service.find.sentences.askedkinds import types_data, word_list
from service.find.sentences.statements import BEFORE, Statement
from service.find.sentences.words import Token, split_words, stem

REACH = 60
"""So many characters beside a span are its neighbourhood."""

_CLAUSE_AFTER = re.compile(
    r"[\"”]?(?:\s*\([\"“]?[A-Z][\w -]{0,20}[\"”]?\))?\s*[,(（]\s*((?:[^,.;()]|\.(?=\d)){2,70})"
)
_NESTED = re.compile(r",\s(?:an?|the)\s[^,;]{0,60}\sof\s(?:the\s)?$")
_GENERIC = frozenset(stem(w) for w in ("company", "firm", "corporation", "business"))
_LISTED = re.compile(r"(?:,\s|/|,?\s(?:and|or)\s)([\w-]++)(?:[,)]|\s\(|\sand\b|\s?$)")
_ACRONYM = re.compile(r"^[A-Z]-|\b[A-Z]{3,}")
"""After "the" the name of a network or a body, no place: "linked to the C-Net"."""

_DUE = re.compile(r"\b(?:due|maturing|expiring|repayable)(?:\s(?:in|on|by))?\s$")
DUE_WORDS = ("due", "mature", "matures", "maturity", "expire", "expires", "repaid", "repay")
"""Only who asks for one of these is answered by the day a debt falls due."""

_QUARTER = re.compile(r"\dQ|quarter")
_DIGITS = re.compile(r"\d")
_LED = re.compile(
    r"(?<![\w%])([\w%]+(?:-[\w%]+)?)\s++(?:of|with|by|from|to|in|at|on|between|for)\s+(?:the\s+|a\s+)?[\"“]?$"
)


_DATE_LEADS = frozenset(("in", "on", "by", "for", "since", "of", "until", "effective", "at", "the"))


@lru_cache(maxsize=1)
def _suffixes() -> frozenset[str]:
    return frozenset(types_data()["organization"]["suffixes"])


@lru_cache(maxsize=1)
def _role_stems() -> frozenset[str]:
    return frozenset(stem(w) for w in types_data()["roles"]["words"])


@lru_cache(maxsize=1)
def _place_leads() -> frozenset[str]:
    return frozenset(types_data()["lead"]["place"])


def fit_of(inquiry: Inquiry, candidate: Candidate, statement: Statement) -> float:
    """0 to about 1.2; 0 where the span cannot be the answer."""
    if (
        candidate.kind in ("email", "web", "phone", "ticker", "exchange")
        or inquiry.kind == "expansion"
    ):
        return 1.3
    if candidate.kind == "role":
        return 1.1
    if candidate.kind == "value" and inquiry.kind in ("clause", "words", "number", "definition"):
        return 1.1
    return FITS.get(inquiry.kind, _name)(inquiry, candidate, statement)


def _carried(keys: set[str], statement: Statement) -> bool:
    """True for a word that only the sentence before has, carried over from there."""
    around = max((statement.context.get(key, 0.0) for key in keys), default=0.0)
    return around >= BEFORE and keys.isdisjoint(statement.own)


def _near(
    inquiry: Inquiry, candidate: Candidate, statement: Statement, *, carried: bool = False
) -> float:
    """How near the words asked for stand to the span, 0 to 1, by what they tell; `carried` leaves
    out what the sentence before says, and counts words that mean the same.
    """
    total = near = 0.0
    for wanted in inquiry.wanted:
        keys = {key for key, _ in wanted.keys}
        if carried and _carried(keys, statement):
            continue
        gaps = [
            _gap(candidate, t.start, t.end)
            for t in statement.tokens
            if (t.stem in keys or (carried and not keys.isdisjoint(_groups_of(inquiry, t.stem))))
            and not candidate.start <= t.start < candidate.end
        ]
        total += wanted.weight
        if gaps:
            near += wanted.weight / (1.0 + min(gaps) / 40.0)
    return near / total if total else 0.0


def _gap(candidate: Candidate, start: int, end: int) -> int:
    return candidate.start - end if end <= candidate.start else start - candidate.end


def _before(candidate: Candidate, statement: Statement, reach: int = REACH) -> str:
    return statement.document.text[max(statement.start, candidate.start - reach) : candidate.start]


def _after(candidate: Candidate, statement: Statement, reach: int = REACH) -> str:
    return statement.document.text[candidate.end : min(statement.end, candidate.end + reach)]


def _stems(text: str) -> list[str]:
    return [t.stem for t in split_words(text)]


def _apposed(inquiry: Inquiry, candidate: Candidate, statement: Statement) -> bool:
    """True where a head noun stands in apposition: "Name, a leading ISP", "ISP, Name",
    "as the first customer of it, Name". A head with a capital is a part of a name."""
    heads = inquiry.heads
    if not heads:
        return False
    keys = {*heads, *(g for h in heads for g in _groups_of(inquiry, h))}
    before = _before(candidate, statement, 90)
    left = [t for t in split_words(before.rstrip(" \"“'‘:,(（\n"))[-2:] if not t.capital]
    if any(_is_head(inquiry, t, keys) for t in left):
        return True
    if before.rstrip().endswith(","):
        clause = re.split(r"[,;.]", before.rstrip()[:-1])[-1]
        if any(_is_head(inquiry, t, keys) for t in split_words(clause)):
            return True
    after = _CLAUSE_AFTER.match(_after(candidate, statement, 90))
    if after is None:
        return False
    return any(_is_head(inquiry, t, keys) for t in split_words(after.group(1)) if not t.capital)


def _is_head(inquiry: Inquiry, token: Token, keys: set[str]) -> bool:
    return token.stem in keys or not keys.isdisjoint(_groups_of(inquiry, token.stem))


def _led_by(inquiry: Inquiry, candidate: Candidate, statement: Statement) -> bool:
    """True where a word asked for leads to the span: "affiliate of Name", "tie-up with Name"."""
    match = _LED.search(_before(candidate, statement, 40))
    if match is None:
        return False
    asked = [w for w in inquiry.wanted if w.token.stem not in inquiry.heads]
    keys = {key for w in asked for key, _ in w.keys}
    leading = _stems(match.group(1))
    groups = {f"~{n}" for _, _, row in inquiry.thesaurus.groups_at(leading) for n in row}
    return not keys.isdisjoint((*leading, *groups))


def _groups_of(inquiry: Inquiry, key: str) -> frozenset[str]:
    return frozenset(f"~{n}" for n in inquiry.thesaurus.forms.get((key,), ()))


def _in_brackets(inquiry: Inquiry, candidate: Candidate, statement: Statement) -> bool:
    """True where what is asked for stands in brackets after the span: "Name (entertainment)"."""
    after = re.match(r"[,\s]*[(（]([^()（）]{2,40})[)）]", _after(candidate, statement))
    keys = {key for w in inquiry.wanted for key, _ in w.keys}
    return after is not None and any(s in keys for s in _stems(after.group(1)))


def _preposition(inquiry: Inquiry, candidate: Candidate, statement: Statement) -> bool:
    """True where the span stands after the preposition that the question asks with."""
    if inquiry.lead is None:
        return False
    words = re.findall(r"\w+", _before(candidate, statement, 30))
    return bool(words) and (words[-1].casefold() == inquiry.lead or words[-2:-1] == [inquiry.lead])


def _person(inquiry: Inquiry, candidate: Candidate, statement: Statement) -> float:
    if _asks_who_is(inquiry):
        return 0.0
    words = split_words(candidate.text)
    role = _role_beside(candidate, statement)
    asked_roles = [h for h in inquiry.heads if h in _role_stems()]
    human = (
        2 <= len(words) <= 3 and not _DIGITS.search(candidate.text) and not _organized(candidate)
    )
    wants_role = {w.token.stem for w in inquiry.wanted} & _role_stems() or asked_roles
    if wants_role:
        return 1.15 if role and human else 0.0
    near = _near(inquiry, candidate, statement)
    if role and human:
        return 0.9 + 0.3 * near
    if candidate.kind == "value":
        return 0.5
    if DATE.fullmatch(candidate.text):
        return 0.0
    tied = _led_by(inquiry, candidate, statement) or _apposed(inquiry, candidate, statement)
    fit = 0.2 + 0.4 * near + 0.15 * _preposition(inquiry, candidate, statement)
    fit += 0.15 * (human or _organized(candidate)) + 0.4 * tied
    return fit + 0.25 * _subject(inquiry, candidate, statement)


def _asks_who_is(inquiry: Inquiry) -> bool:
    """True for "who is Name", "who leads Name": no other name beside it answers."""
    opening = [t.text.casefold() for t in inquiry.tokens[:2]]
    return (
        opening[:1] == ["who"]
        and bool(inquiry.wanted)
        and not inquiry.heads
        and all(w.named for w in inquiry.wanted)
    )


def _role_beside(candidate: Candidate, statement: Statement) -> bool:
    """True where a role stands right beside a name: "Name, President of", "contact: Name"."""
    left = _stems(_before(candidate, statement, 30))[-2:]
    right = _stems(_after(candidate, statement, 40))[:3]
    return any(s in _role_stems() for s in (*left, *right))


def _organized(candidate: Candidate) -> bool:
    return any(t.text.casefold().rstrip(".") in _suffixes() for t in split_words(candidate.text))


def _subject(inquiry: Inquiry, candidate: Candidate, statement: Statement) -> bool:
    """True where the first verb asked for follows the span at once: "Name predicts that"."""
    right = _stems(_after(candidate, statement, 40))[:3]
    keys = {key for w in inquiry.wanted for key, _ in w.keys}
    return any(s in keys for s in right)


def _name(inquiry: Inquiry, candidate: Candidate, statement: Statement) -> float:
    near = _near(inquiry, candidate, statement)
    fit = 0.35 + 0.5 * near
    if _apposed(inquiry, candidate, statement):
        fit += 0.35
    elif (set(inquiry.heads) - _GENERIC) & set(_stems(candidate.text)):
        fit += 0.25
    if _preposition(inquiry, candidate, statement):
        fit += 0.2
    if _led_by(inquiry, candidate, statement):
        fit += 0.25
    elif _NESTED.search(_before(candidate, statement, 90)):
        fit -= 0.2
    if _in_brackets(inquiry, candidate, statement):
        fit += 0.45
    if candidate.kind == "value":
        fit += 0.5
    if candidate.kind == "quoted":
        fit += 0.2
    if candidate.kind == "list":
        fit += 0.7
    if inquiry.kind == "organization":
        if _is_none(candidate):
            return 0.0
        fit += 0.1 if _organized(candidate) else 0.0
    if _subject(inquiry, candidate, statement):
        fit += 0.15
    if _listed_beside(inquiry, candidate, statement):
        fit -= 0.4
    if _DIGITS.match(candidate.text) or DATE.fullmatch(candidate.text):
        fit -= 0.4
    return fit


def _is_none(candidate: Candidate) -> bool:
    """True for "Support Agreement" and "Japanese": what organizations sign, where they are from."""
    words = candidate.text.casefold().split()
    signed = words[-1:] and words[-1] in word_list("organization", "documents")
    return bool(signed) or set(words) <= word_list("organization", "origins")


def _listed_beside(inquiry: Inquiry, candidate: Candidate, statement: Statement) -> bool:
    """True for a name listed right before one that the question names: the other, not its own."""
    named = {key for w in inquiry.wanted if w.named for key, _ in w.keys}
    after = _LISTED.match(statement.document.text, candidate.end, statement.end)
    return after is not None and stem(after.group(1)) in named


def _place(inquiry: Inquiry, candidate: Candidate, statement: Statement) -> float:
    if candidate.kind == "value":
        keys = {stem(w) for w in ("place", "location", "address", "site", "city")}
        return 1.5 if statement.key & keys else 0.0
    words = re.findall(r"\w+", _before(candidate, statement, 30))
    led = (bool(words) and words[-1].casefold() in _place_leads()) or (
        len(words) > 1 and words[-1].casefold() == "the" and words[-2].casefold() in _place_leads()
    )
    if words[-1:] == ["the"] and _ACRONYM.search(candidate.text):
        return 0.0
    if (
        not led
        or candidate.text.endswith(("'s", "’s"))
        or _organized(candidate)
        or candidate.kind == "quoted"
    ):
        return 0.0
    near = _near(inquiry, candidate, statement)
    wide = 0.08 if re.search(r",|\band\b", candidate.text) else 0.0
    of = 0.25 if words[-1].casefold() == "of" else 0.0
    return 0.6 + 0.5 * near + wide - of


def _date(inquiry: Inquiry, candidate: Candidate, statement: Statement) -> float:
    near = _near(inquiry, candidate, statement)
    if any(w.named and _carried({k for k, _ in w.keys}, statement) for w in inquiry.wanted):
        near = max(near, _near(inquiry, candidate, statement, carried=True))
    words = re.findall(r"\w+", _before(candidate, statement, 30))
    led = int(bool(words) and words[-1].casefold() in _DATE_LEADS)
    if _DUE.search(_before(candidate, statement, 30)) and not inquiry.has(*DUE_WORDS):
        return 0.0
    precise = 0.05 * (len(candidate.text.split()) > 1)
    if _QUARTER.search(candidate.text):
        return 0.5 * (0.5 + 0.5 * near)
    led += _led_by(inquiry, candidate, statement)
    return 0.5 + 0.5 * near + 0.12 * led + precise


FITS = {
    "person": _person,
    "organization": _name,
    "name": _name,
    "place": _place,
    "date": _date,
}
