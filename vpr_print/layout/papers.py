"""The closed list of fields, lists and required elements of every paper. Pure.

A layout may say only what stands here for its paper, and must hold what is ``required``. The sample of a field
is the longest that a school may bring: every layout is drawn with it and read back before it is accepted.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Need(StrEnum):
    """Kinds of elements that a layout must not lose."""

    CODE128 = "code128"
    """A Code 128 element, or a column of a table drawn as bars, with exactly this field."""
    QR = "qr"
    TEXT = "text"
    """The field stands in some text, cells or column for the eye."""
    TABLE = "table"
    """A table of this list."""
    NUMBER_LIST = "number_list"


@dataclass(frozen=True, slots=True)
class Field:
    """One ``{name}`` of a layout."""

    name: str
    meaning: str
    """In Russian, for ``vpr-print layout fields``."""
    sample: str
    """The longest value."""


@dataclass(frozen=True, slots=True)
class RowList:
    """A list that a table draws row by row."""

    name: str
    meaning: str
    fields: tuple[Field, ...]
    rows: int
    """Rows of the longest sample."""


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list of short texts that a number list draws."""

    name: str
    meaning: str
    sample: str
    items: int


@dataclass(frozen=True, slots=True)
class Required:
    """Something that a layout may move but not lose."""

    need: Need
    name: str
    """Field, or list."""
    on_sheet: bool = False
    """Among ``sheet_elements`` instead of ``elements``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSpec:
    """What the layout of one paper may and must say."""

    key: str
    """The ``paper`` of its layout file, which is called like it with ``-`` for ``_`` and ``.toml`` added."""
    fields: tuple[Field, ...] = ()
    lists: tuple[RowList, ...] = ()
    items: tuple[ItemList, ...] = ()
    sheet_fields: tuple[Field, ...] = ()
    required: tuple[Required, ...] = ()
    imposed: bool = False
    """Drawn in parts on a sheet: the layout has ``sheet``."""
    stamp: bool = False
    """Has ``stamp`` and no elements."""
    seating: bool = False
    """May hold a ``seating`` element."""

    @property
    def file(self) -> str:
        return f"{self.key.replace('_', '-')}.toml"


_LONG_NUMBER = "9640123999999997"
_DIGITS16 = "1640123000010067"

_SITE = (
    Field("site.number", "номер школы, 6 цифр логина ФИС ОКО", "640123"),
    Field(
        "site.name",
        "название школы",
        "Муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа № 112 с углублённым "
        "изучением отдельных предметов имени Героя Советского Союза» городского округа «Верхнереченск»",
    ),
)
_WORK = (
    Field("work.subject", "предмет", "Обществознание (углублённый уровень)"),
    Field("work.grade", "класс (параллель)", "10"),
    Field("work.date", "дата работы: 21.04.2026", "28.08.2028"),
    Field("work.day", "день, две цифры", "28"),
    Field("work.month", "месяц, две цифры", "08"),
    Field("work.year", "год, четыре цифры", "2028"),
)
_PAGE = (
    Field("paper.number", "номер страницы этой бумаги, 16 цифр", _LONG_NUMBER),
    Field("page.number", "страница", "88"),
    Field("page.count", "всего страниц", "88"),
    Field("program", "программа и её версия", "vpr-print 10.20.30"),
)
_ROOM = (Field("room.name", "кабинет", "Спортивный зал корпуса 2"),)
_COMMON = _SITE + _WORK + _PAGE
_FORM = _COMMON + _ROOM

_COUNTS = (
    Field("counts.participants", "участников в кабинете", "260"),
    Field("counts.sets", "индивидуальных комплектов", "288"),
    Field("counts.spares", "из них запасных", "88"),
    Field("counts.codes", "отдельных кодов", "288"),
    Field("counts.spare_codes", "из них запасных", "88"),
    Field("counts.drafts", "листов черновиков", "520"),
    Field("room.classes", "классы, которые пишут в кабинете", "10А, 10Б, 10В, 10Г, 10Д, 10Е, 10Ж, 10З"),
)
_PACKET = (
    Field("packet.title", "название пакета", "Возвратный доставочный пакет 2"),
    Field("packet.note", "что в нём", "неиспользованные комплекты и черновики"),
    Field(
        "sets.ranges",
        "номера комплектов промежутками",
        "1640 1239 9901 0097 – 1640 1239 9914 0097 (14), " * 3 + "1640 1239 9999 0097 – 1640 1239 9999 0097 (15)",
    ),
)
_CONTENTS = RowList(
    "contents",
    "что лежит в пакете",
    (
        Field("row.no", "номер по порядку", "10"),
        Field("row.name", "наименование", "Протокол проведения с подписями организаторов (заполняется в кабинете)"),
        Field("row.count", "сколько; пусто, если заранее не известно", "520"),
        Field("row.unit", "единица", "листов"),
        Field("row.note", "номер бумаги или пояснение", "5640 1239 9999 9997"),
    ),
    rows=6,
)
_LEDGER = (
    *_COMMON,
    Field("room.name", "кабинет, если в бумаге он один; иначе «все»", _ROOM[0].sample),
    Field("document.number", "номер по порядку среди таких бумаг этой работы", "188"),
    Field("document.paper", "номер этой бумаги, по четыре цифры", "9640 1239 9999 9997"),
    Field("ledger.seq", "номер последней записи журнала, которую бумага учла", "1888888"),
    Field("ledger.hash", "первые 20 знаков её хеша: для vpr-print track verify --against", "8e8e 8e8e 8e8e 8e8e 8e8e"),
    Field("ledger.time", "когда она сделана", "28.08.2028 18:08"),
    Field("ledger.zone", "часовой пояс всех времён на бумаге", "UTC+10:00"),
    Field("ledger.name", "начало имени журнала", "8e8e8e8e"),
)
_WHEN = Field("row.time", "когда записано", "28.08.2028 18:08")
_BY = Field("row.who", "кто записал и на каком компьютере", "ivanova_am, kab-zavucha")
_REMARK = Field("row.note", "сейф-пакет, причина и прочее", "сейф-пакет АБ18888888")
_SET_SAMPLE = "288 · 1640 1239 9999 0097"
_NAME_SAMPLE = "Константинопольская-Преображенская Александра Вячеславовна"
_SEAT_SAMPLE = "ряд 12, парта 12, правое"
_SETS = ItemList("sets", "комплекты кабинета: порядковый номер и номер", _SET_SAMPLE, items=60)
_SYMBOLS = (Required(Need.CODE128, "paper.number"), Required(Need.QR, "paper.number"))

_SET_FIELDS = (
    *_ROOM,
    Field("set.ordinal", "порядковый номер комплекта в кабинете", "288"),
    Field("page.number", "страница комплекта", "88"),
    Field("page.count", "всего страниц", "88"),
    Field("work.subject", "предмет", "Обществознание (углублённый уровень)"),
    Field("work.grade", "класс (параллель)", "10"),
)
_SLIP_FIELDS = (
    Field("slip.code", "код участника", "60132"),
    Field("slip.number", "номер кода, 16 цифр", "0640123006013297"),
    Field("slip.ordinal", "порядковый номер в кабинете", "288"),
)


def _label(key: str) -> PaperSpec:
    return PaperSpec(
        key=key, fields=_FORM + _COUNTS + _PACKET, lists=(_CONTENTS,), required=_SYMBOLS, imposed=True
    )


def _manifest(key: str) -> PaperSpec:
    return PaperSpec(
        key=key,
        fields=(
            *_FORM,
            *_COUNTS,
            *_PACKET,
            Field("packet.number", "номер пакета, 16 цифр", _DIGITS16),
            Field("packet.number_grouped", "номер пакета по четыре цифры", "4640 1239 9999 0097"),
            Field("packet.qr", "второй QR-код: что в пакете, для центра сканирования", _QR_SAMPLE),
        ),
        lists=(_CONTENTS,),
        items=(_SETS,),
        required=(
            *_SYMBOLS,
            Required(Need.QR, "packet.qr"),
            Required(Need.TABLE, "contents"),
            Required(Need.NUMBER_LIST, "sets"),
        ),
    )


_QR_SAMPLE = (
    "VPR1;640123;2028-08-28-obshchestvoznanie-10;sportivnyy-zal-korpusa-2;4640123999990097;"
    "99101-99112,99121-99129,99141-99155,99170-99184,99991-99999;88;89ABCDEF"
)

PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec(key="individual_set", fields=_SET_FIELDS, stamp=True),
    PaperSpec(
        key="code_slip",
        fields=_SITE + _WORK + _ROOM + _SLIP_FIELDS,
        sheet_fields=(
            *_FORM,
            Field("sheet.stack", "номер стопы", "12"),
            Field("sheet.stacks", "всего стоп", "12"),
            Field("sheet.number", "лист в стопе", "25"),
            Field("sheet.sheets", "листов в стопе", "25"),
            Field("sheet.slips", "кодов и разделителей в стопе", "450"),
        ),
        required=(
            Required(Need.TEXT, "slip.code"),
            Required(Need.CODE128, "slip.number"),
            Required(Need.QR, "slip.number"),
            Required(Need.CODE128, "paper.number", on_sheet=True),
        ),
        imposed=True,
    ),
    PaperSpec(
        key="code_separator",
        fields=(*_SITE, *_WORK, *_ROOM, Field("slip.count", "кодов в кабинете", "288")),
        required=(Required(Need.TEXT, "room.name"),),
    ),
    PaperSpec(
        key="conduct_protocol",
        fields=_FORM + _COUNTS,
        lists=(
            RowList(
                "rows",
                "строки протокола: участники, затем запасные коды",
                (
                    Field("row.no", "номер строки", "288"),
                    Field("row.code", "код участника", "6013299"),
                    Field("row.code_number", "номер кода, 16 цифр", "0640123601329997"),
                    Field("row.name", "фамилия, имя, отчество", _NAME_SAMPLE),
                    Field("row.class", "класс", "10А"),
                    Field("row.variant", "вариант", "12"),
                    Field("row.ordinal", "порядковый номер комплекта", "288"),
                    Field("row.set", "порядковый номер комплекта и его номер; пусто у запасного кода", _SET_SAMPLE),
                    Field("row.set_number", "номер комплекта, 16 цифр", "1640123999990097"),
                    Field("row.seat", "ряд и место", _SEAT_SAMPLE),
                ),
                rows=60,
            ),
        ),
        required=(
            *_SYMBOLS,
            Required(Need.TABLE, "rows"),
            Required(Need.TEXT, "row.code"),
            Required(Need.CODE128, "row.code_number"),
            Required(Need.TEXT, "row.name"),
        ),
    ),
    _label("label_delivery"),
    _label("label_return_used"),
    _label("label_return_unused"),
    _manifest("manifest_delivery"),
    _manifest("manifest_return_used"),
    _manifest("manifest_return_unused"),
    PaperSpec(
        key="draft_sheet",
        fields=(
            *_FORM,
            Field("draft.number", "номер листа черновика в кабинете", "520"),
            Field("draft.count", "листов черновиков в кабинете", "520"),
        ),
        required=_SYMBOLS,
    ),
    PaperSpec(
        key="summary",
        fields=(
            *_COMMON,
            Field("totals.rooms", "кабинетов", "188"),
            Field("totals.packets", "пакетов", "564"),
            Field("totals.participants", "участников", "1888"),
            Field("totals.sets", "комплектов", "1999"),
            Field("totals.spares", "из них запасных", "188"),
            Field("totals.enlarged", "из них увеличенных (А3)", "88"),
            Field("totals.codes", "отдельных кодов", "1999"),
            Field("totals.drafts", "листов черновиков", "3998"),
            Field("totals.sheets", "листов А4 со всеми бумагами, без чистых черновиков", "28888"),
            Field("totals.sheets_a3", "листов А3", "888"),
            Field("totals.reams", "пачек бумаги А4 по 500 листов", "58"),
        ),
        lists=(
            RowList(
                "packets",
                "пакеты всех кабинетов",
                (
                    Field("row.no", "номер строки", "564"),
                    Field("row.room", "кабинет", "Спортивный зал корпуса 2"),
                    Field("row.packet", "пакет", "Возвратный доставочный пакет 2"),
                    Field("row.number", "номер пакета, 16 цифр", "4640123999990097"),
                    Field("row.sets", "комплектов", "288"),
                    Field("row.sheets", "листов в пакете", "3456"),
                ),
                rows=120,
            ),
        ),
        required=(*_SYMBOLS, Required(Need.TABLE, "packets"), Required(Need.CODE128, "row.number")),
    ),
    PaperSpec(
        key="hand_out_plan",
        fields=(*_FORM, *_COUNTS),
        required=_SYMBOLS,
        seating=True,
    ),
    PaperSpec(
        key="hand_out_list",
        fields=(*_FORM, *_COUNTS),
        lists=(
            RowList(
                "seats",
                "кто что получает, в порядке раздачи",
                (
                    Field("row.ordinal", "порядковый номер комплекта", "288"),
                    Field("row.seat", "ряд и место", _SEAT_SAMPLE),
                    Field("row.who", "класс, а где имена разрешены, и ФИО", f"{_NAME_SAMPLE}, 10А"),
                    Field("row.class", "класс", "10А"),
                    Field("row.variant", "вариант", "12"),
                    Field("row.set_grouped", "номер комплекта по четыре цифры", "1640 1239 9999 0097"),
                ),
                rows=60,
            ),
        ),
        required=(*_SYMBOLS, Required(Need.TABLE, "seats")),
    ),
    PaperSpec(
        key="handover_act",
        fields=(
            *_LEDGER,
            Field("act.step", "что передаётся и куда", "получение возвратных пакетов в центре сканирования"),
            Field("act.from", "первая запись акта", "28.08.2028 18:08"),
            Field("act.to", "последняя запись акта", "28.08.2028 18:08"),
            Field("totals.things", "строк с номерами", "1999"),
            Field("totals.packets", "из них пакетов", "564"),
            Field("totals.inside", "сколько внутри этих пакетов", "1999"),
            Field("totals.sets", "из них отдельных комплектов", "1999"),
        ),
        lists=(
            RowList(
                "things",
                "что передано; длинный текст продолжается в следующих строках",
                (
                    Field("row.no", "номер по порядку", "1999"),
                    Field("row.room", "кабинет", _ROOM[0].sample),
                    Field("row.what", "наименование", "возвратный пакет 2"),
                    Field("row.number", "номер, по четыре цифры", "4640 1239 9999 0097"),
                    Field("row.inside", "сколько внутри комплектов, в пакете в центр — пакетов", "288"),
                    _WHEN,
                    _BY,
                    _REMARK,
                ),
                rows=60,
            ),
        ),
        required=(
            *_SYMBOLS,
            Required(Need.TABLE, "things"),
            Required(Need.TEXT, "row.number"),
            Required(Need.TEXT, "ledger.seq"),
            Required(Need.TEXT, "ledger.hash"),
        ),
    ),
    PaperSpec(
        key="print_journal",
        fields=(
            *_LEDGER,
            Field("totals.entries", "записей в журнале печати", "18888"),
            Field("totals.papers", "бумаг, печать которых подтверждена", "18888"),
            Field("totals.sets", "из них комплектов", "1999"),
            Field("totals.reprints", "напечатано повторно", "188"),
            Field("totals.spoiled", "комплектов испорчено", "188"),
        ),
        lists=(
            RowList(
                "entries",
                "записи о печати, повторной печати, браке и отменах, по порядку; ни одна не пропадает",
                (
                    Field("row.no", "номер по порядку", "1888"),
                    Field("row.entry", "номер записи в журнале; чужого журнала — с началом его имени", "8e8e:1888888"),
                    _WHEN,
                    Field("row.room", "кабинет", _ROOM[0].sample),
                    Field("row.event", "что произошло: напечатан, повторно, испорчен …", "недействителен"),
                    Field("row.what", "что: комплекты 01–16, бумаги кабинета", "опись доставочного пакета"),
                    Field("row.count", "сколько бумаг", "288"),
                    Field("row.first", "номер первой, по четыре цифры", "1640 1239 9999 0097"),
                    Field("row.last", "номер последней, если их несколько", "1640 1239 9999 0097"),
                    _BY,
                    Field("row.note", "причина", "сейф-пакет АБ18888888"),
                ),
                rows=60,
            ),
        ),
        required=(
            *_SYMBOLS,
            Required(Need.TABLE, "entries"),
            Required(Need.TEXT, "row.entry"),
            Required(Need.TEXT, "row.first"),
            Required(Need.TEXT, "row.note"),
            Required(Need.TEXT, "ledger.seq"),
            Required(Need.TEXT, "ledger.hash"),
        ),
    ),
    PaperSpec(
        key="balance_statement",
        fields=(
            *_LEDGER,
            Field("totals.rooms", "кабинетов", "188"),
            Field("totals.printed", "комплектов напечатано", "1999"),
            Field("totals.used", "использовано", "1999"),
            Field("totals.unused", "не использовано", "1999"),
            Field("totals.spoiled", "испорчено", "1999"),
            Field("totals.lost", "утрачено", "1999"),
            Field("totals.open", "не учтено", "1999"),
            Field("totals.sum", "использовано + не использовано + испорчено + утрачено", "1999"),
            Field("totals.closes", "«сходится» или «не сходится»", "не сходится"),
        ),
        lists=(
            RowList(
                "rooms",
                "кабинеты; под каждым — его неучтённые комплекты, по одному в строке",
                (
                    Field("row.no", "номер по порядку", "188"),
                    Field("row.room", "кабинет", _ROOM[0].sample),
                    Field("row.printed", "напечатано", "288"),
                    Field("row.used", "использовано", "288"),
                    Field("row.unused", "не использовано", "288"),
                    Field("row.spoiled", "испорчено", "288"),
                    Field("row.lost", "утрачено", "288"),
                    Field("row.open", "не учтено", "288"),
                    Field("row.set", "неучтённый комплект: порядковый номер и номер", _SET_SAMPLE),
                    Field("row.state", "где он по записям", "вложен в доставочный пакет"),
                ),
                rows=60,
            ),
        ),
        required=(
            *_SYMBOLS,
            Required(Need.TABLE, "rooms"),
            Required(Need.TEXT, "row.open"),
            Required(Need.TEXT, "row.set"),
            Required(Need.TEXT, "ledger.seq"),
            Required(Need.TEXT, "ledger.hash"),
        ),
    ),
)


def paper_spec(key: str) -> PaperSpec:
    """What the layout of the paper ``key`` may and must say. Raises ``KeyError``."""
    for spec in PAPERS:
        if spec.key == key:
            return spec
    raise KeyError(key)
