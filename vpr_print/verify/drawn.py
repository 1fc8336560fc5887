"""Content stream → what a page paints. A tokenizer of our own, for speed.

What it does not know is read by pypdf's tokenizer; both feed the same machine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from vpr_print.verify.machine import Machine, NotUnderstood, StringOperand, box_of, number_of
from vpr_print.verify.painted import Box, Decode, Drawing


def read_drawing(content: bytes, fonts: Mapping[str, Decode]) -> Drawing:
    """What the content stream paints; never raises on odd content, but doubts it."""
    return read_with_spans(content, fonts)[0]


class ValueSpan(NamedTuple):
    """Where in a content stream the rectangles of one fill or the string of one text stand.

    Other rectangles (lines of ``rectangle``) or hexadecimal digits in their place change nothing but these.
    """

    start: int
    end: int
    order: int
    """Of the fill or the text in the drawing."""
    font: Decode | None
    """Of the text; None for rectangles."""
    place: int
    """Where the operands begin that place the text; ``start`` for rectangles."""
    boxes: int
    """How many rectangles; 0 for a text."""


def read_with_spans(content: bytes, fonts: Mapping[str, Decode]) -> tuple[Drawing, list[ValueSpan]]:
    """What the content stream paints, and where the values of its symbols and texts stand; no spans in odd content."""
    machine = Machine(fonts)
    spans: list[ValueSpan] = []
    try:
        _run_fast(content, machine, spans)
    except NotUnderstood:
        machine = Machine(fonts)
        spans = []
        # pypdf is imported here, so that only a process that meets odd content carries it
        from vpr_print.verify.odd_content import run_oddly

        run_oddly(content, machine)
    return machine.drawing, spans


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


def _run_fast(content: bytes, machine: Machine, spans: list[ValueSpan]) -> None:
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
                    if run := _rectangles(content, at, machine):
                        spans.append(ValueSpan(*run, machine.order + 1, None, run[0], content.count(b"\n", *run) + 1))
                        at = run[1]
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
            font = machine.line(match)
            if font:
                spans.append(ValueSpan(*match.span(5), machine.order, font, match.start(4), 0))
            args = []
        elif kind == 7:
            digits = b"".join(match[7].split())
            args.append(StringOperand(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())))
        elif kind == 8:
            args.append(StringOperand(_unescape(match[8])))
        else:
            return


def _rectangles(content: bytes, at: int, machine: Machine) -> tuple[int, int] | None:
    """Take the rectangles from ``at`` on if a symbol's follow there, a line each; gives where they stand."""
    end = content.find(b"\nf", at)
    if end < 0 or content[at : at + 1] != b"\n":
        return None
    try:
        machine.boxes += [rectangle(line) for line in content[at + 1 : end].split(b"\n")]
    except KeyError:
        return None
    return at + 1, end


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
rectangle = _BOXES.__getitem__
"""The rectangle that a line of content is. Raises ``KeyError`` when it is none."""


def _unescape(raw: bytes) -> bytes:
    if b"\\" not in raw:
        return raw

    def one(match: re.Match[bytes]) -> bytes:
        if match[1]:
            return bytes([int(match[1], 8) & 255])
        return _ESCAPED.get(match[2], match[2])

    return _ESCAPE.sub(one, raw)
