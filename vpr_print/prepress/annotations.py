"""Annotations and form fields as pdfium shows them on screen: forms and the matrices that put them on the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream, String

from vpr_print.prepress.geometry import Box, Matrix, around, operand, times
from vpr_print.prepress.layers import Layers

_INVISIBLE, _HIDDEN, _NO_ROTATE, _NO_VIEW = 1 << 0, 1 << 1, 1 << 4, 1 << 5
_PUSH_BUTTON = 1 << 16
_FIELD_DEPTH = 16
_FAR = 16_000
"""Points beyond which nothing is on a page."""
_MADE_BY_PDFIUM = Name.PDFIUM_HasGeneratedAP
_TEXT_MARKUP = ("/Highlight", "/Squiggly", "/StrikeOut", "/Underline")
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class DrawnAnnotation:
    """An appearance and the matrix from its parent's space to the page's."""

    form: Object
    matrix: Matrix
    layers_removed: bool


def drawn_annotations(pdf: Pdf, page: Page, rotate: int, layers: Layers) -> Iterator[DrawnAnnotation]:
    """What a viewer draws over the page, in its order: fields come after all other annotations.

    ``rotate`` is the page's own turn, which some annotations do not follow.
    """
    annots = page.obj.get(Name.Annots)
    found = [item for item in annots if isinstance(item, Dictionary)] if isinstance(annots, Array) else []
    for widgets in (False, True):
        for annotation in found:
            if (annotation.get(Name.Subtype) == Name.Widget) is widgets and _is_shown(annotation, widgets):
                if not layers.shows(annotation.get(Name.OC)):
                    layers.disputed = True  # pdfium looks at the layers of contents only
                    continue
                drawn = _drawn(pdf, annotation, rotate, layers)
                if drawn:
                    yield drawn


def _is_shown(annotation: Object, widget: bool) -> bool:
    if annotation.get(Name.Subtype) == Name.Popup:
        return False
    return not _flags(annotation) & (_HIDDEN | _NO_VIEW | (_INVISIBLE if widget else 0))


def _drawn(pdf: Pdf, annotation: Object, rotate: int, layers: Layers) -> DrawnAnnotation | None:
    rect = box_of(annotation.get(Name.Rect))
    if rect is None:
        return None
    appearance = _appearance(annotation)
    if appearance is None:
        return _button_frame(pdf, rect) if _is_bare_button(annotation) else None
    corner = rect[0], rect[3]
    own_matrix = matrix_of(appearance.get(Name.Matrix))
    if Name.BBox not in appearance:  # viewers neither clip nor scale it
        left, bottom, _, _ = around((0, 0, 0, 0), own_matrix)
        appearance.BBox = Array([-_FAR, -_FAR, _FAR, _FAR])
        rect = (rect[0], rect[1], rect[0] + 1, rect[1] + 1)
        right, top = left + 1, bottom + 1
    else:
        bbox = box_of(appearance.BBox)
        if bbox is None:
            return None
        left, bottom, right, top = around(bbox, own_matrix)
    if right <= left or top <= bottom:
        return None
    if annotation.get(_MADE_BY_PDFIUM, False) and str(annotation.get(Name.Subtype)) in _TEXT_MARKUP:
        rect = (left, bottom, right, top)  # pdfium draws around the marked text, not in the rectangle
    if appearance.get(Name.Subtype) != Name.Form:
        appearance.Subtype = Name.Form
    own = appearance.get(Name.Resources)
    cleaned = layers.clean(appearance, own) if isinstance(own, Dictionary) else None
    if cleaned is not None:
        appearance.Resources = cleaned
    sx, sy = (rect[2] - rect[0]) / (right - left), (rect[3] - rect[1]) / (top - bottom)
    matrix: Matrix = (sx, 0.0, 0.0, sy, rect[0] - left * sx, rect[1] - bottom * sy)
    if rotate and _flags(annotation) & _NO_ROTATE:
        matrix = times(matrix, _turned_about(corner, rotate))
    return DrawnAnnotation(appearance, matrix, cleaned is not None)


def _turned_about(corner: tuple[float, float], rotate: int) -> Matrix:
    """The turn that keeps an annotation upright on a turned page (ISO 32000-1, table 165, NoRotate)."""
    cos, sin = {90: (0, 1), 180: (-1, 0), 270: (0, -1)}[rotate]
    x, y = corner
    return cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y


def _flags(annotation: Object) -> int:
    flags = annotation.get(Name.F, 0)
    return flags if isinstance(flags, int) else 0


def _is_bare_button(annotation: Object) -> bool:
    """A check box or radio button without an appearance in its state: viewers show where it is."""
    field = annotation
    for _ in range(_FIELD_DEPTH):
        if Name.FT in field or not isinstance(field.get(Name.Parent), Dictionary):
            break
        field = field.Parent
    kind, flags = field.get(Name.FT), field.get(Name.Ff, 0)
    return kind == Name.Btn and not (isinstance(flags, int) and flags & _PUSH_BUTTON)


def _button_frame(pdf: Pdf, rect: Box) -> DrawnAnnotation:
    left, bottom, right, top = rect
    frame = pdf.make_stream(b"0.667 G 0 w %b re S\n" % operand(left, bottom, right - left, top - bottom))
    frame.Type, frame.Subtype = Name.XObject, Name.Form
    frame.BBox = Array([left - 1, bottom - 1, right + 1, top + 1])
    return DrawnAnnotation(frame, _IDENTITY, layers_removed=False)


def _appearance(annotation: Object) -> Stream | None:
    """The normal appearance in the annotation's present state (ISO 32000-1, 12.5.5)."""
    appearances = annotation.get(Name.AP)
    normal = appearances.get(Name.N) if isinstance(appearances, Dictionary) else None
    if isinstance(normal, Stream):
        return normal
    if not isinstance(normal, Dictionary):
        return None
    state = _state(annotation.get(Name.AS))
    if not state:
        parent = annotation.get(Name.Parent)
        state = _state(annotation.get(Name.V)) or (_state(parent.get(Name.V)) if isinstance(parent, Dictionary) else "")
        if not state or f"/{state}" not in normal:
            state = "Off"
    chosen = normal.get(f"/{state}")
    return chosen if isinstance(chosen, Stream) else None


def _state(value: object) -> str:
    if isinstance(value, Name):
        return str(value)[1:]
    return str(value) if isinstance(value, String) else ""


def box_of(value: object) -> Box | None:
    """A rectangle with its corners in order."""
    numbers = _numbers(value, 4)
    if numbers is None:
        return None
    x1, y1, x2, y2 = numbers
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def matrix_of(value: object) -> Matrix:
    numbers = _numbers(value, 6)
    return (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]) if numbers else _IDENTITY


def _numbers(value: object, count: int) -> list[float] | None:
    if not isinstance(value, Array) or len(value) < count:
        return None
    try:
        return [float(item) for item in list(value)[:count]]
    except (TypeError, ValueError):
        return None
