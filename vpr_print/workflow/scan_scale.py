"""In which scale each room's sets were printed: every page tells it whose stamp a manifest knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from vpr_print import sandbox
from vpr_print.errors import Message, Notice, listed
from vpr_print.layout.speech import spoken
from vpr_print.sandbox import Limits, SandboxError
from vpr_print.scan.identity import identify
from vpr_print.scan.journal import Journal
from vpr_print.scan.page_scales import ScaleAsked, page_scales
from vpr_print.scan.proof_verdict import SCALE_WRONG
from vpr_print.scan.seen import PageReading, PageSource
from vpr_print.scan.stamps import Stamps
from vpr_print.scan.states import PageState, RoomKey, ScannedPage, ScanResult
from vpr_print.workflow.progress import Progress, Step
from vpr_print.workflow.scan_words import room_words, scale_words, set_words

APART = 0.015
"""«Fit to page» takes 3 to 6 % of a sheet; sheets of one copier and one scanner differ by less than half a percent."""
_AT_ONCE = 32
_LIMITS = Limits(seconds=90, megabytes=1024)
_MODULES = ("vpr_print.scan.page_image", "vpr_print.scan.pdf_pages", "vpr_print.scan.ticks")
_PRINTED = frozenset((PageState.SET_PAGE, PageState.PRINTED_TWICE))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleApart:
    """A set, or some pages of one, printed in another scale than the other sheets of the room: 1 = as drawn."""

    number: str
    """Of the set."""
    ordinal: int
    pages: tuple[int, ...]
    """Empty for the whole set."""
    scale: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomScale:
    """How large the sets of a room were printed, 1 = as drawn."""

    room: RoomKey
    scale: float
    """The median of its pages."""
    least: float
    most: float
    pages: int
    """That were measured."""
    apart: tuple[ScaleApart, ...]


def measure_late(journal: Journal, stamps: Stamps, workers: int, progress: Progress) -> None:
    """Measure the pages that were read before anybody knew where their ticks stand."""
    kept = journal.kept
    paths = {file.sha256: Path(file.path) for file in kept.files.values() if Path(file.path).exists()}
    late = [
        ScaleAsked(paths[reading.source.sha256], reading, boxes)
        for reading in kept.readings.values()
        if reading.scale is None and reading.source.sha256 in paths
        if (boxes := stamps.boxes(identify(reading.symbols).number))
    ]
    chunks = [late[start : start + _AT_ONCE] for start in range(0, len(late), _AT_ONCE)]
    if not chunks:
        return
    with sandbox.prepared(*_MODULES), ThreadPoolExecutor(workers) as pool:
        try:
            for done, scales in enumerate(pool.map(_measured, chunks)):
                progress(Step.SCALES, done, len(chunks))
                journal.add_scales(scales)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def room_scales(result: ScanResult, readings: Mapping[PageSource, PageReading]) -> tuple[RoomScale, ...]:
    """The scale of every room of which a page was measured, in the order in which they came."""
    rooms: dict[RoomKey, list[_Measured]] = {}
    for page in result.pages:
        reading = readings.get(page.source)
        if reading and reading.scale and page.room and page.state in _PRINTED and page.resolution is None:
            rooms.setdefault(page.room, []).append((page, reading.scale))
    return tuple(_room_scale(room, measured) for room, measured in rooms.items())


def scale_notices(scales: Sequence[RoomScale]) -> tuple[Notice, ...]:
    """A notice where the copier did not print at 100 %, and one where sheets differ from the rest of their room."""
    several = len({(item.room.site, item.room.work) for item in scales}) > 1
    wrong = [item for item in scales if abs(item.scale - 1) > SCALE_WRONG]
    mixed = [item for item in scales if item.apart]
    notices = []
    if wrong:
        lines = [f"{_place(item, several)}: {scale_words(item.scale)}" for item in wrong]
        notices.append(_notice("printed_scaled", f"{_NOT_TRUE}; {spoken().rooms_of}: {len(wrong)}", lines, _SWITCH_OFF))
    if mixed:
        lines = [f"{_place(item, several)}: {apart_words(item)}" for item in mixed]
        notices.append(_notice("printed_scaled_apart", f"листы одного {spoken().room_of} {_MIXED}", lines, _ONE_TRAY))
    return tuple(notices)


def apart_words(room: RoomScale) -> str:
    """What is printed in another scale than the rest: «комплект 07 — 94,0 %, остальные листы — 99,9 %»."""
    told = []
    for item in room.apart:
        pages = f", стр. {', '.join(map(str, item.pages))}" if item.pages else ""
        told.append(f"{set_words(item.ordinal, item.number)}{pages} — {scale_words(item.scale)}")
    return f"{'; '.join(told)}; остальные листы — {scale_words(room.scale)}"


def range_words(room: RoomScale) -> str:
    """«99,9 %, стр.: 36 (99,8–100,1)»: the median, how many pages were measured, the range."""
    least, most = (scale_words(scale).removesuffix(" %") for scale in (room.least, room.most))
    return f"{scale_words(room.scale)}, стр.: {room.pages} ({least}–{most})"


_NOT_TRUE = "комплекты напечатаны (или отсканированы) не в 100 %"
_SWITCH_OFF = (
    "эти листы прочитаны; для следующей печати отключите в окне печати «Подогнать под страницу» и проверьте "
    "копир пробным листом (vpr-print proof)"
)
_MIXED = "напечатаны (или отсканированы) в разном масштабе"
_ONE_TRAY = (
    "эти листы прочитаны; посмотрите, чем их печать отличалась: другой копир, другой лоток или допечатка с «Подогнать "
    "под страницу»"
)
_Measured = tuple[ScannedPage, float]


def _notice(name: str, what: str, lines: Sequence[str], todo: str) -> Notice:
    return Notice(name, Message(what, listed(lines), "масштаб 100 %, «Фактический размер»", todo), look=False)


def _place(item: RoomScale, several: bool) -> str:
    return f"{item.room.site}, {item.room.work}, {room_words(item.room)}" if several else room_words(item.room)


def _room_scale(room: RoomKey, measured: Sequence[_Measured]) -> RoomScale:
    every = [scale for _, scale in measured]
    middle = median(every)
    sets: dict[str, list[_Measured]] = {}
    for page, scale in measured:
        sets.setdefault(page.paper, []).append((page, scale))
    apart = (item for of_set in sets.values() for item in _apart(of_set, middle))
    return RoomScale(
        room=room, scale=middle, least=min(every), most=max(every), pages=len(every), apart=tuple(apart)
    )


def _apart(of_set: Sequence[_Measured], middle: float) -> Iterator[ScaleApart]:
    """The set, if all its pages differ from the room; else those pages that do."""
    off = [(page, scale) for page, scale in of_set if abs(scale / middle - 1) > APART]
    if off:
        pages = () if len(off) == len(of_set) else tuple(sorted(page.page for page, _ in off))
        first, _ = off[0]
        scale = median(scale for _, scale in off)
        yield ScaleApart(number=first.paper, ordinal=first.set_ordinal, pages=pages, scale=scale)


def _measured(asked: Sequence[ScaleAsked]) -> dict[PageSource, float]:
    try:
        scales = sandbox.call(page_scales, tuple(asked), limits=_LIMITS)
    except SandboxError:
        scales = (0.0,) * len(asked)
    return {each.reading.source: scale for each, scale in zip(asked, scales, strict=True)}
