"""Lines of a text and what each looks like: heading, list item, note, table row, page mark.

Comes in: a text. Goes out: `Line` records with offsets and tests on single lines. Not for:
grouping lines (`blocks`) or nesting headings (`outline`). Each pattern reads its line once, so a
line of ten megabytes is no special case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

# Only the start of a line is looked at: no mark is longer, and a bound keeps hostile lines cheap.
HEAD_CHARS = 400
MAX_HEADING_CHARS = 140
MAX_HEADING_WORDS = 18
# A line that ends in a colon is a title only if it is short; longer, it leads in what follows.
MAX_COLON_WORDS = 6
# A short numbered line without a full stop is a title, not a note.
MAX_NOTE_TITLE_WORDS = 9
MAX_CAPTION_CHARS = 320
BLANKS = "\ufeff"

_NEWLINE = re.compile(r"\r\n|[\n\r]")
_DATE_WORDS = r"(?:[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]{2,8}\.? \d{4})"
_PAGE_MARKS = (
    re.compile(
        rf"(?:{_DATE_WORDS}\s+)?(?:Page|PAGE|Slide)\s+(\d{{1,4}})(?:\s*(?:of|/)\s*\d{{1,4}})?"
    ),
    re.compile(r"[-–—]\s*(\d{1,4})\s*[-–—]"),
    re.compile(r"\[?(?:Page|PAGE)\s+(\d{1,4})\]?"),
)
_MARKDOWN = re.compile(r"(#{1,6})[ \t]+\S")
_WHOLE_MARKUP = (
    re.compile(r"<u>[^<]{1,200}</u>:?"),
    re.compile(r"\*\*[^*]{1,200}\*\*:?"),
    re.compile(r"__[^_]{1,200}__:?"),
    re.compile(r"<h[1-6]>[^<]{1,200}</h[1-6]>"),
)
_SETEXT = re.compile(r"={3,}|-{3,}")
_RULE = re.compile(r"[-*_=~]{3,}")
_SUBTITLE = re.compile(r"[-–—]{2,}\s.{3,160}\s[-–—]{2,}")
_LEAD_IN = re.compile(r"<u>([^<]{1,120})</u>\s")
# A bullet, or the letters and signs that character recognition makes of one before a capital or
# figure.
_BULLET = re.compile(
    r"(?:[-–—*+•●○▪■□◦‣∙·►▶▸»›❖◆◇✓➢❑]{1,2}|\[ ?\]|@®|®|@|[eo](?=[ \t]+[A-Z0-9])|\.(?=[ \t]+[A-Z]))"
    r"(?:[ \t]+|(?=\|?[A-Z]))(?:[►▶▸●•■][ \t]+)?"
)
_ENUMERATOR = re.compile(
    r"(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})\)|[a-z]\.|\d{1,2}\.(?!\d))[ \t]+(?=\S)"
)
_NUMBERED_TITLE = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?[ \t]+|[A-Z][.)][ \t]+|[IVX]{1,5}\.[ \t]+"
    r"|(?:Item|ITEM)[ \t]+\d{1,2}[A-Z]?\.?[ \t]*"
    r"|(?:Note|NOTE|Table|TABLE)[ \t]+\d{1,2}[.:]?[ \t–—-]+"
    r"|Appendix[ \t]+\w{1,3}[ \t]+|\((?:\d{1,2}|[a-z]|[ivx]{1,4})\)[ \t]+)\S"
)
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_NOTE = re.compile(
    r"(?:\(?(?:Notes?|NOTES?)\b[ \t]*+(?:\(?\d{1,2}\)?)?[ \t]*+:|Sources?[ \t]*:"
    rf"|[⁽{_SUPERSCRIPTS}][⁽⁾{_SUPERSCRIPTS}]{{0,4}}[ \t]*\S"
    r"|[†‡§※][ \t]*\S|\(\*{1,3}\)[ \t]*\S|\*\d{1,2}[ \t]*\S|NM[ \t]?[-–—:=])"
)
_STAR_NOTE = re.compile(r"\*{1,3}[ \t]*[A-Z(]")
_MARK_NOTE = re.compile(r"(?:\(\d{1,2}\)|\([a-z]\)|\[\d{1,2}\]|\d{1,2}|[a-z]\))[ \t]+[A-Z“\"]")
_DELIMITER_ROW = re.compile(r"[|:\- \t]{3,}")
# A value behind a label, a figure, a cell.
_NO_TITLE = re.compile(r"[:：=].|\d[.,]\d|\d%|[\t|]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_CAPITALS = re.compile(r"(?:[A-Z&][A-Z&,.'’()/-]*[ \t]+){2,}[A-Z][A-Z]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `start`..`end` holds its printed characters, newline and blanks around cut off.

    `indent` counts the blanks before them, `tabs` the tabs after the first of them; `page_break`
    says that a form feed comes before them.
    """

    start: int
    end: int
    indent: int
    text: str
    tabs: int = 0
    page_break: bool = False

    @property
    def blank(self) -> bool:
        """True where nothing is printed."""
        return self.start == self.end


class Marker(NamedTuple):
    """The mark of a list item: its kind ("-", "1)", "a.") and its length."""

    kind: str
    length: int


def split_lines(text: str) -> list[Line]:
    """Cut a text at \\n, \\r\\n and \\r into lines; offsets are those of the text."""
    lines = []
    start = 0
    for newline in _NEWLINE.finditer(text):
        lines.append(_line(text, start, newline.start()))
        start = newline.end()
    lines.append(_line(text, start, len(text)))
    return lines


def _line(text: str, start: int, end: int) -> Line:
    raw = text[start:end]
    left = raw.lstrip().lstrip(BLANKS).lstrip()
    printed = left.rstrip()
    first = end - len(left)
    last = first + len(printed)
    if not printed:
        return Line(start, start, len(raw), "", 0, "\f" in raw)
    return Line(first, last, first - start, printed, left.count("\t"), "\f" in raw[: first - start])


def page_number(line: str) -> int | None:
    """The number of a line that marks a page, None for another line."""
    if len(line) > 80:
        return None
    for pattern in _PAGE_MARKS:
        if match := pattern.fullmatch(line):
            return int(match[1])
    return None


def list_marker(line: str) -> Marker | None:
    """The bullet or number at the start of a line, None where there is none."""
    if match := _BULLET.match(line[:HEAD_CHARS]):
        return Marker(line[0] if line[0] != "[" else "[]", match.end())
    if match := _ENUMERATOR.match(line[:HEAD_CHARS]):
        kind = re.sub(r"[ivx]+", "i", re.sub(r"[a-z](?<![ivx])", "a", match[0].strip()))
        kind = re.sub(r"\d+", "1", kind)
        return Marker(kind, match.end())
    return None


def is_note(line: str, *, after_table: bool) -> bool:
    """True for a line that starts a note; marks such as "(1)" or "*" count only after a table or
    a note.
    """
    head = line[:HEAD_CHARS]
    words = len(head.split())
    if _NOTE.match(head):
        # "Note 19: Segment Information" is a title.
        return not (words <= MAX_NOTE_TITLE_WORDS and is_numbered_title(line))
    if not after_table or (line[0].isdigit() and words <= MAX_NOTE_TITLE_WORDS and line[-1] != "."):
        return False
    return bool(_STAR_NOTE.match(head) or _MARK_NOTE.match(head))


def is_star_note(line: str) -> bool:
    """True for "* Conversion rate ...": one star before a capital."""
    return bool(re.match(r"\*[ \t]*[A-Z(]", line[:HEAD_CHARS]))


def is_pipe_row(line: str) -> bool:
    """True for a row of a pipe table: it starts with a bar and has another."""
    return line.startswith("|") and line.find("|", 1) > 0


def is_delimiter_row(line: str) -> bool:
    """True for the row of dashes under a header ("--- | ---")."""
    return (
        "-" in line and "|" in line and len(line) < 10_000 and bool(_DELIMITER_ROW.fullmatch(line))
    )


def setext_level(line: str) -> int | None:
    """1 under a title underlined with `===`, 2 with `---`, None for another line."""
    if len(line) > HEAD_CHARS or not _SETEXT.fullmatch(line):
        return None
    return 1 if line[0] == "=" else 2


def markdown_level(line: str) -> int | None:
    """The depth of a Markdown heading (`##` is 2), None for another line."""
    match = _MARKDOWN.match(line[:HEAD_CHARS])
    return len(match[1]) if match else None


def is_marked_heading(line: str) -> bool:
    """True for a line that is wholly underlined, bold, an HTML heading or a `-- subtitle --`."""
    if len(line) > HEAD_CHARS:
        return False
    return any(pattern.fullmatch(line) for pattern in _WHOLE_MARKUP) or bool(
        _SUBTITLE.fullmatch(line)
    )


def is_capital_heading(line: str) -> bool:
    """True for a line that starts with three words in capitals and does not end as a sentence does.

    Statements are headed so, often with their dates and units in the same line.
    """
    if len(line) > MAX_CAPTION_CHARS or not _CAPITALS.match(line) or "|" in line:
        return False
    return line.isupper() or line[-1] not in ".;,!?"


def is_numbered_title(line: str) -> bool:
    """True for a title with a number before it ("5. Property, Net", "NOTE 3. ACQUISITIONS")."""
    if len(line) > MAX_HEADING_CHARS or not _NUMBERED_TITLE.match(line):
        return False
    words = _WORD.findall(line)
    if not words or not words[0][0].isupper() or line[-1] in ".;,!?":
        return False
    return len(words) <= (MAX_COLON_WORDS if line[-1] in ":：" else MAX_HEADING_WORDS)


def is_caption(line: str) -> bool:
    """True for a title that names one table or figure and heads no section."""
    return bool(re.match(r"(?:Table|TABLE|Figure|FIGURE|Chart|Exhibit|Appendix)\b", line))


def is_bare_heading(line: str) -> bool:
    """True for a short line without a sentence's end that has words enough to be a title.

    Figures, units in brackets, dates and "label: value" lines are not titles.
    """
    if len(line) > MAX_HEADING_CHARS or not (line[0].isalnum() or line[0] in "\"“'‘"):
        return False
    words = _WORD.findall(line)
    letters = sum(map(str.isalpha, line))
    if not words or len(line.split()) > MAX_HEADING_WORDS or max(map(len, words)) < 3:
        return False
    if letters * 2 < len(line.replace(" ", "")) or not (line[0].isupper() or line[0].isdigit()):
        return False
    if line[-1] in ":：" and len(line.split()) > MAX_COLON_WORDS:
        return False
    if line[-1] in ".;,!?=&" and not (
        len(words) <= 6 and line.endswith(("Inc.", "Ltd.", "Co.", "Corp."))
    ):
        return False
    return not _NO_TITLE.search(line) and not is_date_line(line)


def is_date_line(line: str) -> bool:
    """True for a line that is a date or a month and no more."""
    return bool(re.fullmatch(rf"(?:{_DATE_WORDS}|[A-Z][a-z]{{2,8}},? \d{{4}})", line[:HEAD_CHARS]))


def lead_in(line: str) -> str | None:
    """The underlined words that start a paragraph and name it, None where there are none."""
    match = _LEAD_IN.match(line[:HEAD_CHARS])
    return plain_heading(match[1]) if match else None


def plain_heading(line: str) -> str:
    """A heading without its marks and with single blanks, at most 200 characters."""
    plain = re.sub(r"</?\w{1,10}>|\*\*|__", "", line[: HEAD_CHARS + 100])
    plain = re.sub(r"^#{1,6}[ \t]+|(?<![ \t])[ \t]++#{1,6}$|^[-–—]{2,}\s|\s[-–—]{2,}$", "", plain)
    return " ".join(plain.split()).rstrip(":：").strip()[:200]
