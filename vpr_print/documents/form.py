"""Papers drawn from their layouts: values and lists in, pages out, several papers in one PDF.

A layout is compiled once per process: what no field changes is drawn once and kept as operators.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import ParamSpec

from vpr_print.documents.cutting import draw_cut_marks
from vpr_print.documents.elements import (
    Canvas,
    PageDrawing,
    PagePicture,
    Placed,
    Rendered,
    SetTexts,
    Underlay,
    draw_element,
    draw_picture,
    placed_elements,
)
from vpr_print.documents.flow import NumberListFlow, SeatCard, TableFlow, draw_seating
from vpr_print.drawing.fonts import Face, FontBook
from vpr_print.drawing.pdf_file import ObjectBlock, PdfFile, stream_object
from vpr_print.drawing.sheet import Drawing
from vpr_print.layout.schema import Layout, NumberList, On, Picture, SeatingGrid, Table
from vpr_print.model.geometry import Size

P = ParamSpec("P")
PageValues = Callable[[int, int], Mapping[str, str]]
"""What a page adds to the values: (page from 1, page count) → values."""

__all__ = [
    "Binder",
    "PageDrawing",
    "Rendered",
    "SeatCard",
    "count_pages",
    "form_pages",
    "impose",
    "lay_sheets",
    "render_form",
    "to_pdf",
]


def form_pages(
    layout: Layout,
    values: Mapping[str, str],
    lists: Mapping[str, Sequence[Mapping[str, str]]],
    fonts: FontBook,
    *,
    items: Mapping[str, Sequence[str]] | None = None,
    seating: Sequence[SeatCard] = (),
    picture: PagePicture | None = None,
    page_values: PageValues | None = None,
    background: Underlay | None = None,
    at_least: int = 1,
) -> Iterator[PageDrawing]:
    """The pages of one paper (or of one part of a sheet), as many as its lists need, or ``at_least``.

    ``values`` holds every field of the layout by its full name, ``lists`` the rows of tables (``row.code`` …),
    ``items`` the texts of number lists; ``page.number`` and ``page.count`` are added here. ``background`` is the
    layout's official form (``read_background``). Each page is drawn when it is asked for. Raises
    ``TextOverflowError``, ``QrOverflowError``, ``MissingLettersError``.
    """
    if (layout.background is None) != (background is None):
        raise ValueError(f"layout {layout.paper}: its background and the one given do not fit")
    form = _compiled(layout, fonts)
    flows = [TableFlow(placed, element, lists[element.rows]) for placed, element in form.tables] + [
        NumberListFlow(placed, element, (items or {})[element.items]) for placed, element in form.number_lists
    ]
    count = max([at_least, *(flow.page_count for flow in flows)])
    for page in range(1, count + 1):
        here = {**values, "page.number": str(page), "page.count": str(count)}
        if page_values:
            here.update(page_values(page, count))
        canvas = form.begin(page, count, here)
        for flow in flows:
            flow.draw(canvas, page)
        for placed, grid in form.grids:
            if _stands(placed.on, page, count):
                draw_seating(canvas, placed, grid, seating)
        if picture:
            for element in form.pictures:
                draw_picture(canvas, element, picture)
        yield canvas.page(background)


def _whole(draw: Callable[P, Iterator[PageDrawing]]) -> Callable[P, Rendered]:
    def render(*args: P.args, **options: P.kwargs) -> Rendered:
        return Rendered(tuple(draw(*args, **options)))

    return render


render_form = _whole(form_pages)
"""All pages of ``form_pages`` at once."""


def count_pages(layout: Layout, rows: Mapping[str, int], items: Mapping[str, int] | None = None) -> int:
    """Pages that ``render_form`` would give for so many rows and items, without drawing."""
    placed = placed_elements(layout.elements, layout.paper)
    flows = [
        TableFlow(item, item.element, [{}] * rows[item.element.rows])
        for item in placed
        if isinstance(item.element, Table)
    ] + [
        NumberListFlow(item, item.element, [""] * (items or {})[item.element.items])
        for item in placed
        if isinstance(item.element, NumberList)
    ]
    return max([1, *(flow.page_count for flow in flows)])


def impose(
    layout: Layout,
    sheets: Sequence[Sequence[PageDrawing | None]],
    values: Mapping[str, str],
    fonts: FontBook,
    *,
    sheet_values: PageValues | None = None,
) -> Rendered:
    """Sheets of parts laid as ``layout.sheet`` says, row by row from the top left, with cut marks in the gutters."""
    return Rendered(tuple(lay_sheets(layout, sheets, len(sheets), values, fonts, sheet_values=sheet_values)))


def lay_sheets(
    layout: Layout,
    sheets: Iterable[Sequence[PageDrawing | None]],
    count: int,
    values: Mapping[str, str],
    fonts: FontBook,
    *,
    sheet_values: PageValues | None = None,
) -> Iterator[PageDrawing]:
    """The same, ``count`` sheets one after another, each asked for when it is laid."""
    imposition = layout.sheet
    if imposition is None:
        raise ValueError(f"layout {layout.paper} has no sheet")
    form = _compiled_sheet(layout, fonts)
    part = layout.page.size
    for page, parts in enumerate(sheets, 1):
        if len(parts) > imposition.columns * imposition.rows:
            raise ValueError("more parts than places on the sheet")
        here = {**values, "page.number": str(page), "page.count": str(count)}
        if sheet_values:
            here.update(sheet_values(page, count))
        canvas = form.begin(page, count, here)
        for place, drawn in enumerate(parts):
            if drawn is not None:
                row, column = divmod(place, imposition.columns)
                canvas.place(
                    drawn,
                    imposition.at[0] + column * (part.w + imposition.gutter[0]),
                    imposition.at[1] + row * (part.h + imposition.gutter[1]),
                )
        if imposition.cut_marks:
            draw_cut_marks(canvas.drawing, imposition, part)
        yield canvas.page()


def to_pdf(renderings: Iterable[Rendered], fonts: FontBook, *, title: str) -> bytes:
    """One PDF of several papers, one after another. Nothing but ``title`` is in its metadata."""
    binder = Binder(fonts)
    for rendering in renderings:
        for page in rendering.pages:
            binder.add(page)
    return binder.finish(title)


class Binder:
    """Makes one PDF of pages as they are drawn: each is packed at once, its drawing is not kept."""

    def __init__(self, fonts: FontBook) -> None:
        self._fonts = fonts
        self._pages: list[tuple[Size, bytes]] = []
        self._faces: set[Face] = set()
        self._unders: dict[int, ObjectBlock] = {}

    @property
    def page_count(self) -> int:
        return len(self._pages)

    def add(self, page: PageDrawing) -> None:
        """Append a page."""
        self._pages.append((page.size, stream_object(page.content)))
        self._faces |= page.faces
        self._unders |= {under.form: under.block for under in page.unders}

    def finish(self, title: str) -> bytes:
        """The file's bytes."""
        embedded = self._fonts.embedded(self._faces)
        forms = b"".join(b"/U%d %d 0 R" % (form, form) for form in sorted(self._unders))
        resources = b"<</Font<<%b>>%b>>" % (embedded.entries, b"/XObject<<%b>>" % forms if forms else b"")
        pdf = PdfFile([*embedded.blocks, *self._unders.values()], resources, title=title)
        for size, stream in self._pages:
            pdf.add_packed_page(size, stream)
        return pdf.finish()


_LISTS = Table | NumberList | SeatingGrid | Picture
"""Elements that are drawn by themselves, after the simple ones."""


class _Form:
    """A layout's elements (or a sheet's) ready to be drawn many times."""

    def __init__(self, layout: Layout, size: Size, fonts: FontBook, *, on_sheet: bool) -> None:
        self._size = size
        self._fonts = fonts
        self._paper = layout.paper
        self._styles = layout.styles
        self._set_texts: SetTexts = {}
        elements = layout.sheet_elements if on_sheet else layout.elements
        placed = placed_elements(elements, layout.paper, on_sheet=on_sheet)
        self.tables = [(item, item.element) for item in placed if isinstance(item.element, Table)]
        self.number_lists = [(item, item.element) for item in placed if isinstance(item.element, NumberList)]
        self.grids = [(item, item.element) for item in placed if isinstance(item.element, SeatingGrid)]
        self.pictures = [item.element for item in placed if isinstance(item.element, Picture)]
        simple = [item for item in placed if not isinstance(item.element, _LISTS)]
        self._living = [item for item in simple if item.has_fields]
        self._still = {on: self._kept([item for item in simple if not item.has_fields and item.on is on]) for on in On}

    def begin(self, page: int, count: int, values: Mapping[str, str]) -> Canvas:
        """A page with all its simple elements."""
        canvas = self._canvas(values)
        for on, (body, faces) in self._still.items():
            if body and _stands(on, page, count):
                canvas.drawing.piece(body, faces)
        for item in self._living:
            if _stands(item.on, page, count):
                draw_element(canvas, item)
        return canvas

    def _kept(self, items: Sequence[Placed]) -> tuple[bytes, frozenset[Face]]:
        canvas = self._canvas({})
        for item in items:
            draw_element(canvas, item)
        return canvas.drawing.body(), canvas.drawing.faces

    def _canvas(self, values: Mapping[str, str]) -> Canvas:
        return Canvas(self._paper, Drawing(self._size, self._fonts), self._styles, self._fonts, values, self._set_texts)


def _stands(on: On, page: int, count: int) -> bool:
    match on:
        case On.ALL:
            return True
        case On.FIRST:
            return page == 1
        case On.LATER:
            return page > 1
        case On.LAST:
            return page == count


_CACHE: dict[tuple[int, int, bool], tuple[Layout, FontBook, _Form]] = {}
_CACHE_SIZE = 64


def _compiled(layout: Layout, fonts: FontBook) -> _Form:
    return _cached(layout, fonts, on_sheet=False)


def _compiled_sheet(layout: Layout, fonts: FontBook) -> _Form:
    return _cached(layout, fonts, on_sheet=True)


def _cached(layout: Layout, fonts: FontBook, *, on_sheet: bool) -> _Form:
    """The compiled form; kept with its layout and fonts, so that their identities stay theirs."""
    key = (id(layout), id(fonts), on_sheet)
    found = _CACHE.get(key)
    if found is None:
        if len(_CACHE) >= _CACHE_SIZE:
            _CACHE.clear()
        size = layout.sheet.size if on_sheet and layout.sheet else layout.page.size
        form = _Form(layout, size, fonts, on_sheet=on_sheet)
        found = _CACHE[key] = (layout, fonts, form)
    return found[2]
