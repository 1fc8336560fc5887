"""The proof page of a copier: both sides of one sheet, drawn before any work is built. No number of ours on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from vpr_print.documents.elements import PageDrawing, Underlay
from vpr_print.documents.form import render_form, to_pdf
from vpr_print.documents.values import program_values
from vpr_print.drawing.fonts import FontBook
from vpr_print.drawing.sheet import Drawing, Segment
from vpr_print.layout.proof import PROOF_SIDES, Proof, ProofBars, ProofRuler, mark_text
from vpr_print.layout.schema import Layout, Style
from vpr_print.layout.symbol_size import CAPITAL, CODE128_QUIET, POINT_MM, QR_QUIET, drawn
from vpr_print.model.geometry import Rect, Turn

PROOF_LAYOUT = "proof_page"

_HAIRLINE_PT = 0.5
_TICKS_MM = {10: 5.0, 5: 3.5, 1: 2.0}
"""Length of a ruler's tick at every so many mm."""
_NUMBER_GAP_MM = 0.8
_CROSS_SCALE_MM = 5
"""The cross's arms are divided into mm so far from its middle."""


def render_proof_page(layout: Layout, fonts: FontBook, background: Underlay | None = None) -> bytes:
    """The PDF, two pages. The same bytes for the same layout, fonts and version."""
    assert layout.proof is not None, "checked when the layout was read"
    sides = render_form(layout, program_values(), {}, fonts, background=background, at_least=len(PROOF_SIDES))
    pages = tuple(
        _with_marks(page, layout.proof, side, layout.styles[layout.proof.style], fonts)
        for side, page in zip(PROOF_SIDES, sides.pages, strict=True)
    )
    return to_pdf([replace(sides, pages=pages)], fonts, title=layout.title)


def _with_marks(page: PageDrawing, proof: Proof, side: int, style: Style, fonts: FontBook) -> PageDrawing:
    """A side with all that is measured under its words."""
    drawing = Drawing(page.size, fonts)
    _draw_frames(drawing, proof, style, fonts)
    drawing.frames([proof.band.middle(page.size)], weight_pt=proof.band.width / POINT_MM)
    for ruler in proof.rulers:
        _draw_ruler(drawing, ruler, style, fonts)
    for patch, step in zip(proof.ramp.rects, proof.ramp.steps, strict=True):
        drawing.rect(patch, fill=1 - step)
    drawing.frames(proof.ramp.rects, weight_pt=_HAIRLINE_PT)
    drawing.rules(_cross_lines(proof), weight_pt=_HAIRLINE_PT)
    symbols = [*_draw_marks(drawing, proof, side), *_draw_symbols(drawing, proof)]
    drawing.piece(page.body, page.faces)
    return PageDrawing(page.size, drawing.body(), drawing.faces, (*page.symbols, *symbols), page.unders)


def _draw_frames(drawing: Drawing, proof: Proof, style: Style, fonts: FontBook) -> None:
    """Every frame whole but for the places where a smaller distance is written; inside each rule its distance."""
    frames, page = proof.frames, drawing.size
    whole = Rect(0, 0, page.w, page.h)
    drawing.frames([whole.grown(-distance) for distance in frames.distances], weight_pt=frames.weight)
    half = frames.weight * POINT_MM / 2
    w, h = frames.label
    for place, distance in enumerate(frames.distances):
        along, inside = frames.label_at + frames.label_step * place, distance + half
        for label in (
            Rect(along, inside, w, h),
            Rect(along, page.h - inside - h, w, h),
            Rect(inside, along, w, h),
            Rect(page.w - inside - w, along, w, h),
        ):
            drawing.rect(label, fill=1)
            _centred(drawing, f"{distance:g}".replace(".", ","), label, style, fonts)


def _draw_ruler(drawing: Drawing, ruler: ProofRuler, style: Style, fonts: FontBook) -> None:
    """Ticks at every mm from the zero on, to the right or upwards, and a rule along them."""
    (x, y), level = ruler.at, ruler.turn is Turn.LEVEL
    lines: list[Segment] = [(x, y, x + ruler.length, y) if level else (x, y, x, y - ruler.length)]
    for mm in range(ruler.length + 1):
        tick = next(length for every, length in _TICKS_MM.items() if mm % every == 0)
        lines.append((x + mm, y, x + mm, y + tick) if level else (x, y - mm, x + tick, y - mm))
    drawing.rules(lines, weight_pt=_HAIRLINE_PT)
    beyond = _TICKS_MM[10] + _NUMBER_GAP_MM
    height = style.size * POINT_MM * CAPITAL
    for mm in range(0, ruler.length + 1, 10):
        width = fonts.width(str(mm), size_pt=style.size, bold=style.bold)
        at = (x + mm - width / 2, y + beyond + height) if level else (x + beyond, y - mm + height / 2)
        drawing.text(*at, str(mm), size_pt=style.size, bold=style.bold, gray=style.gray)


def _cross_lines(proof: Proof) -> Iterator[Segment]:
    (x, y), arm = proof.cross.at, proof.cross.arm
    yield x - arm, y, x + arm, y
    yield x, y - arm, x, y + arm
    for mm in range(-_CROSS_SCALE_MM, _CROSS_SCALE_MM + 1):
        half = 1.0 if abs(mm) == _CROSS_SCALE_MM else 0.6
        yield x + mm, y - half, x + mm, y + half
        yield x - half, y + mm, x + half, y + mm


def _draw_marks(drawing: Drawing, proof: Proof, side: int) -> Iterator[tuple[str, Rect]]:
    white = QR_QUIET * drawn(proof.marks.module)
    for place, (x, y) in enumerate(proof.marks.at, 1):
        text = mark_text(side, place)
        yield text, drawing.qr_text(x - white, y - white, text, module_mm=proof.marks.module)


def _draw_symbols(drawing: Drawing, proof: Proof) -> Iterator[tuple[str, Rect]]:
    for text, symbol in proof.symbols:
        x, y = symbol.at
        if isinstance(symbol, ProofBars):
            quiet = CODE128_QUIET * drawn(symbol.module)
            left, top = (x - quiet, y) if symbol.turn is Turn.LEVEL else (x, y - quiet)
            yield text, drawing.code128(
                left, top, text, module_mm=symbol.module, bars_mm=symbol.bars, digits_pt=0, turn=symbol.turn
            )
        else:
            white = QR_QUIET * drawn(symbol.module)
            yield text, drawing.qr(x - white, y - white, text, module_mm=symbol.module)


def _centred(drawing: Drawing, text: str, box: Rect, style: Style, fonts: FontBook) -> None:
    width = fonts.width(text, size_pt=style.size, bold=style.bold)
    height = style.size * POINT_MM * CAPITAL
    x, y = box.x + (box.w - width) / 2, box.y + (box.h + height) / 2
    drawing.text(x, y, text, size_pt=style.size, bold=style.bold, gray=style.gray)
