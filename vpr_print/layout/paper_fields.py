"""Fields and lists that several papers have, each with the longest sample that a school may bring. Pure."""

from __future__ import annotations

from vpr_print.layout.paper_spec import Field, ItemList, Need, Required, RowList

LONG_NUMBER = "9640123999999997"
DIGITS16 = "1640123000010067"

SITE = (
    Field("site.number", "номер школы, 6 цифр логина ФИС ОКО", "640123"),
    Field(
        "site.name",
        "название школы",
        "Муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа № 112 с углублённым "
        "изучением отдельных предметов имени Героя Советского Союза» городского округа «Верхнереченск»",
    ),
)
WORK = (
    Field("work.subject", "предмет", "Обществознание (углублённый уровень)"),
    Field("work.grade", "класс (параллель)", "10"),
    Field("work.date", "дата работы: 21.04.2026", "28.08.2028"),
    Field("work.day", "день, две цифры", "28"),
    Field("work.month", "месяц, две цифры", "08"),
    Field("work.year", "год, четыре цифры", "2028"),
)
PROGRAM = Field("program", "программа и её версия", "vpr-print 10.20.30")
PAGE = (
    Field("paper.number", "номер страницы этой бумаги, 16 цифр", LONG_NUMBER),
    Field("page.number", "страница", "88"),
    Field("page.count", "всего страниц", "88"),
    PROGRAM,
)
ROOM = (Field("room.name", "кабинет", "Спортивный зал корпуса 2"),)
COMMON = SITE + WORK + PAGE
FORM = COMMON + ROOM

COUNTS = (
    Field("counts.participants", "участников в кабинете", "260"),
    Field("counts.sets", "индивидуальных комплектов", "288"),
    Field("counts.spares", "из них запасных", "88"),
    Field("counts.codes", "отдельных кодов", "288"),
    Field("counts.spare_codes", "из них запасных", "88"),
    Field("counts.drafts", "листов черновиков", "520"),
    Field("counts.answer_forms", "напечатанных бланков ответов; пусто, если их привозят", "288"),
    Field("room.classes", "классы, которые пишут в кабинете", "10А, 10Б, 10В, 10Г, 10Д, 10Е, 10Ж, 10З"),
)
PACKET = (
    Field("packet.title", "название пакета", "Возвратный доставочный пакет 2"),
    Field("packet.note", "что в нём", "неиспользованные комплекты и черновики"),
    Field(
        "sets.ranges",
        "номера комплектов промежутками",
        "1640 1239 9901 0097 – 1640 1239 9914 0097 (14), " * 3 + "1640 1239 9999 0097 – 1640 1239 9999 0097 (15)",
    ),
)
CONTENTS = RowList(
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
DOCUMENT = (
    Field("document.number", "номер по порядку среди таких бумаг этой работы", "188"),
    Field("document.paper", "номер этой бумаги, по четыре цифры", "9640 1239 9999 9997"),
)
LEDGER = (
    *COMMON,
    Field("room.name", "кабинет, если в бумаге он один; иначе «все»", ROOM[0].sample),
    *DOCUMENT,
    Field("ledger.seq", "номер последней записи журнала, которую бумага учла", "1888888"),
    Field("ledger.hash", "первые 20 знаков её хеша: для vpr-print track verify --against", "8e8e 8e8e 8e8e 8e8e 8e8e"),
    Field("ledger.time", "когда она сделана", "28.08.2028 18:08"),
    Field("ledger.zone", "часовой пояс всех времён на бумаге", "UTC+10:00"),
    Field("ledger.name", "начало имени журнала", "8e8e8e8e"),
)
WHEN = Field("row.time", "когда записано", "28.08.2028 18:08")
BY = Field("row.who", "кто записал и на каком компьютере", "ivanova_am, kab-zavucha")
REMARK = Field("row.note", "сейф-пакет, причина и прочее", "сейф-пакет АБ18888888")
SET_SAMPLE = "288 · 1640 1239 9999 0097"
NAME_SAMPLE = "Константинопольская-Преображенская Александра Вячеславовна"
SEAT_SAMPLE = "ряд 12, парта 12, правое"
SETS = ItemList("sets", "комплекты кабинета: порядковый номер и номер", SET_SAMPLE, items=60)
SYMBOLS = (Required(Need.CODE128, "paper.number"), Required(Need.QR, "paper.number"))

SET_FIELDS = (
    *ROOM,
    Field("set.ordinal", "порядковый номер комплекта в кабинете", "288"),
    Field("page.number", "страница комплекта", "88"),
    Field("page.count", "всего страниц", "88"),
    Field("work.subject", "предмет", "Обществознание (углублённый уровень)"),
    Field("work.grade", "класс (параллель)", "10"),
)
SLIP_FIELDS = (
    Field("slip.code", "код участника", "60132"),
    Field("slip.number", "номер кода, 16 цифр", "0640123006013297"),
    Field("slip.ordinal", "порядковый номер в кабинете", "288"),
)


QR_SAMPLE = (
    "VPR1;640123;2028-08-28-obshchestvoznanie-10;sportivnyy-zal-korpusa-2;4640123999990097;"
    "99101-99112,99121-99129,99141-99155,99170-99184,99991-99999;88;89ABCDEF"
)

SCAN = (
    Field("scan.time", "когда составлен отчёт", "28.08.2028 18:08"),
    Field("scan.who", "кто сканировал", "ivanova_am, centr-skanirovaniya-2"),
    Field("page.number", "страница", "88"),
    Field("page.count", "всего страниц", "88"),
    PROGRAM,
)
WHY_SAMPLE = "два символа страницы говорят разное, и ни один номер не подтверждён описью: посмотрите лист"
