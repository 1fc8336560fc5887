"""An audit of storage with files of every kind."""

from __future__ import annotations

import builders as b

from vpr_print.documents.storage_audit import AuditLine, AuditSheet, render_storage_audit


def line(place: str, holds: str, readers: str = "владелец", todo: str = "", until: str = "21.05.2026") -> AuditLine:
    return AuditLine(place=place, holds=holds, readers=readers, locked="нет", until=until, todo=todo)


def audit() -> bytes:
    """Two pages."""
    work = "works/2026-04-21-matematika-5"
    lines = [
        line("arhiv-matematika-5.zip", "материалы", "все пользователи", "закройте доступ другим", ""),
        line("spisok.xlsx", "имена", "владелец", "копия вне работ: удалите, если не нужна", ""),
        line("reestr-kodov.xlsx", "имена, коды", until=""),
        *(line(f"{work}/{room}/{name}", holds) for room in range(101, 106) for name, holds in (
            ("1-komplekty.pdf", "материалы (работа ещё не написана)"),
            ("2-kody.pdf", "коды"),
            ("3-protokol.pdf", "имена, коды"),
        )),
    ]  # fmt: skip
    sheet = AuditSheet(
        date="20.04.2026",
        folders="/home/shkola/vpr",
        places="папку копирует на другие компьютеры программа (OneDrive): перенесите её",
        term="30 дней после работы",
        files=len(lines),
        names=7,
        unreleased=5,
        open=len(lines),
        risky=2,
        destroyed=1,
    )
    return render_storage_audit(b.site(), sheet, lines, b.kit(), b.fonts())
