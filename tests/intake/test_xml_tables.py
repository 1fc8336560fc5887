"""«XML Spreadsheet 2003» of older school programs reads as any other workbook, and no foreign entity is followed."""

from __future__ import annotations

from pathlib import Path

import pytest
from intake.list_makers import people

from vpr_print.intake.allocation import read_allocation
from vpr_print.intake.codes import read_codes
from vpr_print.intake.list_errors import ListDamagedError, ListTooLargeError, ListWrongKindError
from vpr_print.intake.tables import read_tables
from vpr_print.intake.work_filter import WorkFilter

NAMES = people(3)
HEAD = """<?xml version="1.0" encoding="{}"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">
"""


def workbook(path: Path, rows: str, *, encoding: str = "utf-8", name: str = "5А", more: str = "") -> Path:
    text = f'{HEAD.format(encoding)}<Worksheet ss:Name="{name}"><Table>{rows}</Table>{more}</Worksheet></Workbook>'
    path.write_bytes(text.encode(encoding))
    return path


def row(*cells: str, **about: str) -> str:
    told = "".join(f' ss:{key}="{value}"' for key, value in about.items())
    return f"<Row{told}>{''.join(cells)}</Row>"


def cell(text: object, kind: str = "String", **about: str) -> str:
    told = "".join(f' ss:{key}="{value}"' for key, value in about.items())
    return f'<Cell{told}><Data ss:Type="{kind}">{text}</Data></Cell>'


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
def test_a_list_with_merged_cells_gaps_and_hidden_rows(tmp_path: Path, encoding: str) -> None:
    rows = (
        row(cell("Математика, 5 класс", MergeAcross="2"), cell("2026-04-21T00:00:00.000", "DateTime"))
        + row(cell("ФИО"), cell("Класс"), cell("Кабинет"), cell("Место"), Index="3")
        + row(cell(NAMES[0]), cell("5А"), cell(101, "Number", MergeDown="2"), cell(2, "Number"))
        + row(cell(NAMES[1]), cell("5А"), cell(1, "Number", Index="4"), Hidden="1")
        + row(cell(NAMES[2]), cell("5А"), cell(3, "Number", Index="4"))
    )
    path = workbook(tmp_path / "spisok.xls", rows, encoding=encoding)
    read = read_allocation(path, work=WorkFilter("Математика", 5))
    (room,) = read.allocation.rooms
    assert (room.name, [person.seat.desk for person in room.participants if person.seat]) == ("101", [1, 2, 3])
    assert [(person.name.text, person.cell.cell) for person in room.participants if person.name] == [
        (NAMES[1], "A5"), (NAMES[0], "A4"), (NAMES[2], "A6"),
    ]  # fmt: skip
    assert str(read.allocation.date) == "2026-04-21"
    assert [notice.id for notice in read.notices if notice.id == "rows_hidden"]


def test_codes_keep_their_zeros_where_they_are_text(tmp_path: Path) -> None:
    rows = row(cell("Код участника")) + "".join(row(cell(f"0004{n}")) for n in range(4))
    assert list(read_codes(workbook(tmp_path / "kody.xml", rows)).codes) == ["00040", "00041", "00042", "00043"]


def test_no_entity_is_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("тайна", "utf-8")
    path = workbook(tmp_path / "a.xls", row(cell("ФИО"), cell("&file;")))
    text = path.read_text("utf-8")
    entity = f'<!DOCTYPE a [<!ENTITY file SYSTEM "{secret.as_uri()}">]>\n<Workbook'
    path.write_text(text.replace("<Workbook", entity, 1), "utf-8")
    (table,) = read_tables(path)
    assert "тайна" not in str(table)


def test_what_is_broken_or_no_table_is_said(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "a.xls", row(cell("ФИО"))).read_bytes()
    (tmp_path / "torn.xls").write_bytes(whole[:-40])
    with pytest.raises(ListDamagedError):
        read_tables(tmp_path / "torn.xls")
    (tmp_path / "other.xml").write_text("<?xml version='1.0'?><a>1</a>", "utf-8")
    with pytest.raises(ListWrongKindError):
        read_tables(tmp_path / "other.xml")
    far = workbook(tmp_path / "far.xls", row(cell("ФИО"), cell("x", Index="99999999")))
    with pytest.raises((ListDamagedError, ListTooLargeError)):
        read_tables(far)
