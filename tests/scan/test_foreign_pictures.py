"""Whatever else lies on the scanner: no number is accepted, nothing crashes, and no page takes long."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from foreign_pictures import foreign_pictures, odd_files

from vpr_print.scan.identity import identify
from vpr_print.scan.reader import read_chunks, read_pages
from vpr_print.scan.sources import find_files, open_source

PICTURES = 33
SECONDS = 3.0
"""Of the processor, for a page at 150 dpi."""
_OPEN = ("mode", "wrong-name", "junk-behind", "1x", "3000x", "9000x")
"""How the names of those begin that any viewer opens."""


@pytest.mark.parametrize("part", range(3))
def test_foreign_pictures_give_no_number_and_take_no_time(part: int, tmp_path: Path) -> None:
    for name, image in list(foreign_pictures(1, PICTURES))[part::3]:
        path = tmp_path / f"{name}.png"
        image.save(path, compress_level=1, dpi=(150, 150))
        began = time.process_time()
        [reading] = read_pages(path, "0" * 64, 1, 1)
        assert time.process_time() - began < SECONDS, name
        assert identify(reading.symbols).number is None, (name, reading.texts)
        assert reading.trouble is None, name


def test_odd_files_are_accounted_for_page_by_page(tmp_path: Path) -> None:
    odd = list(odd_files(tmp_path))
    files = [open_source(path) for path in odd]
    readings = [reading for chunk in read_chunks(files) for reading in chunk]
    pages = {(file.sha256, page) for file in files for page in range(1, file.pages + 1)}
    assert {(reading.source.sha256, reading.source.page) for reading in readings} == pages
    assert all(identify(reading.symbols).number is None for reading in readings)
    whole = {file.sha256 for file in files if file.path.name.startswith(_OPEN)}
    assert [reading for reading in readings if reading.source.sha256 in whole and reading.trouble] == []
    assert set(find_files([tmp_path])) <= set(odd)
