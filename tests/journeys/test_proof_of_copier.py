"""A technician proves the copier: prints the proof page, scans it, is told GO or NO-GO, and builds."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest
from journeys.evening import Evening, snapshot
from PIL import Image
from reading_back import picture
from scan.proof_prints import shrunk, skewed, striped, two_tones


@pytest.fixture
def sides(evening: Evening) -> list[Image.Image]:
    """The printed sheet as a perfect scanner gives it, 200 dpi."""
    assert evening.tell("proof").code == 0
    pdf = (evening.school / "probnyy-list.pdf").read_bytes()
    return [picture(pdf, side, 200) for side in range(2)]


def scanned(evening: Evening, name: str, *pages: Image.Image, **how: object) -> Path:
    path = evening.school / name
    first, *others = pages
    if path.suffix == ".pdf":
        first.save(path, save_all=True, append_images=others, resolution=200)
    elif path.suffix == ".tif":
        first.save(path, save_all=True, append_images=others, dpi=(200, 200), **how)
    else:
        first.save(path, dpi=(200, 200), **how)
    return path


def test_the_page_is_two_sides_of_a4_and_the_same_every_time(evening: Evening) -> None:
    told = evening.tell("proof", "--out", "list.pdf")
    assert told.code == 0
    assert "масштаб 100 %" in told.out and "vpr-print scan --proof" in told.out
    data = (evening.school / "list.pdf").read_bytes()
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    assert [round(float(side) * 25.4 / 72) for page in pages for side in page.mediabox[2:]] == [210, 297] * 2
    elsewhere = evening.beside("pusto")
    elsewhere.mkdir()
    assert evening.tell("proof", cwd=elsewhere).code == 0
    assert (elsewhere / "probnyy-list.pdf").read_bytes() == data
    assert not list(elsewhere.glob("*.json"))


def test_a_file_that_is_no_pdf_is_never_written_over(evening: Evening) -> None:
    precious = evening.school / "spisok.xlsx"
    precious.write_bytes(b"PK\x03\x04")
    told = evening.tell("proof", "--out", precious)
    assert told.code == 40
    assert "другой файл" in told.err
    assert precious.read_bytes() == b"PK\x03\x04"
    assert evening.tell("proof", "--out", evening.school).code == 0
    assert evening.tell("proof").code == 0
    assert evening.tell("proof", "--out", evening.school / "net" / "list.pdf").code == 40


def test_a_good_copier_is_go_in_any_kind_of_file_and_order(evening: Evening, sides: list[Image.Image]) -> None:
    front, back = sides
    for path in (
        scanned(evening, "ok.pdf", back.transpose(Image.Transpose.ROTATE_90), front),
        scanned(evening, "ok.tif", *(two_tones(side).convert("1") for side in sides), compression="group4"),
        scanned(evening, "ok.jpg", skewed(front, 2).convert("RGB"), quality=80),
        scanned(evening, "ok.png", back),
    ):
        told = evening.tell("scan", "--proof", path)
        assert told.code == 0, told.out + told.err
        assert "КОПИР ГОДЕН" in told.out


def test_a_copier_that_shrinks_is_no_go_and_the_next_check_says_so(
    evening: Evening, sides: list[Image.Image]
) -> None:
    path = scanned(evening, "malo.pdf", *(shrunk(side, 0.94) for side in sides))
    told = evening.tell("scan", "--proof", path)
    assert told.code == 3
    assert "КОПИР НЕ ГОДЕН" in told.out
    assert "напечатано 94 % вместо 100 %" in told.err
    assert "отключите «Подогнать под страницу»" in told.err
    assert (evening.school / "copier.json").exists()

    built = evening.build()
    assert built.code == 0
    assert "копир печатает не в размер: 94 %" in built.err

    assert evening.tell("scan", "--proof", scanned(evening, "ok.pdf", *sides)).code == 0
    arguments = evening.build_command()
    checked = evening.tell("check", *arguments[1:])
    assert "копир" not in checked.err


def test_json_says_the_same_with_stable_ids(evening: Evening, sides: list[Image.Image]) -> None:
    path = scanned(evening, "polosa.png", striped(sides[0], (True, 105, 1, 0)))
    told = evening.tell("scan", "--proof", path, "--json")
    assert told.code == 3
    found = told.json
    assert found["go"] is False
    assert [notice["id"] for notice in found["notices"] if notice["look"]] == ["proof_streaks"]
    (side,) = found["sides"]
    assert side["side"] == 1
    assert abs(side["scale_across"] - 1) < 0.003
    assert side["streaks"][0]["at"] == pytest.approx(105, abs=0.6)
    assert found["profile"]["reached"]


def test_a_page_that_was_never_printed_is_told_and_not_kept(evening: Evening, sides: list[Image.Image]) -> None:
    told = evening.tell("scan", "--proof", "probnyy-list.pdf")
    assert told.code == 3
    assert "это не скан" in told.err
    assert not (evening.school / "copier.json").exists()


@pytest.mark.parametrize("name", ["text.txt", "empty.pdf", "white.png", "works.pdf"])
def test_a_wrong_file_is_told_and_nothing_is_kept(evening: Evening, name: str) -> None:
    path = evening.school / name
    if name == "white.png":
        Image.new("L", (1654, 2339), 255).save(path)
    elif name == "works.pdf":
        Image.new("L", (600, 800), 200).save(path, save_all=True, append_images=[Image.new("L", (600, 800), 90)] * 2)
    else:
        path.write_bytes(b"")
    before = snapshot(evening.school, without=())
    told = evening.tell("scan", "--proof", path)
    assert told.code == 60
    assert "пробного листа в этих файлах не видно" in told.err
    assert name in told.err
    assert snapshot(evening.school, without=()) == before
