"""What a build does to the numbers of its work: which it keeps, which it takes anew, which die by it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vpr_print.errors import VprPrintError
from vpr_print.model.identifier import SERIALS, Identifier
from vpr_print.model.packet import CUSTODY_PAPERS, PaperKind
from vpr_print.plan.numbering import Numbering, PaperRequest, SerialsExhausted, number_papers
from vpr_print.track.number_errors import (
    AfterOutsideError,
    NotBuiltError,
    ReasonNeededError,
    SerialRangeError,
    SerialsExhaustedError,
    UnknownNumberError,
    VoidNumberError,
)
from vpr_print.track.paper import LedgerPaper, PaperState
from vpr_print.track.standing import Standing

NO_BUILD_MAKES = frozenset((PaperKind.DISPATCH, *CUSTODY_PAPERS))


def numbered(standing: Standing, living: Mapping[str, LedgerPaper], requests: Iterable[PaperRequest]) -> Numbering:
    """The number of every paper: that of a living one with its content, or the next serial.

    Raises ``SerialsExhaustedError``.
    """
    # a replacement that was never finished has the same key and fingerprint: what is built goes before
    by_state = sorted(living.values(), key=lambda paper: paper.state is PaperState.BUILT)
    known = {(paper.key, paper.fingerprint): paper.identifier for paper in by_state}
    try:
        return number_papers(requests, known, standing.site, standing.serials, standing.next_serial)
    except SerialsExhausted as error:
        first, last = standing.serials[0], standing.serials[-1]
        raise SerialsExhaustedError(error.needed, error.left, first, last) from None


class Fates:
    """What a build does to each living paper of its work."""

    def __init__(self, living: Iterable[LedgerPaper], numbering: Numbering) -> None:
        kinds = numbering.papers.kinds_by_serial()
        self._living = bytearray(len(kinds))
        self._reserved = bytearray(len(kinds))
        dying: list[LedgerPaper] = []
        for paper in living:
            serial = paper.identifier.serial
            if kinds[serial] == paper.identifier.kind:
                self._living[serial] = True
                self._reserved[serial] = paper.state is PaperState.RESERVED
            elif paper.key.kind not in NO_BUILD_MAKES:
                dying.append(paper)
        self.dying = tuple(dying)
        """Those that have no place in the build any more."""

    def lives(self, number: Identifier) -> bool:
        """Whether a number of the build has been given to it and is not void."""
        return bool(self._living[number.serial])

    def is_reserved(self, number: Identifier) -> bool:
        """Whether a number of the build has been given, and no build that gave it has finished."""
        return bool(self._reserved[number.serial])


def need_reason(papers: Iterable[LedgerPaper], reason: str | None) -> None:
    """Raise ``ReasonNeededError`` when papers confirmed as printed would die without a reason."""
    confirmed = tuple((paper.identifier, paper.key) for paper in papers if paper.printed_confirmed)
    if confirmed and not (reason and reason.strip()):
        raise ReasonNeededError(confirmed)


def unprintable(number: Identifier, paper: LedgerPaper | None) -> VprPrintError | None:
    """Why nobody can have printed the paper with this number; None for a built one."""
    match paper:
        case None:
            return UnknownNumberError(number)
        case LedgerPaper(state=PaperState.VOID):
            return VoidNumberError(number, paper.key)
        case LedgerPaper(state=PaperState.RESERVED):
            return NotBuiltError(number, paper.key)
    return None


def check_serials(serials: range, after: int | None) -> tuple[int, int]:
    """First and last serial of the range. Raises ``SerialRangeError``, ``AfterOutsideError``."""
    if not serials or serials.step != 1 or serials[0] not in SERIALS or serials[-1] not in SERIALS:
        raise SerialRangeError(serials.start, serials.stop - 1)
    first, last = serials[0], serials[-1]
    if after is not None and not first - 1 <= after <= last:
        raise AfterOutsideError(after, first - 1, last)
    return first, last
