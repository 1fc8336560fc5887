"""``preview``: every page of the archive on the screen, with its stamp, before anything is printed."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from pathlib import Path

import pikepdf
import pyzipper
import zxingcpp
from journeys.evening import Evening, snapshot
from journeys.test_options import PASSWORD, plain_zip, variant_files
from PIL import Image
from pypdf import PdfReader, PdfWriter

from vpr_print.prepress.overlay import GREEN, ORANGE, RED
from vpr_print.sandbox import Limits

FACTS = ("--subject", "Математика", "--grade", 5)


def crowded_page() -> bytes:
    """A page squared from edge to edge: no part of the stamp has room."""
    lines = b"".join(b"%d 0 m %d 842 l 0 %d m 595 %d l " % (at, at, at, at) for at in range(0, 842, 14))
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842)).Contents = pdf.make_stream(b"1 w " + lines + b"S")
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def with_page(variant: bytes, page: bytes) -> bytes:
    """The variant with another page after its first."""
    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(variant)))
    writer.insert_page(PdfReader(io.BytesIO(page)).pages[0], 1)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def archive_files(archive: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as outer:
        return {name.encode("cp437").decode("cp866"): outer.read(name) for name in outer.namelist()}


def colours(path: Path) -> set[tuple[int, int, int]]:
    return {colour for _, colour in Image.open(path).getcolors(1 << 22) or ()}  # type: ignore[misc]  # of RGB


def images_of(index: Path) -> list[str]:
    """Pictures on the page, in its order; nothing else may be asked for."""
    text = index.read_text(encoding="utf-8")
    assert not re.search(r"(?:src|href)=\"(?:[a-z]+:|/)", text), "nothing from outside"
    assert "<script" not in text and "url(" not in text and "@import" not in text
    return re.findall(r'<img src="([^"]+)"', text)


def test_every_page_is_shown_with_the_stamp_that_a_set_will_have(evening: Evening) -> None:
    done = evening.tell("preview", evening.materials.archive, "--dpi", 150)
    assert done.code == 0, done.err
    folder = evening.school / "preview-arhiv"
    assert f"Откройте в браузере: {folder / 'index.html'}" in done.out
    shown = [name for name in images_of(folder / "index.html") if name.startswith("variant")]
    assert shown == [f"variant-{variant}-{page:02d}.png" for variant in (1, 2) for page in (1, 2, 3)]
    for name in shown:
        picture = Image.open(folder / name)
        page = int(name[-6:-4])
        read = {symbol.text for symbol in zxingcpp.read_barcodes(picture)}
        assert {text[:14] for text in read} == {f"100000000001{page:02d}"}, "both symbols say a number of site 000000"
        assert {GREEN, ORANGE} <= colours(folder / name) and RED not in colours(folder / name)


def test_what_is_not_printed_is_crossed_out_with_the_reason(evening: Evening) -> None:
    done = evening.tell("preview", evening.materials.archive)
    folder = evening.school / "preview-arhiv"
    assert done.code == 0, done.err
    shown = images_of(folder / "index.html")
    assert sorted(shown) == sorted(path.name for path in folder.glob("*.png"))
    crossed = [name for name in shown if name.startswith("ne-pechataetsya")]
    assert crossed
    for name in crossed:
        assert RED in colours(folder / name)
    text = unescape((folder / "index.html").read_text(encoding="utf-8"))
    assert "Критерии оценивания.pdf</b> — не печатается: критерии оценивания" in text


def test_answers_inside_a_variant_are_crossed_and_not_among_its_pages(evening: Evening) -> None:
    files = variant_files(evening.materials.archive)
    scheme = next(file for name, file in archive_files(evening.materials.archive).items() if "ритерии" in name)
    both = PdfWriter()
    for data in (files["v1.pdf"], scheme):
        both.append(PdfReader(io.BytesIO(data)))
    out = io.BytesIO()
    both.write(out)
    archive = plain_zip(evening.beside("s-otvetami.zip"), {"МА5 вариант1.pdf": out.getvalue()})
    done = evening.tell("preview", archive, "--cut-answers", "--json")
    assert done.code in (0, 3), done.err
    assert [len(variant["pages"]) for variant in done.json["variants"]] == [3]
    (rest,) = done.json["not_printed"]
    assert rest["reason"] == "не печатается: ответы"
    assert rest["pages"][0]["file_page"] == 4
    stopped = evening.tell("preview", archive)
    assert stopped.code == 14
    index = evening.school / "preview-s-otvetami" / "index.html"
    assert "Мешает печати" in index.read_text(encoding="utf-8"), "what was recognised is shown all the same"
    assert images_of(index)


def test_a_preview_needs_no_school_and_leaves_a_school_as_it_was(morning_after: Evening, tmp_path: Path) -> None:
    before = snapshot(morning_after.school)
    out = tmp_path / "posmotret"
    done = morning_after.tell("preview", morning_after.materials.archive, "--out", out)
    assert done.code == 0, done.err
    assert snapshot(morning_after.school) == before
    bare = tmp_path / "nichego"
    bare.mkdir()
    assert morning_after.tell("preview", morning_after.materials.archive, cwd=bare).code == 0
    assert [path.name for path in bare.iterdir()] == ["preview-arhiv"]


def test_a_second_preview_replaces_the_first_and_a_foreign_folder_is_refused(evening: Evening) -> None:
    files = variant_files(evening.materials.archive)
    archive = plain_zip(evening.beside("Архив № 1.zip"), files)
    folder = evening.school / "preview-arkhiv-n-1"
    assert evening.tell("preview", archive).code == 0
    assert (folder / "variant-2-01.png").exists()
    plain_zip(archive, {"v1.pdf": files["v1.pdf"]})
    assert evening.tell("preview", archive).code in (0, 3)
    assert not (folder / "variant-2-01.png").exists()
    (folder / "foto.jpg").write_bytes(b"mine")
    refused = evening.tell("preview", archive, "--json")
    assert (refused.code, refused.ids) == (40, ["ForeignFolder"])
    assert (folder / "foto.jpg").read_bytes() == b"mine"


def test_a_page_without_room_has_a_picture_wherever_it_is_met(evening: Evening) -> None:
    files = variant_files(evening.materials.archive)
    page = crowded_page()
    crowded = {name: with_page(data, page) for name, data in files.items()}
    archive = plain_zip(evening.beside("tesno.zip"), crowded)
    lists = ("--rooms", evening.materials.allocation, "--codes", evening.materials.codes)
    for command, place in (
        (("preview", archive), "preview-tesno"),
        (("check", archive, *lists), "net-mesta-tesno"),
        (("build", archive, *lists, "--workers", 1), "net-mesta-tesno"),
    ):
        done = evening.tell(*command, "--json")
        assert (done.code, done.ids) == (14, ["NoFreeSpace", "NoFreeSpace"]), done.err
        for number, error in enumerate(done.json["errors"], 1):
            picture = evening.school / place / f"net-mesta-{number:02d}.png"
            assert f"v{number}.pdf, страница 2" in error["where"]
            assert f"рисунок: {picture}" in error["where"]
            assert {RED, ORANGE} <= colours(picture)
    index = evening.school / "preview-tesno" / "index.html"
    assert 'href="net-mesta-01.png"' in index.read_text(encoding="utf-8")
    assert not (evening.school / "works").exists() or not list((evening.school / "works").iterdir())


def test_a_folder_that_cannot_take_the_picture_does_not_hide_the_error(evening: Evening) -> None:
    variant = with_page(variant_files(evening.materials.archive)["v1.pdf"], crowded_page())
    archive = plain_zip(evening.beside("tesno.zip"), {"v1.pdf": variant})
    (evening.school / "net-mesta-tesno").mkdir()
    (evening.school / "net-mesta-tesno" / "foto.jpg").write_bytes(b"mine")
    done = evening.tell("check", archive, "--rooms", evening.materials.allocation, "--json")
    assert (done.code, done.ids) == (14, ["NoFreeSpace"])
    assert "рисунок:" not in done.json["errors"][0]["where"]


def test_one_bad_file_does_not_hide_the_good_variant(evening: Evening) -> None:
    files = variant_files(evening.materials.archive)
    archive = plain_zip(evening.beside("bityy.zip"), {"v1.pdf": files["v1.pdf"], "v2.pdf": files["v2.pdf"][:2000]})
    done = evening.tell("preview", archive, *FACTS, "--variant", "1=v1.pdf", "--variant", "2=v2.pdf")
    assert done.code == 14
    index = evening.school / "preview-bityy" / "index.html"
    assert "v2.pdf" in done.err
    text = index.read_text(encoding="utf-8")
    assert "Мешает печати" in text and "Traceback" not in text
    assert "v2.pdf" in text


def test_a_variant_that_cannot_be_drawn_is_named_and_leaves_no_pictures(evening: Evening) -> None:
    with evening.patch.context() as patch:
        patch.setattr("vpr_print.workflow.preview.limits_for", lambda *_: Limits(seconds=0.001))
        done = evening.tell("preview", evening.materials.archive, "--json")
    assert (done.code, done.ids) == (14, ["FileTooSlow", "FileTooSlow"]), done.err
    folder = evening.school / "preview-arhiv"
    assert list(folder.glob("*.png")) == []
    assert "страницу не удалось показать" in (folder / "index.html").read_text(encoding="utf-8")


def test_names_of_files_cannot_become_a_part_of_the_page(evening: Evening) -> None:
    files = variant_files(evening.materials.archive)
    name = 'МА5 <img src=x onerror="alert(1)"> вариант1.pdf'
    archive = plain_zip(evening.beside("a.zip"), {name: files["v1.pdf"]})
    assert evening.tell("preview", archive).code in (0, 3)
    text = (evening.school / "preview-a" / "index.html").read_text(encoding="utf-8")
    assert "<img src=x" not in text and "&lt;img src=x" in text


def test_an_encrypted_archive_opens_with_the_password_file(evening: Evening) -> None:
    files = variant_files(evening.materials.archive)
    archive = evening.beside("pod-parolem.zip")
    with pyzipper.AESZipFile(archive, "w", encryption=pyzipper.WZ_AES) as out:
        out.setpassword(PASSWORD.encode())
        for name, data in files.items():
            out.writestr(name, data)
    secret = evening.beside("parol.txt")
    secret.write_text(PASSWORD + "\n", encoding="utf-8")
    assert evening.tell("preview", archive).code == 10
    assert not (evening.school / "preview-pod-parolem").exists()
    assert evening.tell("preview", archive, "--password-file", secret).code == 0


def test_the_pictures_do_not_depend_on_the_workers(evening: Evening, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    assert evening.tell("preview", evening.materials.archive, "--out", one, "--workers", 1).code == 0
    assert evening.tell("preview", evening.materials.archive, "--out", two, "--workers", 2).code == 0
    assert snapshot(one) == snapshot(two)
