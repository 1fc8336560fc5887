"""Names looked for in whatever leaves the school, in every place where a file can hide one."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pikepdf
import pypdfium2

_ENCODINGS = ("utf-8", "utf-16-be", "utf-16-le", "cp1251", "cp866", "koi8-r")


def files_with_names(paths: Iterable[Path], names: Iterable[str]) -> list[str]:
    """Where the surname of one of the people stands: file and place in it. Never which surname."""
    surnames = sorted({name.split()[0] for name in names})
    assert all(len(surname) > 3 for surname in surnames), "shorter ones are found in any heap of bytes"
    in_words = re.compile("|".join(rf"(?<!\w){re.escape(_folded(surname))}(?!\w)" for surname in surnames))
    spellings = {form for surname in surnames for form in (surname, surname.upper(), surname.lower())}
    in_bytes = re.compile(b"|".join(re.escape(form) for form in sorted(_encoded(spellings))))
    return [
        f"{path.name}: {where}"
        for path in paths
        for where, said in _said(path)
        if (in_words.search(_folded(said)) if isinstance(said, str) else in_bytes.search(said))
    ]


def _encoded(spellings: Iterable[str]) -> Iterator[bytes]:
    """In every encoding that has their letters."""
    for spelling in spellings:
        for encoding in _ENCODINGS:
            try:
                yield spelling.encode(encoding)
            except UnicodeEncodeError:
                continue


def _said(path: Path) -> Iterator[tuple[str, str | bytes]]:
    """Every place of a file that can hold words, with its words."""
    content = path.read_bytes()
    yield "name", path.name
    yield "content", content
    if content.startswith(b"%PDF"):
        yield from _of_pdf(content)
    elif content.startswith(b"PK"):
        yield from _of_package(content)


def _of_pdf(content: bytes) -> Iterator[tuple[str, str | bytes]]:
    """What is drawn, and every object of the file: streams decompressed, strings, names, metadata, attachments."""
    with pypdfium2.PdfDocument(content) as document:
        for number, page in enumerate(document, 1):
            yield f"drawn on page {number}", page.get_textpage().get_text_bounded()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        yield "strings", "\n".join(_strings(pdf.trailer))
        for number, thing in enumerate(pdf.objects):
            if isinstance(thing, pikepdf.Stream):
                yield f"dictionary of stream {number}", "\n".join(_strings(thing))
                try:
                    yield f"stream {number}", thing.read_bytes()
                except pikepdf.PdfError:  # a picture: its dictionary and its raw bytes are all that it has
                    yield f"raw stream {number}", thing.read_raw_bytes()
            else:
                yield f"object {number}", "\n".join(_strings(thing))


def _strings(thing: object) -> Iterator[str]:
    """Strings and keys of an object, not of those that it refers to."""
    match thing:
        case pikepdf.Dictionary() | pikepdf.Stream():
            for key, value in thing.items():
                yield key
                if not getattr(value, "is_indirect", False):
                    yield from _strings(value)
        case pikepdf.Array():
            for value in thing:
                if not getattr(value, "is_indirect", False):
                    yield from _strings(value)
        case pikepdf.String():
            yield str(thing)


def _of_package(content: bytes) -> Iterator[tuple[str, str | bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for info in package.infolist():
            yield "name of a part", info.filename
            yield f"part {info.filename}", html.unescape(package.read(info).decode("utf-8", "replace"))
            yield f"comment of {info.filename}", info.comment + package.comment


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold().replace("ё", "е")
