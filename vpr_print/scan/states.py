"""What came of every scanned page, set, packet and room: the values that a scan ends in. Pure.

Each page of the pile is one ``ScannedPage`` in exactly one ``PageState``. Words for people are the command line's and
the report's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from vpr_print.model.packet import PacketKind
from vpr_print.scan.seen import PageSource, Trouble

_SHORT = 8


class PageState(StrEnum):
    """What a scanned page is; every page has exactly one."""

    SET_PAGE = "set_page"
    MANIFEST = "manifest"
    PROTOCOL = "protocol"
    PROTOCOL_COPY = "protocol_copy"
    """Without names: it may be handed on."""
    LABEL = "label"
    DRAFT = "draft"
    ANSWER_FORM = "answer_form"
    OTHER_PAPER = "other_paper"
    SCANNED_AGAIN = "scanned_again"
    """The same sheet once more."""
    PRINTED_TWICE = "printed_twice"
    """A number that another sheet has too."""
    LOOK = "look"
    """A number that came before: whether on another sheet or the same, only a person can tell."""
    VOID = "void"
    """A number of ours that was replaced, or is of an old build."""
    FOREIGN = "foreign"
    UNREAD = "unread"
    BLANK = "blank"


IN_ORDER = frozenset(
    (
        PageState.SET_PAGE,
        PageState.MANIFEST,
        PageState.PROTOCOL,
        PageState.PROTOCOL_COPY,
        PageState.LABEL,
        PageState.DRAFT,
        PageState.ANSWER_FORM,
        PageState.OTHER_PAPER,
    )
)
"""Pages that came as they should; the others are none of a packet's."""
NEEDS_A_PERSON = frozenset(
    (PageState.PRINTED_TWICE, PageState.LOOK, PageState.VOID, PageState.FOREIGN, PageState.UNREAD)
)


class Why(StrEnum):
    """Why a page is in its state, where the state alone does not say it."""

    # foreign
    OTHER_SITE = "other_site"
    REHEARSAL = "rehearsal"
    """A number of the demo site, which no real school has."""
    UNKNOWN = "unknown"
    """Of a known site, but neither ledger nor manifest knows it."""
    NO_SUCH_PAGE = "no_such_page"
    """The paper is known, and has fewer pages."""
    OTHER_WORK = "other_work"
    """Not the work that was asked for."""
    EARLIER_YEAR = "earlier_year"
    """Of a work of an earlier school year than the newest that is known."""
    DISPUTED = "disputed"
    """Two manifests say of it what cannot both be."""
    # void
    REPLACED = "replaced"
    """A living number has taken its place."""
    OLD_BUILD = "old_build"
    # unread
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    LOCKED = "locked"
    MISSING = "missing"
    NOT_AN_IMAGE = "not_an_image"
    NO_SYMBOL = "no_symbol"
    NO_NUMBER = "no_number"
    """Symbols there are, but none holds a number of ours."""
    ONLY_CODES = "only_codes"
    """Participant codes, which no page has for its own number."""
    ONLY_ROWS = "only_rows"
    """Bars of a list's rows, which are other papers' numbers."""
    DISAGREE = "disagree"
    """The symbols of the page say different numbers."""
    NOT_OF_A_PAGE = "not_of_a_page"
    """The number is that of a whole set, which no page has."""
    # a number that came before
    SAME_FILE = "same_file"
    SAME_IMAGE = "same_image"
    SAME_SHEET = "same_sheet"
    """Another image with the same handwriting."""
    SAME_RUN = "same_run"
    """It came among sheets that were fed once more, in the same order."""
    OTHER_INK = "other_ink"
    """Something is written on one of the two only."""
    ALIKE = "alike"
    """The images are alike, and nothing is written on either."""
    NOT_COMPARED = "not_compared"
    """One of the two images could not be compared."""
    REPRINTED = "reprinted"
    """The ledger knows that it was printed again."""
    # other papers
    PROOF_PAGE = "proof_page"
    """The sheet that a copier is proved with."""
    LIES_HERE = "lies_here"
    """Only the packet's QR code was there to ask, which does not list it."""


_CLOSED = frozenset((Why.DAMAGED, Why.TOO_LARGE, Why.TOO_SLOW, Why.LOCKED, Why.MISSING, Why.NOT_AN_IMAGE))


class Fate(StrEnum):
    """What became of a set, by the packet that it came back in."""

    USED = "used"
    UNUSED = "unused"


KIND_OF_FATE: Mapping[Fate, PacketKind] = {
    Fate.USED: PacketKind.RETURN_USED,
    Fate.UNUSED: PacketKind.RETURN_UNUSED,
}
"""The packet that a set of this fate lies in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What a person said of a page after looking at it."""

    source: PageSource
    number: str = ""
    """The 16 digits that the page has; empty where ``state`` is said."""
    state: PageState | None = None
    who: str
    reason: str
    at: str
    """UTC, ISO 8601."""

    @property
    def taken_back(self) -> bool:
        """Whether it only takes back what was said before."""
        return not self.number and self.state is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedFile:
    """One file of the pile, as it was found."""

    path: str
    name: str
    """How people are told of it: the part of the path that tells it from the others; empty while that is not known."""
    sha256: str
    pages: int
    """1 for a file that cannot be opened: it counts as one unread page."""
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomKey:
    """Which room is meant, among many sites and works."""

    site: str
    work: str
    room: str
    """As people call it; the folder's name where only a packet's QR code told of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketPlace:
    """A room's packet."""

    room: RoomKey
    kind: PacketKind
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedPage:
    """One page of the pile and what it is."""

    place: int
    """In scanning order, from 1."""
    file: ScannedFile
    source: PageSource
    state: PageState
    why: Why | None = None
    number: str = ""
    """The page's own 16 digits; empty where none is accepted."""
    texts: tuple[str, ...] = ()
    """All numbers of papers that its symbols say; what else they say is nobody's business."""
    room: RoomKey | None = None
    """That the page belongs to, its name empty for papers of a whole work; None where nothing is known of it."""
    packet: PacketPlace | None = None
    """That the page belongs in; None where that is not known."""
    lies_in: PacketPlace | None = None
    """The packet whose first sheet came before it; None for none, or one that is not known."""
    paper: str = ""
    """Number of the whole paper: of the set, of the protocol."""
    set_ordinal: int = 0
    """Of a set in its room; 0 for other papers, and where only a QR code told of the set."""
    variant: int = 0
    page: int = 0
    """In its paper, from 1."""
    twin: int = 0
    """``place`` of the page that has the same number and came before."""
    living: str = ""
    """Of a void number: the number that has taken its place."""
    turn: int = 0
    skew: float = 0.0
    dpi: float = 0.0
    resolution: Resolution | None = None
    """What a person said of it."""

    @property
    def id(self) -> str:
        """Short name for ``scan-resolve``: the beginning of the file's digest, and the page."""
        return f"{self.source.sha256[:_SHORT]}-{self.source.page}"

    @property
    def cannot_be_opened(self) -> bool:
        """Whether there is no image at all."""
        return self.why in _CLOSED

    @property
    def needs_a_person(self) -> bool:
        """Whether somebody has to look at the sheet."""
        settled = self.why is Why.REPRINTED or (self.resolution is not None and self.resolution.state is self.state)
        return self.state in NEEDS_A_PERSON and not settled


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedSet:
    """A set of which at least one page came."""

    room: RoomKey
    number: str
    ordinal: int
    variant: int
    spare: bool
    pages: int
    """That it has; 0 where nobody knows."""
    missing: tuple[int, ...]
    """Its pages that did not come."""
    fate: Fate | None
    """None where no packet's first sheet says it, or two say different things."""
    sure: bool
    """No page that is still to be looked at, and no contradiction, stands against its fate."""
    digest: str
    """Of the images of its pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedPacket:
    """Pages that belong in one packet, in the order in which they are handed on."""

    room: RoomKey
    folder: str
    """ASCII name of the room."""
    number: str
    """Empty for pages of the room of which no packet is known."""
    kind: PacketKind | None
    pages: tuple[ScannedPage, ...]
    """Manifest, label, protocol, sets by ordinal and page, drafts and other papers; each number once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsentSet:
    """A set of a room, no page of which came."""

    number: str
    ordinal: int
    packet: str
    """The return packet in which the ledger says it lies; empty where nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedRoom:
    """A room of which something came: expected against seen."""

    key: RoomKey
    folder: str
    expected: int
    """Sets that were made for the room."""
    sets: tuple[ScannedSet, ...]
    lacking: tuple[AbsentSet, ...]
    """That should have come: the ledger does not say that they lie elsewhere."""
    elsewhere: tuple[AbsentSet, ...]
    """That the ledger knows to lie in packets of which nothing was scanned."""
    packets: tuple[PacketPlace, ...]
    """Whose manifest or label came."""
    surplus: int
    """Pages among its own or in its packets that should not be there: void, foreign, doubled, of other rooms."""

    @property
    def missing_pages(self) -> int:
        return sum(len(item.missing) for item in self.sets)

    def is_whole(self, packet: PacketPlace) -> bool:
        """Whether everything came that may lie in one of the room's packets."""
        others = {fate for fate, kind in KIND_OF_FATE.items() if kind is not packet.kind}
        torn = any(item.missing for item in self.sets if item.fate not in others)
        return not torn and all(item.packet not in ("", packet.number) for item in self.lacking)

    def count(self, fate: Fate | None) -> int:
        """How many of the sets have this fate."""
        return sum(item.fate is fate for item in self.sets)


class FactKind(StrEnum):
    """A contradiction in the pile that a person has to settle."""

    DOUBLE_FEED = "double_feed"
    """Front and back of a sheet do not belong together, and their own other sides did not come."""
    TWO_PACKETS = "two_packets"
    """Pages of one set lie in both return packets."""
    OTHER_ROOM = "other_room"
    """Pages of one room lie in another room's packet."""
    OTHER_WORK = "other_work"
    """Pages of one work lie in another work's packet."""
    LABEL_DISAGREES = "label_disagrees"
    """A packet's label and its manifest are of different packets."""
    MANIFESTS_DISAGREE = "manifests_disagree"
    """Two ``manifest.json`` of one work differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One contradiction and the pages in which it is seen."""

    kind: FactKind
    pages: tuple[ScannedPage, ...] = ()
    room: RoomKey | None = None
    """Of what lies wrong."""
    number: str = ""
    """Of the set or packet."""
    packets: tuple[PacketPlace, ...] = ()
    """That contradict each other, or in which something lies wrong."""
    missing: tuple[str, ...] = ()
    """Numbers of pages that did not come for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """Every page of the pile accounted for."""

    files: tuple[ScannedFile, ...]
    pages: tuple[ScannedPage, ...]
    """In scanning order."""
    packets: tuple[ScannedPacket, ...]
    """By site, work, room, kind."""
    rooms: tuple[ScannedRoom, ...]
    unseen: tuple[RoomKey, ...]
    """Rooms of the same works of which nothing came."""
    stayed: tuple[RoomKey, ...]
    """Those of which nothing should: the ledger knows all their sets to be lost, or kept at school."""
    facts: tuple[Fact, ...]

    def __post_init__(self) -> None:
        pages_in = sum(file.pages for file in self.files)
        assert pages_in == len(self.pages), f"{pages_in} pages in, {len(self.pages)} accounted"

    @property
    def counts(self) -> Mapping[PageState, int]:
        """How many pages are in each state, all states named."""
        counted = Counter(page.state for page in self.pages)
        return {state: counted[state] for state in PageState}

    @property
    def to_look_at(self) -> tuple[ScannedPage, ...]:
        """Pages that a person has to look at."""
        return tuple(page for page in self.pages if page.needs_a_person)

    @property
    def complete(self) -> bool:
        """Whether nobody has to look: no doubtful page, nothing missing in a room of which something came."""
        whole = not self.unseen and all(not room.lacking and not room.missing_pages for room in self.rooms)
        return whole and not self.to_look_at and not self.facts
