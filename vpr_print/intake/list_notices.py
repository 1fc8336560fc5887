"""What was done with a list and is told. No text holds a name: notices point at cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vpr_print.errors import Message, Notice
from vpr_print.intake.cell_text import cell_list
from vpr_print.model.work import CellRef

AS_IT_IS = "ничего, если всё верно; иначе исправьте список и повторите команду"


def codes_were_numbers(cells: Sequence[CellRef], length: int) -> Notice:
    """Codes were stored as numbers; their digits were taken as they stand."""
    return Notice(
        "codes_were_numbers",
        Message(
            f"коды записаны числами, прочитаны как есть: {len(cells)}",
            cell_list(cells),
            f"коды текстом: числа теряют нули в начале (здесь у всех по {length} цифр, потери не видно)",
            AS_IT_IS,
        ),
        look=False,
    )


def codes_of_other_grades(grades: Sequence[int], cells: Sequence[CellRef]) -> Notice:
    """Rows of the code list that belong to other grades were not taken."""
    others = ", ".join(map(str, grades))
    return Notice(
        "codes_of_other_grades",
        Message(
            f"коды других классов ({others}) не взяты, строк: {len(cells)}",
            cell_list(cells),
            "коды того класса, который пишет работу",
            AS_IT_IS,
        ),
        look=False,
    )


def codes_of_classes(classes: Sequence[str]) -> Notice:
    """The code list says a class for each code; codes are given out in order all the same."""
    return Notice(
        "codes_of_classes",
        Message(
            f"в списке кодов указаны классы ({', '.join(classes)}), коды розданы подряд, без учёта класса",
            "столбец «Класс»",
            "ничего, если код не привязан к классу",
            "если привязан, впишите код каждому участнику в столбец «Код» распределения и повторите команду",
        ),
    )


def columns_ignored(columns: Iterable[tuple[str, CellRef]]) -> Notice:
    """Columns with a heading that we do not know."""
    known = tuple(columns)
    names = ", ".join(f"«{name}»" for name in dict.fromkeys(name for name, _ in known))
    return Notice(
        "columns_ignored",
        Message(f"столбцы не использованы: {names}", cell_list(ref for _, ref in known), "ничего", AS_IT_IS),
        look=False,
    )


def enlarged_in_remarks(cells: Sequence[CellRef]) -> Notice:
    """A column that is not used speaks of the enlarged format."""
    return Notice(
        "enlarged_in_remarks",
        Message(
            f"об увеличенном формате сказано только в примечаниях, комплекты будут обычные: {len(cells)}",
            cell_list(cells),
            "отметка в столбце «Формат А3»",
            "кому нужен А3, поставьте «да» в столбце «Формат А3» и повторите команду",
        ),
    )


def subject_resembles(wanted: str, names: Iterable[str], cells: Sequence[CellRef]) -> Notice:
    """Lines of a subject that may be the wanted one, written in another way; they were not taken."""
    return Notice(
        "subject_resembles",
        Message(
            f"строки с предметом {', '.join(f'«{name}»' for name in names)} не взяты, а похоже на «{wanted}»",
            cell_list(cells),
            f"«{wanted}», если участники пишут эту работу",
            AS_IT_IS,
        ),
    )


def sheets_ignored(file: str, sheets: Iterable[tuple[str, str]]) -> Notice:
    """Sheets that are no list of ours, and why."""
    return Notice(
        "sheets_ignored",
        Message(
            "часть листов не использована",
            "\n".join((file, *(f"лист «{name}»: {why}" for name, why in sheets))),
            "список на листах с заголовками столбцов",
            AS_IT_IS,
        ),
    )


def total_differs(cell: CellRef, stated: Sequence[int], counted: int) -> Notice:
    """A line «Итого» says another number than there are people above it."""
    said = ", ".join(map(str, stated))
    return Notice(
        "total_differs",
        Message(
            f"«Итого» в списке не сходится: написано {said}, строк с участниками {counted}",
            str(cell),
            "столько участников, сколько написано",
            "проверьте, не потерян ли кто-нибудь; печатаются все, кто есть в строках",
        ),
    )


def namesakes(cells: Sequence[CellRef]) -> Notice:
    """Full namesakes that codes or seats tell apart, or that sit in one room."""
    return Notice(
        "namesakes",
        Message("в списке полные тёзки", cell_list(cells), "разные люди", "проверьте, что это не один человек дважды"),
    )


def seats_incomplete(room: str, cells: Sequence[CellRef]) -> Notice:
    """Some people of a room have a seat, others have none: the room is taken as one without seats."""
    return Notice(
        "seats_incomplete",
        Message(
            f"в кабинете {room} места указаны не всем, поэтому не учтены: варианты чередуются по списку",
            cell_list(cells),
            "место у каждого участника кабинета или ни у кого",
            AS_IT_IS,
        ),
    )


def desk_shared(room: str, cells: Sequence[CellRef]) -> Notice:
    """Two people share a desk without a side: the first of the list sits at the left."""
    return Notice(
        "desk_shared",
        Message(
            f"в кабинете {room} за партой двое, стороны не указаны: первый по списку сидит слева",
            cell_list(cells),
            "сторона парты: 3А и 3Б",
            AS_IT_IS,
        ),
    )


def subject_abbreviated(subject: str, spellings: Iterable[str], cells: Sequence[CellRef]) -> Notice:
    """The list abbreviates the subject of the work."""
    written = ", ".join(f"«{text}»" for text in spellings)
    return Notice(
        "subject_abbreviated",
        Message(f"предмет {written} принят за «{subject}»", cell_list(cells[:1]), f"«{subject}»", AS_IT_IS),
        look=False,
    )


def rows_not_taken(cells: Sequence[CellRef]) -> Notice:
    """Rows of free text among or below the lines."""
    return Notice(
        "rows_not_taken",
        Message(
            f"строки без участников пропущены: {len(cells)}",
            cell_list(cells),
            "одна строка — один участник",
            "проверьте, что в этих строках никого нет",
        ),
    )


def rows_hidden(cells: Sequence[CellRef]) -> Notice:
    """Rows that are hidden in the table, by hand or by a filter, were taken all the same."""
    return Notice(
        "rows_hidden",
        Message(
            f"в таблице скрыты строки (фильтром или вручную), они взяты наравне с видимыми: {len(cells)}",
            cell_list(cells),
            "все строки на виду",
            "проверьте, нужны ли эти строки; лишние удалите из файла совсем и повторите команду",
        ),
    )


def rooms_were_numbers(rooms: Iterable[str], cells: Sequence[CellRef]) -> Notice:
    """Room names with a fraction were stored as numbers: «3.10» has become «3.1»."""
    first = next(iter(rooms))
    return Notice(
        "rooms_were_numbers",
        Message(
            f"кабинеты {', '.join(rooms)} записаны дробными числами: {first} могло быть и {first}0",
            cell_list(cells),
            "номер кабинета текстом: у чисел пропадает ноль на конце, и два кабинета сливаются в один",
            "если кабинеты на месте, ничего; иначе задайте столбцу формат «Текстовый» и впишите номера заново",
        ),
    )


def latin_in_names(cells: Sequence[CellRef]) -> Notice:
    """Names of Russian and Latin letters at once."""
    return Notice(
        "latin_in_names",
        Message(
            f"в имени вперемешку русские и латинские буквы: {len(cells)}",
            cell_list(cells),
            "имя буквами одного алфавита: иначе его не найти и не сравнить",
            "впишите имя заново в русской раскладке; на комплектах имён нет, ошибка останется только в протоколе",
        ),
    )
