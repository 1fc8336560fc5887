"""Scans come back to a school and to a centre: what came, what is missing, told to the ledger and put in order."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from journeys.evening import SITE, WORK, Evening, numbers_of, open_ledger
from journeys.test_bad_input import full_disk
from PIL import Image

from vpr_print.cli.scan import desk_here
from vpr_print.model.identifier import with_check_digits
from vpr_print.scan import reader
from vpr_print.track.events import EventKind
from vpr_print.workflow import scanning
from vpr_print.workflow.scanning import ScanRequest

DPI = 150
ROOMS = ("101", "102", "103")


@cache
def _drawn(path: Path) -> tuple[Image.Image, ...]:
    """The pages of a paper that was built."""
    document = pypdfium2.PdfDocument(str(path))
    return tuple(page.render(scale=DPI / 72, grayscale=True).to_pil() for page in document)


def used_packet(evening: Evening, room: str) -> list[Image.Image]:
    """Manifest, the sets of pupils, protocol; the spare set lies in the other packet."""
    folder = evening.work / room
    return [_drawn(folder / "5-opisi.pdf")[1], *_sets(evening, room)[:-3], *_drawn(folder / "3-protokol.pdf")]


def unused_packet(evening: Evening, room: str) -> list[Image.Image]:
    return [_drawn(evening.work / room / "5-opisi.pdf")[2], *_sets(evening, room)[-3:]]


def _sets(evening: Evening, room: str) -> list[Image.Image]:
    """Pages of the room's sets by ordinal, three each."""
    record = next(record for record in evening.manifest["rooms"] if record["room"] == room)
    return [
        _drawn(evening.work / item["file"])[page["page"] - 1] for item in record["sets"] for page in item["pages"]
    ]


def put(path: Path, pages: list[Image.Image]) -> Path:
    """The pages as a scanner's PDF."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pages = [page.copy() for page in pages]  # Pillow notes in a picture what it was saved with
    pages[0].save(path, save_all=True, append_images=pages[1:], resolution=DPI, quality=80)
    return path


@pytest.fixture(scope="module")
def skany(built: Evening, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file for each room, both packets in it."""
    folder = tmp_path_factory.mktemp("skany")
    for room in ROOMS:
        put(folder / f"{room}.pdf", used_packet(built, room) + unused_packet(built, room))
    return folder


@pytest.fixture(scope="module")
def one_room(skany: Path) -> Path:
    return skany / "101.pdf"


@pytest.fixture
def centre(tmp_path: Path, built: Evening, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that belongs to no school."""
    folder = tmp_path / "centr"
    folder.mkdir()
    monkeypatch.chdir(folder)
    yield folder


def scan(evening: Evening, cwd: Path, *args: object) -> Any:
    done = evening.tell("scan", *args, "--json", cwd=cwd)
    return {"code": done.code, **done.json}


# ── a school ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_everything_came_and_lies_in_order(morning_after: Evening, skany: Path, tmp_path: Path) -> None:
    out = tmp_path / "vyvod"
    done = morning_after.tell("scan", skany, "--out", out)
    assert done.code == 0, done.out + done.err
    assert "Всё пришло, смотреть нечего." in done.out and "вошло: 39, учтено: 39" in done.out
    assert max(map(len, done.out.splitlines())) <= 120
    packets = numbers_of(morning_after.manifest, "101")
    assert (out / f"{SITE}_{WORK}_101_{packets['packet return_used']}.pdf").is_file()
    assert not any(surname in done.out + done.err for surname in morning_after.surnames)
    again = morning_after.tell("scan", skany, "--out", out, "--json")
    assert again.json["written"] == [], "nothing is read or written twice"


def test_the_ledger_hears_what_came_once(morning_after: Evening, one_room: Path, tmp_path: Path) -> None:
    evening = morning_after
    assert evening.tell("printed", "101").code == 0
    for event in ("accepted", "packed", "issued", "opened", "returned"):
        assert evening.tell("track", "record", event, "101").code == 0
    first = scan(evening, evening.school, one_room, "--out", tmp_path / "vyvod")
    assert first["recorded"] == 3
    (balance,) = [room for room in evening.tell("track", "balance", "--json").json["rooms"] if room["room"] == "101"]
    assert (balance["used"], balance["unused"], balance["open"]) == (2, 1, [])
    events = len(open_ledger(evening.school).events())
    assert scan(evening, evening.school, one_room)["recorded"] == 0
    assert len(open_ledger(evening.school).events()) == events


def test_packets_that_a_centre_received_are_opened_and_scanned(morning_after: Evening, one_room: Path) -> None:
    evening = morning_after
    sets = [numbers_of(evening.manifest, "101")[f"set {n}"] for n in (1, 2, 3)]
    assert evening.tell("printed", "101").code == 0
    for event in ("accepted", "packed", "issued", "opened", "returned"):
        assert evening.tell("track", "record", event, "101").code == 0
    assert evening.tell("track", "record", "used", *sets[:2]).code == 0
    assert evening.tell("track", "record", "unused", sets[2]).code == 0
    for event in ("counted", "dispatched", "received"):
        assert evening.tell("track", "record", event, "101").code == 0
    assert scan(evening, evening.school, one_room)["recorded"] == 4
    packets = [thing for thing in open_ledger(evening.school).things(room="101") if thing.kind.startswith("return")]
    assert {thing.state for thing in packets} == {EventKind.SCANNED}


def record(evening: Evening, *steps: object) -> None:
    assert evening.tell("track", "record", *steps).code == 0


def test_what_the_ledger_knows_to_lie_in_a_packet_that_stayed_is_not_missing(
    morning_after: Evening, tmp_path: Path
) -> None:
    """Used works go to be checked; in 102 a set was spoiled, to 103 nobody came."""
    evening = morning_after
    assert evening.tell("printed", *ROOMS).code == 0
    for event in ("accepted", "packed", "issued", "opened", "returned"):
        record(evening, event, *ROOMS)
    numbers = {room: numbers_of(evening.manifest, room) for room in ROOMS}
    for room in ("101", "102"):
        record(evening, "used", numbers[room]["set 1"], numbers[room]["set 2"])
    unused = [number for name, number in numbers["103"].items() if name.startswith("set ")]
    record(evening, "unused", numbers["101"]["set 3"], *unused)
    record(evening, "spoiled", numbers["102"]["set 3"])
    kept = [numbers[room]["packet return_unused"] for room in ROOMS]
    for event in ("counted", "kept"):
        record(evening, event, *kept)
    packets = {room: used_packet(evening, room) for room in ("101", "102")}
    skany = tmp_path / "skany"
    for room, pages in packets.items():
        put(skany / f"{room}.pdf", pages)
    told = scan(evening, evening.school, skany, "--out", tmp_path / "vyvod")
    assert (told["code"], told["complete"], told["unseen"]) == (0, True, [])
    assert [room["lacking"] for room in told["rooms"]] == [[], []]
    assert [(item["set"], item["packet"]) for room in told["rooms"] for item in room["elsewhere"]] == [
        (3, kept[0]),
        (3, kept[1]),
    ]
    assert [room["room"] for room in told["stayed"]] == ["103"]
    shown = (tmp_path / "vyvod" / "otchet.html").read_text()
    assert "в другом пакете комплект 03" in shown and "class=\"short\"" not in shown
    said = evening.tell("scan", skany).out
    assert "каб. 101: в другом пакете комплект 03" in said
    assert "Не хватает" not in said and "остались в школе целиком: каб. 103" in said

    put(skany / "101.pdf", [*packets["101"][1:4], packets["101"][-1]])
    loose = scan(evening, evening.school, skany)
    assert [[item["set"] for item in room["lacking"]] for room in loose["rooms"]] == [[2], []], "its packet was scanned"
    assert loose["code"] == 3


def shrunk(page: Image.Image) -> Image.Image:
    """The page as «fit to page» prints it."""
    paper = Image.new("L", page.size, 255)
    paper.paste(page.resize((page.width * 94 // 100, page.height * 94 // 100)), (30, 40))
    return paper


def test_every_page_tells_in_which_scale_its_room_was_printed(
    built: Evening, skany: Path, centre: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit, mixed = _sets(built, "101"), _sets(built, "102")
    mixed[3:6] = map(shrunk, mixed[3:6])
    mixed[7] = shrunk(mixed[7])
    piles = {"101": list(map(shrunk, fit)), "102": mixed, "103": _sets(built, "103")}
    files = [put(centre / f"{room}.pdf", pages) for room, pages in piles.items()]
    late = scan(built, centre, *files, "--out", "vyvod")
    assert late["scales"] == []
    monkeypatch.setattr(scanning, "read_chunks", lambda *_: iter(()))
    told = scan(built, centre, *files, "--out", "vyvod", "--manifests", built.school)
    monkeypatch.undo()
    monkeypatch.chdir(centre)
    assert told["scales"] == scan(built, centre, *files, "--manifests", built.school)["scales"], "late or at once"
    one, other, true = told["scales"]
    assert [room["pages"] for room in (one, other, true)] == [len(piles[room]) for room in ROOMS]
    assert one["scale"] == pytest.approx(0.94, abs=0.003) and one["most"] - one["least"] < 0.003
    assert true["scale"] == pytest.approx(1, abs=0.003) and not (one["apart"] or true["apart"])
    assert (round(other["scale"], 2), round(other["least"], 2), round(other["most"], 2)) == (1, 0.94, 1)
    assert [(apart["set"], apart["pages"], round(apart["scale"], 2)) for apart in other["apart"]] == [
        (2, [], 0.94),
        (3, [2], 0.94),
    ]
    small, apart = told["notices"]
    assert (small["id"], apart["id"]) == ("printed_scaled", "printed_scaled_apart")
    assert "101" in small["where"] and "102" not in small["where"] and "Подогнать" in small["todo"]
    assert "комплект 02 — 94,0 %; комплект 03, стр. 2 — 94,0 %; остальные листы — 100,0 %" in apart["where"]
    shown = (centre / "vyvod" / "otchet.html").read_text()
    assert f"стр.: {len(fit)}" in shown and "комплект 02 — 94,0 %" in shown


def test_what_the_ledger_refuses_is_said_with_its_history(morning_after: Evening, one_room: Path) -> None:
    evening = morning_after
    assert evening.tell("printed", "101").code == 0
    for event in ("accepted", "packed", "issued", "opened", "returned"):
        assert evening.tell("track", "record", event, "101").code == 0
    first = numbers_of(evening.manifest, "101")["set 1"]
    assert evening.tell("track", "record", "lost", first).code == 0
    told = scan(evening, evening.school, one_room)
    assert (told["code"], told["recorded"]) == (3, 2)
    (notice,) = [notice for notice in told["notices"] if notice["id"] == "scan_against_ledger"]
    assert first in notice["where"].replace(" ", "") and "утрачен" in notice["where"]
    assert [thing.state for thing in open_ledger(evening.school).things(room="101") if thing.number == first] == [
        EventKind.LOST
    ]


def test_a_replaced_set_is_void_and_names_the_living_one(morning_after: Evening, one_room: Path) -> None:
    evening = morning_after
    old = numbers_of(evening.manifest, "101")["set 1"]
    assert evening.tell("replace", old, "--reason", "залит чаем").code == 0
    told = scan(evening, evening.school, one_room)
    void = [page for page in told["pages"] if page["state"] == "void" and page["paper"] == old]
    assert len(void) == 3
    assert {page["living"] for page in void} == {numbers_of(evening.manifest, "101")["set 1"]}
    assert {page["why"] for page in void} == {"replaced"}


# ── a centre ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_centre_needs_nothing_but_the_manifest_on_top(built: Evening, one_room: Path, centre: Path) -> None:
    told = scan(built, centre, one_room)
    (room,) = told["rooms"]
    assert (room["site"], room["work"], room["room"]) == (SITE, WORK, "101")
    assert (room["expected"], room["seen"], room["used"], room["unused"]) == (3, 3, 2, 1)
    assert told["code"] == 0 and told["counts"]["protocol"] == 1


def test_a_centre_finds_manifests_anywhere_and_names_those_it_cannot_believe(
    built: Evening, one_room: Path, centre: Path
) -> None:
    good = centre / "opisi" / "640123" / "manifest.json"
    bad = centre / "opisi" / "640777" / "manifest.json"
    for path in (good, bad):
        path.parent.mkdir(parents=True)
        shutil.copy(built.work / "manifest.json", path)
    bad.write_bytes(bad.read_bytes()[:5000])
    (centre / "opisi" / "prochee.json").write_text("[]")
    told = scan(built, centre, one_room, "--manifests", centre / "opisi")
    assert {page["set"] for page in told["pages"] if page["state"] == "set_page"} == {1, 2, 3}
    assert [room["room"] for room in told["unseen"]] == ["102", "103"]
    (notice,) = told["notices"]
    assert notice["id"] == "manifest_unreadable" and "640777" in notice["where"] and "640123/" not in notice["where"]


def test_sheets_of_a_school_that_is_not_known_are_foreign(built: Evening, skany: Path, centre: Path) -> None:
    loose = put(centre / "rossyp.pdf", _sets(built, "101"))
    told = scan(built, centre, loose)
    assert told["code"] == 3
    assert {(page["state"], page["why"], page["number"]) for page in told["pages"]} == {("foreign", "other_site", "")}


def test_packets_scanned_one_after_the_other_add_up(built: Evening, centre: Path) -> None:
    first = put(centre / "s" / "1.pdf", used_packet(built, "101"))
    second = put(centre / "s" / "2.pdf", unused_packet(built, "101"))
    half = scan(built, centre, first, "--out", centre / "vyvod")
    assert half["code"] == 3 and [room["seen"] for room in half["rooms"]] == [2]
    serial = half["rooms"][0]["lacking"][0]["number"][7:12]
    assert f"не пришёл комплект № {serial}" in (centre / "vyvod" / "otchet.html").read_text()
    whole = scan(built, centre, second, "--out", centre / "vyvod")
    assert whole["code"] == 0 and whole["pages_in"] == len(half["pages"]) + 4


def test_a_watched_folder_is_read_as_it_fills(built: Evening, centre: Path) -> None:
    folder = centre / "potok"
    folder.mkdir()
    rounds = iter(range(20))
    known: list[int] = []

    def wait() -> bool:
        match next(rounds):
            case 0:
                put(folder / "1.pdf", used_packet(built, "101"))
            case 1:
                whole = put(centre / "2.pdf", unused_packet(built, "101")).read_bytes()
                (folder / "2.pdf").write_bytes(whole[:1000])
            case 2:
                (folder / "2.pdf").write_bytes((centre / "2.pdf").read_bytes())
            case 5:
                raise KeyboardInterrupt
        return True

    desk = desk_here("Лосев")
    request = ScanRequest(paths=(folder,), out=centre / "vyvod", workers=1)
    report = scanning.watch(request, desk, wait, lambda step, done, total: known.append(done))
    assert report.result.complete and len(report.result.files) == 2
    assert scanning.scan(request, desk).result == report.result


# ── what goes wrong ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_bad_file_never_stops_the_batch(built: Evening, one_room: Path, centre: Path) -> None:
    folder = centre / "s"
    folder.mkdir()
    shutil.copy(one_room, folder)
    (folder / "0-bityy.pdf").write_bytes(one_room.read_bytes()[:3000])
    (folder / "pismo.pdf").write_text("это не скан")
    (folder / "pustoy.jpg").write_bytes(b"")
    told = scan(built, centre, folder)
    assert told["code"] == 3 and told["pages_in"] == told["pages_accounted"] == told["rooms"][0]["seen"] * 3 + 6
    assert [file["name"] for file in told["files"] if file["trouble"]] == ["0-bityy.pdf", "pismo.pdf", "pustoy.jpg"]
    assert told["rooms"][0]["used"] == 2


def test_a_full_disk_is_called_so_and_with_more_room_the_scan_goes_on(
    built: Evening, one_room: Path, centre: Path
) -> None:
    full = built.run("scan", one_room, "--out", "vyvod", "--json", cwd=centre, preexec_fn=full_disk(60_000))
    assert (full.code, full.ids) == (40, ["DiskFull"]), full.err
    assert not list((centre / "vyvod" / ".scan").glob("*.part"))
    assert scan(built, centre, one_room, "--out", "vyvod")["code"] == 0


@pytest.mark.parametrize("found", ["nothing", "no folder", "only letters"])
def test_nothing_readable_is_said_with_its_own_code(built: Evening, centre: Path, found: str) -> None:
    folder = centre / "s"
    if found != "no folder":
        folder.mkdir()
    if found == "only letters":
        (folder / "pismo.pdf").write_text("это не скан")
    told = built.tell("scan", folder, "--json", cwd=centre)
    assert told.code == told.json["exit"] == 60


@pytest.mark.parametrize("out", [".", "s", "s/vnutri"])
def test_the_result_is_never_read_as_scans(built: Evening, one_room: Path, centre: Path, out: str) -> None:
    folder = centre / "s"
    folder.mkdir()
    shutil.copy(one_room, folder)
    if out == "s/vnutri":
        first, second = (scan(built, centre, folder, "--out", centre / out) for _ in range(2))
        assert first["pages"] == second["pages"]
    else:
        told = built.tell("scan", folder, "--out", centre / out, "--json", cwd=centre)
        assert (told.code, told.ids) == (60, ["OutInScans"])


def test_an_interrupted_scan_goes_on_where_it_was(
    built: Evening, skany: Path, centre: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = scan(built, centre, skany, "--out", centre / "srazu")
    read: list[int] = []
    genuine = reader.read_chunks

    def stop_after_one(*args: Any) -> Iterator[Any]:
        for chunk in genuine(*args):
            read.append(len(chunk))
            yield chunk
            if len(read) == 1:
                raise KeyboardInterrupt

    monkeypatch.setattr(scanning, "read_chunks", stop_after_one)
    stopped = built.tell("scan", skany, "--out", centre / "dvazhdy", "--json", cwd=centre)
    assert stopped.code == 130
    finished = scan(built, centre, skany, "--out", centre / "dvazhdy")
    assert sum(read) == 39, "no page was read twice"
    assert {**finished, "written": []} == {**whole, "written": []}


# ── by hand ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_person_reads_what_the_program_cannot(built: Evening, centre: Path) -> None:
    pages = used_packet(built, "101")
    number = numbers_of(built.manifest, "101")["set 1"]
    page = pages[1].copy()
    for box in ((0, 0, 300, page.height), (0, 0, page.width, 150), (0, page.height - 300, page.width, page.height)):
        page.paste(255, box)
    page.paste(255, (page.width - 200, 0, page.width, page.height))
    put(centre / "s.pdf", [pages[0], page, *pages[2:]])
    before = scan(built, centre, "s.pdf", "--out", "vyvod", "--manifests", built.school)
    (unread,) = [page for page in before["pages"] if page["look"]]
    assert unread["why"] == "no_symbol"
    first_page = next(
        item["pages"][0]["number"]
        for item in built.manifest["rooms"][0]["sets"]
        if item["number"] == number
    )

    def here(word: str, page: str = "s.pdf:2") -> Any:
        return built.tell(
            "scan-resolve", "vyvod", page, word, "--who", "Лосев", "--reason", "видно цифры", "--json", cwd=centre
        )

    assert here(first_page[:-1] + str((int(first_page[-1]) + 1) % 10)).ids == ["NotANumber"]
    assert here(with_check_digits("16407770000101")).ids == ["NumberOfNoPage"]
    assert here(number).ids == ["NumberOfNoPage"]
    assert here(first_page, "s.pdf:99").ids == ["NoSuchPage"]
    assert here(first_page, "s.pdf:3").ids == ["PageIsRead"]
    done = here(first_page, unread["id"])
    page_now = done.json["page"]
    assert (page_now["state"], page_now["number"]) == ("set_page", first_page)
    assert page_now["resolution"]["who"] == "Лосев" and page_now["resolution"]["reason"] == "видно цифры"
    assert not [page for page in done.json["pages"] if page["look"]]
    undone = here("undo")
    assert undone.json["page"]["state"] == "unread"


def test_of_two_files_that_are_the_same_only_the_first_is_spoken_of(
    built: Evening, one_room: Path, centre: Path
) -> None:
    folder = centre / "s"
    folder.mkdir()
    for name in ("1.pdf", "2.pdf"):
        shutil.copy(one_room, folder / name)
    before = scan(built, centre, folder, "--out", "vyvod")
    for word in ("twice", "again"):
        told = built.tell("scan-resolve", "vyvod", "2.pdf:1", word, "--reason", "копия", "--json", cwd=centre)
        assert told.ids == ["PageIsRead"]
    assert scan(built, centre, folder, "--out", "vyvod")["pages"] == before["pages"]
