"""Pictures replace only older pictures of ours, whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from vpr_print.output.errors import ForeignFolderError, NotWritableError
from vpr_print.output.picture_folder import MARK, picture_folder
from vpr_print.safe_files import write_new


def fill(folder: Path, *names: str) -> None:
    with picture_folder(folder) as aside:
        for name in names:
            write_new(aside / name, name.encode())


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_an_older_folder_of_ours_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "preview"
    fill(target, "a.png", "b.png")
    fill(target, "c.png")
    assert listed(target) == [MARK, "c.png"]
    assert listed(tmp_path) == ["preview"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "preview").mkdir()
    fill(tmp_path / "preview", "a.png")
    assert listed(tmp_path / "preview") == [MARK, "a.png"]


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_only_the_owner_reads_the_pictures(tmp_path: Path) -> None:
    fill(tmp_path / "preview", "a.png")
    for path in (tmp_path / "preview", tmp_path / "preview" / "a.png", tmp_path / "preview" / MARK):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path.name


@pytest.mark.parametrize("name", ["foto.jpg", "index.html", MARK])
def test_a_folder_with_files_of_others_is_refused_and_left_alone(tmp_path: Path, name: str) -> None:
    target = tmp_path / "preview"
    target.mkdir()
    (target / name).write_bytes(b"not ours")
    with pytest.raises(ForeignFolderError) as caught:
        fill(target, "a.png")
    assert caught.value.names == (name,)
    assert (target / name).read_bytes() == b"not ours"
    assert listed(tmp_path) == ["preview"]


def test_a_file_that_a_person_added_to_our_folder_is_not_lost(tmp_path: Path) -> None:
    target = tmp_path / "preview"
    fill(target, "a.png")
    (target / "notes.txt").write_text("заметки")
    with pytest.raises(ForeignFolderError) as caught:
        fill(target, "b.png")
    assert caught.value.names == ("notes.txt",)
    assert listed(target) == [MARK, "a.png", "notes.txt"]


def test_a_folder_that_took_the_name_of_a_picture_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "preview"
    fill(target, "a.png")
    (target / "a.png").unlink()
    (target / "a.png").mkdir()
    (target / "a.png" / "mine.txt").write_text("моё")
    with pytest.raises(ForeignFolderError):
        fill(target, "b.png")
    assert (target / "a.png" / "mine.txt").exists()


def test_a_link_to_another_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "preview").symlink_to(tmp_path / "other")
    with pytest.raises(ForeignFolderError):
        fill(tmp_path / "preview", "a.png")
    assert listed(tmp_path / "other") == []


def test_when_the_work_fails_the_older_folder_stays(tmp_path: Path) -> None:
    target = tmp_path / "preview"
    fill(target, "a.png")
    with pytest.raises(ZeroDivisionError), picture_folder(target) as aside:
        write_new(aside / "b.png", b"")
        raise ZeroDivisionError
    assert listed(target) == [MARK, "a.png"]
    assert listed(tmp_path) == ["preview"]


def test_rests_of_a_killed_command_are_cleared(tmp_path: Path) -> None:
    (tmp_path / ".preview.part").mkdir()
    (tmp_path / ".preview.part" / "half.png").write_bytes(b"")
    fill(tmp_path / "preview", "a.png")
    assert listed(tmp_path) == ["preview"]


def test_a_file_in_the_way_and_a_refusing_disk_are_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ForeignFolderError):
        fill(tmp_path / "file", "a.png")
    with pytest.raises(NotWritableError):
        fill(tmp_path / "file" / "preview", "a.png")
