"""Every regular expression of the code, and texts made to slow each of them down.

Comes in: the packages. Goes out: `found_patterns()`, and for a pattern the texts of a given length
that repeat what it repeats. Not for: judging by eye; `seconds` measures.
"""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).parents[2]
PACKAGES = ("corpus", "index", "service")
ALL_WAYS = frozenset({"match", "fullmatch", "search"})
ANCHORED = frozenset({"match", "fullmatch"})
PLAIN_UNITS = (
    " ", "\t", "\n", "a", "A", "1", "0", ",", ".", "(", ")", "-", "|", "/", "%", "$", "*", "#",
    "'", "\u3000", "\u5186", "a ", "A ", "Aa ", "1 ", "1,", "1.", "1/", "1-", "(1", "1)", "a-",
    "a.", ", ", ". ", " -", "| ", "1 | ", "1,234 ", "and ", "of the ", "a\n", "1\t", " \n",
)  # fmt: skip
WIDE = 12


@dataclass(frozen=True)
class Used:
    """A pattern, where it stands, and the ways in which it is tried."""

    name: str
    pattern: re.Pattern[str]
    ways: frozenset[str]


class TooSlowError(Exception):
    """A pattern did not come back."""


@cache
def found_patterns() -> tuple[Used, ...]:
    """All patterns that modules of the packages hold, compile by a call with a literal, or make
    while they work (`tests.hostile.atwork`)."""
    uses = _uses()
    found: dict[re.Pattern[str], Used] = {}
    for module in _modules():
        for name, value in vars(importlib.import_module(module)).items():
            for pattern in _patterns_in(value, 0):
                place = module if name.startswith("_") else ""
                known = uses.get((place, name), set()) if isinstance(value, re.Pattern) else set()
                _add(found, f"{module}.{name}", pattern, known)
        for line, method, pattern in _literals(module):
            _add(found, f"{module}:{line}", pattern, {method})
    for module, method, text, flags in _made_at_work():
        known = set() if method == "compile" else {method}
        _add(found, f"{module}.<made>", re.compile(text, flags), known)
    return tuple(found.values())


def _made_at_work() -> Iterator[tuple[str, str, str, int]]:
    """Module, method, pattern and flags of what functions make; from a process of its own, where
    nothing was made before."""
    command = [sys.executable, "-m", "tests.hostile.atwork"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    for line in done.stdout.splitlines():
        yield json.loads(line)


def _add(found: dict[re.Pattern[str], Used], name: str, pattern: Any, known: set[str]) -> None:
    """Patterns handed on as values are tried in all ways; `sub`, `split` and so on search."""
    ways = {way if way in ANCHORED else "search" for way in known}
    ways = set(ALL_WAYS) if not known or "" in known else ways
    if pattern in found:
        name, ways = found[pattern].name, ways | found[pattern].ways
    found[pattern] = Used(name, pattern, frozenset(ways))


def pumped(pattern: re.Pattern[str], length: int) -> Iterator[str]:
    """Texts of about this length: what the pattern repeats, repeated, after what comes before."""
    for unit in PLAIN_UNITS:
        yield unit * (length // len(unit)) + "!"
    tree = parser.parse(pattern.pattern, pattern.flags)
    for head, unit in dict.fromkeys(_repeats(tree, "")):
        for end in ("", "!"):
            yield head + unit * (length // len(unit)) + end


def seconds(used: Used, text: str, limit: float) -> float:
    """How long the pattern takes over the text, in the ways that it is used.

    Raises: TooSlowError after `limit` seconds of the processor."""

    def stop(number: int, frame: FrameType | None) -> None:
        if time.process_time() - started > limit:
            raise TooSlowError(used.name)
        signal.setitimer(signal.ITIMER_REAL, limit)  # others had the processor

    started = time.process_time()
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        if "match" in used.ways:
            used.pattern.match(text)
        if "fullmatch" in used.ways:
            used.pattern.fullmatch(text)
        if "search" in used.ways:
            for _ in used.pattern.finditer(text):
                pass
        return time.process_time() - started
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _modules() -> list[str]:
    names = []
    for package in PACKAGES:
        names.append(package)
        names += [m.name for m in pkgutil.walk_packages([str(ROOT / package)], f"{package}.")]
    return [name for name in names if not name.endswith("__main__")]


def _patterns_in(value: Any, depth: int) -> Iterator[re.Pattern[str]]:
    """The patterns in a value, and in the containers and records that it is made of."""
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif depth < 5:
        inside: Iterable[Any] = ()
        if isinstance(value, Mapping):
            inside = (*value.keys(), *value.values())
        elif isinstance(value, (list, tuple, set, frozenset)):
            inside = value
        elif is_dataclass(value) and not isinstance(value, type):
            inside = [getattr(value, item.name, None) for item in fields(value)]
        for item in inside:
            yield from _patterns_in(item, depth + 1)


def _trees() -> Iterator[tuple[str, ast.AST]]:
    for module in _modules():
        source = importlib.import_module(module).__file__
        assert source is not None
        yield module, ast.parse(Path(source).read_text("utf-8"))


def _uses() -> dict[tuple[str, str], set[str]]:
    """For each module and name, the attributes taken of it; "" where it is handed on as a value.

    What other modules do to a name that they may import is under the module ""."""
    taken: dict[tuple[str, str], set[str]] = {}
    for module, tree in _trees():
        owners = {id(n.value): n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                for place in (module, ""):
                    taken.setdefault((place, node.id), set()).add(owners.get(id(node), ""))
    return taken


def _literals(module: str) -> Iterator[tuple[int, str, re.Pattern[str]]]:
    """The calls `re.search("literal", ...)` of a module: line, method, pattern."""
    source = importlib.import_module(module).__file__
    assert source is not None
    tree = ast.parse(Path(source).read_text("utf-8"))
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr not in ("escape", "compile")
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        ):
            yield node.lineno, node.func.attr, re.compile(node.args[0].value)


def _repeats(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """For each part that may repeat: what comes before it, and the texts that it repeats."""
    head = before
    for code, given in tree:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            _, most, body = given
            if most >= WIDE:
                for unit in _samples(body):
                    yield head, unit
                    yield "", head + unit
            yield from _repeats(body, head)
        elif code is codes.SUBPATTERN:
            yield from _repeats(given[3], head)
        elif code is codes.BRANCH:
            for branch in given[1]:
                yield from _repeats(branch, head)
        elif code in (codes.ASSERT, codes.ASSERT_NOT):
            yield from _repeats(given[1], head)
        elif code is codes.ATOMIC_GROUP:
            yield from _repeats(given, head)
        head += next(iter(_samples([(code, given)])), "")


def _samples(tree: Any) -> list[str]:
    """A few texts that this part of a pattern matches; none that is empty."""
    texts = [""]
    for code, given in tree:
        options = _options(code, given)
        texts = [text + option for text in texts for option in options][:4]
    return [text for text in texts if text]


def _options(code: Any, given: Any) -> list[str]:
    if code is codes.LITERAL:
        return [chr(given)]
    if code is codes.NOT_LITERAL:
        return ["a" if given != ord("a") else "b"]
    if code is codes.ANY:
        return ["a"]
    if code is codes.IN:
        return _of_class(given)
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least, _, body = given
        return [text * max(least, 1) for text in _samples(body)[:2]] or [""]
    if code is codes.SUBPATTERN:
        return _samples(given[3])[:2] or [""]
    if code is codes.ATOMIC_GROUP:
        return _samples(given)[:2] or [""]
    if code is codes.BRANCH:
        return [text for branch in given[1] for text in _samples(branch)[:1]][:3] or [""]
    return [""]


def _of_class(items: Any) -> list[str]:
    """Characters of a class, one for each kind."""
    pattern = [item for item in items if item[0] is not codes.NEGATE]
    negated = len(pattern) != len(items)
    inside = {code for code, _ in pattern}
    singles = {given for code, given in pattern if code is codes.LITERAL}
    ranges = [given for code, given in pattern if code is codes.RANGE]
    kinds = {given for code, given in pattern if code is codes.CATEGORY}

    def has(sign: str) -> bool:
        point = ord(sign)
        hit = point in singles or any(low <= point <= high for low, high in ranges)
        hit = hit or (codes.CATEGORY_DIGIT in kinds and sign.isdigit())
        hit = hit or (codes.CATEGORY_NOT_DIGIT in kinds and not sign.isdigit())
        hit = hit or (codes.CATEGORY_SPACE in kinds and sign.isspace())
        hit = hit or (codes.CATEGORY_NOT_SPACE in kinds and not sign.isspace())
        hit = hit or (codes.CATEGORY_WORD in kinds and (sign.isalnum() or sign == "_"))
        hit = hit or (codes.CATEGORY_NOT_WORD in kinds and not (sign.isalnum() or sign == "_"))
        return hit is not negated

    found = [sign for sign in "a1 A.,-(\t\n|" if has(sign)][:3]
    if not found and inside and not negated:
        found = [chr(point) for point in list(singles)[:1] or [low for low, _ in ranges[:1]]]
    return found or [""]
