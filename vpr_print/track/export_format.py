"""Lines of an exported ledger and back: JSON lines that anybody can verify, CSV that anybody can look at.

The first line is the header, each other line one event, chain by chain, in order. What is read is checked so far
that folding it cannot stumble; whether its chain holds is for the reader of the chain to say.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from vpr_print.model.identifier import SERIALS, Identifier, NotOurNumber, parse_number
from vpr_print.model.packet import PaperKind
from vpr_print.track.events import Event, EventKind
from vpr_print.track.protocol_typed import TYPED

FORMAT = "vpr-print ledger"
VERSION = 1
LONGEST_LINE = 64 * 1024 * 1024
"""Bytes. One event lists the papers of a whole build, another the places of all codes."""
HIGHEST_LAMPORT = 2**30
"""So that no foreign chain can use up the numbers of ours, which are 31 bits on a server."""


class NotAnExport(ValueError):
    """The line is not what an export holds; the text, in Russian, says why."""


@dataclass(frozen=True, slots=True)
class ExportedChain:
    """One chain as the header announces it."""

    ledger: str
    events: int
    head: str
    """Hash of its last event."""


@dataclass(frozen=True, slots=True)
class ExportHeader:
    """First line of an export."""

    site: str
    ledger: str
    """The ledger that was exported; its chain comes first."""
    exported_at: str
    chains: tuple[ExportedChain, ...]


def header_line(header: ExportHeader) -> str:
    """The first line, with its end."""
    chains = [{"ledger": chain.ledger, "events": chain.events, "head": chain.head} for chain in header.chains]
    return _line(
        {
            "format": FORMAT,
            "version": VERSION,
            "site": header.site,
            "ledger": header.ledger,
            "exported_at": header.exported_at,
            "chains": chains,
        }
    )


def event_line(event: Event) -> str:
    """The line of one event, with its end."""
    return _line(event._asdict())


def csv_lines(events: Iterable[Event]) -> Iterator[str]:
    """Rows for a spreadsheet: semicolons, a mark of UTF-8, the names of the columns in the first row."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    yield "\ufeff" + ";".join(Event._fields) + "\r\n"
    for event in events:
        writer.writerow([_no_formula(value) for value in event])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def parse_header(line: bytes) -> ExportHeader:
    """The first line. Raises ``NotAnExport``."""
    try:
        begin = _Begin.model_validate_json(line)
    except ValidationError:
        raise NotAnExport("это не выгрузка журнала vpr-print") from None
    if begin.version != VERSION:
        raise NotAnExport(f"версия формата {begin.version}, а эта программа понимает {VERSION}: обновите её")
    try:
        header = _Header.model_validate_json(line)
    except ValidationError as error:
        raise NotAnExport(f"заголовок повреждён ({_place(error)})") from None
    chains = tuple(ExportedChain(chain.ledger, chain.events, chain.head) for chain in header.chains)
    if header.ledger not in {chain.ledger for chain in chains} or len({c.ledger for c in chains}) != len(chains):
        raise NotAnExport("заголовок повреждён (chains)")
    return ExportHeader(header.site, header.ledger, header.exported_at, chains)


def parse_event(line: bytes, site: str) -> Event:
    """The event of a line, in a shape that folding understands. Raises ``NotAnExport``."""
    try:
        read = _Line.model_validate_json(line)
        body = (_BODIES.get(read.what) or _STEP).validate_json(read.body)
    except ValidationError as error:
        raise NotAnExport(f"запись повреждена ({_place(error)})") from None
    if read.site != site:
        raise NotAnExport("запись другой школы")
    if read.what in _OF_A_PAPER if not read.number else not _is_paper(read.number, site):
        raise NotAnExport("запись повреждена (number)")
    if isinstance(body, _Reserved) and body.first + len(body.papers) - 1 not in SERIALS:
        raise NotAnExport("запись повреждена (body)")
    if "\\u0000" in read.body or any("\0" in text for text in (read.who, read.station, read.key or "", read.work)):
        raise NotAnExport("запись повреждена (знак с кодом 0)")
    return Event(
        read.site, read.ledger, read.seq, read.prev, read.hash, read.lamport, read.at, read.who, read.station,
        read.key, read.what, read.work, read.number, read.body,
    )  # fmt: skip


def serials_in(event: Event) -> range:
    """Serials that the event gives or promises: of a reservation its own, of a beginning the ledger's range."""
    content: Any = event.content
    if event.what == EventKind.RESERVED:
        return range(content["first"], content["first"] + len(content["papers"]))
    return range(content["first"], content["last"] + 1)


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _no_formula(value: str | int | None) -> str | int | None:
    """A spreadsheet takes a text that begins so for a formula; the apostrophe makes it a text again."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


@lru_cache(maxsize=100_000)
def _is_paper(text: str, site: str) -> bool:
    try:
        number = parse_number(text)
    except NotOurNumber:
        return False
    return isinstance(number, Identifier) and number.site == site and number.page == 0


def _place(error: ValidationError) -> str:
    """Which field, and nothing of its content."""
    return ".".join(map(str, error.errors(include_url=False, include_input=False)[0]["loc"])) or "JSON"


_STRICT = ConfigDict(strict=True, extra="forbid", frozen=True)
_STRICT_BODY = ConfigDict(strict=True, frozen=True)
"""A newer program may say more."""
_LedgerId = Annotated[str, Field(pattern=r"^[0-9a-f]{16,64}$")]
_Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_At = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$")]
_Count = Annotated[int, Field(ge=1, le=2**31 - 1)]
_Serial = Annotated[int, Field(ge=SERIALS[0], le=SERIALS[-1])]
_Text = Annotated[str, Field(max_length=1000)]
_EventPlace = Annotated[str, Field(pattern=r"^[0-9a-f]{16,64}:[0-9]{1,10}$")]


class _Begin(BaseModel):
    model_config = ConfigDict(strict=True)
    format: Annotated[str, Field(pattern=f"^{FORMAT}$")]
    version: int


class _Chain(BaseModel):
    model_config = _STRICT
    ledger: _LedgerId
    events: _Count
    head: _Hash


class _Header(BaseModel):
    model_config = _STRICT
    format: str
    version: int
    site: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    ledger: _LedgerId
    exported_at: _At
    chains: Annotated[list[_Chain], Field(min_length=1, max_length=1000)]


class _Line(BaseModel):
    model_config = _STRICT
    site: str
    ledger: str
    seq: _Count
    prev: str
    hash: str
    lamport: Annotated[int, Field(ge=1, le=HIGHEST_LAMPORT)]
    at: _At
    who: _Text
    station: _Text
    key: Annotated[str, Field(max_length=500)] | None
    what: Annotated[str, Field(min_length=1, max_length=60)]
    work: Annotated[str, Field(max_length=500)]
    number: Annotated[str, Field(max_length=16)]
    body: str


class _Created(BaseModel):
    model_config = _STRICT_BODY
    first: _Serial
    last: _Serial
    next: Annotated[int, Field(ge=SERIALS[0], le=SERIALS[-1] + 1)]


class _Reserved(BaseModel):
    model_config = _STRICT_BODY
    first: _Serial
    papers: Annotated[list[tuple[_Text, PaperKind, Annotated[int, Field(ge=0, le=10**6)], _Text]], Field(min_length=1)]


class _Built(BaseModel):
    model_config = _STRICT_BODY
    manifest_sha256: _Text


class _CodesPlaced(BaseModel):
    model_config = _STRICT_BODY
    places: list[tuple[Annotated[str, Field(max_length=7)], _Text, Annotated[int, Field(ge=0, le=10**6)]]]


class _Imported(BaseModel):
    model_config = _STRICT_BODY
    heads: dict[_LedgerId, tuple[_Count, _Hash]]


class _Step(BaseModel):
    """What steps of custody say; of events that a newer program knows, only that they say something."""

    model_config = _STRICT_BODY
    packet: _Text = ""
    room: _Text = ""
    bag: _Text = ""
    reason: _Text = ""
    event: _EventPlace | None = None
    overrules: bool = False
    reprint: bool = False


class _ProtocolTyped(BaseModel):
    """A row of the paper protocol or marks, by code."""

    model_config = _STRICT_BODY
    code: Annotated[str, Field(pattern=r"^[0-9]{1,7}$")]
    set: Annotated[str, Field(max_length=16)] = ""
    variant: Annotated[int, Field(ge=0, le=10**6)] | None = None
    form: _Text = ""
    marks: Annotated[list[tuple[_Text, _Text]], Field(max_length=500)] = []
    class_name: Annotated[str, Field(max_length=1000, alias="class")] = ""
    sex: _Text = ""
    previous: _Text = ""
    instead: Annotated[list[_EventPlace], Field(max_length=1000)] = []
    undoes: _EventPlace | None = None
    reason: _Text = ""
    second: bool = False
    nothing: bool = False
    confirmed: bool = False


_OF_NO_PAPER = frozenset(
    (EventKind.LEDGER_CREATED, EventKind.RESERVED, EventKind.BUILT, EventKind.CODES_PLACED, EventKind.IMPORTED, *TYPED)
)
_OF_A_PAPER = frozenset(EventKind) - _OF_NO_PAPER
_STEP: TypeAdapter[Any] = TypeAdapter(_Step)
_BODIES: dict[str, TypeAdapter[Any]] = {
    EventKind.LEDGER_CREATED: TypeAdapter(_Created),
    EventKind.RESERVED: TypeAdapter(_Reserved),
    EventKind.BUILT: TypeAdapter(_Built),
    EventKind.CODES_PLACED: TypeAdapter(_CodesPlaced),
    EventKind.IMPORTED: TypeAdapter(_Imported),
    **dict.fromkeys(TYPED, TypeAdapter(_ProtocolTyped)),
}
