"""Content stream → what a page paints: rectangles, text, forms. A tokenizer of our own, for speed.

It understands the operators that printed papers are made of. What it does not know is read by pypdf's
tokenizer, and whatever could hide or change ink (clips, patterns, inline pictures …) is reported as a doubt,
so that the page is rendered instead of trusted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pypdf.generic import ContentStream, StreamObject

Matrix = tuple[float, float, float, float, float, float]
"""As in PDF: a, b, c, d, e, f; points, y upwards."""
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Decode = Callable[[bytes], str]
"""Bytes of a shown string → its text, by the font's ToUnicode."""


class Box(NamedTuple):
    """A rectangle in its matrix's own units, and what it covers if these units are modules of a symbol."""

    x: float
    y: float
    w: float
    h: float
    in_square: int
    """Bits of the 21 × 21 modules that it covers, first row on top, first column highest; −1 if it is none such."""
    in_row: int
    """Bits of the 123 modules in a row of height 1, the first highest; −1 if it is none such."""


@dataclass(frozen=True, slots=True)
class Fill:
    """Rectangles that one operator fills."""

    matrix: Matrix
    boxes: Sequence[Box]
    gray: float
    """0 black, 1 white; −1 unknown."""
    order: int

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top on the page in points."""
        left, bottom = min(box.x for box in self.boxes), min(box.y for box in self.boxes)
        right, top = max(box.x + box.w for box in self.boxes), max(box.y + box.h for box in self.boxes)
        return extent_of(self.matrix, left, bottom, right, top)


@dataclass(frozen=True, slots=True)
class Shown:
    """A run of text that is shown in one go."""

    text: str
    matrix: Matrix
    """Of the text on the page; e, f are its origin in points."""
    size: float
    """Type size on the page in points."""
    visible: bool
    order: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A form or picture that the page draws."""

    name: str
    matrix: Matrix
    order: int


@dataclass(slots=True)
class Drawing:
    """All that one content stream paints."""

    fills: list[Fill] = field(default_factory=list)
    texts: list[Shown] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    strokes: int = 0
    """Other painted paths: rules and frames."""
    doubts: list[str] = field(default_factory=list)
    """Operators whose effect this reader does not follow."""


def read_drawing(content: bytes, fonts: Mapping[str, Decode]) -> Drawing:
    """What the content stream paints; never raises on odd content, but doubts it."""
    machine = _Machine(fonts)
    try:
        _run_fast(content, machine)
    except _Unknown:
        machine = _Machine(fonts)
        _run_slowly(content, machine)
    return machine.drawing


def extent_of(
    matrix: Matrix, left: float, bottom: float, right: float, top: float
) -> tuple[float, float, float, float]:
    """The upright rectangle on the page that a rectangle in a matrix's own units covers."""
    a, b, c, d, e, f = matrix
    xs = (a * left + c * bottom, a * right + c * bottom, a * left + c * top, a * right + c * top)
    ys = (b * left + d * bottom, b * right + d * bottom, b * left + d * top, b * right + d * top)
    return min(xs) + e, min(ys) + f, max(xs) + e, max(ys) + f


class _Unknown(Exception):
    """The fast tokenizer met something that it does not know."""


_NUMBER = rb"[-+]?(?:\d++\.?+\d*+|\.\d++)"
_TOKEN = re.compile(
    rb"\s*+(?:"
    # 1: a line of text; 2–5 its font, size, place (level or turned), string
    rb"(BT\s+/(\w++)\s+(%(n)b)\s+Tf\s+((?:%(n)b\s+)++)T[dm]\s*+<([0-9A-Fa-f]*+)>\s*+Tj\s+ET\b)"
    rb"|(%(n)b|/[^\x00\s()<>\[\]{}/%%]*+|\[|\])"  # 6: number, name, array
    rb"|<([0-9A-Fa-f\s]*+)>"  # 7: hexadecimal string
    rb"|\(((?:[^()\\]|\\[\s\S]|\((?:[^()\\]|\\[\s\S])*\))*)\)"  # 8: string
    rb"|([A-Za-z'\"][A-Za-z0-9*]*+)"  # 9: operator
    rb"|(\Z)"  # 10
    rb")" % {b"n": _NUMBER}
)
_RECTANGLE = re.compile(rb"\s*(%(n)b)\s+(%(n)b)\s+(%(n)b)\s+(%(n)b)\s+re\s*" % {b"n": _NUMBER})
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\s\S]))")
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}


def _run_fast(content: bytes, machine: _Machine) -> None:
    match_at = _TOKEN.match
    args: list[object] = []
    at = 0
    while True:
        match = match_at(content, at)
        if match is None:
            raise _Unknown
        at = match.end()
        kind = match.lastindex
        if kind == 9:
            operator = match[9]
            try:
                if operator == b"cm":
                    machine.run("cm", args)
                    at = _rectangles(content, at, machine)
                elif operator == b"BI":
                    raise _Unknown
                else:
                    machine.run(operator.decode("ascii"), args)
            except (ValueError, IndexError, TypeError):
                raise _Unknown from None
            args = []
        elif kind == 6:
            args.append(match[6])
        elif kind == 1:
            machine.line(match)
            args = []
        elif kind == 7:
            digits = b"".join(match[7].split())
            args.append(_Text(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())))
        elif kind == 8:
            args.append(_Text(_unescape(match[8])))
        else:
            return


def _rectangles(content: bytes, at: int, machine: _Machine) -> int:
    """Take the rectangles from ``at`` on if a symbol's follow there, a line each; gives the place behind them."""
    end = content.find(b"f", at)
    if end < 0 or not _RECTANGLE.match(content, at):
        return at
    try:
        machine.boxes += [_BOXES[line] for line in content[at:end].strip().split(b"\n")]
    except KeyError:
        return at
    return end


class _Boxes(dict[bytes, Box]):
    """Lines of content and the rectangles that they are; the same lines come again and again."""

    def __missing__(self, line: bytes) -> Box:
        match = _RECTANGLE.fullmatch(line)
        if match is None:
            raise KeyError
        if len(self) > 50_000:
            self.clear()
        box = self[line] = _box(*map(_value, match.groups()))
        return box


_BOXES = _Boxes()
_SIDE, _ROW = 21, 123


def _box(x: float, y: float, w: float, h: float) -> Box:
    """The rectangle with positive sides."""
    if w < 0:
        x, w = x + w, -w
    if h < 0:
        y, h = y + h, -h
    in_square = in_row = -1
    if all(type(value) is int for value in (x, y, w, h)) and x >= 0 and y >= 0:
        column, row, width, height = int(x), int(y), int(w), int(h)
        if column + width <= _SIDE and row + height <= _SIDE:
            run = (1 << width) - 1 << _SIDE - column - width
            in_square = sum(run << line * _SIDE for line in range(row, row + height))
        if row == 0 and height == 1 and column + width <= _ROW:
            in_row = (1 << width) - 1 << _ROW - column - width
    return Box(x, y, w, h, in_square, in_row)


def _value(token: bytes) -> float:
    try:
        return int(token)
    except ValueError:
        return float(token)


def _run_slowly(content: bytes, machine: _Machine) -> None:
    stream = StreamObject()
    stream.set_data(content)
    try:
        operations = ContentStream(stream, None).operations
    except Exception as flaw:  # pypdf raises of many kinds on broken content
        machine.drawing.doubts.append(type(flaw).__name__)
        return
    for operands, operator in operations:
        name = operator.decode("latin-1")
        if name == "INLINE IMAGE":
            machine.drawing.doubts.append("BI")
            continue
        try:
            machine.run(name, list(_flat(operands)) if isinstance(operands, list) else [])
        except (ValueError, IndexError, TypeError):
            machine.drawing.doubts.append(name)


def _flat(operands: Sequence[object]) -> Iterator[object]:
    for operand in operands:
        if isinstance(operand, list):
            yield from _flat(operand)
        elif isinstance(operand, bytes):
            yield _Text(operand)
        elif isinstance(operand, str) and hasattr(operand, "original_bytes"):
            yield _Text(operand.original_bytes)
        elif isinstance(operand, str):
            yield operand.encode()
        elif isinstance(operand, int | float):
            yield repr(float(operand)).encode()
        elif hasattr(operand, "as_numeric"):
            yield repr(float(operand.as_numeric())).encode()


def _unescape(raw: bytes) -> bytes:
    if b"\\" not in raw:
        return raw

    def one(match: re.Match[bytes]) -> bytes:
        if match[1]:
            return bytes([int(match[1], 8) & 255])
        return _ESCAPED.get(match[2], match[2])

    return _ESCAPE.sub(one, raw)


class _Text(bytes):
    """A string operand, told from numbers and names."""

    __slots__ = ()


@dataclass(slots=True)
class _State:
    """The part of the graphics state that matters here; copied by ``q``."""

    matrix: Matrix = IDENTITY
    gray: float = 0.0
    font: Decode | None = None
    size: float = 0.0
    leading: float = 0.0
    mode: int = 0

    def copy(self) -> _State:
        return _State(self.matrix, self.gray, self.font, self.size, self.leading, self.mode)


_HARMLESS = frozenset(
    ("w", "J", "j", "M", "d", "i", "ri", "G", "RG", "K", "Tc", "Tw", "Tz", "Ts", "BMC", "EMC", "BDC", "MP", "DP", "BX",
     "EX", "CS", "SC", "SCN")
)  # fmt: skip
_COLOUR_UNKNOWN = frozenset(("sc", "scn", "cs"))


class _Machine:
    """Runs operators one by one and keeps what is painted."""

    def __init__(self, fonts: Mapping[str, Decode]) -> None:
        self.drawing = Drawing()
        self._fonts = fonts
        self._state = _State()
        self._stack: list[_State] = []
        self.boxes: list[Box] = []
        """Rectangles of the path."""
        self._other_path = False
        self._order = 0
        self._line = IDENTITY
        self._moved = True

    def line(self, match: re.Match[bytes]) -> None:
        """One string that is shown level or turned, between ``BT`` and ``ET``."""
        state = self._state
        state.font = self._fonts.get(match[2].decode("latin-1"))
        state.size = float(match[3])
        place = [float(number) for number in match[4].split()]
        if len(place) == 2:
            self._line = (1.0, 0.0, 0.0, 1.0, place[0], place[1])
        elif len(place) == 6:
            a, b, c, d, e, f = place
            self._line = (a, b, c, d, e, f)
        else:
            raise _Unknown
        self._moved = True
        digits = match[5].decode()
        self._show([_Text(bytes.fromhex(digits + "0" * (len(digits) % 2)))])

    def run(self, operator: str, args: list[object]) -> None:
        """Do what one operator says. Raises ``ValueError``, ``IndexError`` or ``TypeError`` for odd operands."""
        state = self._state
        match operator:
            case "cm":
                state.matrix = _times(_matrix(args), state.matrix)
            case "q":
                self._stack.append(state.copy())
            case "Q":
                if self._stack:
                    self._state = self._stack.pop()
                else:
                    self.drawing.doubts.append("Q")
            case "f" | "F" | "f*" | "B" | "B*" | "b" | "b*":
                self._paint(even_odd=operator.endswith("*"))
            case "S" | "s":
                self.drawing.strokes += 1
                self._drop_path()
            case "n":
                self._drop_path()
            case "m" | "l" | "c" | "v" | "y" | "h":
                self._other_path = True
            case "re":
                self.boxes.append(_box(*(_value(_token(arg)) for arg in args[-4:])))
            case "g":
                state.gray = _number(args[-1])
            case "rg":
                red, green, blue = map(_number, args[-3:])
                state.gray = red if red == green == blue else -1.0
            case "k":
                cyan, magenta, yellow, black = map(_number, args[-4:])
                state.gray = 1 - black if not (cyan or magenta or yellow) else -1.0
            case "BT":
                self._line = IDENTITY
                self._moved = True
            case "Tf":
                name = _token(args[-2])[1:].decode("latin-1")
                state.font = self._fonts.get(name)
                state.size = _number(args[-1])
            case "Td":
                self._move(*map(_number, args[-2:]))
            case "TD":
                x, y = map(_number, args[-2:])
                state.leading = -y
                self._move(x, y)
            case "Tm":
                self._line = _matrix(args)
                self._moved = True
            case "T*":
                self._move(0.0, -state.leading)
            case "TL":
                state.leading = _number(args[-1])
            case "Tr":
                state.mode = int(_number(args[-1]))
            case "Tj" | "TJ":
                self._show(args)
            case "'" | '"':
                self._move(0.0, -state.leading)
                self._show(args[-1:])
            case "Do":
                self._order += 1
                name = _token(args[-1])[1:].decode("latin-1")
                self.drawing.placed.append(Placed(name, state.matrix, self._order))
            case "ET":
                pass
            case _ if operator in _HARMLESS:
                pass
            case _ if operator in _COLOUR_UNKNOWN:
                state.gray = -1.0
            case _:
                self.drawing.doubts.append(operator)

    def _paint(self, *, even_odd: bool) -> None:
        self._order += 1
        if self._other_path:
            self.drawing.strokes += 1
        if even_odd and len(self.boxes) > 1:
            self.drawing.doubts.append("f*")
        if self.boxes:
            self.drawing.fills.append(Fill(self._state.matrix, self.boxes, self._state.gray, self._order))
        self._drop_path()

    def _drop_path(self) -> None:
        self.boxes = []
        self._other_path = False

    def _move(self, x: float, y: float) -> None:
        self._line = _times((1.0, 0.0, 0.0, 1.0, x, y), self._line)
        self._moved = True

    def _show(self, args: list[object]) -> None:
        state = self._state
        if state.font is None:
            self.drawing.doubts.append("Tf")
            return
        text = "".join([state.font(arg) for arg in args if isinstance(arg, _Text)])
        visible = state.mode in (0, 2) and 0 <= state.gray < 1
        texts = self.drawing.texts
        if not self._moved and texts:
            # shown right behind the one before
            last = texts[-1]
            texts[-1] = Shown(last.text + text, last.matrix, last.size, last.visible and visible, last.order)
            return
        self._order += 1
        matrix = _times(self._line, state.matrix)
        size = state.size * (matrix[2] ** 2 + matrix[3] ** 2) ** 0.5
        texts.append(Shown(text, matrix, size, visible, self._order))
        self._moved = False


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _matrix(args: list[object]) -> Matrix:
    a, b, c, d, e, f = map(_number, args[-6:])
    return (a, b, c, d, e, f)


def _token(arg: object) -> bytes:
    if not isinstance(arg, bytes):
        raise TypeError("a token was expected")
    return arg


def _number(arg: object) -> float:
    return float(_token(arg))
