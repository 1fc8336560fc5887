"""Annotations and form fields as pdfium shows them on screen: forms and the matrices that put them on the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream, String

from vpr_print.prepress.contents import entries, spelt
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
    found, fields = _dictionaries(page.obj.get(Name.Annots)), _Fields(pdf)
    for widgets in (False, True):
        holder = fields if widgets else None
        for annotation in found:
            if (annotation.get(Name.Subtype) == Name.Widget) is widgets and _is_shown(annotation, holder):
                if not layers.shows(annotation.get(Name.OC)):
                    layers.disputed = True  # pdfium looks at the layers of contents only
                    continue
                drawn = _drawn(pdf, annotation, rotate, layers)
                if drawn:
                    yield drawn


def _is_shown(annotation: Object, fields: _Fields | None) -> bool:
    """``fields`` are those that a widget may belong to."""
    if annotation.get(Name.Subtype) == Name.Popup or (fields and not fields.hold(annotation)):
        return False
    return not _flags(annotation) & (_HIDDEN | _NO_VIEW | (_INVISIBLE if fields else 0))


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
    if annotation.get(_MADE_BY_PDFIUM, False) and spelt(annotation.get(Name.Subtype)) in _TEXT_MARKUP:
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


class _Fields:
    """The fields of a file's form."""

    def __init__(self, pdf: Pdf) -> None:
        form = pdf.Root.get(Name.AcroForm)
        self._form = form if isinstance(form, Dictionary) else None

    def hold(self, widget: Object) -> bool:
        """Whether the widget belongs to a field, upwards or downwards; others are rests that pdfium does not show.

        A field has a name, and the widget or its parent says of what kind it is.
        """
        if self._form is None:
            return False
        line = [widget]
        while len(line) < _FIELD_DEPTH and isinstance(line[-1].get(Name.Parent), Dictionary):
            line.append(line[-1].Parent)
        has_kind = any(Name.FT in field for field in line[:2])
        has_name = any(isinstance(name := field.get(Name.T), String) and bytes(name) for field in line)
        return (has_kind and has_name) or widget.objgen in self._parts

    @cached_property
    def _parts(self) -> set[tuple[int, int]]:
        """What the fields name as their widgets."""
        parts: set[tuple[int, int]] = set()
        known: set[tuple[int, int]] = set()
        fields = _dictionaries(self._form.get(Name.Fields)) if self._form else []
        for field in fields:
            kids = _dictionaries(field.get(Name.Kids))
            if kids and Name.T in kids[0] and Name.Kids in kids[0]:  # the fields are below it
                fields += [kid for kid in kids if kid.is_indirect and kid.objgen not in known]
                known |= {kid.objgen for kid in kids}
            else:
                parts |= {kid.objgen for kid in kids if kid.is_indirect and kid.get(Name.Subtype) == Name.Widget}
        return parts


def _dictionaries(value: object) -> list[Object]:
    return [item for item in value if isinstance(item, Dictionary)] if isinstance(value, Array) else []


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
        if not state or f"/{state}" not in entries(normal):
            state = "Off"
    chosen = entries(normal).get(f"/{state}")
    return chosen if isinstance(chosen, Stream) else None


def _state(value: object) -> str:
    if isinstance(value, Name):
        return spelt(value)[1:]
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
