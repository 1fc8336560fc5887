"""The ways of carrying a page over, tried one after another until the picture is that of the original."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from vpr_print.drawing.pdf_file import PdfFile
from vpr_print.model.geometry import A4, Size
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
from vpr_print.prepress.ink import InkMap, is_coloured
from vpr_print.prepress.layers import Layers
from vpr_print.prepress.likeness import Likeness, is_same, likeness
from vpr_print.prepress.loose import LooseObject, block_of
from vpr_print.prepress.masters import PagePreflight, PageSizePolicy
from vpr_print.prepress.page_form import PageForm, page_form
from vpr_print.prepress.picture import PICTURE_DPI, picture_objects
from vpr_print.prepress.preflight import IMAGE_PIXELS, ImageTooLarge, NestingTooDeep, ResourceFacts, resource_facts
from vpr_print.prepress.render import DPI, laid_picture_of, pair_of, picture_of, sheet_pixels
from vpr_print.prepress.serialise import OBJECT_LIMIT, Serialiser, TooManyObjects

FOREIGN_TROUBLE = (pikepdf.PdfError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RuntimeError)
"""What reading objects of a foreign file may raise: any of them may be of any kind."""
FINE_DPI = 300
_PRINT = 1 << 2
"""Bit of the permissions that lets a person print (ISO 32000-1, table 22)."""


def prepare(task: FileTask) -> PreparedFile:
    """As ``file_work.prepare_file``, with all libraries loaded."""
    with ExitStack() as stack:
        return _Work(task, stack).done()


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
            copy = self._viewers_copy(left)
            if copy is not None:
                self._try(copy, left)
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
            return None, getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD

    def _viewer_of_repaired(self, pdf: pikepdf.Pdf) -> pypdfium2.PdfDocument | None:
        """What pdfium makes of a file that it opens only after qpdf has mended it."""
        out = io.BytesIO()
        try:
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

    def _try(self, pdf: pikepdf.Pdf, pages: tuple[int, ...]) -> None:
        """Take over those of the pages that come out alike."""
        made: list[tuple[int, PageForm, ResourceFacts]] = []
        layers = Layers(pdf)
        for page in pages:
            try:
                form = page_form(pdf, pdf.pages[page], self._task.policy, layers)
                made.append((page, form, self._facts(form, page)))
            except FOREIGN_TROUBLE:
                continue
        if not made:
            return
        serialiser = Serialiser(pdf)
        roots = [serialiser.index_of(form.form) for _, form, _ in made if form.form is not None]
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
                for number, ((page, form, facts), root) in enumerate(zip(made, roots, strict=True)):
                    self._shapes[page] = form
                    with closing(sheets[number]) as sheet:
                        compared = self._is_faithful(page, form, sheet)
                        if compared is not False:
                            picture = picture_of(sheet)
                            self._take(page, form, facts, start + root, picture, compared=compared is not None)
        except pypdfium2.PdfiumError:  # an object that pdfium stumbles over: the pages left go the next way
            return

    def _is_faithful(self, page: int, form: PageForm, sheet: pypdfium2.PdfPage) -> bool | None:
        """Whether the sheet shows what pdfium shows of the original; None when there is nothing to compare with."""
        if self._viewer is None or form.disputed:
            return None
        try:
            original = self._viewer[page]
        except pypdfium2.PdfiumError:
            return None
        with closing(original):
            shown, ours = pair_of(original, sheet, form.laying)
            if is_same(ours, shown):
                return True
            verdict = likeness(ours, shown)
            if verdict is Likeness.FAR or (verdict is Likeness.EQUAL and not form.annotated):
                return verdict is Likeness.EQUAL
            shown, ours = pair_of(original, sheet, form.laying, FINE_DPI)
            return likeness(ours, shown) is not Likeness.FAR

    def _facts(self, form: PageForm, page: int) -> ResourceFacts:
        task = self._task
        if not form.laying.standard and task.policy is PageSizePolicy.REFUSE:
            raise PageSizeRefusedError(task.file, page + 1, form.shape.size)
        assert form.form is not None
        try:
            return resource_facts(form.form)
        except ImageTooLarge as error:
            raise ImageTooLargeError(task.file, page + 1, error.width, error.height, IMAGE_PIXELS) from None
        except NestingTooDeep:
            raise NestingTooDeepError(task.file, page + 1) from None

    def _take(
        self,
        page: int,
        form: PageForm,
        facts: ResourceFacts,
        root: int,
        picture: Image.Image,
        *,
        compared: bool = True,
        raster: bool = False,
    ) -> None:
        ink = InkMap.of(picture)
        told = PagePreflight(
            page=page + 1,
            size=Size(round(form.shape.size.w, 1), round(form.shape.size.h, 1)),
            turned=form.laying.turned,
            scale=round(form.laying.scale, 4),
            blank=ink.opened().blank,
            colour=is_coloured(picture),
            transparency=facts.transparency,
            jpeg2000=facts.jpeg2000,
            jbig2=facts.jbig2,
            fonts_missing=tuple(sorted(facts.fonts_missing)),
            layers_removed=form.layers_removed,
            raster=raster,
        )
        self._pages[page] = FilePage(page, root, ink, told, form.laying.standard, form.laying.cropped, compared)

    def _viewers_copy(self, pages: tuple[int, ...]) -> pikepdf.Pdf | None:
        """What pdfium saves of its own view of the file, with the appearances that it makes while drawing."""
        assert self._viewer is not None
        out = io.BytesIO()
        try:
            with pypdfium2.PdfDocument(self._data) as copy:
                copy.init_forms()
                for number in pages:
                    page = copy[number]
                    page.render(scale=0.1)
                    page.close()
                copy.save(out)
            return self._stack.enter_context(pikepdf.open(out))
        except (pypdfium2.PdfiumError, *FOREIGN_TROUBLE):
            return None

    def _as_picture(self, page: int) -> None:
        assert self._viewer is not None
        if page in self._shapes and self._shapes[page].disputed:
            return  # pdfium's picture would show what has to stay hidden
        try:
            source = self._viewer[page]
            form = self._shapes.get(page) or _viewers_shape(source, self._task.policy)
            picture = laid_picture_of(source, form.laying, PICTURE_DPI)
            source.close()
        except pypdfium2.PdfiumError:
            return
        start = len(self._objects)
        self._objects += picture_objects(picture, is_coloured(picture), start)
        small = picture.resize(sheet_pixels(DPI), Image.Resampling.BOX)
        self._take(page, form, ResourceFacts(), start, small, raster=True)


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
