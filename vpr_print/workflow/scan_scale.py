"""In which scale each room's sets were printed: one page of each set tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from vpr_print import sandbox
from vpr_print.errors import Message, Notice, listed
from vpr_print.model.geometry import Rect
from vpr_print.model.identifier import Identifier, parse_number
from vpr_print.sandbox import Limits, SandboxError
from vpr_print.scan.expectation import Expectation
from vpr_print.scan.journal import Journal
from vpr_print.scan.page_scales import ScaleAsked, page_scales
from vpr_print.scan.proof_verdict import SCALE_WRONG
from vpr_print.scan.seen import PageSource
from vpr_print.scan.states import PageState, RoomKey, ScannedPage, ScanResult
from vpr_print.workflow.scan_words import room_words

_AT_ONCE = 20
_LIMITS = Limits(seconds=60, megabytes=1024)
_MODULES = ("vpr_print.scan.page_image", "vpr_print.scan.pdf_pages", "vpr_print.scan.page_scales")
Stamped = tuple[ScannedPage, tuple[Rect, ...]]
"""A page of a set, and where its stamp stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomScale:
    """How large the sets of a room were printed, 1 = as drawn."""

    room: RoomKey
    scale: float
    pages: int
    """That were measured."""


def measure_scales(journal: Journal, result: ScanResult, expectation: Expectation) -> tuple[RoomScale, ...]:
    """The scale of every room of which a manifest tells where the ticks stand, by the median of its sets."""
    wanted = _one_of_each_set(result, expectation)
    kept = journal.kept
    new = [item for item in wanted if item[0].source not in kept.scales and Path(item[0].file.path).exists()]
    with sandbox.prepared(*_MODULES):
        for start in range(0, len(new), _AT_ONCE):
            journal.add_scales(_measured(journal, new[start : start + _AT_ONCE]))
    rooms: dict[RoomKey, list[float]] = {}
    for page, _ in wanted:
        scale = kept.scales.get(page.source)
        if scale is not None and page.room:
            rooms.setdefault(page.room, []).append(scale)
    return tuple(RoomScale(room=room, scale=median(scales), pages=len(scales)) for room, scales in rooms.items())


def scale_notices(scales: tuple[RoomScale, ...]) -> tuple[Notice, ...]:
    """A notice where the copier did not print at 100 %."""
    wrong = [item for item in scales if abs(item.scale - 1) > SCALE_WRONG]
    if not wrong:
        return ()
    lines = [f"{room_words(item.room)}: {item.scale * 100:.1f} %".replace(".", ",") for item in wrong]
    notice = Notice(
        "printed_scaled",
        Message(
            f"комплекты напечатаны (или отсканированы) не в 100 %; кабинетов: {len(wrong)}",
            listed(lines),
            "масштаб 100 %, «Фактический размер»",
            "эти листы прочитаны; для следующей печати отключите в окне печати «Подогнать под страницу» и проверьте "
            "копир пробным листом (vpr-print proof)",
        ),
        look=False,
    )
    return (notice,)


def _one_of_each_set(result: ScanResult, expectation: Expectation) -> list[Stamped]:
    found: dict[str, Stamped] = {}
    for page in result.pages:
        if page.state is not PageState.SET_PAGE or page.paper in found or page.resolution is not None:
            continue
        number = parse_number(page.number)
        expected = expectation.of(number) if isinstance(number, Identifier) else None
        if expected and page.page <= len(expected.boxes):
            found[page.paper] = page, expected.boxes[page.page - 1]
    return list(found.values())


def _measured(journal: Journal, pages: Sequence[Stamped]) -> dict[PageSource, float | None]:
    readings = journal.kept.readings
    asked = tuple(ScaleAsked(Path(page.file.path), readings[page.source], boxes) for page, boxes in pages)
    try:
        scales = sandbox.call(page_scales, asked, limits=_LIMITS)
    except SandboxError:
        scales = (None,) * len(asked)
    return {page.source: scale for (page, _), scale in zip(pages, scales, strict=True)}
