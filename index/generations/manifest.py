"""What a generation consists of, file by file with size and SHA-256.

Comes in: a folder. Goes out: its `manifest.json`, or the finding that the folder is not what was
written. Not for: deciding what to build (`index.generations.generations`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath

import orjson

from corpus.base.errors import DamagedError
from index.generations.inputs import FORMAT

NAME = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """`inputs` are the digests of what went in; `files` gives size and SHA-256 of each file."""

    generation: str
    inputs: Mapping[str, str]
    files: Mapping[str, tuple[int, str]]
    counts: Mapping[str, int] = field(default_factory=dict)
    format: int = FORMAT


def write_manifest(
    folder: Path, generation: str, inputs: Mapping[str, str], counts: Mapping[str, int]
) -> str:
    """Describe all files of a finished folder, and put everything on the disk itself.

    Returns the SHA-256 of the manifest.
    """
    files = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        files[path.relative_to(folder).as_posix()] = (path.stat().st_size, digest)
    manifest = Manifest(generation, dict(inputs), files, dict(counts))
    written = orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
    with (folder / NAME).open("wb") as file:
        file.write(written)
        file.flush()
        os.fsync(file.fileno())
    for inner in (*(path for path in folder.rglob("*") if path.is_dir()), folder):
        sync_folder(inner)
    return sha256(written).hexdigest()


def read_manifest(folder: Path, digest: str) -> Manifest:
    """The manifest with this SHA-256 of a generation, its files of the right sizes.

    Raises: DamagedError saying which file is wrong.
    """
    try:
        written = (folder / NAME).read_bytes()
        if sha256(written).hexdigest() != digest:
            raise ValueError("its SHA-256 differs")
        data = orjson.loads(written)
        files = {name: (int(size), str(digest)) for name, (size, digest) in data["files"].items()}
        inputs = {str(name): str(digest) for name, digest in data["inputs"].items()}
        manifest = Manifest(
            str(data["generation"]), inputs, files, data["counts"], int(data["format"])
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedError(f"{folder}: no readable manifest ({error}); build again") from error
    for name, (size, _) in files.items():
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise DamagedError(f"{folder}: the manifest names {name!r}; build again")
        try:
            found = (folder / name).stat().st_size
        except OSError as error:
            raise DamagedError(f"{folder / name}: missing; build again") from error
        if found != size:
            raise DamagedError(f"{folder / name}: {found} bytes, not {size}; build again")
    return manifest


def verify_files(folder: Path, manifest: Manifest) -> None:
    """Compare every file with its SHA-256. Raises: DamagedError naming the first that differs."""
    for name, (_, expected) in manifest.files.items():
        try:
            with (folder / name).open("rb") as file:
                found = file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise DamagedError(f"{folder / name}: cannot be read ({error.strerror})") from error
        if found != expected:
            raise DamagedError(f"{folder / name}: its SHA-256 differs; build again")


def sync_folder(folder: Path) -> None:
    """Put a folder's own entries on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
