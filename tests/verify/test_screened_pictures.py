"""A page that was printed as a picture in black and white is still proved to be the right page."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw
from verify.written import write

from vpr_print.drawing.pdf_file import PdfFile
from vpr_print.errors import Flaws, VprPrintError
from vpr_print.model.geometry import A4
from vpr_print.prepress.halftone import halftone
from vpr_print.prepress.loose import block_of
from vpr_print.prepress.picture import BILEVEL_DPI, bilevel_objects
from vpr_print.prepress.render import hard_picture_of
from vpr_print.verify.errors import Promise
from vpr_print.verify.expected import ExpectedPicture
from vpr_print.verify.pictures import screened_difference
from vpr_print.verify.variants import MOST, prove_variants


def original(*tasks: str, tint: int = 208) -> bytes:
    """A page with a tint, gray words, a light grid, a ramp of grays, and tasks of 8 pt."""
    lines = [
        b"%.3f g 60 640 300 60 re f 0 g" % (tint / 255),
        b"0.5 g BT /F 9 Tf 60 720 Td (gray words of nine points) Tj ET 0 g",
        b"0.8 G 0.3 w",
        *(
            b"%d 300 m %d 400 l S 60 %d m 160 %d l S" % (60 + n * 5, 60 + n * 5, 300 + n * 5, 300 + n * 5)
            for n in range(20)
        ),
        *(b"%.2f g %d 200 20 60 re f" % (n / 20, 60 + n * 20) for n in range(20)),
        b"0 g",
        *(b"BT /F 8 Tf 60 %d Td (%b) Tj ET" % (600 - 12 * number, task.encode()) for number, task in enumerate(tasks)),
    ]
    font = b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    file = PdfFile([], font)
    file.add_page(A4, b"\n".join(lines))
    return file.finish()


def screened(page: bytes) -> bytes:
    """The page as ``--as-image`` prints it."""
    with pypdfium2.PdfDocument(page) as pdf:
        objects = bilevel_objects(halftone(hard_picture_of(pdf[0], BILEVEL_DPI)), 0)
    block = block_of(1, [(0, item) for item in objects], [{0: 0, 1: 1}])
    file = PdfFile([block], b"<</XObject<</V1 1 0 R>>>>")
    file.add_page(A4, b"q /V1 Do Q")
    return file.finish()


def picture_flaws(folder: Path, shown: bytes, built: bytes) -> list[str]:
    write(folder / "original.pdf", shown)
    write(folder / "built.pdf", built)
    expected = ExpectedPicture(
        variant=1,
        page=1,
        original=folder / "original.pdf",
        original_name="МА5.pdf",
        original_page=1,
        built=folder / "built.pdf",
        built_name="вариант 1",
        built_page=1,
        size=A4,
        bilevel=True,
    )
    try:
        prove_variants([expected])
    except VprPrintError as error:
        flaws = error.flaws if isinstance(error, Flaws) else (error,)
        return [str(flaw) for flaw in flaws if getattr(flaw, "promise", None) is Promise.PICTURE]
    return []


TASKS = ("1. How many corners has a box?", "2. Find 22 x 64 - 244.", "3. Draw AB of 5 cm.")


def test_a_screened_page_passes(tmp_path: Path) -> None:
    page = original(*TASKS)
    assert picture_flaws(tmp_path, page, screened(page)) == []


@pytest.mark.parametrize(
    "other",
    [
        original(),
        original(*TASKS[:2]),
        original(TASKS[1], TASKS[0], TASKS[2]),
        original(*TASKS, "4. One more."),
        original(TASKS[0], "2. Find 22 x 64 - 24 .", TASKS[2]),
        original(*TASKS, tint=90),
        original(*TASKS, tint=255),
    ],
    ids=["empty", "a task lost", "tasks swapped", "a task more", "a digit lost", "another tint", "no tint"],
)
def test_another_page_is_refused(tmp_path: Path, other: bytes) -> None:
    assert picture_flaws(tmp_path, original(*TASKS), screened(other))


def test_pictures_of_other_sizes_differ_everywhere() -> None:
    assert screened_difference(Image.new("L", (9, 9), 255), Image.new("L", (9, 10), 255)) == 81


def test_a_stain_and_a_hole_are_found() -> None:
    white, marked = Image.new("L", (100, 100), 255), Image.new("L", (100, 100), 255)
    ImageDraw.Draw(marked).rectangle((40, 40, 46, 46), fill=0)
    assert screened_difference(marked, white) > MOST
    assert screened_difference(white, marked) > MOST
    assert screened_difference(marked, marked) == 0
