"""What was read is kept: a scan that was killed goes on where it was, and a damaged journal is named."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scan.piles_by_hand import Heap, Room

from vpr_print.scan.errors import JournalDamagedError, JournalDiskError, ScanBusyError
from vpr_print.scan.journal import NAME, Journal, opened_journal
from vpr_print.scan.journal_lines import Asked, Kept, line_of, reading_json, take_line, without_foreign_texts
from vpr_print.scan.likeness import Likeness
from vpr_print.scan.repeats import Pair
from vpr_print.scan.seen import PageReading, PageSource, Symbol, SymbolType, Trouble
from vpr_print.scan.states import PageState, Resolution, ScannedFile

ROOM = Room("101", 1)
ASKED = Asked(manifests="/описи", school="/школа", work="2026-04-21-matematika-5", template="{packet}", binding="pdf")
FILE = ScannedFile(path="/skany/\udcffа.pdf", name="", sha256="ab" * 32, pages=3)
ONE, TWO, THREE = (PageSource(FILE.sha256, page) for page in (1, 2, 3))


def _reading(source: PageSource = ONE, **told: Any) -> PageReading:
    (reading,) = Heap().add(ROOM.page(1, 1)).files[0]
    return replace(reading, source=source, **told)


def _resolution(state: PageState | None = None, number: str = "") -> Resolution:
    return Resolution(source=TWO, number=number, state=state, who="Лосев", reason="видно", at="2026-04-21T10:00:00Z")


def _fill(journal: Journal) -> None:
    journal.ask(ASKED)
    journal.add_files([FILE])
    journal.add_readings([_reading(), _reading(TWO, dpi=299.9, skew=-1.25, turn=270, trouble=Trouble.DAMAGED)])
    journal.add_comparison(Pair(ONE, TWO, (THREE,)), Likeness.SAME_SHEET)
    journal.add_resolution(_resolution(number=str(ROOM.page(1, 2))))


def _reopened(folder: Path) -> Kept:
    with opened_journal(folder) as journal:
        return journal.kept


def test_everything_is_there_again(tmp_path: Path) -> None:
    with opened_journal(tmp_path) as journal:
        _fill(journal)
        kept = journal.kept
    assert _reopened(tmp_path) == kept


def test_without_a_folder_nothing_is_kept_but_all_is_known() -> None:
    with opened_journal(None) as journal:
        _fill(journal)
        assert set(journal.kept.readings) == {ONE, TWO}


def test_killed_at_any_byte_the_whole_lines_are_there_and_the_next_one_is_whole(tmp_path: Path) -> None:
    with opened_journal(tmp_path) as journal:
        _fill(journal)
    data = (tmp_path / NAME).read_bytes()
    for end in range(0, len(data), 29):
        (tmp_path / NAME).write_bytes(data[:end])
        with opened_journal(tmp_path) as journal:
            lines = data[:end].count(b"\n")
            assert len(journal.kept.readings) == max(0, min(lines - 3, 2))
            journal.add_readings([_reading(THREE)])
        assert THREE in _reopened(tmp_path).readings


def test_a_line_that_is_none_of_ours_is_named(tmp_path: Path) -> None:
    with opened_journal(tmp_path) as journal:
        _fill(journal)
    lines = (tmp_path / NAME).read_bytes().splitlines(keepends=True)
    for odd in (b"\n", b"[]\n", b'{"entry":"page"}\n', b'{"entry":"x"}\n', b"\xff\n", b"[" * 90_000 + b"\n"):
        (tmp_path / NAME).write_bytes(lines[0] + odd + b"".join(lines[1:]))
        with pytest.raises(JournalDamagedError) as caught:
            _reopened(tmp_path)
        assert caught.value.line == 2


def test_a_journal_of_another_format_is_named(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text('{"entry":"journal","format":2}\n')
    with pytest.raises(JournalDamagedError):
        _reopened(tmp_path)


def test_two_scans_do_not_write_into_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vpr_print.scan.journal._PATIENCE_S", 0.05)
    with opened_journal(tmp_path), pytest.raises(ScanBusyError), opened_journal(tmp_path):
        pass


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    with opened_journal(tmp_path) as journal:
        (tmp_path / NAME).unlink()
        (tmp_path / NAME).mkdir()
        with pytest.raises(JournalDiskError):
            journal.add_readings([_reading()])


def test_the_latest_content_of_a_file_counts_and_an_equal_one_is_not_noted_again(tmp_path: Path) -> None:
    with opened_journal(tmp_path) as journal:
        journal.add_files([FILE])
        size = (tmp_path / NAME).stat().st_size
        journal.add_files([FILE])
        assert (tmp_path / NAME).stat().st_size == size
        journal.add_files([replace(FILE, sha256="cd" * 32)])
    assert [file.sha256 for file in _reopened(tmp_path).files.values()] == ["cd" * 32]


def test_the_last_word_of_a_person_counts_and_all_of_them_stay(tmp_path: Path) -> None:
    with opened_journal(tmp_path) as journal:
        journal.add_resolution(_resolution(number=str(ROOM.page(1, 2))))
        journal.add_resolution(_resolution(PageState.BLANK))
        assert journal.kept.resolutions[TWO].state is PageState.BLANK
        journal.add_resolution(_resolution())
    assert _reopened(tmp_path).resolutions == {}
    entries = [json.loads(line) for line in (tmp_path / NAME).read_bytes().splitlines()]
    assert [entry["who"] for entry in entries if entry["entry"] == "resolution"] == ["Лосев"] * 3


def test_what_other_symbols_say_is_not_kept(tmp_path: Path) -> None:
    symbol = _reading().symbols[0]
    ours = (ROOM.packet_qr(ROOM.used), str(ROOM.page(1, 1)), "VPRPROOF1;1;1")
    texts = ("Берёзкин Арсений Игнатьевич", *ours)
    reading = _reading(symbols=tuple(replace(symbol, text=text) for text in texts))
    with opened_journal(tmp_path) as journal:
        journal.add_readings([reading])
    assert "Берёзкин" not in (tmp_path / NAME).read_text() and "\\u0411" not in (tmp_path / NAME).read_text()
    assert [symbol.text for symbol in _reopened(tmp_path).readings[ONE].symbols] == ["", *ours]


@pytest.mark.parametrize("trouble", [Trouble.TOO_SLOW, Trouble.MISSING])
def test_what_was_not_the_images_fault_is_read_again(tmp_path: Path, trouble: Trouble) -> None:
    with opened_journal(tmp_path) as journal:
        journal.add_readings([_reading(trouble=trouble)])
    assert _reopened(tmp_path).readings == {}


_floats = st.floats(allow_nan=False, allow_infinity=False)
_points = st.tuples(_floats, _floats)


@given(
    st.builds(
        PageReading,
        source=st.builds(PageSource, sha256=st.text(), page=st.integers(1)),
        width=st.integers(0),
        height=st.integers(0),
        dpi=_floats,
        symbols=st.lists(
            st.builds(
                Symbol,
                type=st.sampled_from(SymbolType),
                text=st.text(),
                corners=st.tuples(_points, _points, _points, _points),
            )
        ).map(tuple),
        turn=st.sampled_from([0, 90, 180, 270]),
        skew=_floats,
        ink=_floats,
        pixels=st.text(),
        trouble=st.sampled_from([None, Trouble.DAMAGED]),
    )
)
def test_a_reading_comes_back_as_it_was(reading: PageReading) -> None:
    kept, told = Kept(), without_foreign_texts(reading)
    take_line(kept, line_of(reading_json(told)).rstrip(b"\n"))
    assert list(kept.readings.values()) == [told]
