"""A room and a work drawn as the program draws them, written to a folder, with what the proof expects."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import builders

from vpr_print.documents.options import PaperOptions
from vpr_print.documents.room import render_room
from vpr_print.documents.work import render_work_papers
from vpr_print.drawing.pdf_file import PdfFile
from vpr_print.model.geometry import A4
from vpr_print.model.manifest import MANIFEST_FORMAT, FileRecord, PaperUse, RoomRecord, WorkManifest
from vpr_print.model.packet import NumberedRoom, RoomPlan
from vpr_print.output.manifest_file import manifest_pieces, room_line
from vpr_print.prepress.masters import Masters
from vpr_print.verify.expected import (
    ExpectedPicture,
    ExpectedRoom,
    ExpectedStamp,
    ExpectedVariant,
    ExpectedWork,
    Proved,
)
from vpr_print.verify.variants import variant_forms


@dataclass(frozen=True, slots=True)
class WrittenRoom:
    """A room's folder on the disk."""

    folder: Path
    record: RoomRecord
    expected: ExpectedRoom

    def file(self, part: str) -> tuple[Path, FileRecord]:
        """The file whose name holds ``part``."""
        record = next(file for file in self.record.files if part in file.path)
        return self.folder / record.path.partition("/")[2], record

    def changed(self, part: str, change: Callable[[bytes], bytes]) -> WrittenRoom:
        """The room after ``change`` of one file, its record brought up to date as a drawing gone wrong would."""
        path, record = self.file(part)
        before = path.read_bytes()
        data = change(before)
        assert data != before, "the sabotage changed nothing"
        path.write_bytes(data)
        fresh = replace(record, sha256=hashlib.sha256(data).hexdigest())
        files = tuple(fresh if file is record else file for file in self.record.files)
        return replace(self, record=replace(self.record, files=files))


@dataclass(frozen=True, slots=True)
class WrittenWork:
    """A work's folder with all its rooms."""

    papers: Path
    rooms: tuple[WrittenRoom, ...]
    manifest: WorkManifest
    expected: ExpectedWork
    proved: Proved

    @property
    def folders(self) -> tuple[Path, ...]:
        return tuple(room.folder for room in self.rooms)

    @property
    def names(self) -> tuple[str, ...]:
        """Entries of the work's folder that the proof of the work passes over."""
        return tuple(folder.name for folder in self.folders)


def write_room(
    target: Path,
    plan: RoomPlan | None = None,
    *,
    options: PaperOptions | None = None,
    pages: int = 2,
    procedure: str = "vpr",
) -> WrittenRoom:
    """One room, alone in its work."""
    plan = plan or builders.room_plan(count=3, pages=pages)
    return write_work(target, plan, options=options, pages=pages, procedure=procedure).rooms[0]


def write_work(
    target: Path, *plans: RoomPlan, options: PaperOptions | None = None, pages: int = 2, procedure: str = "vpr"
) -> WrittenWork:
    """Rooms with their papers, the work's papers and the manifest."""
    options = options or PaperOptions()
    kit = builders.kit(procedure)
    work = builders.numbered(builders.work_plan(*plans), options, layouts=kit)
    target.mkdir(mode=0o700, exist_ok=True)
    rooms = tuple(_write_room(target, room, options, pages, procedure) for room in work.rooms)
    rendered = tuple(render_work_papers(work, kit, builders.fonts(), options))
    for file in rendered:
        write(target / file.name, file.data)
    manifest = WorkManifest(
        format=MANIFEST_FORMAT,
        site=work.plan.site.number,
        work=work.plan.work.key,
        program="vpr-print 0",
        rooms=tuple(room.record for room in rooms),
        packets=(),
        papers=tuple(file.record() for file in rendered),
        paper=PaperUse(1, 0, sum(room.draft_sheets for room in work.plan.rooms), 1),
    )
    lines = [room_line(room.record) for room in rooms]
    write(target / "manifest.json", b"".join(manifest_pieces(manifest, lines)))
    proved = Proved(tuple(hashlib.sha256(line).hexdigest() for line in lines), manifest.papers)
    return WrittenWork(target, rooms, manifest, ExpectedWork(work=work), proved)


def write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    path.chmod(0o600)


def _write_room(
    target: Path, room: NumberedRoom, options: PaperOptions, pages: int, procedure: str
) -> WrittenRoom:
    press = builders.press(2, pages, procedure)
    papers = render_room(room, press, options, fingerprint="f" * 64)
    folder = target / room.room.folder
    folder.mkdir(mode=0o700)
    for file in papers.files:
        write(folder / file.name, file.data)
    stamp = press.kit.layout("individual_set").stamp
    assert stamp
    expected = ExpectedRoom(
        room=room,
        variants=forms(target, pages),
        stamp=ExpectedStamp(stamp.line.content, stamp.blank, stamp.ticks.distance),
        print_drafts=options.print_drafts,
    )
    return WrittenRoom(folder, papers.record, expected)


def forms(folder: Path, pages: int) -> tuple[ExpectedVariant, ...]:
    """Digests of the variants' pages, taken from a file that holds nothing else."""
    path, pictures = write_variants(folder, builders.masters(2, pages))
    found = variant_forms(pictures)
    path.unlink()
    return found


def write_variants(folder: Path, masters: Masters) -> tuple[Path, list[ExpectedPicture]]:
    """A file with every page of every variant once, and what is expected of it."""
    path = folder / "varianty.pdf"
    entries = b"".join(b"/P%d %d 0 R" % (page.form, page.form) for item in masters.variants for page in item.pages)
    pdf = PdfFile([item.block for item in masters.variants], b"<</XObject<<%b>>>>" % entries)
    pictures = []
    for variant in masters.variants:
        for number, page in enumerate(variant.pages, 1):
            pdf.add_page(A4, b"/P%d Do" % page.form)
            pictures.append(
                ExpectedPicture(
                    variant=variant.number,
                    page=number,
                    original=path,
                    original_name="архив.zip, МА5.pdf",
                    original_page=pdf.page_count,
                    built=path,
                    built_name=path.name,
                    built_page=pdf.page_count,
                    size=A4,
                )
            )
    write(path, pdf.finish())
    return path, pictures
