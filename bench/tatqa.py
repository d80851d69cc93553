"""Answer TAT-QA questions with the general machinery: `python bench/tatqa.py QUESTIONS
--documents DIR --out FILE`.

Comes in: questions as JSON lines with `id`, `question`, `document`, and the folder of their
documents. Goes out: lines with `id`, `answer`, `scale` for TAT-QA's scorer. Each question is
asked of its own document, with `--open` of all documents at once. Not for: rules of that set; an
answer is only put in its form here.
"""

from __future__ import annotations

import argparse
import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from corpus.grammar.numbers import find_figures
from index.engine import Engine
from index.engines import ensure_engine
from service.ask.pipeline import answer_json

SCALES = {3: "thousand", 6: "million", 9: "billion"}
NO_MONEY = frozenset({"percent", "ratio", "percentage_point"})


def main() -> int:
    """Write one prediction a line; a question without an answer is left out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("questions", type=Path)
    parser.add_argument("--documents", type=Path, required=True, help="folder of the documents")
    parser.add_argument("--out", type=Path, required=True, help="where predictions go")
    parser.add_argument("--open", action="store_true", help="ask over all documents at once")
    parser.add_argument("--limit", type=int, default=0, help="only the first so many questions")
    args = parser.parse_args()
    engine = ensure_engine(args.documents)
    lines = args.questions.read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line) for line in lines if line.strip()][: args.limit or None]
    answered = 0
    with args.out.open("w", encoding="utf-8") as out:
        for item in asked:
            prediction = predict(engine, item["question"], None if args.open else item["document"])
            if prediction is not None:
                answered += 1
                out.write(json.dumps({"id": item["id"], **prediction}, ensure_ascii=False) + "\n")
    print(f"{answered} of {len(asked)} questions answered", file=sys.stderr)
    return 0


def predict(engine: Engine, question: str, document: str | None) -> dict[str, Any] | None:
    """One answer in TAT-QA's form: a string, number or list, and a scale word; None for silence.

    A computed figure that is shown as disputed is none that is vouched for: the form has no word
    for doubt, so it is left out.
    """
    answer = answer_json(question, engine, document=document)
    doubted = answer["status"] == "disputed" and answer["kind"] == "derived"
    if answer["status"] == "unanswered" or doubted:
        return None
    if answer["kind"] in ("text", "passage"):
        said = answer["short"] or [c["quote"] for c in answer["citations"][:1]]
        return {"answer": [" ".join(s.split()) for s in said], "scale": ""} if said else None
    if answer["short"]:
        return {"answer": answer["short"], "scale": ""}
    values = [p["value"] for p in answer["points"]] or [answer["value"]]
    inputs = [p["value"] for p in (answer.get("derivation") or {}).get("inputs", [])]
    if any(v is None or v["amount"] is None for v in values):
        return None
    if answer["derivation"] is None and len(values) >= 1:
        power = _power(values[0])
        said_all = [v["printed"] for v in values]
        return {"answer": said_all, "scale": _scale_word(values[0], power)}
    power = max((_power(v) for v in inputs), default=0, key=abs)
    amount = Decimal(values[0]["amount"])
    if values[0]["unit"] not in NO_MONEY:
        amount = amount.scaleb(-power)
    rounded = amount if values[0]["unit"] == "ratio" else amount.quantize(Decimal("0.01"))
    return {"answer": str(rounded), "scale": _scale_word(values[0], power)}


def _power(value: dict[str, Any]) -> int:
    """The power of ten between a printed figure and its amount."""
    figures = find_figures(value.get("printed") or "")
    amount = Decimal(value["amount"])
    if len(figures) != 1 or not amount or not figures[0].amount:
        decimals = value.get("decimals") or 0
        return max(0, -decimals) // 3 * 3
    ratio = abs(amount / figures[0].amount)
    return ratio.adjusted()  # below zero for "114.3 cents", kept as a part of a dollar


def _scale_word(value: dict[str, Any], power: int) -> str:
    if value["unit"] in ("percent", "percentage_point"):
        return "percent"
    return SCALES.get(power, "") if value["unit"] not in NO_MONEY else ""


if __name__ == "__main__":
    sys.exit(main())
