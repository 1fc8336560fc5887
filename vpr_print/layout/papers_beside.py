"""Papers that belong to no packet: the proof page of a copier, reports for a folder. Pure."""

from __future__ import annotations

from vpr_print.layout.paper_fields import (
    PROGRAM,
    ROOM,
    SCAN,
    SITE,
    WHY_SAMPLE,
)
from vpr_print.layout.paper_spec import Field, ItemList, Need, PaperSpec, Required, RowList

PAPERS_BESIDE: tuple[PaperSpec, ...] = (
    PaperSpec(
        key="storage_audit",
        fields=(
            *SITE,
            Field("audit.date", "день проверки: 21.04.2026", "28.08.2028"),
            Field("audit.folders", "какие папки проверены", "/home/shkola/vpr-2028; /home/shkola/Загрузки/ВПР-2028"),
            Field("audit.places", "что не так с самими папками", "папку копирует в облако программа OneDrive"),
            Field("audit.term", "срок хранения по настройкам", "3650 дней после работы"),
            Field("totals.files", "файлов с конфиденциальными сведениями", "18888"),
            Field("totals.names", "из них с именами", "18888"),
            Field("totals.unreleased", "с материалами работ, которые ещё не написаны", "18888"),
            Field("totals.open", "не зашифрованы", "18888"),
            Field("totals.risky", "о которых надо позаботиться", "18888"),
            Field("totals.destroyed", "работ, материалы которых уничтожены по акту", "188"),
            Field("page.number", "страница", "88"),
            Field("page.count", "всего страниц", "88"),
            Field("program", "программа и её версия", "vpr-print 10.20.30"),
        ),
        lists=(
            RowList(
                "files",
                "файлы; длинный текст продолжается в следующих строках",
                (
                    Field("row.no", "номер по порядку", "18888"),
                    Field("row.place", "файл, от проверенной папки", "works/2028-08-28-istoriya-10/101/3-protokol.pdf"),
                    Field("row.holds", "что в нём", "имена, коды"),
                    Field("row.readers", "кто может открыть на этом компьютере", "все пользователи"),
                    Field("row.locked", "зашифрован ли", "нет"),
                    Field("row.until", "хранить до", "28.08.2028"),
                    Field("row.todo", "что сделать", "закройте доступ другим; срок хранения вышел"),
                ),
                rows=60,
            ),
        ),
        required=(
            Required(Need.TABLE, "files"),
            Required(Need.TEXT, "row.place"),
            Required(Need.TEXT, "row.todo"),
            Required(Need.TEXT, "audit.places"),
        ),
    ),
    PaperSpec(
        key="scan_report",
        fields=(
            *SCAN,
            Field("totals.files", "файлов прочитано", "18888"),
            Field("totals.pages", "страниц в них", "188888"),
            Field("totals.accounted", "страниц учтено", "188888"),
            Field("totals.sets", "комплектов, которых ждали", "18888"),
            Field("totals.whole", "из них пришли целиком", "18888"),
            Field("totals.look", "страниц, которые должен посмотреть человек", "18888"),
            Field("verdict", "всё ли на месте", "не всё на месте: посмотрите кабинеты и страницы ниже"),
        ),
        lists=(
            RowList(
                "rooms",
                "кабинеты; длинный текст продолжается в следующих строках",
                (
                    Field("row.no", "номер по порядку", "1888"),
                    Field("row.site", "номер школы", "640123"),
                    Field("row.work", "работа: предмет, класс, дата", "2028-08-28-obshchestvoznanie-10"),
                    Field("row.room", "кабинет", ROOM[0].sample),
                    Field("row.sets", "комплектов ждали", "288"),
                    Field("row.whole", "пришли целиком", "288"),
                    Field("row.part", "пришли не целиком", "288"),
                    Field("row.absent", "не пришли", "288"),
                    Field("row.scale", "масштаб печати: от и до, сколько страниц", "100,0 %, стр.: 1888 (94,0–100,8)"),
                    Field("row.note", "чего не хватает и что лишнее", "комплект 288: нет страниц 18, 28, 38, 48, 58"),
                ),
                rows=60,
            ),
        ),
        items=(ItemList("states", "сколько страниц в каком состоянии", "отсканирована повторно: 18888", items=14),),
        required=(
            Required(Need.TABLE, "rooms"),
            Required(Need.NUMBER_LIST, "states"),
            Required(Need.TEXT, "totals.pages"),
            Required(Need.TEXT, "totals.accounted"),
            Required(Need.TEXT, "row.note"),
        ),
    ),
    PaperSpec(
        key="scan_picture",
        fields=(
            Field("picture.no", "номер по порядку", "18888"),
            Field("picture.place", "файл и страница", "kabinet-101-vozvratnyy-paket-1.pdf, стр. 288"),
            Field("picture.state", "что это за страница", "напечатана дважды или отсканирована дважды"),
            Field("picture.number", "прочитанный номер, по четыре цифры", "1640 1239 9999 0097, 5640 1239 9998 0003"),
            Field("picture.why", "почему её надо посмотреть", WHY_SAMPLE),
        ),
        sheet_fields=SCAN,
        required=(Required(Need.TEXT, "picture.place"), Required(Need.TEXT, "picture.state")),
        imposed=True,
        picture=True,
    ),
    PaperSpec(
        key="proof_page",
        fields=(PROGRAM,),
        proof=True,
    ),
)
