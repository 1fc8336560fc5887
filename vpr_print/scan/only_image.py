"""The image that a scanner's program put on a page of a PDF, where it is all there is on the page."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf

_PAINTING = "q Q cm gs Do Tr Tj TJ ' \" f F f* B B* b b* S s sh BI ID EI INLINE IMAGE"
"""Operators that leave ink, and those that say where it comes to lie (ISO 32000-1, annex A)."""
_UNSEEN_TEXT = 3
"""Rendering mode of text that a recognition has put behind a scan."""
_LONGEST_CONTENTS = 1 << 20
_DEEPEST_FORM = 3
_STRAIGHT = 0.02
"""An image is level or upright when no more of its side is a slant."""
_SLACK = 0.02
"""Of the page's side, by which an image may stick out."""
_LEAST_COVER = 0.25
"""Of the page's area."""

_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class OnlyImage:
    """The one image that makes a page, as a scanner's program put it there."""

    image: pikepdf.Stream
    width: float
    """In points, as the image lies when it is not turned."""
    height: float
    turn: int
    """Degrees clockwise by which the stored image is turned so that it lies as a viewer shows the page."""
    mirrored: bool = False
    """Left and right of the stored image are swapped first."""


def only_image(page: pikepdf.Page) -> OnlyImage | None:
    """The image that is all there is on the page; None when anything else leaves ink, or it is mirrored or masked."""
    placed = placed_image(page)
    return None if placed is None or placed.mirrored else placed


def placed_image(page: pikepdf.Page) -> OnlyImage | None:
    """The same, mirrored images too."""
    contents = page.obj.get("/Contents")
    if contents is None or _length(contents) > _LONGEST_CONTENTS:
        return None
    drawn = _drawn_once(page, page.resources, _DEEPEST_FORM)
    if drawn is None or not _is_plain(drawn[0]):
        return None
    image, matrix = drawn
    return _placed(page, image, matrix)


def filters_of(image: pikepdf.Object) -> tuple[str, ...]:
    """Names of the ways in which the image's data are packed."""
    told = image.get("/Filter", pikepdf.Array())
    return tuple(map(str, told.as_list())) if isinstance(told, pikepdf.Array) else (str(told),)


def _drawn_once(
    contents: pikepdf.Page | pikepdf.Object, resources: pikepdf.Object, depth: int
) -> tuple[pikepdf.Object, _Matrix] | None:
    """The one image that the contents draw, and from where to where; None when they leave any other ink."""
    found: tuple[pikepdf.Object, _Matrix] | None = None
    for name, at in _drawings(contents, resources):
        if found is not None or name is None:
            return None
        drawn = resources.XObject[name]
        if drawn.get("/Subtype") == "/Form" and depth:
            inside = _drawn_once(drawn, drawn.get("/Resources", resources), depth - 1)
            if inside is None:
                return None
            matrix = drawn.get("/Matrix")
            found = inside[0], _within(_within(inside[1], _IDENTITY if matrix is None else _numbers(matrix)), at)
        elif drawn.get("/Subtype") == "/Image":
            found = drawn, at
        else:
            return None
    return found


def _drawings(
    contents: pikepdf.Page | pikepdf.Object, resources: pikepdf.Object
) -> Iterator[tuple[str | None, _Matrix]]:
    """Names of the objects that the contents draw and where; None for any other ink."""
    at, mode = _IDENTITY, 0
    kept: list[tuple[_Matrix, int]] = []
    for instruction in pikepdf.parse_content_stream(contents, _PAINTING):
        operands = instruction.operands
        match str(instruction.operator):
            case "q":
                kept.append((at, mode))
            case "Q":
                at, mode = kept.pop() if kept else (at, mode)
            case "cm":
                at = _within(_numbers(operands), at)
            case "gs":
                if not _is_opaque(resources.ExtGState[str(operands[0])]):
                    yield None, at
            case "Tr":
                mode = int(operands[0])
            case "Tj" | "TJ" | "'" | '"':
                if mode != _UNSEEN_TEXT:
                    yield None, at
            case "Do":
                yield str(operands[0]), at
            case _:
                yield None, at


def _numbers(operands: object) -> _Matrix:
    a, b, c, d, e, f = (float(value) for value in operands)  # type: ignore[attr-defined]  # a list or an array
    return a, b, c, d, e, f


def _within(inner: _Matrix, outer: _Matrix) -> _Matrix:
    """First the one, then the other (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = inner
    ka, kb, kc, kd, ke, kf = outer
    return (
        a * ka + b * kc, a * kb + b * kd,
        c * ka + d * kc, c * kb + d * kd,
        e * ka + f * kc + ke, e * kb + f * kd + kf,
    )  # fmt: skip


def _is_opaque(state: pikepdf.Object) -> bool:
    return (
        state.get("/SMask", "/None") == "/None"
        and str(state.get("/BM", "/Normal")) in ("/Normal", "/Compatible")
        and float(state.get("/ca", 1)) == 1
    )


def _is_plain(image: pikepdf.Object) -> bool:
    """Whether the samples are the picture: no mask, no JPEG that is inverted or in inks."""
    if image.get("/ImageMask", False) or "/SMask" in image or "/Mask" in image:
        return False
    return filters_of(image) != ("/DCTDecode",) or (
        "/Decode" not in image and str(image.get("/ColorSpace")) != "/DeviceCMYK"
    )


def _placed(page: pikepdf.Page, image: pikepdf.Object, matrix: _Matrix) -> OnlyImage | None:
    """How the image lies on the page as a viewer shows it; None when it is slanted, or not all on the page."""
    a, b, c, d, _, _ = matrix
    width, height = math.hypot(a, b), math.hypot(c, d)
    if not isinstance(image, pikepdf.Stream) or not width or not height or not _is_covering(page, matrix):
        return None
    right, down = (a / width, b / width), (-c / height, -d / height)
    if min(map(abs, right)) > _STRAIGHT or min(map(abs, down)) > _STRAIGHT:
        return None
    heading = round(down[0]), round(down[1])
    if heading not in _TURNS or (round(right[0]) == 0) == (heading[0] == 0):
        return None
    mirrored = right[0] * down[1] - right[1] * down[0] > 0
    unit = float(page.obj.get("/UserUnit", 1))
    return OnlyImage(image, width * unit, height * unit, (_TURNS[heading] + page.rotation) % 360, mirrored)


_TURNS = {(0, -1): 0, (-1, 0): 90, (0, 1): 180, (1, 0): 270}
"""Degrees clockwise by the way in which the image's lines follow one another, in a space where up is positive."""


def _is_covering(page: pikepdf.Page, matrix: _Matrix) -> bool:
    """Whether the image lies on the page with all it has, and fills a good part of it."""
    a, b, c, d, e, f = matrix
    across, up = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
    left, bottom, right, top = (float(value) for value in page.cropbox.as_list())
    wide, high = right - left, top - bottom
    return (
        min(across) >= left - _SLACK * wide
        and max(across) <= right + _SLACK * wide
        and min(up) >= bottom - _SLACK * high
        and max(up) <= top + _SLACK * high
        and (max(across) - min(across)) * (max(up) - min(up)) >= _LEAST_COVER * wide * high
    )


def _length(contents: pikepdf.Object) -> int:
    streams = contents.as_list() if isinstance(contents, pikepdf.Array) else [contents]
    return sum(int(stream.get("/Length", 0)) for stream in streams)
