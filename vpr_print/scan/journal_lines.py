"""The entries of a scan's journal: what each line says, and how values become lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from vpr_print.layout.proof import parse_mark
from vpr_print.model.identifier import NotOurNumber, parse_number
from vpr_print.model.packet_qr import NotAPacketQr, parse_packet_qr
from vpr_print.scan.likeness import Likeness
from vpr_print.scan.repeats import Pair
from vpr_print.scan.seen import PageReading, PageSource, Point, Symbol, SymbolType, Trouble
from vpr_print.scan.states import PageState, Resolution, ScannedFile

FORMAT = 1
_READ_AGAIN = frozenset((Trouble.TOO_SLOW, Trouble.MISSING))
"""Not the image's fault: the next run tries once more."""

Json = Mapping[str, Any]


class NotAnEntry(ValueError):
    """The line is none that this program writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a scan was told, for whoever goes on with it."""

    manifests: str = ""
    """Absolute path of the folder with manifests."""
    school: str = ""
    """Of the school folder."""
    work: str = ""
    template: str = ""
    """Of the names of files."""
    binding: str = ""
    """What the files are."""


@dataclass(slots=True)
class Kept:
    """Everything that the journal says."""

    asked: Asked = field(default_factory=Asked)
    files: dict[str, ScannedFile] = field(default_factory=dict)
    """By path, in the order in which they were first seen; the latest content counts."""
    readings: dict[PageSource, PageReading] = field(default_factory=dict)
    resolutions: dict[PageSource, Resolution] = field(default_factory=dict)
    """What was said last of each page; what was taken back is gone."""
    comparisons: dict[Pair, Likeness] = field(default_factory=dict)


def take_line(kept: Kept, line: bytes) -> None:
    """Add what a line says. Raises ``NotAnEntry``."""
    try:
        raw = json.loads(line)
        _ENTRIES[raw["entry"]](kept, raw)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise NotAnEntry(type(error).__name__) from None


def resolve(kept: Kept, resolution: Resolution) -> None:
    """The last word of a person counts."""
    if resolution.taken_back:
        kept.resolutions.pop(resolution.source, None)
    else:
        kept.resolutions[resolution.source] = resolution


def measure(kept: Kept, source: PageSource, scale: float) -> None:
    """A page that was read before is measured now."""
    kept.readings[source] = replace(kept.readings[source], scale=scale)


def without_foreign_texts(reading: PageReading) -> PageReading:
    """The reading with the texts of our own symbols only: what else stands on a page is nobody's business."""
    symbols = (symbol if _is_ours(symbol.text) else replace(symbol, text="") for symbol in reading.symbols)
    return replace(reading, symbols=tuple(symbols))


def line_of(entry: Json) -> bytes:
    """The entry as a line."""
    return json.dumps(entry, separators=(",", ":")).encode("ascii") + b"\n"


def journal_json() -> Json:
    """The first line."""
    return {"entry": "journal", "format": FORMAT}


def asked_json(asked: Asked) -> Json:
    return {"entry": "asked", **asdict(asked)}


def file_json(file: ScannedFile) -> Json:
    return {
        "entry": "file",
        "path": file.path,
        "sha256": file.sha256,
        "pages": file.pages,
        "trouble": file.trouble,
    }


def reading_json(reading: PageReading) -> Json:
    return {
        "entry": "page",
        **_source_json(reading.source),
        "width": reading.width,
        "height": reading.height,
        "dpi": reading.dpi,
        "symbols": [[symbol.type, symbol.text, symbol.corners] for symbol in reading.symbols],
        "turn": reading.turn,
        "skew": reading.skew,
        "ink": reading.ink,
        "pixels": reading.pixels,
        "trouble": reading.trouble,
        "scale": reading.scale,
    }


def comparison_json(pair: Pair, likeness: Likeness) -> Json:
    sources = [pair.one, pair.other, *pair.thirds]
    return {"entry": "comparison", "pages": list(map(_source_json, sources)), "says": likeness}


def scale_json(source: PageSource, scale: float) -> Json:
    return {"entry": "scale", **_source_json(source), "scale": scale}


def resolution_json(resolution: Resolution) -> Json:
    return {
        "entry": "resolution",
        **_source_json(resolution.source),
        "number": resolution.number,
        "state": resolution.state,
        "who": resolution.who,
        "reason": resolution.reason,
        "at": resolution.at,
    }


def _take_journal(_: Kept, raw: Json) -> None:
    if raw["format"] != FORMAT:
        raise NotAnEntry("another format")


def _take_asked(kept: Kept, raw: Json) -> None:
    kept.asked = Asked(**{name: _text(raw[name]) for name in asdict(Asked())})


def _take_file(kept: Kept, raw: Json) -> None:
    path = _text(raw["path"])
    trouble = Trouble(raw["trouble"]) if raw["trouble"] else None
    kept.files[path] = ScannedFile(
        path=path, name="", sha256=_text(raw["sha256"]), pages=_whole(raw["pages"]), trouble=trouble
    )


def _take_page(kept: Kept, raw: Json) -> None:
    reading = PageReading(
        source=_source(raw),
        width=_whole(raw["width"]),
        height=_whole(raw["height"]),
        dpi=float(raw["dpi"]),
        symbols=tuple(
            Symbol(SymbolType(kind), _text(text), (_point(one), _point(two), _point(three), _point(four)))
            for kind, text, (one, two, three, four) in raw["symbols"]
        ),
        turn=_whole(raw["turn"]),
        skew=float(raw["skew"]),
        ink=float(raw["ink"]),
        pixels=_text(raw["pixels"]),
        trouble=Trouble(raw["trouble"]) if raw["trouble"] else None,
        scale=None if raw["scale"] is None else float(raw["scale"]),
    )
    if reading.trouble not in _READ_AGAIN:
        kept.readings[reading.source] = reading


def _take_comparison(kept: Kept, raw: Json) -> None:
    one, other, *thirds = map(_source, raw["pages"])
    kept.comparisons[Pair(one, other, tuple(thirds))] = Likeness(raw["says"])


def _take_scale(kept: Kept, raw: Json) -> None:
    measure(kept, _source(raw), float(raw["scale"]))


def _take_resolution(kept: Kept, raw: Json) -> None:
    state = PageState(raw["state"]) if raw["state"] else None
    texts = {name: _text(raw[name]) for name in ("number", "who", "reason", "at")}
    resolve(kept, Resolution(source=_source(raw), state=state, **texts))


_ENTRIES: Mapping[str, Callable[[Kept, Json], None]] = {
    "journal": _take_journal,
    "asked": _take_asked,
    "file": _take_file,
    "page": _take_page,
    "comparison": _take_comparison,
    "scale": _take_scale,
    "resolution": _take_resolution,
}


def _source_json(source: PageSource) -> Json:
    return {"sha256": source.sha256, "page": source.page}


def _source(raw: Json) -> PageSource:
    return PageSource(_text(raw["sha256"]), _whole(raw["page"]))


def _point(raw: Any) -> Point:
    x, y = raw
    return float(x), float(y)


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise NotAnEntry("not a text")
    return raw


def _whole(raw: object) -> int:
    if type(raw) is not int or raw < 0:
        raise NotAnEntry("not a whole number")
    return raw


def _is_ours(text: str) -> bool:
    if parse_mark(text) is not None:
        return True
    try:
        return parse_number(text) is not None
    except NotOurNumber:
        pass
    try:
        return parse_packet_qr(text) is not None
    except NotAPacketQr:
        return False
