"""The text of a new ``vpr-print.toml``, with comments for the person who will edit it."""

from __future__ import annotations

import re

from vpr_print.model.identifier import CODE_LENGTH
from vpr_print.plan.packing import DRAFTS_PER_PARTICIPANT
from vpr_print.settings.toml_file import FORMAT, Settings


def settings_text(settings: Settings) -> str:
    """The file that ``parse_settings`` reads back as the same settings."""
    build = settings.build
    return f"""\
# Настройки школьной папки vpr-print. Строки после знака # программа не читает.
# Тексты пишутся в прямых кавычках; файл сохраняют в кодировке UTF-8.
format = {FORMAT}

[site]
# Шесть цифр из логина школы в ФИС ОКО (edu640123 → 640123). Стоят в каждом номере: не меняйте их.
number = {_quoted(settings.site.number)}
# Название школы, как оно должно стоять на бумагах.
name = {_quoted(settings.site.name)}

[ledger]
{_ledger(settings.ledger)}

[build]
# То, что команда vpr-print build берёт, если в ней самой не указано другое.
# Процедура: "vpr" (ВПР) или "iku" (оценка учителей); своя — имя папки layouts, в которой есть её procedure.toml.
procedure = {_quoted(build.procedure)}
# Свои макеты региона: папка; пустая строка, если своих нет.
layouts = {_quoted(build.layouts)}
# Печать: "one" с одной стороны листа, "two" с двух.
sides = {_quoted(build.sides.value)}
# Черновиков на участника, не менее {DRAFTS_PER_PARTICIPANT}.
drafts = {build.drafts}
# Запасных комплектов на кабинет.
spares = {build.spares}
# Запасных кодов на кабинет.
spare_codes = {build.spare_codes}
# Цифр в коде участника, от 1 до {CODE_LENGTH}.
code_length = {build.code_length}
# Печатать ли бланки ответов с номерами, по одному на комплект (true), если процедура их печатает; обычно их привозят.
answer_forms = {"true" if build.answer_forms else "false"}
# Печатать ли протокол без имён для возвратного пакета 1 (true): если использованные комплекты покидают школу.
protocol_copy = {"true" if build.protocol_copy else "false"}
# Страницы вариантов не формата А4: "fit" подогнать, "refuse" остановиться, "as-is" печатать как есть.
page_size = {_quoted(build.prepress.page_size.value)}
# Версия PDF, которую понимает копир: "1.7", для старого "1.4".
compat = {_quoted(build.prepress.compat.value)}
# Печатать варианты чёрно-белой картинкой (true) или так, как они нарисованы (false).
as_image = {"true" if build.prepress.as_image else "false"}

[storage]
# Сколько дней после работы хранят её материалы: об этом напомнит vpr-print audit. 0: срок не задан.
keep_days = {settings.keep_days or 0}
"""


def _ledger(place: str) -> str:
    if "://" in place:
        return f"""\
# Журнал номеров в базе данных PostgreSQL. Пароль держите не здесь, а в файле ~/.pgpass или в переменной PGPASSWORD.
url = {_quoted(place)}"""
    return f"""\
# Журнал номеров: файл в этой папке или полный путь на диске этого компьютера. Сетевой диск не годится.
# Делайте резервные копии журнала вместе с папкой works.
path = {_quoted(place)}"""


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda match: f"\\u{ord(match[0]):04x}", escaped) + '"'
