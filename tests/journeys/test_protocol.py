"""The evening after the work: the paper protocol and the marks into the electronic form, and never a name."""

from __future__ import annotations

import io
import sqlite3
import sys
import warnings
import zipfile
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import official_form as f
import pytest
from journeys.evening import SITE, WORK, Evening, Told, open_ledger, read_manifest, write_sheet
from journeys.terminal import Terminal
from openpyxl import load_workbook

from vpr_print.cli import main as cli
from vpr_print.model.identifier import CodeNumber
from vpr_print.model.work import ParticipantCode, SiteNumber

SHEET = "xl/worksheets/sheet2.xml"


@dataclass(frozen=True)
class Desk:
    """A school on the evening after the work, with the form that it downloaded."""

    evening: Evening

    @property
    def form(self) -> Path:
        path = self.evening.beside("forma.xlsx")
        if not path.exists():
            path.write_bytes(f.official_form(self.codes))
        return path

    @property
    def places(self) -> Mapping[ParticipantCode, tuple[str, int]]:
        with open_ledger(self.evening.school) as ledger:
            return ledger.code_places(WORK)

    @property
    def codes(self) -> list[ParticipantCode]:
        """In the order of rooms and places, spare ones too."""
        return sorted(self.places, key=lambda code: self.places[code])

    @property
    def participants(self) -> list[ParticipantCode]:
        people = {record["room"]: record["participants"] for record in self.manifest["rooms"]}
        return [code for code in self.codes if self.places[code][1] <= people[self.places[code][0]]]

    @property
    def manifest(self) -> dict[str, list[dict[str, object]]]:
        found: dict[str, list[dict[str, object]]] = read_manifest(self.evening.work)
        return found

    def set_of(self, code: ParticipantCode) -> tuple[str, int]:
        """Number and variant of the set beside a code."""
        room, ordinal = self.places[code]
        sets = next(record["sets"] for record in self.manifest["rooms"] if record["room"] == room)
        item = next(item for item in sets if item["ordinal"] == ordinal)  # type: ignore[attr-defined]
        return item["number"], item["variant"]

    def type(self, *lines: object, options: tuple[object, ...] = ()) -> Told:
        """``protocol enter`` with the lines on standard input, in this process."""
        typed = io.TextIOWrapper(io.BytesIO("".join(f"{line}\n" for line in lines).encode()), encoding="utf-8")
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with self.evening.patch.context() as patch, redirect_stdout(out), redirect_stderr(out):
            patch.setattr(sys, "argv", ["vpr-print", "protocol", "enter", *map(str, options)])
            patch.setattr(sys, "stdin", typed)
            patch.chdir(self.evening.school)
            with pytest.raises(SystemExit) as stopped:
                cli.run()
        out.seek(0)
        assert isinstance(stopped.value.code, int)
        return Told(stopped.value.code, out.read(), "")

    def tell(self, *words: object) -> Told:
        return self.evening.tell("protocol", *words)

    def used(self, *codes: ParticipantCode, step: str = "used") -> None:
        """The sets beside these codes came back."""
        rooms = {self.places[code][0] for code in codes}
        for room in rooms:
            assert self.evening.tell("printed", room).code == 0
        numbers = [self.set_of(code)[0] for code in codes]
        for event in ("accepted", "issued", step):
            told = self.evening.tell("track", "record", event, *numbers, "--reason", "проверка")
            assert told.code == 0, told.err


@pytest.fixture
def desk(morning_after: Evening) -> Desk:
    return Desk(morning_after)


def cells(path: Path, column: int) -> dict[str, object]:
    """What stands in a column of the form, by code."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = load_workbook(path)["Протокол"]
    rows = range(f.HEAD + 1, sheet.max_row + 1)
    return {str(sheet.cell(row, 2).value): sheet.cell(row, column).value for row in rows if sheet.cell(row, 2).value}


def test_an_evening_from_the_paper_protocol_to_the_filled_form(desk: Desk) -> None:
    came, absent = desk.participants[:-1], desk.participants[-1]
    site = SiteNumber(SITE)
    lines = [line for code in came for line in (CodeNumber.of(site, code), desk.set_of(code)[0])]
    told = desk.type(*lines, "н", absent, "конец")
    assert told.code == 0, told.out
    assert desk.tell("diff").code == 0
    marks = [line for code in came for line in (CodeNumber.of(site, code), "1 2 0 Х 1 3")]
    told = desk.type(*marks, "конец", options=("--marks", "--form", desk.form))
    assert told.code == 0, told.out

    before = desk.form.read_bytes()
    csv = desk.evening.beside("protokol.csv")
    told = desk.tell("fill", desk.form, "--csv", csv)
    assert told.code == 0, told.out + told.err
    assert desk.form.read_bytes() == before
    filled = desk.form.with_name("forma-zapolnen.xlsx")
    assert {code: variant for code, variant in cells(filled, 4).items() if variant} == {
        code: desk.set_of(code)[1] for code in came
    }
    assert {code for code, mark in cells(filled, f.FIRST_TASK + 3).items() if mark == "X"} == set(came)
    with zipfile.ZipFile(desk.form) as old, zipfile.ZipFile(filled) as new:
        assert old.namelist() == new.namelist()
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
    assert changed == {SHEET, "xl/workbook.xml"}
    head, first, *_ = csv.read_text(encoding="utf-8-sig").splitlines()
    assert head.startswith("Код участника;Класс;Вариант;1;2;3.1")
    assert first.split(";")[0] == came[0]
    assert first.endswith("1;2;0;X;1;3")


def test_filling_again_never_touches_what_may_have_been_worked_on(desk: Desk) -> None:
    desk.type(desk.participants[0], "+", "конец")
    for name in ("forma-zapolnen.xlsx", "forma-zapolnen-2.xlsx"):
        told = desk.tell("fill", desk.form, "--json")
        assert told.code == 3  # of the other codes nobody has said anything
        assert Path(told.json["filled"]["file"]).name == name
        assert desk.participants[1] in told.json["filled"]["unexplained"]
    other = desk.evening.beside("o.xlsx")
    for wrong in (("--out", desk.form), ("--csv", desk.form), ("--out", other, "--csv", other)):
        told = desk.tell("fill", desk.form, *wrong, "--json")
        assert (told.code, told.ids) == (70, ["OutIsForm"])
    assert not other.exists()


def test_where_the_work_was_not_built_rows_are_typed_and_no_form_is_filled(desk: Desk) -> None:
    form, code = desk.form, desk.participants[0]
    (desk.evening.work / "manifest.json").unlink()
    assert desk.type(code, "+", "конец").code == 3
    assert [row["variant"] for row in desk.tell("diff", "--json").json["rows"]] == [None]
    assert desk.tell("fill", form, "--json").ids == ["BuiltElsewhere"]


def test_a_contradiction_stops_the_form_until_a_person_has_settled_it(desk: Desk) -> None:
    first, second, *_ = desk.participants
    desk.used(first)
    assert desk.type(f"н {first}", f"{second} +", "конец").code == 3
    told = desk.tell("diff")
    assert told.code == 3
    assert f"код {first}" in told.out
    assert "не явился, а его комплект вернулся использованным" in told.out
    assert f"vpr-print protocol enter {desk.places[first][0]}" in told.out
    refused = desk.tell("fill", desk.form, "--json")
    assert (refused.code, refused.ids) == (70, ["Contradicted"])
    assert not desk.form.with_name("forma-zapolnen.xlsx").exists()
    desk.type(first, "+", "в протоколе явка есть", "конец")
    assert desk.tell("diff", "--json").json["contradictions"] == []
    assert desk.tell("fill", desk.form).code == 3
    assert cells(desk.form.with_name("forma-zapolnen.xlsx"), 4)[first] == desk.set_of(first)[1]


def test_a_used_set_speaks_for_a_code_that_nobody_typed(desk: Desk) -> None:
    first, second, *_ = desk.participants
    desk.used(first)
    desk.used(second, step="unused")
    told = desk.tell("diff", "--json").json
    assert [(row["code"], row["basis"]) for row in told["rows"]] == [(first, "planned_and_seen")]
    assert second in told["unknown"]


def test_a_table_brings_rows_and_marks_and_leaves_the_names_outside(desk: Desk) -> None:
    people = [str(row[1]) for row in desk.evening.rows]
    absent, *came = zip(desk.participants, people, strict=True)
    rows: list[tuple[object, ...]] = [(*absent, "н", "")]
    rows += [(code, name, "", desk.places[code][1], 1, 2, 0, "Х", 1, 3) for code, name in came]
    table = write_sheet(
        desk.evening.beside("uchitel.xlsx"), [("Код участника", "ФИО", "Явка", "Комплект", *f.TASKS), *rows]
    )
    told = desk.tell("enter", "--from", table, "--json")
    assert (told.code, told.json["taken"]["rows"], told.json["taken"]["marks"]) == (0, 7, 6), told.out
    again = desk.tell("enter", "--from", table, "--json").json["taken"]
    assert (again["rows"], again["marks"], again["known"]) == (0, 0, 13)

    rows[1] = (*rows[1][:4], 0, 2, 0, "Х", 1, 3)
    write_sheet(table, [("Код участника", "ФИО", "Явка", "Комплект", *f.TASKS), *rows])
    assert desk.tell("enter", "--from", table, "--json").ids == ["TypedOtherwise"]
    assert desk.tell("enter", "--from", table, "--reason", "пересмотр работы").code == 0
    said = [told.out, desk.tell("diff", "--all").out, desk.tell("diff", "--json").out]
    filled = desk.tell("fill", desk.form, "--json", "--csv", desk.evening.beside("o.csv"))
    assert filled.code == 0, filled.out
    written = [*said, filled.out, desk.evening.beside("o.csv").read_text(encoding="utf-8-sig")]
    with zipfile.ZipFile(desk.form.with_name("forma-zapolnen.xlsx")) as package:
        written += [package.read(name).decode("utf-8", "replace") for name in package.namelist()]
    with sqlite3.connect(desk.evening.school / "ledger.sqlite") as ledger:
        written += [str(row) for row in ledger.execute("SELECT * FROM events")]
    everything = "\n".join(written)
    assert not [surname for surname in desk.evening.surnames if surname in everything]


def test_a_second_person_types_blind_and_what_differs_is_shown(desk: Desk) -> None:
    first, second, *_ = desk.participants
    how = ("--marks", "--form", desk.form)
    desk.type(f"{first} +", f"{second} +", "конец")
    desk.type(f"{first} 1 2 0 X 1 3", f"{second} 1 2 0 X 1 3", "конец", options=(*how, "--who", "Первая"))
    blind = (*how, "--twice", "--who", "Вторая")
    told = desk.type(f"{first} 1 2 0 X 1 3", f"{second} 1 2 0 X 1 0", "конец", options=blind)
    assert "уже введено" not in told.out
    told = desk.tell("diff")
    assert told.code == 3
    assert "«10» введено по-разному" in told.out
    assert "Первая: 3; Вторая: 0" in told.out
    desk.type(f"{second} 1 2 0 X 1 0", "в работе 0", "конец", options=how)
    assert desk.tell("diff").code == 0


def test_marks_without_a_form_and_a_room_that_is_not_there(desk: Desk) -> None:
    assert desk.tell("enter", "--marks").code == 70
    assert desk.tell("enter", "999").code == 2
    assert desk.tell("enter", "--json").code == 2
    assert desk.tell("fill", desk.evening.beside("net.xlsx"), "--json").ids == ["NobodyCame"]


def test_a_session_in_a_terminal_is_killed_and_goes_on_where_it_was(desk: Desk) -> None:
    first, second, *_ = desk.participants
    terminal = Terminal(desk.evening.school, {"NO_COLOR": "1"}, program=("protocol", "enter"))
    terminal.wait_for("код: ")
    terminal.type(f"{CodeNumber.of(SiteNumber(SITE), first)}\r")
    terminal.wait_for(f"{first} → ")
    terminal.type(f"{desk.set_of(first)[0]}\t")
    terminal.wait_for("комплект 01")
    terminal.wait_for("[1 из 7]")
    terminal.kill()

    terminal = Terminal(desk.evening.school, {"NO_COLOR": "1"}, program=("protocol", "enter"))
    terminal.wait_for("[1 из 7]")
    terminal.type(f"н {second}\rконец\r")
    terminal.wait_for("не явился")
    assert terminal.end() == 3
    told = desk.tell("diff", "--json").json
    assert ([row["code"] for row in told["rows"]], told["absent"]) == ([first], [second])
