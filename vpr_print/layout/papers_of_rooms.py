"""Papers that a build makes: of a room, and of the whole work. Pure."""

from __future__ import annotations

from vpr_print.layout.paper_fields import (
    COMMON,
    CONTENTS,
    COUNTS,
    DIGITS16,
    FORM,
    NAME_SAMPLE,
    PACKET,
    QR_SAMPLE,
    ROOM,
    SEAT_SAMPLE,
    SET_FIELDS,
    SET_SAMPLE,
    SETS,
    SITE,
    SLIP_FIELDS,
    SYMBOLS,
    WORK,
)
from vpr_print.layout.paper_spec import Field, Need, PaperSpec, Required, RowList


def _label(key: str) -> PaperSpec:
    return PaperSpec(
        key=key, fields=FORM + COUNTS + PACKET, lists=(CONTENTS,), required=SYMBOLS, imposed=True
    )


def _manifest(key: str) -> PaperSpec:
    return PaperSpec(
        key=key,
        fields=(
            *FORM,
            *COUNTS,
            *PACKET,
            Field("packet.number", "номер пакета, 16 цифр", DIGITS16),
            Field("packet.number_grouped", "номер пакета по четыре цифры", "4640 1239 9999 0097"),
            Field("packet.qr", "второй QR-код: что в пакете, для центра сканирования", QR_SAMPLE),
        ),
        lists=(CONTENTS,),
        items=(SETS,),
        required=(
            *SYMBOLS,
            Required(Need.QR, "packet.qr"),
            Required(Need.TABLE, "contents"),
            Required(Need.NUMBER_LIST, "sets"),
        ),
    )


_ROW = (
    Field("row.no", "номер строки", "288"),
    Field("row.code", "код участника", "6013299"),
    Field("row.code_number", "номер кода, 16 цифр", "0640123601329997"),
    Field("row.class", "класс", "10А"),
    Field("row.variant", "вариант", "12"),
    Field("row.ordinal", "порядковый номер комплекта", "288"),
    Field("row.set", "порядковый номер комплекта и его номер; пусто у запасного кода", SET_SAMPLE),
    Field("row.set_number", "номер комплекта, 16 цифр", "1640123999990097"),
    Field("row.seat", "ряд и место", SEAT_SAMPLE),
)
"""Of a protocol, but for the name."""


ROOM_PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec(key="individual_set", fields=SET_FIELDS, stamp=True),
    PaperSpec(
        key="code_slip",
        fields=SITE + WORK + ROOM + SLIP_FIELDS,
        sheet_fields=(
            *FORM,
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
        fields=(*SITE, *WORK, *ROOM, Field("slip.count", "кодов в кабинете", "288")),
        required=(Required(Need.TEXT, "room.name"),),
    ),
    PaperSpec(
        key="conduct_protocol",
        fields=FORM + COUNTS,
        lists=(
            RowList(
                "rows",
                "строки протокола: участники, затем запасные коды",
                (*_ROW[:3], Field("row.name", "фамилия, имя, отчество", NAME_SAMPLE), *_ROW[3:]),
                rows=60,
            ),
        ),
        required=(
            *SYMBOLS,
            Required(Need.TABLE, "rows"),
            Required(Need.TEXT, "row.code"),
            Required(Need.CODE128, "row.code_number"),
            Required(Need.TEXT, "row.name"),
        ),
    ),
    PaperSpec(
        key="protocol_copy",
        fields=FORM + COUNTS,
        lists=(RowList("rows", "строки протокола без имён: участники, затем запасные коды", _ROW, rows=60),),
        required=(
            *SYMBOLS,
            Required(Need.TABLE, "rows"),
            Required(Need.TEXT, "row.code"),
            Required(Need.CODE128, "row.code_number"),
        ),
        optional=True,
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
            *FORM,
            Field("draft.number", "номер листа черновика в кабинете", "520"),
            Field("draft.count", "листов черновиков в кабинете", "520"),
        ),
        required=SYMBOLS,
    ),
    PaperSpec(
        key="answer_form",
        fields=(*FORM, Field("form.ordinal", "порядковый номер бланка в кабинете", "288")),
        required=SYMBOLS,
        optional=True,
    ),
    PaperSpec(
        key="summary",
        fields=(
            *COMMON,
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
        required=(*SYMBOLS, Required(Need.TABLE, "packets"), Required(Need.CODE128, "row.number")),
    ),
    PaperSpec(
        key="hand_out_plan",
        fields=(*FORM, *COUNTS),
        required=SYMBOLS,
        seating=True,
    ),
    PaperSpec(
        key="hand_out_list",
        fields=(*FORM, *COUNTS),
        lists=(
            RowList(
                "seats",
                "кто что получает, в порядке раздачи",
                (
                    Field("row.ordinal", "порядковый номер комплекта", "288"),
                    Field("row.seat", "ряд и место", SEAT_SAMPLE),
                    Field("row.who", "класс, а где имена разрешены, и ФИО", f"{NAME_SAMPLE}, 10А"),
                    Field("row.class", "класс", "10А"),
                    Field("row.variant", "вариант", "12"),
                    Field("row.set_grouped", "номер комплекта по четыре цифры", "1640 1239 9999 0097"),
                ),
                rows=60,
            ),
        ),
        required=(*SYMBOLS, Required(Need.TABLE, "seats")),
    ),
)
