"""Generations of an index: built beside, published by one rename, opened whole or not at all.

Comes in: a corpus folder and an index folder. Goes out: an `Engine` over the current generation,
built first where it is absent, stale or damaged. Not for: what a generation holds
(`index.embedded.build`).
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from corpus.base.errors import BuildError, DamagedError, IndexStoreError, LockedError
from corpus.base.records import Library, Reading
from index.embedded.store import StoredEngine
from index.generations.folders import (
    BUILDING,
    PREFIX,
    current,
    default_folder,
    is_ours,
    make_folder,
    number_of,
    point,
    pointer_of,
    sweep,
)
from index.generations.inputs import FORMAT, digest_code, digest_inputs
from index.generations.lock import writer_lock
from index.generations.manifest import (
    Manifest,
    read_manifest,
    sync_folder,
    verify_files,
    write_manifest,
)

Progress = Callable[[int, int, str], None]
MOST_READINGS = 20
"""So often documents are read again that changed while they were read."""

__all__ = [
    "default_folder",
    "ensure_engine",
    "open_current",
    "open_whole",
    "pointer_of",
    "publish",
    "rebuild",
]


def open_current(folder: Path) -> StoredEngine:
    """The engine over the published generation, every file of it verified.

    Raises: IndexStoreError if nothing is published, DamagedError if it is not what was written.
    """
    engine = _published(folder)
    if engine is None:
        raise IndexStoreError(f"{folder}: no index is published there; build one first")
    return engine


def open_whole(
    corpus_folder: Path | None = None, index_folder: Path | None = None
) -> StoredEngine | None:
    """What is published, if it is whole and this very code made it, of whatever documents.

    For a service that cannot build: what it served a moment ago is better than nothing.
    """
    return _known_readings(index_folder or default_folder(corpus_folder), digest_code())


def _published(folder: Path, inputs: Mapping[str, str] | None = None) -> StoredEngine | None:
    """What CURRENT names, if anything, and if these are among its inputs. Raises: DamagedError."""
    while True:
        pointer = current(folder)
        if pointer is None:
            return None
        try:
            manifest = read_manifest(folder / pointer[0], pointer[1])
            stale = [
                key for key, value in (inputs or {}).items() if manifest.inputs.get(key) != value
            ]
            return None if stale else _open(folder / pointer[0], manifest)
        except (DamagedError, FileNotFoundError):
            if current(folder) == pointer:
                raise  # else it was replaced, and removed, between the two steps


def _open(place: Path, manifest: Manifest) -> StoredEngine:
    if manifest.format != FORMAT:
        raise DamagedError(f"{place}: layout {manifest.format}, not {FORMAT}; build again")
    verify_files(place, manifest)
    return StoredEngine(place, manifest.generation)


def ensure_engine(
    corpus_folder: Path | None = None,
    index_folder: Path | None = None,
    progress: Progress | None = None,
) -> StoredEngine:
    """The engine over a corpus folder, built first if there is none that is whole and up to date.

    Raises: CorpusError (documents), BuildError (no space, no right to write), LockedError.
    """
    folder = index_folder or default_folder(corpus_folder)
    inputs = digest_inputs(corpus_folder)
    engine = _fresh(folder, inputs)
    if engine is not None:
        _clean(folder)
        return engine
    _refuse_in_a_worker_that_starts()
    make_folder(folder)
    with writer_lock(folder):
        engine = _fresh(folder, inputs)  # another process may have built it meanwhile
        return engine or _build_from(corpus_folder, folder, progress)


def _refuse_in_a_worker_that_starts() -> None:
    """A script without a main guard is run again by each process that it starts.

    Raises: BuildError saying how to guard it.
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        raise BuildError(
            'a script that builds an index needs the guard: if __name__ == "__main__": main()'
        )


def rebuild(
    corpus_folder: Path | None = None,
    index_folder: Path | None = None,
    progress: Progress | None = None,
) -> StoredEngine:
    """Build and publish from the documents alone, whatever is published already."""
    folder = index_folder or default_folder(corpus_folder)
    make_folder(folder)
    with writer_lock(folder):
        return _build_from(corpus_folder, folder, progress, reuse=False)


def publish(
    library: Library, folder: Path, inputs: Mapping[str, str] | None = None
) -> StoredEngine:
    """Publish a library that is already read, under the lock: for tests and benchmarks."""
    make_folder(folder)
    with writer_lock(folder):
        return _publish(library, folder, dict(inputs or {}), {}, None)


def _clean(folder: Path) -> None:
    """Remove a killed build's debris, unless another process is building."""
    if any(folder.glob(f"{BUILDING}*")):
        with suppress(LockedError, BuildError), writer_lock(folder, patience=0):
            sweep(folder)


def _fresh(folder: Path, inputs: Mapping[str, str]) -> StoredEngine | None:
    """The published engine if it is whole and made from these inputs."""
    with suppress(DamagedError):
        return _published(folder, inputs)
    return None


def _build_from(
    corpus_folder: Path | None, folder: Path, progress: Progress | None, *, reuse: bool = True
) -> StoredEngine:
    """Read what is new, tie, build and publish; the caller holds the lock."""
    from corpus.formats.folder import load_folder
    from index.generations.reading import read_all

    inputs = digest_inputs(corpus_folder)
    known = _known_readings(folder, inputs["code"]) if reuse else None
    read = known.documents if known is not None else {}
    found = load_folder(corpus_folder, read)
    for _ in range(MOST_READINGS):
        if (after := digest_inputs(corpus_folder)) == inputs:
            break
        inputs, found = after, load_folder(corpus_folder, read)  # they changed while being read
    else:
        raise BuildError("the documents change faster than they can be read; build again later")
    library, raw, grows = read_all(found.documents, known, progress)
    library = replace(library, unread=found.unread)
    before = known.folder if known is not None and grows and is_ours(folder) else None
    return _publish(library, folder, inputs, raw, progress, before)


def _known_readings(folder: Path, code: str) -> StoredEngine | None:
    """The published generation if this very code read it, for its readings."""
    with suppress(DamagedError):
        return _published(folder, {"code": code})
    return None


def _publish(
    library: Library,
    folder: Path,
    inputs: dict[str, str],
    raw: Mapping[str, Reading],
    progress: Progress | None,
    before: Path | None = None,
) -> StoredEngine:
    """Write beside, verify by what is on the disk, rename, point CURRENT at it; then clean up.

    Raises: BuildError naming the cause; what was published before stays so, and no debris is left.
    """
    from index.embedded.build import write_generation

    sweep(folder)
    number = 1 + max((number_of(path) for path in folder.glob(f"{PREFIX}*")), default=0)
    place = folder / f"{PREFIX}{number:08d}"
    building = folder / f"{BUILDING}{number:08d}"
    try:
        building.mkdir(mode=0o700)
        counts = write_generation(
            library, building, raw=raw or None, before=before, progress=progress
        )
        generation = _name_of(library, inputs)
        digest = write_manifest(building, generation, inputs, counts)
        building.rename(place)
        sync_folder(folder)
        engine = _open(place, read_manifest(place, digest))
        point(folder, place.name, digest)
    except OSError as error:
        sweep(folder)
        raise BuildError(
            f"{folder}: the index cannot be written ({error.strerror or error}); "
            "free space, or name a folder that may be written in TICKMARK_INDEX"
        ) from error
    except BaseException:
        sweep(folder)
        raise
    sweep(folder)
    return engine


def _name_of(library: Library, inputs: Mapping[str, str]) -> str:
    """Equal inputs, equal name: what an answer depends on beside the question."""
    digest = sha256(repr(sorted(inputs.items())).encode())
    for reading in library.readings.values():
        digest.update(f"{reading.document.id} {reading.document.sha256}\n".encode())
    return digest.hexdigest()[:16]
