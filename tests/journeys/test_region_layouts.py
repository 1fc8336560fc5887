"""A region prints on its own forms: its layouts and official PDFs replace ours paper by paper."""

from __future__ import annotations

import shutil
from pathlib import Path

import pypdf
from journeys.evening import REPOSITORY, Evening
from reportlab.pdfgen.canvas import Canvas

MM = 72 / 25.4
WORDS = "OFFICIAL FORM 0504"


def official_form(path: Path, width_mm: float, height_mm: float) -> None:
    canvas = Canvas(str(path), pagesize=(width_mm * MM, height_mm * MM), invariant=1)
    canvas.setFont("Helvetica", 9)
    canvas.drawString(60 * MM if width_mm > 100 else 2 * MM, 9 * MM if width_mm > 100 else 1 * MM, WORDS)
    canvas.save()


def region(folder: Path, *papers: tuple[str, float, float]) -> Path:
    """A folder of layouts that lay official forms under ours."""
    folder.mkdir()
    for paper, width, height in papers:
        text = (REPOSITORY / "layouts" / "vpr" / f"{paper}.toml").read_text("utf-8")
        backed = text.replace("elements = [", f'background = {{ file = "{paper}.pdf" }}\nelements = [', 1)
        (folder / f"{paper}.toml").write_text(backed, "utf-8")
        official_form(folder / f"{paper}.pdf", width, height)
    return folder


def words_of(path: Path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def test_official_forms_lie_under_the_fields_of_pages_and_labels(evening: Evening) -> None:
    layouts = region(evening.beside("region"), ("conduct-protocol", 297, 210), ("label-return-used", 210, 148.5))
    assert evening.build("--layouts", layouts).code == 0
    room = evening.work / "101"
    assert WORDS in words_of(room / "3-protokol.pdf")
    assert words_of(room / "4-etiketki.pdf").count(WORDS) == 1
    assert WORDS not in words_of(room / "5-opisi.pdf")


def test_an_official_form_lies_under_every_code_slip(evening: Evening) -> None:
    layouts = region(evening.beside("region"), ("code-slip", 60, 38))
    assert evening.build("--layouts", layouts).code == 0
    slips = sum(len(room.participants) for room in evening.materials.rooms if room.name == "101")
    assert words_of(evening.work / "101" / "2-kody.pdf").count("FORM") == slips


def test_another_official_form_gives_its_papers_new_numbers(evening: Evening) -> None:
    layouts = region(evening.beside("region"), ("conduct-protocol", 297, 210))
    evening.build("--layouts", layouts)
    before = {file["kind"]: file["numbers"] for file in evening.manifest["rooms"][0]["files"]}
    form = layouts / "conduct-protocol.pdf"
    form.write_bytes(form.read_bytes().replace(b"0504", b"0505"))
    official_form(form, 297.5, 210)
    assert evening.build("--layouts", layouts).code == 40
    assert evening.build("--layouts", layouts, "--replace").code == 0
    after = {file["kind"]: file["numbers"] for file in evening.manifest["rooms"][0]["files"]}
    assert before["conduct_protocol"] != after["conduct_protocol"]
    assert before["sets"] == after["sets"]


def test_a_form_that_is_missing_or_of_another_size_stops_the_build(evening: Evening) -> None:
    layouts = region(evening.beside("region"), ("conduct-protocol", 210, 297))
    told = evening.build("--layouts", layouts)
    assert told.code == 30 and "подложка другого размера" in told.err
    (layouts / "conduct-protocol.pdf").unlink()
    assert evening.build("--layouts", layouts).code == 30


def test_a_layout_whose_name_no_paper_has_is_named_and_not_passed_over(evening: Evening) -> None:
    layouts = region(evening.beside("region"), ("conduct-protocol", 297, 210))
    shutil.move(layouts / "conduct-protocol.toml", layouts / "conduct_protocol.toml")
    told = evening.build("--layouts", layouts)
    assert told.code == 30 and "conduct-protocol.toml" in told.err


def test_our_own_layouts_have_no_flaw_and_hold_their_longest_samples(evening: Evening) -> None:
    told = evening.tell("layout", "check")
    assert told.code == 0 and told.out.count("без ошибок") > 10


def test_two_works_of_one_day_never_give_out_the_same_code(evening: Evening) -> None:
    rows = evening.rows
    classes = sorted({str(row[2]) for row in rows})
    if len(classes) == 1:
        for row in rows[len(rows) // 2 :]:
            row[2] = "5Б"
        classes = sorted({str(row[2]) for row in rows})
    rooms = evening.write_list(rows)
    given: list[str] = []
    for name in classes:
        told = evening.build("--class", name, rooms=rooms)
        assert told.code == 0, told.err
    for manifest in sorted((evening.school / "works").glob("*/manifest.json")):
        for file in manifest.parent.glob("*/2-kody.pdf"):
            given += [word for word in words_of(file).split() if word.isdecimal() and len(word) == 5]
    assert len(given) == len(set(given)) == len(rows)
