"""``manifest.json`` read by its documented format, strictly: no entry missing, none too many.

It has a line for each room. A thousand rooms are read one at a time, and the pages of their sets, which are most of it,
are not kept: a line is proved by its digest.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from vpr_print.model.geometry import Rect
from vpr_print.model.manifest import (
    MANIFEST_FORMAT,
    FileKind,
    FileRecord,
    PacketRecord,
    PageRecord,
    PaperUse,
    RoomRecord,
    SetRecord,
    WorkManifest,
)
from vpr_print.model.packet import PacketKind
from vpr_print.verify.errors import Promise, ProofError

NAME = "manifest.json"
_T = TypeVar("_T")


def read_manifest(path: Path) -> WorkManifest:
    """What the file says, sets without their pages. Raises what ``read_by_room`` does."""
    rooms: list[RoomRecord] = []
    frame = read_by_room(path, lambda room, _: rooms.append(room))
    return replace(frame, rooms=tuple(rooms))


def read_by_room(path: Path, take: Callable[[RoomRecord, str], None]) -> WorkManifest:
    """What the file says but for its rooms; ``take`` is given each of them, sets without their pages, and the SHA-256
    of its line.

    Raises ``ProofError`` with the first thing that is not as documented.
    """
    with _as_documented(), path.open("rb") as file:
        head = file.readline()
        if file.readline() != b'"rooms": [\n':
            raise ValueError("нет строки, за которой идут кабинеты")
        ended = False
        for line in iter(file.readline, b"],\n"):
            if ended or not line.endswith(b"\n"):
                raise ValueError("строки кабинетов не кончаются, как описано")
            ended = not line.endswith(b",\n")
            data = line.rstrip(b",\n")
            take(_room(_parsed(data), _no_pages), hashlib.sha256(data).hexdigest())
        if not ended:
            raise ValueError("нет ни одного кабинета")
        return _work(_parsed(head + b'"rooms":[],' + file.read()))
    raise AssertionError("left by an exception only")


def parse_room(line: bytes) -> RoomRecord:
    """All that a room's line says. Raises ``ProofError`` as ``read_manifest``."""
    with _as_documented():
        return _room(_parsed(line), _pages)
    raise AssertionError("left by an exception only")


@contextmanager
def _as_documented() -> Iterator[None]:
    try:
        yield
    except OSError as flaw:
        raise ProofError(Promise.MANIFEST, NAME, 0, "файл читается", flaw.strerror or "нет файла") from None
    except (ValueError, RecursionError) as flaw:
        raise ProofError(Promise.MANIFEST, NAME, 0, "формат 1, как описан в docs/manifest.md", str(flaw)) from None


def _parsed(data: bytes) -> object:
    return json.loads(data.decode("utf-8"), object_pairs_hook=_without_doubles)


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("ключ стоит дважды")
    return dict(pairs)


def _work(raw: object) -> WorkManifest:
    entry = _Entry(raw, "опись", "format site work program rooms packets papers paper")
    if entry.whole("format") != MANIFEST_FORMAT:
        raise ValueError("другой формат")
    return WorkManifest(
        format=MANIFEST_FORMAT,
        site=entry.text("site"),
        work=entry.text("work"),
        program=entry.text("program"),
        rooms=(),
        packets=entry.many("packets", _packet),
        papers=entry.many("papers", _file),
        paper=_paper_use(entry.get("paper")),
    )


def _room(raw: object, pages: _Pages) -> RoomRecord:
    keys = "room folder fingerprint participants codes draft_sheets files sets packets"
    entry = _Entry(raw, "кабинет", keys)
    return RoomRecord(
        room=entry.text("room"),
        folder=entry.text("folder"),
        fingerprint=entry.text("fingerprint"),
        participants=entry.whole("participants"),
        codes=entry.whole("codes"),
        draft_sheets=entry.whole("draft_sheets"),
        files=entry.many("files", _file),
        sets=entry.many("sets", lambda item: _set(item, pages)),
        packets=entry.many("packets", _packet),
    )


def _set(raw: object, pages: _Pages) -> SetRecord:
    entry = _Entry(raw, "комплект", "number ordinal variant spare enlarged file pages")
    return SetRecord(
        number=entry.text("number"),
        ordinal=entry.whole("ordinal"),
        variant=entry.whole("variant"),
        spare=entry.truth("spare"),
        enlarged=entry.truth("enlarged"),
        file=entry.text("file"),
        pages=pages(entry),
    )


def _pages(entry: _Entry) -> tuple[PageRecord, ...]:
    return entry.many("pages", _page)


def _no_pages(_: _Entry) -> tuple[PageRecord, ...]:
    return ()


def _page(raw: object) -> PageRecord:
    entry = _Entry(raw, "страница", "number page boxes")
    return PageRecord(entry.text("number"), entry.whole("page"), entry.many("boxes", _box))


def _box(raw: object) -> Rect:
    if not isinstance(raw, list) or len(raw) != 4 or any(type(value) not in (int, float) for value in raw):
        raise ValueError("место штампа — не четыре числа")
    return _rect(*map(float, raw))


@lru_cache(maxsize=4096)
def _rect(x: float, y: float, w: float, h: float) -> Rect:
    """One value for all pages that are stamped at the same place."""
    return Rect(x, y, w, h)


def _packet(raw: object) -> PacketRecord:
    entry = _Entry(raw, "пакет", "kind number contents")
    kind = PacketKind(entry.text("kind"))
    return PacketRecord(kind=kind, number=entry.text("number"), contents=entry.many("contents", _text))


def _file(raw: object) -> FileRecord:
    entry = _Entry(raw, "файл", "kind path pages sha256 numbers")
    return FileRecord(
        kind=FileKind(entry.text("kind")),
        path=entry.text("path"),
        pages=entry.whole("pages"),
        sha256=entry.text("sha256"),
        numbers=entry.many("numbers", _text),
    )


def _paper_use(raw: object) -> PaperUse:
    entry = _Entry(raw, "бумага", "sheets_a4 sheets_a3 draft_sheets sheets_two_sided")
    return PaperUse(*(entry.whole(key) for key in ("sheets_a4", "sheets_a3", "draft_sheets", "sheets_two_sided")))


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise ValueError("вместо текста другое")
    return sys.intern(raw)  # a number stands in several places


class _Entry:
    """A JSON object with exactly the keys that it should have."""

    def __init__(self, raw: object, told: str, keys: str) -> None:
        if not isinstance(raw, dict) or set(raw) != set(keys.split()):
            raise ValueError(f"{told}: нужны ключи {keys}")
        self._raw: dict[str, Any] = raw
        self._told = told

    def get(self, key: str) -> object:
        return self._raw[key]

    def text(self, key: str) -> str:
        return sys.intern(self._typed(key, str))

    def whole(self, key: str) -> int:
        value = self._typed(key, int)
        if value < 0:
            raise ValueError(f"{self._told}: {key} меньше нуля")
        return value

    def truth(self, key: str) -> bool:
        return self._typed(key, bool)

    def many(self, key: str, parse: Callable[[object], _T]) -> tuple[_T, ...]:
        return tuple(parse(item) for item in self._typed(key, list))

    def _typed(self, key: str, kind: type[_T]) -> _T:
        value = self._raw[key]
        if type(value) is not kind:
            raise ValueError(f"{self._told}: у {key} значение другого рода")
        return value


_Pages = Callable[[_Entry], tuple[PageRecord, ...]]
