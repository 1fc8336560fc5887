"""A pile put in order: a file for each packet, the pages for a person, the report, and the list of checksums."""

from __future__ import annotations

import hashlib
import os
import re
import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import groupby, zip_longest
from pathlib import Path

from vpr_print.documents.kit import LayoutKit
from vpr_print.documents.scan_report import ReportedPage, ReportedRoom, ReportedScan, render_scan_report
from vpr_print.drawing.fonts import FontBook
from vpr_print.model.identifier import DIGITS, grouped
from vpr_print.output.scan_folder import ScanFile, write_scan_files
from vpr_print.safe_files import write_new
from vpr_print.sandbox import Limits, SandboxError, call
from vpr_print.scan.binding import Binding, BoundPage, bind_pages
from vpr_print.scan.errors import NameTemplateError, PageLostError
from vpr_print.scan.states import PageState, RoomKey, ScannedPacket, ScannedPage, ScannedRoom, ScanResult
from vpr_print.scan.thumbnails import Thumbnail, thumbnails
from vpr_print.workflow.scan_scale import RoomScale, apart_words, range_words
from vpr_print.workflow.scan_words import (
    elsewhere_words,
    fact_words,
    lacking_words,
    set_words,
    state_words,
    verdict,
    why_words,
)

NAME_TEMPLATE = "{site}_{work}_{room}_{packet}"
"""Of the files of packets: what the system of results wants to read in a name is not public."""
REPORT, PAGE, LOOK = "otchet.pdf", "otchet.html", "ne-razobrano"
APART = "-ne-peredavat"
"""Ends the name of a file of pages that may hold names: protocols, lists of the room."""
FIELDS = ("site", "work", "room", "packet", "kind")
_NO_PACKET = "bez-paketa"
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")
WITH_NAMES = frozenset((PageState.PROTOCOL, PageState.OTHER_PAPER))
_PICTURES = 300
"""Pages of the report that have a picture: a pile of nothing but strange sheets is told about, not shown."""
_LIMITS = Limits(megabytes=1024, seconds=600)
"""Of binding one packet."""
_THUMBNAILS_AT_ONCE = 20


def put_in_order(
    result: ScanResult,
    scales: Sequence[RoomScale],
    out: Path,
    *,
    template: str,
    binding: Binding,
    time: str,
    who: str,
    kit: LayoutKit,
    fonts: FontBook,
    page: Callable[[ReportedScan], str],
) -> tuple[str, ...]:
    """The folder ``out`` holds the pile in order; gives the names of the files that were made anew.

    ``time`` and ``who`` stand in the report, ``page`` gives its HTML. Raises ``NameTemplateError`` and
    ``PageLostError`` (60), ``OutputError`` (40).
    """
    wanted = [
        _bound(f"{name}.{binding}", pages, binding)
        for stem, packet in _named(result.packets, template)
        for name, pages in ((stem, _to_hand_on(packet)), (f"{stem}{APART}", _to_keep(packet)))
        if pages
    ]
    doubtful = result.to_look_at
    if readable := tuple(page for page in doubtful if not page.cannot_be_opened):
        wanted.append(_bound(f"{LOOK}.{binding}", readable, binding))
    told = _reported(result, scales, time, who)
    fingerprint = _digest(repr(replace(told, time="")))
    shown = _Shown(told, doubtful)
    wanted.append(ScanFile(name=REPORT, fingerprint=fingerprint, make=partial(_draw, shown, kit, fonts)))
    wanted.append(ScanFile(name=PAGE, fingerprint=fingerprint, make=partial(_write_page, shown, page)))
    return write_scan_files(out, wanted)


def check_template(template: str) -> None:
    """Raise ``NameTemplateError`` unless the template names a file for each packet that is no other's."""
    try:
        fields = [field for _, field, spec, way in string.Formatter().parse(template) if field is not None]
        plain = all(not spec and not way for _, field, spec, way in string.Formatter().parse(template) if field)
    except ValueError:
        raise NameTemplateError(template, FIELDS) from None
    rest = template
    for field in fields:
        rest = rest.replace(f"{{{field}}}", "")
    unique = "packet" in fields or {"site", "work", "room", "kind"} <= set(fields)
    if not plain or not set(fields) <= set(FIELDS) or not unique or _NOT_IN_NAMES.search(rest):
        raise NameTemplateError(template, FIELDS)


def _to_hand_on(packet: ScannedPacket) -> tuple[ScannedPage, ...]:
    return tuple(page for page in packet.pages if page.state not in WITH_NAMES)


def _to_keep(packet: ScannedPacket) -> tuple[ScannedPage, ...]:
    """Pages that may hold names, which do not go to the system of results (Порядок, ИКУ: «Персональные данные … не
    передаются в систему»)."""
    return tuple(page for page in packet.pages if page.state in WITH_NAMES)


def _named(packets: Sequence[ScannedPacket], template: str) -> Iterator[tuple[str, ScannedPacket]]:
    """The packets with the names of their files, without ending."""
    check_template(template)
    taken: set[str] = set()
    for packet in packets:
        kind = packet.kind.value if packet.kind else _NO_PACKET
        values = {
            "site": packet.room.site,
            "work": packet.room.work,
            "room": packet.folder,
            "packet": packet.number or _NO_PACKET,
            "kind": kind,
        }
        name = _NOT_IN_NAMES.sub("-", template.format_map(values)).strip(".-") or _NO_PACKET
        while name.lower() in taken:
            name += "-1"
        taken.add(name.lower())
        yield name, packet


def _bound(name: str, pages: Sequence[ScannedPage], binding: Binding) -> ScanFile:
    bound = tuple(
        BoundPage(
            path=Path(page.file.path), page=page.source.page, turn=page.turn, dpi=page.dpi, sha256=page.file.sha256
        )
        for page in pages
    )
    told = [(page.sha256, page.page, page.turn, page.dpi) for page in bound]
    return ScanFile(name=name, fingerprint=_digest(repr((binding, told))), make=partial(_bind, bound, binding))


def _bind(pages: tuple[BoundPage, ...], binding: Binding, path: Path) -> None:
    try:
        refused = call(bind_pages, path, pages, binding, limits=_LIMITS)
    except SandboxError as error:
        raise PageLostError(pages[0].path.name, pages[0].page) from error
    if refused:
        raise OSError(refused, os.strerror(refused), str(path))


class _Shown:
    """A report with its pictures, which are made once, when the first file wants them."""

    def __init__(self, told: ReportedScan, doubtful: Sequence[ScannedPage]) -> None:
        self._told = told
        self._doubtful = doubtful

    @cached_property
    def report(self) -> ReportedScan:
        pictures = _pictures(self._doubtful[:_PICTURES])
        look = (
            replace(page, jpeg=picture.jpeg, width=picture.width, height=picture.height) if picture else page
            for page, picture in zip_longest(self._told.look, pictures)
        )
        return replace(self._told, look=tuple(look))


def _pictures(pages: Sequence[ScannedPage]) -> list[Thumbnail | None]:
    """A picture for each page; None for one that cannot be drawn."""
    found: list[Thumbnail | None] = []
    for path, of_file in groupby(pages, lambda page: page.file.path):
        wanted = [(page.source.page, page.turn) for page in of_file]
        for start in range(0, len(wanted), _THUMBNAILS_AT_ONCE):
            chunk = wanted[start : start + _THUMBNAILS_AT_ONCE]
            try:
                found += call(thumbnails, Path(path), tuple(chunk))
            except SandboxError:
                found += [None] * len(chunk)
    return found


def _draw(shown: _Shown, kit: LayoutKit, fonts: FontBook, path: Path) -> None:
    write_new(path, render_scan_report(shown.report, kit, fonts))


def _write_page(shown: _Shown, page: Callable[[ReportedScan], str], path: Path) -> None:
    write_new(path, page(shown.report).encode())


def _reported(result: ScanResult, scales: Sequence[RoomScale], time: str, who: str) -> ReportedScan:
    """The result in the words of the report, without pictures."""
    of_rooms = {item.room: item for item in scales}
    notes: dict[RoomKey | None, list[str]] = {}
    for fact in result.facts:
        notes.setdefault(fact.room, []).append(fact_words(fact))
    return ReportedScan(
        time=time,
        who=who,
        files=len(result.files),
        pages=sum(file.pages for file in result.files),
        accounted=len(result.pages),
        complete=result.complete,
        verdict=verdict(result),
        states=tuple((state_words(state), count) for state, count in result.counts.items() if count),
        rooms=tuple(_room(room, of_rooms.get(room.key), notes.get(room.key, ())) for room in result.rooms),
        look=tuple(_page(page) for page in result.to_look_at),
    )


def _room(room: ScannedRoom, scale: RoomScale | None, facts: Sequence[str]) -> ReportedRoom:
    part = [item for item in room.sets if item.missing]
    lacking = [lacking_words(room.lacking)] if room.lacking else []
    notes = [f"{set_words(item.ordinal, item.number)}: нет стр. {', '.join(map(str, item.missing))}" for item in part]
    return ReportedRoom(
        site=room.key.site,
        work=room.key.work,
        room=room.key.room,
        sets=room.expected - len(room.elsewhere),
        whole=len(room.sets) - len(part),
        part=len(part),
        absent=len(room.lacking),
        scale=range_words(scale) if scale else "",
        note="; ".join([*notes, *lacking, *facts, *([apart_words(scale)] if scale and scale.apart else [])]),
        elsewhere=elsewhere_words(room.elsewhere) if room.elsewhere else "",
    )


def _page(page: ScannedPage) -> ReportedPage:
    return ReportedPage(
        place=f"{page.file.name}, стр. {page.source.page}",
        state=state_words(page.state),
        number=", ".join(grouped(text) if text.isdigit() and len(text) == DIGITS else text for text in page.texts),
        why=f"{why_words(page)} [{page.id}]",
        jpeg=b"",
        width=0,
        height=0,
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
