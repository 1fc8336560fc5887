"""Pages that go wrong when they are stamped carelessly, the whole way: archive in, stamped sets out."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from journeys.evening import Evening, write_sheet
from prepress import awkward
from prepress.fidelity import Laid, page_difference

from vpr_print.model.geometry import Rect

CASES = (
    "rotate270", "crop_inside_media", "origin_negative", "text_field_without_appearance", "knockout_group",
    "two_extra_restores", "clashing_names", "user_unit_2", "layer_membership", "layer_within_text", "no_contents",
    "landscape", "owner_encrypted", "overprint", "scripts_and_files", "scan_on_a4_of_word", "letter",
)  # fmt: skip
NO_VIEWER = ("truncated", "junk_before_header", "layer_on_annotation")
"""What pdfium does not open, or shows with the answers."""
DPIS = (100, 300)


@pytest.fixture
def printed(evening: Evening, tmp_path: Path) -> Evening:
    archive = tmp_path / "archive"
    archive.mkdir()
    chosen: list[object] = ["--subject", "Математика", "--grade", 5, "--date", "21.04.2026"]
    names = (*CASES, *NO_VIEWER)
    for number, name in enumerate(names, 1):
        (archive / f"{name}.pdf").write_bytes(awkward.CASES[name]())
        chosen += ["--variant", f"{number}={name}.pdf"]
    rooms = write_sheet(tmp_path / "rooms.xlsx", [("Кабинет", "Количество участников"), ("1", len(names))])
    done = evening.build(*chosen, archive=archive, rooms=rooms, codes=None)
    assert done.code == 3, done.err
    assert "картинк" not in done.err
    return evening


def test_awkward_pages_print_as_a_viewer_shows_them_but_for_the_stamp(printed: Evening) -> None:
    [room] = printed.manifest["rooms"]
    place = 0
    for item in sorted(room["sets"], key=lambda item: item["ordinal"]):
        with pypdfium2.PdfDocument(printed.work / item["file"]) as file:
            [page] = item["pages"]
            name = (*CASES, *NO_VIEWER)[item["variant"] - 1]
            boxes = [Rect(*box) for box in page["boxes"]]
            assert sum(box.w * box.h for box in boxes) <= 0.03 * 210 * 297
            assert _read(file[place], boxes) == {("Code128", page["number"]), ("QRCode", page["number"])}
            assert f"комплект {item['ordinal']:02}" in file[place].get_textpage().get_text_bounded()
            if name not in NO_VIEWER:
                for dpi in DPIS:
                    _compare(name, file[place], boxes, dpi)
            place += 1
    assert place == len(CASES) + len(NO_VIEWER)


def _read(sheet: pypdfium2.PdfPage, boxes: list[Rect]) -> set[tuple[str, str]]:
    picture = sheet.render(scale=300 / 72, grayscale=True).to_pil()
    k = 300 / 25.4
    parts = [picture.crop(tuple(round(side * k) for side in (b.x, b.y, b.right, b.bottom))) for b in boxes[:2]]
    return {(found.format.name, found.text) for part in parts for found in zxingcpp.read_barcodes(part)}


def _compare(name: str, sheet: pypdfium2.PdfPage, boxes: list[Rect], dpi: int) -> None:
    with pypdfium2.PdfDocument(awkward.CASES[name]()) as original:
        original.init_forms()
        width, height = original[0].get_size()
        unit = 2 if name == "user_unit_2" else 1
        laid = Laid.of(width * unit, height * unit)
        found = page_difference(original[0], sheet, laid, dpi, boxes)
        assert found.small, (name, dpi, found)
