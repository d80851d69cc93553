"""Arrows point down, between the packages and inside them; modules keep their size.

Every import counts: at the top of a module, inside functions, and for the type checker alone.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("corpus", "index", "service")
FLOORS = (
    "corpus.base", "corpus.language", "corpus.grammar", "corpus.concepts", "corpus.formats",
    "corpus.layout", "corpus.tables", "corpus.prose", "corpus.tags", "corpus.ties",
    "corpus.library",
    "index.records", "index.engine", "index.embedded", "index.generations", "index.engines",
    "service.settings", "service.logs", "service.console.terminal", "service.cite",
    "service.say.values", "service.ask.memo",
    "service.understand", "service.plan", "service.find", "service.ask.records", "service.say",
    "service.ask", "service.papers", "service.serving", "service.web", "service.cli",
    "service.app", "service.upkeep", "service.server", "service.console", "service.__main__",
    "service.client",
)  # fmt: skip
"""From the lowest up; a room may import itself and what is below it. The longest name counts."""
RISING = {
    ("service.plan", "service.find"),  # planning looks into what is reported
}
"""Arrows that still rise, to be cut; one that is no longer there must leave this list."""
LONGEST_FILE = 400
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
WEB = ("service.web", "service.app", "service.cli", "service.server", "service.serving")
"""What may know Flask."""


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


NAMES = {name_of(path): path for path in MODULES}


@cache
def imports(path: Path) -> frozenset[str]:
    """The modules that a module imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                names.add(inner if inner in NAMES else node.module)
    return frozenset(names)


def floor_of(name: str) -> str | None:
    """The room of a module: the longest floor that its name begins with; None for a package."""
    inside = [f for f in FLOORS if name == f or name.startswith(f + ".")]
    return max(inside, key=len) if inside else None


def rising(path: Path) -> set[tuple[str, str]]:
    """The arrows of a module that point up, as pairs of rooms."""
    here = floor_of(name_of(path))
    found = set()
    for imported in imports(path) & NAMES.keys():
        there = floor_of(imported)
        if here and there and FLOORS.index(there) > FLOORS.index(here):
            found.add((here, there))
    return found


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_module_imports_only_downwards(path: Path) -> None:
    assert rising(path) <= RISING
    assert not {name.split(".")[0] for name in imports(path)} & {"wsgi", "tests", "bench"}


def test_each_rising_arrow_that_is_allowed_is_still_there() -> None:
    assert {arrow for path in MODULES for arrow in rising(path)} == RISING


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_every_module_is_in_a_room(path: Path) -> None:
    name = name_of(path)
    assert floor_of(name) or path.name == "__init__.py", f"{name}: name its room in FLOORS"


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_only_index_imports_whoosh_and_only_the_doors_import_flask(path: Path) -> None:
    name = name_of(path)
    used = {imported.split(".")[0] for imported in imports(path)}
    assert "whoosh" not in used or name.startswith("index.")
    if used & {"flask", "apiflask", "werkzeug"}:
        assert name.startswith(WEB)


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_module_keeps_its_size_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), "a module says what comes in and what goes out"


def test_every_package_was_looked_at() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == set(PACKAGES)
