"""``vpr-print scan --proof``: GO or NO-GO for a copier, in words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from vpr_print.cli.here import now, school_here_or_none
from vpr_print.cli.output import notice_json, show_json, show_notices
from vpr_print.errors import ExitCode
from vpr_print.model.copier import Edge
from vpr_print.scan.proof_notices import EDGES, SIDES, limit_words, scale_words, shift_words
from vpr_print.scan.proof_seen import SideReading, SizeSource
from vpr_print.workflow.copier import CopierCheck, read_proof

_FRAMES_WORDS = "печать до края"


def show_proof(files: Sequence[Path], *, as_json: bool) -> ExitCode:
    """Read the scanned proof page and show what it says; ``LOOK`` when the copier has to be set right first."""
    check = read_proof(files, school_here_or_none(), now().date())
    if as_json:
        show_json(_json(check))
    else:
        click.echo(_text(check))
    return show_notices(check.report.notices)


def _text(check: CopierCheck) -> str:
    report = check.report
    parts = [_side_text(side) for side in report.sides]
    if report.duplex:
        parts.append(f"Сдвиг оборота относительно лица: {shift_words(*report.duplex)}.")
    if check.kept:
        parts.append(f"Сведения о копире сохранены: {check.kept}")
    if report.go:
        parts.append("КОПИР ГОДЕН: можно печатать комплекты.")
    else:
        parts.append("КОПИР НЕ ГОДЕН: что исправить, сказано под «Посмотрите».")
    return "\n\n".join(parts)


def _side_text(side: SideReading) -> str:
    lines = [("масштаб", scale_words(side))]
    if side.shift_right is not None and side.shift_down is not None:
        lines.append(("сдвиг", shift_words(side.shift_right, side.shift_down)))
    lines += [
        (_FRAMES_WORDS, ", ".join(f"{EDGES[edge]} {_reach_words(side, edge)}" for edge in Edge)),
        ("штрихи читаются", f"{limit_words('поперёк', side.bars_across)}, {limit_words('вдоль', side.bars_along)}"),
        ("QR читается", limit_words("сторона", side.qr)),
        ("чёрное", _black_words(side)),
        ("серое видно", "нет" if side.shown_gray is None else f"с {100 * side.shown_gray:.0f} %"),
        ("полосы", "нет" if not side.streaks else str(len(side.streaks))),
        ("скан", _scan_words(side)),
    ]
    width = max(len(name) for name, _ in lines)
    return f"{SIDES[side.side].capitalize()}\n" + "\n".join(f"  {name.ljust(width)}  {text}" for name, text in lines)


def _reach_words(side: SideReading, edge: Edge) -> str:
    reach = side.reach(edge)
    return f"с {reach.mm:g} мм" + (" (ближе не видно)" if reach.cut else "")


def _black_words(side: SideReading) -> str:
    if side.two_tones:
        return "не измерить: скан чёрно-белый"
    return f"{100 * side.black:.0f} %" + (", точками" if side.screened else "")


def _scan_words(side: SideReading) -> str:
    dpi = "разрешение неизвестно" if side.size_from is SizeSource.NOWHERE else f"{side.dpi:.0f} точек на дюйм"
    lies = "" if side.turn == 0 else f", лежит повёрнутым на {side.turn}°"
    skew = f", косо на {abs(side.skew):.1f}°".replace(".", ",") if abs(side.skew) >= 0.5 else ""
    return dpi + lies + skew


def _json(check: CopierCheck) -> dict[str, object]:
    report = check.report
    return {
        "ok": True,
        "go": report.go,
        "sides": report.sides,
        "duplex": report.duplex,
        "profile": report.profile,
        "kept": check.kept,
        "notices": [notice_json(notice) for notice in report.notices],
    }
