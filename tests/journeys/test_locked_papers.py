"""``build --encrypt``: every PDF opens with the password only, and holds what it would hold without."""

from __future__ import annotations

from pathlib import Path

import pytest
from journeys.evening import BUILT_WITH, Evening, rest, snapshot

from vpr_print.drawing.encryption import opens_with
from vpr_print.verify.encrypted import encryption_flaws

PASSWORD = "Снег-идёт-11"


@pytest.fixture
def locked(morning_after: Evening) -> Evening:
    """The built work, locked afterwards."""
    done = morning_after.build(*BUILT_WITH, *lock(morning_after), "--replace", "--json")
    assert done.code == 0, done.err
    assert done.json["encrypted"] and done.json["voided"] == [] and done.json["new_papers"] == 0
    assert PASSWORD not in done.out + done.err
    return morning_after


def lock(evening: Evening, password: str = PASSWORD) -> tuple[object, ...]:
    file = evening.beside("parol.txt")
    file.write_text(f"{password}\n", encoding="utf-8")
    return "--encrypt-password-file", file


def pdfs(work: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(work)): path.read_bytes()
        for path in sorted(work.rglob("*.pdf"))
        if path.relative_to(work).parts[0] != "source"
    }


def test_every_pdf_is_locked_and_holds_the_same(locked: Evening, built: Evening) -> None:
    plain, closed = pdfs(built.work), pdfs(locked.work)
    assert plain.keys() == closed.keys() and len(plain) > 15
    for name, data in closed.items():
        assert opens_with(data, PASSWORD), name
        assert list(encryption_flaws(data, plain[name], PASSWORD, name=name)) == []


def test_nothing_open_and_no_password_is_left_behind(locked: Evening) -> None:
    assert rest(locked.school) == []
    for path in locked.school.rglob("*"):
        if path.is_file() and "source" not in path.parts:
            data = path.read_bytes()
            assert PASSWORD.encode() not in data, path
            assert not data.startswith(b"%PDF") or opens_with(data, PASSWORD), path


def test_the_same_password_keeps_every_room(locked: Evening) -> None:
    def rooms() -> dict[str, str]:
        return {name: digest for name, digest in snapshot(locked.work).items() if "/" in name}

    before = rooms()
    assert locked.build(*BUILT_WITH, *lock(locked)).code == 0
    assert rooms() == before


@pytest.mark.parametrize("password", ["Другой-пароль", None])
def test_another_password_or_none_is_a_change_that_needs_a_word(locked: Evening, password: str | None) -> None:
    before = snapshot(locked.school)
    options = lock(locked, password) if password else ()
    refused = locked.build(*BUILT_WITH, *options, "--json")
    assert (refused.code, refused.ids) == (40, ["ExistingPapers"])
    assert snapshot(locked.school) == before
    assert locked.build(*BUILT_WITH, *options, "--replace").code == 0
    assert all(opens_with(data, password) for data in pdfs(locked.work).values())


def test_workers_lock_too(evening: Evening) -> None:
    done = evening.build(*BUILT_WITH, *lock(evening), "--workers", 2)
    assert done.code == 0, done.err
    assert all(opens_with(data, PASSWORD) for data in pdfs(evening.work).values())


@pytest.mark.parametrize(
    ("password", "options", "told"),
    [
        ("short", (), "не короче 8"),
        ("п" * 64, (), "не длиннее 127"),
        (PASSWORD, ("--compat", "1.4"), "вместе не бывают"),
    ],
)
def test_what_cannot_be_locked_is_refused_before_anything_is_read(
    evening: Evening, password: str, options: tuple[str, ...], told: str
) -> None:
    refused = evening.build(*lock(evening, password), *options)
    assert refused.code == 2
    assert told in refused.err
    assert not evening.work.exists()


def test_without_a_terminal_the_password_has_to_be_in_a_file(evening: Evening) -> None:
    refused = evening.build("--encrypt")
    assert refused.code == 2
    assert "--encrypt-password-file" in refused.err
