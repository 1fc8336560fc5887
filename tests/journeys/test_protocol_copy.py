"""``--protocol-copy``: the packet that leaves the school holds a protocol without names; the one with names stays."""

from __future__ import annotations

import re
import shutil
import zlib
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from journeys.evening import BUILT_WITH, HEADER, REPOSITORY, Evening, numbers_of

from vpr_print.documents import conduct_protocol
from vpr_print.errors import ExitCode
from vpr_print.model.identifier import grouped
from vpr_print.scan.journal_lines import Kept
from vpr_print.scan.naming import judged
from vpr_print.scan.states import PageState
from vpr_print.workflow.scan_order import WITH_NAMES
from vpr_print.workflow.scan_sources import read_manifests, read_sources

COPY = "3a-protokol-bez-imen.pdf"
FILLED = ("--protocol", "filled")
WITH_COPY = (*BUILT_WITH, "--protocol-copy")


def tied(evening: Evening, rows: list[list[object]]) -> Path:
    """The list with a code for everybody."""
    coded = [[*row, code] for row, code in zip(rows, evening.materials.code_list, strict=False)]
    return evening.write_list(coded, header=(*HEADER, "Код"))


@pytest.fixture
def copied(evening: Evening) -> Evening:
    """Built with names in the protocol."""
    done = evening.build(*WITH_COPY, *FILLED, rooms=tied(evening, evening.rows))
    assert done.code == 0, done.err
    return evening


def pages_of(file: Path) -> list[str]:
    document = pypdfium2.PdfDocument(file)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def raw(file: Path) -> bytes:
    """Everything in the file, its streams opened."""
    data = file.read_bytes()
    opened = []
    for match in re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        try:
            opened.append(zlib.decompressobj().decompress(match[1]))
        except zlib.error:
            opened.append(match[1])
    return data + b"".join(opened)


def room_of(evening: Evening, name: str = "101") -> Any:
    return next(room for room in evening.manifest["rooms"] if room["room"] == name)


def test_every_room_has_a_copy_with_its_codes_and_without_any_name(copied: Evening) -> None:
    surnames = copied.surnames
    for room in copied.manifest["rooms"]:
        file = copied.work / room["folder"] / COPY
        protocol, copy = pages_of(file.with_name("3-protokol.pdf")), pages_of(file)
        assert any(name in " ".join(protocol) for name in surnames)
        assert not any(name in " ".join(copy) for name in surnames)
        inside = raw(file)
        assert not any(name.encode(code) in inside for name in surnames for code in ("utf-8", "utf-16-be"))
        digits = re.findall(r"0640 1230 \d{4} \d{4}", " ".join(protocol))
        assert len(digits) == room["codes"]
        assert re.findall(r"0640 1230 \d{4} \d{4}", " ".join(copy)) == digits
        assert "копия для пакета, без персональных данных" in copy[0]
        assert "Подпись" not in copy[0]


def test_the_return_packet_lists_the_copy_instead_of_the_protocol(copied: Evening) -> None:
    numbers = numbers_of(copied.manifest, "101")
    protocol, copy = numbers["conduct_protocol 0"], numbers["protocol_copy 0"]
    delivery, used, _ = pages_of(copied.work / "101" / "5-opisi.pdf")
    assert grouped(protocol) in delivery
    assert grouped(copy) in delivery
    assert grouped(protocol) not in used
    assert grouped(copy) in used
    assert "Копия протокола без имён" in " ".join(pages_of(copied.work / "101" / "4-etiketki.pdf"))
    contents = {packet["kind"]: packet["contents"] for packet in room_of(copied)["packets"]}
    assert {protocol, copy} <= set(contents["delivery"])


def test_names_that_change_leave_the_copy_as_it_is(copied: Evening) -> None:
    before = (copied.work / "101" / COPY).read_bytes()
    rows = copied.rows
    rows[0][1] = "Придуманная Акулина Ферапонтовна"
    assert copied.build(*WITH_COPY, *FILLED, "--replace", rooms=tied(copied, rows)).code == 0
    assert (copied.work / "101" / COPY).read_bytes() == before
    assert any("Придуманная" in page for page in pages_of(copied.work / "101" / "3-protokol.pdf"))


def test_without_the_option_there_is_none_and_asking_for_it_later_changes_no_set(copied: Evening) -> None:
    sets = [item["number"] for item in room_of(copied)["sets"]]
    assert copied.build(*BUILT_WITH, *FILLED, "--replace", rooms=tied(copied, copied.rows)).code == 0
    assert not (copied.work / "101" / COPY).exists()
    assert [item["number"] for item in room_of(copied)["sets"]] == sets
    assert grouped(numbers_of(copied.manifest, "101")["conduct_protocol 0"]) in pages_of(
        copied.work / "101" / "5-opisi.pdf"
    )[1]
    settings = copied.school / "vpr-print.toml"
    settings.write_text(settings.read_text("utf-8").replace("protocol_copy = false", "protocol_copy = true"), "utf-8")
    assert copied.build(*BUILT_WITH, *FILLED, "--replace", rooms=tied(copied, copied.rows)).code == 0
    assert (copied.work / "101" / COPY).exists()
    assert [item["number"] for item in room_of(copied)["sets"]] == sets


def test_a_name_in_the_copy_stops_the_build(evening: Evening) -> None:
    rows_of = conduct_protocol.protocol_rows

    def with_names(room: Any, words: Any, *, filled: bool) -> Any:
        rows = rows_of(room, words, filled=filled)
        for row, place in zip(rows, room.room.places, strict=False):
            row["row.set"] = row["row.set"] if filled else place.participant.name.text
        return rows

    evening.patch.setattr(conduct_protocol, "protocol_rows", with_names)
    told = evening.build(*WITH_COPY, "--json")
    assert told.code == ExitCode.PROOF
    assert COPY in told.err
    assert not any(name in told.err + told.out for name in evening.surnames)


def test_the_station_takes_the_copy_and_is_alarmed_by_the_protocol(copied: Evening) -> None:
    numbers = numbers_of(copied.manifest, "101")
    for event in ("printed 101", "track record accepted 101", "track record packed 101", "track record issued 101"):
        assert copied.tell(*event.split()).code == 0
    lines = [numbers[key] for key in ("packet return_used", "protocol_copy 0", "conduct_protocol 0")]
    said = copied.run("track", "station", "--mode", "count", input="\n".join((*lines, ""))).out.splitlines()
    copy = next(line for line in said if "копия протокола" in line)
    protocol = next(line for line in said if "протокол проведения" in line)
    assert not copy.startswith("!")
    assert protocol.startswith("!")


def test_a_scanned_copy_is_handed_on_and_the_protocol_is_not(copied: Evening) -> None:
    manifests = read_manifests(copied.work / "manifest.json", None)
    expectation = read_sources(manifests, None, Kept()).expectation(())
    states: dict[PageState, set[str]] = {}
    for number in expectation.papers:
        state, _ = judged(number.of_page(1), expectation)
        states.setdefault(state, set()).add(str(number))
    numbers = numbers_of(copied.manifest, "101")
    assert numbers["protocol_copy 0"] in states[PageState.PROTOCOL_COPY]
    assert numbers["conduct_protocol 0"] in states[PageState.PROTOCOL]
    assert PageState.PROTOCOL_COPY not in WITH_NAMES


def test_a_region_whose_packets_do_not_list_it_is_told(evening: Evening) -> None:
    own = evening.beside("makety")
    own.mkdir()
    text = (REPOSITORY / "layouts" / "vpr" / "procedure.toml").read_text("utf-8")
    (own / "procedure.toml").write_text(
        "\n".join(line for line in text.splitlines() if "protocol_copy" not in line), "utf-8"
    )
    told = evening.build(*WITH_COPY, "--layouts", own, "--json")
    assert (told.code, told.ids) == (ExitCode.LAYOUT, ["NoProtocolCopy"])
    assert evening.build(*BUILT_WITH, "--layouts", own).code == 0
    shutil.rmtree(own)
