"""Files put together from serialised objects are sound for every reader."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pypdf
import pypdfium2
import pytest

from vpr_print.drawing.pdf_file import ObjectBlock, PdfFile, stream_object
from vpr_print.model.geometry import A3, A4, Size

FORM = stream_object(b"0 0 100 100 re f\n", b"/Type/XObject/Subtype/Form/BBox[0 0 100 100]")


def sample(*, first: int = 70, title: str = "Индивидуальные комплекты") -> bytes:
    block = ObjectBlock.of(first, [FORM])
    pdf = PdfFile([block], b"<</XObject<</P%d %d 0 R>>>>" % (first, first), title=title)
    for size in (A4, A3, Size(148, 210)):
        pdf.add_page(size, b"q /P%d Do Q\n" % first)
    return pdf.finish()


def test_readers_open_it_without_repair(tmp_path: Path) -> None:
    data = sample()
    with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as opened:
        assert opened.check_pdf_syntax() == []
        assert [round(float(page.mediabox[2])) for page in opened.pages] == [595, 842, 420]
    reader = pypdf.PdfReader(io.BytesIO(data), strict=True)
    assert len(reader.pages) == 3
    document = pypdfium2.PdfDocument(data)
    assert document[1].get_size() == pytest.approx((841.89, 1190.55), abs=0.01)
    document.close()
    tool = shutil.which("pdftoppm")
    assert tool, "the tests need pdftoppm (poppler-utils)"
    file = tmp_path / "sample.pdf"
    file.write_bytes(data)
    done = subprocess.run([tool, "-r", "30", str(file), str(tmp_path / "page")], capture_output=True, check=True)
    assert done.stderr == b""


def test_numbers_that_are_left_out_are_free() -> None:
    table = sample(first=5).partition(b"xref\n")[2]
    lines = table.split(b"\n")
    assert lines[0] == b"0 16"
    assert lines[1:6] == [
        b"0000000001 65535 f ",
        b"0000000002 00000 f ",
        b"0000000003 00000 f ",
        b"0000000004 00000 f ",
        b"0000000000 00000 f ",
    ]
    assert all(line.endswith(b"00000 n ") for line in lines[6:17])


def test_every_entry_points_at_its_object() -> None:
    data = sample()
    start = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    assert data[start:].startswith(b"xref\n0 ")
    entries = data[start:].split(b"trailer")[0].splitlines()[2:]
    for number, entry in enumerate(entries):
        if entry.endswith(b"n "):
            assert data[int(entry[:10]) :].startswith(b"%d 0 obj\n" % number)


def test_metadata_hold_the_title_and_nothing_of_this_machine() -> None:
    info = pypdf.PdfReader(io.BytesIO(sample())).metadata
    assert info is not None
    assert dict(info) == {"/Title": "Индивидуальные комплекты", "/Producer": "vpr_print"}
    assert not re.search(rb"/(CreationDate|ModDate|Author|Creator)", sample())


def test_the_same_calls_give_the_same_bytes() -> None:
    assert sample() == sample()
    assert sample() != sample(title="Другое")


def test_a_file_knows_its_digest() -> None:
    for first in (1, 70, 70):
        pdf = PdfFile([ObjectBlock.of(first, [FORM])], b"<</XObject<</P%d %d 0 R>>>>" % (first, first))
        pdf.add_page(A4, b"/P%d Do\n" % first)
        assert hashlib.sha256(pdf.finish()).hexdigest() == pdf.sha256


def test_printers_are_asked_not_to_scale() -> None:
    root = pypdf.PdfReader(io.BytesIO(sample())).trailer["/Root"]
    assert root["/ViewerPreferences"]["/PrintScaling"] == "/None"


def test_blocks_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="71"):
        PdfFile([ObjectBlock.of(70, [FORM, FORM]), ObjectBlock.of(71, [FORM])], b"<<>>")
