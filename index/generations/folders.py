"""The folder of an index: where it is, what is published in it, and what may be removed.

Comes in: an index folder. Goes out: names of generations. Not for: what is inside a generation.

    index folder/   CURRENT  LOCK  gen-00000007/  gen-00000008/  (.tmp-… while building)
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from corpus.base.errors import BuildError, DamagedError
from index.generations.inputs import SHIPPED
from index.generations.manifest import sync_folder

POINTER = "CURRENT"
KEPT_GENERATIONS = 2
BUILDING = ".tmp-"
PREFIX = "gen-"
_POINTER_LINE = re.compile(r"(gen-\d{8,12}) ([0-9a-f]{64})\n")


def default_folder(corpus_folder: Path | None = None) -> Path:
    """Where the index of a corpus folder is kept: `TICKMARK_INDEX`, else a cache of this user.

    Never inside the corpus folder; each folder has its own, named by a hash of its path.
    """
    set_by_hand = os.environ.get("TICKMARK_INDEX")
    if set_by_hand:
        base = Path(set_by_hand)
    else:
        base = _cache_folder() / "tickmark"
    path = Path(corpus_folder or SHIPPED).resolve()
    if set_by_hand and path == SHIPPED.resolve():
        return base
    return base / f"{path.name}-{sha256(os.fsencode(path)).hexdigest()[:12]}"


def _cache_folder() -> Path:
    """This user's cache; for a user without a home a folder of its own among the temporary ones."""
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        return Path(tempfile.gettempdir()) / f"cache-{os.geteuid()}"


def is_ours(folder: Path) -> bool:
    """Whether only this user can have written there.

    Growing an index opens files of Whoosh that hold pickles, which is running them as code.
    """
    status = folder.stat()
    return status.st_uid == os.geteuid() and not status.st_mode & 0o022


def pointer_of(corpus_folder: Path | None = None, index_folder: Path | None = None) -> Path:
    """The file whose change says that another generation is published."""
    return (index_folder or default_folder(corpus_folder)) / POINTER


def current(folder: Path) -> tuple[str, str] | None:
    """The generation that CURRENT names and the SHA-256 of its manifest; None without one.

    Raises: DamagedError if the pointer is not one that was written.
    """
    try:
        text = (folder / POINTER).read_text("ascii")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise DamagedError(f"{folder / POINTER}: cannot be read ({error}); build again") from error
    match = _POINTER_LINE.fullmatch(text)
    if match is None:
        raise DamagedError(f"{folder / POINTER}: names no generation; build again")
    return match[1], match[2]


def point(folder: Path, name: str, digest: str) -> None:
    """Replace CURRENT in one step by a generation and the SHA-256 of its manifest."""
    temporary = folder / f"{BUILDING}{POINTER}"
    with temporary.open("w", encoding="ascii") as file:
        file.write(f"{name} {digest}\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / POINTER)
    sync_folder(folder)


def sweep(folder: Path) -> None:
    """Remove what killed or failed builds left, and all but the last generations.

    Under the lock only. The published one stays, whatever its number.
    """
    for path in folder.glob(f"{BUILDING}*"):
        _remove(path)
    try:
        serving = current(folder)
    except DamagedError:
        return  # which one is published cannot be told; the next build will say
    name = serving[0] if serving else ""
    generations = sorted(folder.glob(f"{PREFIX}*"), key=number_of)
    old = set(generations[:-KEPT_GENERATIONS])
    for path in generations:
        if path.name != name and (path in old or number_of(path) > number_of(folder / name)):
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def number_of(path: Path) -> int:
    """A generation's number; 0 for another folder."""
    digits = path.name[len(PREFIX) :]
    return int(digits) if digits.isdigit() else 0


def make_folder(folder: Path) -> None:
    """Make an index folder that only its owner may enter. Raises: BuildError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BuildError(
            f"{folder}: cannot be made ({error.strerror}); name another in TICKMARK_INDEX"
        ) from error
