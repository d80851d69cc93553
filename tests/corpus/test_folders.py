"""A folder of many files: each is read for itself, and the one that cannot be stops no other."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from corpus.base.errors import CatalogError
from corpus.base.records import Folder
from corpus.formats.folder import load_folder

TEXT = "Revenues were JPY1,234 million in FY2002.\n"
OTHER = "Revenues were JPY1,300 million in FY2003.\n"


def listed(folder: Folder) -> dict[str, str]:
    """The code of each file that gave no document."""
    return {one.file: one.code for one in folder.unread}


def test_one_bad_file_of_each_kind_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(TEXT)
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "latin.txt").write_bytes("caf\u00e9 1,234".encode("latin-1"))
    (tmp_path / "lost.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "round.txt").symlink_to(tmp_path / "round.txt")
    (tmp_path / "\u58f2\u4e0a.txt").write_text(OTHER)
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    folder = load_folder(tmp_path)
    assert [one.id for one in folder.documents] == ["good"]
    assert listed(folder) == {
        "empty.txt": "empty",
        "latin.txt": "encoding",
        "lost.txt": "unreadable",
        "round.txt": "unreadable",
        "\u58f2\u4e0a.txt": "name",
    }
    assert all(one.detail.startswith(f"{one.file}: ") for one in folder.unread)
    by_file = {one.file: one for one in folder.unread}
    assert by_file["empty.txt"].sha256 == hashlib.sha256(b"").hexdigest()
    assert by_file["lost.txt"].sha256 is None


def test_a_name_that_is_no_utf8_is_listed_by_what_can_be_shown(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(TEXT)
    raw = os.fsencode(tmp_path) + b"/\xff.txt"
    with open(raw, "wb") as file:
        file.write(b"1,234")
    assert listed(load_folder(tmp_path)) == {"\ufffd.txt": "name"}


def test_a_file_that_may_not_be_read_is_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "good.txt").write_text(TEXT)
    (tmp_path / "shut.txt").write_text(OTHER)
    plain = Path.read_bytes

    def refused(path: Path) -> bytes:
        if path.name == "shut.txt":  # the superuser of a container may read what is shut
            raise PermissionError(13, "Permission denied", str(path))
        return plain(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    assert listed(load_folder(tmp_path)) == {"shut.txt": "unreadable"}


def test_files_of_the_same_bytes_are_one_document_with_their_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "copy of a.txt"):
        (tmp_path / name).write_text(TEXT)
    (tmp_path / "link.txt").symlink_to("b.txt")
    (tmp_path / "other.txt").write_text(OTHER)
    folder = load_folder(tmp_path)
    assert listed(folder) == dict.fromkeys(("b.txt", "copy of a.txt", "link.txt"), "duplicate")
    assert {one.id for one in folder.unread} == {"a"}
    assert {one.id: one.files for one in folder.documents} == {
        "a": ("a.txt", "b.txt", "copy of a.txt", "link.txt"),
        "other": ("other.txt",),
    }


def test_two_files_of_one_name_have_their_endings_in_their_ids(tmp_path: Path) -> None:
    for name, text in {"a.txt": TEXT, "a.md": OTHER, "b.md": TEXT + OTHER}.items():
        (tmp_path / name).write_text(text)
    assert [one.id for one in load_folder(tmp_path).documents] == ["a-md", "a-txt", "b"]


def test_the_second_of_two_files_of_one_id_is_listed(tmp_path: Path) -> None:
    (tmp_path / "a b.txt").write_text(TEXT)
    (tmp_path / "a-b.txt").write_text(OTHER)
    folder = load_folder(tmp_path)
    assert [one.files for one in folder.documents] == [("a b.txt",)]
    assert listed(folder) == {"a-b.txt": "name"}


def test_a_link_is_followed_inside_the_folder_and_never_out_of_it(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.txt").write_text(OTHER)
    (inside / "good.txt").write_text(TEXT)
    (inside / "out.txt").symlink_to(tmp_path / "secret.txt")
    (inside / "round about.txt").symlink_to(Path("..") / "inside" / ".." / "secret.txt")
    (inside / "kept.data").write_text(TEXT + OTHER)
    (inside / "in.txt").symlink_to("kept.data")
    (tmp_path / "door").symlink_to(inside)
    for folder in (load_folder(inside), load_folder(tmp_path / "door")):
        assert [one.id for one in folder.documents] == ["good", "in"]
        assert listed(folder) == {"out.txt": "outside", "round about.txt": "outside"}
        assert all(one.sha256 is None for one in folder.unread)


def test_a_catalog_lists_an_unreadable_file_and_refuses_a_missing_or_changed_one(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_bytes(b"")
    catalog = '[[document]]\nid = "one"\nfile = "a.txt"\n[[document]]\nid = "two"\nfile = "b.txt"\n'
    (tmp_path / "catalog.toml").write_text(catalog)
    folder = load_folder(tmp_path)
    assert [one.id for one in folder.documents] == ["one"]
    assert [(one.id, one.file, one.code) for one in folder.unread] == [("two", "b.txt", "empty")]
    (tmp_path / "catalog.toml").write_text(catalog + 'sha256 = "00"\n')
    with pytest.raises(CatalogError, match=r"b\.txt: its SHA-256 is"):
        load_folder(tmp_path)
    (tmp_path / "catalog.toml").write_text(catalog + '[[document]]\nid = "three"\n')
    with pytest.raises(CatalogError, match=r"three\.txt is missing"):
        load_folder(tmp_path)


def test_a_catalog_that_is_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "a.txt").write_text(TEXT)
    (tmp_path / "catalog.toml").write_text('[[document]]\nid = "a"\n')
    (inside / "catalog.toml").symlink_to(tmp_path / "catalog.toml")
    with pytest.raises(CatalogError, match="leaves the folder"):
        load_folder(inside)
