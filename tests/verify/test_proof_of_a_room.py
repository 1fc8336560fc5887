"""A good room passes; every kind of sabotage is found, and its place is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import builders
import pytest
from verify.sabotage import (
    in_catalogue,
    in_info,
    in_object,
    in_page_object,
    on_page,
    page_again,
    swap,
    swap_pages,
    without_page,
)
from verify.written import WrittenRoom, write_room

from vpr_print.documents.options import PaperOptions
from vpr_print.drawing.symbols import code128_path, qr_path, qr_rows
from vpr_print.errors import ExitCode, Flaws, VprPrintError
from vpr_print.model.identifier import grouped
from vpr_print.model.manifest import RoomRecord
from vpr_print.model.seating import FullName
from vpr_print.verify.decoding import decode_qr_rows
from vpr_print.verify.drawn import read_drawing
from vpr_print.verify.errors import Promise, ProofError
from vpr_print.verify.opened import OpenedPdf
from vpr_print.verify.pictures import RenderedPdf
from vpr_print.verify.proof import prove_room
from vpr_print.verify.read_stamps import read_stamps
from vpr_print.verify.set_pages import with_quiet_zone

SETS, CODES, PROTOCOL, LABELS, MANIFESTS = "1-komplekty", "2-kody", "3-protokol", "4-etiketki", "5-opisi"
FORMS = "7-blanki"


def test_rooms_of_all_sorts_pass(tmp_path: Path) -> None:
    kinds = {
        "plain": (builders.room_plan(count=3, pages=2), PaperOptions()),
        "no codes": (builders.room_plan(count=3, pages=2, codes=False), PaperOptions()),
        "enlarged": (builders.room_plan(count=4, pages=2, enlarged=(2, 3)), PaperOptions()),
        "files for sets": (builders.room_plan(count=2, pages=2), PaperOptions(per_set_files=True)),
        "drafts and names": (
            builders.room_plan(count=3, pages=2), PaperOptions(print_drafts=True, filled_protocol=True)
        ),
        "blank backs": (builders.room_plan(count=2, pages=4), PaperOptions()),
    }  # fmt: skip
    for name, (plan, options) in kinds.items():
        room = write_room(tmp_path / name, plan, options=options)
        prove_room(room.folder, room.record, room.expected)


@contextmanager
def proof_fails(promise: Promise, file: str, page: int = 0) -> Iterator[list[ProofError]]:
    """The proof fails with this promise at this place; gives all its flaws."""
    flaws: list[ProofError] = []
    with pytest.raises(VprPrintError) as caught:
        yield flaws
    found = caught.value.flaws if isinstance(caught.value, Flaws) else (caught.value,)
    flaws += [flaw for flaw in found if isinstance(flaw, ProofError)]
    assert len(flaws) == len(found)
    assert caught.value.exit_code == ExitCode.PROOF == 42
    told = "\n".join(f"{flaw.promise} {flaw.file} {flaw.page}: {flaw.expected} / {flaw.found}" for flaw in flaws)
    assert any(flaw.promise is promise and file in flaw.file and flaw.page == page for flaw in flaws), told


def wrong(digits: str) -> str:
    """Another number with right check digits."""
    return f"{digits[:7]}54321{digits[12:14]}{98 - int(digits[:7] + '54321' + digits[12:14]) * 100 % 97:02d}"


def shown(digits: str) -> bytes:
    """The number's digits below the bars, as they stand in a content stream."""
    return builders.fonts().shaped(grouped(digits)).glyphs


def in_text(text: str) -> bytes:
    return builders.fonts().shaped(text).glyphs


def page_number(room: WrittenRoom, page: int) -> str:
    """The number of a page of the sets' file."""
    return next(item.number for found in room.record.sets for item in found.pages if item.page == page)


def bars_of(room: WrittenRoom) -> Callable[[bytes], bytes]:
    digits = page_number(room, 3)
    return on_page(3, swap(code128_path(digits), code128_path(wrong(digits))))


def qr_of(room: WrittenRoom) -> Callable[[bytes], bytes]:
    digits = page_number(room, 3)
    return on_page(3, swap(qr_path(qr_rows(digits)), qr_path(qr_rows(wrong(digits)))))


def text_of(room: WrittenRoom) -> Callable[[bytes], bytes]:
    digits = page_number(room, 3)
    return on_page(3, swap(shown(digits), shown(wrong(digits))))


def all_three(room: WrittenRoom) -> Callable[[bytes], bytes]:
    return lambda data: bars_of(room)(qr_of(room)(text_of(room)(data)))


def on_page_3(old: bytes, new: bytes) -> Callable[[WrittenRoom], Callable[[bytes], bytes]]:
    return lambda room: on_page(3, swap(old, new))


def after(extra: bytes) -> Callable[[WrittenRoom], Callable[[bytes], bytes]]:
    return lambda room: on_page(3, lambda content: content + extra)


def other_variant(room: WrittenRoom) -> Callable[[bytes], bytes]:
    forms = builders.masters(2, 2).variants
    return on_page(3, swap(b"/P%d Do" % forms[1].pages[0].form, b"/P%d Do" % forms[0].pages[0].form))


def other_form(room: WrittenRoom) -> Callable[[bytes], bytes]:
    return in_object(builders.masters(2, 2).variants[1].pages[0].form, swap(b"/Length", b"/Extra 1/Length"))


SABOTAGE = {
    "one digit in bars only": (bars_of, Promise.NUMBER),
    "one digit in QR only": (qr_of, Promise.NUMBER),
    "one digit in text only": (text_of, Promise.TEXT),
    "a sound number of another set": (all_three, Promise.NUMBER),
    "a bar too wide": (on_page_3(b"0 0 2 1 re", b"0 0 3 1 re"), Promise.SYMBOL),
    "a QR module lost": (on_page_3(b"0 20 7 1 re", b"0 20 6 1 re"), Promise.SYMBOL),
    "QR left out": (lambda room: on_page(3, lambda c: re.sub(rb"q 12 0 0 12[^f]*f Q\n", b"", c)), Promise.SYMBOL),
    "bars too fine": (on_page_3(b"q 0 9 -165 0", b"q 0 7 -165 0"), Promise.SYMBOL_SIZE),
    "bars too low": (on_page_3(b"q 0 9 -165 0", b"q 0 9 -120 0"), Promise.SYMBOL_SIZE),
    "bars elsewhere": (on_page_3(b"q 0 9 -165 0 354", b"q 0 9 -165 0 1354"), Promise.PLACE),
    "bars too near the edge": (on_page_3(b"q 0 9 -165 0 354", b"q 0 9 -165 0 200"), Promise.PLACE),
    "ink in the quiet zone": (after(b"q .12 0 0 .12 0 0 cm 250 3450 20 20 re f Q"), Promise.PLACE),
    "white over the bars": (after(b"1 g 20 300 30 200 re f"), Promise.PLACE),
    "a tick moved": (on_page_3(b"189 3603 71", b"189 3653 71"), Promise.TICKS),
    "a tick lost": (on_page_3(b"189 3603 71 11 re\n", b""), Promise.TICKS),
    "the line of another set": (on_page_3(in_text("комплект 02"), in_text("комплект 03")), Promise.TEXT),
    "the line lost": (lambda room: on_page(3, lambda c: re.sub(rb"BT [^\n]*\d Td [^\n]*ET\n", b"", c)), Promise.TEXT),
    "invisible text": (on_page_3(b"BT /R", b"BT 3 Tr /R"), Promise.TEXT),
    "a page of another variant": (other_variant, Promise.VARIANT),
    "the variant's page changed": (other_form, Promise.VARIANT),
    "the variant's page twice": (after(b"/P100 Do"), Promise.VARIANT),
    "the variant's page shrunk": (on_page_3(b"/P102 Do", b"q .94 0 0 .94 0 0 cm /P102 Do Q"), Promise.VARIANT),
    "the variant's page over the stamp": (
        lambda room: on_page(3, lambda c: c.replace(b"/P102 Do\n", b"") + b"/P102 Do"), Promise.PLACE
    ),
    "lines drawn by nobody": (after(b"0 0 m 100 100 l S"), Promise.STRUCTURE),
    "a clip": (after(b"0 0 10 10 re W n"), Promise.STRUCTURE),
    "an inline picture": (after(b"BI /W 1 /H 1 /BPC 8 /CS /G ID x EI"), Promise.STRUCTURE),
    "an annotation": (lambda room: in_page_object(3, swap(b"/Type/Page", b"/Annots[]/Type/Page")), Promise.STRUCTURE),
    "a turned page": (lambda room: in_page_object(3, swap(b"/Type/Page", b"/Rotate 90/Type/Page")), Promise.STRUCTURE),
    "another paper": (lambda room: in_page_object(3, swap(b"595.276", b"612")), Promise.PAGE_SIZE),
    "two pages swapped": (lambda room: swap_pages(3, 5), Promise.NUMBER),
    "a page doubled": (lambda room: page_again(1, 3), Promise.NUMBER),
}  # fmt: skip


@pytest.mark.parametrize("name", SABOTAGE)
def test_a_page_of_a_set_gone_wrong_is_named(name: str, tmp_path: Path) -> None:
    change, promise = SABOTAGE[name]
    room = write_room(tmp_path / "w")
    prove_room(room.folder, room.record, room.expected)  # the patterns of good pages must not hide bad ones
    bad = room.changed(SETS, change(room))
    with proof_fails(promise, f"101/{SETS}", 3):
        prove_room(bad.folder, bad.record, bad.expected)


def test_a_missing_page_is_named(tmp_path: Path) -> None:
    room = write_room(tmp_path / "w").changed(SETS, without_page(3))
    with proof_fails(Promise.PAGES, SETS) as flaws:
        prove_room(room.folder, room.record, room.expected)
    assert any(flaw.expected == "страниц: 8" and flaw.found == "7" for flaw in flaws)


WHOLE_FILES: dict[str, tuple[str, Callable[[bytes], bytes], Promise]] = {
    "a script": (SETS, in_catalogue(swap(b"/Type", b"/OpenAction<</S/JavaScript/JS(1)>>/Type")), Promise.STRUCTURE),
    "pages in another order": (MANIFESTS, swap_pages(1, 2), Promise.STRUCTURE),
    "bytes behind the end": (SETS, lambda data: data + b"\n% more", Promise.FILE),
    "cut in the middle": (SETS, lambda data: data[: len(data) // 2], Promise.FILE),
    "cut at the end": (LABELS, lambda data: data[:-30], Promise.FILE),
    "no PDF at all": (PROTOCOL, lambda data: b"<html>", Promise.FILE),
    "empty": (PROTOCOL, lambda data: b"", Promise.FILE),
}


@pytest.mark.parametrize("name", WHOLE_FILES)
def test_a_file_gone_wrong_is_named(name: str, tmp_path: Path) -> None:
    part, change, promise = WHOLE_FILES[name]
    room = write_room(tmp_path / "w").changed(part, change)
    with proof_fails(promise, part):
        prove_room(room.folder, room.record, room.expected)


@pytest.mark.parametrize("part", (SETS, CODES, PROTOCOL, LABELS, MANIFESTS))
def test_a_byte_that_the_record_does_not_know_is_found(part: str, tmp_path: Path) -> None:
    room = write_room(tmp_path / "w")
    path, _ = room.file(part)
    path.write_bytes(path.read_bytes().replace(b"vpr_print", b"vpr-print"))
    with proof_fails(Promise.DIGEST, part):
        prove_room(room.folder, room.record, room.expected)


def paper_number(room: WrittenRoom, part: str) -> str:
    return room.file(part)[1].numbers[0]


OTHER_PAPERS = (CODES, PROTOCOL, LABELS, MANIFESTS)


def first_page(room: WrittenRoom, part: str) -> str:
    """The number that stands on the first page of a paper."""
    whole = paper_number(room, part)
    body = f"{whole[:12]}{0 if part == LABELS else 1:02d}"
    return f"{body}{98 - int(body) * 100 % 97:02d}"


@pytest.mark.parametrize("part", OTHER_PAPERS)
def test_a_wrong_number_on_any_paper_is_named(part: str, tmp_path: Path) -> None:
    for place, (old, new, promise) in enumerate(
        (
            (lambda d: code128_path(d), lambda d: code128_path(wrong(d)), Promise.NUMBER),
            (lambda d: qr_path(qr_rows(d)), lambda d: qr_path(qr_rows(wrong(d))), Promise.NUMBER),
            (shown, lambda d: shown(wrong(d)), Promise.TEXT),
        )
    ):
        room = write_room(tmp_path / str(place))
        digits = first_page(room, part)
        bad = room.changed(part, on_page(1, swap(old(digits), new(digits))))
        with proof_fails(promise, part, 1):
            prove_room(bad.folder, bad.record, bad.expected)


@pytest.mark.parametrize("part", (CODES, PROTOCOL))
def test_a_code_that_is_lost_or_doubled_is_found_and_not_told(part: str, tmp_path: Path) -> None:
    room = write_room(tmp_path / "w")
    first, second = room.expected.codes[:2]
    bad = room.changed(part, on_page(1, swap(code128_path(first), code128_path(second))))
    with proof_fails(Promise.COUNT, part) as flaws:
        prove_room(bad.folder, bad.record, bad.expected)
    counted = [flaw for flaw in flaws if flaw.promise is Promise.COUNT]
    assert not any(code[7:14] in f"{flaw.expected}{flaw.found}" for flaw in counted for code in (first, second))


def test_the_manifests_second_symbol_tells_of_the_packet(tmp_path: Path) -> None:
    room = write_room(tmp_path / "w")
    expected = replace(
        room.expected, room=replace(room.expected.room, work=replace(room.expected.room.work, key="another-work"))
    )
    with proof_fails(Promise.SYMBOL, MANIFESTS):
        prove_room(room.folder, room.record, expected)


NAME = FullName("Берёзкин Арсений Игнатьевич")


def write_name(text: str) -> bytes:
    return b"q .12 0 0 .12 0 0 cm\nBT /R 58.3 Tf 800 150 Td <" + in_text(text) + b"> Tj ET\nQ\n"


@pytest.mark.parametrize("text", ("Берёзкин Арсений", "АРСЕНИЙ БЕРЕЗКИН", "берёзкин, арсений Игнатьевич"))
@pytest.mark.parametrize("part", (SETS, CODES, LABELS, MANIFESTS))
def test_a_name_on_a_paper_is_found_and_not_repeated(part: str, text: str, tmp_path: Path) -> None:
    room = write_room(tmp_path / "w").changed(part, on_page(1, lambda content: content + write_name(text)))
    assert NAME in room.expected.names
    with proof_fails(Promise.NAME, part, 1) as flaws:
        prove_room(room.folder, room.record, room.expected)
    assert "ерезкин" not in "".join(map(str, flaws)).casefold().replace("ё", "е")


def test_the_protocol_may_hold_names(tmp_path: Path) -> None:
    room = write_room(tmp_path / "w", options=PaperOptions(filled_protocol=True))
    prove_room(room.folder, room.record, room.expected)


def test_a_name_in_metadata_is_found(tmp_path: Path) -> None:
    title = (b"\xfe\xff" + "Берёзкин Арсений".encode("utf-16-be")).hex().encode()
    for part in (SETS, PROTOCOL):
        room = write_room(tmp_path / part)
        bad = room.changed(part, in_info(lambda body: re.sub(rb"/Title<[^>]*>", b"/Title<" + title + b">", body)))
        with proof_fails(Promise.NAME, part):
            prove_room(bad.folder, bad.record, bad.expected)


def with_record(change: Callable[[RoomRecord], RoomRecord]) -> Callable[[WrittenRoom], WrittenRoom]:
    return lambda room: replace(room, record=change(room.record))


def first_set(**changes: object) -> Callable[[WrittenRoom], WrittenRoom]:
    return with_record(lambda record: replace(record, sets=(replace(record.sets[0], **changes), *record.sets[1:])))


def first_packet(**changes: object) -> Callable[[WrittenRoom], WrittenRoom]:
    return with_record(
        lambda record: replace(record, packets=(replace(record.packets[0], **changes), *record.packets[1:]))
    )


RECORDS: dict[str, tuple[Callable[[WrittenRoom], WrittenRoom], Promise]] = {
    "participants": (with_record(lambda record: replace(record, participants=4)), Promise.COUNT),
    "codes": (with_record(lambda record: replace(record, codes=3)), Promise.COUNT),
    "drafts": (with_record(lambda record: replace(record, draft_sheets=1)), Promise.COUNT),
    "a set less": (with_record(lambda record: replace(record, sets=record.sets[1:])), Promise.COUNT),
    "a set's variant": (first_set(variant=2), Promise.COUNT),
    "a set as spare": (first_set(spare=True), Promise.COUNT),
    "a set's number": (first_set(number="1640123000990049"), Promise.COUNT),
    "a packet less": (with_record(lambda record: replace(record, packets=record.packets[1:])), Promise.CONTENTS),
    "an empty packet": (first_packet(contents=()), Promise.CONTENTS),
    "a packet's number": (first_packet(number="2640123000990046"), Promise.NUMBER),
    "a file less": (with_record(lambda record: replace(record, files=record.files[:-1])), Promise.FILES),
}


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_that_is_not_the_plan_is_found(name: str, tmp_path: Path) -> None:
    change, promise = RECORDS[name]
    room = change(write_room(tmp_path / "w"))
    with pytest.raises(VprPrintError) as caught:
        prove_room(room.folder, room.record, room.expected)
    found = caught.value.flaws if isinstance(caught.value, Flaws) else (caught.value,)
    assert promise in {flaw.promise for flaw in found if isinstance(flaw, ProofError)}
    assert all(flaw.file.startswith("101") for flaw in found if isinstance(flaw, ProofError))


def test_files_that_are_not_listed_or_open_to_others_are_found(tmp_path: Path) -> None:
    room = write_room(tmp_path / "w")
    (room.folder / "zametki.txt").write_text("x")
    with proof_fails(Promise.FILES, "101") as flaws:
        prove_room(room.folder, room.record, room.expected)
    assert "zametki.txt" in flaws[0].found
    (room.folder / "zametki.txt").unlink()
    path, _ = room.file(CODES)
    path.chmod(0o644)
    with proof_fails(Promise.PERMISSION, CODES):
        prove_room(room.folder, room.record, room.expected)
    path.unlink()
    with proof_fails(Promise.FILES, CODES):
        prove_room(room.folder, room.record, room.expected)


def test_one_page_of_each_variant_is_read_from_its_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from vpr_print.verify import proof

    looked: list[int] = []

    class Blind(proof.RenderedPdf):
        def decode(self, page: int, *rest: object) -> tuple[str, ...]:
            looked.append(page)
            return ()

    monkeypatch.setattr(proof, "RenderedPdf", Blind)
    room = write_room(tmp_path / "w")
    with pytest.raises(Flaws):
        prove_room(room.folder, room.record, room.expected)
    variants = {item.variant for item in room.record.sets for page in item.pages if page.page in looked}
    assert variants == {1, 2} and len(set(looked)) == 2 and len(looked) == 4


def test_two_sided_blank_backs_carry_their_number_and_no_task(tmp_path: Path) -> None:
    plan = builders.room_plan(count=2, pages=4)
    room = write_room(tmp_path / "w", plan, pages=3)
    prove_room(room.folder, room.record, room.expected)
    bad = room.changed(SETS, on_page(4, lambda content: b"/P100 Do\n" + content))
    with proof_fails(Promise.VARIANT, SETS, 4):
        prove_room(bad.folder, bad.record, bad.expected)


def with_forms(target: Path) -> WrittenRoom:
    return write_room(target, builders.room_plan(count=2, pages=2, answer_forms=True), procedure="iku")


def test_answer_forms_are_proved_as_other_papers_are(tmp_path: Path) -> None:
    room = with_forms(tmp_path / "w")
    prove_room(room.folder, room.record, room.expected)
    with proof_fails(Promise.NUMBER, FORMS):
        lost = room.changed(FORMS, without_page(2))
        prove_room(lost.folder, lost.record, lost.expected)


def test_an_answer_form_with_a_number_of_nobodys_is_found(tmp_path: Path) -> None:
    room = with_forms(tmp_path / "w")
    number = next(file.numbers[0] for file in room.record.files if FORMS in file.path)
    stranger = room.changed(FORMS, on_page(1, swap(shown(number), shown(wrong(number)))))
    with proof_fails(Promise.TEXT, FORMS, 1):
        prove_room(stranger.folder, stranger.record, stranger.expected)


def test_answer_forms_that_nobody_drew_are_missed(tmp_path: Path) -> None:
    room = with_forms(tmp_path / "w")
    files = tuple(file for file in room.record.files if FORMS not in file.path)
    with proof_fails(Promise.FILES, room.record.folder):
        prove_room(room.folder, replace(room.record, files=files), room.expected)


ODD_ROOMS = ("101", "каб\u00a0№\u20111", "Актовы\u0438\u0306 зал", "10 µΩ ∆", "зал {page.number}", "зал {{x}}", "Музей")


@pytest.mark.parametrize("name", ODD_ROOMS)
def test_odd_names_of_rooms_are_no_flaw(name: str, tmp_path: Path) -> None:
    room = write_room(tmp_path / "w", builders.room_plan(name, count=2, pages=2, folder="odd"))
    prove_room(room.folder, room.record, room.expected)


def test_two_decoders_agree_on_every_page(tmp_path: Path) -> None:
    """What is read from the drawing is what zxing reads from the picture at 200 dpi."""
    options = PaperOptions(print_drafts=True)
    room = write_room(tmp_path / "w", builders.room_plan(count=2, pages=2, enlarged=(2,)), options=options)
    count = 0
    for file in room.record.files:
        path, _ = room.file(file.path)
        opened = OpenedPdf(path, file.path)
        with RenderedPdf(opened.data) as rendered:
            for number, page in enumerate(opened.pages, 1):
                for symbol in read_stamps(read_drawing(page.content, page.fonts), page.size.h).symbols:
                    seen = rendered.decode(number, with_quiet_zone(symbol), symbol.kind, symbol.turn)
                    own = (symbol.digits,) if symbol.digits else decode_qr_rows(symbol.rows)
                    assert seen == own, (file.path, number, symbol)
                    count += 1
    assert count > 30


def test_every_error_crosses_processes() -> None:
    import pickle

    flaw = ProofError(Promise.NUMBER, "101/1.pdf", 3, "одно", "другое")
    again = pickle.loads(pickle.dumps(flaw))
    assert str(again) == str(flaw) and again.id == "Proof.number" and "страница 3" in str(flaw)
