"""click in Russian: help headings and usage errors, which the library knows in English only."""

from __future__ import annotations

import re
from typing import Any

import click
from click import exceptions

from vpr_print.errors import Message

_EXTRA = re.compile(r"\s*\[(required|[^\]]*<=?[^\]]*)\]$")
"""What click adds to a help text in English: that an option is required, its range."""


class Command(click.Command):
    """A command whose help speaks Russian."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[КЛЮЧИ]")
        super().__init__(*args, **kwargs)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Вызов: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        records = [record for option in options if (record := option.get_help_record(ctx))]
        with formatter.section("Ключи"):
            formatter.write_dl([(names, _EXTRA.sub("", help)) for names, help in records])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option:
            option.help = "показать эту справку"
        return option


class Group(Command, click.Group):
    """A group of commands whose help speaks Russian."""

    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("subcommand_metavar", "КОМАНДА …")
        super().__init__(*args, **kwargs)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        Command.format_options(self, ctx, formatter)
        rows = [(name, command) for name in self.list_commands(ctx) if (command := self.get_command(ctx, name))]
        with formatter.section("Команды"):
            formatter.write_dl([(name, command.get_short_help_str(90)) for name, command in rows])


Group.group_class = Group


def usage_message(error: click.ClickException) -> Message:
    """A usage error of click in four parts."""
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    path = ctx.command_path if ctx else "vpr-print"
    todo = f"посмотрите справку: {path} --help"
    match error:
        case exceptions.NoSuchOption():
            near = f"; похожие: {', '.join(error.possibilities)}" if error.possibilities else ""
            return Message(f"нет такого ключа: {error.option_name}", path, f"один из ключей команды{near}", todo)
        case exceptions.NoSuchCommand():
            known = ", ".join(ctx.command.list_commands(ctx)) if ctx and isinstance(ctx.command, click.Group) else ""
            return Message(f"нет такой команды: {error.command_name}", path, f"одна из команд: {known}", todo)
        case exceptions.MissingParameter():
            return Message(f"не хватает: {_name(error.param, ctx)}", path, _needed(error.param), todo)
        case exceptions.BadParameter():
            name = error.param_hint if isinstance(error.param_hint, str) else _name(error.param, ctx)
            return Message(f"не подходит значение: {name}", path, _needed(error.param, error), todo)
        case exceptions.BadOptionUsage():
            return Message(
                f"у ключа {error.option_name} нет значения или оно лишнее", path, "значение после ключа", todo
            )
        case exceptions.FileError():
            return Message("файл не открывается", str(error.ui_filename), "файл, который можно прочитать", todo)
        case _ if _is_ours(error.message):
            return Message(error.message, path, "ключи, которые подходят друг другу", todo)
        case _:
            return Message("команда написана не так", path, "то, что показано в справке", todo)


def _name(param: click.Parameter | None, ctx: click.Context | None) -> str:
    if isinstance(param, click.Option):
        return param.opts[-1]
    return param.make_metavar(ctx) if param and ctx else "аргумент"


def _needed(param: click.Parameter | None, error: click.BadParameter | None = None) -> str:
    kind = param.type if param else None
    match kind:
        case click.Path():
            return "путь к существующему файлу или папке" if kind.exists else "путь"
        case click.Choice():
            return "одно из: " + ", ".join(map(str, kind.choices))
        case click.IntRange():
            low = f"от {kind.min}" if kind.min is not None else ""
            high = f" до {kind.max}" if kind.max is not None else ""
            return f"целое число {low}{high}".strip()
        case click.DateTime():
            return "дата вида 21.04.2026"
    if error and _is_ours(error.message):
        return error.message
    return "значение, как показано в справке"


def _is_ours(text: str) -> bool:
    """Whether the text is Russian, as all of ours and none of click's is."""
    return any("а" <= letter <= "я" for letter in text)
