"""GO or NO-GO: what the two sides of a proof page say of the copier, and what of it a person has to change.

Whatever is seen is seen through the scanner: a scale, a shift and a streak of its own are told as the copier's, with
how to tell them apart on the sheet itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from vpr_print.errors import Notice
from vpr_print.layout.symbol_rules import MIN_MODULE_MM, MIN_QR_MODULE_MM
from vpr_print.layout.symbol_size import drawn
from vpr_print.model.copier import CopierProfile, Edge
from vpr_print.model.geometry import INK_MARGIN_MM
from vpr_print.scan import proof_notices as say
from vpr_print.scan.proof_seen import Reach, SideReading

SCALE_WRONG = 0.015
"""«Fit to page» takes 3 to 6 %; a good copier and a good scanner together are off by half a percent."""
SCALE_INEXACT = 0.007
SHIFT_WRONG_MM = 2.5
"""A guillotine's cut may lie 2 mm from its mark, and the shift of the sheet comes on top."""
DUPLEX_WRONG_MM = 3.0
PALE = 0.6
"""Below it, marks and gray captions are lost in a scan of black and white."""
FAINT = 0.75
GRAY_PAPER = 0.7
BENT_MM = 0.5
ASKEW = 3.0
"""Degrees; the reader copes with five."""
COARSE_DPI = 140.0

_FRONT, _BACK = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofReport:
    """What a person is told."""

    sides: tuple[SideReading, ...]
    """In the order of the files; a side may come more than once."""
    notices: tuple[Notice, ...]
    duplex: tuple[float, float] | None
    """mm by which the back lies right of and below the front, seen through the front; None where it is not known."""
    profile: CopierProfile
    true: bool
    """The profile may be kept: it comes of whole flat sheets that were printed."""

    @property
    def go(self) -> bool:
        """Whether nothing has to be changed."""
        return not any(notice.look for notice in self.notices)


def judge(sides: Sequence[SideReading], *, others: int, never_printed: bool, checked: date) -> ProofReport:
    """The verdict on sides of which there is at least one.

    ``others`` pages of the files were no proof page; ``never_printed``: a page was drawn by a program.
    """
    duplex = _duplex(sides)
    notices = (*_notices(sides, duplex), *_about_files(sides, others, never_printed=never_printed))
    return ProofReport(
        sides=tuple(sides),
        notices=notices,
        duplex=duplex,
        profile=_profile(sides, checked),
        true=not never_printed and all(side.whole and side.bend <= BENT_MM for side in sides),
    )


def _notices(sides: Sequence[SideReading], duplex: tuple[float, float] | None) -> Iterator[Notice]:
    """What is wrong with the print, the causes before what follows from them."""
    if mirrored := [side for side in sides if side.mirrored]:
        yield say.mirrored(mirrored)
    if cut := [side for side in sides if not side.whole]:
        yield say.cut_page(cut)
    bent = [side for side in sides if side.bend > BENT_MM]
    if bent:
        yield say.bent(bent)
    flat = [side for side in sides if side not in bent]
    yield from _places(flat, duplex)
    yield from _toner(sides)
    if streaked := [side for side in flat if side.streaks]:
        yield say.streaks(streaked)
    fine = [side for side in flat if side.whole]
    unread = [side for side in fine if not all(_fine_enough(limit, MIN_MODULE_MM) for limit in _bars(side))]
    if unread:
        yield say.bars_unread(unread, drawn(MIN_MODULE_MM))
    if unread := [side for side in fine if not _fine_enough(side.qr, MIN_QR_MODULE_MM)]:
        yield say.qr_unread(unread, drawn(MIN_QR_MODULE_MM))
    if askew := [side for side in sides if abs(side.skew) > ASKEW]:
        yield say.askew(askew)
    if coarse := [side for side in sides if 0 < side.dpi < COARSE_DPI]:
        yield say.coarse(coarse)


def _places(sides: Sequence[SideReading], duplex: tuple[float, float] | None) -> Iterator[Notice]:
    """Scale and, where that is right, shift and edges: they follow from a wrong one."""
    off = [side for side in sides if _scale_error(side) > SCALE_WRONG]
    if off:
        yield say.scale_wrong(off)
    elif inexact := [side for side in sides if _scale_error(side) > SCALE_INEXACT]:
        yield say.scale_inexact(inexact)
    if unknown := [side for side in sides if side.scale_across is None]:
        yield say.scale_unknown(unknown)
    right = [side for side in sides if side not in off]
    if shifted := [side for side in right if _shift(side) > SHIFT_WRONG_MM]:
        yield say.shifted(shifted)
    elif duplex and math.hypot(*duplex) > DUPLEX_WRONG_MM and not off:
        yield say.duplex_off(duplex)
    yield from _edges(right)


def _edges(sides: Sequence[SideReading]) -> Iterator[Notice]:
    lost: list[tuple[SideReading, Reach]] = []
    unknown: list[tuple[SideReading, Reach]] = []
    for side in sides:
        for reach in side.reached:
            if reach.mm > INK_MARGIN_MM:
                (unknown if reach.cut else lost).append((side, reach))
    if lost:
        yield say.edges_lost(lost)
    if unknown:
        yield say.edges_unknown(unknown)


def _toner(sides: Sequence[SideReading]) -> Iterator[Notice]:
    if pale := [side for side in sides if side.black < PALE or (side.screened and side.black < FAINT)]:
        yield say.pale(pale)
    elif faint := [side for side in sides if side.black < FAINT or side.screened]:
        yield say.faint(faint)
    if blind := [side for side in sides if side.two_tones]:
        yield say.two_tones(blind)
    if gray := [side for side in sides if side.white < GRAY_PAPER]:
        yield say.gray_paper(gray)


def _about_files(sides: Sequence[SideReading], others: int, *, never_printed: bool) -> Iterator[Notice]:
    if never_printed:
        yield say.never_printed()
    seen = {side.side for side in sides}
    if len(seen) < _BACK:
        yield say.one_side(_BACK if _FRONT in seen else _FRONT)
    if others:
        yield say.other_pages(others)


def _scale_error(side: SideReading) -> float:
    return max((abs(scale - 1) for scale in (side.scale_across, side.scale_along) if scale), default=0.0)


def _bars(side: SideReading) -> tuple[float | None, float | None]:
    return side.bars_across, side.bars_along


def _shift(side: SideReading) -> float:
    return max(abs(side.shift_right or 0.0), abs(side.shift_down or 0.0))


def _fine_enough(limit: float | None, needed: float) -> bool:
    """Whether symbols as fine as our papers may have them were read."""
    return limit is not None and drawn(limit) <= drawn(needed)


def _duplex(sides: Sequence[SideReading]) -> tuple[float, float] | None:
    """From the shift of each side on its own scan; the sheet is turned over its long edge."""
    front = next((side for side in sides if side.side == _FRONT), None)
    back = next((side for side in sides if side.side == _BACK), None)
    if front is None or back is None:
        return None
    if None in (front.shift_right, front.shift_down, back.shift_right, back.shift_down):
        return None
    assert front.shift_right is not None and back.shift_right is not None
    assert front.shift_down is not None and back.shift_down is not None
    return -(back.shift_right + front.shift_right), back.shift_down - front.shift_down


def _profile(sides: Sequence[SideReading], checked: date) -> CopierProfile:
    """What holds for both sides: the mean scale, otherwise the worse of the two."""
    reached = []
    for edge in Edge:
        found = [side.reach(edge) for side in sides]
        if not any(reach.cut for reach in found):
            reached.append((edge, max(reach.mm for reach in found)))
    return CopierProfile(
        checked=checked,
        scale_across=_mean([side.scale_across for side in sides]),
        scale_along=_mean([side.scale_along for side in sides]),
        reached=tuple(reached),
        bars_across=_worst([side.bars_across for side in sides]),
        bars_along=_worst([side.bars_along for side in sides]),
        qr=_worst([side.qr for side in sides]),
        black=min((side.black for side in sides if not side.two_tones), default=None),
    )


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _worst(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return max(known) if len(known) == len(values) else None
