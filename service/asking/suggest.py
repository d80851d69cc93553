"""Questions that have an answer, from the beginning of one.

Comes in: what was typed so far. Goes out: completions. Not for: answering, nor for spelling
(`Engine.suggest_terms`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.engine import Engine

NEAR = 70
_TABLES: dict[str, tuple[tuple[str, int], ...]] = {}


def suggest(text: str, engine: Engine, *, limit: int = 8) -> list[dict[str, Any]]:
    """Completions of `text`, likeliest first: measures by their labels, then with periods.

    The last words are completed: "2Q02 equip" gives "2Q02 equipment sales".
    """
    typed = " ".join(text.split()).casefold()
    if not typed:
        return []
    labels = _labels(engine)
    periods = _periods(engine)
    words = typed.split(" ")
    named = [word for word in words if word in periods]
    rest = " ".join(word for word in words if word not in periods)
    found = _matching(rest, labels, limit) if rest else [label for label, _ in labels[:limit]]
    lead = " ".join(periods[word] for word in named)
    texts = [f"{lead} {label}".strip() for label in found]
    if not named and rest in (label.casefold() for label, _ in labels):
        latest = list(periods.values())[-limit:][::-1]
        texts = [*texts[:1], *(f"{period} {texts[0]}" for period in latest)]
    return [{"text": one, "kind": "question"} for one in dict.fromkeys(texts)][:limit]


def _matching(rest: str, labels: tuple[tuple[str, int], ...], limit: int) -> list[str]:
    starts = [label for label, _ in labels if label.casefold().startswith(rest)]
    inside = [label for label, _ in labels if f" {rest}" in label.casefold()]
    found = list(dict.fromkeys([*starts, *inside]))
    if found or len(rest) < 4:
        return found[:limit]
    from rapidfuzz import fuzz, process

    near = process.extract(
        rest,
        [label for label, _ in labels],
        scorer=fuzz.WRatio,
        processor=str.casefold,
        score_cutoff=NEAR,
        limit=limit,
    )
    return [label for label, _, _ in near]


def _labels(engine: Engine) -> tuple[tuple[str, int], ...]:
    """Labels of the concepts that have facts, most facts first; made once a generation."""
    known = _TABLES.get(engine.generation)
    if known is None:
        counts = engine.facts.concepts()
        rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
        known = tuple((engine.concepts.label(concept), count) for concept, count in rows)
        if len(_TABLES) > 8:
            _TABLES.clear()
        _TABLES[engine.generation] = known
    return known


def _periods(engine: Engine) -> dict[str, str]:
    return _period_table(engine.generation, tuple(engine.facts.periods()))


@lru_cache(maxsize=8)
def _period_table(_: str, labels: tuple[str, ...]) -> dict[str, str]:
    """Lower-case label to label, in time; instants and odd spans are not what people begin with."""
    return {label.casefold(): label for label in labels if "-" not in label and "/" not in label}
