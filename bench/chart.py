"""The chart of `docs/performance.svg`: times of the engines, and requests a second.

Comes in: the figures of one run. Goes out: one SVG. Not for: the service's own charts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

COLOURS = {
    "tickmark": "#0b5c5c",
    "tantivy": "#b5651d",
    "bm25s": "#7a7a7a",
    "sqlite_fts5": "#8c6bb1",
    "whoosh": "#c0392b",
}
NAMES = {
    "tickmark": "Tickmark",
    "tantivy": "Tantivy",
    "bm25s": "bm25s",
    "sqlite_fts5": "SQLite FTS5",
    "whoosh": "Whoosh, stock",
    "new_question": "new question",
    "empty_route": "empty Flask route",
    "repeated_question": "repeated question",
    "raw_wsgi": "bare WSGI, same body",
}


def draw_chart(found: dict[str, Any], path: Path) -> None:
    """Two panels: search time by number of passages, both axes logarithmic; requests a second."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "tickmark"})
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10.5, 4.2), width_ratios=(1.5, 1))
    _draw_ranking(left, found.get("ranking", []))
    _draw_serving(right, found.get("serving", {}))
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None, "Title": "Tickmark beside other engines"})
    pyplot.close(figure)


def _draw_ranking(axes: Any, sizes: list[dict[str, Any]]) -> None:
    for key, colour in COLOURS.items():
        rows = [(s["passages"], s["engines"][key]) for s in sizes if key in s["engines"]]
        if not rows:
            continue
        counts = [count for count, _ in rows]
        medians = [engine["p50_ms"] for _, engine in rows]
        worst = [engine["p99_ms"] for _, engine in rows]
        axes.plot(counts, medians, "o-", color=colour, label=NAMES[key])
        axes.fill_between(counts, medians, worst, color=colour, alpha=0.1, linewidth=0)
    axes.set(xscale="log", yscale="log", xlabel="passages", ylabel="milliseconds a search")
    axes.set_title("Search, median; shaded up to the 99th percentile", fontsize=10)
    axes.grid(visible=True, which="major", alpha=0.25)
    if sizes:
        axes.legend(frameon=False, fontsize=8)


def _draw_serving(axes: Any, serving: dict[str, Any]) -> None:
    jobs = [
        key
        for key in ("raw_wsgi", "repeated_question", "empty_route", "new_question")
        if key in serving
    ]
    rates = [serving[key]["requests_a_second"] for key in jobs]
    colours = ["#0b5c5c" if "question" in key else "#b9b9b9" for key in jobs]
    bars = axes.barh([NAMES[key] for key in jobs], rates, color=colours)
    axes.bar_label(bars, labels=[f"{rate:,.0f}" for rate in rates], padding=3, fontsize=8)
    axes.invert_yaxis()
    axes.margins(x=0.18)
    axes.set_xlabel("requests a second, two workers")
    axes.set_title("HTTP on loopback", fontsize=10)


def draw_load(minutes: list[dict[str, Any]], path: Path) -> None:
    """Two panels over time: latencies of each slice, and memory of all processes."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "tickmark"})
    from matplotlib import pyplot

    figure, (upper, lower) = pyplot.subplots(2, 1, figsize=(9, 4.6), sharex=True)
    times = [row["at_s"] for row in minutes]
    upper.plot(times, [row["p99_ms"] for row in minutes], color="#c0392b", label="99th percentile")
    upper.plot(times, [row["p50_ms"] for row in minutes], color="#0b5c5c", label="median")
    upper.set(ylabel="milliseconds", ylim=(0, None))
    upper.legend(frameon=False, fontsize=8)
    lower.plot(times, [row["memory_mb"] for row in minutes], color="#0b5c5c")
    lower.set(ylabel="resident MB", xlabel="seconds", ylim=(0, None))
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None, "Title": "Load: latency and memory"})
    pyplot.close(figure)
