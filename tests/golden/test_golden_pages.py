"""Every paper against its stored picture and text. A failure leaves three pictures in ``tests/golden/failed``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import audit_samples
import builders as b
import custody_samples
import pypdfium2
import pytest
import scan_report_samples
from PIL import Image, ImageChops, ImageFilter
from reading_back import picture

from vpr_print.documents import values
from vpr_print.documents.options import PaperOptions
from vpr_print.documents.proof_page import PROOF_LAYOUT, render_proof_page
from vpr_print.documents.rendered import RenderedFile
from vpr_print.documents.room import render_room
from vpr_print.documents.scan_report import render_scan_report
from vpr_print.documents.work import render_work_papers
from vpr_print.model.geometry import Sides
from vpr_print.model.manifest import FileKind
from vpr_print.model.packet import PaperKind

HERE = Path(__file__).parent
FAILED = HERE / "failed"
DPI = 64
CHANGED = 60
"""Gray levels, after a blur that evens out what renderers do at edges."""
ALLOWED = 12
"""Changed pixels: less than one small letter."""


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    kind: FileKind | PaperKind | str
    """A custody paper by the kind of its number; other papers that no build makes by a key."""
    page: int
    room: int = 0


PAGES = (
    Page("set-page", FileKind.SETS, 2),
    Page("set-blank-back", FileKind.SETS, 12),
    Page("set-enlarged", FileKind.SETS_ENLARGED, 1),
    Page("code-sheet", FileKind.CODE_SHEET, 1),
    Page("code-sheet-all", FileKind.CODE_SHEET_ALL, 1),
    Page("conduct-protocol-first", FileKind.CONDUCT_PROTOCOL, 1),
    Page("conduct-protocol-last", FileKind.CONDUCT_PROTOCOL, 2),
    Page("labels-1", FileKind.LABELS, 1),
    Page("labels-2", FileKind.LABELS, 2),
    Page("manifest-delivery", FileKind.MANIFEST, 1),
    Page("manifest-return-used", FileKind.MANIFEST, 2),
    Page("manifest-return-unused", FileKind.MANIFEST, 3),
    Page("draft-sheet", FileKind.DRAFTS, 1),
    Page("summary", FileKind.SUMMARY, 1),
    Page("hand-out-plan", FileKind.HAND_OUT_PLAN, 1),
    Page("hand-out-list", FileKind.HAND_OUT_PLAN, 2),
    Page("long-names-protocol", FileKind.CONDUCT_PROTOCOL, 1, room=1),
    Page("long-names-labels", FileKind.LABELS, 1, room=1),
    Page("protocol-copy-first", FileKind.PROTOCOL_COPY, 1, room=1),
    Page("protocol-copy-last", FileKind.PROTOCOL_COPY, 2, room=1),
    Page("destruction-act", PaperKind.DESTRUCTION_ACT, 1),
    Page("handover-act-first", PaperKind.HANDOVER_ACT, 1),
    Page("handover-act-last", PaperKind.HANDOVER_ACT, 2),
    Page("print-journal-first", PaperKind.PRINT_JOURNAL, 1),
    Page("print-journal-last", PaperKind.PRINT_JOURNAL, 2),
    Page("balance-statement", PaperKind.BALANCE_STATEMENT, 1),
    Page("proof-page-front", PROOF_LAYOUT, 1),
    Page("proof-page-back", PROOF_LAYOUT, 2),
    Page("scan-report", "scan_report", 1),
    Page("scan-pictures", "scan_report", 2),
    Page("storage-audit-first", "storage_audit", 1),
    Page("storage-audit-last", "storage_audit", 2),
    Page("label-dispatch", PaperKind.DISPATCH, 1),
    Page("manifest-dispatch-first", PaperKind.MANIFEST_DISPATCH, 1),
    Page("manifest-dispatch-last", PaperKind.MANIFEST_DISPATCH, 2),
    Page("iku-protocol-first", FileKind.CONDUCT_PROTOCOL, 1, room=2),
    Page("iku-protocol-last", FileKind.CONDUCT_PROTOCOL, 2, room=2),
    Page("iku-protocol-copy-first", FileKind.PROTOCOL_COPY, 1, room=2),
    Page("iku-protocol-copy-last", FileKind.PROTOCOL_COPY, 2, room=2),
    Page("iku-destruction-act", "iku_destruction_act", 1),
    Page("iku-labels-1", FileKind.LABELS, 1, room=2),
    Page("iku-labels-2", FileKind.LABELS, 2, room=2),
    Page("iku-manifest-delivery", FileKind.MANIFEST, 1, room=2),
    Page("iku-manifest-return-used", FileKind.MANIFEST, 2, room=2),
    Page("iku-answer-form", FileKind.ANSWER_FORMS, 16, room=2),
    Page("iku-label-dispatch", "iku_label_dispatch", 1),
)
CUSTODY_PAPERS = {
    PaperKind.HANDOVER_ACT: custody_samples.act,
    PaperKind.PRINT_JOURNAL: custody_samples.journal,
    PaperKind.BALANCE_STATEMENT: custody_samples.statement,
    PaperKind.DESTRUCTION_ACT: custody_samples.destruction,
    PaperKind.DISPATCH: custody_samples.dispatch_label,
    PaperKind.MANIFEST_DISPATCH: custody_samples.dispatch_manifest,
}


@contextmanager
def without_version() -> Iterator[None]:
    """The program's version is left out of the pictures."""
    version, values.PROGRAM = values.PROGRAM, "vpr-print 0.0.0"
    try:
        yield
    finally:
        values.PROGRAM = version


@cache
def custody_paper(kind: PaperKind) -> bytes:
    with without_version():
        return CUSTODY_PAPERS[kind]().data


OTHER_PAPERS: dict[str, Callable[[], bytes]] = {
    PROOF_LAYOUT: lambda: render_proof_page(b.kit().layout(PROOF_LAYOUT), b.fonts()),
    "scan_report": lambda: render_scan_report(scan_report_samples.scan(), b.kit(), b.fonts()),
    "storage_audit": lambda: audit_samples.audit(),
    "iku_destruction_act": lambda: custody_samples.destruction("iku").data,
    "iku_label_dispatch": lambda: custody_samples.dispatch_label("iku").data,
}


@cache
def other_paper(key: str) -> bytes:
    with without_version():
        return OTHER_PAPERS[key]()


def pdf_of(page: Page) -> bytes:
    if isinstance(page.kind, PaperKind):
        return custody_paper(page.kind)
    if not isinstance(page.kind, FileKind):
        return other_paper(page.kind)
    return next(file.data for file in files(page.room) if file.kind is page.kind)


@cache
def files(room: int) -> tuple[RenderedFile, ...]:
    """A plain school, one with long names, or a place of the teachers' assessment."""
    with without_version():
        if room == 0:
            options = PaperOptions(print_drafts=True)
            rooms = [b.room_plan("101", 15, enlarged=(3,)), b.room_plan("102", 9, first=40, seated=False, codes=True)]
            plan = b.work_plan(*rooms, sides=Sides.TWO)
            press = b.press(2, 11)
        elif room == 2:
            options = PaperOptions(filled_protocol=True)
            place = b.site(name="ППО «Лицей № 3» города Верхнереченска")
            hall = b.room_plan("12", 15, classes=("",), answer_forms=True, protocol_copy=True)
            plan = b.work_plan(hall, at=place, of=b.work(grade=0))
            press = b.press(2, 12, "iku")
        else:
            options = PaperOptions(filled_protocol=True)
            classes = ("10А", "10Б")
            big = b.room_plan("Спортивный зал", 12, folder="zal", classes=classes, seated=False, protocol_copy=True)
            name = (
                "Муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа № 112 с "
                "углублённым изучением отдельных предметов» городского округа «Верхнереченск»"
            )
            plan = b.work_plan(big, at=b.site(name=name), of=b.work("Обществознание (углублённый уровень)", 10))
            press = b.press(2, 12)
        work = b.numbered(plan, options, layouts=press.kit)
        found = [*render_room(work.rooms[0], press, options, fingerprint="").files]
        return (*found, *render_work_papers(work, press.kit, b.fonts(), options))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_page_looks_as_it_was_accepted(page: Page, accept: bool) -> None:
    pdf = pdf_of(page)
    image = picture(pdf, page.page - 1, DPI)
    text = text_of(pdf, page.page - 1)
    stored, words = HERE / f"{page.name}.png", HERE / f"{page.name}.txt"
    if accept:
        image.save(stored, optimize=True)
        words.write_text(text, encoding="utf-8")
        return
    assert stored.exists(), f"no accepted picture: run pytest tests/golden --accept and look at {stored.name}"
    expected = Image.open(stored).convert("L")
    difference = differing(image, expected)
    if difference is not None:
        FAILED.mkdir(exist_ok=True)
        for name, shown in (("actual", image), ("expected", expected), ("diff", difference)):
            shown.save(FAILED / f"{page.name}-{name}.png")
        (FAILED / f"{page.name}-actual.txt").write_text(text, encoding="utf-8")
        pytest.fail(f"the page looks different: see {FAILED.name}/{page.name}-actual.png, -expected.png, -diff.png")
    assert text == words.read_text(encoding="utf-8")


def test_no_accepted_picture_is_left_over() -> None:
    assert {path.stem for path in HERE.glob("*.png")} == {page.name for page in PAGES}


def test_a_lost_line_of_text_is_seen() -> None:
    expected = Image.open(HERE / "summary.png").convert("L")
    spoiled = expected.copy()
    spoiled.paste(255, (0, 0, 200, 40))
    assert differing(expected, expected) is None
    assert differing(spoiled, expected) is not None


def differing(image: Image.Image, expected: Image.Image) -> Image.Image | None:
    """Where the two differ, in white on black; None when they are the same to the eye."""
    if image.size != expected.size:
        return ImageChops.invert(image)
    blur = ImageFilter.BoxBlur(1)
    difference = ImageChops.difference(image.filter(blur), expected.filter(blur))
    mask = difference.point(lambda value: 255 * (value > CHANGED))
    return mask if mask.histogram()[255] > ALLOWED else None


def text_of(pdf: bytes, page: int) -> str:
    """The page's text, line by line, without idle spaces."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        raw = document[page].get_textpage().get_text_bounded()
    finally:
        document.close()
    return "".join(f"{line}\n" for line in _lines(raw))


def _lines(raw: str) -> Iterator[str]:
    for line in raw.replace("\r", "\n").split("\n"):
        if line.strip():
            yield " ".join(line.split())
