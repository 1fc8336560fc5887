"""A written PDF: its pages with their operators, fonts and forms, and all words outside the pages.

It is read strictly, as ours are written (``file_form``), and by pypdf as a second opinion.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from vpr_print.model.geometry import Size
from vpr_print.verify.errors import Promise, ProofError
from vpr_print.verify.file_form import FileForm, NotOurForm, PageForm, read_form
from vpr_print.verify.painted import Decode
from vpr_print.verify.read_stamps import MM_PER_POINT


class OpenedPage:
    """One page of a written file. It does not know ``OpenedPdf``: what is done with must leave memory at once."""

    __slots__ = ("_file", "_form", "_name", "fonts")

    def __init__(self, file: FileForm, form: PageForm, fonts: Mapping[str, Decode], name: str) -> None:
        self._file = file
        self._form = form
        self._name = name
        self.fonts = fonts
        """By the name that the page calls them."""

    @property
    def size(self) -> Size:
        """Of the paper in mm; its lower left corner is the origin."""
        return Size(self._form.width * MM_PER_POINT, self._form.height * MM_PER_POINT)

    @property
    def content(self) -> bytes:
        """The page's own operators. Raises ``ProofError``."""
        try:
            return self._file.content(self._form)
        except NotOurForm as flaw:
            raise _refused(flaw, self._name) from None

    def form(self, name: str) -> int | None:
        """Number of the form or picture that the page calls by this name."""
        return self._file.forms.get(name)


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
            raise _refused(flaw, name) from None
        decoded = {name: self.form.shared.font(number) for name, number in self.form.fonts.items()}
        fonts = {name: decode for name, decode in decoded.items() if decode}
        self.pages = tuple([OpenedPage(self.form, page, fonts, name) for page in self.form.pages])

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

    def form_digest(self, number: int) -> str:
        """SHA-256 of the object with this number and of all objects that it reaches, as they lie in the file."""
        return self.form.shared.digest(number)


def _refused(flaw: NotOurForm, name: str) -> ProofError:
    return ProofError(flaw.promise, name, flaw.page, "PDF, записанный этой программой", flaw.found)
