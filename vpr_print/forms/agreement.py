"""Three sources held against each other: what was planned, what came back, what was typed. Pure.

The paper protocol says which code got which set (Порядок ВПР, прил. 4, пп. 5.8, 9.1). Nothing is decided silently:
where two sources cannot both be right, a person says which one is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from vpr_print.model.work import ParticipantCode


class SetFate(StrEnum):
    """What became of a set, as far as anybody knows."""

    OPEN = "open"
    USED = "used"
    UNUSED = "unused"
    SPOILED = "spoiled"
    LOST = "lost"
    VOID = "void"
    """Replaced by another before anybody wrote in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSet:
    """A set that was made, and what became of it."""

    number: str
    room: str
    ordinal: int
    variant: int | None
    """None: of a set that a later build has changed nobody knows it any more."""
    fate: SetFate


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPlace:
    """A code and the set that lay beside it in the delivery packet."""

    code: ParticipantCode
    room: str
    ordinal: int
    class_name: str = ""
    spare: bool = False
    """A spare code: that nobody has it is as it should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownForm:
    """An answer form that was printed for the work."""

    number: str
    room: str
    ordinal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the paper protocol as it was typed in."""

    code: ParticipantCode
    set_number: str = ""
    variant: int | None = None
    """As it stands on the paper; None where nobody typed it."""
    form_number: str = ""
    confirmed: bool = False
    """A person looked at what speaks against the row, and says that it is so."""
    who: str = ""
    at: str = ""

    @property
    def came(self) -> bool:
        """Nothing but the code in the row: the participant did not come."""
        return bool(self.set_number or self.form_number or self.variant is not None)


class Basis(StrEnum):
    """What a row rests on."""

    ENTERED = "entered"
    ENTERED_AND_SEEN = "entered_and_seen"
    """The set also came back used."""
    PLANNED_AND_SEEN = "planned_and_seen"
    """Nobody typed the row; the set that lay beside the code came back used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedRow:
    """A participant who came, and what they wrote."""

    code: ParticipantCode
    room: str
    ordinal: int
    """Of the set."""
    set_number: str
    """Empty where the protocol says the variant alone, and no set lay beside the code."""
    variant: int | None
    form_number: str
    class_name: str
    basis: Basis


class ContradictionKind(StrEnum):
    """Why two sources cannot both be right."""

    CODE_TWICE = "code_twice"
    """Two rows of the protocol for one code."""
    SET_TWICE = "set_twice"
    """Two codes with one set."""
    FORM_TWICE = "form_twice"
    """Two codes with one answer form."""
    UNKNOWN_CODE = "unknown_code"
    UNKNOWN_SET = "unknown_set"
    UNKNOWN_FORM = "unknown_form"
    """Forms were printed for the work, and this number is none of theirs."""
    VARIANT_UNLIKE = "variant_unlike"
    """The variant on the paper is not that of the set."""
    ABSENT_BUT_USED = "absent_but_used"
    CAME_BUT_NOT_USED = "came_but_not_used"
    """The set of a participant who came is unused, spoiled, lost or void."""
    USED_BY_NOBODY = "used_by_nobody"
    """A used set came back, and no code has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Something that a person has to settle."""

    kind: ContradictionKind
    codes: tuple[ParticipantCode, ...] = ()
    sets: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    fate: SetFate | None = None
    variant: int | None = None
    """Of the set."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the sources say together."""

    rows: tuple[AgreedRow, ...]
    """In the order of rooms and places."""
    absent: tuple[ParticipantCode, ...]
    unknown: tuple[ParticipantCode, ...]
    """Codes of which no source says whether their owners came; spare ones left out."""
    contradictions: tuple[Contradiction, ...]


def agree(
    planned: Sequence[PlannedPlace],
    sets: Iterable[KnownSet],
    entries: Sequence[Entry],
    forms: Iterable[KnownForm] = (),
) -> Agreement:
    """The rows that no source contradicts, and every contradiction. Without ``forms`` others have brought them."""
    return _Agreement(planned, sets, entries, forms).result()


class _Agreement:
    def __init__(
        self,
        planned: Sequence[PlannedPlace],
        sets: Iterable[KnownSet],
        entries: Sequence[Entry],
        forms: Iterable[KnownForm],
    ) -> None:
        self._planned = {place.code: place for place in planned}
        self._sets = {item.number: item for item in sets}
        self._forms = {form.number for form in forms}
        living = (item for item in self._sets.values() if item.fate is not SetFate.VOID)
        self._living = {(item.room, item.ordinal): item for item in living}
        self._entries: dict[ParticipantCode, list[Entry]] = defaultdict(list)
        for entry in map(self._with_its_set, entries):
            if entry not in self._entries[entry.code]:
                self._entries[entry.code].append(entry)
        self._taken = {entry.set_number for entries in self._entries.values() for entry in entries}
        self._disputed: set[ParticipantCode] = set()

    def result(self) -> Agreement:
        contradictions = [*self._between_entries(), *self._with_sets()]
        for contradiction in contradictions:
            self._disputed.update(contradiction.codes)
        contradictions += self._owned_by_nobody()
        rows, absent, unknown = [], [], []
        for code in [*self._planned, *(code for code in self._entries if code not in self._planned)]:
            if code in self._disputed:
                continue
            if row := self._row(code):
                rows.append(row)
            elif code in self._entries:
                absent.append(code)
            elif not self._planned[code].spare:
                unknown.append(code)
        return Agreement(tuple(rows), tuple(absent), tuple(unknown), tuple(contradictions))

    def _between_entries(self) -> Iterator[Contradiction]:
        for code, entries in self._entries.items():
            if len(set(map(self._said, entries))) > 1:
                yield _between(ContradictionKind.CODE_TWICE, (code,), entries)
            # a work that was built without codes plans none: then the form says which there are
            if self._planned and code not in self._planned and not all(entry.confirmed for entry in entries):
                yield _between(ContradictionKind.UNKNOWN_CODE, (code,), entries)
        came = [entry for entries in self._entries.values() for entry in entries if entry.came]
        sets = {entry: entry.set_number for entry in came if entry.set_number}
        yield from self._shared(ContradictionKind.SET_TWICE, sets)
        forms = {entry: entry.form_number for entry in came if entry.form_number}
        yield from self._shared(ContradictionKind.FORM_TWICE, forms)
        for entry, form in forms.items():
            if self._forms and form not in self._forms and not entry.confirmed:
                yield _between(ContradictionKind.UNKNOWN_FORM, (entry.code,), (entry,))

    def _shared(self, kind: ContradictionKind, things: Mapping[Entry, str]) -> Iterator[Contradiction]:
        """Things that more than one code has."""
        owners: dict[str, list[Entry]] = defaultdict(list)
        for entry, thing in things.items():
            owners[thing].append(entry)
        for entries in owners.values():
            codes = tuple(dict.fromkeys(entry.code for entry in entries))
            if len(codes) > 1:
                yield _between(kind, codes, entries)

    def _with_sets(self) -> Iterator[Contradiction]:
        for code, entries in self._entries.items():
            for entry in entries:
                if entry.came:
                    yield from self._against_its_set(entry) if entry.set_number else ()
                elif (own := self._own_set(code)) and own.fate is SetFate.USED and own.number not in self._taken:
                    yield Contradiction(
                        kind=ContradictionKind.ABSENT_BUT_USED, codes=(code,), sets=(own.number,), entries=(entry,)
                    )

    def _against_its_set(self, entry: Entry) -> Iterator[Contradiction]:
        item = self._sets.get(entry.set_number)

        def said(kind: ContradictionKind) -> Contradiction:
            of = (item.fate, item.variant) if item else (None, None)
            return Contradiction(
                kind=kind, codes=(entry.code,), sets=(entry.set_number,), entries=(entry,), fate=of[0], variant=of[1]
            )

        if item is None:
            yield said(ContradictionKind.UNKNOWN_SET)
            return
        if None not in (entry.variant, item.variant) and entry.variant != item.variant:
            yield said(ContradictionKind.VARIANT_UNLIKE)
        if item.fate not in (SetFate.USED, SetFate.OPEN) and not entry.confirmed:
            yield said(ContradictionKind.CAME_BUT_NOT_USED)

    def _owned_by_nobody(self) -> Iterator[Contradiction]:
        """Used sets without an owner: no entry has them, and the code that lay beside them was typed with another."""
        told = {number for code in self._disputed for number in self._sets_of(code)}
        beside = {(place.room, place.ordinal): place.code for place in self._planned.values()}
        # where no codes were planned, no set lies beside one: a row may say the variant alone
        came = (entry for entries in self._entries.values() for entry in entries if entry.came and not self._planned)
        without_set = Counter(entry.variant for entry in came if not entry.set_number)
        for item in self._sets.values():
            if item.fate is not SetFate.USED or item.number in self._taken | told:
                continue
            code = beside.get((item.room, item.ordinal))
            if without_set[item.variant] > 0:
                without_set[item.variant] -= 1
            elif code is None or code in self._entries:
                yield Contradiction(kind=ContradictionKind.USED_BY_NOBODY, sets=(item.number,))

    def _with_its_set(self, entry: Entry) -> Entry:
        """A row that names no set means the one that lay beside the code."""
        own = None if entry.set_number or not entry.came else self._own_set(entry.code)
        return replace(entry, set_number=own.number) if own else entry

    def _said(self, entry: Entry) -> tuple[str, int | None, str]:
        item = self._sets.get(entry.set_number)
        return entry.set_number, item.variant if entry.variant is None and item else entry.variant, entry.form_number

    def _sets_of(self, code: ParticipantCode) -> tuple[str, ...]:
        own = self._own_set(code)
        return (own.number,) if own else ()

    def _own_set(self, code: ParticipantCode) -> KnownSet | None:
        """The set that lay beside the code."""
        place = self._planned.get(code)
        return self._living.get((place.room, place.ordinal)) if place else None

    def _row(self, code: ParticipantCode) -> AgreedRow | None:
        """The row of a code whose owner came; None for one who did not, or of whom nothing is known."""
        entry = next(iter(self._entries.get(code, ())), None)
        if entry and not entry.came:
            return None
        item = self._sets.get(entry.set_number) if entry else self._own_set(code)
        seen = item is not None and item.fate is SetFate.USED
        if entry is None and (not seen or (item and item.number in self._taken)):
            return None
        place = self._planned.get(code)
        basis = Basis.PLANNED_AND_SEEN if entry is None else Basis.ENTERED_AND_SEEN if seen else Basis.ENTERED
        variant = item.variant if item else None
        return AgreedRow(
            code=code,
            room=item.room if item else place.room if place else "",
            ordinal=item.ordinal if item else place.ordinal if place else 0,
            set_number=item.number if item else "",
            variant=entry.variant if entry and variant is None else variant,
            form_number=entry.form_number if entry else "",
            class_name=place.class_name if place else "",
            basis=basis,
        )


def _between(
    kind: ContradictionKind, codes: tuple[ParticipantCode, ...], entries: Sequence[Entry]
) -> Contradiction:
    sets = tuple(dict.fromkeys(entry.set_number for entry in entries if entry.set_number))
    return Contradiction(kind=kind, codes=codes, sets=sets, entries=tuple(entries))
