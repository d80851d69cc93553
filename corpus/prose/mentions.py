"""Figures said in running text: which numbers of a sentence are figures, with unit, range and
hedge.

Comes in: the text of one sentence. Goes out: `Mention`s in printed order. Not for: what a figure
measures (`corpus.concepts.naming`) nor when (`corpus.prose.clauses`). Telephone numbers, dates,
form and product names, list marks, page numbers and years are no figures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from rapidfuzz.distance import Levenshtein

from corpus.grammar.numbers import Figure, find_figures
from corpus.grammar.numberwords import NUMBER_WORDS
from corpus.grammar.units import COUNTED, SCALE_WORDS, currency_of, unit_of_suffix
from corpus.language.views import Kind, Mention, word_set
from corpus.prose.ranges import RANGE_GAP, mark_hedge, mark_ranges, mark_twins

TIME_UNITS = word_set("months years days weeks")
MAX_NOUN_WORDS = 6
LONGEST_WORD = 64
_WORD_NUMBER = re.compile(
    r"(?<![\w-])(?P<n>" + "|".join(w for w in NUMBER_WORDS if w not in ("zero", "hundred")) + r")"
    r"(?:\s(?P<scale>hundred|thousand|million|billion))?(?![\w])",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?<!\w)(?P<n>\d{1,3})(?:st|nd|rd|th)(?=\stime)", re.IGNORECASE)
_RATE = re.compile(
    r"(?P<cur>JPY|Y|¥|EUR|€|GBP|£|RMB|INR|Rs\.?)\s?(?P<num>\d+(?:\.\d+)?)\s{0,2}=\s{0,2}"
    r"(?P<base>US\$|US\s\$|US|USD|\$|EUR|€|GBP|£)\s?1(?:\.0++)?+(?![\d.,]*\d)"
    r"|(?P<base2>US\$|US\s\$|USD|\$|EUR|€|GBP|£)\s?1(?:\.0+)?\s{0,2}=\s{0,2}"
    r"(?P<cur2>JPY|Y|¥|EUR|€|GBP|£|RMB|INR|Rs\.?)\s?(?P<num2>\d+(?:\.\d+)?)"
)
_NO_FIGURE = re.compile(
    r"\+?\d{1,4}(?:-\d{2,5}){2,}(?:\([A-Za-z]+\))?"  # telephone numbers
    r"|\b\d{1,2}:\d\d\b(?:\s?[ap]\.?m\.?)?"
    r"|\b\d{1,3}-?[FKQ](?:/A)?\b"  # forms 20-F, 6-K, 10-Q
    r"|\b\d{4}-\d\d\b"  # standards: 2014-09
    r"|(?<![\w.])\d{1,2}\)(?=\s)"  # list marks 1)
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,64}|\b(?:https?://|www\.)\S+",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(
    r"\b(?:notes?|tables?|pages?|sections?|items?|levels?|figures?|forms?|topics?|no\.?|article|"
    r"part|chapter|rule|appendix|exhibit|step|phase|tier|schedule|asc|asu|ifrs|ias|sfas|fas|fin|"
    r"aasb|frs|ifric|sab|top|scope(?:\s\d\s?(?:&|and|or))?|vol\.?|version|copyright|©|act of|since|"
    r"founded in)\s?:?\s?(?:\(?[a-z]\)?)?\s?$",
    re.IGNORECASE,
)
_PER_BEFORE = re.compile(r"\bper\s(?:each\s)?(?:[A-Z]{3}|[$€£¥])?\s?$", re.IGNORECASE)
_WORDS = re.compile(r"[A-Za-z][\w'&/.+-]*|[^\sA-Za-z]")
_NOT_NOUN = word_set(
    """
    was has is its this as times does us plus versus vs various less unless across besides
    basis times previous following others analysis process business access always perhaps
    thus overseas towards forwards whereas sales
    """
)
_STOP_NOUN = word_set(
    """
    in of on at to for from and or but by with than that which who was were is are be has
    have had will would may can could should the its our their his her this these those a an
    as if when while compared following other such respectively per not
    """
)


def find_mentions(view: str, taken: Sequence[tuple[int, int]] = ()) -> list[Mention]:
    """All figures of `view` (see `same_length_view`) outside the `taken` spans (periods)."""
    found = _rates(view)
    busy = [*taken, *((m.outer_start, m.outer_end) for m in found)]
    busy += [(m.start(), m.end()) for m in _NO_FIGURE.finditer(view)]
    for match in _ORDINAL.finditer(view):
        if not _overlaps(busy, match.start(), match.end()):
            number = Decimal(match.group("n"))
            found.append(_plain("ordinal", match.start(), match.end(), view, number))
    for figure in find_figures(view):
        if _overlaps(busy, figure.start, figure.end) or not _is_figure(view, figure):
            continue
        mention = _from_figure(view, figure)
        if mention is not None:
            found.append(mention)
    for match in _WORD_NUMBER.finditer(view):
        if not _overlaps(busy, match.start(), match.end()):
            mention = _from_word(view, match)
            if mention is not None:
                found.append(mention)
    found.sort(key=lambda m: m.start)
    return mark_twins(view, mark_ranges(view, [mark_hedge(view, m) for m in found]))


def _overlaps(busy: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return any(start < b and a < end for a, b in busy)


def _plain(kind: Kind, start: int, end: int, view: str, amount: Decimal) -> Mention:
    return Mention(kind, start, end, start, end, view[start:end], amount, None, "count")


def _rates(view: str) -> list[Mention]:
    """ "JPY121.74 = US$1": the price of one unit of another currency."""
    found = []
    for match in _RATE.finditer(view):
        n = "" if match.group("num") else "2"
        start, end = match.span(f"num{n}")
        code = match.group(f"cur{n}")
        cur = "JPY" if code == "Y" else currency_of(code)
        base_text = match.group(f"base{n}").replace(" ", "")
        base = "USD" if base_text == "US" else currency_of(base_text)
        if cur and base and cur != base:
            digits = match.group(f"num{n}")
            found.append(
                Mention(
                    "rate",
                    start,
                    end,
                    match.start(),
                    match.end(),
                    digits,
                    Decimal(digits),
                    len(digits.partition(".")[2]),
                    f"{cur}/{base}",
                )
            )
    return found


def _is_figure(view: str, figure: Figure) -> bool:
    before = view[max(0, figure.outer_start - 40) : figure.outer_start]
    if _PER_BEFORE.search(before):
        return False
    if figure.currency or (figure.unit and figure.unit not in COUNTED):
        return True
    after = view[figure.outer_end : figure.outer_end + 1]
    if _NAME_BEFORE.search(before) or (figure.bracketed and len(figure.printed) <= 4):
        return False
    if not view[: figure.outer_start].strip(" -.") and re.match(r"\.?\s[A-Z]", view[figure.end :]):
        return False  # the number of a heading
    digits = view[figure.start : figure.end]
    if re.fullmatch(r"(?:19|20)\d\d", digits) and figure.scale is None:
        return False
    if (
        after
        and after in "-/:"
        and figure.scale is None
        and not RANGE_GAP.match(view, figure.outer_end)
    ):
        return False
    return not (after == "'" or view[figure.outer_end : figure.outer_end + 2] in ("st", "nd", "rd"))


def _from_figure(view: str, figure: Figure) -> Mention | None:
    mention = Mention(
        "figure",
        figure.start,
        figure.end,
        figure.outer_start,
        figure.outer_end,
        view[figure.start : figure.end],
        figure.amount,
        figure.decimals,
        figure.unit or figure.currency,
        figure.currency,
        figure.scale is not None,
        figure.grouped,
        figure.negative,
    )
    if figure.scale is None and figure.unit is None:
        mention = _misread_scale(view, mention)
    noun = _noun_after(view, mention.outer_end)
    if mention.unit is None:
        if noun:
            mention = replace(mention, noun=noun, unit=_unit_of(noun), kind="count")
        if _named_by_number(view, mention):
            return None
    elif mention.unit in COUNTED:
        said = view[mention.end : mention.outer_end].rsplit(" ", 1)[-1]
        mention = replace(mention, noun=said, kind="count")
    return mention


def _misread_scale(view: str, mention: Mention) -> Mention:
    """See through one wrong letter in a scale word ("bhillion")."""
    match = re.compile(r"\s([a-z]{6,10})\b").match(view, mention.outer_end)
    if not match:
        return mention
    for word in ("million", "billion", "trillion", "thousand"):
        if Levenshtein.distance(match.group(1), word, score_cutoff=1) == 1 and (
            match.group(1) != word + "s"
        ):
            power = SCALE_WORDS[word]
            return replace(
                mention,
                amount=mention.amount.scaleb(power),
                decimals=(mention.decimals or 0) - power,
                outer_end=match.end(),
                scaled=True,
                damaged=f"{match.group(1)!r} is read as {word!r}",
            )
    return mention


def _named_by_number(view: str, mention: Mention) -> bool:
    """True for a number that is part of a name ("Harbour 1 Data Center", "Top 150 Customers")."""
    if mention.scaled or mention.grouped:
        return False
    word = view[max(0, mention.outer_start - LONGEST_WORD) : mention.outer_start]
    before = re.search(rf"[A-Z][A-Za-z-]{{0,{LONGEST_WORD}}}\s$", word)
    after = re.match(r"\s?[A-Z]", view[mention.outer_end :])
    return bool(before and (after or mention.outer_end == len(view.rstrip())))


def _from_word(view: str, match: re.Match[str]) -> Mention | None:
    """ "two million messages per hour", "nine Internet data centers"; "one of" is no figure."""
    scale = match.group("scale")
    value = NUMBER_WORDS[match.group("n").lower()]
    if value == 1 and not scale:
        return None
    end = match.end("n")
    power = SCALE_WORDS[scale.lower()] if scale else 0
    unit = unit_of_suffix(view[match.end() :].lstrip()[:40])
    noun = _noun_after(view, match.end())
    if not noun and unit is None:
        return None
    percent = unit is not None and unit[0] in ("percent", "percentage_point")
    if unit is not None and unit[0] in TIME_UNITS:
        return None
    outer = match.end() + (unit[2] + 1 if unit else 0)
    return Mention(
        "figure" if percent else "count",
        match.start(),
        end,
        match.start(),
        outer if unit else match.end(),
        view[match.start() : end],
        Decimal(value).scaleb(power),
        -power if power else None,
        unit[0] if unit else _unit_of(noun),
        scaled=bool(scale),
        noun=noun,
    )


def _noun_after(view: str, at: int) -> str:
    """The counted noun phrase after a number: "of its domestic backbone networks" without "of
    its".
    """
    match = re.compile(r"\sof\s(?:its|the|our|their)\s").match(view, at)
    begin = match.end() if match else at
    words: list[str] = []
    for token in _WORDS.finditer(view, begin, min(len(view), begin + 120)):
        word = token.group()
        if not word[0].isalpha() or word.lower() in _STOP_NOUN or len(words) >= MAX_NOUN_WORDS:
            break
        words.append(word.rstrip("."))
        if word.endswith("."):
            break
    last = 0
    for place, word in enumerate(words, start=1):
        plain = word.lower()
        if (
            plain.endswith("s")
            and not plain.endswith(("ss", "us", "'s"))
            and plain not in _NOT_NOUN
        ):
            last = place
            if place < len(words) and words[place].endswith("s"):
                continue
            break
    return " ".join(words[:last])


def _unit_of(noun: str) -> str:
    last = noun.lower().rsplit(" ", 1)[-1]
    return last if last in COUNTED else "count"
