"""Ranking side by side: the same words to five engines, in a row and in turn, at several sizes.

Comes in: numbers of passages. Goes out: medians, 99th percentiles, ratios and building times;
`p50_ms` where an engine answers many queries in a row, `in_turn_p50_ms` where the engines take
turns at each query. Not for: answers (`bench.asking`).
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from bench.engines import build_bm25s, build_sqlite, build_tantivy, build_tickmark, open_whoosh
from bench.generator import queries
from bench.made import make_library
from bench.measure import in_a_row, interleaved, milliseconds
from corpus.base.errors import TickmarkError
from index.embedded.store import StoredEngine
from index.embedded.weights import FIELD_BOOSTS
from index.records.analysis import STOP_WORDS, tokens

BODY_ALONE = 10_000
"""Up to so many passages Whoosh is also asked in one field alone, which it does sooner."""

CHECKED = 5
"""So many queries are checked to have Whoosh's own scores."""


def words_only(query: str) -> str:
    """A query without stop words and signs, so that all engines look for the same words."""
    return " ".join(word for word, _, _ in tokens(query) if word not in STOP_WORDS)


def measure_ranking(passages: int, count: int = 200, rounds: int = 3) -> dict[str, Any]:
    """All engines over so many passages, asked `count` queries of two to eight words a round.

    No query is asked twice: what is kept of earlier ones helps no more than in a service.
    """
    library, _ = make_library(passages)
    flat = [p for reading in library.readings.values() for p in reading.passages]
    words = map(words_only, queries(2 * rounds * count))
    asked = list(dict.fromkeys(text for text in words if text))
    parts = [asked[start :: 2 * rounds] for start in range(2 * rounds)]
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        ours, engine = build_tickmark(library, place / "tickmark")
        others = {
            "tantivy": build_tantivy(flat, place / "tantivy"),
            "sqlite_fts5": build_sqlite(flat, place / "sqlite"),
            "bm25s": build_bm25s(flat),
        }
        check_scores(engine, asked[:CHECKED])
        calls = {"tickmark": ours.search} | {key: made.search for key, made in others.items()}
        calls["whoosh"] = open_whoosh(engine, list(FIELD_BOOSTS.items()))
        if passages <= BODY_ALONE:
            calls["whoosh_body"] = open_whoosh(engine, [("body", 1.0)])
        row = in_a_row(calls, parts[:rounds])
        turn = interleaved(calls, parts[rounds:])
    built = {"tickmark": ours.seconds} | {key: made.seconds for key, made in others.items()}
    figures = {
        key: milliseconds(seconds)
        | {f"in_turn_{name}": value for name, value in milliseconds(turn[key]).items()}
        for key, seconds in row.items()
    }
    for key, seconds in built.items():
        figures[key]["build_s"] = round(seconds, 3)
        figures[key]["build_passages_a_second"] = round(passages / seconds)
    return {"passages": passages, "engines": figures, "ratios": _ratios(figures)}


def _ratios(figures: dict[str, dict[str, float]]) -> dict[str, float]:
    """Other engines' times as multiples of ours: above 1, ours is faster."""
    ours = figures["tickmark"]
    return {
        f"{key}_{share}": round(figure[f"{share}_ms"] / ours[f"{share}_ms"], 2)
        for key, figure in figures.items()
        if key != "tickmark"
        for share in ("p50", "p99", "in_turn_p50", "in_turn_p99")
    }


def check_scores(engine: StoredEngine, asked: list[str]) -> None:
    """Ours are Whoosh's own scores for the same query. Raises: TickmarkError if one is not."""
    from whoosh.filedb.filestore import FileStorage
    from whoosh.query import Or, Term

    from index.records.analysis import query_terms

    with FileStorage(str(engine.folder / "whoosh")).open_index().searcher() as searcher:
        for text in asked:
            terms = query_terms(text)
            fields = FIELD_BOOSTS.items()
            parts = [Term(name, term, boost=boost) for term in terms for name, boost in fields]
            expected = [hit.score for hit in searcher.search(Or(parts), limit=10, optimize=False)]
            found = [hit.score for hit in engine.search(text, limit=10)]
            pairs = zip(found, expected, strict=True)
            if any(abs(one - other) > 1e-9 * other for one, other in pairs):
                raise TickmarkError(f"other scores than Whoosh's for {text!r}")
