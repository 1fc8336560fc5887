"""A page of an opened PDF → a form XObject on the A4 sheet.

Two forms, one in the other: the inner holds the author's content, so that whatever graphics state it leaves, however
many ``Q`` it has too many, ends with it; the outer lays it on the sheet and draws the annotations over it.
"""

from __future__ import annotations

from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from vpr_print.prepress.annotations import box_of, drawn_annotations
from vpr_print.prepress.contents import decoded, dictionary, entries, joined, names_in
from vpr_print.prepress.geometry import SHEET_PT, Box, Laying, PageShape, lay, operand
from vpr_print.prepress.layers import Layers
from vpr_print.prepress.masters import PageSizePolicy

_LETTER: Box = (0, 0, 612, 792)
"""What viewers take when no box can be used."""
_TREE_DEPTH = 64
CATEGORIES = ("/XObject", "/Font", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties", "/ProcSet")


@dataclass(frozen=True, slots=True)
class PageForm:
    """A page that became a form."""

    form: Object | None
    """None for a page that only pdfium can read."""
    shape: PageShape
    laying: Laying
    layers_removed: bool = False
    disputed: bool = False
    """Something is hidden that pdfium would show: a layer that is off stays off."""


def page_form(pdf: Pdf, page: Page, shape: PageShape, policy: PageSizePolicy, layers: Layers) -> PageForm:
    """The page as a new indirect form XObject of ``pdf``, with all that a viewer draws, and nothing that it hides."""
    layers.disputed = False
    laying = lay(shape, policy)
    found = inherited(page, Name.Resources)
    resources = found if isinstance(found, Dictionary) else Dictionary()
    inner: Object = pdf.make_stream(joined(page.obj.get(Name.Contents)))
    cleaned = layers.clean(inner, resources)
    inner.Type, inner.Subtype = Name.XObject, Name.Form
    inner.BBox = Array(list(shape.box))
    inner.Resources = needed_resources(resources, inner) if cleaned is None else cleaned
    group = page.obj.get(Name.Group)
    if isinstance(group, Dictionary):
        inner.Group = group
    forms = {"/P": inner}
    content = [b"q %b cm /P Do Q" % operand(*laying.matrix)]
    removed = cleaned is not None
    for number, drawn in enumerate(drawn_annotations(pdf, page, shape.rotate, layers)):
        removed |= drawn.layers_removed
        forms[f"/A{number}"] = drawn.form
        content.append(b"q %b cm %b cm /A%d Do Q" % (operand(*laying.matrix), operand(*drawn.matrix), number))
    outer = pdf.make_stream(b"\n".join(content) + b"\n")
    outer.Type, outer.Subtype = Name.XObject, Name.Form
    outer.BBox = Array([0, 0, *SHEET_PT])
    outer.Resources = Dictionary(XObject=Dictionary(forms))
    return PageForm(outer, shape, laying, removed or layers.disputed, layers.disputed)


def shape_of(page: Page) -> PageShape:
    """The page's box as viewers take it: CropBox within MediaBox, corners in any order, Letter when nothing fits."""
    media = _box(inherited(page, Name.MediaBox)) or _LETTER
    crop = _box(inherited(page, Name.CropBox))
    box = media
    if crop:
        left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
        right, top = min(media[2], crop[2]), min(media[3], crop[3])
        if left < right and bottom < top:
            box = (left, bottom, right, top)
    rotate = inherited(page, Name.Rotate)
    return PageShape(box, _quarter(rotate), _unit(page.obj.get(Name.UserUnit)))


def inherited(page: Page, key: Name) -> Object | None:
    """The attribute of the page or of the nearest node of the page tree above it."""
    node: Object = page.obj
    for _ in range(_TREE_DEPTH):
        if key in node:
            value: Object | None = node.get(key)
            return value
        parent = node.get(Name.Parent)
        if not isinstance(parent, Dictionary):
            return None
        node = parent
    return None


def needed_resources(resources: Object, stream: Object) -> Object:
    """The resources without drawings that the stream does not name.

    Some programs give all pages one dictionary: a variant must not carry the pictures of pages that are cut off.
    """
    needed = Dictionary({key: resources[key] for key in CATEGORIES if key in resources})
    needed[Name.Properties] = dictionary({key: Dictionary() for key in entries(resources.get(Name.Properties))})
    drawings = entries(resources.get(Name.XObject))
    names = names_in(decoded(stream)) if drawings else set()
    queue = [key for key in drawings if key in names]
    for key in queue:
        drawing = drawings[key]
        if isinstance(drawing, Stream) and drawing.get(Name.Subtype) == Name.Form and Name.Resources not in drawing:
            # Such a form draws with the resources of the page
            more = names_in(decoded(drawing))
            queue += [other for other in drawings if other in more and other not in queue]
    needed.XObject = dictionary({key: drawings[key] for key in queue})
    return needed


def _box(value: object) -> Box | None:
    corners = box_of(value)
    if corners is None:
        return None
    left, bottom, right, top = corners
    return corners if left < right and bottom < top else None


def _number(value: object) -> float | None:
    try:
        return float(value)  # type: ignore[arg-type]  # a number of pikepdf's or Python's, or anything else
    except (TypeError, ValueError):
        return None


def _quarter(rotate: object) -> int:
    number = _number(rotate)
    return int(number) // 90 % 4 * 90 if number is not None and abs(number) < 1e6 else 0


def _unit(unit: object) -> float:
    number = _number(unit)
    return number if number is not None and 0 < number <= 75_000 else 1.0
