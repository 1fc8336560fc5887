"""A layout drawn with the longest samples of its fields: what a region looks at before it prints."""

from __future__ import annotations

from vpr_print.documents.elements import Underlay
from vpr_print.documents.form import impose, render_form, to_pdf
from vpr_print.documents.proof_page import render_proof_page
from vpr_print.drawing.fonts import FontBook
from vpr_print.drawing.pdf_file import PdfFile
from vpr_print.drawing.sheet import Drawing
from vpr_print.layout.paper_spec import Field
from vpr_print.layout.papers import PAPERS
from vpr_print.layout.schema import Layout
from vpr_print.layout.stamp import Slot, Stamp
from vpr_print.layout.symbol_size import code128_extent, qr_extent
from vpr_print.model.geometry import A4, Rect, Size, Turn


def render_preview(layout: Layout, fonts: FontBook, background: Underlay | None = None) -> bytes:
    """A PDF of the paper with samples, or of the slots and taboo zones of a set's page.

    Raises ``TextOverflowError`` and the other errors of drawing: the longest sample must fit.
    """
    if layout.stamp:
        return _render_slots(layout, layout.stamp, fonts)
    if layout.proof:
        return render_proof_page(layout, fonts, background)
    spec = next(spec for spec in PAPERS if spec.key == layout.paper)
    values = _samples(spec.fields)
    rendered = render_form(
        layout,
        values,
        {rows.name: [_samples(rows.fields)] * rows.rows for rows in spec.lists},
        fonts,
        items={items.name: [items.sample] * items.items for items in spec.items},
        background=background,
    )
    if layout.sheet:
        parts = layout.sheet.columns * layout.sheet.rows
        sheet_values = _samples((*spec.fields, *spec.sheet_fields))
        rendered = impose(layout, [[rendered.pages[0]] * parts], sheet_values, fonts)
    return to_pdf([rendered], fonts, title=layout.title)


def _samples(fields: tuple[Field, ...]) -> dict[str, str]:
    return {field.name: field.sample for field in fields}


def _render_slots(layout: Layout, stamp: Stamp, fonts: FontBook) -> bytes:
    """Every legal slot framed and named, taboo zones filled: the frames are where symbols may stand."""
    drawing = Drawing(A4, fonts)
    for zone in stamp.taboo:
        drawing.rect(zone.rect, fill=0.85)
        drawing.text(zone.rect.x + 1, zone.rect.y + 5, zone.name, size_pt=8)
    bars = code128_extent(stamp.bars.module, stamp.bars.bars, stamp.bars.digits_size)
    line = Size(*stamp.line.size)
    for name, slots, size in (
        ("Code 128", stamp.bars.slots, bars),
        ("QR", stamp.qr.slots, qr_extent(stamp.qr.module)),
        ("строка", stamp.line.slots, line),
    ):
        for order, slot in enumerate(slots, 1):
            _frame(drawing, f"{name} {order}", slot, size)
    for order, slot in enumerate(stamp.ticks.slots, 1):
        drawing.ticks(*slot.at, distance_mm=stamp.ticks.distance, length_mm=stamp.ticks.length, turn=slot.turn)
        drawing.text(slot.at[0] + 1, slot.at[1] + 3, f"метки {order}", size_pt=7)
    embedded = fonts.embedded(drawing.faces)
    pdf = PdfFile(embedded.blocks, embedded.resources, title=layout.title)
    pdf.add_page(A4, drawing.content())
    return pdf.finish()


def _frame(drawing: Drawing, name: str, slot: Slot, size: Size) -> None:
    extent = size if slot.turn is Turn.LEVEL else size.turned
    (x, y), (to_x, to_y) = slot.at, slot.to or slot.at
    rect = Rect(min(x, to_x), min(y, to_y), abs(to_x - x) + extent.w, abs(to_y - y) + extent.h)
    drawing.frames([rect], weight_pt=0.5)
    drawing.text(rect.x + 1, rect.y + 3.5, name, size_pt=7)
