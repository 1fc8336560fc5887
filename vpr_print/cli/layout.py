"""``vpr-print layout``: check, preview, list fields of and compare layout files."""

from __future__ import annotations

from pathlib import Path

import click

from vpr_print.cli.here import school_here_or_none
from vpr_print.cli.output import show_json
from vpr_print.cli.russian import Group
from vpr_print.cli.texts import table
from vpr_print.layout.papers import PAPERS
from vpr_print.workflow.layouts import check_layouts, compare_files, preview_layout

_PATH = click.Path(path_type=Path)


@click.group(cls=Group, short_help="макеты бумаг региона: проверить, посмотреть, сравнить")
def layout() -> None:
    """Макеты бумаг — файлы TOML; свои кладут в отдельную папку и указывают её ключом --layouts."""


@layout.command(short_help="проверить макеты")
@click.argument("files", metavar="[ФАЙЛ|ПАПКА]…", nargs=-1, type=_PATH)
def check(files: tuple[Path, ...]) -> int:
    """Проверить файлы или всю папку макетов; без аргументов — макеты, по которым печатает школа."""
    for name in check_layouts(files, school_here_or_none()):
        click.echo(f"{name}: без ошибок")
    return 0


@layout.command(short_help="нарисовать бумагу с самыми длинными образцами")
@click.argument("file", metavar="ФАЙЛ", type=_PATH)
@click.option("--out", metavar="PDF", type=_PATH, help="куда записать (рядом с макетом)")
def preview(file: Path, out: Path | None) -> int:
    """Нарисовать бумагу по макету с самыми длинными образцами полей."""
    click.echo(f"Готово: {preview_layout(file, out or file.with_suffix('.pdf'))}")
    return 0


@layout.command(short_help="поля, которые знает бумага")
@click.argument("paper", metavar="[БУМАГА]", required=False, type=click.Choice([spec.key for spec in PAPERS]))
@click.option("--json", "as_json", is_flag=True, help="результат в JSON")
def fields(paper: str | None, as_json: bool) -> int:
    """Показать поля и списки, которые может назвать макет бумаги."""
    chosen = [spec for spec in PAPERS if paper in (None, spec.key)]
    if as_json:
        show_json({spec.key: [field.name for field in spec.fields] for spec in chosen})
        return 0
    for spec in chosen:
        rows = [(f"{{{field.name}}}", field.meaning, field.sample) for field in (*spec.fields, *spec.sheet_fields)]
        for row_list in spec.lists:
            rows.append((f"rows = {row_list.name}", row_list.meaning, f"до {row_list.rows} строк"))
            rows += [(f"  {{row.{field.name}}}", field.meaning, field.sample) for field in row_list.fields]
        rows += [(f"items = {items.name}", items.meaning, items.sample) for items in spec.items]
        click.echo(f"{spec.key} ({spec.file})\n" + table(("поле", "что это", "образец"), rows) + "\n")
    return 0


@layout.command(short_help="чем один макет отличается от другого")
@click.argument("old", metavar="СТАРЫЙ", type=_PATH)
@click.argument("new", metavar="НОВЫЙ", type=_PATH)
def diff(old: Path, new: Path) -> int:
    """Сказать словами, чем макет НОВЫЙ отличается от макета СТАРЫЙ."""
    changes = compare_files(old, new)
    click.echo("\n".join(changes) if changes else "Различий нет.")
    return 0
