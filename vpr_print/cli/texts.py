"""Words and tables that the command line shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from vpr_print.cli.preflight_texts import preflight_text
from vpr_print.errors import Message, Notice, plural
from vpr_print.intake.recognition import FileKind, RecognisedFile
from vpr_print.intake.variant_errors import KIND_TITLES
from vpr_print.layout.speech import spoken
from vpr_print.model.geometry import SHEETS_PER_REAM
from vpr_print.model.manifest import PaperUse
from vpr_print.model.work import Work
from vpr_print.workflow.progress import Step

if TYPE_CHECKING:  # every command speaks some of these words, and few make what others speak of
    from vpr_print.workflow.preview import PreviewReport
    from vpr_print.workflow.report import BuildReport, CheckReport, RoomLine

FILE_KINDS = KIND_TITLES | {FileKind.MARK_SCHEME: "критерии оценивания — не печатаются"}
STEPS = {
    Step.READ: "читаю архив и списки",
    Step.PREPARE: "готовлю варианты к печати",
    Step.NUMBER: "присваиваю номера",
    Step.ROOMS: "делаю бумаги",
    Step.FINISH: "проверяю и кладу на место",
    Step.SCANS: "читаю сканы",
    Step.SCALES: "измеряю масштаб печати",
    Step.COMPARE: "сравниваю листы с одним номером",
    Step.ORDER: "раскладываю по пакетам",
}
INTERRUPTED = Message(
    "прервано",
    "по вашей просьбе, на полпути",
    "команда, доведённая до конца",
    "повторите команду: она продолжит с того, чего не хватает; готовое не пропало",
)
SKIPPED = {
    "other_grade": "другая параллель",
    "other_subject": "другой предмет",
    "other_date": "другой день",
    "other_class": "другой класс",
    "total": "строки «Итого»",
    "signature": "подписи",
    "note": "примечания",
}


def sentence(text: str) -> str:
    """The text with a capital letter."""
    return text[:1].upper() + text[1:]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows in columns as wide as their content."""
    lines = [tuple(head), *(tuple(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    out = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([out[0], "  ".join("─" * width for width in widths), *out[1:]])


def files_table(files: Sequence[RecognisedFile]) -> str:
    """What each file of the archive was recognised as, and why."""
    head, *rows = files_rows(files)
    return table(head, rows)


def files_rows(files: Sequence[RecognisedFile]) -> list[tuple[str, ...]]:
    """The same as rows, the head first."""
    rows: list[tuple[str, ...]] = [("файл", "что это", "предмет", "стр.", "почему")]
    for file in files:
        facts = [FILE_KINDS[file.kind]]
        if file.variant is not None:
            facts.append(f"№ {file.variant}" + (f", часть {file.part}" if file.part else ""))
        what = " ".join(facts)
        subject = " ".join(part for part in (file.subject, f"{file.grade} кл." if file.grade else "") if part)
        pages = ", ".join(str(page + 1) for page in file.answer_pages)
        answers = f"; ответы на стр. {pages}" if pages and not any("ответ" in why for why in file.reasons) else ""
        rows.append((file.file.name, what, subject, str(file.page_count), "; ".join(file.reasons) + answers))
    return rows


def rooms_table(rooms: Sequence[RoomLine]) -> str:
    """Rooms with participants, variants and sheets."""
    body = [
        (
            room.room,
            str(room.participants),
            str(room.spares),
            ", ".join(f"{variant} × {count}" for variant, count in room.variants),
            str(room.sheets),
        )
        for room in rooms
    ]
    total = (
        "всего",
        str(sum(room.participants for room in rooms)),
        str(sum(room.spares for room in rooms)),
        "",
        str(sum(room.sheets for room in rooms)),
    )
    return table((spoken().room, "участников", "запасных", "вариант × комплектов", "листов"), [*body, total])


def paper_text(paper: PaperUse) -> str:
    """Sheets and reams, and what printing on both sides would save."""
    sheets = paper.sheets_a4
    text = f"Бумага: {sheets_text(sheets)} А4 ({reams(sheets)})"
    if paper.sheets_a3:
        text += f" и {sheets_text(paper.sheets_a3)} А3"
    if paper.draft_sheets:
        text += f"; ещё на черновики чистой бумаги {sheets_text(paper.draft_sheets)} ({reams(paper.draft_sheets)})"
    saved = paper.sheets_a4 + paper.sheets_a3 - paper.sheets_two_sided
    if saved > 0:
        text += f".\nПечать с двух сторон (--sides two) сберегла бы {sheets_text(saved)}"
    return text + "."


def sheets_text(count: int) -> str:
    """«21 лист», «22 листа», «25 листов»."""
    return f"{count} {plural(count, 'лист', 'листа', 'листов')}"


def reams(sheets: int) -> str:
    """Sheets in packs of 500, rounded up to a tenth."""
    tenths = -(-sheets * 10 // SHEETS_PER_REAM)
    return f"{tenths // 10},{tenths % 10} пачки по {SHEETS_PER_REAM}"


def notices_text(notices: Sequence[Notice]) -> str:
    """Everything that is said, what a person must look at first."""
    look = [notice for notice in notices if notice.look]
    said = [notice for notice in notices if not notice.look]
    parts = []
    if look:
        parts.append("Посмотрите:\n\n" + "\n\n".join(map(str, look)))
    if said:
        parts.append("К сведению:\n\n" + "\n\n".join(map(str, said)))
    return "\n\n".join(parts)


def work_line(work: Work) -> str:
    """«Математика, 5 класс, 21.04.2026»."""
    grade = f", {work.grade} класс" if work.grade else ""
    return f"{work.subject}{grade}, {work.date_ru}"


def check_text(report: CheckReport) -> str:
    """The result of a check, without the table of files, which is shown as soon as it is known."""
    parts = [work_line(report.work), rooms_table(report.rooms)]
    parts.append(preflight_text(report.preflight))
    if report.skipped:
        parts.append(
            "Строки списка, которые к этой работе не относятся:\n"
            + "\n".join(
                f"  {SKIPPED.get(item.id, item.id)}: {item.count}"
                + (f" ({', '.join(item.named)})" if item.named else "")
                for item in report.skipped
            )
        )
    if report.codes:
        parts.append(f"Коды: в списке {report.codes}.")
    parts.append(f"Страниц в комплекте: {report.pages_per_set}. {paper_text(report.paper)}")
    return "\n\n".join(parts)


def preview_text(report: PreviewReport) -> str:
    """Where the pictures are."""
    pages = sum(len(variant.pages) for variant in report.variants)
    numbers = ", ".join(str(variant.number) for variant in report.variants)
    drawn = f"Варианты: {numbers}; страниц: {pages}." if pages else "Ни одного варианта, готового к печати."
    return f"{drawn}\nОткройте в браузере: {report.index}\nПосле просмотра удалите эту папку: в ней задания."


def build_text(report: BuildReport) -> str:
    """The whole result of a build."""
    check = report.check
    kept = [room.room for room in check.rooms if room.kept]
    parts = [
        work_line(check.work),
        rooms_table(check.rooms),
        f"Новых бумаг: {report.new_papers}, без изменений: {report.kept_papers}, "
        f"недействительных номеров: {len(report.voided)}.",
    ]
    if kept:
        parts.append(f"Не изменились {spoken().rooms}: {', '.join(kept)}.")
    if report.recovered:
        parts.append("Прошлая сборка этой работы была прервана: сначала она доведена до конца.")
    parts.append(paper_text(check.paper))
    if report.locked:
        parts.append("Все PDF закрыты паролем (AES-256). Программа его не хранит: запишите; без него не напечатать.")
    parts.append(
        f"Готово: {report.folder}\n"
        "Печатайте в масштабе 100 % («Фактический размер»), папку за папкой, файлы по порядку номеров."
    )
    return "\n\n".join(parts)
