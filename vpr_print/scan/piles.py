"""What the order of a pile tells: which packet a page lies in, and which sheets went through the scanner two at a time.

Pure. A packet's first sheet, or its label, says what lies below it until the next one. A pile may have been fed
backwards: then it lies above. Fronts and backs may come as two piles, of which only the first has the packets' sheets:
what a file says itself counts for more than what the file before it left open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from vpr_print.model.identifier import Identifier, NumberKind
from vpr_print.scan.expectation import Expectation
from vpr_print.scan.naming import Named
from vpr_print.scan.states import PacketPlace, PageState

_PACKETS_SHEETS = frozenset(
    (
        NumberKind.MANIFEST,
        NumberKind.DELIVERY,
        NumberKind.RETURN_USED,
        NumberKind.RETURN_UNUSED,
        NumberKind.DISPATCH,
    )
)
_FITTING = 2
"""So many sheets' sides fit together, for each that does not, in a file that was scanned on both sides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """Where a page lies."""

    packet: PacketPlace | None
    own_file: bool
    """The packet's sheet is in the same file, not in one before it."""
    clear: bool
    """Nothing unread lies between the packet's sheet and the page: that might be another packet's sheet."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """One sheet whose front and back do not belong together."""

    front: Named
    back: Named


def lying(pages: Sequence[Named], expectation: Expectation) -> Mapping[int, Lying]:
    """For each page, by its ``place``, where it lies."""
    found: dict[int, Lying] = {}
    for backwards, files in groupby(files_of(pages), key=_is_backwards):
        pile = [(at, page) for at, file in enumerate(files) for page in file]
        _walk(pile[::-1] if backwards else pile, expectation, found)
    return found


def packets_sheets(pages: Sequence[Named]) -> Iterator[tuple[Named, ...]]:
    """Manifests and labels that come one after the other with nothing but blank pages between them."""
    full = [page for page in pages if page.state is not PageState.BLANK]
    for are, run in groupby(full, key=_is_packets_sheet):
        if are:
            yield tuple(run)


def misfits(pages: Sequence[Named], missing: Callable[[Identifier], bool]) -> Iterator[Misfit]:
    """Sheets of which the scanner saw the front of one and the back of another; ``missing`` tells of a page's number.

    Only in files in which most sheets' sides fit together: others were scanned one side at a time, or page by page.
    """
    for file in files_of(pages):
        sheets = list(pairwise(page for page in file if page.state is PageState.SET_PAGE))
        backs_first = [(back, front) for front, back in sheets]
        for turned in (sheets, backs_first):
            pairs = [(front, back) for front, back in turned if _page(front) % 2 and not _page(back) % 2]
            wrong = [Misfit(front, back) for front, back in pairs if _fed_together(front, back, missing)]
            right = sum(_other_side(front) == back.number for front, back in pairs)
            if wrong and right >= _FITTING * len(wrong):
                yield from wrong
                break


def files_of(pages: Sequence[Named]) -> Iterator[list[Named]]:
    """The pages of each file, in order."""
    for _, file in groupby(pages, key=lambda page: id(page.file)):
        yield list(file)


def packet_of(page: Named, expectation: Expectation) -> PacketPlace | None:
    """The packet that a manifest or label belongs to, if it is one of ours; an old one still names its packet."""
    expected = page.expected
    if page.state is PageState.FOREIGN or expected is None or expected.packet_kind is None:
        return None
    kind = expected.packet_kind
    living = expectation.packets.get((expected.room, kind))
    own = expected.number if expected.number.kind is not NumberKind.MANIFEST else None
    return PacketPlace(room=expected.room, kind=kind, number=str(living or own or ""))


def _walk(pile: Sequence[tuple[int, Named]], expectation: Expectation, found: dict[int, Lying]) -> None:
    """Pages in the order in which they lay, each with the number of its file."""
    packet: PacketPlace | None = None
    said_in, clear = -1, True
    for at, page in pile:
        if _is_packets_sheet(page):
            packet, said_in, clear = packet_of(page, expectation), at, True
        elif page.state is PageState.UNREAD:
            clear = False
        found[page.place] = Lying(packet=packet, own_file=at == said_in, clear=clear)


def _is_packets_sheet(page: Named) -> bool:
    return page.number is not None and page.number.kind in _PACKETS_SHEETS


def _is_backwards(file: Sequence[Named]) -> bool:
    """Whether the last sheet of a pile was scanned first, as far as sets' pages and packets' sheets tell it."""
    full = [page for page in file if page.state is not PageState.BLANK]
    if not full:
        return False
    steps = [
        (_page(after) + 1) // 2 - (_page(before) + 1) // 2
        for before, after in pairwise(page for page in full if page.state is PageState.SET_PAGE)
        if before.expected == after.expected
    ]
    back, forth, jumps = steps.count(-1), steps.count(1), sum(abs(step) > 1 for step in steps)
    match _is_packets_sheet(full[0]), _is_packets_sheet(full[-1]):
        case True, False:
            return False
        case False, True:
            return forth <= back + jumps
    return back > forth + jumps


def _fed_together(front: Named, back: Named, missing: Callable[[Identifier], bool]) -> bool:
    other, before = _other_side(front), _other_side(back)
    return other != back.number and (missing(other) or missing(before))


def _other_side(page: Named) -> Identifier:
    """The number of the other side of a set's sheet: pages 1 and 2, 3 and 4 …"""
    assert page.number is not None
    return page.number.of_page(page.number.page + (1 if page.number.page % 2 else -1))


def _page(page: Named) -> int:
    return page.number.page if page.number else 0
