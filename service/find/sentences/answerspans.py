"""Spans of a statement that may be a short answer: names, quoted titles, dates, addresses.

Comes in: a `Statement`. Goes out: `Candidate`s with offsets in the document. Not for: choosing
among them (`service.find.sentences.textanswer`); nothing here knows a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from service.find.sentences.askedkinds import word_list
from service.find.sentences.statements import Statement

_CAP = r"(?:[A-Z][\w’'&+\-]*+(?:/\w+)*+|[a-z][A-Z][\w\-]*+|\d+[A-Za-z][\w\-]*+)"
_LINK = (
    r"(?:[ \u00a0]|\n(?!\d)|/|\s?&\s?|-|\s(?:of|de|for)\s(?:the\s)?(?=[A-Z])"
    r"|,\s(?=(?:Inc|Ltd|LLC|Co|Corp|PLC|Limited|N\.V|S\.A)\b)|\.,?\s?(?=(?:Ltd|Inc)\b))"
)
NAME = re.compile(
    rf"(?<![\w’'])(?!\d+(?:st|nd|rd|th|[kKmMGg]?bps)\b){_CAP}(?:{_LINK}(?:{_CAP}|\d{{1,2}}(?![\d,.])))"
    r"{0,9}(?:(?<=Inc)\.|(?<=Ltd)\.|(?<=Co)\.|(?<=Corp)\.)?"
)
_MONEY = re.compile(r"\b(?:JPY|USD|EUR|GBP|US)\s?\d")
QUOTED = re.compile(r"[\"“”]([^\"“”\n]{2,60}?),?[\"“”]")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_PART = r"(?:(?:early|late|mid|middle of|beginning of|start of|(?:the\s)?end of)[\s\-])?"
DATE = re.compile(
    rf"\b{_PART}(?:{_MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d|\d{{1,2}}\s{_MONTH},?\s(?:19|20)\d\d"
    rf"|{_MONTH},?\s(?:19|20)\d\d|{_MONTH}\s\d{{1,2}}\b(?!\d)|(?:fiscal\s(?:year\s)?)?(?:19|20)\d\d"
    r"|[1-4]Q\d\d|(?:first|second|third|fourth)\squarter\sof\s(?:fiscal\s)?(?:19|20)\d\d)"
    r"(?:\sat\s\d{1,2}(?::\d\d)?\s?[ap]\.?m\.?(?:\s\([A-Z]{2,4}\))?)?\b",
)
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
WEB = re.compile(r"(?:https?://|www\.)[\w.-]{2,80}[\w/]")
PHONE = re.compile(r"\+?\d[\d\s().-]{7,18}\d")
TICKER = re.compile(r"\((?:[A-Z][\w ]{2,20})\s?:\s?([A-Z][A-Z0-9.]{0,6})\)")
EXCHANGE = re.compile(r"\(([A-Z][\w ]{2,20})\s?:\s?[A-Z][A-Z0-9.]{0,6}\)")
EXPANDED_AFTER = re.compile(r"\b([A-Z][A-Za-z&]{1,7}?)s?\s?[(（]([A-Z][^()\n（）]{4,60})[)）]")
EXPANDED_BEFORE = re.compile(
    r"((?:[A-Z][\w&’'-]{0,60}+[ ,.-]{1,4}+(?:(?:of|and|for|the)[ ]{1,4})?){1,7}[\w’'-]{0,60}+)"
    r"\s?[(（][\"“]?([A-Z][A-Za-z-]{1,8})[\"”]?[)）]"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may answer; `kind` is name, quoted, date, value, email, web, phone, ticker."""

    kind: str
    start: int
    end: int
    text: str


def find_names(statement: Statement, plain_words: frozenset[str]) -> Iterator[Candidate]:
    """Capitalised names; an ordinary word that only opens its sentence is none."""
    text = statement.document.text
    for match in NAME.finditer(text, statement.start, statement.end):
        start, end = match.span()
        while True:
            word = re.match(r"[\w’'&+\-]+", text[start:end])
            if word is None:
                break
            low = word.group().casefold()
            if (
                low in plain_words
                or (low in _ordinary() and start == match.start())
                or low in word_list("opening")
            ):
                rest = re.match(r"[\w’'&+\-]+[\s,/&-]+", text[start:end])
                if rest is None:
                    start = end
                    break
                start += rest.end()
                continue
            break
        said = text[start:end]
        if (
            start >= end
            or len(said) < 2
            or _MONEY.search(said)
            or not any(c.isalpha() for c in said)
            or re.fullmatch(r"[\d.,A-Z]?[\d.,]+\w{0,4}", said)
        ):
            continue
        yield Candidate("name", start, end, said)


@lru_cache(maxsize=1)
def _ordinary() -> frozenset[str]:
    return word_list("function") | word_list("opening")


def find_quoted(statement: Statement) -> Iterator[Candidate]:
    """Titles in double quotation marks; whole quoted sentences are too long to be one."""
    for match in QUOTED.finditer(statement.document.text, statement.start, statement.end):
        inner = match.group(1)
        if len(inner.split()) <= 7:
            yield Candidate("quoted", match.start(1), match.start(1) + len(inner), inner)


def find_matches(kind: str, pattern: re.Pattern[str], statement: Statement) -> Iterator[Candidate]:
    """What a pattern finds; its first group where it has one."""
    for match in pattern.finditer(statement.document.text, statement.start, statement.end):
        group = 1 if pattern.groups else 0
        yield Candidate(kind, match.start(group), match.end(group), match.group(group))


def find_value(statement: Statement) -> Iterator[Candidate]:
    """The value of a "key : value" line."""
    if statement.value is not None:
        start, end = statement.value
        yield Candidate("value", start, end, statement.document.text[start:end])


def find_expansions(statement: Statement) -> Iterator[tuple[str, Candidate]]:
    """(short form, its expansion), whichever of them stands in brackets after the other."""
    text = statement.document.text
    for match in EXPANDED_AFTER.finditer(text, statement.start, statement.end):
        if _spells(match.group(1), match.group(2)):
            yield (
                match.group(1),
                Candidate("expansion", match.start(2), match.end(2), match.group(2)),
            )
    for match in EXPANDED_BEFORE.finditer(text, statement.start, statement.end):
        short, long = match.group(2), match.group(1).rstrip(" ,")
        for word in re.finditer(r"[A-Z]", long):
            if _spells(short, long[word.start() :]):
                start = match.start(1) + word.start()
                yield (
                    short,
                    Candidate("name", start, match.start(1) + len(long), long[word.start() :]),
                )
                break


def _spells(short: str, long: str) -> bool:
    """True where the capitals of the long form spell the short one, in order and from the first."""
    capitals = [c for c in re.sub(r"\b(?:Inc|Ltd|Co)\b\.?", "", long) if c.isupper()]
    letters = [c for c in short if c.isalpha()]
    if len(letters) < 2 or not min(2, len(letters)) <= len(capitals) <= len(letters) + 3:
        return False
    left = iter(capitals)
    return capitals[0] == letters[0].upper() and all(
        letter.upper() in left for letter in letters[: max(len(capitals), 2)]
    )
