"""Files in which a proof page is looked for, page by page, in the sandbox: scans are foreign files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vpr_print.layout.proof import Proof
from vpr_print.model.geometry import Size
from vpr_print.sandbox import Limits, OutOfMemory, SandboxError, SandboxTimeout, call, prepared
from vpr_print.scan.errors import NotAProofPageError
from vpr_print.scan.proof_seen import SideReading
from vpr_print.scan.seen import Trouble
from vpr_print.scan.sources import SourceFile, SourceKind, find_files, open_source

READERS = ("vpr_print.scan.proof_reading", "vpr_print.scan.pdf_pages")
MOST_PAGES = 60
"""More are not looked at: a pile of works was named by mistake."""
_LIMITS = Limits(seconds=60, megabytes=1536)
_LONG_SIDE = 3400
"""Pixels that suffice: A4 at 300 dpi has 3508."""
_DEEP = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofPage:
    """One page of a file."""

    file: str
    page: int
    """From 1."""
    reading: SideReading | None = None
    """None when it shows no proof page."""
    drawn: bool = False
    """A program drew the page: there is no picture on it."""
    trouble: Trouble | None = None
    """Why it could not be opened."""


@dataclass(frozen=True, slots=True)
class ProofPages:
    """All that was found."""

    sides: tuple[ProofPage, ...]
    """At least one; each has a reading."""
    others: int
    """Pages that show no proof page, or were not looked at."""


def read_proof_pages(paths: Sequence[Path], proof: Proof, page: Size) -> ProofPages:
    """Sides of the proof page in the files, in their order.

    Raises ``MissingScanError``, ``NoScansError``, and ``NotAProofPageError`` when there is none.
    """
    found: list[ProofPage] = []
    skipped = 0
    with prepared(*READERS):
        for file in map(open_source, find_files(paths)):
            for number in range(1, file.pages + 1):
                if len(found) >= MOST_PAGES:
                    skipped += 1
                else:
                    found.append(_one_page(file, number, proof, page))
    sides = tuple(each for each in found if each.reading)
    if not sides:
        raise NotAProofPageError(tuple(f"{each.file}, стр. {each.page}: {_why(each)}" for each in found))
    return ProofPages(sides, len(found) - len(sides) + skipped)


def read_proof_page(path: Path, kind: SourceKind, number: int, proof: Proof, page: Size) -> ProofPage:
    """One page, measured; runs in the sandbox, and only there loads what decodes images."""
    from vpr_print.scan.page_files import opened
    from vpr_print.scan.page_pictures import PageTrouble
    from vpr_print.scan.proof_reading import read_side

    try:
        with opened(path, kind) as file:
            image = file.page(number)
            gray = image.gray(_LONG_SIDE)
    except PageTrouble as trouble:
        return ProofPage(file=path.name, page=number, trouble=trouble.trouble)
    dpi = image.dpi * gray.width / image.width if image.width else 0.0
    reading = read_side(gray, dpi, proof, page)
    drawn = reading is not None and kind is SourceKind.PDF and not _has_picture(path, number)
    return ProofPage(file=path.name, page=number, reading=reading, drawn=drawn)


def _one_page(file: SourceFile, number: int, proof: Proof, page: Size) -> ProofPage:
    name = file.path.name
    if file.trouble or file.kind is None:
        return ProofPage(file=name, page=number, trouble=file.trouble or Trouble.NOT_AN_IMAGE)
    try:
        return call(read_proof_page, file.path, file.kind, number, proof, page, limits=_LIMITS)
    except SandboxTimeout:
        return ProofPage(file=name, page=number, trouble=Trouble.TOO_SLOW)
    except OutOfMemory:
        return ProofPage(file=name, page=number, trouble=Trouble.TOO_LARGE)
    except SandboxError:
        return ProofPage(file=name, page=number, trouble=Trouble.DAMAGED)


def _has_picture(path: Path, number: int) -> bool:
    """Whether a PDF page shows any image."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    document = pypdfium2.PdfDocument(path)
    try:
        images = document[number - 1].get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEP)
        return next(iter(images), None) is not None
    finally:
        document.close()


_WHY = {
    Trouble.DAMAGED: "не открывается, файл повреждён",
    Trouble.TOO_LARGE: "слишком велика",
    Trouble.TOO_SLOW: "читается слишком долго",
    Trouble.LOCKED: "закрыта паролем",
}


def _why(page: ProofPage) -> str:
    if page.trouble is None:
        return "меток пробного листа нет"
    return _WHY.get(page.trouble, "не снимок и не PDF")
