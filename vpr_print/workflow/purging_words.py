"""What the act of destruction and the questions before it call things."""

from __future__ import annotations

from vpr_print.model.identifier import grouped
from vpr_print.output.destruction import Kind
from vpr_print.track.thing import Thing
from vpr_print.track.words import STATES, thing_name

KINDS = {
    Kind.SETS: ("индивидуальные комплекты", "задания"),
    Kind.CODES: ("листы кодов, протоколы без имён", "коды"),
    Kind.PROTOCOLS: ("протоколы проведения", "имена, коды"),
    Kind.PLANS: ("списки на дверь и планы раздачи", "имена"),
    Kind.PACKET_PAPERS: ("этикетки, описи, сводки, черновики", "номера"),
    Kind.VARIANTS: ("исходные материалы: варианты", "задания"),
    Kind.LISTS: ("исходные материалы: списки", "имена, коды"),
    Kind.SCANS: ("сканы работ и протоколов, отчёты о них", "работы, имена"),
}
"""What files of a kind are, and what they hold."""


def state_words(thing: Thing) -> str:
    """«каб. 101: комплект 07, № 1640 …, выдан»."""
    return f"{thing_name(thing.key)}, № {grouped(thing.number)}, {STATES[thing.state]}"


def size_words(size: int) -> str:
    """«12,4 МБ»: bytes as people read them."""
    if size < 1024 * 100:
        return f"{-(-size // 1024)} КБ"
    return f"{size / 1024**2:.1f} МБ".replace(".", ",")
