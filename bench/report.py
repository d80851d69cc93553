"""Measured figures as the tables of docs/performance.md, so that page and JSON cannot differ.

Comes in: what `python -m bench` and `bench.soak` wrote. Goes out: the page with the lines between
`<!-- NAME -->` and `<!-- end -->` written anew. Not for: measuring, nor for what the page says
around its tables.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Found = Mapping[str, Any]

ENGINES = {
    "tickmark": "Tickmark",
    "tantivy": "Tantivy",
    "bm25s": "bm25s with numba",
    "sqlite_fts5": "SQLite FTS5",
    "whoosh": "Whoosh, stock",
}
LOOKUPS = {
    "exact_rows": "the rows of a whole key",
    "exact": "the same, and the `Fact` made",
    "missing": "a key that no fact has",
    "periods_of": "the periods that a company reports a measure for",
    "dict": "a Python dictionary, for comparison",
}
KINDS = {
    "figure": "a figure",
    "other": "changes, series, reasons, shares, forecasts",
    "any": "all of these",
}
JOBS = {
    "new_question": ("a new question", "empty_route", "the empty route"),
    "empty_route": ("an empty Flask route", None, ""),
    "repeated_question": ("a repeated question", "raw_wsgi", "bare WSGI"),
    "raw_wsgi": ("bare WSGI with the same body", None, ""),
}
BUILDS = {
    "five": "the five shipped documents",
    "many": "{documents} made ones, {passages:,} passages",
    "one_more": "one more added to these",
}
PROCESSES = {
    "python": "Python alone",
    "help": "`python -m service --help`",
    "ask": '`python -m service ask "2Q02 equipment sales"`',
    "import_application": "importing the web application",
    "import_whoosh": "importing Whoosh",
}
_BLOCK = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def write_page(folder: Path) -> None:
    """Write the tables of the folder's page anew, where there is a page."""
    page = folder / "performance.md"
    if not page.exists():
        return
    found: dict[str, Any] = {}
    for name, within in (("performance.json", None), ("performance-load.json", "load")):
        if (folder / name).exists():
            read = json.loads((folder / name).read_text(encoding="utf-8"))
            found |= read if within is None else {within: read}
    page.write_text(fill(page.read_text(encoding="utf-8"), found), encoding="utf-8")


def fill(page: str, found: Found) -> str:
    """The page with each table that there are figures for; others stay as they are."""

    def table(match: re.Match[str]) -> str:
        made = TABLES[match.group(2)](found)
        return f"{match.group(1)}\n{made}\n\n{match.group(3)}" if made else match.group()

    return _BLOCK.sub(table, page)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    ruled = tuple("---" for _ in head)
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ruled, *rows)) if rows else ""


def _ranking(found: Found, share: str) -> str:
    sizes = found.get("ranking", [])
    rows = []
    for key, name in ENGINES.items():
        cells = [name]
        for size in sizes:
            own, ours = size["engines"].get(key), size["engines"]["tickmark"]
            if own is None:
                cells.append("")
                continue
            p50, p99 = own[f"{share}p50_ms"], own[f"{share}p99_ms"]
            times = "" if key == "tickmark" else f" ({p50 / ours[f'{share}p50_ms']:.1f}x)"
            cells.append(f"{p50:.3f} / {p99:.2f}{times}")
        rows.append(tuple(cells))
    return _table(("engine", *(f"{size['passages']:,}" for size in sizes)), rows if sizes else [])


def _building_of_engines(found: Found) -> str:
    sizes = found.get("ranking", [])[-1:]
    rows = [
        (name, f"{size['engines'][key]['build_passages_a_second']:,}")
        for size in sizes
        for key, name in ENGINES.items()
        if "build_passages_a_second" in size["engines"].get(key, {})
    ]
    built = f"passages a second, {sizes[0]['passages']:,} built" if sizes else ""
    return _table(("engine", built), rows)


def _facts(found: Found) -> str:
    facts = found.get("facts", {})
    rows = [
        (name, f"{facts[key]['p50_us']:.2f}", f"{facts[key]['p99_us']:.2f}")
        for key, name in LOOKUPS.items()
        if key in facts
    ]
    head = f"among {facts.get('facts', 0):,} facts"
    return _table((head, "median, us", "99th percentile, us"), rows)


def _asking(found: Found) -> str:
    rows = []
    made = found.get("asking", {})
    for key, name in KINDS.items() if made else ():
        own = made[key]
        share = f"{own['share_of_a_whoosh_search']:.2f}"
        rows.append((name, f"{own['p50_ms']:.2f}", f"{own['p99_ms']:.1f}", share))
    told = f"{made.get('documents')} documents, {made.get('facts')} facts"
    head = (told, "median, ms", "99th percentile, ms", "of a bare Whoosh search")
    return _table(head, rows)


def _asking_large(found: Found) -> str:
    made = found.get("asking_large", {})
    kinds = made.get("kinds", {}) | {"all these kinds": made.get("any")}
    kinds |= {"suggestions": made.get("suggestions")}
    rows = [
        (name, f"{own['p50_ms']:.2f}", f"{own['p99_ms']:.1f}") for name, own in kinds.items() if own
    ]
    told = f"among {made.get('facts', 0):,} facts"
    return _table((told, "median, ms", "99th percentile, ms"), rows)


def _serving(found: Found) -> str:
    serving = found.get("serving", {})
    rows = []
    for key, (name, other, told) in JOBS.items():
        if key not in serving:
            continue
        own = serving[key]
        share = f"{serving[f'{key}_share_of_{other}']:.2f} of {told}" if other else ""
        rate = f"{own['requests_a_second']:,.0f}"
        rows.append((name, rate, f"{own['p50_ms']:.2f}", f"{own['p99_ms']:.1f}", share))
    head = ("", "requests a second", "median, ms", "99th percentile, ms", "share")
    return _table(head, rows)


def _building(found: Found) -> str:
    building = found.get("building", {})
    rows = [
        (
            name.format(**building[key]),
            f"{building[key]['cpu_s']:.2f}",
            f"{building[key]['wall_s']:.2f}",
        )
        for key, name in BUILDS.items()
        if key in building
    ]
    return _table(("", "CPU, s", "wall, s"), rows)


def _starting(found: Found) -> str:
    starting = found.get("starting", {})
    rows = [
        (name, f"{starting[key]['p50_s']:.3f}")
        for key, name in PROCESSES.items()
        if key in starting
    ]
    return _table(("whole process", "median, s"), rows)


def _load(found: Found) -> str:
    load = found.get("load")
    if not load:
        return ""
    over = load["overload"]
    shed = sum(count for status, count in over["statuses"].items() if status in ("429", "503"))
    served = over["statuses"].get("200", 0)
    rows = [
        ("time", f"{load['minutes']} minutes, {load['connections']} connections"),
        ("requests", f"{load['requests']:,}, {load['failed']} failed"),
        ("requests a second", f"{load['requests_a_second']:,.0f}"),
        ("median, ms", f"{load['p50_ms']:.2f}"),
        ("99th percentile, ms", f"{load['p99_ms']:.1f}, {load['p99_worst_slice_ms']:.1f} at worst"),
        ("memory of the last quarter", f"{load['memory_growth']:.2f} of the second"),
        ("overload", f"{over['clients']} clients: {served:,} answered, {shed:,} shed with 503"),
        ("recovered after", f"{over['recovered_s']:.2f} s"),
    ]
    return _table(("", ""), rows)


def _machine(found: Found) -> str:
    measured = found.get("measured", {})
    rows = [
        (
            part,
            f"{one['processor']}, {one['cores']} cores, Python {one['python']}",
            one["at"][:10],
            f"{one['load_before']:.1f}",
        )
        for part, one in measured.items()
    ]
    return _table(("part", "machine", "day", "load before"), rows)


TABLES: Mapping[str, Callable[[Found], str]] = {
    "ranking": lambda found: _ranking(found, ""),
    "ranking_in_turn": lambda found: _ranking(found, "in_turn_"),
    "ranking_built": _building_of_engines,
    "facts": _facts,
    "asking": _asking,
    "asking_large": _asking_large,
    "serving": _serving,
    "building": _building,
    "starting": _starting,
    "load": _load,
    "machine": _machine,
}
"""The tables of the page by the names that stand in it."""
