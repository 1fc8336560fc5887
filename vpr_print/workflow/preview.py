"""Every page of an archive as a picture: what is printed with its stamp, what is not printed crossed out.

Pages are drawn by the printer of the sets, with a number of the demo site, and rendered in processes with limits. One
variant at a time is in memory for each worker.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from vpr_print.documents.individual_sets import SetPrinter
from vpr_print.documents.kit import SET_LAYOUT, LayoutKit
from vpr_print.drawing.fonts import FontBook
from vpr_print.errors import Notice, VprPrintError
from vpr_print.intake.recognition import FileKind, RecognisedFile
from vpr_print.model.geometry import Sides
from vpr_print.model.identifier import Identifier, NumberKind
from vpr_print.model.packet import IndividualSet, NumberedRoom, PaperKey, PaperKind, RoomPlan
from vpr_print.model.work import DEMO_SITE, Site, Variant, Work
from vpr_print.output.picture_folder import picture_folder
from vpr_print.prepress.masters import PagePreflight
from vpr_print.prepress.page_pictures import SheetMarks, render_crossed, render_sheets
from vpr_print.prepress.places import PageOnSheet, zones_on
from vpr_print.prepress.prepare import limits_for, prepare_variants, trouble_with
from vpr_print.safe_files import write_new
from vpr_print.sandbox import Limits, SandboxError, call, prepared
from vpr_print.settings.school import SchoolFolder
from vpr_print.workflow.errors import not_printed_words
from vpr_print.workflow.layouts import picture_font, program_fonts, school_kit
from vpr_print.workflow.progress import Progress, Step, silent
from vpr_print.workflow.reading import READERS, ReadArchive, Recognised, read_variants
from vpr_print.workflow.request import PreviewRequest
from vpr_print.workflow.trouble import flaws_in, pictures_name, write_troubles

T = TypeVar("T")
INDEX = "index.html"
MOST_OF_OTHERS = 4
"""Pages that are shown of a file that is no variant: enough to see what it is."""
_AT_ONCE = 8
"""Pictures that one call brings back: what a process holds at a time."""
_ROOM = "000"
_SAMPLE_WORK = Work("", 0, date(2000, 1, 1), "preview")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPage:
    """A page with its picture."""

    image: str
    """Name in the folder; empty when the page could not be drawn."""
    file: str
    file_page: int
    """From 1."""
    facts: PagePreflight | None = None
    """Only of pages that are printed."""
    bars: bool = True
    """False where only the QR code has room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownVariant:
    """What a set of the variant will look like."""

    number: int
    pages: tuple[ShownPage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRest:
    """Pages of a file that are not printed."""

    file: str
    reason: str
    pages: tuple[ShownPage, ...]
    more: int
    """Pages that are not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewReport:
    """What was recognised and drawn."""

    archive: str
    folder: Path
    subject: str | None
    grade: int | None
    files: tuple[RecognisedFile, ...]
    variants: tuple[ShownVariant, ...]
    rest: tuple[ShownRest, ...]
    notices: tuple[Notice, ...]
    flaws: tuple[VprPrintError, ...]
    """What a build would stop at; a variant with a flaw is not among ``variants``."""

    @property
    def index(self) -> Path:
        """The page that a person opens first."""
        return self.folder / INDEX


def preview(
    request: PreviewRequest,
    school: SchoolFolder | None,
    contact_sheet: Callable[[PreviewReport], str],
    progress: Progress = silent,
    recognised: Recognised | None = None,
) -> PreviewReport:
    """Pictures of all pages and ``index.html`` with all of them, in a folder that replaces an older one of ours.

    ``contact_sheet`` makes that page of the report; ``school`` may be None. Flaws of variants are in the report, and
    what can be shown is shown all the same. Raises what is wrong with the archive itself, with layouts, or with the
    folder.
    """
    base = school.root if school else Path.cwd()
    target = (request.out or base / pictures_name("preview", request.archive.archive)).absolute()
    files: list[RecognisedFile] = []

    def keep(found: tuple[RecognisedFile, ...]) -> None:
        files.extend(found)
        if recognised:
            recognised(found)

    with prepared(*READERS), tempfile.TemporaryDirectory(prefix="vpr-print-") as scratch:
        progress(Step.READ, 0, 1)
        kit, fonts = school_kit(school, request.layouts), program_fonts()
        flaws: list[VprPrintError] = []
        read: ReadArchive | None = None
        try:
            read = read_variants(request.archive, Path(scratch) / "archive", keep)
        except VprPrintError as error:
            if not files:
                raise
            flaws += flaws_in(error)
        with picture_folder(target) as aside:
            studio = _Studio(request, kit, fonts, Path(scratch), aside)
            shown = studio.variants(read, progress) if read else _Shown((), (), ())
            report = PreviewReport(
                archive=request.archive.archive.name,
                folder=target,
                subject=read.selection.subject if read else None,
                grade=read.selection.grade if read and kit.procedure.grades else None,
                files=tuple(files),
                variants=shown.variants,
                rest=studio.rest(files, read.selection.variants if read else ()),
                notices=(*(read.notices if read else ()), *shown.notices),
                flaws=write_troubles((*flaws, *shown.flaws), aside, target),
            )
            write_new(aside / INDEX, contact_sheet(report).encode())
        return report


@dataclass(frozen=True, slots=True)
class _Shown:
    """What came of one variant, or of all."""

    variants: tuple[ShownVariant, ...]
    notices: tuple[Notice, ...]
    flaws: tuple[VprPrintError, ...]


class _Studio:
    """Draws pages of an archive into a folder."""

    def __init__(self, request: PreviewRequest, kit: LayoutKit, fonts: FontBook, scratch: Path, folder: Path) -> None:
        self._request, self._kit, self._fonts = request, kit, fonts
        self._scratch, self._folder = scratch, folder
        self._font = picture_font()

    def variants(self, read: ReadArchive, progress: Progress) -> _Shown:
        """All variants, each prepared and drawn by itself."""
        wanted = read.selection.variants
        digits = len(str(max(variant.number for variant in wanted)))
        shown: list[_Shown] = []
        with ThreadPoolExecutor(self._request.workers) as pool:
            for done in pool.map(lambda variant: self._variant(variant, read, digits), wanted):
                shown.append(done)
                progress(Step.PREPARE, len(shown), len(wanted))
        return _Shown(
            tuple(variant for some in shown for variant in some.variants),
            tuple(dict.fromkeys(notice for some in shown for notice in some.notices)),
            tuple(flaw for some in shown for flaw in some.flaws),
        )

    def rest(self, files: Iterable[RecognisedFile], variants: Sequence[Variant]) -> tuple[ShownRest, ...]:
        """The pages that no set will have, of every PDF of the archive."""
        printed = {(part.sha256, page) for variant in variants for part in variant.parts for page in part.pages}
        of_variants = [file for file in files if file.kind is FileKind.VARIANT]
        answers = {(file.file.sha256, page) for file in of_variants for page in file.answer_pages}
        found: list[ShownRest] = []
        for file in {file.file.name: file for file in files}.values():
            sha256 = file.file.sha256
            left = [page for page in range(file.page_count) if (sha256, page) not in printed]
            told = [page for page in left if (sha256, page) in answers]
            others = [page for page in left if (sha256, page) not in answers]
            for pages, reason in ((told, not_printed_words(None)), (others, not_printed_words(file.kind))):
                if pages:
                    found.append(self._crossed(file, tuple(pages), reason, len(found) + 1))
        return tuple(found)

    def _variant(self, variant: Variant, read: ReadArchive, digits: int) -> _Shown:
        """One variant drawn as it is printed; its flaws when it cannot be."""
        try:
            masters = prepare_variants([variant], read.stored, self._kit.stamp, options=self._request.prepress)
            printer = SetPrinter(masters, self._kit.layout(SET_LAYOUT), self._fonts)
            sample = printer.render(_sample_room(variant), folder="")
        except VprPrintError as error:
            return _Shown((), (), flaws_in(error))
        path = self._scratch / f"sample-{variant.number}.pdf"
        write_new(path, sample.files[0].data)
        facts = {(report.sha256, page.page): page for report in masters.preflight for page in report.pages}
        (prepared_variant,) = masters.variants
        marks: list[SheetMarks] = []
        pages: list[ShownPage] = []
        of_parts = [(part, place == 0, page + 1) for part in variant.parts for place, page in enumerate(part.pages)]
        for number, (part, first, file_page) in enumerate(of_parts):
            page_facts = facts[part.sha256, file_page]
            zones = zones_on(self._kit.stamp.taboo, PageOnSheet.of(page_facts), first=first)
            marks.append(SheetMarks(number, zones, sample.records[0].pages[number].boxes))
            pages.append(
                ShownPage(
                    image=f"variant-{variant.number:0{digits}d}-{number + 1:02d}.png",
                    file=part.file,
                    file_page=file_page,
                    facts=page_facts,
                    bars=prepared_variant.pages[number].placement.bars is not None,
                )
            )
        try:
            pictures = [picture for some in _grouped(marks) for picture in self._rendered(path, some)]
        except SandboxError as error:
            names = dict.fromkeys(part.file for part in variant.parts)
            return _Shown((), (), (trouble_with(", ".join(names), error),))
        self._write([page.image for page in pages], pictures)
        path.unlink()
        return _Shown((ShownVariant(number=variant.number, pages=tuple(pages)),), masters.notices, ())

    def _rendered(self, path: Path, marks: tuple[SheetMarks, ...]) -> tuple[bytes, ...]:
        return call(render_sheets, path, marks, self._request.dpi, self._font, limits=self._limits(len(marks)))

    def _limits(self, pages: int) -> Limits:
        return limits_for(pages, self._request.prepress)

    def _crossed(self, file: RecognisedFile, pages: tuple[int, ...], reason: str, order: int) -> ShownRest:
        """Some of the pages, crossed out; without pictures where the file cannot be drawn."""
        chosen = pages[:MOST_OF_OTHERS]
        names = [f"ne-pechataetsya-{order:02d}-{page + 1:02d}.png" for page in chosen]
        try:
            given = (file.file.path, chosen, reason, self._request.dpi, self._font)
            self._write(names, call(render_crossed, *given, limits=self._limits(len(chosen))))
        except SandboxError:
            names = [""] * len(chosen)
        shown = tuple(
            ShownPage(image=name, file=file.file.name, file_page=page + 1)
            for page, name in zip(chosen, names, strict=True)
        )
        return ShownRest(file=file.file.name, reason=reason, pages=shown, more=len(pages) - len(chosen))

    def _write(self, names: Iterable[str], pictures: Iterable[bytes]) -> None:
        for name, data in zip(names, pictures, strict=True):
            write_new(self._folder / name, data)


def _sample_room(variant: Variant) -> NumberedRoom:
    """A room of nowhere with one set of the variant, whose number no school has."""
    item = IndividualSet(ordinal=1, variant=variant.number, pages=variant.page_count, enlarged=False, spare=False)
    plan = RoomPlan(name=_ROOM, folder=_ROOM, places=(), sets=(item,), spare_codes=(), draft_sheets=0)
    number = Identifier(NumberKind.SET, DEMO_SITE, 1)
    return NumberedRoom(
        site=Site(DEMO_SITE, ""),
        work=_SAMPLE_WORK,
        sides=Sides.ONE,
        room=plan,
        numbers={PaperKey(_ROOM, PaperKind.SET, 1): number},
    )


def _grouped(items: Sequence[T]) -> Iterator[tuple[T, ...]]:
    for start in range(0, len(items), _AT_ONCE):
        yield tuple(items[start : start + _AT_ONCE])
