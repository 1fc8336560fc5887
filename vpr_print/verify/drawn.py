"""Content stream → what a page paints. A tokenizer of our own, for speed.

What it does not know is read by pypdf's tokenizer; both feed the same machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream, StreamObject

from vpr_print.verify.machine import Machine, NotUnderstood, StringOperand, box_of, number_of
from vpr_print.verify.painted import Box, Decode, Drawing


def read_drawing(content: bytes, fonts: Mapping[str, Decode]) -> Drawing:
    """What the content stream paints; never raises on odd content, but doubts it."""
    machine = Machine(fonts)
    try:
        _run_fast(content, machine)
    except NotUnderstood:
        machine = Machine(fonts)
        _run_slowly(content, machine)
    return machine.drawing


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


def _run_fast(content: bytes, machine: Machine) -> None:
    match_at = _TOKEN.match
    args: list[object] = []
    at = 0
    while True:
        match = match_at(content, at)
        if match is None:
            raise NotUnderstood
        at = match.end()
        kind = match.lastindex
        if kind == 9:
            operator = match[9]
            try:
                if operator == b"cm":
                    machine.run("cm", args)
                    at = _rectangles(content, at, machine)
                elif operator == b"BI":
                    raise NotUnderstood
                else:
                    machine.run(operator.decode("ascii"), args)
            except (ValueError, IndexError, TypeError):
                raise NotUnderstood from None
            args = []
        elif kind == 6:
            args.append(match[6])
        elif kind == 1:
            machine.line(match)
            args = []
        elif kind == 7:
            digits = b"".join(match[7].split())
            args.append(StringOperand(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())))
        elif kind == 8:
            args.append(StringOperand(_unescape(match[8])))
        else:
            return


def _rectangles(content: bytes, at: int, machine: Machine) -> int:
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
        box = self[line] = box_of(*map(number_of, match.groups()))
        return box


_BOXES = _Boxes()
_BROKEN = (
    *(PyPdfError, ArithmeticError, AssertionError, AttributeError, LookupError),
    *(RecursionError, TypeError, ValueError),
)
"""All the ways in which pypdf tells broken content."""


def _run_slowly(content: bytes, machine: Machine) -> None:
    stream = StreamObject()
    stream.set_data(content)
    try:
        operations = ContentStream(stream, None).operations
    except _BROKEN as flaw:
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
            yield StringOperand(operand)
        elif isinstance(operand, str) and hasattr(operand, "original_bytes"):
            yield StringOperand(operand.original_bytes)
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
