"""Options that ``check`` and ``build`` share, and how they become requests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from vpr_print.model.geometry import Sides
from vpr_print.plan.packing import MOST_DRAFTS, MOST_SPARES, PackingOptions
from vpr_print.prepress.masters import USUAL_OPTIONS, Compat, PageSizePolicy, PrepressOptions
from vpr_print.settings.toml_file import BuildDefaults, Settings
from vpr_print.workflow.request import ArchiveRequest, InputRequest

Command = Callable[..., Any]

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


_ARCHIVE: tuple[Callable[[Command], Command], ...] = (
    click.argument("archive", metavar="АРХИВ", type=_FILE),
    click.option("--password-file", metavar="ФАЙЛ", type=_FILE, help="файл с паролем архива (иначе программа спросит)"),
    click.option("--subject", metavar="ПРЕДМЕТ", help="предмет, если в архиве их несколько или он не распознан"),
    click.option("--grade", metavar="N", type=click.IntRange(1, 11), help="параллель, если не распознана"),
    click.option("--variant", "variants", type=VariantFile(), multiple=True, help="считать файл архива вариантом N"),
    click.option("--cut-answers", is_flag=True, help="не печатать страницы с ответами, найденные внутри вариантов"),
)
_LISTS: tuple[Callable[[Command], Command], ...] = (
    click.option(
        "--rooms", metavar="СПИСОК", type=_FILE, required=True, help="распределение по кабинетам: XLSX, XLS, ODS, CSV"
    ),
    click.option(
        "--codes", metavar="КОДЫ", type=_FILE, help="коды участников: XLSX, CSV или PDF; без них листа кодов не будет"
    ),
    click.option(
        "--class",
        "classes",
        metavar="КЛАСС",
        multiple=True,
        help="взять только этот класс, например 5А (можно повторять)",
    ),
    click.option("--date", "when", metavar="ДД.ММ.ГГГГ", type=_DATE, help="день работы, если его нет в списке"),
)
_PACKING: tuple[Callable[[Command], Command], ...] = (
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
    click.option(
        "--answer-forms/--no-answer-forms",
        default=None,
        help="напечатать бланки ответов с номерами, по одному на комплект (обычно их привозят)",
    ),
    click.option(
        "--protocol-copy/--no-protocol-copy",
        default=None,
        help="протокол без имён для возвратного пакета 1, если работы покидают школу",
    ),
)


_PREPRESS: tuple[Callable[[Command], Command], ...] = (
    click.option(
        "--page-size",
        type=click.Choice([policy.value for policy in PageSizePolicy]),
        help="страницы не А4: подогнать (fit), остановиться (refuse), печатать как есть (as-is)",
    ),
    click.option(
        "--compat",
        type=click.Choice([version.value for version in Compat]),
        help="версия PDF, которую понимает копир: 1.4 для старого (1.7)",
    ),
    click.option(
        "--as-image/--as-drawn",
        default=None,
        help="варианты чёрно-белой картинкой, 600 точек на дюйм, или так, как они нарисованы",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingChoice:
    """What the command says of packets; None where it says nothing."""

    spares: int | None = None
    spare_codes: int | None = None
    sides: str | None = None
    drafts: int | None = None
    answer_forms: bool | None = None
    protocol_copy: bool | None = None

    def options(self, settings: Settings | None, *, filled_protocol: bool = False) -> PackingOptions:
        """What the command says, else the school's settings, else the program's own defaults."""
        own = settings.build if settings else BuildDefaults()
        return PackingOptions(
            sides=Sides(self.sides) if self.sides else own.sides,
            spares=own.spares if self.spares is None else self.spares,
            spare_codes=own.spare_codes if self.spare_codes is None else self.spare_codes,
            drafts=own.drafts if self.drafts is None else self.drafts,
            filled_protocol=filled_protocol,
            answer_forms=own.answer_forms if self.answer_forms is None else self.answer_forms,
            protocol_copy=own.protocol_copy if self.protocol_copy is None else self.protocol_copy,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepressChoice:
    """What the command says of the variants' pages; None where it says nothing."""

    page_size: str | None = None
    compat: str | None = None
    as_image: bool | None = None

    def options(self, settings: Settings | None) -> PrepressOptions:
        """What the command says, else the school's settings, else the program's own defaults."""
        own = settings.build.prepress if settings else USUAL_OPTIONS
        return PrepressOptions(
            page_size=PageSizePolicy(self.page_size) if self.page_size else own.page_size,
            compat=Compat(self.compat) if self.compat else own.compat,
            as_image=own.as_image if self.as_image is None else self.as_image,
        )


def archive_options(command: Command) -> Command:
    """The archive and what overrules its recognition: the command gets them as one ``archive``."""

    @wraps(command)
    def gathered(
        *,
        archive: Path,
        subject: str | None,
        grade: int | None,
        variants: tuple[tuple[int, str], ...],
        cut_answers: bool,
        **others: Any,
    ) -> Any:
        request = ArchiveRequest(
            archive=archive, subject=subject, grade=grade, variant_files=variants, cut_answers=cut_answers
        )
        return command(archive=request, **others)

    return _with(_ARCHIVE, gathered)


def input_options(command: Command) -> Command:
    """Archive, lists, and what overrules their recognition: the command gets them as one ``inputs``."""

    @wraps(command)
    def gathered(
        *,
        archive: ArchiveRequest,
        rooms: Path,
        codes: Path | None,
        classes: tuple[str, ...],
        when: datetime | None,
        **others: Any,
    ) -> Any:
        inputs = InputRequest(
            archive=archive.archive,
            subject=archive.subject,
            grade=archive.grade,
            variant_files=archive.variant_files,
            cut_answers=archive.cut_answers,
            rooms=rooms,
            codes=codes,
            classes=classes,
            date=when.date() if when else None,
        )
        return command(inputs=inputs, **others)

    return archive_options(_with(_LISTS, gathered))


def packing_options(command: Command) -> Command:
    """What decides how much paper there is: the command gets it as one ``packing``."""

    @wraps(command)
    def gathered(
        *,
        spares: int | None,
        spare_codes: int | None,
        sides: str | None,
        drafts: int | None,
        answer_forms: bool | None,
        protocol_copy: bool | None,
        **others: Any,
    ) -> Any:
        packing = PackingChoice(
            spares=spares,
            spare_codes=spare_codes,
            sides=sides,
            drafts=drafts,
            answer_forms=answer_forms,
            protocol_copy=protocol_copy,
        )
        return command(packing=packing, **others)

    return _with(_PACKING, gathered)


def prepress_options(command: Command) -> Command:
    """What becomes of the variants' pages: the command gets it as one ``prepress``."""

    @wraps(command)
    def gathered(*, page_size: str | None, compat: str | None, as_image: bool | None, **others: Any) -> Any:
        return command(prepress=PrepressChoice(page_size=page_size, compat=compat, as_image=as_image), **others)

    return _with(_PREPRESS, gathered)


def completed(inputs: InputRequest, password: str | None, settings: Settings | None) -> InputRequest:
    """The inputs with the archive's password and the length of a code in this school."""
    return replace(inputs, password=password, code_length=settings.build.code_length if settings else None)


def _with(options: Sequence[Callable[[Command], Command]], command: Command) -> Command:
    for option in reversed(options):
        command = option(command)
    return command
