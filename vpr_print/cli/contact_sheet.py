"""``index.html`` of a preview: all pages on one screen or a few sheets of paper, without anything from outside."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from vpr_print import __version__
from vpr_print.cli.texts import files_rows
from vpr_print.errors import Message, plural
from vpr_print.workflow.preview import PreviewReport, ShownPage, ShownRest, ShownVariant

_PAGE = """<!doctype html>
<html lang="ru">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>{style}</style>
<header>
<h1>{title}</h1>
<p>Архив {archive}. Так программа поняла архив и так напечатает комплекты. Посмотрите каждую страницу: та ли это
работа, все ли страницы на месте, нет ли среди них ответов, не мешает ли штамп. Щелчок по странице увеличит её.</p>
<p class="secret">Здесь задания, а может быть, и ответы: после просмотра удалите эту папку.</p>
</header>
{body}
<footer>vpr-print {version}. На штампе образцов номер учебной школы 000000: настоящие номера появятся при
сборке.</footer>
</html>
"""
_STYLE = """
:root { color-scheme: light }
* { box-sizing: border-box }
body { font: 15px/1.45 "PT Sans", "Segoe UI", "Liberation Sans", Arial, sans-serif; color: #1c1c1c; background: #eceae6;
  margin: 0 auto; max-width: 1500px; padding: 20px 28px 40px }
h1 { font-size: 26px; margin: 0 0 6px }
h2 { font-size: 19px; margin: 30px 0 8px }
p { margin: 4px 0; max-width: 62em }
table { border-collapse: collapse; background: #fff; width: 100% }
th, td { text-align: left; vertical-align: top; padding: 5px 10px; border: 1px solid #cfcac1 }
th { background: #f5f3ef; font-weight: 600 }
td.n { text-align: right }
.secret { font-weight: 600 }
.said { background: #fff; border-left: 5px solid #c86e00; padding: 8px 14px; margin: 8px 0; white-space: pre-wrap }
.flaw { border-color: #cd1e2d }
.said a { color: #145fc8 }
.pages { display: grid; grid-template-columns: repeat(auto-fill, minmax(230px, 1fr)); gap: 16px }
figure { margin: 0; break-inside: avoid }
figure img { width: 100%; display: block; background: #fff; border: 1px solid #9b958a; aspect-ratio: 210 / 297 }
figure .none { aspect-ratio: 210 / 297; border: 1px dashed #9b958a; display: grid; place-items: center; color: #666;
  text-align: center; padding: 20px }
figcaption { font-size: 13px; padding: 4px 2px; overflow-wrap: anywhere }
figcaption b { font-size: 15px }
.mark { color: #a34d00 }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 4px 24px; margin: 10px 0 }
.legend i { display: inline-block; width: 26px; height: 14px; margin-right: 7px; vertical-align: -2px }
.legend .stamp { border: 2px solid #00824b }
.legend .edge { border-top: 2px dashed #145fc8; height: 0; vertical-align: 4px }
.legend .zone { border: 1px solid #c86e00; background:
  repeating-linear-gradient(135deg, #fbf1e3 0 5px, #dfab68 5px 6px) }
.legend .out { border: 1px solid #9b958a;
  background: linear-gradient(to top right, #fff 45%, #cd1e2d 46% 54%, #fff 55%) }
footer { margin-top: 34px; color: #666; font-size: 13px }
@media print {
  body { background: #fff; padding: 0; font-size: 10pt; max-width: none }
  .pages { grid-template-columns: repeat(4, 1fr); gap: 5mm }
  h2 { break-after: avoid }
}
"""
_LEGEND = """<ul class="legend">
<li><i class="stamp"></i>место штампа
<li><i class="zone"></i>сюда штамп не ставится никогда: заголовок, КОД, таблица баллов
<li><i class="edge"></i>8 мм от края: дальше копир не печатает
<li><i class="out"></i>страница не печатается
</ul>
<p>Рамки, штриховка и подписи цветные и видны только здесь; в комплектах их нет.</p>
"""


def contact_sheet(report: PreviewReport) -> str:
    """The page as text."""
    work = " ".join(part for part in (report.subject, f"{report.grade} класс" if report.grade else None) if part)
    body = [*_said(report), _files(report), _LEGEND if report.variants else ""]
    body += [_variant(variant) for variant in report.variants]
    body += [_rest(report.rest)] if report.rest else []
    return _PAGE.format(
        title=escape(f"Просмотр перед печатью: {work}" if work else "Просмотр перед печатью"),
        style=_STYLE,
        archive=f"<b>{escape(report.archive)}</b>",
        body="\n".join(body),
        version=escape(__version__),
    )


def _said(report: PreviewReport) -> Iterable[str]:
    """Flaws first, then notices."""
    if report.flaws:
        yield "<h2>Мешает печати</h2>"
    for flaw in report.flaws:
        picture = getattr(flaw, "picture", None)
        link = f'\n<a href="{escape(_name(picture))}">Рисунок: что мешает</a>' if picture else ""
        yield f'<div class="said flaw">{_message(flaw.message)}{link}</div>'
    look = [notice for notice in report.notices if notice.look]
    said = [notice for notice in report.notices if not notice.look]
    for title, notices in (("Посмотрите", look), ("К сведению", said)):
        if notices:
            yield f"<h2>{title}</h2>"
        for notice in notices:
            yield f'<div class="said">{_message(notice.message)}</div>'


def _message(message: Message) -> str:
    parts = [f"<b>{escape(message.what)}</b>", escape(message.where)]
    return "\n".join([*parts, f"Нужно: {escape(message.needed)}", f"Сделайте: {escape(message.todo)}"])


def _files(report: PreviewReport) -> str:
    head, *rows = files_rows(report.files)
    return "".join(
        [
            "<h2>Файлы архива</h2>\n<table>\n<tr>",
            *(f"<th>{escape(cell)}" for cell in head),
            *("\n<tr>" + "".join(f"<td>{escape(cell)}" for cell in row) for row in rows),
            "\n</table>",
        ]
    )


def _variant(variant: ShownVariant) -> str:
    count = len(variant.pages)
    title = f"Вариант {variant.number}: {count} {plural(count, 'страница', 'страницы', 'страниц')}"
    figures = [
        _figure(page, f"<b>стр. {number} из {count}</b>", _marks(page)) for number, page in enumerate(variant.pages, 1)
    ]
    return f'<h2>{title}</h2>\n<div class="pages">\n{"".join(figures)}</div>'


def _marks(page: ShownPage) -> Iterable[str]:
    """What is unusual about a printed page."""
    facts = page.facts
    if not page.bars:
        yield "только QR-код"
    if facts and facts.raster:
        yield "печатается картинкой"
    if facts and abs(facts.scale - 1) > 0.005:
        yield f"масштаб {facts.scale:.0%}"
    if facts and facts.turned:
        yield "повёрнута"
    if facts and facts.blank:
        yield "пустая"


def _rest(rest: Iterable[ShownRest]) -> str:
    parts = ["<h2>Не печатается</h2>\n"]
    for file in rest:
        more = f"; ещё {file.more} стр. здесь не показаны" if file.more else ""
        parts.append(f'<p><b>{escape(file.file)}</b> — {escape(file.reason)}{more}</p>\n<div class="pages">\n')
        parts += [_figure(page, "", ()) for page in file.pages]
        parts.append("</div>\n")
    return "".join(parts)


def _figure(page: ShownPage, title: str, marks: Iterable[str]) -> str:
    where = f"{escape(page.file)}, стр. {page.file_page}"
    name = escape(page.image)
    picture = (
        f'<a href="{name}"><img src="{name}" alt="{where}" loading="lazy"></a>'
        if page.image
        else '<div class="none">страницу не удалось показать</div>'
    )
    told = "".join(f' <span class="mark">· {escape(mark)}</span>' for mark in marks)
    return f"<figure>{picture}<figcaption>{title}{told}<div>{where}</div></figcaption></figure>\n"


def _name(path: str) -> str:
    """Of the file, whatever system wrote the path."""
    return path.replace("\\", "/").rpartition("/")[2]
