"""Options that ``check`` and ``build`` share, and how they become requests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from vpr_print.model.geometry import Sides
from vpr_print.plan.packing import DRAFTS_PER_PARTICIPANT, PackingOptions
from vpr_print.settings.toml_file import MOST_DRAFTS, MOST_SPARES, Settings
from vpr_print.workflow.request import InputRequest

F = TypeVar("F", bound=Callable[..., Any])

_FILE = click.Path(path_type=Path)
_FEW = click.IntRange(0, MOST_SPARES)
_DATE = click.DateTime(formats=["%d.%m.%Y", "%Y-%m-%d"])


class VariantFile(click.ParamType[tuple[int, str]]):
    """``N=FILE``."""

    name = "N=ФАЙЛ"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, str]:
        number, sign, file = str(value).partition("=")
        if not sign or not file.strip() or not number.strip().isdecimal() or int(number) < 1:
            self.fail("номер варианта, знак равенства и имя файла в архиве: 2=вариант-2.pdf", param, ctx)
        return int(number), file.strip()


_INPUTS = (
    click.argument("archive", metavar="АРХИВ", type=_FILE),
    click.option(
        "--rooms", metavar="СПИСОК", type=_FILE, required=True, help="распределение по кабинетам: XLSX, XLS, ODS, CSV"
    ),
    click.option(
        "--codes", metavar="КОДЫ", type=_FILE, help="коды участников: XLSX, CSV или PDF; без них листа кодов не будет"
    ),
    click.option("--password-file", metavar="ФАЙЛ", type=_FILE, help="файл с паролем архива (иначе программа спросит)"),
    click.option(
        "--class",
        "classes",
        metavar="КЛАСС",
        multiple=True,
        help="взять только этот класс, например 5А (можно повторять)",
    ),
    click.option("--subject", metavar="ПРЕДМЕТ", help="предмет, если в архиве их несколько или он не распознан"),
    click.option("--grade", metavar="N", type=click.IntRange(1, 11), help="параллель, если не распознана"),
    click.option("--date", "when", metavar="ДД.ММ.ГГГГ", type=_DATE, help="день работы, если его нет в списке"),
    click.option("--variant", "variants", type=VariantFile(), multiple=True, help="считать файл архива вариантом N"),
    click.option("--cut-answers", is_flag=True, help="не печатать страницы с ответами, найденные внутри вариантов"),
)
_PACKING = (
    click.option("--spares", metavar="N", type=_FEW, help="запасных комплектов на кабинет (0)"),
    click.option("--spare-codes", metavar="N", type=_FEW, help="запасных кодов на кабинет (0)"),
    click.option(
        "--sides",
        type=click.Choice([side.value for side in Sides]),
        help="печать на одной (one) или двух (two) сторонах",
    ),
    click.option(
        "--drafts", metavar="N", type=click.IntRange(0, MOST_DRAFTS), help="листов черновика на участника (2)"
    ),
)


def input_options(command: F) -> F:
    """Archive, lists, and what overrules their recognition."""
    for option in reversed(_INPUTS):
        command = option(command)
    return command


def packing_options(command: F) -> F:
    """What decides how much paper there is."""
    for option in reversed(_PACKING):
        command = option(command)
    return command


def input_request(
    archive: Path,
    rooms: Path,
    codes: Path | None,
    password: str | None,
    classes: tuple[str, ...] = (),
    subject: str | None = None,
    grade: int | None = None,
    when: datetime | None = None,
    variants: tuple[tuple[int, str], ...] = (),
    cut_answers: bool = False,
    settings: Settings | None = None,
) -> InputRequest:
    """The request that the options make; ``settings`` gives the length of a code."""
    return InputRequest(
        archive=archive,
        rooms=rooms,
        codes=codes,
        password=password,
        subject=subject,
        grade=grade,
        classes=classes,
        date=when.date() if when else None,
        variant_files=variants,
        cut_answers=cut_answers,
        code_length=settings.build.code_length if settings else None,
    )


def packing(
    settings: Settings | None,
    *,
    spares: int | None = None,
    spare_codes: int | None = None,
    sides: str | None = None,
    drafts: int | None = None,
    filled_protocol: bool = False,
) -> PackingOptions:
    """What the command says, else the school's settings, else the program's own defaults."""
    own = settings.build if settings else None

    def first(said: int | None, setting: int | None, default: int) -> int:
        return next(value for value in (said, setting, default) if value is not None)

    return PackingOptions(
        sides=Sides(sides or (own.sides if own else Sides.ONE)),
        spares=first(spares, own.spares if own else None, 0),
        spare_codes=first(spare_codes, own.spare_codes if own else None, 0),
        drafts=first(drafts, own.drafts if own else None, DRAFTS_PER_PARTICIPANT),
        filled_protocol=filled_protocol,
    )
