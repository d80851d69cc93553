"""`python -m bench.filings FILE...`: what a filing costs, beside lxml alone and beside Arelle.

Comes in: pages of filings. Goes out: a line for each and for each way: seconds of processor time,
MB at the peak. Not for: what is read of them. Each way runs in a process of its own, start and
imports included; Arelle is left out where it is not installed or cannot load the page offline.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = """
import shutil, sys, tempfile
from pathlib import Path
from index.generations.generations import ensure_engine
with tempfile.TemporaryDirectory() as place:
    folder = Path(place) / "filings"
    folder.mkdir()
    shutil.copy(sys.argv[1], folder)
    engine = ensure_engine(folder, Path(place) / "index")
    print(len(engine.facts))
"""
LXML = """
import sys
from lxml import etree
root = etree.parse(sys.argv[1], etree.HTMLParser(huge_tree=True)).getroot()
print(sum(1 for _ in root.iter()))
"""
ARELLE = """
import sys
from arelle.api.Session import Session
from arelle.RuntimeOptions import RuntimeOptions
options = RuntimeOptions(
    entrypointFile=sys.argv[1], internetConnectivity="offline", keepOpen=True, logLevel="CRITICAL"
)
with Session() as session:
    session.run(options)
    print(sum(len(model.facts) for model in session.get_models()))
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor seconds and MB at the peak of a process with its children; `found` is its count."""

    seconds: float
    megabytes: int
    found: str


def cost_of(code: str, page: Path) -> Cost | None:
    """What a program costs over a page; None where it fails."""
    program = f"{code}\n{_REPORT}"
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-c", program, str(page)],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": home},
            check=False,
        )
    if done.returncode:
        return None
    found, seconds, kilobytes = done.stdout.split()[-3:]
    return Cost(float(seconds), int(kilobytes) // 1024, found)


_REPORT = """
import resource
own, inner = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
seconds = own.ru_utime + own.ru_stime + inner.ru_utime + inner.ru_stime
print(seconds, max(own.ru_maxrss, inner.ru_maxrss))
"""


def ways() -> dict[str, str]:
    """The programs that are measured, by name."""
    known = {"tickmark": OURS, "lxml": LXML}
    return known | ({"arelle": ARELLE} if importlib.util.find_spec("arelle") else {})


def main(arguments: list[str] | None = None) -> int:
    """Measure each page in each way."""
    parser = argparse.ArgumentParser(prog="python -m bench.filings", description=__doc__)
    parser.add_argument("pages", nargs="+", type=Path, metavar="FILE")
    args = parser.parse_args(arguments)
    for page in args.pages:
        for name, code in ways().items():
            cost = cost_of(code, page.resolve())
            said = (
                "fails"
                if cost is None
                else (f"{cost.seconds:.2f} s, {cost.megabytes} MB, {cost.found} found")
            )
            print(f"{page.name} ({page.stat().st_size:,} bytes) {name}: {said}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
