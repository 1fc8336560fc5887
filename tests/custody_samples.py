"""Papers of the ledger with made-up lines, for tests of their looks and of what stands on them."""

from __future__ import annotations

from dataclasses import replace

import builders as b

from vpr_print.documents.custody_papers import (
    Act,
    ActLine,
    Journal,
    JournalLine,
    OpenSet,
    StatementLine,
    render_balance_statement,
    render_handover_act,
    render_print_journal,
)
from vpr_print.documents.destruction_act import DestroyedLine, Destroying, render_destruction_act
from vpr_print.documents.dispatch_papers import DispatchLine, render_dispatch_label, render_dispatch_manifest
from vpr_print.documents.ledger_paper import CustodyPaper, Heading
from vpr_print.model.identifier import Identifier, NumberKind
from vpr_print.model.work import Site, SiteNumber
from vpr_print.output.destruction import Kind
from vpr_print.workflow.purging_words import KINDS

SITE = SiteNumber("640123")
HASH = "b9fa49139f7b087cdfdb" + "0" * 44


def number(kind: NumberKind, serial: int) -> Identifier:
    return Identifier(kind, SITE, serial)


def heading(serial: int = 451, *, at: Site | None = None) -> Heading:
    return Heading(
        site=at or b.site(),
        work=b.work(),
        number=number(NumberKind.OTHER, serial),
        ordinal=3,
        ledger="5a" * 16,
        seq=1482,
        hash=HASH,
        time="21.04.2026 09:14",
        zone="UTC+04:00",
    )


def act_line(place: int, *, note: str = "", who: str = "orlova_tm, kab-zavucha", room: str = "") -> ActLine:
    return ActLine(
        number=number(NumberKind.DELIVERY, 100 + 24 * place),
        room=room or str(100 + place),
        what="доставочный пакет",
        inside=16,
        time=f"21.04.2026 08:{place % 60:02d}",
        who=who,
        note=note,
    )


def act(packets: int = 38) -> CustodyPaper:
    """An act of handing out; the third packet was overruled with a reason, the last is a single set."""
    remark = "вопреки правилам: комплект 07 доложен позже"
    lines = [act_line(place, note=remark * (place == 3)) for place in range(1, packets)]
    lone = ActLine(
        number=number(NumberKind.SET, 77),
        room="102",
        what="комплект 16",
        inside=None,
        time="21.04.2026 09:05",
        who="orlova_tm, kab-zavucha",
        note="в каб. 104: опоздавшему",
    )
    return of_lines([*lines, lone])


def of_lines(lines: list[ActLine]) -> CustodyPaper:
    whole = Act(step="выдача в кабинеты", since=lines[0].time, until=lines[-1].time, lines=tuple(lines))
    return render_handover_act(heading(), whole, b.kit(), b.fonts())


def journal(rooms: int = 12) -> CustodyPaper:
    """Each room's sets and its other papers; a reprint, a spoiled set, and a number that was voided."""
    lines: list[JournalLine] = []
    for place in range(1, rooms + 1):
        first = 1 + 24 * place
        lines.append(journal_line(place, "напечатан", "комплекты 01–16", NumberKind.SET, first, first + 15))
        lines.append(journal_line(place, "напечатан", "бумаги кабинета", NumberKind.DELIVERY, first + 16, first + 23))
    for event, note in (
        ("напечатан повторно", "копир зажевал лист, первый экземпляр уничтожен при свидетеле"),
        ("испорчен", "страница 3 бледная"),
        ("недействителен", "страница 3 бледная"),
    ):
        lines.append(journal_line(3, event, "комплект 05", NumberKind.SET, 77, 77, note=note))
    papers, sets = 24 * rooms, 16 * rooms
    made = Journal(lines=tuple(lines), entries=papers + 3, papers=papers, sets=sets, reprints=1, spoiled=1)
    return render_print_journal(heading(452), made, b.kit(), b.fonts())


def journal_line(
    place: int, event: str, what: str, kind: NumberKind, first: int, last: int, *, note: str = ""
) -> JournalLine:
    return JournalLine(
        entry=str(300 + first),
        time=f"20.04.2026 17:{place % 60:02d}",
        room=str(100 + place),
        event=event,
        what=what,
        first=number(kind, first),
        last=number(kind, last),
        who="tehnik, kopirovalnaya",
        note=note,
    )


def statement(rooms: int = 12) -> CustodyPaper:
    """All rooms close but the second, where two sets are not accounted for."""
    left = tuple(OpenSet(number=number(NumberKind.SET, 50 + n), ordinal=n, state="выдан") for n in (7, 11))
    lines = [
        StatementLine(
            room=str(100 + place),
            printed=17,
            used=14 if place == 2 else 16,
            unused=0,
            spoiled=1,
            lost=0,
            open=left if place == 2 else (),
        )
        for place in range(1, rooms + 1)
    ]
    return render_balance_statement(heading(453), lines, "не сходится", b.kit(), b.fonts())


def dispatch_label(procedure: str = "vpr") -> CustodyPaper:
    """The label of the second packet to the scanning centre."""
    work = b.work() if b.kit(procedure).procedure.grades else b.work(grade=0)
    packet = number(NumberKind.DISPATCH, 460)
    return render_dispatch_label(b.site(), work, packet, 2, b.kit(procedure), b.fonts())


def dispatch_manifest() -> CustodyPaper:
    """Nine rooms, of which three lie in security bags, one with the longest number."""
    bags = {103: "SB1234567", 104: "АБ00012345", 105: "AB" + "8" * 30}
    lines = [
        DispatchLine(
            number=number(kind, serial),
            room=str(room),
            what=what,
            bag=bags.get(room, ""),
            inside=inside,
        )
        for room in range(101, 110)
        for kind, what, inside, serial in (
            (NumberKind.RETURN_USED, "возвратный пакет 1", 14, room * 30),
            (NumberKind.RETURN_UNUSED, "возвратный пакет 2", 2, room * 30 + 1),
        )
    ]
    whole = replace(heading(461), number=number(NumberKind.MANIFEST, 461))
    return render_dispatch_manifest(whole, number(NumberKind.DISPATCH, 460), lines, b.kit(), b.fonts())


def destruction(procedure: str = "vpr") -> CustodyPaper:
    """An act with every kind of files, two of somebody's left."""
    sizes = ("1,2 МБ", "3,4 МБ", "96 КБ", "1,1 МБ", "212 КБ", "64 КБ", "12,9 МБ", "186,4 МБ")
    lines = [DestroyedLine(*KINDS[kind], 7, size) for kind, size in zip(Kind, sizes, strict=True)]
    act = Destroying(
        time="10.06.2026 14:05",
        who="orlova_tm, kab-zavucha",
        until="21.05.2026",
        size="205,4 МБ",
        sha256="5b" * 32,
        list=f"spisok-unichtozhennogo-{'5b' * 8}.sha256",
        left=2,
        printed=120,
        used=104,
        unused=14,
        spoiled=1,
        lost=1,
        lines=tuple(lines),
    )
    return render_destruction_act(heading(454), act, b.kit(procedure), b.fonts())
