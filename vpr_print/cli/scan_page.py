"""``otchet.html`` of a scan: what came, what is missing, what to look at; one file without anything from outside."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from html import escape

from vpr_print import __version__
from vpr_print.documents.scan_report import ReportedPage, ReportedRoom, ReportedScan

_PAGE = """<!doctype html>
<html lang="ru">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Отчёт о сканировании</title>
<style>{style}</style>
<header>
<h1>Отчёт о сканировании</h1>
<p>{time} · {who}</p>
</header>
<p class="verdict {mood}">{verdict}</p>
<ul class="figures">{figures}</ul>
{body}
<footer>vpr-print {version}. Имён участников в тексте отчёта нет. На снимках могут быть работы: храните отчёт как
работы.</footer>
</html>
"""
_STYLE = """
:root { color-scheme: light }
* { box-sizing: border-box }
body { font: 15px/1.45 "PT Sans", "Segoe UI", "Liberation Sans", Arial, sans-serif; color: #1c1c1c; background: #eceae6;
  margin: 0 auto; max-width: 1300px; padding: 20px 28px 40px }
h1 { font-size: 26px; margin: 0 0 2px }
h2 { font-size: 19px; margin: 30px 0 8px }
p { margin: 4px 0; max-width: 62em }
.verdict { font-size: 18px; font-weight: 600; background: #fff; padding: 10px 16px; margin: 14px 0 }
.good { border-left: 6px solid #00824b }
.look { border-left: 6px solid #c86e00 }
.figures { list-style: none; display: flex; flex-wrap: wrap; gap: 10px 34px; padding: 0; margin: 14px 0 }
.figures b { display: block; font-size: 24px; line-height: 1.1; font-variant-numeric: tabular-nums }
table { border-collapse: collapse; background: #fff; width: 100%; font-variant-numeric: tabular-nums }
th, td { text-align: left; vertical-align: top; padding: 5px 10px; border: 1px solid #cfcac1;
  overflow-wrap: break-word }
th { background: #f5f3ef; font-weight: 600; position: sticky; top: 0 }
td.n { text-align: right; white-space: nowrap }
tr.short td { background: #fdf6ec }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)); gap: 16px }
figure { margin: 0; background: #fff; border: 1px solid #9b958a; break-inside: avoid }
figure img { width: 100%; display: block; border-bottom: 1px solid #cfcac1 }
figure .none { padding: 60px 20px; text-align: center; color: #666; border-bottom: 1px solid #cfcac1 }
figcaption { font-size: 13px; padding: 8px 12px 12px; overflow-wrap: anywhere }
figcaption b { font-size: 15px; display: block }
figcaption span { color: #555; display: block }
footer { margin-top: 34px; color: #666; font-size: 13px }
@media print {
  body { background: #fff; padding: 0; font-size: 10pt; max-width: none }
  .cards { grid-template-columns: repeat(3, 1fr); gap: 5mm }
  th { position: static }
  h2 { break-after: avoid }
}
"""
_HEAD = (
    "Школа",
    "Работа",
    "Кабинет",
    "Ждали",
    "Целиком",
    "Не целиком",
    "Нет",
    "Масштаб печати",
    "Чего не хватает, что лишнее",
)


def scan_page(scan: ReportedScan) -> str:
    """The page as text."""
    figures = (
        (scan.files, "файлов"),
        (scan.pages, "страниц в них"),
        (scan.accounted, "страниц учтено"),
        (sum(room.sets for room in scan.rooms), "комплектов ждали"),
        (sum(room.whole for room in scan.rooms), "пришли целиком"),
        (len(scan.look), "страниц посмотреть"),
    )
    return _PAGE.format(
        style=_STYLE,
        time=escape(scan.time),
        who=escape(scan.who),
        mood="good" if scan.complete else "look",
        verdict=escape(scan.verdict),
        figures="".join(f"<li><b>{count}</b>{escape(what)}" for count, what in figures),
        body="\n".join(_body(scan)),
        version=escape(__version__),
    )


def _body(scan: ReportedScan) -> Iterator[str]:
    if scan.look:
        yield "<h2>Посмотрите эти страницы</h2>"
        yield f'<div class="cards">{"".join(map(_card, scan.look))}</div>'
    if scan.rooms:
        yield "<h2>Что пришло</h2>"
        head = "".join(f"<th>{escape(title)}" for title in _HEAD)
        yield f"<table><thead><tr>{head}</thead><tbody>{''.join(map(_row, scan.rooms))}</tbody></table>"
    yield "<h2>Каждая страница учтена ровно один раз</h2>"
    rows = "".join(f'<tr><td>{escape(state)}<td class="n">{count}' for state, count in scan.states)
    yield f'<table>{rows}<tr><th>всего<th class="n">{scan.accounted}</table>'


def _card(page: ReportedPage) -> str:
    shown = (
        f'<img alt="{escape(page.place)}" loading="lazy" src="data:image/jpeg;base64,{b64encode(page.jpeg).decode()}">'
        if page.jpeg
        else '<div class="none">страницу не удалось показать</div>'
    )
    number = f"<span>{escape(page.number)}</span>" if page.number else ""
    words = f"<b>{escape(page.state)}</b><span>{escape(page.place)}</span>{number}{escape(page.why)}"
    return f"<figure>{shown}<figcaption>{words}</figcaption></figure>"


def _row(room: ReportedRoom) -> str:
    short = ' class="short"' if room.part or room.absent or room.note else ""
    counts = "".join(f"<td class=n>{count}" for count in (room.sets, room.whole, room.part, room.absent))
    place, told = (
        "".join(f"<td>{escape(text)}" for text in texts)
        for texts in ((room.site, room.work, room.room), (room.scale, room.told))
    )
    return f"<tr{short}>{place}{counts}{told}"
