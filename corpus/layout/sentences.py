"""Blocks become sentences, by Punkt with parameters that ship with the project.

Comes in: a Document and its blocks. Goes out: Sentences with exact offsets, none across two
blocks. Not for: tables and page marks, which have none.

NLTK is imported only when sentences are split: a question does not need it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.base.records import Block, Document, Sentence, Span
from corpus.layout.lines import list_marker

if TYPE_CHECKING:
    from nltk.tokenize.punkt import PunktSentenceTokenizer

ABBREVIATIONS_FILE = Path(__file__).parent / "data" / "abbreviations.txt"
# Words that start a sentence where they follow an abbreviation with a capital ("... PoweredCom,
# Inc. The ...").
SENTENCE_STARTERS = (
    *("the", "we", "our", "this", "these", "those", "it", "its", "they", "there", "such", "each"),
    *("all", "both", "other", "in", "on", "at", "for", "as", "to", "if", "while", "although"),
    *(
        "however",
        "during",
        "under",
        "see",
        "following",
        "based",
        "when",
        "because",
        "since",
        "with",
    ),
)
# No paragraph is this long: such a text is cut at every stop, without asking Punkt.
MAX_PUNKT_CHARS = 100_000

_STOP = re.compile(r"[.!?]\s+")
_CLOSERS = re.compile(r"[\"'”’»)\]*_]+(?=\s|$)\s*")
_FOOTNOTE = re.compile(r"(?:[⁽⁾⁰¹²³⁴-⁹]{1,6}|\(\d{1,2}\)|\[\d{1,2}\])(?=\s|$)\s*")
# A stop, a footnote's mark, then a new sentence: Punkt takes "2002.(1)" for one word.
_MARKED_STOP = re.compile(
    r"[.!?][”\"]?(?:[⁽⁾⁰¹²³⁴-⁹]{1,6}|\(\d{1,2}\)|\[\d{1,2}\])\s+(?=[“\"(]?[A-Z])"
)


def split_sentences(document: Document, blocks: Sequence[Block]) -> tuple[Sentence, ...]:
    """Split all blocks but tables and page marks; a heading is one sentence, a list mark is in
    none.
    """
    sentences = []
    for index, block in enumerate(blocks):
        if block.kind in ("table", "page_mark"):
            continue
        start, end = block.span.start, block.span.end
        text = document.text[start:end]
        spans: Iterator[tuple[int, int]] | list[tuple[int, int]]
        if block.kind == "heading":
            spans = [(0, len(text))]
        else:
            marker = list_marker(text) if block.kind == "list_item" else None
            spans = sentence_spans(text, marker.length if marker else 0)
        for low, high in spans:
            sentences.append(Sentence(Span(document.id, start + low, start + high), index))
    return tuple(sentences)


def sentence_spans(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """The offsets of the sentences of one block's text from `start` on, without blanks around
    them.
    """
    for low, high in _closed(text, _stops(text, start)):
        for cut in [*_marked_stops(text, low, high), high]:
            first, last = _trim(text, low, cut)
            if first < last:
                yield first, last
            low = cut


def _stops(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Punkt's spans, or plain cuts at stops in a text that is no paragraph."""
    if len(text) - start <= MAX_PUNKT_CHARS:
        for low, high in _punkt().span_tokenize(text[start:], realign_boundaries=False):
            yield start + low, start + high
        return
    for match in _STOP.finditer(text, start):
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def _closed(text: str, spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Give the quotes and brackets that close a sentence back to it; Punkt knows straight ones
    only.
    """
    previous: tuple[int, int] | None = None
    for low, high in spans:
        match = _CLOSERS.match(text, low, high)
        if match is None and low > 0 and not text[low - 1].isspace():
            match = _FOOTNOTE.match(text, low, high)
        if previous is not None and match is not None:
            previous = (previous[0], match.end())
            low = match.end()
        if low >= high:
            continue
        if previous is not None:
            yield previous
        previous = (low, high)
    if previous is not None:
        yield previous


def _marked_stops(text: str, low: int, high: int) -> list[int]:
    return [match.end() for match in _MARKED_STOP.finditer(text, low, high)]


def _trim(text: str, low: int, high: int) -> tuple[int, int]:
    """Cut blanks off both ends."""
    part = text[low:high]
    return low + len(part) - len(part.lstrip()), low + len(part.rstrip())


@cache
def _punkt() -> PunktSentenceTokenizer:
    """Punkt with the shipped abbreviations and starters; nothing is downloaded or trained."""
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    parameters = PunktParameters()
    lines = ABBREVIATIONS_FILE.read_text("utf-8").splitlines()
    parameters.abbrev_types.update(line.strip() for line in lines if line and line[0] != "#")
    parameters.sent_starters.update(SENTENCE_STARTERS)
    tokenizer: PunktSentenceTokenizer = PunktSentenceTokenizer()
    tokenizer._params = parameters
    return tokenizer
