"""Which spans of a statement could answer a question, by the kind of thing that it asks for.

Comes in: an `Inquiry`, a `Statement`. Goes out: `Candidate`s. Not for: weighing
them (`service.find.sentences.spanfit`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from index.engine import Engine
from service.find.sentences.answerspans import (
    DATE,
    EMAIL,
    EXCHANGE,
    PHONE,
    TICKER,
    WEB,
    Candidate,
    find_expansions,
    find_matches,
    find_names,
    find_quoted,
    find_value,
)
from service.find.sentences.answertypes import Inquiry
from service.find.sentences.askedkinds import types_data
from service.find.sentences.statements import Statement
from service.find.sentences.words import Token, split_words

_LIST = re.compile(
    r"\b(?:include|includes|including|such as|namely|comprise|comprises)\s|ie:\s?", re.I
)


def candidates_for(inquiry: Inquiry, statement: Statement, engine: Engine) -> Iterator[Candidate]:
    """The spans of the statement that are of the kind asked for and say something new."""
    for candidate in _of_kind(inquiry, statement, engine):
        if not _repeats(inquiry, candidate, statement, engine):
            yield candidate


def _of_kind(inquiry: Inquiry, statement: Statement, engine: Engine) -> Iterator[Candidate]:
    kind = inquiry.kind
    if kind in ("clause", "words", "number", "definition"):
        if _key_asked(inquiry, statement):
            yield from find_value(statement)
    elif kind == "date":
        yield from find_matches("date", DATE, statement)
    elif kind in PATTERNS:
        yield from find_matches(kind, PATTERNS[kind], statement)
    elif kind == "expansion":
        asked = {w.token.text.casefold() for w in inquiry.wanted}
        for short, candidate in find_expansions(statement):
            if short.casefold() in asked:
                yield candidate
    else:
        shorts = {short for short, _ in find_expansions(statement)}
        yield from (c for c in find_quoted(statement) if c.text not in shorts)
        yield from _names(inquiry, statement)
        if kind == "person":
            yield from _described(inquiry, statement)
        if kind == "place" or _key_asked(inquiry, statement):
            yield from find_value(statement)
        if inquiry.several:
            yield from _lists(statement)


def _key_asked(inquiry: Inquiry, statement: Statement) -> bool:
    """True for a "key : value" line whose key the question names."""
    if not statement.key:
        return False
    asked = {key for w in inquiry.wanted for key, _ in w.keys} | set(inquiry.heads)
    forms = inquiry.thesaurus.forms
    groups = {n for head in inquiry.heads for n in forms.get((head,), ())}
    return all(
        key in asked or not groups.isdisjoint(forms.get((key,), ())) for key in statement.key
    )


def _described(inquiry: Inquiry, statement: Statement) -> Iterator[Candidate]:
    """What a person is, where only the name is asked: "Name, CFO of the company"."""
    if inquiry.heads or not inquiry.wanted or not all(w.named for w in inquiry.wanted):
        return
    if not inquiry.has("is", "was", "whos"):
        return
    text = statement.document.text
    last = inquiry.wanted[-1].token.stem
    for token in statement.tokens:
        match = _APPOSED.match(text, token.end, statement.end) if token.stem == last else None
        if match is not None:
            yield Candidate("role", match.start(1), match.end(1), match.group(1))


def _names(inquiry: Inquiry, statement: Statement) -> Iterator[Candidate]:
    """Names, cut at the name of whoever reports, without what abbreviates the one before."""
    said = {t.stem for t in inquiry.tokens}
    expanded = list(find_expansions(statement))
    known = [c for short, c in expanded if _same(short, c.text, said)]
    longer = [c for _, c in expanded if c not in known]
    shorts = {short for short, _ in expanded}
    yield from longer
    own = sorted(
        (statement.document.entity.name, *statement.document.entity.aliases), key=len, reverse=True
    )
    for found in find_names(statement, _plain_words(inquiry, statement)):
        if any(found.text.endswith(short) for short, c in expanded if c in known):
            continue
        if any(c.start <= found.start and found.end <= c.end for c in (*longer, *known)):
            continue
        if found.text in shorts and statement.document.text[found.start - 1] in "(（":
            continue
        for candidate in _cut(found, own):
            yield candidate
            if inquiry.kind == "place" or inquiry.several:
                yield from _wider(candidate, statement)


def _same(short: str, long: str, said: set[str]) -> bool:
    """True where the question says a short form itself, or most words of what it stands for."""
    words = [t.stem for t in split_words(long)]
    return {t.stem for t in split_words(short)} <= said or 2 * sum(w in said for w in words) > len(
        words
    )


def _cut(found: Candidate, names: Sequence[str]) -> Iterator[Candidate]:
    """A name in which the reporting entity's own stands, at its end or inside, as what is left."""
    for name in names:
        rest = re.match(re.escape(name) + r"[’'`]s\s+", found.text)
        if rest is not None:
            yield Candidate(
                found.kind, found.start + rest.end(), found.end, found.text[rest.end() :]
            )
            return
        at = found.text.find(f" {name} ")
        if at > 0:
            yield Candidate(found.kind, found.start, found.start + at, found.text[:at])
            return
    yield found


_APPOSED = re.compile(r",\s([A-Za-z][^,.;:\"”()]{2,160})")
PATTERNS = {"email": EMAIL, "phone": PHONE, "web": WEB, "ticker": TICKER, "exchange": EXCHANGE}


@lru_cache(maxsize=4096)
def _lower_words(document_text: str) -> frozenset[str]:
    return frozenset(re.findall(r"(?<![\w.])[a-z][a-z’'-]+", document_text))


def _plain_words(inquiry: Inquiry, statement: Statement) -> frozenset[str]:
    """The ordinary word that opens the sentence: the document or the question writes it small."""
    first = statement.tokens[0]
    asked = {key for w in inquiry.wanted if not w.token.capital for key, _ in w.keys}
    known = first.stem in asked or first.text.casefold() in _lower_words(statement.document.text)
    return frozenset({first.text.casefold()} if known else ())


def _wider(candidate: Candidate, statement: Statement) -> Iterator[Candidate]:
    """A place with what it lies in, or two places joined: "Toyota City, Japan", "A and B"."""
    text = statement.document.text
    match = re.compile(
        r"(?:,\s|\s(?:and|or)\s(?:the\s)?)((?:[A-Z][\w.’'-]*)(?:[ -][A-Z][\w.’'-]*){0,3})"
    ).match(text, candidate.end, statement.end)
    if match:
        end = match.end()
        yield Candidate("name", candidate.start, end, text[candidate.start : end])


def _lists(statement: Statement) -> Iterator[Candidate]:
    """All that follows "include" or "such as", to the end of the clause."""
    text = statement.document.text
    for match in _LIST.finditer(text, statement.start, statement.end):
        end = statement.end
        while end > match.end() and text[end - 1] in ".;。 \n":
            end -= 1
        if any(word[:1].isupper() for word in text[match.end() : end].split()[:2]):
            yield Candidate("list", match.end(), end, text[match.end() : end])


def _only_opens(candidate: Candidate, statement: Statement) -> bool:
    """True for one capitalised word that opens its sentence and nowhere follows a small one."""
    word = candidate.text
    if candidate.start != statement.start or not word.isalpha() or word.isupper():
        return False
    return re.search(rf"[a-z,] {word}\b", statement.document.text) is None


@lru_cache(maxsize=1)
def _company_words() -> frozenset[str]:
    return frozenset({"inc", "ltd", "co", "corp", "corporation", "llc", "plc", "limited", "the"})


@lru_cache(maxsize=1)
def _roles() -> frozenset[str]:
    return frozenset(types_data()["roles"]["words"])


def _repeats(inquiry: Inquiry, candidate: Candidate, statement: Statement, engine: Engine) -> bool:
    """True for what the question says itself, the reporting entity's name, a bare role."""
    if inquiry.kind in PATTERNS or inquiry.kind == "expansion" or candidate.kind == "role":
        return False
    tokens = split_words(candidate.text)
    stems = {t.stem for t in tokens}
    bare = {t.stem for t in tokens if t.text.casefold() not in _company_words()} or stems
    asked = {key for w in inquiry.wanted for key, _ in w.keys} | set(inquiry.heads)
    who = inquiry.kind in ("person", "organization")
    named = {key for w in inquiry.wanted if w.named for key, _ in w.keys}
    if (
        not stems
        or bare <= asked
        or (who and tokens[0].stem in named)
        or "".join(t.stem for t in tokens) in asked
    ):
        return True
    if len(tokens) == 1 and _only_opens(candidate, statement):
        return True
    if len(tokens) == 1 and (tokens[0].stem,) in inquiry.thesaurus.forms:
        return True
    entity = statement.document.entity
    if stems <= {t.stem for t in split_words(entity.name)}:
        return True
    names = {n.casefold() for n in (entity.name, *entity.aliases)}
    if candidate.text.casefold().strip(" .'’s") in names or candidate.text.casefold() in names:
        return True
    if inquiry.kind == "place" and candidate.kind == "name":
        asked_here = {q.stem for q in inquiry.tokens} - set(inquiry.heads)
        return any(t.capital and t.stem in asked_here for t in tokens)
    if inquiry.kind == "date":
        said = {t.stem for t in inquiry.tokens}
        return stems <= said
    own = {t.stem for name in names for t in split_words(name)}
    said = {t.stem for t in tokens if t.stem in asked or not asked.isdisjoint(_groups(inquiry, t))}
    if said and stems <= own | said and not stems <= said:
        return True
    rest = [t for t in tokens if t.stem not in own]
    if len(rest) == 1 < len(tokens) and rest[0].text.endswith("ed"):
        return True
    return all(t.text.casefold() in (*_roles(), "of", "and") or t.stem in own for t in tokens)


def _groups(inquiry: Inquiry, token: Token) -> set[str]:
    return {f"~{n}" for n in inquiry.thesaurus.forms.get((token.stem,), ())}
