"""Arrows point one way: wsgi to service to index to corpus; and rooms keep their size."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("corpus", "index", "service")
ALLOWED = {
    "corpus": {"corpus"},
    "index": {"corpus", "index"},
    "service": {"corpus", "index", "service"},
}
LONGEST_FILE = 400
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
# The doors to the web: the packages of pages and API, and the modules that make the application.
WEB_PACKAGES = ("api", "web")
WEB_MODULES = ("app.py", "cli.py", "server.py", "serving.py")


def imports(path: Path) -> set[str]:
    """Top-level names that a module imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_module_imports_only_downwards(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    ours = imports(path) & {*PACKAGES, "wsgi", "tests", "bench"}
    assert ours <= ALLOWED[package]


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_only_index_imports_whoosh_and_only_the_doors_import_flask(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    used = imports(path)
    assert "whoosh" not in used or package == "index"
    if used & {"flask", "apiflask", "werkzeug"}:
        assert package == "service"
        inside = path.relative_to(ROOT).parts[1]
        assert inside in (*WEB_PACKAGES, *WEB_MODULES)


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_module_keeps_its_size_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), "a module says what comes in and what goes out"


def test_every_package_was_looked_at() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == set(PACKAGES)
