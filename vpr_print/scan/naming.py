"""Which paper a page is, by its number alone: what the pile around it says comes later. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from vpr_print.layout.proof import parse_mark
from vpr_print.model.identifier import Identifier, NotOurNumber, NumberKind, parse_number
from vpr_print.model.packet import PaperKind
from vpr_print.model.work import DEMO_SITE
from vpr_print.scan.expectation import Expectation, Expected, Standing, school_year
from vpr_print.scan.identity import Doubt, Identity
from vpr_print.scan.ink import BLANK
from vpr_print.scan.seen import PageReading
from vpr_print.scan.states import IN_ORDER, PageState, Resolution, ScannedFile, Why

_STATES = {
    NumberKind.SET: PageState.SET_PAGE,
    NumberKind.DELIVERY: PageState.LABEL,
    NumberKind.RETURN_USED: PageState.LABEL,
    NumberKind.RETURN_UNUSED: PageState.LABEL,
    NumberKind.DISPATCH: PageState.LABEL,
    NumberKind.CONDUCT_PROTOCOL: PageState.PROTOCOL,
    NumberKind.MANIFEST: PageState.MANIFEST,
    NumberKind.DRAFT_SHEET: PageState.DRAFT,
    NumberKind.OTHER: PageState.OTHER_PAPER,
}
_STATES_OF_PAPERS = {PaperKind.ANSWER_FORM: PageState.ANSWER_FORM, PaperKind.PROTOCOL_COPY: PageState.PROTOCOL_COPY}
"""Papers that their numbers do not tell from others."""
_WITH_NUMBER = frozenset((PageState.SCANNED_AGAIN, PageState.PRINTED_TWICE, PageState.VOID))
"""States that a person may say of a page without taking its number away."""
_DOUBTS = {
    Doubt.NOTHING: Why.NO_SYMBOL,
    Doubt.FOREIGN: Why.NO_NUMBER,
    Doubt.CODES: Why.ONLY_CODES,
    Doubt.DISAGREE: Why.DISAGREE,
    Doubt.ROWS: Why.ONLY_ROWS,
}


@dataclass(slots=True, kw_only=True)
class Named:
    """A page of the pile while it is being matched."""

    place: int
    file: ScannedFile
    reading: PageReading
    state: PageState
    why: Why | None = None
    number: Identifier | None = None
    """Its own, where one was read and is of our making, ours or not."""
    expected: Expected | None = None
    """The paper that the number stands for, void ones too."""
    seen: tuple[Identifier, ...] = ()
    """All numbers of papers that were read on it."""
    resolution: Resolution | None = None
    accepted: bool = False
    """The number is one of ours, void or not, whatever else becomes of the page."""


def name_page(
    place: int,
    file: ScannedFile,
    reading: PageReading,
    identity: Identity,
    expectation: Expectation,
    *,
    resolution: Resolution | None = None,
    work: str | None = None,
) -> Named:
    """The page with the state that its number gives it, or the word of a person. ``work`` is the only one accepted."""
    named = Named(
        place=place,
        file=file,
        reading=reading,
        state=PageState.UNREAD,
        seen=identity.seen,
        resolution=resolution,
    )
    named.number = _number_of(resolution) if resolution and resolution.number else identity.number
    if resolution is not None and resolution.state is not None:
        named.state = resolution.state
        if resolution.state not in _WITH_NUMBER:
            named.number = None
        elif named.number is not None:
            named.expected = expectation.of(named.number)
            named.accepted = _is_ours(judged(named.number, expectation, work)[0])
    elif named.number is not None:
        named.expected = expectation.of(named.number)
        named.state, named.why = judged(named.number, expectation, work)
        named.accepted = _is_ours(named.state)
    elif trouble := file.trouble or reading.trouble:
        named.why = Why(trouble.value)
    elif any(parse_mark(symbol.text) is not None for symbol in reading.symbols):
        named.state, named.why = PageState.OTHER_PAPER, Why.PROOF_PAGE
    elif identity.doubt is Doubt.NOTHING and reading.ink < BLANK:
        named.state = PageState.BLANK
    else:
        named.why = _DOUBTS[identity.doubt or Doubt.FOREIGN]
    return named


def judged(number: Identifier, expectation: Expectation, work: str | None = None) -> tuple[PageState, Why | None]:
    """What a page with this number is, and why where it is none of those that came as they should."""
    expected = expectation.of(number)
    if number.site not in expectation.sites:
        return PageState.FOREIGN, Why.REHEARSAL if number.site == DEMO_SITE else Why.OTHER_SITE
    if expected is None:
        return PageState.FOREIGN, Why.UNKNOWN
    if expected.standing is Standing.DISPUTED:
        return PageState.FOREIGN, Why.DISPUTED
    if work is not None and expected.room.work != work:
        return PageState.FOREIGN, Why.OTHER_WORK
    if work is None and 0 < school_year(expected.room.work) < expectation.newest_year:
        return PageState.FOREIGN, Why.EARLIER_YEAR
    if expected.pages and number.page > expected.pages:
        return PageState.FOREIGN, Why.NO_SUCH_PAGE
    if number.kind is NumberKind.SET and not number.page:
        return PageState.UNREAD, Why.NOT_OF_A_PAGE
    if expected.standing is not Standing.LIVING:
        return PageState.VOID, Why(expected.standing.value)
    return _STATES_OF_PAPERS.get(expected.kind, _STATES[number.kind]), None


def _is_ours(state: PageState) -> bool:
    return state in IN_ORDER or state is PageState.VOID


def _number_of(resolution: Resolution) -> Identifier | None:
    try:
        number = parse_number(resolution.number)
    except NotOurNumber:
        return None
    return number if isinstance(number, Identifier) else None
