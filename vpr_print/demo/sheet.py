"""A page to draw an exam paper on: millimetres from the top left corner, text with fractions and powers."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

PAGE_W, PAGE_H = 210.0, 297.0
LEFT, RIGHT, BOTTOM = 20.0, 197.0, 277.0
"""Edges of what a variant prints: 20 mm are left for filing, 13 at the right, 20 at the bottom."""
REGULAR, BOLD = "DemoSans", "DemoSans-Bold"
Outline = tuple[tuple[float, float], ...]
"""Corners of a polygon in mm."""
_MM = 72 / 25.4
_FORMULA = re.compile(
    r"\{(?:(?P<whole>[^{}^/ ]+) )?(?P<num>[^{}^/ ]+)/(?P<den>[^{}^/ ]+)\}"
    r"|\{(?P<base>[^{}^ ]+)\^(?P<exp>[^{} ]+)\}"
)
_UNIT = re.compile(r"(?<=\d) (?=(?:км|см|м|ч|руб|балл)\b)")


class Sheet:
    """One PDF under way. Text may hold formulas: ``{3/7}``, ``{2 3/7}``, ``{2^5}``."""

    def __init__(self, fonts: Path, title: str) -> None:
        for name, file in ((REGULAR, "PTS55F.ttf"), (BOLD, "PTS75F.ttf")):
            pdfmetrics.registerFont(TTFont(name, str(fonts / "pt-sans" / file)))
        self._out = BytesIO()
        self._canvas = Canvas(
            self._out,
            pagesize=(PAGE_W * _MM, PAGE_H * _MM),
            pageCompression=1,
            invariant=1,
            initialFontName=REGULAR,
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor("synthetic")
        self._canvas.setCreator("vpr-print demo")

    def next_page(self) -> None:
        self._canvas.showPage()

    def finish(self) -> bytes:
        """The bytes of the PDF; pages are those that ``next_page`` ended."""
        self._canvas.save()
        return self._out.getvalue()

    # text

    def width(self, text: str, size: float, font: str = REGULAR) -> float:
        """Width in mm of text without formulas."""
        return float(pdfmetrics.stringWidth(text, font, size)) / _MM

    def text(self, x: float, y: float, text: str, size: float = 12, font: str = REGULAR, align: str = "left") -> None:
        """One line with its baseline at ``y``; ``align`` says what ``x`` is: left, centre or right."""
        shift = {"left": 0.0, "centre": 0.5, "right": 1.0}[align] * self._line_width(text, size, font)
        self._line(x - shift, y, text, size, font)

    def paragraph(self, x: float, y: float, w: float, text: str, size: float = 12, font: str = REGULAR) -> float:
        """Text broken into lines of ``w`` mm from the top ``y`` on. Returns the lower edge in mm."""
        space = self.width(" ", size, font)
        lines: list[list[str]] = [[]]
        used = 0.0
        for word in re.findall(r"(?:\{[^}]*\}|[^ {])+", _UNIT.sub(" ", text)):
            width = self._line_width(word, size, font)
            if lines[-1] and used + space + width > w:
                lines.append([])
                used = 0.0
            used += width + (space if lines[-1] else 0.0)
            lines[-1].append(word)
        em = size / _MM
        for words in lines:
            line = " ".join(words)
            tall = bool(_FORMULA.search(line)) and "/" in line
            y += em * (1.75 if tall else 1.25)
            self._line(x, y, line, size, font)
            y += em * (0.55 if tall else 0.1)
        return y

    def _line_width(self, text: str, size: float, font: str) -> float:
        return sum(width for _, width in self._pieces(text, size, font))

    def _pieces(self, text: str, size: float, font: str) -> list[tuple[str | re.Match[str], float]]:
        """Plain text and formulas in turn, each with its width in mm."""
        pieces: list[tuple[str | re.Match[str], float]] = []
        at = 0
        for formula in _FORMULA.finditer(text):
            if plain := text[at : formula.start()]:
                pieces.append((plain, self.width(plain, size, font)))
            pieces.append((formula, self._formula_width(formula, size, font)))
            at = formula.end()
        if plain := text[at:]:
            pieces.append((plain, self.width(plain, size, font)))
        return pieces

    def _formula_width(self, formula: re.Match[str], size: float, font: str) -> float:
        if formula["base"]:
            return self.width(formula["base"], size, font) + self.width(formula["exp"], size * 0.65, font) + 0.3
        bar = max(self.width(formula[part], size * 0.85, font) for part in ("num", "den")) + 1.2
        return bar + 0.8 + (self.width(formula["whole"], size, font) + 0.6 if formula["whole"] else 0.0)

    def _line(self, x: float, y: float, text: str, size: float, font: str) -> None:
        for piece, width in self._pieces(text, size, font):
            if isinstance(piece, str):
                self._string(x, y, piece, size, font)
            elif piece["base"]:
                self._string(x, y, piece["base"], size, font)
                raised = y - size * 0.4 / _MM
                self._string(x + self.width(piece["base"], size, font) + 0.2, raised, piece["exp"], size * 0.65, font)
            else:
                self._fraction(x, y, piece, size, font)
            x += width

    def _fraction(self, x: float, y: float, formula: re.Match[str], size: float, font: str) -> None:
        x += 0.4
        if formula["whole"]:
            self._string(x, y, formula["whole"], size, font)
            x += self.width(formula["whole"], size, font) + 0.6
        small = size * 0.85
        widths = [self.width(formula[part], small, font) for part in ("num", "den")]
        bar = max(widths) + 1.2
        middle = y - size * 0.28 / _MM
        self.line(x, middle, x + bar, middle, 0.6)
        self._string(x + (bar - widths[0]) / 2, middle - 0.9, formula["num"], small, font)
        self._string(x + (bar - widths[1]) / 2, middle + small * 0.78 / _MM + 0.5, formula["den"], small, font)

    def _string(self, x: float, y: float, text: str, size: float, font: str) -> None:
        self._canvas.setFont(font, size)
        self._canvas.drawString(x * _MM, (PAGE_H - y) * _MM, text)

    # lines and areas

    def line(self, x1: float, y1: float, x2: float, y2: float, width_pt: float = 0.7, dash: bool = False) -> None:
        self._pen(width_pt, dash)
        self._canvas.line(x1 * _MM, (PAGE_H - y1) * _MM, x2 * _MM, (PAGE_H - y2) * _MM)

    def box(self, x: float, y: float, w: float, h: float, width_pt: float = 0.7, gray: float | None = None) -> None:
        """A frame; ``gray`` (0 black, 1 white) fills it."""
        self._pen(width_pt)
        if gray is not None:
            self._canvas.setFillGray(gray)
        self._canvas.rect(x * _MM, (PAGE_H - y - h) * _MM, w * _MM, h * _MM, stroke=1, fill=int(gray is not None))
        self._canvas.setFillGray(0)

    def polygon(self, points: Outline, width_pt: float = 1.0, gray: float | None = None) -> None:
        self._pen(width_pt)
        if gray is not None:
            self._canvas.setFillGray(gray)
        path = self._canvas.beginPath()
        for index, (x, y) in enumerate(points):
            (path.lineTo if index else path.moveTo)(x * _MM, (PAGE_H - y) * _MM)
        path.close()
        self._canvas.drawPath(path, stroke=1, fill=int(gray is not None))
        self._canvas.setFillGray(0)

    def dot(self, x: float, y: float, radius: float = 0.9) -> None:
        self._canvas.setFillGray(0)
        self._canvas.circle(x * _MM, (PAGE_H - y) * _MM, radius * _MM, stroke=0, fill=1)

    def arc(self, x: float, y: float, radius: float, start: float, sweep: float) -> None:
        """Part of a circle around (x, y); degrees, anticlockwise from the right."""
        self._pen(0.8)
        cx, cy, r = x * _MM, (PAGE_H - y) * _MM, radius * _MM
        self._canvas.arc(cx - r, cy - r, cx + r, cy + r, start, sweep)

    def grid(self, x: float, y: float, w: float, h: float, step: float = 5.0) -> None:
        """Squared paper with a frame; w and h should be whole squares."""
        self._canvas.saveState()
        self._canvas.setStrokeGray(0.62)
        for i in range(1, round(w / step)):
            self.line(x + i * step, y, x + i * step, y + h, 0.35)
        for i in range(1, round(h / step)):
            self.line(x, y + i * step, x + w, y + i * step, 0.35)
        self._canvas.restoreState()
        self.box(x, y, w, h, 0.7)

    def photo(self, x: float, y: float, w: float, jpeg: bytes) -> float:
        """The JPEG, ``w`` mm wide, as it is (not coded again). Returns its lower edge."""
        pixels = Image.open(BytesIO(jpeg)).size
        h = w * pixels[1] / pixels[0]
        self._canvas.drawImage(ImageReader(BytesIO(jpeg)), x * _MM, (PAGE_H - y - h) * _MM, w * _MM, h * _MM)
        return y + h

    def _pen(self, width_pt: float, dash: bool = False) -> None:
        self._canvas.setLineWidth(width_pt)
        self._canvas.setDash([3, 2] if dash else [])
