"""Whether a change of code leaves every output as it was: `make freeze` before, `make same` after.

Comes in: this checkout, by its commands and its WSGI application alone, so that modules may move.
Goes out: a file of SHA-256 lines, one an item (an answer, a fact, a tie-out, a page, an export),
and the names of the items whose bytes differ from those of another such file. The index is built
anew for each run. Not for: whether an output is right (`tests`).

Bytes are compared but for what no two runs and no two versions of the code share: moments,
the generation's id, and the ids of answers and cursors, which are made from it; an archive is
compared by what it holds. `TATQA_DEV` names a folder with `questions.jsonl` and
`documents/` whose questions are asked as well, each of its document.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile, is_zipfile

ROOT = Path(__file__).resolve().parent.parent
FROZEN = ROOT / "build" / "same" / "frozen.sha256"
QUESTIONS = ROOT / "tests" / "questions"
PASSING = re.compile(
    rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?"  # a moment of the day
    rb"|\ba[0-9a-f]{20}\b"  # an answer's id
    rb'|(?<="generation":")[0-9a-f]{16}(?=")'
    rb'|(?<="next":")[\w-]{32}(?=")|(?<=cursor=)[\w-]{32}\b'  # where a list goes on
)
TATQA_QUESTIONS = 300

Item = tuple[str, bytes]

ASKED = "2Q02+equipment+sales"
RELEASE = "iij-2q02-release"
PAGES = (
    "/",
    f"/?q={ASKED}",
    "/?q=dedicated+access+services+revenue+2Q02",
    "/?q=revenue+by+quarter",
    "/?q=why+did+G%26A+increase+in+2Q02",
    "/?q=compare+operating+income+in+2Q02,+1Q02+and+2Q01",
    "/?q=gross+margin+of+equipment+sales+in+2Q02",
    "/?q=equipment+sales+3Q03",
    "/about",
    "/api/docs",
    "/checks",
    "/documents",
    f"/documents/{RELEASE}",
    f"/documents/{RELEASE}/tieout",
    "/explore",
    "/opensearch.xml",
)
API = (
    "/openapi.json",
    f"/api/v1/ask?q={ASKED}",
    "/api/v1/search?q=equipment",
    "/api/v1/suggest?q=equip",
    "/api/v1/concepts",
    "/api/v1/periods",
    "/api/v1/entities",
    "/api/v1/documents",
    f"/api/v1/documents/{RELEASE}/blocks",
    f"/api/v1/documents/{RELEASE}/tables",
    f"/api/v1/documents/{RELEASE}/tieout",
)
EXPORTS = (
    *(f"/api/v1/facts?format={form}" for form in ("csv", "xlsx", "parquet")),
    *(f"/api/v1/checks?format={form}" for form in ("csv", "xlsx", "parquet")),
    *(f"/api/v1/workpaper?q={ASKED}&format={form}" for form in ("html", "jsonl", "xlsx")),
    "/api/v1/xbrl",
)


def main(arguments: list[str] | None = None) -> int:
    """Write the hashes, or compare with a file of them; the status is 1 where an item differs."""
    parser = argparse.ArgumentParser(prog="python -m bench.same", description="Compare outputs.")
    parser.add_argument("--write", action="store_true", help="freeze instead of comparing")
    parser.add_argument("--file", type=Path, default=FROZEN, help="the frozen hashes")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART")
    parser.add_argument("--show", metavar="NAME", help="print this item's bytes and do no more")
    args = parser.parse_args(arguments)
    if not (args.write or args.show or args.file.is_file()):
        parser.error(f"{args.file}: nothing is frozen there")
    with TemporaryDirectory() as folder:
        os.environ.update(TICKMARK_INDEX=f"{folder}/shipped", TICKMARK_LOG="off")
        if args.show:
            shown = [body for name, body in items(args.only) if name == args.show]
            sys.stdout.buffer.write(b"".join(shown))
            return 0 if shown else 1
        now = hashes(items(args.only))
        return freeze(now, args.file) if args.write else compare(now, args.file, args.only)


def freeze(now: dict[str, str], path: Path) -> int:
    """Write a line for each item."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{value}  {name}\n" for name, value in now.items()))
    print(f"{len(now)} items frozen in {path}")
    return 0


def compare(now: dict[str, str], path: Path, parts: Iterable[str]) -> int:
    """Name what differs from the frozen file; 1 where anything does."""
    before = read_hashes(path, parts)
    told = differences(before, now)
    print("".join(f"{line}\n" for line in told), end="")
    print(f"{len(told)} of {len(before.keys() | now.keys())} items differ")
    return 1 if told else 0


def items(parts: Iterable[str]) -> Iterator[Item]:
    """Each output under its name, the part's name first."""
    for part in parts:
        for name, body in PARTS[part]():
            yield f"{part} {name}", body


def hashes(found: Iterable[Item]) -> dict[str, str]:
    """SHA-256 by name, in order; a name that comes again gets a number."""
    by_name: dict[str, str] = {}
    for name, body in found:
        number, unique = 1, name
        while unique in by_name:
            number += 1
            unique = f"{name} #{number}"
        by_name[unique] = sha256(settled(body)).hexdigest()
    return by_name


def settled(body: bytes) -> bytes:
    """The bytes without what passes."""
    return PASSING.sub(b"PASSING", opened(body))


def opened(body: bytes) -> bytes:
    """The bytes; for an archive those of its members, each after its name."""
    if is_zipfile(BytesIO(body)):
        with ZipFile(BytesIO(body)) as archive:
            members = [(name, archive.read(name)) for name in archive.namelist()]
        body = b"".join(name.encode() + b"\n" + content for name, content in members)
    return body


def read_hashes(path: Path, parts: Iterable[str]) -> dict[str, str]:
    """A frozen file's hashes by name, those of these parts."""
    lines = (line.split("  ", 1) for line in path.read_text().splitlines())
    wanted = set(parts)
    return {name: value for value, name in lines if name.split(" ", 1)[0] in wanted}


def differences(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """A line for each item that differs, is gone or is new."""
    gone = [f"gone     {name}" for name in before if name not in now]
    new = [f"new      {name}" for name in now if name not in before]
    changed = [f"differs  {name}" for name in now if before.get(name, now[name]) != now[name]]
    return changed + gone + new


def command(*arguments: str, asked: str = "", **environment: str) -> list[bytes]:
    """The lines that a command prints; a status above 1 is a failure.

    Raises: CalledProcessError."""
    run = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        input=asked.encode(),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=os.environ | environment,
        check=False,
    )
    if run.returncode > 1:
        run.check_returncode()
    return run.stdout.splitlines()


def answers() -> Iterator[Item]:
    """The answer to each question of the files that tests ask."""
    for path in sorted(QUESTIONS.glob("*.jsonl")):
        yield from asked_of(path.stem, path.read_text(encoding="utf-8").splitlines())


def tatqa() -> Iterator[Item]:
    """Answers over many companies' tables, where a folder is named."""
    if not (named := os.environ.get("TATQA_DEV")):
        return
    folder = Path(named).resolve()
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    some = lines[:: max(1, len(lines) // TATQA_QUESTIONS)][:TATQA_QUESTIONS]
    index = f"{os.environ['TICKMARK_INDEX']}-tatqa"
    yield from asked_of(
        "dev", some, TICKMARK_CORPUS=str(folder / "documents"), TICKMARK_INDEX=index
    )


def asked_of(name: str, lines: list[str], **environment: str) -> Iterator[Item]:
    """Lines of questions and what `ask --jsonl` prints for each."""
    printed = command("ask", "--jsonl", asked="\n".join(lines), **environment)
    for line, answer in zip(lines, printed, strict=True):
        yield f"{name} {json.loads(line)['id']}", answer


def listed(kind: str) -> Iterator[Item]:
    """The lines of a listing by their ids."""
    for line in command(kind, "--jsonl"):
        yield json.loads(line)["id"], line


def fetched(addresses: Iterable[str]) -> Iterator[Item]:
    """What the application answers, its type on the first line.

    Raises: SystemExit where it refuses, as nothing would be compared."""
    # Imported once the environment says where the index is, as a server would.
    client = importlib.import_module("wsgi").app.test_client()
    generation = client.get("/api/v1/generation").get_json()["generation"].encode()
    for address in addresses:
        got = client.get(address)
        if got.status_code != 200:
            raise SystemExit(f"{address} answers {got.status_code}: {got.get_data(as_text=True)}")
        head = f"{got.content_type}\n".encode()
        yield address, head + opened(got.data).replace(generation, b"GENERATION")


PARTS: dict[str, Callable[[], Iterator[Item]]] = {
    "answers": answers,
    "tatqa": tatqa,
    "facts": lambda: listed("facts"),
    "checks": lambda: listed("checks"),
    "pages": lambda: fetched(PAGES),
    "api": lambda: fetched(API),
    "exports": lambda: fetched(EXPORTS),
}
"""What is compared, by the word that an item's name begins with."""

if __name__ == "__main__":
    sys.exit(main())
