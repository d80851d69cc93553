"""Judges answers against gold questions: value, unit, status and evidence together.

The rules are those of the gold format: a figure fits an accepted rendering to the digit, a derived
one within its tolerance, points pair by value, evidence is touched by a citation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SPOKEN = ("answered", "disputed")


def read_gold(name: str) -> list[dict[str, Any]]:
    """The questions of one file of this folder."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def fits(value: dict[str, Any] | None, gold: dict[str, Any]) -> bool:
    """True where a value is one of the accepted figures in its unit."""
    if not value or value["unit"] != gold["unit"] or value["amount"] is None:
        return False
    slack = Decimal(gold.get("tolerance") or 0)
    wanted = [Decimal(v) for v in (*gold.get("accept", ()), gold["value"])]
    return any(abs(Decimal(value["amount"]) - w) <= slack for w in wanted)


def is_right(gold: dict[str, Any], answer: dict[str, Any]) -> bool:
    """True where an answer is what the gold asks for."""
    want, kind, status = gold["answer"], gold["kind"], answer["status"]
    if kind == "unanswerable":
        return status == "unanswered" and not answer["value"] and not answer["points"]
    if status not in SPOKEN:
        return False
    value = answer["value"] or {}
    if kind in ("figure", "derived"):
        return fits(answer["value"], want)
    if kind in ("comparison", "series"):
        return _points_fit(answer["points"], want["points"])
    if kind == "guidance":
        if "low" in want:
            return (value.get("low"), value.get("high"), value.get("unit")) == (
                want["low"],
                want["high"],
                want["unit"],
            )
        return fits(answer["value"], want)
    if kind == "text":
        return any(t.casefold() in answer["text"].casefold() for t in want["any_of"])
    if kind == "passage":
        quotes = " ".join(c["quote"] for c in answer["citations"][:3]).split()
        return all(" ".join(m.split()) in " ".join(quotes) for m in want["must_mention"])
    offered = [answer["value"], *(p["value"] for p in (*answer["alternatives"], *answer["points"]))]
    wanted = [*want["reported"], *([want["likely"]] if want["likely"] else [])]
    return status == "disputed" and all(any(fits(v, w) for v in offered) for w in wanted)


def _points_fit(points: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> bool:
    left = list(points)
    for gold in wanted:
        match = next((p for p in left if fits(p["value"], gold)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def spoke(answer: dict[str, Any]) -> bool:
    """True where an answer commits itself to a figure or a name."""
    return answer["status"] in SPOKEN and answer["kind"] != "passage"


def evidence_spans(text: str, quote: str) -> Iterator[tuple[int, int]]:
    """Every place of a quote."""
    at = text.find(quote)
    while at >= 0:
        yield at, at + len(quote)
        at = text.find(quote, at + 1)
