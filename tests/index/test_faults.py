"""Nothing is lost: killed, full, read-only, damaged, raced; the last whole generation serves on."""

from __future__ import annotations

import os
import random
import time
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from corpus.base.errors import BuildError, DamagedError, IndexStoreError, LockedError
from index.generations.folders import BUILDING, current, point
from index.generations.generations import open_current, publish
from index.generations.lock import writer_lock
from tests.index.faults import (
    contents,
    expected,
    in_child,
    publish_and_die,
    publish_with_little_space,
    read_for,
    read_only_to_child,
    variant,
    wait,
)


def debris(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(BUILDING)]


def published(folder: Path) -> str:
    return (folder / "CURRENT").read_text().split()[0]


def test_killed_at_fifty_points_the_old_or_the_new_serves(tmp_path: Path) -> None:
    chance = random.Random(20021114)
    folder = tmp_path / "index"
    publish(variant(0), folder)
    lasts = 0.05
    serving, killed = expected(variant(0)), 0
    for number in range(1, 51):
        library = variant(number)
        code = publish_and_die(library, folder, chance.uniform(0, lasts))
        killed += code != 0
        # Killing follows the machine's pace: about as many builds are cut short as are finished.
        lasts *= 1.2 if code else 0.8
        found = contents(open_current(folder))
        if found != serving:
            assert found == expected(library)
            serving = found
        else:
            assert code != 0
    assert 10 <= killed < 50
    publish(variant(99), folder)
    assert debris(folder) == []
    assert len(list(folder.glob("gen-*"))) <= 2


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    ("step", "published"),
    [
        ("index.embedded.build.write_generation", False),
        ("index.generations.generations.write_manifest", False),
        ("index.generations.generations.sync_folder", False),
        ("index.generations.generations.read_manifest", False),
        ("index.generations.generations.point", True),
    ],
)
def test_dying_at_a_step_leaves_the_old_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, published: bool, when: str
) -> None:
    old = contents(publish(variant(0), tmp_path / "index"))
    new = contents(publish(variant(1), tmp_path / "alone"))

    def dies(*arguments: object, **options: object) -> None:
        if when == "after":
            plain(*arguments, **options)
        os._exit(137)

    def work() -> None:
        monkeypatch.setattr(step, dies)
        publish(variant(1), tmp_path / "index")

    module, _, name = step.rpartition(".")
    plain = getattr(import_module(module), name)
    assert wait(in_child(work)) == 137
    left = new if published and when == "after" else old
    assert contents(open_current(tmp_path / "index")) == left
    publish(variant(2), tmp_path / "index")
    assert debris(tmp_path / "index") == []


def test_a_full_disk_leaves_the_old_one_and_no_debris(tmp_path: Path) -> None:
    publish(variant(0), tmp_path)
    before = contents(open_current(tmp_path))
    files = sorted(path.name for path in tmp_path.iterdir())
    for limit in (0, 16, 300, 1000, 3000):
        assert publish_with_little_space(variant(1), tmp_path, limit) == 3
        assert contents(open_current(tmp_path)) == before
        assert sorted(path.name for path in tmp_path.iterdir()) == files
    assert publish_with_little_space(variant(1), tmp_path, 10_000_000) == 0
    assert contents(open_current(tmp_path)) != before


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.generations.generations.write_manifest", full)
    with pytest.raises(BuildError, match="No space left on device"):
        publish(variant(0), tmp_path)
    assert debris(tmp_path) == []


def test_a_read_only_folder_is_read_and_refuses_to_be_written() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        before = contents(publish(variant(0), folder))

        def work() -> None:
            assert contents(open_current(folder)) == before
            with pytest.raises(BuildError, match="TICKMARK_INDEX"):
                publish(variant(1), folder)
            with pytest.raises(BuildError, match="TICKMARK_INDEX"):
                publish(variant(1), folder / "below")

        read_only_to_child(folder)
        assert wait(in_child(work, as_nobody=True)) == 0
        folder.chmod(0o700)
        assert contents(open_current(folder)) == before


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BuildError, match="TICKMARK_INDEX"):
        publish(variant(0), tmp_path / "file" / "index")


def test_a_folder_without_an_index_is_said(tmp_path: Path) -> None:
    with pytest.raises(IndexStoreError, match="build one first"):
        open_current(tmp_path)


def test_any_flipped_byte_is_noticed(tmp_path: Path) -> None:
    chance = random.Random(7)
    publish(variant(0), tmp_path)
    place = tmp_path / published(tmp_path)
    files = sorted(path for path in place.rglob("*") if path.is_file() and path.stat().st_size)
    files.append(tmp_path / "CURRENT")
    assert len(files) > 15
    for path in files:
        good = path.read_bytes()
        for _ in range(3):
            at = chance.randrange(len(good))
            flipped = good[at] ^ 1 << chance.randrange(8)
            path.write_bytes(good[:at] + bytes([flipped]) + good[at + 1 :])
            with pytest.raises(DamagedError, match="build again"):
                open_current(tmp_path)
        path.write_bytes(good)
    assert open_current(tmp_path).search("sales")


def test_a_missing_or_short_file_is_noticed(tmp_path: Path) -> None:
    publish(variant(0), tmp_path)
    place = tmp_path / published(tmp_path)
    for path in sorted(path for path in place.rglob("*") if path.is_file()):
        good = path.read_bytes()
        path.unlink()
        with pytest.raises(DamagedError):
            open_current(tmp_path)
        if good:
            path.write_bytes(good[:-1])
            with pytest.raises(DamagedError):
                open_current(tmp_path)
        path.write_bytes(good)
    assert open_current(tmp_path).search("sales")


@pytest.mark.parametrize("name", ["", "../elsewhere", "gen-", "gen-../x", "gen-7\n\n/", "\xff"])
def test_a_pointer_to_nowhere_is_noticed(tmp_path: Path, name: str) -> None:
    publish(variant(0), tmp_path)
    (tmp_path / "CURRENT").write_text(name, encoding="utf-8")
    with pytest.raises(DamagedError):
        open_current(tmp_path)


def test_a_manifest_may_not_name_files_elsewhere(tmp_path: Path) -> None:
    publish(variant(0), tmp_path)
    manifest = tmp_path / published(tmp_path) / "manifest.json"
    manifest.write_text(manifest.read_text().replace("facts.rows", "../facts.rows"))
    name, digest = current(tmp_path) or ("", "")
    point(tmp_path, name, sha256(manifest.read_bytes()).hexdigest())
    assert digest not in (tmp_path / "CURRENT").read_text()
    with pytest.raises(DamagedError, match="names"):
        open_current(tmp_path)


def test_two_builders_at_once_both_succeed(tmp_path: Path) -> None:
    children = [in_child(lambda n=n: publish(variant(n), tmp_path)) for n in range(4)]  # type: ignore[misc]
    assert [wait(child) for child in children] == [0, 0, 0, 0]
    assert open_current(tmp_path).search("sales")
    assert debris(tmp_path) == []
    assert sorted(path.name for path in tmp_path.glob("gen-*")) == ["gen-00000003", "gen-00000004"]


def test_a_held_lock_is_said_and_a_dead_holder_frees_it(tmp_path: Path) -> None:
    def hold() -> None:
        with writer_lock(tmp_path):
            (tmp_path / "held").touch()
            time.sleep(60)

    child = in_child(hold)
    while not (tmp_path / "held").exists():
        time.sleep(0.005)
    with pytest.raises(LockedError), writer_lock(tmp_path, patience=0.1):
        pass
    os.kill(child, 9)
    wait(child)
    with writer_lock(tmp_path, patience=5):
        pass


def test_readers_see_whole_generations_through_twenty_swaps(tmp_path: Path) -> None:
    libraries = [variant(number) for number in range(20)]
    known = {
        "".join(reading.document.sha256 for reading in library.readings.values())
        for library in libraries
    }
    first = publish(libraries[0], tmp_path)
    before = contents(first)
    readers = [in_child(lambda: read_for(tmp_path, 1.5, known)) for _ in range(3)]
    for library in libraries[1:]:
        publish(library, tmp_path)
    assert [wait(reader) for reader in readers] == [0, 0, 0]
    assert contents(first) == before, "a reader keeps what it opened, though its files are gone"
    assert not first.folder.exists()


def test_numbers_not_clocks_name_generations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(variant(0), tmp_path)
    monkeypatch.setattr(time, "time", lambda: 0.0)
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    publish(variant(1), tmp_path)
    publish(variant(2), tmp_path)
    assert published(tmp_path) == "gen-00000003"


def test_only_the_owner_may_enter(tmp_path: Path) -> None:
    engine = publish(variant(0), tmp_path / "index")
    assert (tmp_path / "index").stat().st_mode & 0o777 == 0o700
    assert engine.folder.stat().st_mode & 0o777 == 0o700
