"""A font file taken apart: its letters and their widths, and its subsets as PDF objects."""

from __future__ import annotations

import hashlib
import io
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, TTLibError

from vpr_print.drawing.errors import FontFileError
from vpr_print.drawing.fonts import BASE_LETTERS, OBJECTS_OF_FACE, Face, FontFace
from vpr_print.drawing.pdf_file import ObjectBlock, stream_object

_KEPT_TABLES = frozenset(["glyf", "head", "hhea", "hmtx", "loca", "maxp"])
_SUBSET_VERSION = b"1"


def read_face(path: Path, base: Face, wide: Face, first: int) -> FontFace:
    """One font file as its two subsets, objects numbered from ``first``. Raises ``FontFileError``."""
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
        wide_block, wide_digest = _embed(data, wide, first + 2 * OBJECTS_OF_FACE, glyphs)
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
