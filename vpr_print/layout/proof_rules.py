"""Rules of a proof page: symbols alone in their white, clear strips clear, everything inside the band."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vpr_print.layout.errors import FlawKind
from vpr_print.layout.ink import Ink
from vpr_print.layout.proof import Proof
from vpr_print.layout.symbol_size import QR_QUIET, drawn
from vpr_print.model.geometry import Rect, Size

LEAST_STRIPS = 2
"""Clear strips of each way: dirt that stands in one only is no streak."""
_SLACK_MM = 0.005


class ProofFlaw(NamedTuple):
    """A rule that the section breaks."""

    kind: FlawKind
    key: str
    found: str = ""
    needed: str = ""


class _Thing(NamedTuple):
    key: str
    ink: Rect
    white: Rect


def broken_proof(proof: Proof, page: Size, inks: Sequence[Ink]) -> Iterator[ProofFlaw]:
    """Every rule that ``[proof]`` breaks; ``inks`` are those of the layout's elements."""
    inside = proof.band.middle(page).grown(-proof.band.width / 2)
    room = f"{_area(inside)}, внутри [proof.band]"
    things = tuple(_things(proof))
    for thing in things:
        if not inside.holds(thing.white, _SLACK_MM):
            yield ProofFlaw(FlawKind.OUTSIDE_PAGE, thing.key, _area(thing.white), room)
        white = thing.white.grown(-_SLACK_MM)
        others = [other.key for other in things if other is not thing and white.meets(other.ink)]
        others += [ink.name for ink in inks if any(white.meets(rect) for rect in ink.rects)]
        for other in others:
            yield ProofFlaw(FlawKind.CROWDED_SYMBOL, thing.key, other, f"{thing.ink.x - thing.white.x:.1f}")
    for number, strip in enumerate(proof.strips, 1):
        key, clear = f"proof.clear[{number}]", strip.grown(-_SLACK_MM)
        if not inside.holds(strip, _SLACK_MM):
            yield ProofFlaw(FlawKind.OUTSIDE_PAGE, key, _area(strip), room)
        others = [thing.key for thing in things if clear.meets(thing.ink)]
        others += [ink.name for ink in inks if any(clear.meets(rect) for rect in ink.rects)]
        for other in others:
            yield ProofFlaw(FlawKind.NOT_CLEAR, key, other)
    level = sum(strip.w > strip.h for strip in proof.strips)
    if min(level, len(proof.strips) - level) < LEAST_STRIPS:
        yield ProofFlaw(FlawKind.WRONG_LENGTH, "proof.clear", f"{len(proof.strips)}", "две вдоль листа, две поперёк")


def _things(proof: Proof) -> Iterator[_Thing]:
    for place in range(1, len(proof.marks.at) + 1):
        rect = proof.marks.rect(place)
        yield _Thing(f"proof.marks.at[{place}]", rect, rect.grown(QR_QUIET * drawn(proof.marks.module)))
    for number, bars in enumerate(proof.bars, 1):
        yield _Thing(f"proof.bars[{number}]", bars.rect, bars.white)
    for number, code in enumerate(proof.qrs, 1):
        yield _Thing(f"proof.qrs[{number}]", code.rect, code.white)
    for number, ruler in enumerate(proof.rulers, 1):
        yield _Thing(f"proof.rulers[{number}]", ruler.rect, ruler.rect)
    ramp = proof.ramp.rects
    whole = Rect(ramp[0].x, ramp[0].y, ramp[-1].right - ramp[0].x, ramp[0].h)
    yield _Thing("proof.ramp", whole, whole)
    yield _Thing("proof.cross", proof.cross.rect, proof.cross.rect)


def _area(rect: Rect) -> str:
    left, right, top, bottom = (
        f"{value:.1f}".removesuffix(".0").replace(".", ",") for value in (rect.x, rect.right, rect.y, rect.bottom)
    )
    return f"{left}…{right} × {top}…{bottom} мм"
