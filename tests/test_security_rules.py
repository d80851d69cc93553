"""Rules that hold for all of the code: nothing runs what it reads, nothing calls out, pages hold no
script, dependencies are not older than their known holes.
"""

from __future__ import annotations

import ast
import re
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(p for name in ("corpus", "index", "service") for p in (ROOT / name).rglob("*.py"))
TEMPLATES = sorted((ROOT / "service" / "templates").iterdir())
BANNED_MODULES = {
    "pickle", "cPickle", "marshal", "shelve", "dill", "joblib", "yaml", "requests", "httpx",
    "aiohttp", "urllib3", "ftplib", "telnetlib", "smtplib", "socketserver", "diskcache", "xml",
}  # fmt: skip
BANNED_PARTS = {"urllib.request", "nltk.downloader", "nltk.app", "nltk.data"}
BANNED_CALLS = {"eval", "exec", "compile", "__import__", "read_pickle", "to_pickle", "download"}
WRITES_XML = "xml.sax.saxutils"  # escapes; nothing of the project reads XML
OUTGOING = {"client.py": "the client for other programs; the service never imports it"}
LISTENING = {
    "server.py": "asks whether its own address is taken",
    "upkeep.py": "closes the connections that were made to it",
}
CONNECTS = {"connect", "connect_ex", "create_connection", "sendto"}
SAFE = {
    ("home.html", '"<span></span>" | safe'): "a constant of the template",
    ("workpaper.html", "style | safe"): "the style sheet that is written into one saved file",
}
INLINE = {"workpaper.html": "a file to be saved and opened alone, with a policy of its own"}
FLOORS = {
    "flask": "3.1.3", "werkzeug": "3.1.6", "jinja2": "3.1.6", "nltk": "3.10.4", "pandas": "1.0.4",
    "pyarrow": "23.0.1", "whoosh": "2.7.4",
}  # fmt: skip
FONTS = {
    "tickmark-sans-regular.woff2": "684718e46c45fa143b96dd6d71dcbc47",
    "tickmark-sans-semibold.woff2": "c5d419b7b0a2836a35915a91dca49ce6",
    "tickmark-serif-regular.woff2": "d203a4d098974418619b3d983f0412d8",
    "tickmark-serif-semibold.woff2": "6b78f7fd2fc469fd8f6cb86451c164c2",
}
"""Vendored files by the head of their SHA-256; all script and style is the project's own."""

UNWANTED = ("diskcache", "bleach", "flask-talisman", "safety-db", "pymupdf")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_nothing_runs_what_it_reads_and_nothing_calls_out(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    names = imported(tree)
    tops = {name.split(".")[0] for name in names if not name.startswith(WRITES_XML)}
    assert tops & BANNED_MODULES == set()
    assert names & BANNED_PARTS == set()
    if path.name in LISTENING:
        calls = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert calls & CONNECTS == set()
    elif path.name not in OUTGOING:
        assert not {name for name in names if name.startswith(("http.client", "socket"))}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            plain = node.func.id if isinstance(node.func, ast.Name) else ""
            dotted = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            assert plain not in BANNED_CALLS, f"line {node.lineno}"
            assert dotted not in BANNED_CALLS - {"compile"}, f"line {node.lineno}"
            assert not any(
                k.arg == "shell" or (k.arg == "allow_pickle" and ast.unparse(k.value) != "False")
                for k in node.keywords
            ), f"line {node.lineno}"


def test_the_service_never_imports_its_client() -> None:
    for path in MODULES:
        assert "service.client" not in imported(ast.parse(path.read_text("utf-8"))), path


def test_user_text_never_reaches_a_parser_of_whoosh() -> None:
    for path in MODULES:
        assert not {n for n in imported(ast.parse(path.read_text("utf-8"))) if "qparser" in n}, path


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_templates_hold_no_script_and_escape_everything(path: Path) -> None:
    text = path.read_text("utf-8")
    for match in re.finditer(r"[\w\"<>/.]+ ?\| ?safe\b", text):
        assert any(path.name == name and match[0] in said for name, said in SAFE), match[0]
    assert "autoescape" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"\son[a-z]{3,20}\s?=", text)
    assert "javascript:" not in text
    if path.name not in INLINE:
        assert not re.search(r"<style|\sstyle\s?=", text)


def test_every_exception_to_the_rules_is_still_needed() -> None:
    texts = {path.name: path.read_text("utf-8") for path in TEMPLATES}
    assert all(said in texts[name] for name, said in SAFE)
    assert all("<style" in texts[name] for name in INLINE)


@pytest.mark.parametrize("package", FLOORS)
def test_no_dependency_is_older_than_its_known_holes(package: str) -> None:
    assert numbers(version(package)) >= numbers(FLOORS[package])


def test_pins_are_hashed_and_nothing_unwanted_is_pinned() -> None:
    pins = (ROOT / "requirements.txt").read_text("utf-8")
    names = re.findall(r"^([a-z0-9._-]+)==", pins, re.MULTILINE)
    assert len(names) > 15
    assert set(UNWANTED).isdisjoint(names)
    for entry in re.split(r"^(?=[a-z0-9._-]+==)", pins, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in entry, entry[:60]


def test_vendored_files_are_those_that_were_looked_at() -> None:
    static = ROOT / "service" / "static"
    fonts = {p.name: sha256(p.read_bytes()).hexdigest()[:32] for p in static.rglob("*.woff2")}
    assert fonts == FONTS
    assert {p.name for p in static.rglob("*.js")} == {"site.js", "embed.js"}


def test_nltk_is_used_for_sentences_alone() -> None:
    used = {n for p in MODULES for n in imported(ast.parse(p.read_text("utf-8"))) if "nltk" in n}
    allowed = ("nltk.tokenize", "nltk.stem", "nltk.metrics", "nltk.collocations")
    assert all(name.startswith(allowed) for name in used), used


def numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])
