"""A technician's evening: a school folder, the materials, and the program called as a person calls it."""

from __future__ import annotations

import functools
import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from vpr_print.cli import main as cli
from vpr_print.cli.here import now
from vpr_print.demo.materials import DemoMaterials
from vpr_print.drawing.fonts import read_fonts
from vpr_print.sandbox import prepared
from vpr_print.track.ledger import Ledger
from vpr_print.workflow.reading import READERS
from vpr_print.workflow.school import make_school

WORK = "2026-04-21-matematika-5"
SITE = "640123"
BUILT_WITH = ("--spares", 1, "--spare-codes", 1)
"""How the school of the fixture ``built`` was built."""
HEADER = ("№", "ФИО", "Класс", "Кабинет", "Ряд", "Место", "Формат А3")
TITLE = ("Распределение участников ВПР по кабинетам", "Математика, 5 класс, 21.04.2026")
REPOSITORY = Path(__file__).parent.parent.parent
Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def ids(self) -> list[str]:
        """Of the errors, where ``--json`` was asked for."""
        return [error["id"] for error in self.json["errors"]]


@dataclass(frozen=True, slots=True)
class Evening:
    """A school folder with what lies beside it."""

    school: Path
    materials: DemoMaterials
    patch: pytest.MonkeyPatch

    # ── the program ──────────────────────────────────────────────────────────────────────────────────────

    def run(
        self,
        *args: object,
        cwd: Path | None = None,
        input: str | None = None,
        environment: Mapping[str, str] | None = None,
        **options: Any,
    ) -> Told:
        """The program in a process of its own."""
        done = subprocess.run(
            command(*args),
            cwd=cwd or self.school,
            input=input,
            stdin=subprocess.DEVNULL if input is None else None,
            capture_output=True,
            encoding="utf-8",
            env=program_environment(environment),
            check=False,
            timeout=240,
            **options,
        )
        return Told(done.returncode, done.stdout, done.stderr)

    def tell(self, *args: object, cwd: Path | None = None, typed: Iterable[object] = ()) -> Told:
        """The whole program in this process: the same command line, without the seconds that imports take.

        ``typed`` are the lines that come from the keyboard or a hand scanner.
        """
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with self.patch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setattr(sys, "argv", ["vpr-print", *map(str, args)])
            patch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
            patch.chdir(cwd or self.school)
            try:
                cli.run()
            except SystemExit as stop:
                code = stop.code
        assert isinstance(code, int)
        return Told(code, _text(out), _text(err))

    def build(self, *options: object, **inputs: Path | None) -> Told:
        """``build`` of the materials, in this process; ``archive=``, ``rooms=``, ``codes=`` take other files."""
        return self.tell(*self.build_command(*options, **inputs))

    def build_command(self, *options: object, **inputs: Path | None) -> list[object]:
        """The arguments of ``build``."""
        given = {
            "archive": self.materials.archive,
            "rooms": self.materials.allocation,
            "codes": self.materials.codes,
            **inputs,
        }
        codes = [] if given["codes"] is None else ["--codes", given["codes"]]
        workers = [] if "--workers" in options else ["--workers", 1]
        archive, rooms = given["archive"], given["rooms"]
        assert archive and rooms
        return ["build", archive, "--rooms", rooms, *codes, *workers, *options]

    # ── what is there ────────────────────────────────────────────────────────────────────────────────────

    @property
    def work(self) -> Path:
        return self.school / "works" / WORK

    @property
    def manifest(self) -> Any:
        return read_manifest(self.work)

    @property
    def rows(self) -> list[list[object]]:
        """Participants of the materials as lines of the list, to be changed and written anew."""
        lines = []
        for room in self.materials.rooms:
            for person in room.participants:
                assert person.name and person.seat
                seat = [person.seat.row, person.seat.desk, "да" if person.enlarged else None]
                lines.append([len(lines) + 1, person.name.text, person.class_name, room.name, *seat])
        return lines

    @property
    def surnames(self) -> set[str]:
        return {str(row[1]).split()[0] for row in self.rows}

    def beside(self, name: str) -> Path:
        """A file beside the school folder."""
        return self.school.parent / name

    def write_list(
        self, rows: Iterable[Sequence[object]], *, header: Row = HEADER, title: Row = TITLE, name: str = "spisok.xlsx"
    ) -> Path:
        """An allocation with these lines."""
        path = self.beside(name)
        write_sheet(path, [*((line,) for line in title), (), header, *rows])
        return path

    def next_serial(self) -> int:
        """The serial that the next new paper would take."""
        with open_ledger(self.school) as ledger:
            return ledger.next_serial

    def with_school(self, school: Path) -> Evening:
        """The same materials in another new school folder."""
        new_school(school)
        return replace(self, school=school)


@contextmanager
def quick_starts() -> Iterator[None]:
    """In this process fonts and what reads foreign files are loaded once, which only saves seconds."""
    with prepared(*READERS), pytest.MonkeyPatch.context() as patch:
        patch.setattr("vpr_print.workflow.layouts.read_fonts", functools.cache(read_fonts))
        yield


def command(*args: object) -> list[str]:
    """How a process of the program is started."""
    return [sys.executable, "-m", "vpr_print", *map(str, args)]


def program_environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(REPOSITORY), **(more or {})}


def new_school(folder: Path) -> Path:
    make_school(folder, site=SITE, name="МБОУ «СОШ № 7»", serials=None, after=None, clock=now)
    return folder


def open_ledger(school: Path) -> Ledger:
    return Ledger.open(school / "ledger.sqlite", site=SITE, clock=now)  # type: ignore[arg-type]


def read_manifest(folder: Path) -> Any:
    return json.loads((folder / "manifest.json").read_bytes())


def write_sheet(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.value = value
            if isinstance(value, str):
                cell.number_format = "@"
    book.save(path)
    return path


def snapshot(folder: Path, *, without: Sequence[str] = ("source",)) -> dict[str, str]:
    """Every file below a folder with its digest; by default without what only the next build reads."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] not in without and path.name != ".vpr-print.lock"
    }


def rest(school: Path) -> list[str]:
    """What a finished command must not leave behind."""
    return sorted(
        str(path.relative_to(school))
        for path in school.rglob("*")
        if path.name in (".build", ".intake", ".vpr-print.holder") or path.suffix in (".part", ".new")
    )


def numbers_of(manifest: Any, room: str) -> dict[str, str]:
    """Number of every paper of a room: sets by ordinal, packets and other papers by kind."""
    record = next(record for record in manifest["rooms"] if record["room"] == room)
    found = {f"set {item['ordinal']}": item["number"] for item in record["sets"]}
    found |= {f"packet {packet['kind']}": packet["number"] for packet in record["packets"]}
    for file in record["files"]:
        if file["kind"] not in ("sets", "sets_enlarged", "labels"):
            found |= {f"{file['kind']} {index}": number for index, number in enumerate(file["numbers"])}
    return found


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode()
