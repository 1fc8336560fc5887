"""What can be wrong with a layout file, and with a text that does not fit its box."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError
from vpr_print.layout.compare import Change, ChangeKind


@dataclass(eq=False)
class LayoutError(VprPrintError):
    """Base: something about a layout."""

    exit_code: ClassVar[ExitCode] = ExitCode.LAYOUT


@dataclass(eq=False)
class TextOverflowError(LayoutError):
    """A text does not fit its box. Names the fields, never the text: it may be a person's name."""

    paper: str
    element: str
    fields: tuple[str, ...]
    width_mm: float
    height_mm: float
    smallest_pt: float
    row: int | None = None
    """Row of the table, from 1."""

    @property
    def message(self) -> Message:
        fields = ", ".join(f"{{{field}}}" for field in self.fields)
        what = f"текст с полем {fields} не помещается" if self.fields else "текст не помещается"
        row = f", строка таблицы {self.row}" if self.row else ""
        return Message(
            what,
            f"макет «{self.paper}», {self.element}{row}",
            f"рамка {_mm(self.width_mm)} × {_mm(self.height_mm)} мм, шрифт не мельче {_mm(self.smallest_pt)} пт",
            'увеличьте рамку в макете, разрешите overflow = "wrap" или сократите сам текст; ничего не напечатано',
        )


@dataclass(eq=False)
class QrOverflowError(LayoutError):
    """A text needs a larger QR code than its place in the layout was made for."""

    paper: str
    element: str
    letters: int
    modules: int
    """Modules on a side that the place was made for."""

    @property
    def message(self) -> Message:
        return Message(
            f"QR-код вышел больше своего места: {self.letters} знаков",
            f"макет «{self.paper}», {self.element}",
            f"не больше {self.modules} × {self.modules} модулей, как у самого длинного образца поля",
            "разделите кабинет на два или сократите названия; ничего не напечатано",
        )


class BackgroundFlaw(StrEnum):
    """What can be wrong with an official form that a layout names as its background."""

    DAMAGED = "damaged"
    PASSWORD = "password"
    NO_PAGE = "no_page"
    LAYERS = "layers"
    SIZE = "size"


@dataclass(eq=False)
class BackgroundError(LayoutError):
    """The official form under a layout's fields cannot be used."""

    file: str
    flaw: BackgroundFlaw
    found: str = ""
    needed: str = ""

    @property
    def message(self) -> Message:
        what, needed = {
            BackgroundFlaw.DAMAGED: ("подложка макета повреждена и не открывается", "исправный файл PDF"),
            BackgroundFlaw.PASSWORD: ("подложка макета закрыта паролем", "PDF, который открывается без пароля"),
            BackgroundFlaw.NO_PAGE: (f"в подложке нет страницы {self.found}", "номер страницы, которая есть в файле"),
            BackgroundFlaw.LAYERS: ("в подложке есть слои, которые видны не всегда", "PDF без слоёв"),
            BackgroundFlaw.SIZE: (
                f"подложка другого размера: {self.found} мм",
                f"страница {self.needed} мм, как в макете",
            ),
        }[self.flaw]
        return Message(
            what, self.file, needed, "сохраните бланк заново («Печать в PDF») или исправьте раздел [background]"
        )


def change_words(change: Change) -> str:
    """A difference between two layouts in one line or several."""
    keys = "".join(f"\n    {key.key}: {key.before or 'не было'} → {key.after or 'нет'}" for key in change.keys)
    return f"{_CHANGES[change.kind]} {change.subject}{keys}"


_CHANGES = {
    ChangeKind.ADDED: "добавлен",
    ChangeKind.LOST: "убран",
    ChangeKind.MOVED: "переставлен",
    ChangeKind.CHANGED: "изменён",
}


def _mm(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


class FlawKind(StrEnum):
    """What can be wrong in a layout file; the order is that of the texts below."""

    NOT_TOML = "not_toml"
    MISSING_KEY = "missing_key"
    UNKNOWN_KEY = "unknown_key"
    UNKNOWN_FORMAT = "unknown_format"
    UNKNOWN_KIND = "unknown_kind"
    NO_KIND = "no_kind"
    NOT_A_NUMBER = "not_a_number"
    NOT_WHOLE = "not_whole"
    NOT_TEXT = "not_text"
    NOT_BOOL = "not_bool"
    NOT_A_LIST = "not_a_list"
    NOT_A_TABLE = "not_a_table"
    WRONG_LENGTH = "wrong_length"
    NOT_OF_CHOICE = "not_of_choice"
    OUT_OF_RANGE = "out_of_range"
    UNFIT = "unfit"
    UNKNOWN_PAPER = "unknown_paper"
    PAGE_SIZE = "page_size"
    UNKNOWN_STYLE = "unknown_style"
    BAD_TEMPLATE = "bad_template"
    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_LIST = "unknown_list"
    LOST = "lost"
    MISPLACED_SECTION = "misplaced_section"
    MISSING_SECTION = "missing_section"
    OUTSIDE_PAGE = "outside_page"
    TOO_NEAR_EDGE = "too_near_edge"
    NO_ROWS = "no_rows"
    COLUMN_TOO_NARROW = "column_too_narrow"
    ROW_TOO_LOW = "row_too_low"
    FINE_MODULE = "fine_module"
    LOW_BARS = "low_bars"
    CROWDED_SYMBOL = "crowded_symbol"
    NEAR_CUT = "near_cut"
    SMALL_PART = "small_part"
    SMALL_CODE = "small_code"
    PARTS_MEET = "parts_meet"
    ON_PARTS = "on_parts"
    NO_DIGITS = "no_digits"
    NOT_CLEAR = "not_clear"


@dataclass(eq=False)
class LayoutFlawError(LayoutError):
    """One flaw of a layout file."""

    file: str
    place: str
    """Line, element and key; empty for the whole file."""
    kind: FlawKind
    found: str = ""
    needed: str = ""

    @property
    def id(self) -> str:
        return f"LayoutFlaw.{self.kind}"

    @property
    def message(self) -> Message:
        what, needed, todo = _TEXTS[self.kind]
        where = f"{self.file}, {self.place}" if self.place else self.file
        return Message(
            what.format(found=self.found, needed=self.needed),
            where,
            needed.format(found=self.found, needed=self.needed),
            todo.format(found=self.found, needed=self.needed),
        )


_FIELDS_HINT = "список полей и списков бумаги показывает vpr-print layout fields"
_TEXTS: dict[FlawKind, tuple[str, str, str]] = {
    FlawKind.NOT_TOML: (
        "файл макета не читается как TOML: {found}",
        "текст TOML в кодировке UTF-8",
        "исправьте указанную строку: чаще всего не закрыта кавычка или скобка",
    ),
    FlawKind.MISSING_KEY: (
        "нет обязательного ключа {needed}",
        "ключ {needed}",
        "добавьте его, как в макетах программы",
    ),
    FlawKind.UNKNOWN_KEY: (
        "неизвестный ключ {found}",
        "только ключи языка макетов",
        "проверьте, нет ли опечатки; лишний ключ удалите",
    ),
    FlawKind.UNKNOWN_FORMAT: (
        "макет написан для другой версии языка: format = {found}",
        "строка format = 1",
        "возьмите макет для этой версии программы",
    ),
    FlawKind.UNKNOWN_KIND: ("неизвестный вид элемента: {found}", "kind: {needed}", "исправьте kind"),
    FlawKind.NO_KIND: ("у элемента нет вида", "kind: {needed}", "добавьте kind"),
    FlawKind.NOT_A_NUMBER: ("здесь должно стоять число, а стоит {found}", "число без кавычек", "исправьте значение"),
    FlawKind.NOT_WHOLE: (
        "здесь должно стоять целое число, а стоит {found}",
        "целое число без кавычек",
        "исправьте значение",
    ),
    FlawKind.NOT_TEXT: ("здесь должен стоять текст, а стоит {found}", "текст в кавычках", "исправьте значение"),
    FlawKind.NOT_BOOL: (
        "здесь должно стоять «да» или «нет», а стоит {found}",
        "true или false без кавычек",
        "исправьте значение",
    ),
    FlawKind.NOT_A_LIST: (
        "здесь должен стоять список, а стоит {found}",
        "список в квадратных скобках",
        "исправьте значение",
    ),
    FlawKind.NOT_A_TABLE: ("здесь должен стоять раздел, а стоит {found}", "раздел с ключами", "исправьте значение"),
    FlawKind.WRONG_LENGTH: ("в списке не столько значений: {found}", "{needed}", "исправьте список"),
    FlawKind.NOT_OF_CHOICE: ("недопустимое значение: {found}", "одно из: {needed}", "исправьте значение"),
    FlawKind.OUT_OF_RANGE: ("значение вне границ: {found}", "{needed}", "исправьте значение"),
    FlawKind.UNFIT: ("значение не подходит: {found}", "значение, как в макетах программы", "исправьте значение"),
    FlawKind.UNKNOWN_PAPER: ("неизвестная бумага: {found}", "paper — одна из: {needed}", "исправьте paper"),
    FlawKind.PAGE_SIZE: (
        "размер страницы не задан или задан дважды",
        "в разделе [page] либо paper, либо width и height",
        "оставьте что-нибудь одно",
    ),
    FlawKind.UNKNOWN_STYLE: (
        "нет стиля {found}",
        "стиль из раздела [styles]: {needed}",
        "добавьте стиль в [styles] или исправьте его имя в элементе",
    ),
    FlawKind.BAD_TEMPLATE: (
        "непонятные скобки в тексте: {found}",
        "поле вида {{room.name}}; сами скобки пишутся {{{{ и }}}}",
        "исправьте текст: без форматов, пробелов и больших букв внутри скобок",
    ),
    FlawKind.UNKNOWN_FIELD: ("неизвестное поле: {found}", "{needed}", f"исправьте поле; {_FIELDS_HINT}"),
    FlawKind.UNKNOWN_LIST: ("неизвестный список: {found}", "{needed}", f"исправьте имя; {_FIELDS_HINT}"),
    FlawKind.LOST: (
        "в макете нет обязательного элемента",
        "{needed}",
        "верните элемент: его можно переставить, но не убрать",
    ),
    FlawKind.MISPLACED_SECTION: ("этой бумаге не положено: {found}", "{needed}", "удалите лишнее"),
    FlawKind.MISSING_SECTION: (
        "в макете нет раздела {needed}",
        "раздел {needed}",
        "добавьте его, как в макете программы",
    ),
    FlawKind.OUTSIDE_PAGE: (
        "элемент выходит за край: {found}",
        "всё внутри страницы: {needed}",
        "переставьте или уменьшите элемент",
    ),
    FlawKind.TOO_NEAR_EDGE: (
        "элемент слишком близко к краю листа: {found}",
        "не ближе {needed} мм к краю: крайние миллиметры копир не печатает",
        "переставьте или уменьшите элемент",
    ),
    FlawKind.NO_ROWS: (
        "в отведённую высоту не помещается ни одной строки",
        "место хотя бы для одной строки под заголовком",
        "увеличьте {needed} или уменьшите высоту строки",
    ),
    FlawKind.COLUMN_TOO_NARROW: (
        "столбец узок для штрихкода или клеток: {found} мм",
        "не уже {needed} мм, у штрихкода вместе с белыми полями",
        "расширьте столбец за счёт соседних",
    ),
    FlawKind.ROW_TOO_LOW: (
        "строка низка для штрихкода: {found} мм",
        "не ниже {needed} мм вместе с цифрами",
        "увеличьте row_height или уменьшите bars",
    ),
    FlawKind.FINE_MODULE: (
        "символ слишком мелкий: модуль {found} мм",
        "модуль не меньше {needed} мм, иначе сканер ошибётся",
        "увеличьте module",
    ),
    FlawKind.LOW_BARS: (
        "штрихи слишком низкие: {found} мм",
        "не ниже {needed} мм, иначе ручной сканер не попадёт",
        "увеличьте bars",
    ),
    FlawKind.CROWDED_SYMBOL: (
        "в белом поле символа стоит другой элемент: {found}",
        "вокруг символа пусто: {needed} мм от штрихов",
        "раздвиньте их",
    ),
    FlawKind.NEAR_CUT: (
        "элемент слишком близко к линии реза",
        "запас, чтобы рез со сдвигом {needed} мм ничего не задел",
        "сдвиньте элемент внутрь или увеличьте gutter",
    ),
    FlawKind.SMALL_PART: ("отдельный код слишком мал: {found} мм", "не меньше {needed} мм", "увеличьте width и height"),
    FlawKind.SMALL_CODE: (
        "цифры кода слишком мелкие: {found} мм",
        "не ниже {needed} мм: участник переписывает код от руки",
        "увеличьте size стиля",
    ),
    FlawKind.PARTS_MEET: (
        "части не помещаются на лист: {found}",
        "все части внутри листа {needed} мм",
        "уменьшите columns, rows или gutter",
    ),
    FlawKind.ON_PARTS: (
        "элемент листа лежит на месте частей или меток реза: {found}",
        "sheet_elements стоят только на полях листа, вне {needed}",
        "переставьте элемент или сдвиньте части (at в разделе [sheet])",
    ),
    FlawKind.NO_DIGITS: (
        "под штрихкодом нет цифр",
        "digits = true: номер должен читать и человек",
        "уберите digits = false",
    ),
    FlawKind.NOT_CLEAR: (
        "в чистой полосе пробного листа что-то стоит: {found}",
        "пустое место: в этих полосах программа ищет грязь",
        "переставьте элемент или полосу",
    ),
}
