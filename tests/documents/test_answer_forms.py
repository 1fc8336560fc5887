"""Numbered answer forms: one for each set, counted on the papers of the room, and nobody's until the protocol says."""

from __future__ import annotations

import io
from functools import cache

import builders as b
import pypdf
import pytest
from reading_back import picture, zbar, zxing

from vpr_print.documents.options import PaperOptions
from vpr_print.documents.paper_use import paper_use
from vpr_print.documents.rendered import RenderedFile, RoomPapers
from vpr_print.documents.requests import paper_requests
from vpr_print.documents.room import render_room
from vpr_print.model.identifier import grouped
from vpr_print.model.manifest import FileKind
from vpr_print.model.packet import NumberedWork, PacketKind, PaperKey, PaperKind, RoomPlan

DPI = 200
OPTIONS = PaperOptions(filled_protocol=True)


def room(count: int = 3, *, answer_forms: bool = True) -> RoomPlan:
    return b.room_plan("12", count, classes=("",), spares=1, answer_forms=answer_forms)


@cache
def numbered(count: int = 3, *, answer_forms: bool = True) -> NumberedWork:
    plan = b.work_plan(room(count, answer_forms=answer_forms), of=b.work(grade=0))
    return b.numbered(plan, OPTIONS, layouts=b.kit("iku"))


@cache
def papers(*, answer_forms: bool = True) -> RoomPapers:
    work = numbered(answer_forms=answer_forms)
    return render_room(work.rooms[0], b.press(procedure="iku"), OPTIONS, fingerprint="f")


def forms_of(found: RoomPapers) -> list[RenderedFile]:
    return [file for file in found.files if file.kind is FileKind.ANSWER_FORMS]


def words(kind: FileKind, page: int = 0, *, answer_forms: bool = True) -> str:
    data = next(file.data for file in papers(answer_forms=answer_forms).files if file.kind is kind)
    return words_of(data, page)


def words_of(pdf: bytes, page: int) -> str:
    return " ".join(pypdf.PdfReader(io.BytesIO(pdf)).pages[page].extract_text().split())


def test_each_set_has_a_form_with_a_number_of_its_own() -> None:
    [file] = forms_of(papers())
    own = numbered().rooms[0]
    assert file.numbers == tuple(str(own.number(PaperKind.ANSWER_FORM, n)) for n in range(1, 5))
    assert file.pages == len(own.room.sets) == 4
    assert all(number.startswith("9640123") for number in file.numbers)


@pytest.mark.parametrize("page", range(4))
def test_the_number_of_a_form_reads_back(page: int) -> None:
    [file] = forms_of(papers())
    image = picture(file.data, page, DPI)
    number = file.numbers[page]
    assert zxing(image) == zbar(image) == [f"Code128:{number}", f"QRCode:{number}"]
    text = words_of(file.data, page)
    assert grouped(file.numbers[page]) in text
    assert f"бланк {page + 1:02d}" in text


def test_forms_lie_in_the_delivery_packet_and_are_counted_on_its_papers() -> None:
    delivery = next(packet for packet in papers().record.packets if packet.kind is PacketKind.DELIVERY)
    assert set(forms_of(papers())[0].numbers) <= set(delivery.contents)
    assert "Бланки ответов с номерами 4 шт." in words(FileKind.MANIFEST)
    assert "Бланки ответов с номерами 4 шт." not in words(FileKind.MANIFEST, answer_forms=False)


def test_where_others_bring_them_there_are_none_and_nobody_knows_how_many() -> None:
    assert forms_of(papers(answer_forms=False)) == []
    assert "Бланки ответов с номерами" in words(FileKind.MANIFEST, answer_forms=False)


def test_each_form_is_a_sheet() -> None:
    plans = (b.work_plan(room(answer_forms=printed), of=b.work(grade=0)) for printed in (True, False))
    with_forms, without = (paper_use(plan, b.kit("iku"), OPTIONS) for plan in plans)
    assert with_forms.sheets_a4 - without.sheets_a4 == 4


def test_a_form_belongs_to_its_place_whoever_else_comes() -> None:
    few, more = numbered(3), numbered(5)
    key = PaperKey("12", PaperKind.ANSWER_FORM, 2)
    made = b.made(layouts=b.kit("iku"))
    seeds = [
        next(request.seed for request in paper_requests(work.plan, made, OPTIONS) if request.key == key)
        for work in (few, more)
    ]
    assert seeds[0] == seeds[1]
