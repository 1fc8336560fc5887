"""Files are read strictly: whatever lies in one beside the pages, or between them, is found."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import builders
import pytest
from verify.sabotage import in_info, in_object, in_page_object, on_page, swap
from verify.written import WrittenRoom, write_room

from vpr_print.errors import VprPrintError
from vpr_print.verify import second_opinion, shared_part
from vpr_print.verify.errors import Promise, ProofError
from vpr_print.verify.file_form import FileForm, NotOurForm, read_form
from vpr_print.verify.opened import OpenedPdf
from vpr_print.verify.page_reading import PageReader
from vpr_print.verify.proof import prove_room

SETS = "1-komplekty"


@pytest.fixture
def room(tmp_path: Path) -> WrittenRoom:
    """A good room that was proved, so that its shared objects and its pages' patterns are known."""
    room = write_room(tmp_path / "w")
    prove_room(room.folder, room.record, room.expected)
    return room


def sets(room: WrittenRoom) -> bytes:
    return room.file(SETS)[0].read_bytes()


def refused(data: bytes) -> NotOurForm:
    with pytest.raises(NotOurForm) as caught:
        form = read_form(data)
        for page in form.pages:
            form.content(page)
    return caught.value


def shifted(data: bytes, at: int, more: bytes) -> bytes:
    """The file with ``more`` put in, all places in its table and behind it moved: a sound PDF."""
    table = data.rindex(b"xref\n0 ", 0, data.rindex(b"startxref"))

    def moved(match: re.Match[bytes]) -> bytes:
        place = int(match[1])
        return b"%010d 00000 n \n" % (place + len(more) * (place >= at))

    behind = re.sub(rb"(\d{10}) 00000 n \n", moved, data[table:])
    behind = re.sub(rb"startxref\n\d+", b"startxref\n%d" % (table + len(more)), behind)
    return data[:at] + more + data[at:table] + behind


def place_of(data: bytes, number: int) -> int:
    return data.index(b"\n%d 0 obj\n" % number) + 1


def own_objects(data: bytes) -> int:
    """Number of the catalogue."""
    return int(re.search(rb"/Root (\d+)", data)[1])  # type: ignore[index]  # there is one


def more_behind(data: bytes) -> bytes:
    """An update as PDF knows it: new objects and a table of their own behind the end."""
    at = len(data)
    start = int(re.search(rb"startxref\n(\d+)", data)[1])  # type: ignore[index]  # there is one
    table = b"xref\n9 1\n%010d 00000 n \ntrailer\n<</Size 10/Prev %d>>\n" % (at, start)
    return data + b"9 0 obj\n<<>>\nendobj\n" + table + b"startxref\n%d\n%%%%EOF\n" % (at + 20)


def entries_swapped(data: bytes) -> bytes:
    """Two pages' contents change places in the table."""
    one, other = (b"%010d 00000 n \n" % place_of(data, own_objects(data) + number) for number in (3, 5))
    return data.replace(one, b"x").replace(other, one).replace(b"x", other, 1)


def stream_of_page_3(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Change the packed bytes of the third page, its length told rightly."""

    def changed(data: bytes) -> bytes:
        def body(old: bytes) -> bytes:
            packed = change(old.partition(b"stream\n")[2].removesuffix(b"\nendstream"))
            return b"<</Length %d/Filter/FlateDecode>>\nstream\n%b\nendstream" % (len(packed), packed)

        return in_object(own_objects(data) + 7, body)(data)

    return changed


def in_resources(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Change the resources that all pages share."""
    return lambda data: in_object(own_objects(data) + 2, change)(data)


FORMS: dict[str, Callable[[bytes], bytes]] = {
    "a comment before the first object": lambda data: shifted(data, place_of(data, 1), b"% more\n"),
    "a comment between two objects": lambda data: shifted(data, place_of(data, own_objects(data) + 4), b"% more\n"),
    "a comment between shared objects": lambda data: shifted(data, place_of(data, 101), b"% more\n"),
    "an object that the table does not know": lambda data: shifted(
        data, place_of(data, own_objects(data) + 4), b"7777 0 obj\n<<>>\nendobj\n"
    ),
    "an object in another's place": in_object(3, lambda body: body + b"\nendobj\n7777 0 obj\n<<>>"),
    "a shared object that no page needs": in_resources(swap(b"/P101 101 0 R", b"")),
    "a form that is not there": in_resources(swap(b"101 0 R", b"99 0 R")),
    "an update behind the end": more_behind,
    "a wrong place in the table": lambda data: re.sub(rb"(\d)( 00000 n \ntrailer)", rb"0\2", data),
    "two places in the table swapped": entries_swapped,
    "a broken list of free numbers": lambda data: data.replace(b"0000000011 00000 f", b"0000000012 00000 f", 1),
    "a free number marked as used": lambda data: data.replace(b"0000000012 00000 f", b"0000000012 00000 n", 1),
    "two contents of a page": lambda data: in_page_object(
        3, lambda body: re.sub(rb"/Contents (\d+) 0 R", rb"/Contents[\1 0 R \1 0 R]", body)
    )(data),
    "the content of another page": lambda data: in_page_object(
        3, lambda body: re.sub(rb"/Contents \d+ 0 R", b"/Contents %d 0 R" % (own_objects(data) + 3), body)
    )(data),
    "resources of a page's own": lambda data: in_page_object(
        3, lambda body: re.sub(rb"/Resources \d+ 0 R", b"/Resources<<>>", body)
    )(data),
    "bytes behind the packed content": stream_of_page_3(lambda packed: packed + b"more"),
    "content that ends too early": stream_of_page_3(lambda packed: packed[:-9]),
    "content that is not packed": stream_of_page_3(lambda packed: zlib.decompress(packed)),
    "a length that is too short": lambda data: re.sub(
        rb"/Length (\d+)(/Filter/FlateDecode>>\nstream\n.{40,900}?endstream\nendobj\n\d+ 0 obj\n<</Type/Page/)",
        lambda match: b"/Length %d%b" % (int(match[1]) - 1, match[2]),
        data,
        count=1,
        flags=re.DOTALL,
    ),
    "a picture among the resources": in_resources(lambda body: body[:-2] + b"/Pattern<</P1 101 0 R>>>>"),
    "one name for two forms": swap(b"/P101 101 0 R", b"/P100 101 0 R"),
    "document information of another kind": in_info(swap(b"/Producer(", b"/Author(x)/Producer(")),
    "another beginning": swap(b"%PDF-1.4\n", b"%PDF-1.4\r"),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_file_that_is_not_written_as_ours_is_refused(name: str, room: WrittenRoom) -> None:
    data = sets(room)
    changed = FORMS[name](data)
    assert changed != data
    assert refused(changed).promise in (Promise.FILE, Promise.STRUCTURE)
    bad = room.changed(SETS, FORMS[name])
    with pytest.raises(VprPrintError) as caught:
        prove_room(bad.folder, bad.record, bad.expected)
    assert caught.value.exit_code == 42


def test_every_byte_of_a_file_counts(room: WrittenRoom) -> None:
    """One bit turned over anywhere: the file is refused, or what is in it is another thing than before."""
    data = sets(room)
    form = read_form(data)
    good = seen(form)
    packed = {place for page in form.pages for place in range(page.content.start, page.content.end)}
    for place in (*range(0, len(data), 397), *range(len(data) - 700, len(data), 3)):
        bad = bytearray(data)
        bad[place] ^= 1
        try:
            same = seen(read_form(bytes(bad))) == good
        except NotOurForm:
            continue
        # a packed content may have a bit or two that nobody reads
        assert not same or place in packed, (place, data[place - 20 : place + 20])


def seen(form: FileForm) -> object:
    forms = [form.shared.digest(number) for number in form.forms.values()]
    fonts = [form.shared.digest(number) for number in form.fonts.values()]
    pages = [(page.width, page.height, form.content(page)) for page in form.pages]
    facts = form.fonts, form.forms, form.title, form.producer, form.version, form.declared_pages, form.in_order
    return forms, fonts, pages, facts


def test_known_shared_objects_are_read_again_when_a_byte_of_them_differs(room: WrittenRoom) -> None:
    data = sets(room)
    form = read_form(data)
    number = next(iter(form.forms.values()))
    assert read_form(bytes(bytearray(data))).shared is form.shared
    other = read_form(in_object(number, swap(b"/Length", b"/Extra 1/Length"))(data))
    assert other.shared is not form.shared
    assert other.shared.digest(number) != form.shared.digest(number)


def test_what_is_remembered_of_files_has_a_limit(room: WrittenRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_part, "_MOST_KNOWN_BYTES", 10)
    monkeypatch.setattr(shared_part, "_known", {})
    form = read_form(sets(room))
    assert not shared_part._known
    assert seen(form) == seen(read_form(sets(room)))


def test_pypdf_has_to_find_the_same_pages(room: WrittenRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    form = read_form(sets(room))
    first, second, *others = form.pages
    wrong = {
        "fewer": replace(form, pages=form.pages[1:]),
        "swapped": replace(form, pages=(second, first, *others)),
        "larger": replace(form, pages=(replace(first, width=600.0), second, *others)),
        "other content": replace(form, pages=(replace(first, content=second.content), second, *others)),
        "other names": replace(form, forms={}),
        "nothing": replace(form, data=b"%PDF-1.4"),
    }
    for told, bad in wrong.items():
        monkeypatch.setattr(second_opinion, "_asked", set())
        with pytest.raises(NotOurForm, match="pypdf"):
            second_opinion.ask_pypdf(bad)
        assert not second_opinion._asked, told
    second_opinion.ask_pypdf(form)
    assert second_opinion._asked


def test_the_refusal_names_file_and_page(room: WrittenRoom) -> None:
    path, _ = room.file(SETS)
    path.write_bytes(in_page_object(3, swap(b"/Type/Page", b"/Annots[]/Type/Page"))(path.read_bytes()))
    with pytest.raises(ProofError) as caught:
        OpenedPdf(path, "101/1.pdf")
    assert (caught.value.file, caught.value.page) == ("101/1.pdf", 3)


PAGE = b"/P1 Do\nBT /R 9 Tf 5 5 Td <0014> Tj ET\n0 g\nBT /R 9 Tf 5 9 Td <0017> Tj ET\n"
ALIKE = PAGE.replace(b"0014", b"00150016")
UNLIKE = (
    PAGE.replace(b"5 5 Td", b"5 6 Td"),
    PAGE.replace(b"/R 9", b"/R 8", 1),
    PAGE.replace(b"/R", b"/B", 1),
    PAGE.replace(b"BT", b"3 Tr BT", 1),
    PAGE.replace(b"0 g", b"1 g"),
    PAGE.replace(b"5 9 Td", b"5 8 Td"),
    PAGE + b"0 0 1 1 re f\n",
    PAGE[:-1],
)


def test_only_pages_that_differ_in_what_they_say_share_a_frame() -> None:
    fonts = {"R": lambda shown: shown.hex(), "B": lambda shown: shown.hex().upper()}
    reader = PageReader(texts_move=False, most=9)
    first, second = (reader.read(content, fonts, 297.0) for content in (PAGE, ALIKE))
    assert first.frame is second.frame
    assert (first.texts, second.texts) == (("0014", "0017"), ("00150016", "0017"))
    for content in UNLIKE:
        reader = PageReader(texts_move=False, most=9)
        before = reader.read(PAGE, fonts, 297.0)
        assert reader.read(content, fonts, 297.0).frame is not before.frame, content
    reader = PageReader(texts_move=False, most=9)
    assert reader.read(PAGE, fonts, 297.0).frame is not reader.read(PAGE, fonts, 420.0).frame
    other = {"R": lambda shown: "other"}
    assert reader.read(PAGE, other, 420.0).texts == ("other", "other")


def test_a_pattern_never_changes_what_is_read(room: WrittenRoom) -> None:
    """Each page read with all patterns known is as it is read for the first time."""
    for file in room.record.files:
        opened = OpenedPdf(room.file(file.path)[0], file.path)
        for moving in (False, True):
            used = PageReader(texts_move=moving, most=100)
            for _ in range(2):
                for number, page in enumerate(opened.pages):
                    read = used.read(page.content, page.fonts, page.size.h, str(number % 2))
                    fresh = PageReader(texts_move=moving, most=1).read(page.content, page.fonts, page.size.h)
                    assert (read.said, read.texts) == (fresh.said, fresh.texts)


HIDDEN = (b"1 g\n0 20 7 1 re", b"0 20 7 1 re W n", b"0 20 7 1 re\n/P100 Do", b"0 20 7 1 re\n-1 0 30 30 re")


@pytest.mark.parametrize("more", HIDDEN)
def test_operators_among_a_symbols_rectangles_are_not_overlooked(more: bytes, room: WrittenRoom) -> None:
    bad = room.changed(SETS, on_page(3, swap(b"0 20 7 1 re", more)))
    with pytest.raises(VprPrintError) as caught:
        prove_room(bad.folder, bad.record, bad.expected)
    assert caught.value.exit_code == 42


assert builders.FIRST_VARIANT_OBJECT == 100, "the numbers above are these"
