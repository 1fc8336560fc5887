"""What the audit of storage says, in words, on the screen and on paper."""

from __future__ import annotations

from pathlib import Path

from vpr_print.documents.storage_audit import AuditLine, AuditSheet, render_storage_audit
from vpr_print.output.errors import as_output_error
from vpr_print.safe_files import put
from vpr_print.settings.school import SchoolFolder
from vpr_print.workflow.audit import Audit, AuditedFile, AuditedFolder, Holds, Readers, Risk
from vpr_print.workflow.layouts import program_fonts, school_kit

_HOLDS = {Holds.NAMES: "имена", Holds.MATERIALS: "материалы", Holds.CODES: "коды", Holds.WORKS: "работы"}
_READERS = {
    Readers.OWNER: "владелец",
    Readers.GROUP: "группа владельца",
    Readers.EVERYBODY: "все пользователи",
    Readers.UNKNOWN: "не проверено",
}
_TODO = {
    Risk.EVERYBODY: "закройте доступ другим",
    Risk.GROUP: "проверьте, кто в группе",
    Risk.LOOSE: "копия вне работ: удалите, если не нужна",
    Risk.PAST: "срок хранения вышел: vpr-print purge",
}
_PLACES = {
    Risk.SYNCED: "папку копирует на другие компьютеры программа ({detail}): перенесите её",
    Risk.NETWORK: "папка лежит на сетевом диске ({detail}): перенесите её на диск этого компьютера",
}
_RIGHTS_UNKNOWN = "права доступа в Windows программа не видит: проверьте их в свойствах папки, «Безопасность»"


def holds_words(file: AuditedFile) -> str:
    """«имена, коды»; for materials of a work to come, that it is to come."""
    words = ", ".join(_HOLDS[item] for item in file.holds)
    return f"{words} (работа ещё не написана)" if file.unreleased else words


def readers_words(file: AuditedFile) -> str:
    """Who can open it."""
    return _READERS[file.readers]


def todo_words(file: AuditedFile) -> str:
    """What to do about it; empty where nothing has to be done."""
    return "; ".join(_TODO[risk] for risk in file.risks)


def place_words(folder: AuditedFolder) -> str:
    """What is wrong with a folder as a whole; empty where nothing is."""
    told = [_PLACES[risk].format(detail=folder.detail) for risk in folder.risks]
    if folder.unreadable:
        told.append(f"не удалось заглянуть: {', '.join(folder.unreadable[:3])}")
    return "; ".join(told)


def rights_words(audit: Audit) -> tuple[str, ...]:
    """That nobody has looked at who can open the files; nothing where that was looked at."""
    return (_RIGHTS_UNKNOWN,) if audit.rights_unknown else ()


def write_audit(audit: Audit, school: SchoolFolder, out: Path) -> Path:
    """The audit as a PDF at ``out``. Raises errors of layouts (30) and of the disk (40)."""
    files = audit.files
    several = len(audit.folders) > 1
    lines = [
        AuditLine(
            place=f"{folder.path}/{file.place}" if several else file.place,
            holds=holds_words(file),
            readers=readers_words(file),
            locked="да" if file.locked else "нет",
            until=f"{file.until:%d.%m.%Y}" if file.until else "",
            todo=todo_words(file),
        )
        for folder in audit.folders
        for file in folder.files
    ]
    sheet = AuditSheet(
        date=f"{audit.day:%d.%m.%Y}",
        folders="; ".join(folder.path for folder in audit.folders),
        places="; ".join((*filter(None, map(place_words, audit.folders)), *rights_words(audit))) or "замечаний нет",
        term=f"{audit.keep_days} дней после работы" if audit.keep_days else "в настройках не указан",
        files=len(files),
        names=sum(Holds.NAMES in file.holds for file in files),
        unreleased=sum(file.unreleased for file in files),
        open=sum(not file.locked for file in files),
        risky=sum(bool(file.risks) for file in files),
        destroyed=len(audit.destroyed),
    )
    data = render_storage_audit(school.settings.site, sheet, lines, school_kit(school), program_fonts())
    try:
        put(out, data)
    except OSError as error:
        raise as_output_error(error, str(out)) from error
    return out
