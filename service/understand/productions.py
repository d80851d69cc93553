"""The words of a question to trees of expressions: which operation, over which phrases, when.

Comes in: a text and the periods found in it. Goes out: `Reading`s, each an expression whose leaves
are phrases with their periods, the likelier form first. Not for: which measure a phrase means
(whoever knows the names resolves it), nor for what a tree comes to.

A period is one sign to the grammar ("@2"), several in a row or from one to the other are one sign
for all of them. What joins two measures stands in `productions.toml`; what is done with one over
time (a change, an average, a sum) is said anywhere beside it. A period that stands outside the
slots holds for each of them; a slot that holds nothing but a period borrows the other's words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from corpus.base.records import Period
from service.understand.periodsigns import SIGN, Stretch, Words
from service.understand.terms import DATA

DEEPEST, MOST = 3, 24
EARLIER, TOTAL = "earlier", "total"
"""The forms of readings that take the year before for granted, or "total" for a sum."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A leaf to be: `hard` words must be answered for, `soft` ones may help to tell it."""

    hard: str
    soft: str = ""
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """An operation over slots and nodes, by the names of `service.plan.tree`."""

    op: str
    args: tuple[Slot | Node, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text: its tree, by which production it came, and what it leaves out."""

    root: Slot | Node
    form: str
    outside: str = ""


LONGEST_SLOT, LONGEST_REST = 120, 300
"""Characters of what stands inside a production and at its end: nobody names a measure in more."""


@cache
def _productions() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each operation with its pattern, once as short and once as long as its first slot may be."""
    data = tomllib.loads((DATA / "productions.toml").read_text(encoding="utf-8"))
    words = data["words"]
    found: list[tuple[str, re.Pattern[str]]] = []
    for row in data["production"]:
        form = row["form"]
        for name, pattern in words.items():
            form = form.replace("{" + name + "}", pattern)
        form = form.replace(".+?)", f".{{1,{LONGEST_SLOT}}}?)").replace(
            ".+)$", f".{{1,{LONGEST_REST}}})$"
        )
        found.append((row["op"], re.compile(form)))
        longer = form.replace("}?)", "})", 1)
        if longer != form:
            found.append((row["op"], re.compile(longer)))
    return tuple(found)


_PERCENT = r"(?:percent(?:age|ual)?|%)"
_MOVED = (
    r"(?:change|changes|changed|increase|increases|increased|decrease|decreased|decline|declined|"
    r"growth|grow|grew|grown|rise|rose|fall|fell|drop|dropped|reduction|movement|fluctuation|variation|difference|"
    r"improve|improved|improvement|expand|expanded)"
)
_GROWTH = re.compile(
    rf"\b(?:(?:by )?(?:what|how many) {_PERCENT} (?:did|does|do|higher|lower)\b(?: the)?"
    rf"|{_PERCENT}(?: of)?(?: the)?(?: net| total| average| annual| yearly)* {_MOVED}"
    rf"|(?:annual |yearly )?(?:growth|rate|return)s? rates?"
    rf"|rate of (?:growth|change|increase|decrease|decline|return)"
    rf"|{_MOVED}(?: \(?{_PERCENT}\)?| in {_PERCENT}| rate)|roi|return on investment|growth)\b",
)
_COMPARED = re.compile(
    r"\b(?:when |as )?(?:compared?|relative|opposed) (?:to|with)|versus|vs\.?(?=\s|$)"
)
_CHANGING = re.compile(r"^(?:what (?:was|is|were) )?(?:the )?\s*(?:in|of)\b")
_PCT = re.compile(rf"\b(?:in |by )?(?:what |the )?{_PERCENT}(?: of)?\b")
_CHANGE = re.compile(rf"\b(?:(?:net|total|overall|absolute|year-over-year) ){{0,3}}{_MOVED}\b")
_AVERAGE = re.compile(r"(?<!weighted )(?<!weighted-)(?<!weighted - )\b(?:average|mean)\b(?! price)")
_TOTAL = re.compile(
    r"\b(?:total|sum|combined|aggregate|cumulative|together|altogether|summed"
    r"|added (?:up|together))\b"
    r"(?: (?:amount|value) of| of)?"
)
_HIGH = re.compile(r"\b(?:highest|largest|greatest|maximum|max|biggest|most)\b")
_LOW = re.compile(r"\b(?:lowest|smallest|least|minimum|min|fewest)\b")


def readings(words: Words) -> list[Reading]:
    """The ways to read a text, once each."""
    found: dict[Slot | Node, Reading] = {}
    if words.plain != words.text:
        for op, pattern in _productions():
            match = pattern.search(words.plain) if op == "ratio" else None
            for reading in _joined(words, op, match, 0) if match is not None else ():
                found.setdefault(reading.root, reading)
    for reading in _whole(words, words.text, 0):
        found.setdefault(reading.root, reading)
    return list(found.values())[:MOST]


def _whole(words: Words, text: str, depth: int) -> Iterator[Reading]:
    if depth < DEEPEST:
        yield from _over_time(words, text, depth)
        for op, pattern in _productions():
            match = pattern.search(text)
            if match is not None:
                yield from _joined(words, op, match, depth)
    yield from _single(words, text)


def _over_time(words: Words, text: str, depth: int) -> Iterator[Reading]:
    """ "The change in the ratio of A to B from @0 to @1": what is joined, at both periods."""
    match = _CHANGE.search(text)
    stretches = words.of(text)
    periods = sorted({p for s in stretches for p in s.periods}, key=lambda p: p.end)
    if match is None or len(periods) != 2 or len(stretches) != 1:
        return
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    bare = " ".join(SIGN.sub(" ", _CHANGING.sub(" ", rest)).split())
    for op, pattern in _productions():
        joined = pattern.search(bare)
        if joined is None or op in ("greater", "less"):
            continue
        for reading in _joined(words, op, joined, depth + 1):
            args = tuple(_dated(reading.root, [Stretch((p,))]) for p in reversed(periods))
            yield Reading(Node("change", args), "over time", reading.outside)


def _joined(words: Words, op: str, match: re.Match[str], depth: int) -> Iterator[Reading]:
    """The readings of two slots; what stands outside them holds for both."""
    groups = match.groupdict()
    when = groups.get("when") or ""
    outside = f"{match.string[: match.start()]} {when} {match.string[match.end() :]}"
    shared = groups.get("x") or ""
    first, second = f"{shared} {groups['a']}".strip(), f"{shared} {groups['b']}".strip()
    first, second = _borrowed(first, second), _borrowed(second, first)
    stretches = words.of(outside)
    own = words.of(first), words.of(second)
    for n, one in enumerate(_sides(words, first, second, depth)):
        for m, other in enumerate(_sides(words, second, first, depth)):
            if n + m > 2:
                break
            left = _dated(one, stretches or (own[1] if not own[0] else []))
            right = _dated(other, stretches or (own[0] if not own[1] else []))
            context = SIGN.sub(" ", outside)
            args = (_softened(left, context), _softened(right, context))
            root = _at_each(op, args)
            if root is not None:
                yield Reading(root, op, context)


def _at_each(op: str, args: tuple[Slot | Node, Slot | Node]) -> Node | None:
    """The operation; once at each period where one of its sides is said of several."""
    several = [n for n, arg in enumerate(args) if isinstance(arg, Node) and arg.op == "each"]
    if not several:
        return Node(op, args)
    listed, other = args[several[0]], args[1 - several[0]]
    if len(several) > 1 or not isinstance(other, Slot) or other.period is not None:
        return None
    assert isinstance(listed, Node)
    made: list[Node] = []
    for slot in listed.args:
        if not isinstance(slot, Slot):
            return None
        beside = replace(other, period=slot.period)
        made.append(Node(op, (slot, beside) if several[0] == 0 else (beside, slot)))
    return Node("each", tuple(made))


def _sides(words: Words, text: str, other: str, depth: int) -> Iterator[Slot | Node]:
    for reading in _whole(words, text, depth + 1):
        root = reading.root
        if isinstance(root, Slot):
            root = replace(root, soft=SIGN.sub(" ", other))
        yield root


def _borrowed(own: str, other: str) -> str:
    """A slot that names a period alone takes the words of the other."""
    bare = SIGN.sub(" ", own)
    if SIGN.search(own) and not re.search(
        r"[a-z]", re.sub(r"\b(?:in|the|of|for|year|years|fiscal|that)\b", "", bare)
    ):
        return f"{SIGN.sub(' ', other)} {own}"
    return own


def _softened(node: Slot | Node, context: str) -> Slot | Node:
    if isinstance(node, Slot):
        return replace(node, soft=f"{node.soft} {context}".strip())
    return replace(node, args=tuple(_softened(a, context) for a in node.args))


def _dated(node: Slot | Node, stretches: Sequence[Stretch]) -> Slot | Node:
    """A node whose undated slots are of the one period that holds for them."""
    periods = [p for s in stretches for p in s.periods]
    if len(periods) != 1:
        return node
    if isinstance(node, Slot):
        return node if node.period is not None else replace(node, period=periods[0])
    return replace(node, args=tuple(_dated(a, stretches) for a in node.args))


def _single(words: Words, text: str) -> Iterator[Reading]:
    """The readings of one measure: over time, over a list, or as it stands."""
    stretches = words.of(text)
    periods = tuple(dict.fromkeys(p for s in stretches for p in s.periods))
    bare = " ".join(SIGN.sub(" ", text).split())
    match = _GROWTH.search(bare)
    told = match is not None
    match = match or _CHANGE.search(bare)
    if match is not None:
        rest = f"{bare[: match.start()]} {bare[match.end() :]}"
        rest = _COMPARED.sub(" ", rest)
        plain = _PCT.sub(" ", rest)
        yield from _moved(words, "growth" if told or plain != rest else "change", plain, periods)
    for op, pattern in (("average", _AVERAGE), ("sum", _TOTAL)):
        match = pattern.search(bare)
        apart = op == "sum" and "respective" in bare
        if match is not None and not apart:
            rest = f"{bare[: match.start()]} {bare[match.end() :]}"
            said = TOTAL if match.group().startswith(TOTAL) else op
            yield from _gathered(words, op, rest, stretches, said)
    for op, pattern in (("highest", _HIGH), ("lowest", _LOW)):
        match = pattern.search(bare)
        if match is not None and len(periods) != 1:
            rest = f"{bare[: match.start()]} {bare[match.end() :]}"
            yield from _gathered(words, op, rest, stretches, op)
    if len(periods) < 2:
        yield Reading(Slot(bare, "", periods[0] if periods else None), "leaf")
    else:
        yield Reading(Node("each", tuple(Slot(bare, "", p) for p in periods)), "leaf")


def _moved(words: Words, op: str, rest: str, periods: tuple[Period, ...]) -> Iterator[Reading]:
    if len(periods) == 1:
        earlier = words.calendar.shift(periods[0], -12)
        yield Reading(Node(op, (Slot(rest, "", periods[0]), Slot(rest, "", earlier))), EARLIER)
    elif len(periods) == 2:
        first, last = sorted(periods, key=lambda p: p.end)
        yield Reading(Node(op, (Slot(rest, "", last), Slot(rest, "", first))), op)
    elif not periods:
        yield Reading(Node(op, (Slot(rest),)), op)


def _gathered(
    words: Words, op: str, rest: str, stretches: Sequence[Stretch], form: str
) -> Iterator[Reading]:
    """An average, a sum or the highest: over periods, or over a list of measures in one."""
    periods = tuple(dict.fromkeys(p for s in stretches for p in _spread(words, s)))
    items = _listed(rest)
    if len(items) > 1 and len(periods) < 2:
        period = periods[0] if periods else None
        slots = tuple(Slot(i, rest, period) for i in items)
        yield Reading(Node(op, slots), form)
    if len(periods) == 1 and op == "average" and len(items) < 2:
        earlier = words.calendar.shift(periods[0], -12)
        both = (Slot(rest, "", periods[0]), Slot(rest, "", earlier))
        yield Reading(Node(op, both), EARLIER)
    elif len(periods) > 1:
        yield Reading(Node(op, tuple(Slot(rest, "", p) for p in periods)), form)
    elif op in ("average", "highest", "lowest"):
        yield Reading(Node(op, (Slot(rest, "", None),)), form)


def _listed(text: str) -> list[str]:
    parts = [p.strip(" ,") for p in re.split(r",? and |, ", text)]
    return [p for p in parts if p]


def _spread(words: Words, stretch: Stretch) -> Iterator[Period]:
    """The periods of a stretch; of a range all from the first to the last, in its own step."""
    if not stretch.ranged or len(stretch.periods) != 2:
        yield from stretch.periods
        return
    first, last = sorted(stretch.periods, key=lambda p: p.end)
    at = first
    for _ in range(MOST):
        yield at
        if at.end >= last.end:
            return
        at = words.calendar.shift(
            at, 12 if at.start is None or (at.end - at.start).days > 300 else 3
        )
