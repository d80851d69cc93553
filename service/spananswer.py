"""The characters inside a sentence that answer, as short as they may be.

Comes in: a question asked of one document. Goes out: a `SpanFinding` with one or several spans.
Not for: deciding whether a sentence answers at all when nothing but it is known
(`service.textanswer`, `service.passageanswer` decide); a figure found here is quoted, not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.model import Span
from corpus.numbers import find_figures
from index.engine import Engine
from service.answerspans import DATE
from service.answertypes import Inquiry, read_inquiry, types_data
from service.passageanswer import EVIDENCE, reason_pattern
from service.question import Question
from service.sentenceranking import Ranked, rank_statements
from service.statements import Statement
from service.textanswer import answer_text
from service.words import split_words

ENOUGH = 0.4
_NUMBER_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_UNIT = (
    r"(?:\s?%|\spercent(?:age points?)?|\s(?:thousand|million|billion|trillion)\b|m\b|bn\b)?"
)
AMOUNT = re.compile(
    rf"(?:(?:US|A|C|HK|NZ)?[$€£¥]|(?:USD|EUR|GBP|JPY|RMB|CHF|RM|Rs\.?|SEK|NOK)\s?)?\s?\(?\d+(?:,\d{{3}})*(?:\.\d+)?\)?{_UNIT}",
)
DURATION = re.compile(
    rf"(?:approximately |about |over |up to |between )?(?:\d+(?:\.\d+)?|{_NUMBER_WORDS})(?:\s?(?:to|and|-|–)\s?(?:\d+(?:\.\d+)?|{_NUMBER_WORDS}))?[ -](?:years?|months?|days?|weeks?|quarters?|hours?)",
    re.IGNORECASE,
)
COUNT = re.compile(rf"\b(?:{_NUMBER_WORDS}|\d+(?:,\d{{3}})*)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class SpanFinding:
    """The shortest answers in one sentence: `spans` and, as printed, `answers`; `kind` says how found."""

    answers: tuple[str, ...]
    spans: tuple[Span, ...]
    sentence: Span
    kind: str
    confidence: float


def answer_span(
    question: Question | str, engine: Engine, *, document: str | None = None
) -> SpanFinding | None:
    """The words that answer; None where no sentence is near the question."""
    inquiry = read_inquiry(question, engine, document=document)
    if inquiry.kind in ("person", "organization", "place", "date", "name", "web", "email", "phone", "ticker", "exchange", "expansion"):
        named = answer_text(question, engine, document=document, at_least=0.5)
        if named is not None:
            return SpanFinding((named.answer,), (named.span,), named.sentence, inquiry.kind, named.confidence)
    amount = asks_amount(inquiry)
    evidence = EVIDENCE.get(inquiry.kind)
    if amount:
        ranked = rank_statements(inquiry, engine, evidence=_amounts(inquiry), limit=4)
    else:
        ranked = rank_statements(inquiry, engine, evidence=evidence(inquiry) if evidence else None, limit=4)
    for found in ranked:
        if found.covered < ENOUGH:
            continue
        cut = _cut_amount(inquiry, found.statement) if amount else None
        kind = "amount" if cut else inquiry.kind
        cut = cut or _cut_clause(inquiry, found.statement)
        if cut:
            text = found.statement.document.text
            spans = tuple(Span(found.statement.document.id, s, e) for s, e in cut)
            return SpanFinding(tuple(text[s:e] for s, e in cut), spans, found.statement.span, kind, found.covered)
    return None


_AMOUNT_WORDS = frozenset(
    "amount cost costs expense expenses revenue revenues sales income loss losses rate percentage price value"
    " total number balance cash margin profit tax debt size fee fees interest dividend dividends payment"
    " payments compensation increase decrease change growth liability liabilities assets benefit benefits"
    " gain gains charge charges provision allowance ratio yield proceeds contribution contributions goodwill"
    " impairment depreciation amortization amortisation spending maturity capacity range limit threshold".split()
)


def asks_amount(inquiry: Inquiry) -> bool:
    """True where a figure is asked: how much, how many, what was the (amount)."""
    words = [t.text.casefold() for t in inquiry.tokens]
    if inquiry.kind == "number":
        return True
    if inquiry.kind not in ("clause", "words") or len(words) < 3:
        return False
    if "what" in words[:6]:
        at = words.index("what") + 1
        if words[at : at + 1] and words[at] in ("is", "was", "are", "were", "percentage", "amount", "proportion", "portion"):
            tail = set(words[at:])
            closing = words[-1] in ("for", "of", "to", "on", "by") or tail & {"based", "attributable", "reason", "include", "included", "comprised", "used", "table", "show", "purpose", "basis", "related"}
            return bool(tail & _AMOUNT_WORDS) and not closing
    return False


def _amounts(inquiry: Inquiry):  # type: ignore[no-untyped-def]
    def weigh(statement: Statement) -> float:
        return 1.0 if next(_figures(inquiry, statement), None) else 0.3

    return weigh


def _figures(inquiry: Inquiry, statement: Statement):  # type: ignore[no-untyped-def]
    """(start, end) of the amounts of a statement; years and dates are none."""
    text = statement.document.text
    joined = inquiry.text.casefold()
    pattern = DURATION if any(w in joined for w in ("how long", "period", "duration", "term ", "years", "maturity")) else None
    if pattern is not None:
        found = [(m.start(), m.end()) for m in pattern.finditer(text, statement.start, statement.end)]
        if found:
            yield from found
            return
    dates = [(m.start(), m.end()) for m in DATE.finditer(text, statement.start, statement.end)]
    counting = "how many" in joined
    for match in (COUNT if counting else AMOUNT).finditer(text, statement.start, statement.end):
        start, end = match.span()
        while text[start] in " \n":
            start += 1
        if any(s < end and start < e for s, e in dates) or _YEAR.fullmatch(text[start:end]):
            continue
        if text[start - 1].isalnum() or text[end : end + 1].isalnum() or (not counting and text[start - 1] in "-(" and text[start:end].isdigit()):
            continue
        if text[start:end].count("(") != text[start:end].count(")"):
            inner = text[start:end].strip("()")
            start = text.index(inner, start)
            end = start + len(inner)
        yield start, end


def _cut_amount(inquiry: Inquiry, statement: Statement) -> list[tuple[int, int]] | None:
    figures = list(_figures(inquiry, statement))
    if not figures:
        return None
    text = statement.document.text
    money = [f for f in figures if not text[f[0] : f[1]].strip().isdigit()]
    joined = f" {inquiry.text.casefold()} "
    percent = [f for f in figures if "%" in text[f[0] : f[1]] or "percent" in text[f[0] : f[1]]]
    if any(w in joined for w in ("percent", "rate", " proportion", "margin")) and percent:
        figures = percent
    elif any(w in joined for w in ("how much", "amount", "cost", "expense", "revenue", "value", "total", "cash")) and [f for f in money if f not in percent]:
        figures = [f for f in money if f not in percent]
    years = _YEAR.findall(inquiry.text)
    by_year = _respectively(inquiry, statement, figures, years)
    if by_year:
        return by_year
    return [max(figures, key=lambda f: _nearness(inquiry, statement, f))]


def _nearness(inquiry: Inquiry, statement: Statement, figure: tuple[int, int]) -> float:
    near = 0.0
    text = statement.document.text
    for wanted in inquiry.wanted:
        keys = {key for key, _ in wanted.keys}
        gaps = [abs(t.start - figure[1]) if t.start >= figure[1] else (figure[0] - t.end) for t in statement.tokens if t.stem in keys]
        if gaps:
            near += wanted.weight / (1 + min(gaps) / 30.0)
    for year in _YEAR.findall(inquiry.text):
        at = [abs(m.start() - figure[1]) for m in re.finditer(year, text[statement.start : statement.end]) for m in (m,)]
        places = [statement.start + m.start() for m in re.finditer(year, text[statement.start : statement.end])]
        if places:
            near += 3.0 / (1 + min(abs(p - figure[1]) for p in places) / 30.0)
        del at
    return near


def _respectively(
    inquiry: Inquiry, statement: Statement, figures: Sequence[tuple[int, int]], years: Sequence[str]
) -> list[tuple[int, int]] | None:
    """The figures of the years asked, by their order: "2.7 and 2.0 in 2019 and 2018, respectively"."""
    text = statement.text
    printed = list(dict.fromkeys(_YEAR.findall(text)))
    if not years or len(printed) < 2 or len(figures) < 2:
        return None
    listed = _run(statement, figures, len(printed))
    if listed is None:
        return None
    chosen = [listed[printed.index(y)] for y in years if y in printed]
    return chosen or None


def _run(
    statement: Statement, figures: Sequence[tuple[int, int]], count: int
) -> list[tuple[int, int]] | None:
    """`count` figures joined by commas and "and"."""
    text = statement.document.text
    for first in range(len(figures) - count + 1):
        run = list(figures[first : first + count])
        gaps = [text[a[1] : b[0]] for a, b in zip(run, run[1:], strict=False)]
        if all(re.fullmatch(r"\s*(?:,|and|,\s*and|or|to)\s*(?:approximately |a loss of |of )?", g) for g in gaps):
            return run
    return None


@lru_cache(maxsize=1)
def _definers() -> re.Pattern[str]:
    phrases = ["is", "are", "was", "were", "represents", "represent", "means", "refers to", "consists of", "consist of",
               "consists primarily of", "consist primarily of", "includes", "include", "comprises", "is primarily comprised of", "are defined as", "is defined as"]
    return re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, phrases), key=len, reverse=True)) + r")\s", re.I)


def _cut_clause(inquiry: Inquiry, statement: Statement) -> list[tuple[int, int]] | None:
    """The part of the sentence that says what the question does not."""
    text, start, end = statement.document.text, statement.start, _last(statement)
    if inquiry.kind == "why":
        match = None
        for match in reason_pattern().finditer(text, start, end):
            break
        if match is not None and end - match.end() > 8:
            return [(_skip(text, match.end(), end), end)]
        return [(start, end)]
    keys = {key for w in inquiry.wanted for key, _ in w.keys} | set(inquiry.heads)
    asked = [t for t in statement.tokens if t.stem in keys]
    if not asked:
        return [(start, end)]
    verb = _verb_after(inquiry, statement, keys)
    if verb is not None and end - verb > 8:
        return [(_skip(text, verb, end), end)]
    return [(start, end)]


def _verb_after(inquiry: Inquiry, statement: Statement, keys: set[str]) -> int | None:
    """Where the answer starts: after the last word asked for, or after the verb that defines it."""
    text, end = statement.document.text, _last(statement)
    asked = [t for t in statement.tokens if t.stem in keys]
    for match in _definers().finditer(text, statement.start, end):
        before = [t for t in asked if t.end <= match.start()]
        after = [t for t in asked if t.start >= match.end()]
        if before and sum(1 for _ in after) <= len(before) * 0.5:
            return match.end()
    last = asked[-1]
    rest = end - last.end
    return last.end if rest > 12 else None


def _skip(text: str, start: int, end: int) -> int:
    match = re.compile(r"[\s,:]*(?:(?:primarily|mainly|principally|largely|mostly)\s+)?(?:(?:of|to|by|as|on|that|upon|from)\s+)?(?:the\s+|an?\s+)?").match(text, start, end)
    return match.end() if match else start


def _last(statement: Statement) -> int:
    end = statement.end
    text = statement.document.text
    while end > statement.start and text[end - 1] in ".;:, \n":
        end -= 1
    return end
