"""Starting and building: whole processes, and what reading and indexing documents cost.

Comes in: nothing. Goes out: seconds. Not for: a running service.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.generator import make_documents
from bench.measure import quantile

PROCESSES: dict[str, tuple[str, ...]] = {
    "python": ("-c", "pass"),
    "import_application": ("-c", "import service.app"),
    "import_whoosh": ("-c", "import whoosh.index, whoosh.qparser"),
    "help": ("-m", "service", "--help"),
    "ask": ("-m", "service", "ask", "2Q02 equipment sales"),
}

_BUILD = """
import json, resource, sys
from pathlib import Path
from time import perf_counter
from index.generations.generations import ensure_engine
import corpus.library, index.embedded.build, index.embedded.whooshindex, corpus.formats.folder
def cpu():
    both = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(r.ru_utime + r.ru_stime for r in both)
before, started = cpu(), perf_counter()
corpus = Path(sys.argv[1]) if sys.argv[1] else None
engine = ensure_engine(corpus, Path(sys.argv[2]))
print(json.dumps({"cpu_s": round(cpu() - before, 3), "wall_s": round(perf_counter() - started, 3),
    "documents": len(engine.documents), "passages": len(engine.passages),
    "facts": len(engine.facts)}))
"""


def measure_starting(times: int = 5) -> dict[str, Any]:
    """Median and worst wall time of whole processes, in turns, the index built before."""
    taken: dict[str, list[float]] = {name: [] for name in PROCESSES}
    for number in range(times + 1):
        for name, arguments in PROCESSES.items():
            started = perf_counter()
            subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
            if number:  # the first finds no compiled files
                taken[name].append(perf_counter() - started)
    return {
        name: {"p50_s": round(quantile(v, 0.5), 3), "worst_s": round(max(v), 3)}
        for name, v in taken.items()
    }


def measure_building(documents: int = 60) -> dict[str, Any]:
    """The five documents; then a folder of made ones, and the same after one more came."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        found: dict[str, Any] = {"five": _build("", place / "five")}
        folder = place / "made"
        folder.mkdir()
        *made, last = make_documents(8 * (documents + 1))
        for document in made:
            (folder / f"{document.id}.txt").write_text(document.text, encoding="utf-8")
        found["many"] = _build(str(folder), place / "many")
        (folder / f"{last.id}.txt").write_text(last.text, encoding="utf-8")
        found["one_more"] = _build(str(folder), place / "many")
    ratio = found["one_more"]["cpu_s"] / found["many"]["cpu_s"]
    found["one_more_share_of_many"] = round(ratio, 3)
    return found


def _build(corpus: str, index: Path) -> dict[str, Any]:
    """Build in a process of its own, imports apart, its children's work included."""
    import orjson

    script = index.with_suffix(".py")
    guarded = "\n".join("    " + line for line in _BUILD.strip().splitlines())
    script.write_text(f"if __name__ == '__main__':\n{guarded}\n", encoding="utf-8")
    root = str(Path(__file__).resolve().parent.parent)
    environment = os.environ | {"PYTHONPATH": root}
    done = subprocess.run(
        [sys.executable, str(script), corpus, str(index)],
        check=True,
        capture_output=True,
        env=environment,
    )
    found: dict[str, Any] = orjson.loads(done.stdout)
    return found
