"""Fonts: which letters they have, how wide a text is, and their subsets as PDF objects with fixed numbers.

Two subsets of each face are made once per build: *base* (what Russian papers need) and *wide* (everything that the
font has). Glyph numbers are the font's own in both, so a page's content does not depend on the choice; a file takes
the wide subset only where its own text needs it.
"""

from __future__ import annotations

import hashlib
import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, TTLibError

from vpr_print.drawing.errors import FontFileError, MissingLettersError
from vpr_print.drawing.pdf_file import ObjectBlock, stream_object
from vpr_print.layout.symbol_size import POINT_MM

REGULAR_FILE = "PTS55F.ttf"
BOLD_FILE = "PTS75F.ttf"
FONT_OBJECTS = range(1, 64)
"""Object numbers that are kept for fonts in every file."""
BASE_LETTERS = frozenset(
    [chr(code) for code in range(0x20, 0x7F)]
    + [chr(code) for code in range(0x410, 0x450)]
    + list("Ёё№«»„“”‘’–—‑…·•×÷±−≤≥°§©%‰½¼¾²³\u00a0")
)
_KEPT_TABLES = frozenset(["glyf", "head", "hhea", "hmtx", "loca", "maxp"])
_SUBSET_VERSION = b"1"
_OBJECTS = 5
"""Objects of one embedded face."""


class Face(StrEnum):
    """A face as a file embeds it; the value is the tag of its subset."""

    REGULAR = "VPRBAA"
    BOLD = "VPRBAB"
    REGULAR_WIDE = "VPRWAA"
    BOLD_WIDE = "VPRWAB"

    @property
    def bold(self) -> bool:
        return self in (Face.BOLD, Face.BOLD_WIDE)


@dataclass(frozen=True, slots=True)
class Shaped:
    """A text ready to draw."""

    glyphs: bytes
    """Glyph numbers, four hexadecimal digits each."""
    units: int
    """Width in thousandths of the type size."""
    letters: int
    wide: bool
    """Whether it needs the wide subset."""

    def width(self, size_pt: float, spacing_mm: float = 0.0) -> float:
        """Width of the line in mm, with ``spacing_mm`` of white added between its letters."""
        return self.units * size_pt * POINT_MM / 1000 + spacing_mm * max(self.letters - 1, 0)


@dataclass(frozen=True, slots=True)
class EmbeddedFonts:
    """What a file takes into itself."""

    blocks: tuple[ObjectBlock, ...]
    entries: bytes
    """The inside of the ``/Font`` dictionary: ``/R 1 0 R/B 6 0 R``."""

    @property
    def resources(self) -> bytes:
        """A whole resource dictionary with nothing but fonts."""
        return b"<</Font<<%b>>>>" % self.entries if self.entries else b"<<>>"


@dataclass(frozen=True, slots=True)
class FontFace:
    """One face: its letters, their widths, and its two subsets."""

    glyphs: dict[str, int]
    widths: dict[str, int]
    """Thousandths of the type size."""
    base: ObjectBlock
    wide: ObjectBlock
    digest: str


class FontBook:
    """The two faces of a build. Picklable; workers get it ready made."""

    def __init__(self, regular: FontFace, bold: FontFace) -> None:
        self._faces = (regular, bold)
        self._codes = [{letter: b"%04x" % glyph for letter, glyph in face.glyphs.items()} for face in self._faces]
        self._shaped: dict[tuple[str, bool], Shaped] = {}
        self.digest = hashlib.sha256((regular.digest + bold.digest).encode()).hexdigest()
        """For fingerprints: changes whenever drawn text or embedded bytes could change."""

    def __reduce__(self) -> tuple[type[FontBook], tuple[FontFace, FontFace]]:
        return FontBook, self._faces

    def missing(self, text: str) -> tuple[str, ...]:
        """Letters of the text that one of the faces lacks, each once; line ends are not letters."""
        composed = unicodedata.normalize("NFC", text)
        return tuple(
            letter
            for letter in dict.fromkeys(composed)
            if letter != "\n" and not all(letter in face.glyphs for face in self._faces)
        )

    def width(self, text: str, *, size_pt: float, bold: bool = False, spacing_mm: float = 0.0) -> float:
        """Width of one line in mm. Raises ``MissingLettersError``."""
        return self.shaped(text, bold=bold).width(size_pt, spacing_mm)

    def shaped(self, text: str, *, bold: bool = False) -> Shaped:
        """The line as glyphs. Raises ``MissingLettersError``: nothing is substituted."""
        found = self._shaped.get((text, bold))
        if found is None:
            if len(self._shaped) > 50_000:
                self._shaped.clear()
            found = self._shaped[text, bold] = self._shape(text, bold)
        return found

    def embedded(self, faces: Iterable[Face]) -> EmbeddedFonts:
        """Objects and resource entries of the faces that a file's drawings used (``Drawing.faces``)."""
        used = frozenset(faces)
        blocks: list[ObjectBlock] = []
        entries = b""
        for name, base, wide, face in (
            (b"R", Face.REGULAR, Face.REGULAR_WIDE, self._faces[0]),
            (b"B", Face.BOLD, Face.BOLD_WIDE, self._faces[1]),
        ):
            if base in used or wide in used:
                block = face.wide if wide in used else face.base
                blocks.append(block)
                entries += b"/%b %d 0 R" % (name, block.first)
        return EmbeddedFonts(tuple(blocks), entries)

    def _shape(self, text: str, bold: bool) -> Shaped:
        codes, widths = self._codes[bold], self._faces[bold].widths
        composed = unicodedata.normalize("NFC", text)
        try:
            glyphs = b"".join(map(codes.__getitem__, composed))
        except KeyError:
            raise MissingLettersError(
                tuple(letter for letter in dict.fromkeys(composed) if letter not in codes)
            ) from None
        units = sum(map(widths.__getitem__, composed))
        return Shaped(glyphs, units, len(composed), not BASE_LETTERS.issuperset(composed))


def read_fonts(folder: Path) -> FontBook:
    """The fonts of a folder, subset and ready to embed. Raises ``FontFileError``."""
    return FontBook(
        _read_face(folder / REGULAR_FILE, Face.REGULAR, Face.REGULAR_WIDE, 1),
        _read_face(folder / BOLD_FILE, Face.BOLD, Face.BOLD_WIDE, 1 + _OBJECTS),
    )


def _read_face(path: Path, base: Face, wide: Face, first: int) -> FontFace:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise FontFileError(str(path), missing=True) from None
    except OSError:
        raise FontFileError(str(path), missing=False) from None
    try:
        font = TTFont(io.BytesIO(data), recalcTimestamp=False)
        scale = 1000 / font["head"].unitsPerEm
        glyphs = {
            chr(code): font.getGlyphID(name)
            for code, name in sorted(font.getBestCmap().items())
            if unicodedata.category(chr(code)) not in ("Cc", "Cf", "Cs", "Co", "Cn")
        }
        widths = {letter: round(font["hmtx"][font.getGlyphName(glyph)][0] * scale) for letter, glyph in glyphs.items()}
        if not glyphs.keys() >= _needed():
            raise FontFileError(str(path), missing=False)
        base_block, base_digest = _embed(data, base, first, {a: g for a, g in glyphs.items() if a in BASE_LETTERS})
        wide_block, wide_digest = _embed(data, wide, first + 2 * _OBJECTS, glyphs)
    except (TTLibError, KeyError, AttributeError, IndexError, ValueError, AssertionError, OverflowError):
        # fontTools tells a broken file in all these ways
        raise FontFileError(str(path), missing=False) from None
    return FontFace(glyphs, widths, base_block, wide_block, base_digest + wide_digest)


def _needed() -> frozenset[str]:
    """Letters without which no Russian paper can be printed."""
    return frozenset(letter for letter in BASE_LETTERS if letter.isalnum() and letter not in "½¼¾²³") | {" "}


def _embed(data: bytes, face: Face, first: int, glyphs: dict[str, int]) -> tuple[ObjectBlock, str]:
    """The five objects of a subset and a digest of what is in them."""
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    name = f"{face.value}+{font['name'].getDebugName(6) or 'Font'}".encode()
    head, hhea, os2 = font["head"], font["hhea"], font["OS/2"]
    scale = 1000 / head.unitsPerEm
    box = [round(value * scale) for value in (head.xMin, head.yMin, head.xMax, head.yMax)]
    widths = {glyph: round(font["hmtx"][font.getGlyphName(glyph)][0] * scale) for glyph in glyphs.values()}
    program = _subset(font, glyphs.values())
    descriptor = (
        b"<</Type/FontDescriptor/FontName/%b/Flags %d/FontBBox[%d %d %d %d]/ItalicAngle 0"
        b"/Ascent %d/Descent %d/CapHeight %d/StemV %d/FontFile2 %d 0 R>>"
    ) % (
        name,
        4,
        *box,
        round(hhea.ascent * scale),
        round(hhea.descent * scale),
        round(getattr(os2, "sCapHeight", 700) * scale),
        150 if face.bold else 90,
        first + 3,
    )
    bodies = [
        b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
        % (name, first + 1, first + 4),
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%b/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/FontDescriptor %d 0 R/DW 0/W[%b]/CIDToGIDMap/Identity>>"
        % (name, first + 2, _width_array(widths)),
        descriptor,
        stream_object(program, b"/Length1 %d" % len(program), level=9),
        stream_object(_to_unicode(glyphs), level=9),
    ]
    digest = hashlib.sha256(_SUBSET_VERSION + program + b"".join(bodies[:3]) + _to_unicode(glyphs)).hexdigest()
    return ObjectBlock.of(first, bodies), digest


def _subset(font: TTFont, glyphs: Iterable[int]) -> bytes:
    options = Options()
    options.hinting = False
    options.retain_gids = True
    options.notdef_outline = True
    options.drop_tables = sorted(tag for tag in font.keys() if tag not in _KEPT_TABLES)  # noqa: SIM118  # no mapping
    subsetter = Subsetter(options)
    subsetter.populate(gids=sorted(set(glyphs)))
    subsetter.subset(font)
    out = io.BytesIO()
    font.save(out, reorderTables=True)
    return out.getvalue()


def _width_array(widths: dict[int, int]) -> bytes:
    """The inside of ``/W``: runs of neighbouring glyphs with their widths."""
    out: list[bytes] = []
    before = -2
    for glyph in sorted(widths):
        if glyph != before + 1:
            out.append(b"%b%d[" % (b"]" if out else b"", glyph))
        else:
            out.append(b" ")
        out.append(b"%d" % widths[glyph])
        before = glyph
    return b"".join(out) + b"]"


def _to_unicode(glyphs: dict[str, int]) -> bytes:
    """The CMap that gives drawn text back; a glyph of several letters gives the one with the lowest code."""
    letters: dict[int, str] = {}
    for letter in sorted(glyphs, reverse=True):
        letters[glyphs[letter]] = letter
    pairs = [b"<%04x><%b>" % (glyph, letters[glyph].encode("utf-16-be").hex().encode()) for glyph in sorted(letters)]
    chunks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    body = b"".join(b"%d beginbfchar\n%b\nendbfchar\n" % (len(chunk), b"\n".join(chunk)) for chunk in chunks)
    return (
        b"/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n/CMapName/Adobe-Identity-UCS def\n"
        b"/CMapType 2 def\n1 begincodespacerange\n<0000><ffff>\nendcodespacerange\n"
        + body
        + b"endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend"
    )
