"""Fuzz the grammars and readers, guided by coverage: `python -m bench.fuzz question --seconds 60`.

Comes in: the name of a target, how long. Goes out: found inputs under `--corpus`, and for a finding
a crash file beside them and a status that is not 0. Needs atheris (requirements-bench.txt). Not
for: the suite, which tries what was found once more (`tests/hostile/test_found.py`).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import atheris

SEEDS = (
    "2Q02 equipment sales", "JPY10,568,342 thousand (10.6 billion yen), up 5.2%", "(193,782)",
    "six months ended September 30, 2002", "| Sales | 1,234 | (5) |\n| Total | 1,239 | \u2014 |",
    "# Head\n\n- item one\n- item two\n\nRevenue was $1.5 billion in 1H02.\n\fSlide 2\nA\t1\t2\n",
    "difference between revenues in 2Q02 and 2Q01", "guidance for FY2002 operating income?",
    "as a percentage of total revenues, year over year", "why did net loss increase",
)  # fmt: skip

WORDS = (
    "revenues", "equipment sales", "net loss", "operating income", "costs", "total", "2Q02", "1H02",
    "FY2002", "9M02", "2002", "September 30, 2002", "six months ended", "second quarter", "March",
    "JPY", "$", "¥", "million", "billion", "thousand", "%", "percent", "1,234", "(5,678)",
    "10.6", "0", "-", "—", "|", "\n", "\n\n", "\t", ". ", ", ", " ", " ", " ", "(", ")",
    ":", "/", "and", "from", "to", "of", "as a percentage of", "increased", "decreased by", "year",
    "difference between", "average", "sum of", "respectively", "compared to", "we expect", "why",
    "who", "how much", "what was", "which year", "​", "‮", "é", "日", "﻿",
    "| --- | --- |", "# ", "- ", "* ", "Note 1:", "\f", "page 3", "=", "+", "per share", "shares",
    "subscribers", "Mbps", "US$1", "1", "not", "change in", "ratio", "guidance", "slide 2",
)  # fmt: skip


def text_of(data: bytes) -> str:
    """Bytes as text; those that begin with an odd byte as words of disclosures, a byte each."""
    if data[:1] and data[0] & 1:
        return "".join(f"{WORDS[byte % len(WORDS)]}{' ' * (byte >> 7)}" for byte in data[1:400])
    return data[1:].decode("utf-8", "replace")


def main() -> None:
    """Read the arguments and run until the time is over or something is found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=("numbers", "periods", "question", "table", "reader"))
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--corpus", type=Path, default=Path("build/fuzz"))
    given = parser.parse_args()
    with atheris.instrument_imports(include=["corpus", "index", "service"]):
        from bench.fuzztargets import TARGETS

    check = TARGETS[given.target]
    folder = given.corpus / given.target
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS):
        (folder / f"seed-{number}").write_bytes(b"0" + seed.encode())
        (folder / f"words-{number}").write_bytes(b"1" + bytes(range(number, 250, 7)))

    def one(data: bytes) -> None:
        check(text_of(data))

    options = [
        sys.argv[0],
        str(folder),
        f"-max_total_time={given.seconds}",
        "-max_len=2000",
        "-timeout=10",
        "-rss_limit_mb=1500",
        f"-artifact_prefix={given.corpus}/{given.target}-",
        "-print_final_stats=1",
    ]
    atheris.Setup(options, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
