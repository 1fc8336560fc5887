"""A synthetic electronic protocol with everything in it that a library loses when it writes a workbook anew."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import DataBarRule
from openpyxl.styles import Font, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

HEAD = 5
"""Row of the titles."""
TASKS = ("1 (1б)", "2 (2б)", "3.1 (1б)", "3.2 (2б)", "9.1 (1б)", "10 (3б)")
TITLES = ("№", "Код участника", "Класс", "Вариант", "Пол", "Отметка за прошлый период", *TASKS, "Сумма", "Доля")
FIRST_TASK = 7
SUM_COLUMN = FIRST_TASK + len(TASKS)

_TEXT_BOX = """<xdr:twoCellAnchor xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:from><xdr:col>16</xdr:col><xdr:colOff>0</xdr:colOff>
<xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>20</xdr:col><xdr:colOff>0</xdr:colOff>
<xdr:row>4</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:sp macro="" textlink=""><xdr:nvSpPr>
<xdr:cNvPr id="77" name="TextBox 1"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr><xdr:spPr><a:xfrm><a:off x="0" y="0"/>
<a:ext cx="100" cy="100"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr><xdr:txBody><a:bodyPr/>
<a:p><a:r><a:t>Заполняется после проверки работ</a:t></a:r></a:p></xdr:txBody>
</xdr:sp><xdr:clientData/></xdr:twoCellAnchor>""".encode()
_CHECK_BOX = """<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shape id="_x0000_s1025" type="#_x0000_t201"
 style="position:absolute;width:90pt;height:15pt"><v:textbox>
<div>Всё верно</div></v:textbox>
<x:ClientData ObjectType="Checkbox"><x:Anchor>16, 0, 6, 0, 18, 0, 7, 0</x:Anchor><x:Checked>1</x:Checked></x:ClientData>
</v:shape></xml>""".encode()
_CONTROL = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
 objectType="CheckBox" checked="Checked"/>"""
_OTHER_SHEET_RULE = b"""<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"
 xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:dataValidations count="1"
 xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation type="list" allowBlank="1"
 showErrorMessage="1"><x14:formula1><xm:f>'%b'!$A$1:$A$2</xm:f></x14:formula1><xm:sqref>E%d:E%d</xm:sqref>
</x14:dataValidation></x14:dataValidations></ext></extLst>"""
LISTS = "Справочники"


def official_form(
    codes: Sequence[str] = (),
    *,
    rows: int = 0,
    sheet: str = "Протокол",
    numbers: bool = False,
    numbering: bool = False,
    protected: bool = True,
    titles: Sequence[str] = TITLES,
) -> bytes:
    """The form with a row for each code, or with ``rows`` empty ones; ``numbers``: codes are numeric cells."""
    book = Workbook()
    guide = book.active
    guide.title = "Инструкция"
    guide["A1"] = "Заполните лист «Протокол». Код участника не изменяйте."
    lists = book.create_sheet(LISTS)
    lists["A1"], lists["A2"] = "м", "ж"
    lists["B1"], lists["B2"], lists["B3"], lists["B4"] = "5А", "5Б", "5В", "6А"
    main = book.create_sheet(sheet, 1)
    main["A1"] = "Электронный протокол"
    main["A1"].font = Font(bold=True, size=14)
    main.merge_cells("A1:N1")
    main["A2"] = "Предмет: математика. Код региона не указывать."
    for column, title in enumerate(titles, 1):
        main.cell(HEAD, column, title)
    first = HEAD + 1
    if numbering:
        for column in range(1, len(titles) + 1):
            main.cell(first, column, column)
        first += 1
    count = len(codes) or rows
    last = first + count - 1
    for place in range(count):
        row = first + place
        main.cell(row, 1, place + 1)
        if codes:
            main.cell(row, 2, int(codes[place]) if numbers else codes[place])
        else:
            main.cell(row, 2).protection = Protection(locked=False)
        for column in range(3, SUM_COLUMN):
            main.cell(row, column).protection = Protection(locked=False)
        tasks = f"{get_column_letter(FIRST_TASK)}{row}:{get_column_letter(SUM_COLUMN - 1)}{row}"
        main.cell(row, SUM_COLUMN, f"=SUM({tasks})")
        main.cell(row, SUM_COLUMN + 1, f"={get_column_letter(SUM_COLUMN)}{row}/10")
    bars = f"{get_column_letter(SUM_COLUMN)}{first}:{get_column_letter(SUM_COLUMN)}{last}"
    main.cell(last + 1, SUM_COLUMN, f"=SUM({bars})")
    for column, title in enumerate(titles, 1):
        letter = get_column_letter(column)
        if "б)" in title:
            most = int(title.split("(")[1].removesuffix("б)"))
            allowed = ",".join([*map(str, range(most + 1)), "X"])
            rule = DataValidation(type="list", formula1=f'"{allowed}"', allow_blank=True, showErrorMessage=True)
            rule.add(f"{letter}{first}:{letter}{last}")
            main.add_data_validation(rule)
    for letter, rule in (
        ("C", DataValidation(type="list", formula1=f"{LISTS}!$B$1:$B$4", showErrorMessage=True)),
        ("D", DataValidation(type="whole", operator="between", formula1="1", formula2="30", showErrorMessage=True)),
        ("F", DataValidation(type="whole", operator="between", formula1="2", formula2="5", showErrorMessage=True)),
    ):
        rule.add(f"{letter}{first}:{letter}{last}")
        main.add_data_validation(rule)
    main.conditional_formatting.add(bars, DataBarRule("num", 0, "num", 10, color="638EC6"))
    chart = BarChart()
    chart.add_data(Reference(main, min_col=SUM_COLUMN, min_row=HEAD, max_row=last), titles_from_data=True)
    main.add_chart(chart, "Q10")
    if protected:
        main.protection.sheet = True
    written = io.BytesIO()
    book.save(written)
    return _with_controls(written.getvalue(), first, last)


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return written.getvalue()


def _with_controls(content: bytes, first: int, last: int) -> bytes:
    """A text box, a check box and a rule of Excel 2010, none of which openpyxl can write."""
    parts = parts_of(content)
    sheet = "xl/worksheets/sheet2.xml"
    rule = _OTHER_SHEET_RULE % (LISTS.encode(), first, last)
    controls = (
        b'<legacyDrawing xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rVml"/>'
    )
    parts[sheet] = parts[sheet].replace(b"</worksheet>", controls + rule + b"</worksheet>")
    relations = "xl/worksheets/_rels/sheet2.xml.rels"
    vml = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/vmlDrawing"
    control = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/ctrlProp"
    added = (
        f'<Relationship Id="rVml" Type="{vml}" Target="/xl/drawings/vmlDrawing1.vml"/>'
        f'<Relationship Id="rControl" Type="{control}" Target="/xl/ctrlProps/ctrlProp1.xml"/>'
    )
    parts[relations] = parts[relations].replace(b"</Relationships>", added.encode() + b"</Relationships>")
    parts["xl/drawings/vmlDrawing1.vml"] = _CHECK_BOX
    parts["xl/ctrlProps/ctrlProp1.xml"] = _CONTROL
    drawing = "xl/drawings/drawing1.xml"
    end = b"</wsDr>" if b"</wsDr>" in parts[drawing] else b"</xdr:wsDr>"
    parts[drawing] = parts[drawing].replace(end, _TEXT_BOX + end)
    types = (
        '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
        '<Override PartName="/xl/ctrlProps/ctrlProp1.xml" '
        'ContentType="application/vnd.ms-excel.controlproperties+xml"/>'
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", types.encode() + b"</Types>")
    return zipped(parts)
