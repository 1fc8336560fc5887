"""A written PDF as pypdf sees it: pages, their streams, fonts and forms, and all words outside the pages."""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject, PdfObject, StreamObject

from vpr_print.model.geometry import Size
from vpr_print.verify.errors import Promise, ProofError
from vpr_print.verify.painted import Decode
from vpr_print.verify.read_stamps import MM_PER_POINT

_PAGE_KEYS = frozenset(("/Type", "/Parent", "/MediaBox", "/CropBox", "/Resources", "/Contents", "/Group"))
_CATALOGUE_KEYS = frozenset(
    ("/Type", "/Pages", "/ViewerPreferences", "/Lang", "/PageMode", "/PageLayout", "/Version",
     "/Metadata", "/OutputIntents", "/MarkInfo")
)  # fmt: skip


class OpenedPage:
    """One page of a written file."""

    def __init__(self, file: OpenedPdf, dictionary: DictionaryObject) -> None:
        self._file = file
        self._dictionary = dictionary

    @property
    def size(self) -> Size:
        """Of the paper in mm."""
        left, bottom, right, top = self._media_box
        return Size((right - left) * MM_PER_POINT, (top - bottom) * MM_PER_POINT)

    @property
    def starts_at_zero(self) -> bool:
        """Whether the lower left corner of the paper is the origin."""
        return self._media_box[:2] == [0, 0]

    @cached_property
    def _media_box(self) -> list[float]:
        numbers = [float(str(value)) for value in _array(self._dictionary.get("/MediaBox"))]
        return numbers if len(numbers) == 4 else [0.0] * 4

    @property
    def odd_keys(self) -> tuple[str, ...]:
        """Entries that our pages never have: annotations, turns, actions."""
        return tuple(sorted(key for key in self._dictionary if key not in _PAGE_KEYS))

    @property
    def content(self) -> bytes:
        """The page's own operators."""
        found = self._dictionary.get("/Contents")
        found = found.get_object() if found is not None else None
        if isinstance(found, ArrayObject):
            return b"\n".join(_stream_bytes(part.get_object()) for part in found)
        return _stream_bytes(found)

    @property
    def fonts(self) -> Mapping[str, Decode]:
        """By the name that the page calls them."""
        return self._file.fonts_of(self._dictionary)

    def form(self, name: str) -> int | None:
        """Number of the form or picture that the page calls by this name."""
        found = self._file.forms_of(self._dictionary).get(name)
        return found.idnum if isinstance(found, IndirectObject) else None


class OpenedPdf:
    """A written file. ``name`` is its path as the manifest writes it."""

    def __init__(self, path: Path, name: str) -> None:
        """Raises ``ProofError`` when the file is missing or pypdf refuses it."""
        self.name = name
        self.path = path
        try:
            self.data = path.read_bytes()
        except OSError as flaw:
            raise ProofError(Promise.FILE, name, 0, "файл есть и читается", flaw.strerror or "нет файла") from None
        try:
            self._reader = PdfReader(io.BytesIO(self.data), strict=True)
            self.pages = tuple(OpenedPage(self, page) for page in self._reader.pages)
            self.declared_pages = int(str(self._catalogue["/Pages"]["/Count"]))  # type: ignore[index]  # pypdf's PdfObject
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, IndexError) as flaw:
            raise ProofError(Promise.FILE, name, 0, "исправный PDF", type(flaw).__name__) from None
        self._fonts: dict[int, Mapping[str, Decode]] = {}
        self._forms: dict[int, Mapping[str, PdfObject]] = {}
        self._objects: dict[int, tuple[bytes, tuple[int, ...]]] = {}
        self._closures: dict[int, str] = {}

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def odd_keys(self) -> tuple[str, ...]:
        """Entries of the catalogue that our files never have: scripts, outlines, attachments, fields."""
        return tuple(sorted(key for key in self._catalogue if key not in _CATALOGUE_KEYS))

    @property
    def words_outside_pages(self) -> str:
        """Document information and XMP metadata."""
        words = [str(value) for value in (self._reader.metadata or {}).values()]
        metadata = self._catalogue.get("/Metadata")
        if metadata is not None:
            words.append(_stream_bytes(metadata.get_object()).decode("utf-8", "replace"))
        return "\n".join(words)

    def form_digest(self, number: int) -> str:
        """SHA-256 of the object with this number and of all objects that it reaches, as they lie in the file.

        Objects keep their numbers in all files of a build, so equal pages of a variant have equal digests.
        """
        found = self._closures.get(number)
        if found is None:
            seen = {number}
            queue = [number]
            for known in queue:
                for other in self._object(known)[1]:
                    if other not in seen:
                        seen.add(other)
                        queue.append(other)
            parts = [b"%d %b" % (known, self._object(known)[0]) for known in sorted(seen)]
            found = self._closures[number] = hashlib.sha256(b"".join(parts)).hexdigest()
        return found

    def _object(self, number: int) -> tuple[bytes, tuple[int, ...]]:
        """Digest of an object's bytes in the file, and the numbers that it refers to."""
        found = self._objects.get(number)
        if found is None:
            start = self._offsets.get(number)
            if start is None:
                return b"", ()
            body = self.data[start : self._ends[start]]
            head = body.partition(b"stream")[0]
            found = hashlib.sha256(body).digest(), tuple(map(int, _REFERENCE.findall(head)))
            self._objects[number] = found
        return found

    @cached_property
    def _offsets(self) -> dict[int, int]:
        return {int(number): int(offset) for table in self._reader.xref.values() for number, offset in table.items()}

    @cached_property
    def _ends(self) -> dict[int, int]:
        starts = sorted({*self._offsets.values(), self.data.rfind(b"xref", 0, self.data.rfind(b"startxref"))})
        return dict(zip(starts, [*starts[1:], len(self.data)], strict=True))

    def fonts_of(self, page: DictionaryObject) -> Mapping[str, Decode]:
        """Fonts of the page's resources; made once for resources that pages share."""
        raw = _own(page, "/Resources")
        key = raw.idnum if isinstance(raw, IndirectObject) else -id(page)
        if key not in self._fonts:
            fonts = _dictionary(_dictionary(raw).get("/Font"))
            self._fonts[key] = {name[1:]: _decoder(_dictionary(fonts[name])) for name in fonts}
        return self._fonts[key]

    def forms_of(self, page: DictionaryObject) -> Mapping[str, PdfObject]:
        """Forms and pictures of the page's resources."""
        raw = _own(page, "/Resources")
        key = raw.idnum if isinstance(raw, IndirectObject) else -id(page)
        if key not in self._forms:
            forms = _dictionary(_dictionary(raw).get("/XObject"))
            self._forms[key] = {name[1:]: _own(forms, name) for name in forms}
        return self._forms[key]

    @property
    def _catalogue(self) -> DictionaryObject:
        return self._reader.root_object


def _own(dictionary: DictionaryObject, key: str) -> PdfObject:
    """The entry without following a reference."""
    return dict.get(dictionary, key) or NullObject()


def _dictionary(found: object) -> DictionaryObject:
    if isinstance(found, IndirectObject):
        found = found.get_object()
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _array(found: object) -> list[PdfObject]:
    if isinstance(found, IndirectObject):
        found = found.get_object()
    return list(found) if isinstance(found, ArrayObject) else []


def _raw(found: object) -> bytes:
    """A stream's bytes as they are stored."""
    data = getattr(found, "_data", b"")
    return data if isinstance(data, bytes) else bytes(data)


def _stream_bytes(found: object) -> bytes:
    """A stream's bytes, decoded."""
    if not isinstance(found, StreamObject):
        return b""
    if found.get("/Filter") == "/FlateDecode" and "/DecodeParms" not in found:
        try:
            return zlib.decompress(_raw(found))
        except zlib.error:
            return b""
    return bytes(found.get_data())


def _decoder(font: DictionaryObject) -> Decode:
    """What a font's codes mean, by its ToUnicode; one byte Windows-1252 where a simple font has none."""
    wide = font.get("/Subtype") == "/Type0"
    to_unicode = font.get("/ToUnicode")
    if to_unicode is None:
        return _unknown if wide else _windows
    return _by_table(_stream_bytes(to_unicode.get_object()), 2 if wide else 1)


@lru_cache(maxsize=64)
def _by_table(cmap: bytes, size: int) -> Decode:
    table = dict(_to_unicode(cmap))

    def decode(shown: bytes) -> str:
        return "".join([table.get(shown[i : i + size], "\ufffd") for i in range(0, len(shown), size)])

    return decode


def _unknown(shown: bytes) -> str:
    return "\ufffd" * (len(shown) // 2)


def _windows(shown: bytes) -> str:
    return shown.decode("cp1252", "replace")


_REFERENCE = re.compile(rb"(\d+) \d+ R\b")
_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)end(?:bfchar|bfrange)", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]*)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>\s*(?:<([0-9A-Fa-f\s]*)>|\[([^\]]*)\])")


def _to_unicode(cmap: bytes) -> Iterator[tuple[bytes, str]]:
    """Codes and their text (ISO 32000-1, 9.10.3)."""
    for kind, body in _SECTION.findall(cmap):
        if kind == b"bfchar":
            for code, text in _PAIR.findall(body):
                yield _hex(code), _hex(text).decode("utf-16-be", "replace")
            continue
        for first, last, start, several in _RANGE.findall(body):
            size = len(_hex(first))
            codes = range(int(first, 16), int(last, 16) + 1)[:65536]
            texts = [_hex(text) for text in re.findall(rb"<([0-9A-Fa-f\s]*)>", several)]
            for i, code in enumerate(codes):
                if several:
                    text = texts[i] if i < len(texts) else b""
                else:
                    begin = _hex(start)
                    text = begin[:-2] + (int.from_bytes(begin[-2:], "big") + i & 0xFFFF).to_bytes(2, "big")
                yield code.to_bytes(size, "big"), text.decode("utf-16-be", "replace")


def _hex(digits: bytes) -> bytes:
    return bytes.fromhex(digits.decode("ascii"))
