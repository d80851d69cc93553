"""The `index` commands: build, status, verify, clean.

Comes in: a corpus folder. Goes out: lines and a status. Not for: how a generation is made
(`index.generations.generations`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from corpus.base.errors import IndexStoreError
from service.console.terminal import progress_bar, say, write_line
from service.settings import load_settings

if TYPE_CHECKING:
    from index.generations.manifest import Manifest

DONE, NOT_CURRENT = 0, 1


def _folders(corpus: Path | None) -> tuple[Path | None, Path]:
    """The corpus folder (None: the shipped one) and where its index is kept."""
    from index.generations.folders import default_folder

    settings = load_settings()
    if corpus is not None:
        return corpus, default_folder(corpus)
    return settings.documents, settings.index or default_folder(settings.documents)


def build(force: bool, corpus: Path | None) -> int:
    """Build and publish, where needed or forced."""
    from index.generations.generations import ensure_engine, rebuild

    source, folder = _folders(corpus)
    make = rebuild if force else ensure_engine
    engine = make(source, folder, progress_bar())
    facts, passages = len(engine.facts), len(engine.passages)
    write_line(
        f"generation {engine.generation}: {len(engine.documents)} documents, {facts} facts, "
        f"{passages} passages"
    )
    return DONE


def _published(folder: Path) -> tuple[Path, Manifest] | None:
    """The published generation's folder and manifest; None without one. Raises: DamagedError."""
    from index.generations.folders import current
    from index.generations.manifest import read_manifest

    pointer = current(folder)
    if pointer is None:
        return None
    place = folder / pointer[0]
    return place, read_manifest(place, pointer[1])


def status(as_json: bool, corpus: Path | None) -> int:
    """Say what is published; status 1 where nothing is, or it is not up to date."""
    from index.generations.inputs import digest_inputs

    source, folder = _folders(corpus)
    published = _published(folder)
    if published is None:
        say(f"{folder}: no index is published; build one with: index build")
        return NOT_CURRENT
    place, manifest = published
    current = dict(manifest.inputs) == dict(digest_inputs(source))
    if as_json:
        state = {
            "generation": manifest.generation,
            "folder": str(place),
            "current": current,
            "bytes": sum(size for size, _ in manifest.files.values()),
            "counts": dict(manifest.counts),
        }
        write_line(orjson.dumps(state))
    else:
        word = "current" if current else "stale: documents or code changed"
        counts = ", ".join(f"{count} {name}" for name, count in manifest.counts.items())
        write_line(f"generation {manifest.generation} ({word}): {counts}")
        write_line(f"  {place}")
    return DONE if current else NOT_CURRENT


def verify(corpus: Path | None) -> int:
    """Compare every file of the published generation with its manifest."""
    from index.generations.manifest import verify_files

    _, folder = _folders(corpus)
    published = _published(folder)
    if published is None:
        raise IndexStoreError(f"{folder}: no index is published; build one with: index build")
    place, manifest = published
    verify_files(place, manifest)
    write_line(f"generation {manifest.generation}: {len(manifest.files)} files hold")
    return DONE


def clean(corpus: Path | None) -> int:
    """Remove old generations and what killed builds left, under the builder's lock."""
    from index.generations.folders import sweep
    from index.generations.lock import writer_lock

    _, folder = _folders(corpus)
    if not folder.is_dir():
        write_line(f"{folder}: nothing to remove")
        return DONE
    with writer_lock(folder):
        before = {path.name for path in folder.iterdir()}
        sweep(folder)
        removed = sorted(before - {path.name for path in folder.iterdir()})
    write_line(f"{folder}: {len(removed)} removed")
    for name in removed:
        write_line(f"  {name}")
    return DONE
