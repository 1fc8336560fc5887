"""Readings of a pile and what may come → every page in exactly one state, every set and room with what it lacks. Pure.

Everything is worked out anew from all readings each time, so that a scan that was killed, or went on in several runs,
ends in the same result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from vpr_print.model.identifier import Identifier, NumberKind
from vpr_print.scan.accounts import Accounts
from vpr_print.scan.contradictions import contradictions
from vpr_print.scan.expectation import Expectation, Told, told_by_qr
from vpr_print.scan.identity import identify
from vpr_print.scan.naming import Named, name_page
from vpr_print.scan.piles import Lying, lying, packets_sheets
from vpr_print.scan.repeats import Comparisons, Pair, settle_repeats
from vpr_print.scan.seen import PageReading, PageSource
from vpr_print.scan.states import PageState, Resolution, ScannedFile, ScanResult, Why

_MOST_THIRDS = 2
_ASSUMED = {
    NumberKind.CONDUCT_PROTOCOL: PageState.PROTOCOL,
    NumberKind.DRAFT_SHEET: PageState.DRAFT,
    NumberKind.OTHER: PageState.OTHER_PAPER,
}
"""Papers that a packet's QR code does not list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """All that was scanned, and said of it, so far."""

    files: tuple[ScannedFile, ...]
    """In scanning order."""
    readings: Mapping[PageSource, PageReading]
    resolutions: Mapping[PageSource, Resolution]
    comparisons: Comparisons


def told_by_readings(readings: Iterable[PageReading]) -> Iterator[Told]:
    """What the packets' QR codes vouch for."""
    for reading in readings:
        identity = identify(reading.symbols)
        if identity.packet_qr is not None:
            own = identity.number if identity.number and identity.number.kind is NumberKind.MANIFEST else None
            yield told_by_qr(identity.packet_qr, own)


def match_pages(
    pile: Pile, expectation: Expectation, *, work: str | None = None
) -> tuple[ScanResult, tuple[Pair, ...]]:
    """What came of every page, and the pairs of images that are still to be compared for a better answer.

    ``work`` is the key of the only work that is accepted.
    """
    pages = _named(pile, expectation, work)
    lies = lying(pages, expectation)
    _assume(pages, lies, expectation)
    sheets = tuple(packets_sheets(pages))
    twins, pairs = settle_repeats(pages, _Thirds(pages), pile.comparisons)
    accounts = Accounts(pages, lies, twins, sheets, expectation)
    unseen, stayed = accounts.unseen()
    result = ScanResult(
        files=pile.files,
        pages=accounts.pages,
        packets=accounts.packets(),
        rooms=accounts.rooms,
        unseen=unseen,
        stayed=stayed,
        facts=tuple(contradictions(accounts, sheets)),
    )
    return result, pairs


def _named(pile: Pile, expectation: Expectation, work: str | None) -> list[Named]:
    pages: list[Named] = []
    for file in pile.files:
        for at in range(1, file.pages + 1):
            source = PageSource(file.sha256, at)
            reading = pile.readings.get(source) or PageReading(source=source, trouble=file.trouble)
            resolution = pile.resolutions.get(source) if file.sha256 else None
            identity = identify(reading.symbols)
            place = len(pages) + 1
            pages.append(name_page(place, file, reading, identity, expectation, resolution=resolution, work=work))
    return pages


def _assume(pages: Iterable[Named], lies: Mapping[int, Lying], expectation: Expectation) -> None:
    """Protocols, drafts and code sheets in a packet of which only a QR code told are taken for that packet's."""
    for page in pages:
        packet = lies[page.place].packet
        if page.why is not Why.UNKNOWN or page.number is None or page.number.kind not in _ASSUMED or packet is None:
            continue
        if packet.room in expectation.by_qr and packet.room.site == page.number.site:
            page.state, page.why, page.accepted = _ASSUMED[page.number.kind], Why.LIES_HERE, True


class _Thirds:
    """Images of the same task under other numbers, the first ones of the pile."""

    def __init__(self, pages: Iterable[Named]) -> None:
        self._tasks: dict[tuple[str, str, int, int], dict[Identifier, PageSource]] = {}
        for page in pages:
            task = self._task(page)
            if task and page.number and page.state is PageState.SET_PAGE:
                self._tasks.setdefault(task, {}).setdefault(page.number, page.reading.source)

    def __call__(self, page: Named) -> tuple[PageSource, ...]:
        task = self._task(page)
        others = self._tasks.get(task, {}) if task else {}
        return tuple(islice((source for number, source in others.items() if number != page.number), _MOST_THIRDS))

    @staticmethod
    def _task(page: Named) -> tuple[str, str, int, int] | None:
        """None where nobody knows the variant: another one's print would pass for handwriting."""
        expected = page.expected
        if expected is None or page.number is None or not expected.variant:
            return None
        return expected.room.site, expected.room.work, expected.variant, page.number.page
