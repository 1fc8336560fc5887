"""Operators of a content stream run one by one, as far as printed papers are made of them.

Whatever could hide or change ink (clips, patterns, inline pictures …) is reported as a doubt, so that the page is
rendered instead of trusted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from vpr_print.verify.code128 import MODULES
from vpr_print.verify.painted import IDENTITY, Box, Decode, Drawing, Fill, Matrix, Placed, Shown, times
from vpr_print.verify.qr import SIZE


class NotUnderstood(Exception):
    """Something that the fast tokenizer does not know: another has to read the content."""


class StringOperand(bytes):
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


class Machine:
    """Runs operators one by one and keeps what is painted."""

    def __init__(self, fonts: Mapping[str, Decode]) -> None:
        self.drawing = Drawing()
        self._fonts = fonts
        self._state = _State()
        self._stack: list[_State] = []
        self.boxes: list[Box] = []
        """Rectangles of the path."""
        self._other_path = False
        self.order = 0
        """Of what was painted last."""
        self._line = IDENTITY
        self._moved = True

    def line(self, match: re.Match[bytes]) -> Decode | None:
        """One string that is shown level or turned, between ``BT`` and ``ET``; gives its font, if there is such.

        Raises ``NotUnderstood``.
        """
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
            raise NotUnderstood
        self._moved = True
        digits = match[5].decode()
        self._show([StringOperand(bytes.fromhex(digits + "0" * (len(digits) % 2)))])
        return state.font

    def run(self, operator: str, args: list[object]) -> None:
        """Do what one operator says. Raises ``ValueError``, ``IndexError`` or ``TypeError`` for odd operands."""
        state = self._state
        match operator:
            case "cm":
                state.matrix = times(_matrix(args), state.matrix)
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
                self.boxes.append(box_of(*(number_of(_token(arg)) for arg in args[-4:])))
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
                self.order += 1
                name = _token(args[-1])[1:].decode("latin-1")
                self.drawing.placed.append(Placed(name, state.matrix, self.order))
            case "ET":
                pass
            case _ if operator in _HARMLESS:
                pass
            case _ if operator in _COLOUR_UNKNOWN:
                state.gray = -1.0
            case _:
                self.drawing.doubts.append(operator)

    def _paint(self, *, even_odd: bool) -> None:
        self.order += 1
        if self._other_path:
            self.drawing.strokes += 1
        if even_odd and len(self.boxes) > 1:
            self.drawing.doubts.append("f*")
        if self.boxes:
            self.drawing.fills.append(Fill(self._state.matrix, self.boxes, self._state.gray, self.order))
        self._drop_path()

    def _drop_path(self) -> None:
        self.boxes = []
        self._other_path = False

    def _move(self, x: float, y: float) -> None:
        self._line = times((1.0, 0.0, 0.0, 1.0, x, y), self._line)
        self._moved = True

    def _show(self, args: list[object]) -> None:
        state = self._state
        if state.font is None:
            self.drawing.doubts.append("Tf")
            return
        text = "".join([state.font(arg) for arg in args if isinstance(arg, StringOperand)])
        visible = state.mode in (0, 2) and 0 <= state.gray < 1
        texts = self.drawing.texts
        if not self._moved and texts:
            # shown right behind the one before
            last = texts[-1]
            texts[-1] = Shown(last.text + text, last.matrix, last.size, last.visible and visible, last.order)
            return
        self.order += 1
        matrix = times(self._line, state.matrix)
        size = state.size * (matrix[2] ** 2 + matrix[3] ** 2) ** 0.5
        texts.append(Shown(text, matrix, size, visible, self.order))
        self._moved = False


def _matrix(args: list[object]) -> Matrix:
    a, b, c, d, e, f = map(_number, args[-6:])
    return (a, b, c, d, e, f)


def _token(arg: object) -> bytes:
    if not isinstance(arg, bytes):
        raise TypeError("a token was expected")
    return arg


def _number(arg: object) -> float:
    return float(_token(arg))


def box_of(x: float, y: float, w: float, h: float) -> Box:
    """The rectangle with positive sides."""
    if w < 0:
        x, w = x + w, -w
    if h < 0:
        y, h = y + h, -h
    in_square = in_row = -1
    if all(type(value) is int for value in (x, y, w, h)) and x >= 0 and y >= 0:
        column, row, width, height = int(x), int(y), int(w), int(h)
        if column + width <= SIZE and row + height <= SIZE:
            run = (1 << width) - 1 << SIZE - column - width
            in_square = sum(run << line * SIZE for line in range(row, row + height))
        if row == 0 and height == 1 and column + width <= MODULES:
            in_row = (1 << width) - 1 << MODULES - column - width
    return Box(x, y, w, h, in_square, in_row)


def number_of(token: bytes) -> float:
    """A number as it is written: whole where it has no point."""
    try:
        return int(token)
    except ValueError:
        return float(token)
