"""The ways of carrying a page over, tried one after another until the picture is that of the original."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from pikepdf import Name
from PIL import Image

from vpr_print.drawing.pdf_file import PdfFile
from vpr_print.model.geometry import A4, Size
from vpr_print.prepress.compat import drop_idle_switches, picture_reasons, repack
from vpr_print.prepress.errors import (
    FileDamagedError,
    FileHasNoPagesError,
    FileNeedsPasswordError,
    ImageTooLargeError,
    NestingTooDeepError,
    PageMissingError,
    PageSizeRefusedError,
    TooManyObjectsError,
)
from vpr_print.prepress.file_work import FilePage, FileTask, PreparedFile
from vpr_print.prepress.geometry import PageShape, lay
from vpr_print.prepress.halftone import halftone
from vpr_print.prepress.ink import InkMap, is_coloured
from vpr_print.prepress.layers import Layers
from vpr_print.prepress.likeness import shows_the_same
from vpr_print.prepress.loose import LooseObject, block_of
from vpr_print.prepress.masters import Compat, PagePreflight, PageSizePolicy, PictureReason
from vpr_print.prepress.page_form import PageForm, page_form, shape_of
from vpr_print.prepress.picture import BILEVEL_DPI, PICTURE_DPI, bilevel_objects, picture_objects, sheet_objects
from vpr_print.prepress.preflight import IMAGE_PIXELS, ImageTooLarge, NestingTooDeep, ResourceFacts, resource_facts
from vpr_print.prepress.render import DPI, laid_picture_of, picture_of, sheet_pixels
from vpr_print.prepress.serialise import OBJECT_LIMIT, Serialiser, TooManyObjects
from vpr_print.prepress.viewer_copies import drawn_copy, has_layers, pages_alone

FOREIGN_TROUBLE = (
    pikepdf.PdfError, pikepdf.PasswordError,
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RuntimeError,
)  # fmt: skip
"""What reading objects of a foreign file may raise: any of them may be of any kind."""
_SAME_PT = 0.01
_LOCKED = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
_PRINT = 1 << 2
"""Bit of the permissions that lets a person print (ISO 32000-1, table 22)."""


def prepare(task: FileTask) -> PreparedFile:
    """As ``file_work.prepare_file``, with all libraries loaded."""
    with ExitStack() as stack:
        return _Work(task, stack).done()


@dataclass(frozen=True, slots=True)
class _Made:
    """A page that became a form."""

    page: int
    """0-based."""
    form: PageForm
    facts: ResourceFacts
    """As its author made it."""
    reasons: tuple[PictureReason, ...] = ()
    """Why it has to become a picture."""

    @property
    def drawn(self) -> pikepdf.Object:
        assert self.form.form is not None
        return self.form.form


class _Work:
    """One file on its way."""

    def __init__(self, task: FileTask, stack: ExitStack) -> None:
        self._task = task
        self._stack = stack
        self._data = task.path.read_bytes()
        self._objects: list[LooseObject] = []
        self._pages: dict[int, FilePage] = {}
        self._shapes: dict[int, PageForm] = {}
        self._viewer, locked = self._open_viewer()
        self._direct, locked_too = self._open_direct()
        if self._viewer is None and self._direct is not None:
            self._viewer = self._viewer_of_repaired(self._direct)
        if self._viewer is None and self._direct is None:
            raise FileNeedsPasswordError(task.file) if locked or locked_too else FileDamagedError(task.file)

    def done(self) -> PreparedFile:
        """All pages."""
        task = self._task
        direct, viewer = self._direct, self._viewer
        repaired = direct is None or bool(direct.get_warnings())
        count = self._count()
        if count == 0:
            raise FileHasNoPagesError(task.file)
        for page in task.pages:
            if page >= count:
                raise PageMissingError(task.file, page + 1)
        if direct is not None:
            self._try(direct, task.pages)
        left = self._left()
        if left and viewer is not None:
            copy = self._opened_copy(drawn_copy(self._data, left))
            for pdf in (copy, direct):
                if pdf is not None and self._left():
                    self._try(pdf, self._left())
            if (left := self._left()) and (copy := self._opened_copy(pages_alone(viewer, left))) is not None:
                self._try(copy, left, range(len(left)))
            for page in self._left():
                self._as_picture(page)
        if self._left():
            raise PageMissingError(task.file, self._left()[0] + 1)
        return PreparedFile(
            tuple(self._objects),
            tuple(self._pages[page] for page in task.pages),
            count,
            repaired,
            direct is not None and direct.is_encrypted,
            self._is_printing_forbidden(),
        )

    def _is_printing_forbidden(self) -> bool:
        if self._direct is not None:
            return self._direct.is_encrypted and not self._direct.allow.print_lowres
        return self._viewer is not None and not pdfium.FPDF_GetDocPermissions(self._viewer) & _PRINT

    def _open_viewer(self) -> tuple[pypdfium2.PdfDocument | None, bool]:
        try:
            return self._entered(pypdfium2.PdfDocument(self._data)), False
        except pypdfium2.PdfiumError as error:
            return None, getattr(error, "err_code", None) in _LOCKED

    def _viewer_of_repaired(self, pdf: pikepdf.Pdf) -> pypdfium2.PdfDocument | None:
        """What pdfium makes of a file that it opens only after qpdf has mended it."""
        out = io.BytesIO()
        try:
            with warnings.catch_warnings(action="ignore"):  # of fields without a form
                pdf.save(out)
            self._data = out.getvalue()
            return self._entered(pypdfium2.PdfDocument(self._data))
        except (pypdfium2.PdfiumError, *FOREIGN_TROUBLE):
            return None

    def _entered(self, viewer: pypdfium2.PdfDocument) -> pypdfium2.PdfDocument:
        self._stack.callback(viewer.close)
        viewer.init_forms()
        return viewer

    def _open_direct(self) -> tuple[pikepdf.Pdf | None, bool]:
        try:
            pdf = self._stack.enter_context(pikepdf.open(io.BytesIO(self._data)))
            if self._viewer is not None and len(pdf.pages) != len(self._viewer):
                return None, False
        except pikepdf.PasswordError:
            return None, True
        except FOREIGN_TROUBLE:
            return None, False
        return pdf, False

    def _count(self) -> int:
        if self._viewer is not None:
            return len(self._viewer)
        assert self._direct is not None
        return len(self._direct.pages)

    def _left(self) -> tuple[int, ...]:
        return tuple(page for page in self._task.pages if page not in self._pages)

    def _try(self, pdf: pikepdf.Pdf, pages: tuple[int, ...], places: Sequence[int] | None = None) -> None:
        """Take over those of the pages that come out alike; ``places`` says where else they stand in ``pdf``."""
        made: list[_Made] = []
        layers = Layers(pdf)
        for page, place in zip(pages, places or pages, strict=True):
            try:
                opened = pdf.pages[place]
                form = page_form(pdf, opened, self._shape(page, opened), self._task.options.page_size, layers)
                made.append(_Made(page, form, self._facts(form, page)))
            except FOREIGN_TROUBLE:
                continue
        for part in self._made_fit(pdf, made):
            if part:
                self._carry(pdf, part)

    def _made_fit(self, pdf: pikepdf.Pdf, made: list[_Made]) -> Iterator[list[_Made]]:
        """The pages as they may be printed; apart from each other what becomes a picture, and what stays a drawing."""
        options = self._task.options
        if options.as_image:
            yield [replace(item, reasons=(PictureReason.ASKED,)) for item in made]
            return
        if options.compat is not Compat.PDF_1_4:
            yield made
            return
        for item in made:
            for image in item.facts.images:
                with suppress(pypdfium2.PdfiumError, *FOREIGN_TROUBLE):
                    repack(pdf, image)
        looked = [(item, resource_facts(item.drawn)) for item in made]
        yield [replace(item, reasons=reasons) for item, facts in looked if (reasons := picture_reasons(facts))]
        drawings: list[_Made] = []
        for item, facts in looked:
            if not picture_reasons(facts):
                with suppress(*FOREIGN_TROUBLE):
                    drop_idle_switches(facts)
                    drawings.append(item)
        yield drawings

    def _carry(self, pdf: pikepdf.Pdf, made: list[_Made]) -> None:
        serialiser = Serialiser(pdf)
        roots = [serialiser.index_of(item.drawn) for item in made]
        try:
            objects = serialiser.objects()
        except TooManyObjects:
            raise TooManyObjectsError(self._task.file, OBJECT_LIMIT) from None
        except FOREIGN_TROUBLE:
            return
        start = len(self._objects)
        self._objects += [
            LooseObject(item.head, tuple(ref + start for ref in item.refs), item.stream) for item in objects
        ]
        try:
            with _sheets(objects, roots) as sheets:
                for number, (item, root) in enumerate(zip(made, roots, strict=True)):
                    self._shapes[item.page] = item.form
                    with closing(sheets[number]) as sheet:
                        picture = picture_of(sheet)
                        compared = self._is_faithful(item.page, item.form, sheet, picture)
                        if compared is not False:
                            root, bilevel = self._pictured(sheet) if item.reasons else (start + root, False)
                            self._take(item, root, picture, compared=compared is not None, bilevel=bilevel)
        except pypdfium2.PdfiumError:  # an object that pdfium stumbles over: the pages left go the next way
            return

    def _shape(self, page: int, opened: pikepdf.Page) -> PageShape:
        """The page's box as its objects have it; where these are odd, as pdfium understands them."""
        shape = shape_of(opened)
        if self._viewer is None:
            return shape
        try:
            with closing(self._viewer[page]) as shown:
                box, rotate = shown.get_bbox(), shown.get_rotation()
        except pypdfium2.PdfiumError:
            return shape
        if box[0] >= box[2] or box[1] >= box[3]:
            return shape
        alike = all(abs(ours - theirs) < _SAME_PT for ours, theirs in zip(shape.box, box, strict=True))
        return shape if alike and rotate == shape.rotate else PageShape(box, rotate, shape.unit)

    def _is_faithful(
        self, page: int, form: PageForm, sheet: pypdfium2.PdfPage, picture: Image.Image
    ) -> bool | None:
        """Whether the sheet shows what pdfium shows of the original; None when there is nothing to compare with.

        ``picture`` is the sheet's: nearly every page is found the same on it.
        """
        if self._viewer is None or form.disputed:
            return None
        try:
            original = self._viewer[page]
        except pypdfium2.PdfiumError:
            return None
        with closing(original):
            if not all(original.get_size()):  # of an empty box pdfium makes a mirrored picture
                return None
            return shows_the_same(original, sheet, form.laying, picture)

    def _facts(self, form: PageForm, page: int) -> ResourceFacts:
        task = self._task
        if not form.laying.standard and task.options.page_size is PageSizePolicy.REFUSE:
            raise PageSizeRefusedError(task.file, page + 1, form.shape.size)
        assert form.form is not None
        try:
            return resource_facts(form.form)
        except ImageTooLarge as error:
            raise ImageTooLargeError(task.file, page + 1, error.width, error.height, IMAGE_PIXELS) from None
        except NestingTooDeep:
            raise NestingTooDeepError(task.file, page + 1) from None

    def _pictured(self, sheet: pypdfium2.PdfPage) -> tuple[int, bool]:
        """Index of the form of a picture of the sheet, and whether it is of pure black and white."""
        start = len(self._objects)
        objects, bilevel = sheet_objects(sheet, start, bilevel=self._task.options.as_image)
        self._objects += objects
        return start, bilevel

    def _take(
        self, item: _Made, root: int, picture: Image.Image, *, compared: bool = True, bilevel: bool = False
    ) -> None:
        ink = InkMap.of(picture)
        form, facts = item.form, item.facts
        made_fit = bool(item.reasons) or self._task.options.compat is Compat.PDF_1_4
        told = PagePreflight(
            page=item.page + 1,
            size=Size(_precise(form.shape.size.w), _precise(form.shape.size.h)),
            turned=form.laying.turned,
            scale=_precise(form.laying.scale),
            standard=form.laying.standard,
            cropped=form.laying.cropped,
            blank=ink.opened().blank,
            colour=is_coloured(picture),
            transparency=facts.transparency,
            jpeg2000=facts.jpeg2000,
            jbig2=facts.jbig2,
            sixteen_bits=facts.sixteen_bits,
            opentype=facts.opentype,
            fonts_missing=tuple(sorted(facts.fonts_missing)),
            layers_removed=form.layers_removed,
            compared=compared,
            picture=item.reasons,
            bilevel=bilevel,
            old_copiers=made_fit or not picture_reasons(facts),
        )
        version = "1.7" if facts.is_newer and not made_fit else "1.4"
        self._pages[item.page] = FilePage(item.page, root, ink, told, version)

    def _opened_copy(self, saved: bytes | None) -> pikepdf.Pdf | None:
        try:
            return self._stack.enter_context(pikepdf.open(io.BytesIO(saved))) if saved else None
        except FOREIGN_TROUBLE:
            return None

    def _may_show_hidden(self, page: int) -> bool:
        """Whether pdfium's picture of a page that never became a form may show what has to stay hidden."""
        assert self._viewer is not None
        try:
            if self._direct is not None:
                return Layers(self._direct).are_disputed_on(self._direct.pages[page].obj.get(Name.Annots))
        except FOREIGN_TROUBLE:
            pass
        return has_layers(self._viewer)

    def _as_picture(self, page: int) -> None:
        assert self._viewer is not None
        if self._shapes[page].disputed if page in self._shapes else self._may_show_hidden(page):
            return  # pdfium's picture would show what has to stay hidden
        try:
            source = self._viewer[page]
            if not all(source.get_size()):
                return
            form = self._shapes.get(page) or _viewers_shape(source, self._task.options.page_size)
            picture = laid_picture_of(source, form.laying, PICTURE_DPI)
            source.close()
        except pypdfium2.PdfiumError:
            return
        start = len(self._objects)
        small = picture.resize(sheet_pixels(DPI), Image.Resampling.BOX)
        if asked := self._task.options.as_image:
            large = picture.convert("L").resize(sheet_pixels(BILEVEL_DPI), Image.Resampling.BICUBIC)
            self._objects += bilevel_objects(halftone(large), start)
        else:
            self._objects += picture_objects(picture, is_coloured(picture), start)
        reason = PictureReason.ASKED if asked else PictureReason.UNFAITHFUL
        self._take(_Made(page, form, ResourceFacts(), (reason,)), start, small, bilevel=asked)


def _precise(value: float) -> float:
    """Six digits: enough for a picture, and never nothing for a page of a hair or of a hundred kilometres."""
    return float(f"{value:.6g}")


def _viewers_shape(page: pypdfium2.PdfPage, policy: PageSizePolicy) -> PageForm:
    """A page's place on the sheet when only pdfium can tell its size."""
    width, height = page.get_size()
    shape = PageShape((0, 0, width, height), 0)
    return PageForm(None, shape, lay(shape, policy))


@contextmanager
def _sheets(objects: tuple[LooseObject, ...], roots: list[int]) -> Iterator[pypdfium2.PdfDocument]:
    """A file made as those that will be printed, with a page for each form."""
    numbers = {index: index for index in range(len(objects))}
    block = block_of(1, [(0, item) for item in objects], [numbers])
    names = b"".join(b"/P%d %d 0 R" % (place, root + 1) for place, root in enumerate(roots))
    file = PdfFile([block], b"<</XObject<<%b>>>>" % names)
    for place in range(len(roots)):
        file.add_page(A4, b"/P%d Do" % place)
    with pypdfium2.PdfDocument(file.finish()) as pdf:
        yield pdf
