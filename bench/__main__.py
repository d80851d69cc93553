"""`python -m bench` (`make bench`): everything measured side by side, one JSON and one chart.

Comes in: which sizes and parts. Goes out: ratios and times on standard output, `performance.json`,
`performance.svg` and the tables of `performance.md` in docs/. A part that is left out keeps the
figures of the run before, with its own machine and day. Not for: load over minutes
(`python -m bench.soak`).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.asking import measure_asking
from bench.facts import measure_facts
from bench.large import measure_large
from bench.measure import machine
from bench.ranking import measure_ranking
from bench.report import write_page
from bench.serving import measure_serving
from bench.starting import measure_building, measure_starting

DOCS = Path(__file__).resolve().parent.parent / "docs"
SIZES = (1_000, 10_000, 100_000)
QUICK = SIZES[:2]


def parts(
    sizes: tuple[int, ...], facts: int, queries: int, large: Path | None = None
) -> dict[str, Callable[[], Any]]:
    """What is measured, by the name it has in the JSON."""
    return {
        "starting": measure_starting,
        "building": measure_building,
        "asking": measure_asking,
        "serving": measure_serving,
        "facts": lambda: measure_facts(facts),
        "ranking": lambda: [measure_ranking(size, queries) for size in sizes],
        "asking_large": lambda: measure_large(sizes[-1], large),
    }


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and write the two files."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure side by side.")
    parser.add_argument("--quick", action="store_true", help="1,000 and 10,000 passages only")
    parser.add_argument("--sizes", type=int, nargs="+", metavar="N", help="numbers of passages")
    parser.add_argument("--facts", type=int, default=1_000_000, help="facts to look up among")
    parser.add_argument("--queries", type=int, default=200, help="searches for each engine")
    parser.add_argument("--only", nargs="+", metavar="PART", help="these parts alone")
    parser.add_argument("--large", type=Path, help="folder of the large index, made if absent")
    parser.add_argument("--out", type=Path, default=DOCS, help="folder (default: docs)")
    args = parser.parse_args(arguments)
    sizes = tuple(args.sizes or (QUICK if args.quick else SIZES))
    chosen = parts(sizes, args.facts, args.queries, args.large)
    unknown = sorted(set(args.only or ()) - set(chosen))
    if unknown:
        parser.error(f"no part {unknown[0]!r}; there are {', '.join(chosen)}")
    path = args.out / "performance.json"
    found = json.loads(path.read_text(encoding="utf-8")) if args.only and path.exists() else {}
    for name in args.only or chosen:
        print(f"{name} ...", file=sys.stderr)
        found[name] = chosen[name]()
        measured = machine() | {"at": datetime.now(UTC).isoformat(timespec="minutes")}
        found.setdefault("measured", {})[name] = measured
        print(json.dumps({name: found[name]}, indent=1))
        path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    draw(found, args.out / "performance.svg")
    write_page(args.out)
    return 0


def draw(found: dict[str, Any], path: Path) -> None:
    """The chart, where the library that draws it is installed."""
    try:
        from bench.chart import draw_chart
    except ImportError:
        print("no chart: matplotlib is not installed", file=sys.stderr)
        return
    draw_chart(found, path)


if __name__ == "__main__":
    sys.exit(main())
