"""Questions over a large generation of made companies: by kind, the first one, memory, pages.

Comes in: the folder of a generation, or how many passages to make one of. Goes out: CPU
milliseconds by kind of question, of suggestions and of pages, and a worker's memory. Not for:
wall time, which on a busy machine says more of its neighbours (`bench.asking`).
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time
from typing import Any

import orjson

from bench.generator import Shape
from bench.made import make_library
from bench.measure import milliseconds
from corpus.base.records import Fact
from index.embedded.store import StoredEngine
from index.generations.generations import open_current, publish
from service.app import create_app
from service.ask.pipeline import answer_json
from service.ask.suggest import suggest
from service.server import collect_seldom
from service.settings import Settings

MILLION = Shape(columns=6, reports=5)
"""With 100,000 passages a million facts, of companies with five reports each."""

ASKED = 100
Form = Callable[[str, Fact, str], str]
KINDS: dict[str, Form] = {
    "a figure": lambda name, f, _: f"{name} {f.label} {f.period.label}",
    "a figure, misspelt": lambda name, f, _: f"{name} {_slip(f.label)} {f.period.label}",
    "a change": lambda name, f, _: f"How much did {name} {f.label} change in {f.period.label}?",
    "a series": lambda name, f, _: f"{name} {f.label} by quarter",
    "a share": lambda name, f, _: (
        f"{name} {f.label} as a share of total revenues in {f.period.label}"
    ),
    "the highest": lambda name, f, _: f"In which quarter was {name} {f.label} the highest?",
    "a forecast": lambda name, f, _: f"What is expected for {name} {f.label}?",
    "two companies": lambda name, f, other: (
        f"Compare {f.label} of {name} and {other} in {f.period.label}"
    ),
    "nobody named": lambda _, f, __: f"{f.label} {f.period.label}",
    "nobody named, a series": lambda _, f, __: f"{f.label} by quarter",
    "which company": lambda _, f, __: (
        f"Which company had the highest {f.label} in {f.period.label}?"
    ),
    "a reason": lambda name, f, _: f"Why did {name} {f.label} change in {f.period.label}?",
    "a place": lambda name, _, __: f"Where did {name} open a new office?",
    "nothing reported": lambda name, _, __: f"What colour is the {name} logo?",
}
PAGES = {
    "the first page": "/",
    "documents, page 2": "/documents?page=2",
    "explore": "/explore",
    "tie-outs": "/checks",
    "an answer": "/?q=total+revenues",
}
FIRST = """
import sys
from pathlib import Path
from time import process_time
started = process_time()
from index.generations.generations import open_current
from service.ask.pipeline import answer_json
imported = process_time()
engine = open_current(Path(sys.argv[1]))
opened = process_time()
answer_json(sys.argv[2], engine)
print(opened - imported, process_time() - opened)
"""


def measure_large(passages: int, folder: Path | None = None) -> dict[str, Any]:
    """A generation of so many passages, made in `folder` unless it is there already."""
    if folder is None:
        with tempfile.TemporaryDirectory() as name:
            return measure_large(passages, Path(name, "index"))
    if (folder / "CURRENT").exists():
        engine = open_current(folder)
    else:
        engine = publish(make_library(passages, shape=MILLION)[0], folder)
    return measure_engine(engine, folder)


def measure_engine(engine: StoredEngine, folder: Path, asked: int = ASKED) -> dict[str, Any]:
    """Everything measured over one generation."""
    questions = made_questions(engine, asked)
    opening, first = _first_question(folder, questions["a figure"][0])
    figures: dict[str, Any] = {
        "documents": len(engine.documents),
        "companies": len(engine.facts.entities()),
        "passages": len(engine.passages),
        "facts": len(engine.facts),
        "opening_ms": opening,
        "first_question_ms": first,
        "memory_mb_before": private_memory(),
    }
    for texts in questions.values():
        answer_json(texts.pop(), engine)
    collect_seldom()
    taken = {kind: _timed(texts, engine, answer_json) for kind, texts in questions.items()}
    figures["kinds"] = {kind: milliseconds(seconds) for kind, seconds in taken.items()}
    figures["any"] = milliseconds([each for seconds in taken.values() for each in seconds])
    begun = [text[: len(text) // 2] for text in questions["a figure"]]
    suggest("total", engine)
    figures["suggestions"] = milliseconds(_timed(begun, engine, suggest))
    figures["pages_ms"] = _pages(engine)
    figures["memory_mb_after"] = private_memory()
    return figures


def made_questions(engine: StoredEngine, count: int, seed: int = 5) -> dict[str, list[str]]:
    """So many questions and one more of each kind, about figures drawn from all documents."""
    rng = random.Random(seed)

    def drawn() -> tuple[str, Fact]:
        document = engine.documents.at(rng.randrange(len(engine.documents)))
        return document.entity.name, rng.choice(engine.facts.in_document(document.id))

    return {
        kind: [form(*drawn(), drawn()[0]) for _ in range(count + 1)] for kind, form in KINDS.items()
    }


def private_memory() -> int:
    """Megabytes that this process alone holds; mapped files are shared and do not count."""
    rows = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    sizes = {row.split()[0]: row.split()[1] for row in rows if row.startswith("Private")}
    return round(int(sizes["Private_Dirty:"]) / 1024)


def _slip(label: str) -> str:
    """A label with two letters of its longest word exchanged."""
    word = max(label.split(), key=len)
    return label.replace(word, word[:3] + word[4] + word[3] + word[5:])


def _timed(
    texts: Sequence[str], engine: StoredEngine, call: Callable[[str, StoredEngine], object]
) -> list[float]:
    taken = []
    for text in texts:
        started = process_time()
        call(text, engine)
        taken.append(process_time() - started)
    return taken


def _first_question(folder: Path, question: str) -> tuple[float, float]:
    """CPU milliseconds of opening, and of the first question with all that it imports."""
    command = [sys.executable, "-c", FIRST, str(folder), question]
    rows = [
        subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        for _ in range(3)
    ]
    best = sorted(rows, key=lambda row: float(row[1]))[0]
    return round(float(best[0]) * 1000, 1), round(float(best[1]) * 1000, 1)


def _pages(engine: StoredEngine) -> dict[str, float]:
    """CPU milliseconds of each page when it is made."""
    client = create_app(Settings(log="errors"), engine=engine).test_client()
    client.get("/about")
    taken = {}
    for name, path in PAGES.items():
        started = process_time()
        assert client.get(path).status_code == 200
        taken[name] = round((process_time() - started) * 1000, 1)
    return taken


if __name__ == "__main__":
    print(orjson.dumps(measure_large(100_000, Path(sys.argv[1])), option=2).decode())
