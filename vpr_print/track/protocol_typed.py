"""What was typed from the paper protocol, by code: rows and marks, as events. Pure; never a name.

What was typed stands until something typed later names it as what it replaces. So two stations that typed one code
without knowing of each other leave two rows that stand, which is a contradiction for a person; a third row that names
both settles it. Nothing is deleted: an undone row stays in the ledger, as does the undoing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from vpr_print.model.work import ParticipantCode
from vpr_print.track.events import Event, EventKind, EventPlace, NewEvent, canonical_json

TYPED = (EventKind.PROTOCOL_ROW, EventKind.PROTOCOL_MARKS)
"""Kinds of the events that hold what was typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """A row of the paper protocol; with nothing in it, the participant did not come."""

    set_number: str = ""
    variant: int | None = None
    """As it stands on the paper."""
    form_number: str = ""
    confirmed: bool = False
    """A person looked at what speaks against the row, and says that it is so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperMarks:
    """What the form asks of a participant beside the row: marks by task, each spelled as the form has it."""

    marks: tuple[tuple[str, str], ...] = ()
    class_name: str = ""
    sex: str = ""
    previous: str = ""


Content = PaperRow | PaperMarks
ABSENT = PaperRow()
_FIELDS = {
    PaperRow: ("set_number", "variant", "form_number"),
    PaperMarks: ("marks", "class_name", "sex", "previous"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What a person types of one code."""

    code: ParticipantCode
    what: EventKind
    content: Content | None = None
    """None: nothing is said of the code any more."""
    second: bool = False
    """Typed blind by a second person, to be held against the first."""
    instead: tuple[EventPlace, ...] = ()
    """What it replaces: all that the person was shown."""
    undoes: EventPlace | None = None
    """Typed by mistake a moment ago: that and its replacing count no more."""
    reason: str = ""
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing:
    """One thing typed, as the ledger has it."""

    place: EventPlace
    at: str
    who: str
    station: str
    typed: Typed
    stands: bool


def only_adds(content: Content, former: Content | None) -> bool:
    """Whether everything that was said before is said again: then more is known, and nothing is corrected."""
    if former == ABSENT or type(former) is not type(content):
        return content == former
    return all(getattr(former, name) in ("", None, (), getattr(content, name)) for name in _FIELDS[type(content)])


def completed(content: Content, former: Content | None) -> Content:
    """With what was said before of the things that it does not speak of."""
    if ABSENT in (content, former) or type(former) is not type(content):
        return content
    silent = [name for name in _FIELDS[type(content)] if getattr(content, name) in ("", None, ())]
    return replace(content, **{name: getattr(former, name) for name in silent})


def unconfirmed(content: Content | None) -> Content | None:
    """What was typed, whether or not anybody confirmed it."""
    return replace(content, confirmed=False) if isinstance(content, PaperRow) else content


def typed_event(work: str, typed: Typed) -> NewEvent:
    """The event that holds what was typed."""
    said: dict[str, Any] = {"code": typed.code}
    match typed.content:
        case PaperRow(set_number="", variant=None, form_number=""):
            said["absent"] = True
        case PaperRow() as row:
            said |= {"set": row.set_number, "variant": row.variant, "form": row.form_number, "confirmed": row.confirmed}
        case PaperMarks() as marks:
            said |= {"marks": marks.marks, "class": marks.class_name, "sex": marks.sex, "previous": marks.previous}
        case None:
            said["nothing"] = True
    said |= {
        "second": typed.second,
        "instead": [str(place) for place in typed.instead],
        "undoes": str(typed.undoes) if typed.undoes else None,
        "reason": typed.reason,
    }
    body = canonical_json({name: value for name, value in said.items() if value})
    return NewEvent(what=typed.what, work=work, body=body, key=typed.key)


def typings_of(events: Iterable[Event]) -> tuple[Typing, ...]:
    """What the events hold, in their order, each with whether it stands."""
    read = [(event, _typed(event)) for event in events]
    undone = {typed.undoes for _, typed in read if typed.undoes}
    counting = {event.place for event, typed in read if not typed.undoes and event.place not in undone}
    replaced = {place for event, typed in read if event.place in counting for place in typed.instead}
    return tuple(
        Typing(
            place=event.place,
            at=event.at,
            who=event.who,
            station=event.station,
            typed=typed,
            stands=event.place in counting and event.place not in replaced and typed.content is not None,
        )
        for event, typed in read
    )


def _typed(event: Event) -> Typed:
    content = event.content
    undoes = content.get("undoes")
    return Typed(
        code=ParticipantCode(content["code"]),
        what=EventKind(event.what),
        content=None if undoes or content.get("nothing") else _content(EventKind(event.what), content),
        second=content.get("second", False),
        instead=tuple(map(EventPlace.parse, content.get("instead", ()))),
        undoes=EventPlace.parse(undoes) if undoes else None,
        reason=content.get("reason", ""),
        key=event.key,
    )


def _content(what: EventKind, content: Any) -> Content:
    if what is EventKind.PROTOCOL_ROW:
        return PaperRow(
            set_number=content.get("set", ""),
            variant=content.get("variant"),
            form_number=content.get("form", ""),
            confirmed=content.get("confirmed", False),
        )
    return PaperMarks(
        marks=tuple((task, mark) for task, mark in content.get("marks", ())),
        class_name=content.get("class", ""),
        sex=content.get("sex", ""),
        previous=content.get("previous", ""),
    )
