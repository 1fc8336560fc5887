"""What the copier needs: asked for on the command line or once in the settings, shown by a check, kept by a build."""

from __future__ import annotations

import pikepdf
from journeys.evening import Evening, Told
from journeys.paper_symbols import differences, expected_of_sets
from pikepdf import Name


def check(evening: Evening, *options: object) -> Told:
    given = evening.materials
    return evening.tell("check", given.archive, "--rooms", given.allocation, "--codes", given.codes, *options)


def test_check_tells_the_facts_of_every_page(evening: Evening) -> None:
    told = check(evening, "--json")
    files = told.json["preflight"]
    assert [len(file["pages"]) for file in files] == [3, 3]
    assert {page["old_copiers"] for file in files for page in file["pages"]} == {True}
    shown = check(evening)
    assert "Страницы вариантов:" in shown.out
    assert "всё хорошо" in shown.out or "цвет" in shown.out


def test_pages_become_pictures_only_with_leave_and_the_stamp_stays_drawn(evening: Evening) -> None:
    assert evening.build().code == 0
    before = evening.manifest
    refused = evening.build("--as-image")
    assert refused.code == 40 and evening.manifest == before
    done = evening.build("--as-image", "--replace")
    assert done.code == 0, done.err
    sets = evening.work / "102" / "1-komplekty.pdf"
    room = next(record for record in evening.manifest["rooms"] if record["room"] == "102")
    assert list(differences(sets, expected_of_sets(room)["102/1-komplekty.pdf"])) == []
    with pikepdf.open(sets) as pdf:
        images = [item for item in pdf.objects if isinstance(item, pikepdf.Stream) and Name.Width in item]
        assert {(image.Width, image.BitsPerComponent) for image in images} == {(4961, 1)}
        assert len(images) == 3 * len({item["variant"] for item in room["sets"] if not item["enlarged"]})


def test_the_settings_speak_where_the_command_says_nothing(evening: Evening) -> None:
    settings = evening.school / "vpr-print.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("as_image = false", "as_image = true"), "utf-8")
    (first, *_), *_ = (file["pages"] for file in check(evening, "--json").json["preflight"])
    assert first["picture"] == ["asked"] and first["bilevel"]
    (first, *_), *_ = (file["pages"] for file in check(evening, "--json", "--as-drawn").json["preflight"])
    assert first["picture"] == []
