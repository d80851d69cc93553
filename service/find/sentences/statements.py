"""Sentences of documents as statements: their words, and what stands around them.

Comes in: an engine. Goes out: `Statement`s of the documents, made once per document and
generation. A statement's context is what a reader carries over from above: headings, the sentence
before, the lead-in of a list, the title of a slide. Not for: choosing among them
(`service.find.sentences.sentenceranking`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from weakref import WeakKeyDictionary, ref

from corpus.base.records import Block, Document, Reading, Span
from corpus.grammar.periods import Calendar, find_periods
from index.engine import Engine
from service.find.sentences.stemcounts import StemCounts
from service.find.sentences.words import (
    Thesaurus,
    Token,
    make_thesaurus,
    split_words,
    stem,
    thesaurus_data,
)

HEADING, LEAD, BEFORE, BLOCK, AFTER, PAGE, TITLE = 0.7, 0.75, 0.65, 0.5, 0.3, 0.45, 0.5
"""What a word found around a statement counts, where a word inside counts 1."""

SMALL_PAGE = 2500
"""A page of so few characters is a slide: all that stands on it belongs together."""

SHORT_LINE = 90

FEW_TEXTS = 12
"""In so many documents names are told from words by their capitals."""

_SMALL = re.compile(r"(?<![\w.])[a-z][a-z’'-]+")
_KEY_VALUE = re.compile(r"^[ \t]*([^\W\d_][^:：(（\n]{1,40}?)[ \t]*[:：][ \t]*(\S[^\n]*)$", re.M)
_STRAY = re.compile(r"[|\[\]{}~\\®€=‘“_]|@(?!\w)")
_SENTENCE_END = re.compile(r"[.!?。]['\"”’)\]]*\s*$")
_POINTS_BACK = re.compile(
    r"^\W*(?:(?:this|these|such|those)\b|it\s|the\s(?:total\s|overall\s)?(?:increase|decrease|improvement|decline"
    r"|growth|change|loss|gain|reduction|rise|drop|service|system|difference)s?\b(?!\sof)|the\shigh(?:er)?\s)",
    re.IGNORECASE,
)
_MOST_STATEMENTS = 3072
"""So many are kept for the next who asks."""


@dataclass(eq=False, slots=True, weakref_slot=True)
class Statement:
    """One sentence, list item or "key : value" line with its words and context.

    `own` are the stems and synonym groups of its own words; `context` those around it with what
    they count; `before` and `after` its neighbours in the block; `items` the list items that it
    leads in, `lead` the statement that leads it in; `key` the stems of a key, `value` its place.
    What stands before is known as long as somebody holds the document's statements: so they are no
    ring, and go when the last of them is let go.
    """

    document: Document
    start: int
    end: int
    block: Block
    tokens: list[Token]
    own: frozenset[str]
    context: dict[str, float] = field(default_factory=dict)
    after: Statement | None = None
    items: list[Statement] = field(default_factory=list)
    key: frozenset[str] = frozenset()
    value: tuple[int, int] | None = None
    points_back: bool = False
    noise: float = 0.0
    _periods: frozenset[str] | None = None
    _before: ref[Statement] | None = None
    _lead: ref[Statement] | None = None

    @property
    def before(self) -> Statement | None:
        """The statement before it in its block."""
        return self._before() if self._before is not None else None

    @property
    def lead(self) -> Statement | None:
        """The statement that leads it in."""
        return self._lead() if self._lead is not None else None

    @property
    def text(self) -> str:
        """The characters, as printed."""
        return self.document.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.document.id, self.start, self.end)

    def periods(self) -> frozenset[str]:
        """The labels of the periods that it names, on its entity's calendar."""
        if self._periods is None:
            found = find_periods(self.text, Calendar(self.document.entity))
            self._periods = frozenset(match.period.label for match in found)
        return self._periods


class StatementStore:
    """The statements of one engine, made per document when asked for; how rare words are."""

    def __init__(self, engine: Engine) -> None:
        self._documents = engine.documents
        named = [c.names for c in engine.concepts.by_id.values()]
        groups = thesaurus_data()["synonyms"]["groups"]
        self.first_measure = len(groups)
        self.thesaurus = make_thesaurus([*groups, *named])
        self._made: dict[str, tuple[Statement, ...]] = {}
        self._held = 0
        self._count = max(len(engine.passages), 1)
        self._frequency = StemCounts(engine.vocabulary())
        self._small: frozenset[str] | None = None

    def rarity(self, key: str) -> float:
        """How much finding this stem tells: 1 for a word in half of all passages, more if rarer."""
        frequency = min(self._count, self._frequency.of(key))
        return 0.5 + math.log((self._count + 1) / (frequency + 0.5))

    def knows(self, key: str) -> bool:
        """True where any passage prints a word of this stem."""
        return self._frequency.of(key) > 0

    def words_like(self, key: str) -> bool:
        """True where the stem is printed or has a synonym in the thesaurus."""
        return self.knows(key) or (key,) in self.thesaurus.forms

    def only_capital(self, word: str) -> bool:
        """True for a printed word that no document writes small: a name, typed small or not."""
        if len(self._documents) > FEW_TEXTS or len(word) < 4 or not self.knows(stem(word)):
            return False
        if self._small is None:
            texts = [d.text for d in self._documents.values()]
            self._small = frozenset(stem(w) for text in texts for w in _SMALL.findall(text))
        return stem(word) not in self._small

    def of(self, engine: Engine, document_id: str) -> tuple[Statement, ...]:
        """The statements of one document in reading order."""
        made = self._made.get(document_id)
        if made is None:
            made = make_statements(engine.layout(document_id), self.thesaurus)
            self._held += len(made)
            if self._held > _MOST_STATEMENTS:
                self._made = {}  # a new dict: another thread may be reading the old one
                self._held = len(made)
            self._made[document_id] = made
        return made


_STORES: WeakKeyDictionary[Engine, StatementStore] = WeakKeyDictionary()


def statements_of(engine: Engine) -> StatementStore:
    """The store of an engine, made on first use and dropped with the engine."""
    store = _STORES.get(engine)
    if store is None:
        store = _STORES[engine] = StatementStore(engine)
    return store


def bag_of(tokens: Sequence[Token], thesaurus: Thesaurus) -> frozenset[str]:
    """Stems and synonym groups ("~12") of words; neighbours also as one word ("dlj" "direct")."""
    stems = [token.stem for token in tokens]
    keys = set(stems)
    keys.update(a + b for a, b in pairwise(stems))
    for _, _, groups in thesaurus.groups_at(stems):
        keys.update(f"~{group}" for group in groups)
    return frozenset(keys)


def make_statements(reading: Reading, thesaurus: Thesaurus) -> tuple[Statement, ...]:
    """All statements of one reading, linked with their neighbours and given their context."""
    by_block: dict[int, list[Statement]] = {}
    for index, start, end in _pieces(reading):
        block = reading.blocks[index]
        tokens = split_words(reading.document.text, start, end)
        if not tokens:
            continue
        made = Statement(reading.document, start, end, block, tokens, bag_of(tokens, thesaurus))
        _read_key(made)
        made.noise = _noise(made)
        made.points_back = bool(_POINTS_BACK.match(made.text))
        by_block.setdefault(index, []).append(made)
    _link(reading.blocks, by_block)
    _give_context(reading, by_block, thesaurus)
    return tuple(s for index in sorted(by_block) for s in by_block[index])


def _pieces(reading: Reading) -> Iterator[tuple[int, int, int]]:
    """(block, start, end) of each sentence; blocks of "key : value" lines line by line."""
    text = reading.document.text
    by_block: dict[int, list[tuple[int, int]]] = {}
    for sentence in reading.sentences:
        by_block.setdefault(sentence.block, []).append((sentence.span.start, sentence.span.end))
    for index, block in enumerate(reading.blocks):
        if block.kind in ("table", "page_mark"):
            continue
        keyed = list(_KEY_VALUE.finditer(text, block.span.start, block.span.end))
        if len(keyed) > 1 or (keyed and block.span.end - block.span.start < SHORT_LINE):
            starts = [m.start() for m in keyed]
            for start, end in zip(starts, [*starts[1:], block.span.end], strict=True):
                yield index, start, start + len(text[start:end].rstrip())
            if starts[0] - block.span.start < 3:
                continue
        for start, end in by_block.get(index, ()):
            yield index, start, end


def _noise(statement: Statement) -> float:
    """Stray signs and single letters per word: high for what a page's reader made of a chart."""
    stray = len(_STRAY.findall(statement.text))
    alone = sum(len(t.text) == 1 and t.text not in "aAI" for t in statement.tokens)
    return (stray + 0.5 * alone) / len(statement.tokens)


def _read_key(statement: Statement) -> None:
    match = _KEY_VALUE.match(statement.document.text, statement.start, statement.end)
    if match:
        statement.key = frozenset(t.stem for t in statement.tokens if t.end <= match.end(1))
        statement.value = (match.start(2), statement.end)


def _link(blocks: Sequence[Block], by_block: Mapping[int, list[Statement]]) -> None:
    """Neighbours inside a block, and each list item with what leads it in."""
    leads: list[tuple[int, Statement, bool]] = []
    for index in sorted(by_block):
        row, block = by_block[index], blocks[index]
        for first, second in pairwise(row):
            first.after, second._before = second, ref(first)
        text = row[-1].text.rstrip(" *_")
        if block.kind == "list_item":
            opens = text.endswith((":", "："))
            while leads and leads[-1][0] >= block.level:
                beside = leads[-1][0] == block.level and leads[-1][2]
                if beside and not opens:
                    break
                leads.pop()
            for statement in row if leads else ():
                statement._lead = ref(leads[-1][1])
                leads[-1][1].items.append(statement)
            if not (leads and leads[-1][0] == block.level):
                leads.append((block.level, row[-1], opens))
        elif block.kind == "heading":
            leads = []
        else:
            leads = [(0, row[-1], True)] if text.endswith((":", "：")) else []


def _give_context(
    reading: Reading, by_block: Mapping[int, list[Statement]], thesaurus: Thesaurus
) -> None:
    document = reading.document
    pages = _pages(reading)
    title = split_words(f"{document.title} {document.period or ''}")
    named = dict.fromkeys(bag_of(title, thesaurus), TITLE)
    cache: dict[str, frozenset[str]] = {}
    previous: Statement | None = None
    for index in sorted(by_block):
        row = by_block[index]
        around = dict(named)
        block = row[0].block
        for heading in block.headings:
            if heading not in cache:
                cache[heading] = bag_of(split_words(heading), thesaurus)
            _raise(around, cache[heading], HEADING)
        if block.page in pages:
            _raise(around, pages[block.page], PAGE)
        near = previous is not None and previous.block.page == block.page
        if previous is not None and near and _leads_on(previous):
            _raise(around, previous.own, LEAD)
        for beside in (index - 1, index + 1):
            items = by_block.get(beside)
            if items and _in_one_list(block, items[0].block):
                _raise(around, items[0].own, AFTER)
        for place, statement in enumerate(row):
            context = dict(around)
            lead = statement.lead
            while lead is not None:
                _raise(context, lead.own, LEAD)
                lead = lead.lead
            for other in row[max(0, place - 4) : place]:
                _raise(context, other.own, BLOCK)
            if statement.before is not None:
                _raise(context, statement.before.own, BEFORE)
            if statement.after is not None:
                _raise(context, statement.after.own, AFTER)
            for item in statement.items[:8]:
                _raise(context, item.own, AFTER)
            statement.context = context
        previous = row[-1]


def _in_one_list(first: Block, second: Block) -> bool:
    return first.kind == "list_item" == second.kind and first.headings == second.headings


def _leads_on(statement: Statement) -> bool:
    """True for a short line without an end: a title that is not marked as one."""
    short = statement.end - statement.start < SHORT_LINE
    return short and not _SENTENCE_END.search(statement.text) and statement.block.kind != "heading"


def _pages(reading: Reading) -> dict[int | None, frozenset[str]]:
    """The words of each page that is a slide."""
    texts: dict[int, list[Block]] = {}
    for block in reading.blocks:
        if block.page is not None:
            texts.setdefault(block.page, []).append(block)
    out: dict[int | None, frozenset[str]] = {}
    for page, blocks in texts.items():
        if blocks[-1].span.end - blocks[0].span.start > SMALL_PAGE or len(texts) < 3:
            continue
        keys: set[str] = set()
        for block in blocks:
            if block.span.end - block.span.start < SHORT_LINE:
                keys.update(
                    t.stem
                    for t in split_words(reading.document.text, block.span.start, block.span.end)
                )
        out[page] = frozenset(keys)
    return out


def _raise(table: dict[str, float], keys: frozenset[str], weight: float) -> None:
    for key in keys:
        if table.get(key, 0.0) < weight:
            table[key] = weight
