"""Scanned pages bound into one file: the images as the scanner made them, only put in order and turned upright.

Files of a scanner are foreign: ``bind_pages`` is called inside the sandbox. It holds one page at a time, however many
it binds.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import zlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

import pikepdf
import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageOps
from PIL.TiffImagePlugin import AppendingTiffWriter, TiffImageFile

from vpr_print.scan.errors import PageLostError
from vpr_print.scan.gray import BROKEN, gray_of
from vpr_print.scan.only_image import OnlyImage, only_image
from vpr_print.scan.sources import HEAD, SourceKind, kind_of

_POINTS_PER_INCH = 72
_DRAWN_DPI = 300
"""Of pages of a PDF that are no single image."""
_USUAL_DPI = 200
"""Of an image that does not say it."""
_DEFLATE_LEVEL = 1
"""A grainy page is packed in a seventh of the usual time, and is a tenth larger."""
_ROWS_AT_ONCE = 256
_JPEG = b"\xff\xd8\xff"
_MOST_OPEN = 16
_DEPTH = 20
"""Of arrays and dictionaries around an image: a colour space has three or four levels."""
_LEFT_OUT = frozenset(("/Length", "/Metadata", "/OC", "/Alternates", "/OPI", "/StructParent", "/Name"))
"""Of an image's dictionary: says nothing of the picture, and may say much of its maker."""
_SPACES = {"1": b"/DeviceGray", "L": b"/DeviceGray", "RGB": b"/DeviceRGB", "CMYK": b"/DeviceCMYK"}
_ORIENTATION = 0x0112
_TURNS = {1: 0, 3: 180, 6: 90, 8: 270}
"""Degrees clockwise of the orientations that do not mirror (EXIF 2.32, 4.6.4)."""
_ROWS_PER_STRIP, _STRIP_OFFSETS, _STRIP_LENGTHS = 278, 273, 279
_BLACK = [255 * (level >= 160) for level in range(256)]
"""Pencil and weak toner stay; paper and show-through go."""
_UNREADABLE = (*BROKEN, pikepdf.PikepdfError, pdfium.PdfiumError)
"""What the libraries say of a broken page."""


class Binding(StrEnum):
    """What file the pages of a packet are put into."""

    PDF = "pdf"
    """The image data untouched: JPEG and G4 as they came, everything else without loss."""
    TIFF = "tiff"
    """One bit a pixel, G4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundPage:
    """One page to bind."""

    path: Path
    page: int
    """In its file, from 1."""
    turn: int
    """Degrees clockwise (0, 90, 180, 270) that make it upright, from how a viewer shows it."""
    dpi: float
    """0 where unknown."""
    sha256: str
    """Of the file, as it was when it was read."""


def bind_pages(target: Path, pages: Sequence[BoundPage], binding: Binding) -> int:
    """Write the pages in order into a new file ``target``; gives 0, or the ``errno`` with which the disk refused.

    The number is given, not raised: of an ``OSError`` the sandbox brings only its name. Raises ``PageLostError`` naming
    the page that is not there any more or cannot be copied.
    """
    try:
        with closing(_Opened()) as opened, open(target, "x+b", opener=_owner_only) as file:
            if binding is Binding.PDF:
                _ImagePdf(file).write(pages, opened)
            else:
                _write_tiff(file, pages, opened)
    except OSError as error:  # of the pages' own files it is a PageLostError
        return error.errno or errno.EIO
    return 0


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class _Opened:
    """The scanner's files, seen to be those that were read; the last few PDFs stay open."""

    def __init__(self) -> None:
        self._pdfs: dict[Path, pikepdf.Pdf] = {}
        self._seen: set[Path] = set()

    def check(self, page: BoundPage) -> None:
        """Raise ``PageLostError`` unless the file holds what it held."""
        if page.path in self._seen:
            return
        try:
            with page.path.open("rb") as file:
                same = hashlib.file_digest(file, "sha256").hexdigest() == page.sha256
        except OSError:
            same = False
        if not same:
            raise PageLostError(page.path.name, page.page)
        self._seen.add(page.path)

    def only_image(self, page: BoundPage) -> OnlyImage | None:
        """The image that makes a page of a PDF; None where there is none, or only pdfium makes sense of the file."""
        try:
            return only_image(self._pdf(page.path).pages[page.page - 1])
        except (*BROKEN, pikepdf.PikepdfError):
            return None

    def _pdf(self, path: Path) -> pikepdf.Pdf:
        if path not in self._pdfs:
            if len(self._pdfs) == _MOST_OPEN:
                self._pdfs.pop(next(iter(self._pdfs))).close()
            self._pdfs[path] = pikepdf.open(path)
        return self._pdfs[path]

    def close(self) -> None:
        for pdf in self._pdfs.values():
            pdf.close()

    def picture(self, page: BoundPage) -> Image.Image:
        """The page decoded, as a viewer shows it on white."""
        if kind_of(_head(page.path)) is not SourceKind.PDF:
            with page.path.open("rb") as file, Image.open(file) as image:
                image.seek(page.page - 1)
                return _on_paper(image)
        drawn = pdfium.PdfDocument(page.path)
        try:
            picture: Image.Image = drawn[page.page - 1].render(scale=_DRAWN_DPI / _POINTS_PER_INCH).to_pil()
        finally:
            drawn.close()
        red, green, blue = picture.convert("RGB").split()
        coloured = ImageChops.difference(red, green).getbbox() or ImageChops.difference(green, blue).getbbox()
        return picture.convert("RGB") if coloured else red


@dataclass(frozen=True, slots=True)
class _StoredImage:
    """An image as a PDF holds it."""

    entries: bytes
    """Of its dictionary, but for the length."""
    data: bytes
    width: float
    """Of the page in points, as the image lies."""
    height: float
    turn: int
    """Degrees clockwise that the page has to be turned by before ``BoundPage.turn``."""


class _ImagePdf:
    """Writes a PDF with one image for each page, object by object."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._offsets: list[int] = [0]
        """Of each object by its number; 0 while it is not written."""
        self._streams: dict[bytes, int] = {}
        """Objects that several images share, by the digest of what they are."""

    def write(self, pages: Sequence[BoundPage], opened: _Opened) -> None:
        self._file.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        catalogue, tree = self._reserve(), self._reserve()
        kids: list[bytes] = []
        for page in pages:
            opened.check(page)
            try:
                stored = self._stored(page, opened)
            except _UNREADABLE as error:
                raise PageLostError(page.path.name, page.page) from error
            kids.append(self._page(stored, page.turn, tree))
        self._put(tree, b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(kids), b" ".join(kids)))
        self._put(catalogue, b"<</Type/Catalog/Pages %d 0 R>>" % tree)
        start = self._file.tell()
        entries = b"".join(b"%010d 00000 n \n" % offset for offset in self._offsets[1:])
        size = len(self._offsets)
        self._file.write(b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, entries))
        self._file.write(b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, catalogue, start))

    def _page(self, stored: _StoredImage, turn: int, tree: int) -> bytes:
        image, contents, page = self._reserve(), self._reserve(), self._reserve()
        self._put(image, b"<</Length %d%b>>" % (len(stored.data), stored.entries), stored.data)
        size = b"%.2f %.2f" % (stored.width, stored.height)
        drawing = b"q %.2f 0 0 %.2f 0 0 cm /Im Do Q" % (stored.width, stored.height)
        self._put(contents, b"<</Length %d>>" % len(drawing), drawing)
        self._put(
            page,
            b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %b]/Rotate %d/Resources<</XObject<</Im %d 0 R>>>>"
            b"/Contents %d 0 R>>" % (tree, size, (stored.turn + turn) % 360, image, contents),
        )
        return b"%d 0 R" % page

    def _stored(self, page: BoundPage, opened: _Opened) -> _StoredImage:
        head = _head(page.path)
        if kind_of(head) is not SourceKind.PDF:
            is_jpeg = head.startswith(_JPEG)
            return _stored_jpeg(page) if is_jpeg else _stored_picture(opened.picture(page), page.dpi)
        found = opened.only_image(page)
        if found is None:
            return _stored_picture(opened.picture(page), _DRAWN_DPI)
        entries = b"".join(
            _name(key) + b" " + self._value(value, _DEPTH) for key, value in found.image.items() if key not in _LEFT_OUT
        )
        return _StoredImage(entries, found.image.read_raw_bytes(), found.width, found.height, found.turn)

    def _value(self, value: object, depth: int) -> bytes:
        """The value's text; a stream in it (a profile, a mask, segments of JBIG2) is copied as an object of its own."""
        if not depth:
            raise ValueError("the dictionary of an image is too deep")
        match value:
            case bool():
                return b"true" if value else b"false"
            case int() | Decimal():
                return str(value).encode()
            case pikepdf.Stream():
                return self._copied(value, depth)
            case pikepdf.Array():
                return b"[" + b" ".join(self._value(item, depth - 1) for item in value) + b"]"
            case pikepdf.Dictionary():
                items = (_name(key) + b" " + self._value(item, depth - 1) for key, item in value.items())
                return b"<<" + b"".join(items) + b">>"
            case pikepdf.Object():
                return value.unparse()
            case _:
                raise ValueError("a value that no image has")

    def _copied(self, stream: pikepdf.Stream, depth: int) -> bytes:
        data = stream.read_raw_bytes()
        entries = b"".join(
            _name(key) + b" " + self._value(item, depth - 1) for key, item in stream.items() if key not in _LEFT_OUT
        )
        digest = hashlib.sha256(entries + b"\n" + data).digest()
        if digest not in self._streams:
            number = self._streams[digest] = self._reserve()
            self._put(number, b"<</Length %d%b>>" % (len(data), entries), data)
        return b"%d 0 R" % self._streams[digest]

    def _reserve(self) -> int:
        self._offsets.append(0)
        return len(self._offsets) - 1

    def _put(self, number: int, head: bytes, data: bytes | None = None) -> None:
        self._offsets[number] = self._file.tell()
        body = head if data is None else b"%b\nstream\n%b\nendstream" % (head, data)
        self._file.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))


def _name(key: str) -> bytes:
    return pikepdf.Name(key).unparse()


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def _on_paper(image: Image.Image) -> Image.Image:
    """The picture as a viewer shows it on white, in eight bits a colour or one bit a pixel."""
    image.load()
    ImageOps.exif_transpose(image, in_place=True)
    if image.mode == "1":
        return image
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(layered, mask=layered.getchannel("A"))
        return paper
    if image.mode in ("I", "F") or image.mode.startswith("I;"):
        return gray_of(image)
    return image if image.mode in ("L", "RGB") else image.convert("RGB")


def _stored_jpeg(page: BoundPage) -> _StoredImage:
    """The file's own bytes, where they are a JPEG that PDF knows; otherwise what they show."""
    data = page.path.read_bytes()
    with Image.open(io.BytesIO(data)) as image:
        space, turn = _SPACES.get(image.mode), _TURNS.get(image.getexif().get(_ORIENTATION, 1))
        if image.format != "JPEG" or space is None or turn is None:
            return _stored_picture(_on_paper(image), page.dpi)
        # Adobe writes the inks of CMYK the other way round (as every decoder knows; ISO 32000-1 asks for Decode)
        inverted = b"/Decode[1 0 1 0 1 0 1 0]" if image.mode == "CMYK" and "adobe" in image.info else b""
        entries = b"/Filter/DCTDecode" + _entries(image, space, 8) + inverted
        return _stored(entries, data, image, page.dpi, turn)


def _stored_picture(image: Image.Image, dpi: float) -> _StoredImage:
    """What a picture shows, without loss: G4 for one bit a pixel, deflated rows otherwise."""
    if image.mode == "1":
        columns = b"/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns %d/Rows %d/BlackIs1 true>>" % image.size
        return _stored(columns + _entries(image, b"/DeviceGray", 1), _g4(image), image, dpi)
    entries = b"/Filter/FlateDecode" + _entries(image, _SPACES[image.mode], 8)
    return _stored(entries, _deflated(image), image, dpi)


def _deflated(image: Image.Image) -> bytes:
    """The rows, some at a time: a page in colour at 600 dpi has 100 MB."""
    packer = zlib.compressobj(_DEFLATE_LEVEL)
    tops = range(0, image.height, _ROWS_AT_ONCE)
    bands = (image.crop((0, top, image.width, min(top + _ROWS_AT_ONCE, image.height))) for top in tops)
    return b"".join([*(packer.compress(band.tobytes()) for band in bands), packer.flush()])


def _stored(entries: bytes, data: bytes, image: Image.Image, dpi: float, turn: int = 0) -> _StoredImage:
    scale = _POINTS_PER_INCH / (dpi or _USUAL_DPI)
    return _StoredImage(entries, data, image.width * scale, image.height * scale, turn)


def _entries(image: Image.Image, space: bytes, bits: int) -> bytes:
    size = b"/Width %d/Height %d" % image.size
    return b"/Type/XObject/Subtype/Image%b/ColorSpace%b/BitsPerComponent %d" % (size, space, bits)


def _g4(image: Image.Image) -> bytes:
    """The picture's rows in G4, as one strip of a TIFF holds them."""
    written = io.BytesIO()
    image.save(written, "TIFF", compression="group4", tiffinfo={_ROWS_PER_STRIP: image.height})
    written.seek(0)
    with TiffImageFile(written) as tiff:
        (start,), (length,) = tiff.tag_v2[_STRIP_OFFSETS], tiff.tag_v2[_STRIP_LENGTHS]
    return written.getvalue()[start : start + length]


def _write_tiff(file: BinaryIO, pages: Sequence[BoundPage], opened: _Opened) -> None:
    with AppendingTiffWriter(file) as frames:
        for page in pages:
            opened.check(page)
            try:
                picture = opened.picture(page)
                black = picture if picture.mode == "1" else picture.convert("L").point(_BLACK, "1")
                upright = black.rotate(-page.turn, expand=True) if page.turn else black
            except _UNREADABLE as error:
                raise PageLostError(page.path.name, page.page) from error
            upright.save(frames, "TIFF", compression="group4", dpi=(page.dpi or _USUAL_DPI,) * 2)
            frames.newFrame()
