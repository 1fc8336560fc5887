"""Another library reads a file too: it has to find the same pages.

All files are of one form, which ``file_form`` reads strictly, byte for byte. So pypdf is asked about the first file of
each kind: with these fonts, with or without forms.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, IndirectObject

from vpr_print.verify.file_form import FileForm, NotOurForm

_MOST_PAGES = 50
"""Of one file that are looked at: what pypdf has read it keeps, and a file of all codes of a work has a thousand."""
_asked: set[object] = set()


def ask_pypdf(form: FileForm) -> None:
    """Nothing, when pypdf reads the file as ``read_form`` did, or read another file of its kind so.

    Raises ``NotOurForm``.
    """
    kind = form.version, tuple(form.fonts.items()), bool(form.forms)
    if kind in _asked:
        return
    try:
        with io.BytesIO(form.data) as file:  # closed, since what pypdf leaves behind would keep it
            for told in _differences(form, file):
                raise NotOurForm(f"pypdf читает иначе: {told}")
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, IndexError) as flaw:
        raise NotOurForm(f"pypdf не читает: {type(flaw).__name__}") from None
    _asked.add(kind)


def _differences(form: FileForm, file: io.BytesIO) -> Iterator[str]:
    reader = PdfReader(file, strict=True)
    if len(reader.pages) != len(form.pages):
        yield "страницы"
        return
    for place in range(0, len(form.pages), len(form.pages) // _MOST_PAGES + 1):
        own, page = form.pages[place], reader.pages[place]
        if page.indirect_reference is None or page.indirect_reference.idnum != own.number:
            yield "порядок страниц"
        if [float(edge) for edge in page.mediabox] != [0, 0, own.width, own.height]:
            yield "размер страницы"
        contents = page.get_contents()
        if contents is None or contents.get_data() != form.content(own):
            yield "содержимое страницы"
        resources = page["/Resources"]
        if _named(resources, "/Font") != form.fonts or _named(resources, "/XObject") != form.forms:
            yield "шрифты или вложенные страницы"


def _named(resources: object, kind: str) -> dict[str, int]:
    """Object numbers by name."""
    found = resources.get(kind, {}) if isinstance(resources, DictionaryObject) else {}
    return {
        name[1:]: reference.idnum
        for name in found
        if isinstance(reference := dict.get(found, name), IndirectObject)
    }
