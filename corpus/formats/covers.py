"""What cover pages, releases and tags about the document say of who reports and when.

Comes in: a rendition. Goes out: `Findings`, filled in. Not for: calendars (`saidperiods`).
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

from corpus.base.structure import Structure, TaggedText
from corpus.formats.days import DAY, day_of, find_day, parse_month_day
from corpus.formats.findings import Findings
from corpus.formats.names import EXCHANGES

COVER = 16_000  # characters of a cover page and the contents after it
HEAD = 6_000  # characters in which a release says who, where and when
SIGNATURES = 30_000  # characters at the end among which a report is signed
_FORM = re.compile(r"(?i:form)\s+(10-[KQ](?:/A|T)?|20-F|40-F|6-K|8-K(?:/A)?)\b")
_NAME = re.compile(
    r"\(\s*Exact\s+name\s+of\s+(?:the\s+)?(?:registrant|issuer|company)\b[^)]{0,80}\)",
    re.IGNORECASE,
)
_COVERS = re.compile(
    r"\bfor\s+the\s+(?:(?P<quarterly>quarterly|quarter)|(?:fiscal|transition)?\s*year|annual|transition)"
    rf"(?:\s+period)?\s+(?:ended|ending):?\s+{DAY}",
    re.IGNORECASE,
)
_EXCHANGE = "|".join(map(re.escape, sorted(EXCHANGES, key=len, reverse=True)))
_LISTED = re.compile(
    r"(?P<name>(?<!\w)[A-Z0-9][\w&.’'-]{0,40}"
    r"(?:,?\s{1,3}(?:&|and|of|the|plc|[A-Z0-9][\w&.’'-]{0,40})){0,7})®?,?"
    rf"(?:\s+\([^()]{{0,80}}\))?,?\s+\((?:the\s+)?(?:{_EXCHANGE})(?:\s[A-Z]\w+){{0,3}}\s*:\s*[“\"]?"
    r"(?P<ticker>[A-Z]{1,5}(?:\.[A-Z])?)\b"
)
_JOINTS = re.compile(r"--|[–—]|\)\s")
_SYMBOL = re.compile(r"trading\s+symbols?(?:\(s\))?", re.IGNORECASE)
_TICKER = re.compile(r"(?<![\w.])[A-Z]{1,5}(?:\.[A-Z])?(?![\w.])")
_DATELINE = re.compile(
    rf"^[ \t#*_(]{{0,12}}(?P<place>[^\n\d]{{2,60}}?)[\s,(–—-]{{1,6}}{DAY}(?=[\s:),(/–—-]{{1,6}}\S)",
    re.MULTILINE | re.IGNORECASE,
)
_NO_PLACE = re.compile(
    r"\b(?:ended|ending|ends|of|at|on|by|to|until|through|since|from|results?|dated?|weeks|months)\b",
    re.IGNORECASE,
)
_HEADLINE = re.compile(
    r"\b(?:results|reports?|announces?|posts|earnings|revenues?)\b", re.IGNORECASE
)
_SIGNED = re.compile(
    rf"^(?:Dated?|Date\s+signed)(?:\s*:)?\s+(?:as\s+of\s+)?{DAY}", re.MULTILINE | re.IGNORECASE
)
_FILE = re.compile(
    r"^Commission\s+File\s+N(?:umber|o)[^\n]*\n+[^\n(]+", re.MULTILINE | re.IGNORECASE
)
LATEST = timedelta(days=400)  # after its period a report is signed by then
_QUARTERS = {"Q1": 1, "Q2": 2, "Q3": 3, "Q4": 0, "FY": 0}
_ORDINARY = re.compile(r"Common|Ordinary|AmericanDepositary|ClassA", re.IGNORECASE)


def find_in_tags(structure: Structure, text: str, found: Findings) -> None:
    """What tags about the document say (`dei`), shown or hidden."""
    said: dict[str, TaggedText] = {}
    for one in structure.texts:
        said.setdefault(one.name.rpartition(":")[2], one)

    def tell(member: str, name: str, value: object, *, shown: str | None = None) -> None:
        place = said.get(shown or name)
        found.tell(member, value, (place.start, place.end) if place else None)

    name, form = said.get("EntityRegistrantName"), said.get("DocumentType")
    tell("name", "EntityRegistrantName", name.value if name else None)
    tell("form", "DocumentType", form.value if form else None)
    ends, closes = said.get("DocumentPeriodEndDate"), said.get("CurrentFiscalYearEndDate")
    if ends is not None:
        day = find_day(ends.value)
        tell("period_end", "DocumentPeriodEndDate", day[0] if day else ends.context_end)
    shown = "DocumentPeriodEndDate"
    if closes is not None:
        tell("year_end", shown, parse_month_day(closes.value), shown=shown)
    focus, year = said.get("DocumentFiscalPeriodFocus"), said.get("DocumentFiscalYearFocus")
    if focus is not None:
        tell("quarter", shown, _QUARTERS.get(focus.value.upper()), shown=shown)
    if year is not None and year.value.isdecimal():
        tell("year", shown, int(year.value), shown=shown)
    if (ticker := _common_stock(structure)) is not None:
        found.tell("ticker", ticker.value, (ticker.start, ticker.end))
    _find_currency(structure, found)


def _common_stock(structure: Structure) -> TaggedText | None:
    """The symbol of the ordinary shares: of all that are listed the first that says so."""
    symbols = [t for t in structure.texts if t.name.endswith(":TradingSymbol")]
    symbols = [t for t in symbols if re.fullmatch(r"[A-Z0-9.\- ]{1,8}", t.value)]
    plain = [t for t in symbols if not t.dimensions or _ORDINARY.search(t.dimensions[0][1])]
    return next(iter(plain or symbols), None)


def _find_currency(structure: Structure, found: Findings) -> None:
    """The currency that most figures are tagged in."""
    votes: Counter[str] = Counter()
    first: dict[str, tuple[int, int]] = {}
    for figure in structure.figures:
        if re.fullmatch(r"[A-Z]{3}", figure.unit):
            votes[figure.unit] += 1
            first.setdefault(figure.unit, (figure.start, figure.end))
    if votes:
        code = votes.most_common(1)[0][0]
        found.tell("currency", code, first[code])


def find_on_cover(text: str, found: Findings) -> None:
    """What the cover page of a report says: registrant, period, symbol; and when it was signed."""
    top = text[:COVER]
    if match := _FORM.search(top[:2_000]):
        found.tell("form", match[1], match.span(1))
    if match := _NAME.search(top):
        found.tell("name", *_line_before(top, match.start()))
    elif match := _FILE.search(top):
        found.tell("name", *_line_before(top, match.end()))
    if match := _COVERS.search(top):
        day = day_of(match)
        found.tell("period_end", day, match.span())
        if not match["quarterly"] and day is not None:
            found.tell("year_end", (day.month, day.day), match.span())
            found.tell("quarter", 0, match.span())
    found.tell("ticker", *_symbol(top))
    if found.form is not None:
        _find_signed(text, found)


def _symbol(top: str) -> tuple[str | None, tuple[int, int] | None]:
    """The first symbol in the column that is captioned so: below the caption, else above it."""
    caption = _SYMBOL.search(top)
    if caption is None:
        return None, None
    lines = [(m.start(), m[0].split("\t")) for m in re.finditer(r"[^\n]+", top)]
    at = max(i for i, (start, _) in enumerate(lines) if start <= caption.start())
    column = top.count("\t", lines[at][0], caption.start())
    for start, cells in (*lines[at + 1 : at + 7], *lines[max(0, at - 4) : at]):
        if column < len(cells) and _TICKER.fullmatch(cells[column].strip()):
            offset = start + sum(len(cell) + 1 for cell in cells[:column])
            return cells[column], (offset, offset + len(cells[column]))
    return None, None


def _find_signed(text: str, found: Findings) -> None:
    """The day on which a report is signed: after the period that it is of."""
    for match in _SIGNED.finditer(text, max(0, len(text) - SIGNATURES)):
        day = day_of(match)
        ends = found.period_end
        if day is not None and (ends is None or ends < day <= ends + LATEST):
            found.tell("published", day, match.span())


def _line_before(text: str, end: int) -> tuple[str | None, tuple[int, int] | None]:
    """The last printed line before an offset."""
    body = text[:end].rstrip()
    start = max(body.rfind("\n"), body.rfind("\t")) + 1
    line = body[start:].strip()
    if not re.search(r"[A-Za-z]{2}", line) or len(line) > 120:
        return None, None
    return line, (start, start + len(line))


def find_in_release(text: str, found: Findings) -> None:
    """What the title and dateline of a release say: who, and the day that it is published."""
    if found.form is not None and not found.form.startswith(("8-K", "6-K")):
        return
    top = text[:HEAD]
    if match := _LISTED.search(top):
        start = match.start("name")
        for joint in _JOINTS.finditer(top, start, match.end("name")):
            start = joint.end()
        found.tell("name", top[start : match.end("name")].strip(" ,"), (start, match.end("name")))
        found.tell("ticker", match["ticker"], match.span("ticker"))
    for match in _DATELINE.finditer(top):
        if not _NO_PLACE.search(match["place"]):
            found.tell("published", day_of(match), match.span())
    for line in re.finditer(r"[^\n]+", top):
        if _HEADLINE.search(line[0]) and len(line[0]) < 200:
            found.tell("title", line[0].strip("#* "), line.span())
            break
