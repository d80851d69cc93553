"""Blocks become passages: the runs that are searched, ranked and quoted.

Comes in: a document with its blocks, sentences, tables and facts. Goes out: `Passage`s in order
that do not overlap. Not for: ranking them (`index`).

A passage is 40 to 200 words where the blocks allow: long paragraphs end at a sentence, tables at
a row, and short neighbours are joined. The indexed text of a table's rows starts with caption,
unit line and header.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from corpus.base.records import Block, Document, Fact, Passage, Sentence, Span, Table
from corpus.layout.lines import is_delimiter_row

MIN_WORDS = 40
MAX_WORDS = 200
# One sentence or row beyond this is cut at a blank: an index entry has an end.
MAX_CHARS = 20_000
# What may go before the rows of a table: this much header, so many captions, each this long.
MAX_HEAD_CHARS = 1_000
MAX_CAPTIONS = 4
MAX_CAPTION_CHARS = 300


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of text that becomes one passage; `head` goes before its quote in the index."""

    start: int
    end: int
    kind: str
    words: int
    page: int | None
    headings: tuple[str, ...]
    head: str = ""
    leads: bool = False
    nested: bool = False


def make_passages(
    document: Document,
    blocks: Sequence[Block],
    sentences: Sequence[Sentence],
    tables: Sequence[Table] = (),
    facts: Sequence[Fact] = (),
) -> tuple[Passage, ...]:
    """Cut a document into passages; every block but page marks is in exactly one or more of them.

    Concepts and periods are those of the facts printed inside. The id is a hash of the document's
    SHA-256 and the offsets, so that it survives rebuilds.
    """
    printed = _FactIndex(facts)
    passages = []
    for run in _join(document.text, _runs(document.text, blocks, sentences, tables)):
        quote = document.text[run.start : run.end]
        inside = printed.between(run.start, run.end)
        passages.append(
            Passage(
                id=passage_id(document.sha256, run.start, run.end),
                span=Span(document.id, run.start, run.end),
                text=f"{run.head}\n{quote}" if run.head else quote,
                headings=run.headings,
                page=run.page,
                kind=run.kind,
                concepts=tuple(dict.fromkeys(fact.concept for fact in inside)),
                periods=tuple(dict.fromkeys(fact.period.label for fact in inside)),
            )
        )
    return tuple(passages)


def passage_id(sha256: str, start: int, end: int) -> str:
    """A short id that is the same for the same characters of the same document."""
    return hashlib.sha256(f"{sha256}:{start}:{end}".encode()).hexdigest()[:16]


class _FactIndex:
    """Facts by where they are printed."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._facts = sorted(facts, key=lambda fact: fact.span.start)
        self._starts = [fact.span.start for fact in self._facts]

    def between(self, start: int, end: int) -> list[Fact]:
        """The facts printed inside two offsets."""
        low, high = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [fact for fact in self._facts[low:high] if fact.span.end <= end]


def _runs(
    text: str,
    blocks: Sequence[Block],
    sentences: Sequence[Sentence],
    tables: Sequence[Table],
) -> Iterator[_Run]:
    """The smallest pieces that may stand alone, in order: sentences, rows, short blocks."""
    by_block = {
        index: [sentence.span for sentence in group]
        for index, group in groupby(sentences, key=lambda sentence: sentence.block)
    }
    ordered = sorted(tables, key=lambda table: table.span.start)
    starts = [table.span.start for table in ordered]
    for index, block in enumerate(blocks):
        if block.kind == "page_mark":
            continue
        low = bisect_left(starts, block.span.start)
        high = bisect_left(starts, block.span.end)
        inside = [table for table in ordered[low:high] if table.span.end <= block.span.end]
        if block.kind == "table" or inside:
            yield from _table_runs(text, block, inside)
        else:
            yield from _prose_runs(text, block, by_block.get(index, []))


def _prose_runs(text: str, block: Block, sentences: Sequence[Span]) -> Iterator[_Run]:
    """A block as one run, or cut between sentences into parts of similar length."""
    start, end = block.span.start, block.span.end
    kind = block.kind if block.kind in ("heading", "note") else "prose"
    headings = block.headings
    words = len(text[start:end].split())
    leads = text[start:end].endswith((":", "："))
    if words <= MAX_WORDS and end - start <= MAX_CHARS:
        nested = block.kind == "list_item" and block.level > 1
        yield _Run(start, end, kind, words, block.page, headings, "", leads, nested)
        return
    cuts = [span.start for span in sentences[1:]] + [end]
    share = words / -(-words // MAX_WORDS)
    counted, low, before = 0, start, start
    for cut in cuts:
        more = len(text[before:cut].split())
        if counted and (counted + more > MAX_WORDS or counted >= share):
            yield from _bounded(text, low, before, kind, block.page, headings)
            low, counted = before, 0
        counted += more
        before = cut
    yield from _bounded(text, low, end, kind, block.page, headings)


def _bounded(
    text: str,
    start: int,
    end: int,
    kind: str,
    page: int | None,
    headings: tuple[str, ...],
    head: str = "",
) -> Iterator[_Run]:
    """One run without blanks around it, or several where a sentence or row is beyond all bounds."""
    while start < end:
        cut = end
        if end - start > MAX_CHARS:
            blank = text.rfind(" ", start + 1, start + MAX_CHARS)
            cut = blank if blank > 0 else start + MAX_CHARS
        part = text[start:cut]
        low, high = cut - len(part.lstrip()), start + len(part.rstrip())
        if low < high:
            yield _Run(low, high, kind, len(text[low:high].split()), page, headings, head)
        start = cut


def _table_runs(text: str, block: Block, tables: Sequence[Table]) -> Iterator[_Run]:
    """The rows of a block, gathered table by table to passages that carry their table's head."""
    for start, end, table in _segments(text, block, tables):
        headings = block.headings
        if table is not None:
            headings = tuple(one for one in headings if one in table.context)
        rows = _row_spans(text, start, end)
        later_head, head = _table_head(text, rows, block, table)
        low, counted = start, 0
        total = sum(words for _, words in rows)
        share = total / -(-total // MAX_WORDS) if total else 1
        for row_start, words in rows:
            if counted >= MIN_WORDS and (counted + words > MAX_WORDS or counted >= share):
                yield from _bounded(text, low, row_start, "table", block.page, headings, head)
                low, counted, head = row_start, 0, later_head
            counted += words
        yield from _bounded(text, low, end, "table", block.page, headings, head)


def _segments(
    text: str, block: Block, tables: Sequence[Table]
) -> list[tuple[int, int, Table | None]]:
    """Whole lines of a block by the table that they belong to; lines without a word go with theirs.

    A table's span is that of its cells, inside its first and last line.
    """
    first, last = block.span.start, block.span.end
    segments: list[tuple[int, int, Table | None]] = []
    at = first
    for table in tables:
        start = max(at, text.rfind("\n", first, table.span.start) + 1, first)
        newline = text.find("\n", table.span.end, last)
        end = last if newline < 0 else newline
        if end <= at or start >= end:
            continue
        if _has_word(text[at:start]):
            segments.append((at, start, None))
            at = start
        segments.append((at, end, table))
        at = end
    if at == first or _has_word(text[at:last]):
        segments.append((at, last, None))
    elif at < last:
        start, _, owner = segments.pop()
        segments.append((start, last, owner))
    return segments


def _has_word(text: str) -> bool:
    """True where a letter or figure is printed, not only bars and rules."""
    return any(map(str.isalnum, text))


def _row_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Each row's start and words; bars and rules are no words."""
    rows = []
    while start < end:
        newline = text.find("\n", start, end)
        stop = end if newline < 0 else newline
        row = text[start:stop]
        words = 0 if is_delimiter_row(row.strip()) else len(row.replace("|", " ").split())
        rows.append((start, words))
        start = stop + 1
    return rows


def _table_head(
    text: str, rows: Sequence[tuple[int, int]], block: Block, table: Table | None
) -> tuple[str, str]:
    """What goes before later rows (captions, units, header), and before the first (captions)."""
    if table is None:
        captions: tuple[str | None, ...] = block.headings[-1:]
        header = text[rows[0][0] : rows[1][0]].strip() if len(rows) > 1 else ""
    else:
        captions = (*table.context[-MAX_CAPTIONS:], table.caption, table.units_line)
        header = "\n".join(
            " | ".join(cell.text for cell in row if cell.text)
            for row in table.rows[: table.header_rows]
        )
    lines: list[str] = []
    for caption in captions:
        if caption and not any(caption in line for line in lines):
            lines.append(caption[:MAX_CAPTION_CHARS])
    first = "\n".join(lines)
    return "\n".join(part for part in (first, header[:MAX_HEAD_CHARS]) if part), first


def _join(text: str, runs: Iterator[_Run]) -> Iterator[_Run]:
    """Join short neighbours until they can be read alone; a heading goes with what it heads."""
    current: _Run | None = None
    for run in runs:
        if current is None:
            current = run
        elif _belong(text, current, run):
            current = _joined(current, run)
        else:
            yield current
            current = run
    if current is not None:
        yield current


def _belong(text: str, current: _Run, run: _Run) -> bool:
    """True where a run should be read together with what comes before it."""
    if "table" in (current.kind, run.kind) or current.page != run.page:
        return False
    if current.words + run.words > MAX_WORDS or run.end - current.start > 2 * MAX_CHARS:
        return False
    if current.kind == "heading":
        return True
    if run.kind == "heading" or (run.kind == "note") != (current.kind == "note"):
        return False
    if run.headings != current.headings:
        return False
    short = current.words < MIN_WORDS or run.words < MIN_WORDS // 2
    return short or current.leads or run.nested


def _joined(first: _Run, second: _Run) -> _Run:
    """Two runs as one, under the headings of the part that is not a heading."""
    main = second if first.kind == "heading" else first
    return _Run(
        first.start,
        second.end,
        main.kind,
        first.words + second.words,
        first.page,
        main.headings,
        "",
        second.leads,
    )
