"""A good work passes; a manifest or a paper of the work gone wrong is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import builders
import pytest
from verify.sabotage import on_page, swap
from verify.written import WrittenWork, write_work

from vpr_print.drawing.symbols import code128_path
from vpr_print.errors import Flaws, VprPrintError, raise_flaws
from vpr_print.verify.errors import Promise, ProofError
from vpr_print.verify.work import PaperProof, prove_work


@pytest.fixture
def work(tmp_path: Path) -> WrittenWork:
    rooms = builders.room_plan(count=3, pages=2), builders.room_plan("102", count=2, pages=2, first=3)
    return write_work(tmp_path / "w", *rooms)


def prove(work: WrittenWork) -> None:
    """As a build does: the work's papers where they are made, then everything together."""
    flaws: list[VprPrintError] = []
    for proof in (
        lambda: PaperProof(work.expected).prove(work.papers, work.manifest.papers),
        lambda: prove_work(work.papers, work.folders, work.expected, work.proved, skip=work.names),
    ):
        try:
            proof()
        except VprPrintError as flaw:
            flaws.append(flaw)
    raise_flaws(flaws)


def flaws_of(work: WrittenWork) -> list[ProofError]:
    with pytest.raises(VprPrintError) as caught:
        prove(work)
    found = caught.value.flaws if isinstance(caught.value, Flaws) else (caught.value,)
    return [flaw for flaw in found if isinstance(flaw, ProofError)]


def test_a_good_work_passes(work: WrittenWork) -> None:
    prove(work)


def test_a_work_without_codes_passes(tmp_path: Path) -> None:
    prove(write_work(tmp_path / "w", builders.room_plan(count=2, pages=2, codes=False)))


def in_room(change: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    return lambda manifest: change(manifest["rooms"][0])


MANIFESTS: dict[str, tuple[Callable[[dict[str, Any]], object], Promise]] = {
    "one participant more": (in_room(lambda room: room.update(participants=4)), Promise.COUNT),
    "one code less": (in_room(lambda room: room.update(codes=3)), Promise.COUNT),
    "a set lost": (in_room(lambda room: room["sets"].pop()), Promise.COUNT),
    "a set out of its packet": (in_room(lambda room: room["packets"][0]["contents"].pop(1)), Promise.COUNT),
    "a packet lost": (in_room(lambda room: room["packets"].pop()), Promise.COUNT),
    "a room lost": (lambda manifest: manifest["rooms"].pop(), Promise.COUNT),
    "a room twice": (lambda manifest: manifest["rooms"].append(manifest["rooms"][0]), Promise.NUMBER_TWICE),
    "rooms in another order": (lambda manifest: manifest["rooms"].reverse(), Promise.MANIFEST),
    "a box moved": (
        in_room(lambda room: room["sets"][0]["pages"][0]["boxes"][0].__setitem__(0, 99.0)), Promise.MANIFEST
    ),
    "drafts": (in_room(lambda room: room.update(draft_sheets=0)), Promise.COUNT),
    "another site": (lambda manifest: manifest.update(site="640124"), Promise.MANIFEST),
    "another format": (lambda manifest: manifest.update(format=2), Promise.MANIFEST),
    "an entry too many": (in_room(lambda room: room.update(names=["x"])), Promise.MANIFEST),
    "a text for a number": (in_room(lambda room: room.update(codes="4")), Promise.MANIFEST),
    "an unknown kind": (in_room(lambda room: room["files"][0].update(kind="mark_scheme")), Promise.MANIFEST),
    "a paper lost": (lambda manifest: manifest["papers"].pop(), Promise.FILES),
    "a paper with another digest": (lambda manifest: manifest["papers"][0].update(sha256="0" * 64), Promise.DIGEST),
    "a paper with another number": (
        lambda manifest: manifest["papers"][0].update(numbers=["9640123000990028"]), Promise.FILES
    ),
    "a paper with more pages": (lambda manifest: manifest["papers"][0].update(pages=7), Promise.MANIFEST),
}  # fmt: skip


def as_lines(manifest: dict[str, Any]) -> bytes:
    """A line for each room."""
    rooms = manifest.pop("rooms")
    head = json.dumps({key: manifest.pop(key) for key in ("format", "site", "work", "program")})
    lines = ",\n".join(json.dumps(room) for room in rooms)
    return f'{head[:-1]},\n"rooms": [\n{lines}\n],\n{json.dumps(manifest)[1:]}\n'.encode()


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_that_does_not_tie_is_found(name: str, work: WrittenWork) -> None:
    change, promise = MANIFESTS[name]
    path = work.papers / "manifest.json"
    manifest = json.loads(path.read_bytes())
    change(manifest)
    path.write_bytes(as_lines(manifest))
    flaws = flaws_of(work)
    assert promise in {flaw.promise for flaw in flaws}, flaws
    assert all(flaw.file for flaw in flaws)


@pytest.mark.parametrize("data", (b"", b"{", b"[]", b"\xff\xfe", b'{"format":1,"format":1}', b"[" * 100_000))
def test_no_manifest_at_all_is_one_error(data: bytes, work: WrittenWork) -> None:
    (work.papers / "manifest.json").write_bytes(data)
    assert [flaw.promise for flaw in flaws_of(work)] == [Promise.MANIFEST]
    (work.papers / "manifest.json").unlink()
    assert [flaw.promise for flaw in flaws_of(work)] == [Promise.MANIFEST]


def test_a_room_changed_after_its_proof_is_found(work: WrittenWork) -> None:
    path, record = work.rooms[1].file("3-protokol")
    path.write_bytes(path.read_bytes() + b" ")
    assert [(flaw.promise, flaw.file) for flaw in flaws_of(work)] == [(Promise.DIGEST, record.path)]


def test_strange_files_and_open_doors_are_found(work: WrittenWork) -> None:
    (work.papers / "Берёзкин Арсений.txt").write_text("")
    (work.folders[0] / "old").mkdir()
    work.folders[1].chmod(0o755)
    flaws = flaws_of(work)
    assert [flaw.promise for flaw in flaws] == [Promise.FILES, Promise.FILES, Promise.PERMISSION]
    assert "ерёзкин" not in str(flaws[0]) and flaws[1].file == "101" and flaws[2].file == "102"


def test_the_summary_has_every_packet(work: WrittenWork) -> None:
    path = work.papers / "svodka.pdf"
    packet, other = (record.packets[0].number for record in work.manifest.rooms)
    path.write_bytes(on_page(1, swap(code128_path(packet), code128_path(other)))(path.read_bytes()))
    flaws = flaws_of(work)
    assert {Promise.COUNT, Promise.NUMBER_TWICE} <= {flaw.promise for flaw in flaws if flaw.file == "svodka.pdf"}


def test_the_sheet_of_all_codes_has_every_code(work: WrittenWork) -> None:
    path = work.papers / "kody-vse.pdf"
    first, second = work.expected.codes[:2]
    path.write_bytes(on_page(1, swap(code128_path(first), code128_path(second)))(path.read_bytes()))
    assert Promise.COUNT in {flaw.promise for flaw in flaws_of(work) if flaw.file == "kody-vse.pdf"}


def test_a_name_in_the_summary_is_found(work: WrittenWork) -> None:
    glyphs = builders.fonts().shaped("Берёзкин Арсений").glyphs
    name = b"q .12 0 0 .12 0 0 cm\nBT /R 58.3 Tf 800 150 Td <" + glyphs + b"> Tj ET\nQ\n"
    path = work.papers / "svodka.pdf"
    path.write_bytes(on_page(1, lambda content: content + name)(path.read_bytes()))
    assert (Promise.NAME, "svodka.pdf", 1) in {(flaw.promise, flaw.file, flaw.page) for flaw in flaws_of(work)}
