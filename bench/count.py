"""How the code is laid out, in numbers: `make count`.

Comes in: the source of the packages, and one plain question asked of the application. Goes out: a
line for each count; with `--places` where each of them stands. Not for: judging; the bounds are a
reader's, and a test may hold some.

A room is a folder of modules. An import counts wherever it stands: at the top, in a function, for
types alone. Only frames of the packages are counted, those of libraries are not.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from statistics import median
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("corpus", "index", "service")
WORD_ROOMS = re.compile(r"/(language|grammar|concepts|data)/")
"""Rooms whose business is words."""
FEW = 3
CACHES = {"cache", "lru_cache", "cached_property", "WeakKeyDictionary", "Bounded"}
WORD = re.compile(r"[a-z][a-z' -]*[a-z]")
ALTERNATIVES = re.compile(r"[a-z' ]{2,}(?:\|[a-z' ]{2,}){2,}")
FIRST, PLAIN = "2Q02 total revenues", "2Q02 equipment sales"
"""A question before, which fills what a generation keeps, and the one that is watched."""

Graph = dict[str, set[str]]
Counts = dict[str, tuple[int | float, list[str]]]


def main(arguments: list[str] | None = None) -> int:
    """Print the counts."""
    parser = argparse.ArgumentParser(prog="python -m bench.count", description="Count the layout.")
    parser.add_argument("--places", action="store_true", help="say where each is")
    args = parser.parse_args(arguments)
    for name, (count, places) in (counted() | walked()).items():
        print(f"{count:>8,}  {name}")
        if args.places:
            print("".join(f"          {place}\n" for place in places), end="")
    return 0


@cache
def sources() -> dict[str, ast.Module]:
    """The syntax of each module by its path from the root."""
    paths = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return {p.relative_to(ROOT).as_posix(): ast.parse(p.read_text("utf-8")) for p in paths}


def counted() -> Counts:
    """What the source says."""
    lines = {path: len((ROOT / path).read_text("utf-8").splitlines()) for path in sources()}
    longest = max(lines, key=lambda path: lines[path])
    modules = imports()
    rooms = by_room(modules)
    mutual = sorted(f"{a} and {b}" for a in rooms for b in rooms[a] if a < b and a in rooms[b])
    return {
        "files": (len(lines), []),
        "lines": (sum(lines.values()), []),
        "median file": (median(lines.values()), []),
        "longest file": (lines[longest], [longest]),
        "circles between modules": _listed(" ".join(each) for each in circles(modules)),
        "circles between rooms": _listed(" ".join(each) for each in circles(rooms)),
        "rooms that import each other": _listed(mutual),
        "imports inside functions": _listed(everywhere(inner_imports)),
        "class names twice in one package": _listed(twice(class_names)),
        "file names twice": _listed(twice(file_name)),
        "cache sites": _listed(everywhere(cache_sites)),
        "lists of three or more words outside language rooms": _listed(
            place for place in everywhere(word_lists) if not WORD_ROOMS.search(f"/{place}")
        ),
    }


def _listed(places: Iterable[str]) -> tuple[int, list[str]]:
    found = list(places)
    return len(found), found


def everywhere(find: Callable[[ast.Module], Iterator[tuple[int, str]]]) -> Iterator[str]:
    """What is found in each module, as `path:line: what`."""
    for path, tree in sources().items():
        for line, what in find(tree):
            yield f"{path}:{line}: {what}"


def imports() -> Graph:
    """The modules of the packages that each module imports, by path."""
    return {
        path: {p for name in _imported(tree) if (p := _path_of(name)) and p != path}
        for path, tree in sources().items()
    }


def _imported(tree: ast.AST) -> Iterator[str]:
    """Dotted names: of `from a import b` both `a.b`, which may be a module, and `a`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if _path_of(name) else str(node.module) for name in names)


def _path_of(name: str) -> str | None:
    """The path of the module of this dotted name, if it is one of ours."""
    stem = name.replace(".", "/")
    return next((p for p in (f"{stem}.py", f"{stem}/__init__.py") if p in sources()), None)


def room(path: str) -> str:
    """The folder of a module."""
    return path.rpartition("/")[0]


def by_room(modules: Graph) -> Graph:
    """Which rooms the modules of a room import from."""
    rooms: Graph = defaultdict(set)
    for path, others in modules.items():
        rooms[room(path)] |= {room(other) for other in others} - {room(path)}
    return dict(rooms)


def circles(graph: Graph) -> list[list[str]]:
    """Groups of which each reaches each other."""
    reach = {node: _reached(graph, node) for node in graph}
    groups = {
        frozenset(other for other in reach[node] if node in reach[other])
        for node in graph
        if node in reach[node]
    }
    return sorted(sorted(group) for group in groups)


def _reached(graph: Graph, start: str) -> set[str]:
    """All that is reached by one step or more."""
    seen: set[str] = set()
    ahead = list(graph[start])
    while ahead:
        node = ahead.pop()
        if node not in seen:
            seen.add(node)
            ahead += graph[node]
    return seen


def inner_imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Imports that stand in a function."""
    found = {
        node.lineno: ast.unparse(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    yield from found.items()


def class_names(path: str, tree: ast.Module) -> Iterator[str]:
    """The classes at the top of a module, each with its package."""
    package = path.partition("/")[0]
    return (f"{package} {node.name}" for node in tree.body if isinstance(node, ast.ClassDef))


def file_name(path: str, tree: ast.Module) -> Iterator[str]:
    """The name of a module's file, unless it is a package's own."""
    name = path.rpartition("/")[2]
    if not name.startswith("__"):
        yield name


def twice(names: Callable[[str, ast.Module], Iterator[str]]) -> list[str]:
    """Names that more than one module has."""
    found = Counter(name for path, tree in sources().items() for name in names(path, tree))
    return sorted(name for name, count in found.items() if count > 1)


def cache_sites(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Uses of what keeps results: decorators, tables by weak key, bounded tables."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in CACHES:
                yield node.lineno, name


def word_lists(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Literals of three or more words: collections, the keys of tables, strings that are split,
    alternatives of a pattern. Types, declared names and docstrings are none.
    """
    passed = _no_data(tree)
    for node in ast.walk(tree):
        if id(node) in passed or not isinstance(node, ast.expr):
            continue
        words = [text for text in _texts(node) if WORD.fullmatch(text)]
        if len(words) >= FEW:
            yield node.lineno, " ".join(words[:5])


def _no_data(tree: ast.Module) -> set[int]:
    """Nodes that are no data: docstrings, what stands in a subscript, `__slots__`, `__all__`."""
    passed: set[int] = set()
    for node in ast.walk(tree):
        inside: list[ast.AST] = []
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            inside = [node.value]
        elif isinstance(node, ast.Subscript):
            inside = list(ast.walk(node.slice))
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).startswith("__"):
            inside = list(ast.walk(node.value))
        passed.update(map(id, inside))
    return passed


def _texts(node: ast.AST) -> list[str]:
    """The words that a literal lists, if it lists any."""
    parts: list[Any] = []
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        parts = node.elts
    elif isinstance(node, ast.Dict) and all(isinstance(v, ast.Constant) for v in node.values):
        parts = node.keys  # what is worked out is a record
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        return max((found.split("|") for found in ALTERNATIVES.findall(node.value)), default=[])
    elif (
        isinstance(node, ast.Attribute)
        and node.attr == "split"
        and isinstance(node.value, ast.Constant)
    ):
        return str(node.value.value).split()
    texts = [part.value for part in parts if isinstance(part, ast.Constant)]
    return [text for text in texts if isinstance(text, str)]


def walked() -> Counts:
    """What a plain question does, once another was asked."""
    os.environ["TICKMARK_LOG"] = "off"  # read when the application is made, at its import
    tickmark = importlib.import_module("wsgi").app.extensions["tickmark"]
    engine = tickmark.engines.current()
    tickmark.ask(FIRST, engine, None, None)
    walk = Walk()
    sys.setprofile(walk)
    try:
        tickmark.ask(PLAIN, engine, None, None)
    finally:
        sys.setprofile(None)
    return {
        "calls of a plain question": (walk.calls, []),
        "files that it passes": _listed(sorted(walk.files)),
        "deepest frame": (walk.deepest, []),
        "changes of room": (sum(walk.changes.values()), walk.told()),
    }


class Walk:
    """Counts calls into the packages, how deep they stand, and those into another room."""

    def __init__(self) -> None:
        self.calls = self.deepest = 0
        self.files: set[str] = set()
        self.changes: Counter[tuple[str, str]] = Counter()
        self._stack: list[tuple[FrameType, str]] = []

    def __call__(self, frame: FrameType, event: str, argument: object) -> None:
        """What `sys.setprofile` calls."""
        if event == "call" and (path := _own(frame.f_code.co_filename)):
            here = room(path)
            if self._stack and self._stack[-1][1] != here:
                self.changes[self._stack[-1][1], here] += 1
            self._stack.append((frame, here))
            self.calls += 1
            self.files.add(path)
            self.deepest = max(self.deepest, len(self._stack))
        elif event == "return" and self._stack and self._stack[-1][0] is frame:
            self._stack.pop()

    def told(self) -> list[str]:
        """The changes, the most frequent first."""
        return [f"{n} from {a} to {b}" for (a, b), n in self.changes.most_common()]


@cache
def _own(filename: str) -> str:
    """A file's path from the root, empty where it is none of the packages'."""
    path = filename.removeprefix(f"{ROOT}/")
    return path if path.startswith(tuple(f"{package}/" for package in PACKAGES)) else ""


if __name__ == "__main__":
    sys.exit(main())
