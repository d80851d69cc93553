"""Outputs are frozen by item, and an item that differs is named."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from bench.same import differences, hashes, settled


def run_same(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench.same", "--only", "facts", "exports", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def zipped(member: str, made: str) -> bytes:
    body = BytesIO()
    with ZipFile(body, "w") as archive:
        archive.writestr(member, f"<made>{made}</made>")
    return body.getvalue()


def test_one_changed_item_is_named_and_all_others_are_the_same_again(tmp_path: Path) -> None:
    frozen = tmp_path / "frozen.sha256"
    written = run_same("--write", "--file", str(frozen))
    assert written.returncode == 0, written.stderr
    value, name = frozen.read_text().splitlines()[5].split("  ", 1)
    frozen.write_text(frozen.read_text().replace(value, value[::-1]))
    compared = run_same("--file", str(frozen))
    assert compared.returncode == 1
    assert compared.stdout.startswith(f"differs  {name}\n1 of "), compared.stderr


def test_an_item_that_is_gone_and_one_that_is_new_differ() -> None:
    before = {"facts 1": "a", "facts 2": "b", "facts 3": "c"}
    now = {"facts 2": "b", "facts 3": "d", "facts 4": "e"}
    assert differences(before, now) == [
        "differs  facts 3",
        "gone     facts 1",
        "new      facts 4",
    ]
    assert differences(now, now) == []


def test_only_what_passes_may_differ_between_runs() -> None:
    assert settled(b'"next":"%s"' % (b"n" * 32)) == settled(b'"next":"%s"' % (b"m" * 32))
    assert settled(b'"id":"a%s"' % (b"1" * 20)) == settled(b'"id":"a%s"' % (b"2" * 20))
    assert settled(b'"next":"2Q02"') != settled(b'"next":"1Q02"')
    assert settled(b"made 2026-12-01 14:26:27 UTC") == settled(b"made 2026-12-02T09:00:00 UTC")
    assert settled(b"as of 2002-09-30") != settled(b"as of 2002-12-31")
    morning, evening = "2026-12-01T09:00:00Z", "2026-12-01T21:00:00Z"
    assert settled(zipped("core.xml", morning)) == settled(zipped("core.xml", evening))
    assert settled(zipped("core.xml", morning)) != settled(zipped("other.xml", morning))
    assert settled(zipped("core.xml", "Revenues")) != settled(zipped("core.xml", "Assets"))


def test_items_of_one_name_are_told_apart() -> None:
    found = hashes([("facts 1", b"a"), ("facts 1", b"b"), ("facts 1", b"b")])
    assert list(found) == ["facts 1", "facts 1 #2", "facts 1 #3"]
    assert found["facts 1"] != found["facts 1 #2"]
