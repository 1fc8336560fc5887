"""Names of files and folders are ASCII, never empty, never equal, never a device of Windows."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpr_print.model.transliteration import LONGEST, folder_names, transliterate


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Математика", "matematika"),
        ("Русский язык", "russkiy-yazyk"),
        ("Математика (углублённый уровень)", "matematika-uglublennyy-uroven"),
        ("каб. 5А", "kab-5a"),
        ("Ҕ Ү Ә Җ", "g-u-a-zh"),
        ("Щёлково", "shchelkovo"),
        ("  ..  ", ""),
    ],
)
def test_transliteration(text: str, expected: str) -> None:
    assert transliterate(text) == expected


def test_names_that_collide_get_numbers() -> None:
    assert folder_names(["101", "101.", "101-2", "Каб 5", "каб. 5"]) == ("101", "101-3", "101-2", "kab-5", "kab-5-2")


def test_reserved_and_empty_names() -> None:
    assert folder_names(["CON", "lpt1", "", "??"]) == ("con-papka", "lpt1-papka", "bez-imeni", "bez-imeni-2")


@given(
    st.lists(
        st.text(max_size=40)
        | st.text("аб1-", max_size=90)
        | st.sampled_from(["101", "101.", "101-2", "con", "КОН", "№"]),
        max_size=30,
    )
)
def test_names_are_always_good(names: list[str]) -> None:
    given_names = folder_names(names)
    assert len(given_names) == len(names)
    assert len(set(given_names)) == len(names)
    for name in given_names:
        assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", name)
        assert len(name) <= LONGEST + 10
        assert name not in {"con", "prn", "aux", "nul", "com1", "lpt9"}
