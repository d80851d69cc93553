"""The counts of the layout count what they say."""

from __future__ import annotations

import ast
import subprocess
import sys

from bench.count import cache_sites, circles, inner_imports, word_lists


def found(find: object, text: str) -> list[str]:
    return [what for _, what in find(ast.parse(text))]  # type: ignore[operator]


def test_each_count_is_printed_and_places_are_named() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.count", "--places"],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line.split(maxsplit=1) for line in done.stdout.splitlines() if line[:10].strip()]
    counts = {name: float(count.replace(",", "")) for count, name in lines}
    assert counts["files"] > 100
    assert counts["median file"] <= counts["longest file"] <= 400
    assert 1 < counts["deepest frame"] < counts["calls of a plain question"]
    assert counts["changes of room"] < counts["calls of a plain question"]
    named = done.stdout.partition("imports inside functions\n")[2].partition("class names")[0]
    assert named.count(": from ") + named.count(": import ") == counts["imports inside functions"]


def test_what_reaches_itself_is_in_a_circle() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set(), "e": {"f"}, "f": {"e"}}
    assert circles(graph) == [["b", "c"], ["e", "f"]]


def test_only_imports_in_functions_are_inner() -> None:
    text = "import a\nif True:\n    import b\ndef f():\n    if a:\n        from c import d"
    assert found(inner_imports, text) == ["from c import d"]


def test_uses_of_caches_are_counted_and_their_imports_are_not() -> None:
    text = "from functools import cache\nimport functools\n@cache\ndef f(): ...\n"
    assert found(cache_sites, f"{text}g = functools.lru_cache(maxsize=1)(f)") == [
        "cache",
        "lru_cache",
    ]


def test_lists_of_words_are_data_and_three_or_more() -> None:
    listed = (
        "x = ('gain', 'loss', 'profit')",
        "x = {'gain': 1, 'loss': 2, 'profit': 3}",
        "x = 'gain loss profit'.split()",
        "x = r'\\b(?:gain|loss|profit)\\b'",
    )
    assert all(found(word_lists, text) == ["gain loss profit"] for text in listed)
    others = (
        "x = ('gain', 'loss')",
        "x: Literal['gain', 'loss', 'profit']",
        "__all__ = ('gain', 'loss', 'profit')",
        "x = {'gain': a, 'loss': b, 'profit': c}",
        "'gain|loss|profit'",
        "x = ('2Q02', '1Q02', '2Q01')",
    )
    assert not any(found(word_lists, text) for text in others)
