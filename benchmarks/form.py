"""The official form of a whole grade filled in: ``python -m benchmarks form [ROUNDS] [PARTICIPANTS]``.

The whole command, imports included, each time in a process of its own, measured in processor time with its children;
beside a process that opens the form with openpyxl and saves it.
"""

from __future__ import annotations

import csv
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import openpyxl

from benchmarks.figures import figure, say
from vpr_print.demo.materials import DEMO_DATE, DemoOptions
from vpr_print.workflow.demo_school import build_demo
from vpr_print.workflow.progress import silent

ROUNDS = 5
PARTICIPANTS = 500
OF_ROOM = 20
SECONDS = 2
"""Asked of 500 participants."""
_TASKS = tuple(f"{task} (2б)" for task in range(1, 16))
_NAIVE = "import openpyxl, sys; openpyxl.load_workbook(sys.argv[1]).save(sys.argv[2])"


def main(rounds: int, participants: int) -> None:
    """Print the processor time of the command and its ratio."""
    with tempfile.TemporaryDirectory() as scratch:
        school = Path(scratch)
        options = DemoOptions(rooms=max(participants // OF_ROOM, 1), participants=participants, pages=2)
        built = build_demo(
            school, options, workers=min(2, os.cpu_count() or 1), who="", clock=lambda: _NOW, progress=silent
        )
        rows = list(_rows(built.folder / "manifest.json", school / "materialy" / "kody.xlsx", participants))
        _write_form(school / "forma.xlsx", [row[0] for row in rows])
        with (school / "bally.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows([("Код участника", "Комплект", "Вариант", *_TASKS), *rows])
        _seconds(school, "-m", "vpr_print", "protocol", "enter", "--from", "bally.csv")
        fill = ("-m", "vpr_print", "protocol", "fill", "forma.xlsx", "--out", "filled.xlsx")
        found = [
            (_seconds(school, *fill), _seconds(school, "-c", _NAIVE, "forma.xlsx", "saved.xlsx"))
            for _ in range(rounds)
        ]
    say(f"{len(rows)} participants × {len(_TASKS)} tasks, {rounds} rounds")
    figure("protocol fill, processor time", f"{statistics.median(ours for ours, _ in found):.2f} s", f"< {SECONDS}")
    figure("× openpyxl opens and saves", f"{statistics.median(ours / naive for ours, naive in found):.2f}")


_NOW = datetime(DEMO_DATE.year, DEMO_DATE.month, DEMO_DATE.day, tzinfo=UTC)


def _rows(manifest: Path, codes: Path, participants: int) -> Iterator[tuple[str, ...]]:
    """Codes in any order with a set for each: who had which does not matter here."""
    raw = json.loads(manifest.read_bytes())
    sets = [item for room in raw["rooms"] for item in room["sets"] if not item["spare"]]
    sheet = openpyxl.load_workbook(codes).active
    assert sheet is not None
    listed = [str(cell.value) for row in sheet.iter_rows() for cell in row if str(cell.value).isdigit()]
    long = [code for code in listed if len(code) == 5]
    for code, item in zip(long[:participants], sets, strict=True):
        yield code, item["number"], str(item["variant"]), *("1" for _ in _TASKS)


def _write_form(path: Path, codes: list[str]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Протокол"
    sheet.append(("№", "Код участника", "Вариант", *_TASKS, "Сумма"))
    for place, code in enumerate(codes, 2):
        sheet.append((place - 1, code, *(None for _ in (0, *_TASKS)), f"=SUM(D{place}:R{place})"))
    book.save(path)


def _seconds(school: Path, *arguments: str) -> float:
    """Processor time of Python with these arguments."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], cwd=school, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
