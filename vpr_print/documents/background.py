"""An official form (one page of a PDF) that lies under the fields of a layout."""

from __future__ import annotations

import hashlib
import io

import pikepdf

from vpr_print.documents.elements import Underlay
from vpr_print.drawing.fonts import FONT_OBJECTS
from vpr_print.drawing.pdf_file import POINTS_PER_MM
from vpr_print.layout.errors import BackgroundError, BackgroundFlaw
from vpr_print.model.geometry import Size
from vpr_print.prepress.loose import block_of
from vpr_print.prepress.serialise import Serialiser, TooManyObjects

_SIZE_TOLERANCE_MM = 2.0


def read_background(data: bytes, file: str, page: int, size: Size, *, first: int = FONT_OBJECTS.stop) -> Underlay:
    """Page ``page`` (from 1) of a PDF as objects from number ``first`` on, to be laid under pages of ``size``.

    Annotations and form fields are drawn into the page as they are printed. Foreign PDFs are opened in the sandbox:
    call it there. Raises ``BackgroundError``.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if not 1 <= page <= len(pdf.pages):
                raise BackgroundError(file, BackgroundFlaw.NO_PAGE, str(page))
            return _underlay(pdf, file, page, size, first)
    except pikepdf.PasswordError:
        raise BackgroundError(file, BackgroundFlaw.PASSWORD) from None
    except (pikepdf.PdfError, TooManyObjects, ValueError, TypeError, KeyError, AttributeError):
        # pikepdf tells a damaged page in all these ways
        raise BackgroundError(file, BackgroundFlaw.DAMAGED) from None


def _underlay(pdf: pikepdf.Pdf, file: str, page: int, size: Size, first: int) -> Underlay:
    if "/OCProperties" in pdf.Root:
        raise BackgroundError(file, BackgroundFlaw.LAYERS)
    pdf.generate_appearance_streams()
    pdf.flatten_annotations("print")
    form = pdf.make_indirect(pdf.pages[page - 1].as_form_xobject())
    left, bottom, w, h = _placed(form)
    width, height = w / POINTS_PER_MM, h / POINTS_PER_MM
    if abs(width - size.w) > _SIZE_TOLERANCE_MM or abs(height - size.h) > _SIZE_TOLERANCE_MM:
        raise BackgroundError(file, BackgroundFlaw.SIZE, f"{width:.0f} × {height:.0f}", f"{size.w:g} × {size.h:g}")
    serialiser = Serialiser(pdf)
    root = serialiser.index_of(form)
    objects = serialiser.objects()
    block = block_of(first, [(0, item) for item in objects], [{index: index for index in range(len(objects))}])
    sx, sy = size.w * POINTS_PER_MM / w, size.h * POINTS_PER_MM / h
    matrix = (sx, 0.0, 0.0, sy, -left * sx, -bottom * sy)
    digest = hashlib.sha256(repr((matrix, root)).encode() + block.data).hexdigest()
    return Underlay(block, first + root, matrix, digest)


def _placed(form: pikepdf.Object) -> tuple[float, float, float, float]:
    """Left, bottom, width and height of what the form covers, its own matrix applied, points."""
    box = [float(value) for value in form.BBox]
    a, b, c, d, e, f = (float(value) for value in form.get("/Matrix", [1, 0, 0, 1, 0, 0]))
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    left, bottom = min(x for x, _ in corners), min(y for _, y in corners)
    w, h = max(x for x, _ in corners) - left, max(y for _, y in corners) - bottom
    if w <= 0 or h <= 0:
        raise ValueError("an empty page")
    return left, bottom, w, h
