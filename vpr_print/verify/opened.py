"""A written PDF: its pages with their operators, fonts and forms, and all words outside the pages.

It is read strictly, as ours are written (``file_form``), and by pypdf as a second opinion.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from vpr_print.model.geometry import Size
from vpr_print.verify.errors import Promise, ProofError
from vpr_print.verify.file_form import FileForm, NotOurForm, PageForm, read_form
from vpr_print.verify.painted import Decode
from vpr_print.verify.read_stamps import MM_PER_POINT


class OpenedPage:
    """One page of a written file."""

    __slots__ = ("_file", "_form")

    def __init__(self, file: OpenedPdf, form: PageForm) -> None:
        self._file = file
        self._form = form

    @property
    def size(self) -> Size:
        """Of the paper in mm; its lower left corner is the origin."""
        return Size(self._form.width * MM_PER_POINT, self._form.height * MM_PER_POINT)

    @property
    def content(self) -> bytes:
        """The page's own operators. Raises ``ProofError``."""
        return self._file.content(self._form)

    @property
    def fonts(self) -> Mapping[str, Decode]:
        """By the name that the page calls them."""
        return self._file.fonts

    def form(self, name: str) -> int | None:
        """Number of the form or picture that the page calls by this name."""
        return self._file.form.forms.get(name)


class OpenedPdf:
    """A written file. ``name`` is its path as the manifest writes it."""

    def __init__(self, path: Path, name: str) -> None:
        """Raises ``ProofError`` when the file is missing, is not written as ours are, or pypdf reads it otherwise."""
        self.name = name
        try:
            self.data = path.read_bytes()
        except OSError as flaw:
            raise ProofError(Promise.FILE, name, 0, "файл есть и читается", flaw.strerror or "нет файла") from None
        # pypdf is imported here, so that only a process that opens files carries it
        from vpr_print.verify.second_opinion import ask_pypdf

        try:
            self.form: FileForm = read_form(self.data)
            ask_pypdf(self.form)
        except NotOurForm as flaw:
            raise self._refused(flaw) from None
        self.pages = tuple([OpenedPage(self, page) for page in self.form.pages])

    @property
    def sha256(self) -> str:
        return self.form.sha256

    @property
    def declared_pages(self) -> int:
        return self.form.declared_pages

    @property
    def words_outside_pages(self) -> str:
        """Document information."""
        return f"{self.form.title}\n{self.form.producer}"

    @cached_property
    def fonts(self) -> Mapping[str, Decode]:
        """Of all pages."""
        found = {name: self.form.shared.font(number) for name, number in self.form.fonts.items()}
        return {name: decode for name, decode in found.items() if decode}

    def form_digest(self, number: int) -> str:
        """SHA-256 of the object with this number and of all objects that it reaches, as they lie in the file."""
        return self.form.shared.digest(number)

    def content(self, page: PageForm) -> bytes:
        """A page's operators. Raises ``ProofError``."""
        try:
            return self.form.content(page)
        except NotOurForm as flaw:
            raise self._refused(flaw) from None

    def _refused(self, flaw: NotOurForm) -> ProofError:
        return ProofError(flaw.promise, self.name, flaw.page, "PDF, записанный этой программой", flaw.found)
