"""Files of scans are found in folders, known by their content, counted; what cannot be opened is accounted for."""

from __future__ import annotations

import os
from pathlib import Path

import pikepdf
import pytest
from scanned import page, scanned_pdf

from vpr_print.errors import ExitCode, Flaws
from vpr_print.scan.errors import MissingScanError, NoScansError
from vpr_print.scan.seen import Trouble
from vpr_print.scan.sources import SourceFile, SourceKind, find_files, open_source


def small(path: Path, kind: str = "JPEG") -> Path:
    """A picture file that is quickly made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page(dpi=30).save(path, kind)
    return path


def names(*paths: Path) -> list[str]:
    return [path.name for path in find_files(paths)]


def test_folders_are_entered_in_natural_order(tmp_path: Path) -> None:
    for name in ("b/scan10.jpg", "b/scan9.jpg", "a/2.jpg", "a/10.jpg", "c.jpg"):
        small(tmp_path / name)
    assert names(tmp_path) == ["2.jpg", "10.jpg", "scan9.jpg", "scan10.jpg", "c.jpg"]


def test_the_order_of_the_command_line_is_kept_and_no_file_comes_twice(tmp_path: Path) -> None:
    one, two = small(tmp_path / "a.jpg"), small(tmp_path / "b.jpg")
    assert names(two, tmp_path, one) == ["b.jpg", "a.jpg"]


def test_in_a_folder_content_or_name_tells_a_scan(tmp_path: Path) -> None:
    small(tmp_path / "1-no-ending", "PNG")
    small(tmp_path / "2.txt", "TIFF")
    (tmp_path / "3.JPG").write_bytes(b"broken")
    (tmp_path / "4.xlsx").write_bytes(b"PK\x03\x04")
    (tmp_path / "BMW.txt").write_bytes(b"BMW is a car")
    small(tmp_path / "5-bitmap", "BMP")
    (tmp_path / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0")
    small(tmp_path / ".hidden.jpg")
    small(tmp_path / ".scan" / "kept.jpg")
    assert names(tmp_path) == ["1-no-ending", "2.txt", "3.JPG", "5-bitmap"]


def test_a_file_that_is_named_counts_whatever_it_is(tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").write_bytes(b"PK\x03\x04")
    assert names(tmp_path / "list.xlsx") == ["list.xlsx"]


def test_links_that_lead_in_a_circle_end(tmp_path: Path) -> None:
    small(tmp_path / "deep" / "a.jpg")
    (tmp_path / "deep" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "deep" / "self").symlink_to(tmp_path / "deep" / "self")
    (tmp_path / "deep" / "gone.jpg").symlink_to(tmp_path / "nowhere.jpg")
    assert "a.jpg" in names(tmp_path)
    assert names(tmp_path).count("a.jpg") == 1


def test_special_files_are_passed_by(tmp_path: Path) -> None:
    small(tmp_path / "a.jpg")
    os.mkfifo(tmp_path / "pipe.jpg")
    assert names(tmp_path) == ["a.jpg"]
    assert open_source(tmp_path / "pipe.jpg").trouble is Trouble.MISSING


def test_paths_that_are_not_there_are_told_all_at_once(tmp_path: Path) -> None:
    with pytest.raises(Flaws) as flaws:
        find_files([tmp_path / "no", small(tmp_path / "a.jpg"), tmp_path / "nor"])
    assert [type(flaw) for flaw in flaws.value.flaws] == [MissingScanError] * 2
    assert flaws.value.exit_code is ExitCode.SCAN


def test_a_folder_without_scans_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoScansError):
        find_files([tmp_path])


def test_content_decides_what_a_file_is(tmp_path: Path) -> None:
    tiff = tmp_path / "scan.pdf"
    page(dpi=30).save(tiff, "TIFF", save_all=True, append_images=[page(dpi=31)] * 2)
    opened = open_source(tiff)
    assert (opened.kind, opened.pages, opened.trouble) == (SourceKind.TIFF, 3, None)
    pdf = open_source(scanned_pdf(tmp_path / "scan.tif", (page(dpi=30),) * 2))
    assert (pdf.kind, pdf.pages) == (SourceKind.PDF, 2)
    assert open_source(small(tmp_path / "c", "PNG")).kind is SourceKind.IMAGE


def test_equal_content_has_one_checksum(tmp_path: Path) -> None:
    one, two = open_source(small(tmp_path / "a.jpg")), open_source(small(tmp_path / "b.jpg"))
    assert one.sha256 == two.sha256
    assert len(one.sha256) == 64


def test_what_cannot_be_opened_counts_as_one_page_with_its_reason(tmp_path: Path) -> None:
    def trouble(content: bytes) -> SourceFile:
        (tmp_path / "a.pdf").write_bytes(content)
        return open_source(tmp_path / "a.pdf")

    locked = scanned_pdf(tmp_path / "locked.pdf", (page(dpi=30),))
    with pikepdf.open(locked, allow_overwriting_input=True) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user="x", owner="y"))
    found = [
        trouble(b""),
        trouble(b"words"),
        trouble(b"%PDF-1.4 and nothing"),
        trouble(b"II*\0" + b"\xff" * 40),
        open_source(locked),
        open_source(tmp_path / "not-there.pdf"),
    ]
    assert [file.trouble for file in found] == [
        Trouble.NOT_AN_IMAGE,
        Trouble.NOT_AN_IMAGE,
        Trouble.DAMAGED,
        Trouble.DAMAGED,
        Trouble.LOCKED,
        Trouble.MISSING,
    ]
    assert {file.pages for file in found} == {1}
    assert found[-1].sha256 == ""


def test_a_tiff_whose_pages_follow_one_another_in_a_circle_ends(tmp_path: Path) -> None:
    path = tmp_path / "circle.tif"
    page(dpi=30).save(path, "TIFF")
    data = bytearray(path.read_bytes())
    start = int.from_bytes(data[4:8], "little")
    entries = int.from_bytes(data[start : start + 2], "little")
    data[start + 2 + 12 * entries : start + 6 + 12 * entries] = start.to_bytes(4, "little")
    path.write_bytes(data)
    assert open_source(path).pages == 1


def test_a_truncated_pdf_is_mended_where_it_can_be(tmp_path: Path) -> None:
    path = scanned_pdf(tmp_path / "a.pdf", (page(dpi=60),) * 3)
    path.write_bytes(path.read_bytes()[:-300])
    opened = open_source(path)
    assert (opened.pages, opened.trouble) == (3, None)
