"""Fonts: which letters they have, how wide a text is, and their subsets as PDF objects with fixed numbers.

Two subsets of each face are made once per build: *base* (what Russian papers need) and *wide* (everything that the
font has). Glyph numbers are the font's own in both, so a page's content does not depend on the choice; a file takes
the wide subset only where its own text needs it.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from vpr_print.drawing.errors import MissingLettersError
from vpr_print.drawing.pdf_file import ObjectBlock
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
OBJECTS_OF_FACE = 5
"""Objects of one embedded face."""
_SHAPED_AT_MOST = 4_000
"""Lines that are remembered as glyphs: numbers and names never come again, and would fill the memory."""


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
            if len(self._shaped) > _SHAPED_AT_MOST:
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
    return FontBook(*read_faces(folder))


def read_faces(folder: Path) -> tuple[FontFace, FontFace]:
    """Regular and bold. Raises ``FontFileError``."""
    # imported here, so that only a process that takes fonts apart carries what it needs for that
    from vpr_print.drawing.font_file import read_face

    return (
        read_face(folder / REGULAR_FILE, Face.REGULAR, Face.REGULAR_WIDE, 1),
        read_face(folder / BOLD_FILE, Face.BOLD, Face.BOLD_WIDE, 1 + OBJECTS_OF_FACE),
    )
