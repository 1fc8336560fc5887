"""A report of a scan with every kind of entry."""

from __future__ import annotations

import io
from functools import cache

import builders as b
from PIL import Image, ImageDraw

from vpr_print.documents.scan_report import ReportedPage, ReportedRoom, ReportedScan, render_scan_report


def jpeg(width: int, height: int) -> bytes:
    """A gray picture with a frame near its edge and a black square in its top left corner."""
    image = Image.new("L", (width, height), 235)
    pen = ImageDraw.Draw(image)
    pen.rectangle((20, 20, width - 21, height - 21), outline=60, width=4)
    pen.rectangle((40, 40, 100, 100), fill=0)
    written = io.BytesIO()
    image.save(written, "JPEG", quality=80)
    return written.getvalue()


def page(place: int, *, width: int = 452, height: int = 640) -> ReportedPage:
    return ReportedPage(
        place=f"stopka-2.pdf, стр. {place}",
        state="не прочитана",
        number="1640 1230 0010 1240, 1640 1230 0020 1237",
        why=f"два символа страницы говорят разное: посмотрите лист и назовите его номер [1a2b3c4d-{place}]",
        jpeg=jpeg(width, height) if width else b"",
        width=width,
        height=height,
    )


def room(place: int) -> ReportedRoom:
    short, stays = place % 4 == 1, place == 2
    return ReportedRoom(
        site="640123",
        work="2026-04-21-matematika-5",
        room=str(100 + place),
        sets=15 if stays else 17,
        whole=15 if short or stays else 17,
        part=int(short),
        absent=int(short),
        scale="94,0 %, стр.: 188 (93,8–100,1)" if place % 3 else "",
        note="комплект 07: нет стр. 3, 4; не пришёл комплект 12" if short else "",
        elsewhere="в другом пакете комплекты 16, 17" if stays else "",
    )


@cache
def scan(rooms: int = 9, pages: int = 11) -> ReportedScan:
    shown = [page(place) for place in range(1, pages - 1)]
    if pages > 1:
        shown += [page(pages - 1, width=640, height=452), page(pages, width=0, height=0)]
    return ReportedScan(
        time="22.04.2026 18:05",
        who="ivanova",
        files=12,
        pages=1939,
        accounted=1939,
        complete=not pages,
        verdict="Не всё на месте: посмотрите кабинеты и страницы ниже." if pages else "Всё на месте.",
        states=(("страница комплекта", 1836), ("опись", 28), ("протокол", 14), ("пустая", 50), ("не прочитана", pages)),
        rooms=tuple(room(place) for place in range(1, rooms + 1)),
        look=tuple(shown),
    )


@cache
def report(rooms: int = 9, pages: int = 11) -> bytes:
    return render_scan_report(scan(rooms, pages), b.kit(), b.fonts())
