"""Papers that are drawn from the ledger. Pure."""

from __future__ import annotations

from vpr_print.layout.paper_fields import (
    BY,
    COMMON,
    DOCUMENT,
    LEDGER,
    REMARK,
    ROOM,
    SET_SAMPLE,
    SYMBOLS,
    WHEN,
)
from vpr_print.layout.paper_spec import Field, Need, PaperSpec, Required, RowList

LEDGER_PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec(
        key="label_dispatch",
        fields=(*COMMON, *DOCUMENT),
        required=(*SYMBOLS, Required(Need.TEXT, "site.number")),
        imposed=True,
    ),
    PaperSpec(
        key="handover_act",
        fields=(
            *LEDGER,
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
                    Field("row.room", "кабинет", ROOM[0].sample),
                    Field("row.what", "наименование", "возвратный пакет 2"),
                    Field("row.number", "номер, по четыре цифры", "4640 1239 9999 0097"),
                    Field("row.inside", "сколько внутри комплектов, в пакете в центр — пакетов", "288"),
                    WHEN,
                    BY,
                    REMARK,
                ),
                rows=60,
            ),
        ),
        required=(
            *SYMBOLS,
            Required(Need.TABLE, "things"),
            Required(Need.TEXT, "row.number"),
            Required(Need.TEXT, "ledger.seq"),
            Required(Need.TEXT, "ledger.hash"),
        ),
    ),
    PaperSpec(
        key="manifest_dispatch",
        fields=(
            *LEDGER,
            Field("packet.number_grouped", "номер пакета по четыре цифры", "7640 1239 9999 0097"),
            Field("totals.packets", "пакетов внутри", "564"),
            Field("totals.inside", "комплектов в этих пакетах", "1999"),
            Field("totals.bags", "сейф-пакетов, в которых они лежат", "564"),
        ),
        lists=(
            RowList(
                "packets",
                "пакеты, которые лежат в пакете в центр сканирования",
                (
                    Field("row.no", "номер по порядку", "564"),
                    Field("row.room", "кабинет", ROOM[0].sample),
                    Field("row.what", "наименование", "возвратный пакет 2"),
                    Field("row.number", "номер пакета, 16 цифр", "4640123999990097"),
                    Field("row.bag", "номер сейф-пакета; пусто, если его нет", "AB1888888888 888888888888 88888888"),
                    Field("row.inside", "сколько внутри комплектов", "288"),
                ),
                rows=60,
            ),
        ),
        required=(
            *SYMBOLS,
            Required(Need.TABLE, "packets"),
            Required(Need.CODE128, "row.number"),
            Required(Need.TEXT, "row.bag"),
            Required(Need.TEXT, "packet.number_grouped"),
            Required(Need.TEXT, "ledger.seq"),
            Required(Need.TEXT, "ledger.hash"),
        ),
    ),
    PaperSpec(
        key="print_journal",
        fields=(
            *LEDGER,
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
                    WHEN,
                    Field("row.room", "кабинет", ROOM[0].sample),
                    Field("row.event", "что произошло: напечатан, повторно, испорчен …", "недействителен"),
                    Field("row.what", "что: комплекты 01–16, бумаги кабинета", "опись: доставочный пакет"),
                    Field("row.count", "сколько бумаг", "288"),
                    Field("row.first", "номер первой, по четыре цифры", "1640 1239 9999 0097"),
                    Field("row.last", "номер последней, если их несколько", "1640 1239 9999 0097"),
                    BY,
                    Field("row.note", "причина", "сейф-пакет АБ18888888"),
                ),
                rows=60,
            ),
        ),
        required=(
            *SYMBOLS,
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
            *LEDGER,
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
                    Field("row.room", "кабинет", ROOM[0].sample),
                    Field("row.printed", "напечатано", "288"),
                    Field("row.used", "использовано", "288"),
                    Field("row.unused", "не использовано", "288"),
                    Field("row.spoiled", "испорчено", "288"),
                    Field("row.lost", "утрачено", "288"),
                    Field("row.open", "не учтено", "288"),
                    Field("row.set", "неучтённый комплект: порядковый номер и номер", SET_SAMPLE),
                    Field("row.state", "где он по записям", "вложен в доставочный пакет"),
                ),
                rows=60,
            ),
        ),
        required=(
            *SYMBOLS,
            Required(Need.TABLE, "rooms"),
            Required(Need.TEXT, "row.open"),
            Required(Need.TEXT, "row.set"),
            Required(Need.TEXT, "ledger.seq"),
            Required(Need.TEXT, "ledger.hash"),
        ),
    ),
)
