"""The folder of a scan holds exactly our files, each whole, and leaves what is not ours alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from vpr_print.output.errors import ForeignFolderError, OutputError
from vpr_print.output.scan_folder import CHECKSUMS, HIDDEN, ScanFile, open_scan_folder, write_scan_files


def file(name: str, content: str, *, fingerprint: str = "", make: Callable[[Path], None] | None = None) -> ScanFile:
    write: Callable[[Path], None] = make or (lambda path: path.write_text(content) and None)
    return ScanFile(name=name, fingerprint=fingerprint or content, make=write)


def shown(root: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in root.iterdir() if path.name not in (HIDDEN, CHECKSUMS)}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "scan"
    open_scan_folder(root)
    return root


def test_the_checksums_are_those_of_the_files(root: Path) -> None:
    write_scan_files(root, [file("b.pdf", "second"), file("a.pdf", "first")])
    digests = [hashlib.sha256(text.encode()).hexdigest() for text in ("first", "second")]
    assert (root / CHECKSUMS).read_text() == f"{digests[0]}  a.pdf\n{digests[1]}  b.pdf\n"


def test_a_file_is_made_again_only_when_it_changes(root: Path) -> None:
    write_scan_files(root, [file("a.pdf", "first"), file("b.pdf", "second")])
    made = write_scan_files(root, [file("a.pdf", "never written", fingerprint="first"), file("b.pdf", "another")])
    assert made == ("b.pdf",)
    assert shown(root) == {"a.pdf": "first", "b.pdf": "another"}
    assert len((root / CHECKSUMS).read_text().splitlines()) == 2


def test_a_file_that_somebody_removed_is_made_again(root: Path) -> None:
    write_scan_files(root, [file("a.pdf", "first")])
    (root / "a.pdf").unlink()
    assert write_scan_files(root, [file("a.pdf", "first")]) == ("a.pdf",)


def test_files_that_are_not_wanted_any_more_go_and_those_of_others_stay(root: Path) -> None:
    write_scan_files(root, [file("a.pdf", "first"), file("b.pdf", "second")])
    (root / "zametki.txt").write_text("mine")
    write_scan_files(root, [file("b.pdf", "second")])
    assert shown(root) == {"b.pdf": "second", "zametki.txt": "mine"}


def test_what_is_interrupted_leaves_old_files_or_new_ones_and_the_next_run_mends_it(root: Path) -> None:
    write_scan_files(root, [file("a.pdf", "first"), file("b.pdf", "second")])

    def break_down(path: Path) -> None:
        path.write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_scan_files(root, [file("a.pdf", "new"), file("c.pdf", "", fingerprint="c", make=break_down)])
    assert shown(root) == {"a.pdf": "new", "b.pdf": "second"}
    write_scan_files(root, [file("a.pdf", "new"), file("c.pdf", "third")])
    assert shown(root) == {"a.pdf": "new", "c.pdf": "third"}
    assert [path.name for path in (root / HIDDEN).iterdir()] == ["files.json"]


def test_a_folder_with_files_of_others_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "otpusk.jpg").write_text("x")
    with pytest.raises(ForeignFolderError):
        open_scan_folder(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["otpusk.jpg"]


def test_a_disk_that_refuses_is_an_error_of_output(root: Path) -> None:
    def refuse(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError):
        write_scan_files(root, [file("a.pdf", "", fingerprint="a", make=refuse)])
    assert shown(root) == {}


def test_a_list_of_our_files_that_is_damaged_costs_nothing_but_time(root: Path) -> None:
    write_scan_files(root, [file("a.pdf", "first")])
    (root / HIDDEN / "files.json").write_text("[1, 2")
    assert write_scan_files(root, [file("a.pdf", "first")]) == ("a.pdf",)
    assert shown(root) == {"a.pdf": "first"}
