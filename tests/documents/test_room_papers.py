"""Every paper of a room and a work: its symbols read back, counts tied, names only where they may stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import builders as b
import pypdfium2
import pytest
from PIL import Image
from reading_back import picture, zbar, zxing

from vpr_print.documents.code_sheet import sheets_of_all
from vpr_print.documents.options import PaperOptions
from vpr_print.documents.rendered import RenderedFile, RoomPapers, Symbol
from vpr_print.documents.room import render_room
from vpr_print.documents.work import render_work_papers
from vpr_print.model.geometry import A3, A4, INK_MARGIN_MM, Rect
from vpr_print.model.identifier import CodeNumber, Identifier, parse_number
from vpr_print.model.manifest import FileKind
from vpr_print.model.packet import ROOM_PACKETS, NumberedRoom, NumberedWork, PacketKind, PaperKind
from vpr_print.model.packet_qr import parse_packet_qr

DPI = 200
PIXELS_PER_MM = DPI / 25.4
OPTIONS = PaperOptions(print_drafts=True, filled_protocol=True, names_in_plan=True)
BLANK = PaperOptions()
NAMED = {FileKind.CONDUCT_PROTOCOL, FileKind.HAND_OUT_PLAN}
LONG = "МБОУ «Средняя общеобразовательная школа № 112 имени Героя Труда» городского округа «Верхнереченск»"


@cache
def numbered() -> NumberedWork:
    rooms = (
        b.room_plan("101", 13, spares=2, spare_codes=1, enlarged=(2,)),
        b.room_plan(
            "Спортивный зал", 5, folder="sportivnyj-zal", first=40, spares=0, classes=("5А", "5Б"), seated=False
        ),
    )
    return b.numbered(b.work_plan(*rooms, at=b.site(name=LONG)), OPTIONS)


@cache
def papers(index: int = 0) -> RoomPapers:
    return render_room(numbered().rooms[index], b.press(), OPTIONS, fingerprint="f")


@cache
def work_files() -> tuple[RenderedFile, ...]:
    sheets = sheets_of_all(numbered(), b.kit(), b.fonts())
    symbols = [Symbol(page, *symbol) for page, sheet in enumerate(sheets, 1) for symbol in sheet.symbols]
    return tuple(
        replace(file, symbols=tuple(symbols)) if file.kind is FileKind.CODE_SHEET_ALL else file
        for file in render_work_papers(numbered(), b.kit(), b.fonts(), OPTIONS)
    )


def all_files() -> tuple[RenderedFile, ...]:
    return (*papers(0).files, *papers(1).files, *work_files())


def file_of(kind: FileKind, index: int = 0) -> RenderedFile:
    return next(file for file in (*papers(index).files, *work_files()) if file.kind is kind)


def cropped(image: Image.Image, box: Rect, margin_mm: float = 1.0) -> Image.Image:
    """A symbol's rectangle; what lies in its quiet zone would spoil it."""
    grown = box.grown(margin_mm)
    return image.crop(tuple(round(v * PIXELS_PER_MM) for v in (grown.x, grown.y, grown.right, grown.bottom)))


def symbols_by_page(file: RenderedFile) -> Iterator[tuple[int, list[tuple[str, Rect]]]]:
    for page in sorted({symbol.page for symbol in file.symbols}):
        yield page, [(symbol.content, symbol.box) for symbol in file.symbols if symbol.page == page]


SAMPLED = [FileKind.CODE_SHEET, FileKind.CONDUCT_PROTOCOL, FileKind.LABELS, FileKind.MANIFEST]
WORKS = [FileKind.SUMMARY, FileKind.HAND_OUT_PLAN, FileKind.CODE_SHEET_ALL]


@pytest.mark.parametrize("kind", [*SAMPLED, *WORKS, FileKind.DRAFTS])
def test_every_symbol_reads_back_with_two_decoders(kind: FileKind) -> None:
    file = file_of(kind)
    assert file.symbols
    for page, symbols in symbols_by_page(file):
        if kind is FileKind.DRAFTS and page > 2:
            break
        image = picture(file.data, page - 1, DPI)
        first = {code.partition(":")[2] for code in zxing(image)}
        second = {code.partition(":")[2] for code in zbar(image)}
        for content, box in symbols:
            assert content in first or f"{content}" in {c.partition(":")[2] for c in zxing(cropped(image, box))}
            assert content in second or f"{content}" in {c.partition(":")[2] for c in zbar(cropped(image, box))}
        assert first <= {content for content, _ in symbols}, "a symbol that nobody told of"


def test_both_symbols_of_a_set_page_read_back() -> None:
    for kind, size in ((FileKind.SETS, A4), (FileKind.SETS_ENLARGED, A3)):
        file = file_of(kind)
        for record in papers().record.sets[:3]:
            if (kind is FileKind.SETS_ENLARGED) is not record.enlarged:
                continue
            page = record.pages[4]
            image = picture(file.data, page.page - 1, DPI)
            assert image.width == pytest.approx(size.w * PIXELS_PER_MM, abs=2)
            assert zxing(image) == [f"Code128:{page.number}", f"QRCode:{page.number}"]
            bars, qr = page.boxes[:2]
            assert zbar(cropped(image, bars)) == [f"Code128:{page.number}"]
            assert zbar(cropped(image, qr)) == [f"QRCode:{page.number}"]


def test_numbers_are_ours_and_each_page_has_its_own() -> None:
    for file in all_files():
        for symbol in file.symbols:
            if not symbol.content.startswith("VPR1"):
                parse_number(symbol.content)
    protocol = file_of(FileKind.CONDUCT_PROTOCOL)
    own = [
        parse_number(symbol.content)
        for symbol in protocol.symbols
        if symbol.content.startswith(str(PaperKind.CONDUCT_PROTOCOL.number_kind.value))
    ]
    pages = [number.page for number in own if isinstance(number, Identifier)]
    assert sorted(set(pages)) == list(range(1, protocol.pages + 1))


def test_counts_are_tied() -> None:
    for room, index in zip(numbered().rooms, (0, 1), strict=True):
        record = papers(index).record
        assert len(record.sets) == len(room.room.places) + len(room.room.spares)
        slips = {s.content for s in file_of(FileKind.CODE_SHEET, index).symbols if s.content.startswith("0")}
        rows = {s.content for s in file_of(FileKind.CONDUCT_PROTOCOL, index).symbols if s.content.startswith("0")}
        assert slips == rows == {str(CodeNumber.of(room.site.number, code)) for code in room.room.codes}
        assert record.codes == len(room.room.codes) == room.room.protocol_rows


def test_files_come_in_the_order_in_which_they_are_put_together() -> None:
    assert [file.name for file in papers().files] == [
        "1-komplekty.pdf",
        "1a-komplekty-a3.pdf",
        "2-kody.pdf",
        "3-protokol.pdf",
        "4-etiketki.pdf",
        "5-opisi.pdf",
        "6-chernoviki.pdf",
    ]
    for file, record in zip(papers().files, papers().record.files, strict=True):
        assert record.path == f"101/{file.name}"
        document = pypdfium2.PdfDocument(file.data)
        assert len(document) == file.pages == record.pages
        document.close()


def test_the_record_says_what_lies_in_the_delivery_packet() -> None:
    packets = {packet.kind: packet for packet in papers().record.packets}
    inside = packets[PacketKind.DELIVERY].contents
    assert {record.number for record in papers().record.sets} <= set(inside)
    assert packets[PacketKind.RETURN_USED].number in inside
    assert len(inside) == len(set(inside))


def test_the_second_qr_says_what_the_room_was_given() -> None:
    texts = [s.content for s in file_of(FileKind.MANIFEST).symbols if s.content.startswith("VPR1")]
    found = [parse_packet_qr(text) for text in texts]
    room = numbered().rooms[0]
    assert [qr.packet for qr in found] == [room.number(PaperKind[kind.name]) for kind in ROOM_PACKETS]
    assert all(qr.count == len(room.room.sets) and qr.room == "101" and qr.pages == 12 for qr in found)


def texts(file: RenderedFile) -> str:
    document = pypdfium2.PdfDocument(file.data)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def test_names_stand_only_in_protocol_and_door_list() -> None:
    people = [place.participant for room in numbered().rooms for place in room.room.places]
    surnames = {person.name.text.split()[0] for person in people if person.name}
    for file in all_files():
        found = {surname for surname in surnames if surname in texts(file)}
        assert bool(found) is (file.kind in NAMED), file.name
        assert not any(surname.encode("utf-16-be").hex().encode() in file.data.lower() for surname in surnames)


def test_without_leave_no_name_is_printed_at_all() -> None:
    rooms = (b.room_plan("101", 5), b.room_plan("102", 5, seated=False))
    work = b.numbered(b.work_plan(*rooms), BLANK)
    surnames = {name.split()[0] for name in (b.full_name(i).text for i in range(5))}
    files = [file for room in work.rooms for file in render_room(room, b.press(), BLANK, fingerprint="").files]
    files += render_work_papers(work, b.kit(), b.fonts(), BLANK)
    for file in files:
        assert not any(surname in texts(file) for surname in surnames), file.name


def test_a_blank_protocol_tells_the_class_only_where_the_room_is_one_class() -> None:
    for classes, shown in ((("5А",), True), (("5А", "5Б"), False)):
        work = b.numbered(b.work_plan(b.room_plan("101", 6, classes=classes)), BLANK)
        files = render_room(work.rooms[0], b.press(), BLANK, fingerprint="").files
        (file,) = [file for file in files if file.kind is FileKind.CONDUCT_PROTOCOL]
        assert ("5А" in texts(file)) is shown


def test_ink_stays_off_the_edge_of_the_paper() -> None:
    edge = int((INK_MARGIN_MM - 0.2) * 72 / 25.4)
    for file in all_files():
        for page in range(min(file.pages, 3)):
            image = picture(file.data, page, 72).point(lambda value: 255 * (value < 250))
            assert image.getbbox() is not None
            left, top, right, bottom = image.getbbox() or (0, 0, 0, 0)
            assert min(left, top, image.width - right, image.height - bottom) >= edge, (file.name, page + 1)


def test_the_same_room_gives_the_same_bytes() -> None:
    again = render_room(numbered().rooms[1], b.press(), OPTIONS, fingerprint="f")
    assert [file.data for file in again.files] == [file.data for file in papers(1).files]
    assert again.record == papers(1).record


def test_another_rooms_papers_do_not_change_a_room() -> None:
    alone = b.numbered(b.work_plan(numbered().rooms[0].room, at=b.site(name=LONG)), OPTIONS)
    first = render_room(alone.rooms[0], b.press(), OPTIONS, fingerprint="f")
    assert [file.data for file in first.files] == [file.data for file in papers(0).files]


@pytest.mark.parametrize("count", [1, 60])
@pytest.mark.parametrize("codes", [True, False])
def test_small_and_large_rooms_have_all_their_papers(count: int, codes: bool) -> None:
    room = b.room_plan("Спортивный зал корпуса 2", count, folder="zal", codes=codes, spares=3, pages=2)
    work = b.numbered(b.work_plan(room), OPTIONS)
    press = b.press(2, 2)
    found = render_room(work.rooms[0], press, OPTIONS, fingerprint="")
    assert (FileKind.CODE_SHEET in {file.kind for file in found.files}) is codes
    drafts = next(file for file in found.files if file.kind is FileKind.DRAFTS)
    assert drafts.pages == 2 * count
    assert len({symbol.content for symbol in drafts.symbols}) == 2 * count
    assert list(render_work_papers(work, b.kit(), b.fonts(), OPTIONS))


def room_numbers(room: NumberedRoom) -> set[str]:
    return {str(number) for key, number in room.numbers.items() if key.room == room.room.name}


def test_every_number_of_a_room_stands_on_some_paper() -> None:
    for index, room in enumerate(numbered().rooms):
        shown = {number for file in papers(index).files for number in file.numbers}
        assert shown == room_numbers(room)
