"""``vpr-print demo``."""

from __future__ import annotations

from pathlib import Path

import click

from vpr_print.cli.build import show_build
from vpr_print.cli.here import default_workers, now, who
from vpr_print.cli.output import ProgressLine
from vpr_print.cli.russian import Command
from vpr_print.demo.materials import DemoOptions
from vpr_print.workflow.demo_school import build_demo


@click.command(cls=Command, short_help="собрать учебную школу с выдуманными участниками")
@click.argument("folder", metavar="[ПАПКА]", type=click.Path(path_type=Path), default=Path("demo-school"))
@click.option("--rooms", metavar="N", type=click.IntRange(1, 2000), default=3, help="кабинетов (3)")
@click.option("--participants", metavar="N", type=click.IntRange(1, 40_000), default=40, help="участников (40)")
@click.option("--variants", metavar="N", type=click.IntRange(1, 99), default=2, help="вариантов (2)")
@click.option("--pages", metavar="N", type=click.IntRange(1, 99), default=12, help="страниц в варианте (12)")
@click.option("--seed", metavar="N", type=int, default=1, help="другое число — другие имена и задания (1)")
@click.option("--workers", metavar="N", type=click.IntRange(1, 64), help="сколько процессов занять")
@click.option("--json", "as_json", is_flag=True, help="результат в JSON")
def demo(
    folder: Path,
    rooms: int,
    participants: int,
    variants: int,
    pages: int,
    seed: int,
    workers: int | None,
    as_json: bool,
) -> int:
    """Сделать учебную школу 000000: архив, списки, коды — и собрать по ним пакеты кабинетов."""
    if participants < rooms:
        raise click.BadParameter("участников не меньше, чем кабинетов", param_hint="--participants")
    line = ProgressLine()
    options = DemoOptions(rooms=rooms, participants=participants, variants=variants, pages=pages, seed=seed)
    try:
        report = build_demo(folder, options, workers=workers or default_workers(), who=who(), clock=now, progress=line)
    finally:
        line.close()
    return show_build(report, as_json)
