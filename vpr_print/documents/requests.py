"""Which papers of a work need a number, in plan order, each with a digest of what its bytes are made of.

A set is made of its place (room, ordinal), its variant's pages and the stamp's layout; pupils, the room's count,
spares and other rooms do not touch it. So a move changes only what it has to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from vpr_print.documents import (
    answer_forms,
    code_sheet,
    conduct_protocol,
    draft_sheets,
    hand_out_plan,
    manifests,
    packet_labels,
    summary,
)
from vpr_print.documents.kit import SET_LAYOUT, KitDigests, LayoutKit
from vpr_print.documents.options import PaperOptions
from vpr_print.documents.paper_use import paper_use
from vpr_print.documents.values import PROGRAM
from vpr_print.model.packet import (
    MANIFEST_OF,
    ROOM_PACKETS,
    IndividualSet,
    PaperKey,
    PaperKind,
    RoomPlan,
    WorkPlan,
)
from vpr_print.plan.numbering import PaperRequest, fingerprint_seed

DOCUMENTS_FORMAT = 1
"""Goes up when the drawing of a paper changes, so that changed bytes never keep an old number."""


@dataclass(frozen=True, slots=True)
class Made:
    """What the build's papers are made of, beside the plan."""

    variants: tuple[tuple[int, str], ...]
    """Number and content digest (``PreparedVariant.digest``) of each variant."""
    fonts: str
    """``FontBook.digest``."""
    kit: LayoutKit


def paper_requests(plan: WorkPlan, made: Made, options: PaperOptions) -> Iterator[PaperRequest]:
    """All papers of all rooms (sets first), then those of the work; they are many, and asked for once."""
    digests = made.kit.digests()
    for room in plan.rooms:
        yield from _room_requests(plan, room, _Seeds(plan, room, made, digests), options)
    yield from _work_requests(plan, _Seeds(plan, None, made, digests), made.kit, options)


def _room_requests(plan: WorkPlan, room: RoomPlan, seeds: _Seeds, options: PaperOptions) -> tuple[PaperRequest, ...]:
    """The room's sets, packets, protocols, code sheet, drafts, answer forms and manifests."""
    sets = [PaperRequest(PaperKey(room.name, PaperKind.SET, item.ordinal), seeds.of_set(item)) for item in room.sets]
    set_keys = tuple(request.key for request in sets)
    packets = [
        PaperRequest(
            PaperKey(room.name, PaperKind[kind.name]),
            seeds.of_form((packet_labels.LAYOUTS[kind], packet_labels.LAYOUTS[ROOM_PACKETS[0]]), _counts(room)),
            set_keys,
        )
        for kind in ROOM_PACKETS
    ]
    protocol = PaperRequest(
        PaperKey(room.name, PaperKind.CONDUCT_PROTOCOL),
        seeds.of_form((conduct_protocol.LAYOUT,), _counts(room), _protocol_rows(room, filled=options.filled_protocol)),
        set_keys,
    )
    copies = [
        PaperRequest(
            PaperKey(room.name, PaperKind.PROTOCOL_COPY),
            seeds.of_form((conduct_protocol.LAYOUT_OF_COPY,), _counts(room), _protocol_rows(room, filled=False)),
            set_keys,
        )
    ] * room.protocol_copy
    codes = [
        PaperRequest(PaperKey(room.name, PaperKind.CODE_SHEET), seeds.of_form((code_sheet.LAYOUT,), room.codes))
    ] * bool(room.codes)
    drafts = [
        PaperRequest(
            PaperKey(room.name, PaperKind.DRAFT_SHEETS, serial),
            seeds.of_form((draft_sheets.LAYOUT,), serial, room.draft_sheets),
        )
        for serial in (draft_sheets.draft_serials(room) if options.print_drafts else ())
    ]
    forms = [
        PaperRequest(
            PaperKey(room.name, PaperKind.ANSWER_FORM, ordinal), seeds.of_form((answer_forms.LAYOUT,), ordinal)
        )
        for ordinal in answer_forms.ordinals(room)
    ]
    others = tuple(request.key for request in (*packets, protocol, *copies, *codes))
    lists = [
        PaperRequest(
            PaperKey(room.name, MANIFEST_OF[kind]),
            seeds.of_form(
                (manifests.LAYOUTS[kind],),
                _counts(room),
                room.folder,
                plan.work.key,
                [item.pages for item in room.sets],
            ),
            (*set_keys, *others),
        )
        for kind in ROOM_PACKETS
    ]
    return (*sets, *packets, protocol, *copies, *codes, *drafts, *forms, *lists)


def _work_requests(plan: WorkPlan, seeds: _Seeds, kit: LayoutKit, options: PaperOptions) -> Iterable[PaperRequest]:
    piles = [(room.name, room.codes) for room in plan.rooms if room.codes]
    if piles:
        layouts = (code_sheet.LAYOUT, code_sheet.SEPARATOR)
        yield PaperRequest(PaperKey("", PaperKind.CODE_SHEET_ALL), seeds.of_form(layouts, piles))
    use = paper_use(plan, kit, options)
    packets = tuple(PaperKey(room.name, PaperKind[kind.name]) for room in plan.rooms for kind in ROOM_PACKETS)
    counts = [(room.name, _counts(room), [item.pages for item in room.sets]) for room in plan.rooms]
    yield PaperRequest(
        PaperKey("", PaperKind.SUMMARY), seeds.of_form((summary.LAYOUT,), plan.sides, use, counts), packets
    )
    rows = [
        (
            room.name,
            _counts(room),
            [
                (place.ordinal, place.variant, place.seat, hand_out_plan.who(place, names=options.names_in_plan))
                for place in room.places
            ],
            [(item.ordinal, item.variant) for item in room.sets],
        )
        for room in plan.rooms
    ]
    sets = tuple(PaperKey(room.name, PaperKind.SET, item.ordinal) for room in plan.rooms for item in room.sets)
    layouts = (hand_out_plan.GRID, hand_out_plan.LIST)
    yield PaperRequest(
        PaperKey("", PaperKind.HAND_OUT_PLAN), seeds.of_form(layouts, rows, options.names_in_plan), sets
    )


class _Seeds:
    """Digests of the papers of one room, or of the work."""

    def __init__(self, plan: WorkPlan, room: RoomPlan | None, made: Made, digests: KitDigests) -> None:
        self._digests = digests
        self._variants = dict(made.variants)
        self._work = (plan.work.subject, plan.work.grade)
        self._room = room.name if room else ""
        site = (plan.site.number, plan.site.name)
        self._form = (DOCUMENTS_FORMAT, PROGRAM, made.fonts, site, *self._work, plan.work.date_ru, self._room)
        self._set = (DOCUMENTS_FORMAT, made.fonts, digests.layouts[SET_LAYOUT], *self._work, self._room)

    def of_set(self, item: IndividualSet) -> str:
        """Not from pupils, the room's count or spares. One or two sides count through ``pages`` alone: a set that
        needs no blank back is the same paper either way."""
        return fingerprint_seed(*self._set, self._variants[item.variant], item.ordinal, item.pages, item.enlarged)

    def of_form(self, layouts: Sequence[str], *parts: object) -> str:
        drawn_with = [self._digests.layouts[key] for key in layouts]
        return fingerprint_seed(*self._form, self._digests.procedure, drawn_with, *parts)


def _counts(room: RoomPlan) -> tuple[object, ...]:
    """What ``room_values`` says of a room."""
    counts = (len(room.places), len(room.sets), len(room.spares), len(room.codes), len(room.spare_codes))
    return (*counts, room.draft_sheets, room.answer_forms, room.protocol_copy, room.class_names)


def _protocol_rows(room: RoomPlan, *, filled: bool) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = [
        (
            place.ordinal,
            place.code,
            place.variant,
            place.seat,
            conduct_protocol.printed_name(place, filled=filled),
            conduct_protocol.printed_class(place, room, filled=filled),
        )
        for place in room.places
    ]
    return [*rows, *((code,) for code in room.spare_codes)]
