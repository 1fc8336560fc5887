"""Individual sets of a room: the variant's pages with a small stamp on each.

The hot path of a build. The variant's pages are objects that were serialised once; a page of a set is a call of
one of them and its stamp: both symbols, the short line, two ticks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from vpr_print.documents.errors import PageCountError, StampLineError
from vpr_print.documents.rendered import RenderedFile
from vpr_print.drawing.fonts import Face, FontBook
from vpr_print.drawing.pdf_file import ObjectBlock, PdfFile
from vpr_print.drawing.sheet import Drawing, tick_rects
from vpr_print.drawing.symbols import code128_path, qr_number_path
from vpr_print.drawing.typeset import Fit, TypeStyle, fit_text
from vpr_print.layout.fields import fill, parse_template
from vpr_print.layout.schema import Layout
from vpr_print.layout.stamp import Slot, Stamp
from vpr_print.layout.strict import MIN_TYPE_PT
from vpr_print.layout.symbol_size import CAPITAL, POINT_MM, code128_extent, qr_extent
from vpr_print.model.geometry import A3, A4, Rect, Size, Turn
from vpr_print.model.identifier import grouped
from vpr_print.model.manifest import FileKind, PageRecord, SetRecord
from vpr_print.model.packet import IndividualSet, NumberedRoom
from vpr_print.prepress.masters import Masters, Placed, PreparedPage, StampPlacement

ENLARGEMENT = sqrt(2)
"""A4 to A3."""


@dataclass(frozen=True, slots=True)
class RenderedSets:
    """The files of a room's sets and what stands where in them."""

    files: tuple[RenderedFile, ...]
    records: tuple[SetRecord, ...]
    """In the order of the sets."""


_Said = tuple[bytes, bytes, bytes, bytes]
"""Path of the bars, glyphs of the digits, path of the QR code, glyphs of the line."""


@dataclass(frozen=True, slots=True)
class _Mould:
    """A page that was drawn, without what it says: pages whose texts take the same place are cast in it."""

    parts: tuple[bytes, ...]
    faces: frozenset[Face]
    number_units: int
    """Width of the digits: their line is centred below the bars."""
    wide: bool
    """Whether the line needs the wide subset."""

    @classmethod
    def of(cls, content: bytes, said: _Said, faces: frozenset[Face], *, number_units: int, wide: bool) -> _Mould:
        parts: list[bytes] = []
        for value in said:
            part, found, content = content.partition(value)
            assert found, "a page says these in this order"
            parts.append(part)
        return cls((*parts, content), faces, number_units, wide)

    def cast(self, said: _Said) -> bytes:
        """The page's operators."""
        a, b, c, d, e = self.parts
        bars, digits, qr, line = said
        return b"".join((a, bars, b, digits, c, qr, d, line, e))


@dataclass(slots=True)
class _Spot:
    """A page that can be stamped any number of times: all that does not depend on the number."""

    size: Size
    under: bytes
    """Operators before the stamp, in points: the variant's page."""
    ticks: bytes
    """On the grid of dots."""
    bars: Placed | None
    qr: Placed
    line: Placed
    boxes: tuple[Rect, ...]
    mould: _Mould | None = None
    """Made with the first page."""

    @property
    def line_length(self) -> float:
        """Room for the line, mm."""
        rect = self.line.rect
        return rect.w if self.line.turn is Turn.LEVEL else rect.h


class SetPrinter:
    """Draws sets; made once per build (or worker), since everything constant is worked out here."""

    def __init__(self, masters: Masters, layout: Layout, fonts: FontBook) -> None:
        assert layout.stamp is not None, "checked when the layout was read"
        self._stamp = layout.stamp
        self._layout = layout
        self._fonts = fonts
        self._variants = {variant.number: variant for variant in masters.variants}
        self._line = parse_template(self._stamp.line.content)
        self._blank = parse_template(self._stamp.blank)
        style = layout.styles[self._stamp.line.style]
        self._style = TypeStyle(style.size, style.bold, style.leading, style.spacing)
        self._gray = style.gray
        self._spots: dict[tuple[int, bool], tuple[_Spot, ...]] = {}

    def render(self, room: NumberedRoom, *, folder: str, per_set_files: bool = False) -> RenderedSets:
        """All sets of a room: one file for A4 and one for A3, or a file for each set.

        Raises ``PageCountError`` when a variant has more pages than the plan gives its sets, ``StampLineError``
        when the short line does not fit.
        """
        groups: list[tuple[FileKind, str, tuple[IndividualSet, ...]]] = []
        for kind, enlarged, name in (
            (FileKind.SETS, False, "1-komplekty"),
            (FileKind.SETS_ENLARGED, True, "1a-komplekty-a3"),
        ):
            sets = tuple(item for item in room.room.sets if item.enlarged is enlarged)
            if per_set_files:
                groups += [(kind, f"{name}-{item.ordinal:03d}.pdf", (item,)) for item in sets]
            elif sets:
                groups.append((kind, f"{name}.pdf", sets))
        files: list[RenderedFile] = []
        records: list[SetRecord] = []
        for kind, name, sets in groups:
            file, file_records = self._render_file(room, kind, name, f"{folder}/{name}", sets)
            files.append(file)
            records += file_records
        records.sort(key=lambda record: record.ordinal)
        return RenderedSets(tuple(files), tuple(records))

    def _render_file(
        self, room: NumberedRoom, kind: FileKind, name: str, path: str, sets: Sequence[IndividualSet]
    ) -> tuple[RenderedFile, list[SetRecord]]:
        used = [self._variants[number] for number in sorted({item.variant for item in sets})]
        contents: list[tuple[Size, bytes]] = []
        records: list[SetRecord] = []
        faces: set[Face] = set()
        for item in sets:
            spots = self._pages(item)
            number = room.set_number(item)
            values = {
                "room.name": room.room.name,
                "set.ordinal": f"{item.ordinal:02d}",
                "page.count": str(item.pages),
                "work.subject": room.work.subject,
                "work.grade": room.work.grade_text,
            }
            pages: list[PageRecord] = []
            for page, spot in enumerate(spots, 1):
                digits = str(number.of_page(page))
                values["page.number"] = str(page)
                content = self._content(spot, digits, values, faces, blank=page > self._own_pages(item))
                contents.append((spot.size, content))
                pages.append(PageRecord(digits, len(contents), spot.boxes))
            records.append(
                SetRecord(
                    number=str(number),
                    ordinal=item.ordinal,
                    variant=item.variant,
                    spare=item.spare,
                    enlarged=item.enlarged,
                    file=path,
                    pages=tuple(pages),
                )
            )
        embedded = self._fonts.embedded(faces)
        forms = b"".join(b"/P%d %d 0 R" % (page.form, page.form) for variant in used for page in variant.pages)
        resources = b"<</Font<<%b>>/XObject<<%b>>>>" % (embedded.entries, forms)
        blocks: list[ObjectBlock] = [*embedded.blocks, *(variant.block for variant in used)]
        pdf = PdfFile(blocks, resources, title=self._layout.title)
        for size, content in contents:
            pdf.add_page(size, content)
        file = RenderedFile(
            kind=kind,
            name=name,
            data=pdf.finish(),
            sha256=pdf.sha256,
            pages=pdf.page_count,
            numbers=tuple(record.number for record in records),
        )
        return file, records

    def _content(self, spot: _Spot, digits: str, values: dict[str, str], faces: set[Face], *, blank: bool) -> bytes:
        """A page's operators; the faces that they need are added to ``faces``."""
        if blank or not spot.bars:
            drawing = self._draw(spot, digits, values, blank=blank)
            faces |= drawing.faces
            return spot.under + drawing.content()
        style = self._style
        number = self._fonts.shaped(grouped(digits))
        line = self._fonts.shaped(fill(self._line, values), bold=style.bold)
        said = code128_path(digits), number.glyphs, qr_number_path(digits), line.glyphs
        fits = line.width(style.size_pt, style.spacing_mm) <= spot.line_length
        mould = spot.mould
        if mould and fits and (mould.number_units, mould.wide) == (number.units, line.wide):
            faces |= mould.faces
            return mould.cast(said)
        drawing = self._draw(spot, digits, values, blank=False)
        faces |= drawing.faces
        content = spot.under + drawing.content()
        if fits and all(said):
            spot.mould = _Mould.of(content, said, drawing.faces, number_units=number.units, wide=line.wide)
        return content

    def _draw(self, spot: _Spot, digits: str, values: dict[str, str], *, blank: bool) -> Drawing:
        stamp = self._stamp
        drawing = Drawing(spot.size, self._fonts)
        drawing.piece(spot.ticks)
        if spot.bars:
            drawing.code128(
                spot.bars.rect.x,
                spot.bars.rect.y,
                digits,
                module_mm=stamp.bars.module,
                bars_mm=stamp.bars.bars,
                digits_pt=stamp.bars.digits_size,
                turn=spot.bars.turn,
            )
        drawing.qr(spot.qr.rect.x, spot.qr.rect.y, digits, module_mm=stamp.qr.module)
        if spot.bars:
            self._write_line(drawing, spot.line, fill(self._line, values), values)
        else:
            self._write_line_and_number(drawing, spot.line, digits, values)
        if blank:
            self._write_blank(drawing, values)
        return drawing

    def _write_line_and_number(self, drawing: Drawing, placed: Placed, digits: str, values: dict[str, str]) -> None:
        """The line, then the digits that would otherwise stand below the bars."""
        rect, room = placed.rect, self._stamp.line.number_width
        if placed.turn is Turn.LEVEL:
            line, number = Rect(rect.x, rect.y, rect.w - room, rect.h), Rect(rect.right - room, rect.y, room, rect.h)
        else:
            line, number = Rect(rect.x, rect.y + room, rect.w, rect.h - room), Rect(rect.x, rect.y, rect.w, room)
        self._write_line(drawing, Placed(line, placed.turn), fill(self._line, values), values)
        self._write_line(drawing, Placed(number, placed.turn), grouped(digits), values)

    def _write_line(self, drawing: Drawing, placed: Placed, text: str, values: dict[str, str]) -> None:
        style, rect = self._style, placed.rect
        level = placed.turn is Turn.LEVEL
        length, thick = (rect.w, rect.h) if level else (rect.h, rect.w)
        size_pt = style.size_pt
        width = self._fonts.width(text, size_pt=size_pt, bold=style.bold, spacing_mm=style.spacing_mm)
        if width > length:
            size_pt = max(MIN_TYPE_PT, size_pt * length / width)
            if self._fonts.width(text, size_pt=size_pt, bold=style.bold, spacing_mm=style.spacing_mm) > length:
                raise StampLineError(values["room.name"], length)
        base = (thick + CAPITAL * size_pt * POINT_MM) / 2
        x, y = (rect.x, rect.y + base) if level else (rect.x + base, rect.bottom)
        drawing.text(
            x, y, text, size_pt=size_pt, bold=style.bold, gray=self._gray, spacing_mm=style.spacing_mm, turn=placed.turn
        )

    def _write_blank(self, drawing: Drawing, values: dict[str, str]) -> None:
        """Says in the middle of a blank back that it is one."""
        style = self._layout.styles.get("blank", self._layout.styles[self._stamp.line.style])
        size = drawing.size
        box = Size(size.w * 0.7, size.h * 0.2)
        fitted = fit_text(
            fill(self._blank, values),
            box,
            TypeStyle(style.size, style.bold, style.leading, style.spacing),
            self._fonts,
            allowed=Fit.LINES,
            smallest_pt=MIN_TYPE_PT,
        )
        if fitted is None:
            raise StampLineError(values["room.name"], box.w)
        lines = zip(fitted.lines, fitted.baselines(size.h * 0.4, box.h, 0.5), strict=True)
        for (text, width), y in lines:
            drawing.text((size.w - width) / 2, y, text, size_pt=fitted.size_pt, bold=style.bold, gray=style.gray)

    def _own_pages(self, item: IndividualSet) -> int:
        return len(self._variants[item.variant].pages)

    def _pages(self, item: IndividualSet) -> tuple[_Spot, ...]:
        """The pages of a set: those of its variant, then blank ones up to the planned count."""
        spots = self._spots.get((item.variant, item.enlarged))
        variant = self._variants[item.variant]
        if spots is None:
            pages = [self._spot(page, item.enlarged) for page in variant.pages]
            spots = self._spots[item.variant, item.enlarged] = (*pages, self._spot(None, item.enlarged))
        missing = item.pages - len(variant.pages)
        if missing < 0:
            raise PageCountError(item.variant, len(variant.pages), item.pages)
        return (*spots[:-1], *(spots[-1:] * missing))

    def _spot(self, page: PreparedPage | None, enlarged: bool) -> _Spot:
        stamp = self._stamp
        scale = ENLARGEMENT if enlarged else 1.0
        size = A3 if enlarged else A4
        placement = page.placement if page else blank_placement(stamp)
        bars = _scaled(placement.bars, scale) if placement.bars else None
        qr = _scaled(placement.qr, scale)
        line = _scaled(placement.line, scale)
        ticks = stamp.ticks
        x, y, turn = placement.ticks.rect.x, placement.ticks.rect.y, placement.ticks.turn
        first, _ = tick_rects(x, y, distance_mm=ticks.distance, length_mm=ticks.length, turn=turn)
        # On A3 the rules move apart with the page: only where they stood themselves is it known to be free.
        tick = _scaled(Placed(first, turn), scale).rect
        distance = ticks.distance * scale
        drawing = Drawing(size, self._fonts)
        drawn = drawing.ticks(tick.x, tick.y, distance_mm=distance, length_mm=ticks.length, turn=turn)
        under = b""
        if page:
            under = b"/P%d Do\n" % page.form
            if enlarged:
                under = b"q %.6f 0 0 %.6f 0 0 cm %bQ\n" % (scale, scale, under)
        boxes = (*((bars.rect,) if bars else ()), qr.rect, line.rect, *drawn)
        return _Spot(size, under, drawing.body(), bars, qr, line, boxes)


def stamp_sizes(stamp: Stamp) -> tuple[Size, Size, Size, Size]:
    """Level sizes in mm of the stamp's bars, QR, line and ticks, quiet zones and digits included."""
    first, second = tick_rects(0, 0, distance_mm=stamp.ticks.distance, length_mm=stamp.ticks.length)
    return (
        code128_extent(stamp.bars.module, stamp.bars.bars, stamp.bars.digits_size),
        qr_extent(stamp.qr.module),
        Size(*stamp.line.size),
        Size(second.right - first.x, second.bottom - first.y),
    )


def blank_placement(stamp: Stamp) -> StampPlacement:
    """Where the stamp stands on a page without any ink: the first slots of the layout that do not meet."""
    taken: list[Rect] = []

    def place(slots: Sequence[Slot], size: Size) -> Placed:
        for slot in slots:
            box = size if slot.turn is Turn.LEVEL else size.turned
            rect = Rect(*slot.at, box.w, box.h)
            if not any(rect.meets(other) for other in taken):
                taken.append(rect)
                return Placed(rect, slot.turn)
        return Placed(Rect(*slots[0].at, size.w, size.h), slots[0].turn)

    bars, qr, line, ticks = stamp_sizes(stamp)
    return StampPlacement(
        place(stamp.bars.slots, bars) if stamp.bars.slots else None,
        place(stamp.qr.slots, qr),
        place(stamp.line.slots, line),
        place(stamp.ticks.slots, ticks),
    )


def _scaled(placed: Placed, scale: float) -> Placed:
    """The place on the enlarged page: the part keeps its own size and lies in the middle of the scaled place, which is
    as free as that on A4."""
    rect = placed.rect
    grow = (scale - 1) / 2
    return Placed(Rect(rect.x * scale + rect.w * grow, rect.y * scale + rect.h * grow, rect.w, rect.h), placed.turn)
