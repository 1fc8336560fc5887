"""Reading in the sandbox: chunks in order, each page accounted for, one bad page or file never stops the others."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterable
from pathlib import Path

import pytest
from scanned import OTHER_SET, SET, number, page, scanned_pdf

from vpr_print.scan import reader
from vpr_print.scan.identity import identify
from vpr_print.scan.reader import chunks_of, read_chunks
from vpr_print.scan.seen import PageReading, PageSource, Trouble
from vpr_print.scan.sources import SourceFile, SourceKind, open_source
from vpr_print.scan.stamps import Stamps

NUMBERS = tuple(number(1, serial, 1) for serial in range(60, 67))


def source(path: Path, sha256: str, pages: int, trouble: Trouble | None = None) -> SourceFile:
    return SourceFile(path=path, sha256=sha256, kind=SourceKind.PDF, pages=pages, trouble=trouble)


def all_of(files: Iterable[SourceFile], known: Iterable[PageSource] = ()) -> list[PageReading]:
    return [reading for chunk in read_chunks(files, frozenset(known)) for reading in chunk]


def test_pages_of_many_files_come_in_order_each_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "CHUNK", 3)
    paths = [scanned_pdf(tmp_path / "a.pdf", tuple(page(text) for text in NUMBERS[:5]))]
    for text in NUMBERS[5:]:
        paths.append(tmp_path / f"{text}.png")
        page(text).save(paths[-1])
    (tmp_path / "words.pdf").write_bytes(b"words")
    files = [open_source(path) for path in (*paths, tmp_path / "words.pdf")]
    readings = all_of(files)
    assert [str(identify(reading.symbols).number) for reading in readings] == [*NUMBERS, "None"]
    assert readings[-1].trouble is Trouble.NOT_AN_IMAGE
    assert [reading.source for reading in readings] == [
        PageSource(file.sha256, number) for file in files for number in range(1, file.pages + 1)
    ]


def test_what_is_known_is_not_read_again(tmp_path: Path) -> None:
    file = open_source(scanned_pdf(tmp_path / "a.pdf", (page(SET), page(OTHER_SET), page(SET))))
    known = [PageSource(file.sha256, number) for number in (1, 3)]
    assert [reading.source.page for reading in all_of([file], known)] == [2]
    assert all_of([file], [*known, PageSource(file.sha256, 2)]) == []


def test_a_file_that_goes_or_changes_meanwhile_is_accounted_for(tmp_path: Path) -> None:
    gone = open_source(scanned_pdf(tmp_path / "gone.pdf", (page(), page())))
    shorter = open_source(scanned_pdf(tmp_path / "short.pdf", (page(), page())))
    gone.path.unlink()
    scanned_pdf(shorter.path, (page(OTHER_SET),))
    readings = all_of([gone, shorter])
    assert [reading.trouble for reading in readings[:2]] == [Trouble.MISSING] * 2
    assert len(readings) == 4
    assert readings[3].trouble is not None


def test_a_page_on_which_the_reader_dies_hangs_or_swells_stands_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "read_pages", _dangerous)
    monkeypatch.setattr(reader, "read_ranges", _dangerous_ranges)
    monkeypatch.setattr(reader, "PREPARED", ())
    troubles = [reading.trouble for reading in all_of([source(tmp_path / "a.pdf", "a", 6)])]
    assert troubles == [None, Trouble.DAMAGED, Trouble.DAMAGED, Trouble.TOO_SLOW, Trouble.TOO_LARGE, None]


def test_small_files_share_a_chunk_and_large_ones_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "CHUNK", 4)
    files = [
        source(Path("a"), "a", 2), source(Path("b"), "b", 1, Trouble.LOCKED),
        source(Path("c"), "c", 7), source(Path("d"), "d", 1),
    ]  # fmt: skip
    told = [
        chunk if isinstance(chunk, PageReading) else [(each.sha256, each.first, each.last) for each in chunk]
        for chunk in chunks_of(files)
    ]
    assert told == [
        [("a", 1, 2)],
        PageReading(source=PageSource("b", 1), trouble=Trouble.LOCKED),
        [("c", 1, 4)],
        [("c", 5, 7), ("d", 1, 1)],
    ]


def test_the_reader_is_left_in_peace_when_nobody_wants_more(tmp_path: Path) -> None:
    file = open_source(scanned_pdf(tmp_path / "a.pdf", (page(),) * 2))
    chunks = read_chunks([file] * 1)
    next(chunks)
    chunks.close()


def _dangerous(path: Path, sha256: str, first: int, last: int, stamps: Stamps) -> tuple[PageReading, ...]:
    readings = []
    for page_number in range(first, last + 1):
        match page_number:
            case 2:
                os._exit(9)
            case 3:
                raise RuntimeError
            case 4:
                _hang()
            case 5:
                raise MemoryError
        readings.append(PageReading(source=PageSource(sha256, page_number)))
    return tuple(readings)


def _hang() -> None:
    """Use the processor for as long as the reader lets a page; all of it but the last second is taken for used."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = usage.ru_utime + usage.ru_stime
    assert used < soft <= used + 32, "the reader has set a limit"
    resource.setrlimit(resource.RLIMIT_CPU, (int(used) + 1, hard))
    while True:
        pass


def _dangerous_ranges(ranges: tuple[reader.PageRange, ...], stamps: Stamps) -> tuple[PageReading, ...]:
    return tuple(
        reading for each in ranges for reading in _dangerous(each.path, each.sha256, each.first, each.last, stamps)
    )
