"""A locked file is proved to hold what the open one held, and to stay closed without its password."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpr_print.drawing.encryption import encrypted, opens_with
from vpr_print.drawing.pdf_file import PdfFile
from vpr_print.model.geometry import A4
from vpr_print.verify.encrypted import encryption_flaws

PASSWORD = "вечер перед ВПР"


def plain(word: bytes = b"0 0 100 100 re f", pages: int = 2) -> bytes:
    file = PdfFile([], b"<<>>")
    for _ in range(pages):
        file.add_page(A4, word)
    return file.finish()


LOCKED = encrypted(plain(), PASSWORD)


def flaws(locked: bytes, open_file: bytes, password: str = PASSWORD) -> list[str]:
    return [flaw.expected for flaw in encryption_flaws(locked, open_file, password, name="a.pdf")]


def saved(change: Callable[[pikepdf.Pdf], None], **options: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(plain())) as pdf:
        change(pdf)
        pdf.save(out, **options)
    return out.getvalue()


def test_a_locked_file_holds_what_the_open_one_held() -> None:
    assert flaws(LOCKED, plain()) == []
    with pypdfium2.PdfDocument(LOCKED, password=PASSWORD) as pdf:
        assert len(pdf) == 2
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(LOCKED)


@pytest.mark.parametrize("other", [plain(b"0 0 100 101 re f"), plain(pages=3), plain(pages=1)])
def test_another_content_behind_the_password_is_found(other: bytes) -> None:
    assert flaws(LOCKED, other) == ["то же содержимое под паролем"]


def test_a_page_turned_or_a_script_added_while_locking_is_found() -> None:
    def turn(pdf: pikepdf.Pdf) -> None:
        pdf.pages[1].obj.Rotate = 180

    def script(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.beep(0)"))

    lock = pikepdf.Encryption(user=PASSWORD, owner=PASSWORD, R=6)
    for change in (turn, script):
        assert flaws(saved(change, encryption=lock), plain()) == ["то же содержимое под паролем"]


def test_a_weak_lock_or_none_is_found() -> None:
    assert flaws(plain(), plain())[0] == "файл открывается только с паролем"
    anybody = saved(lambda pdf: None, encryption=pikepdf.Encryption(user="", owner=PASSWORD, R=6))
    assert flaws(anybody, plain()) == ["файл открывается только с паролем"]
    old = saved(lambda pdf: None, encryption=pikepdf.Encryption(user="secret-12", owner="secret-12", R=4, aes=True))
    assert flaws(old, plain(), "secret-12") == ["шифр AES-256"]


def test_another_password_does_not_open_it() -> None:
    assert flaws(LOCKED, plain(), "другой пароль") == ["файл открывается со своим паролем"]
    assert opens_with(LOCKED, PASSWORD) and not opens_with(LOCKED, "другой пароль")
    assert not opens_with(LOCKED, None) and opens_with(plain(), None) and not opens_with(plain(), PASSWORD)


@given(st.integers(0, len(LOCKED) - 1), st.integers(1, 255))
def test_a_changed_byte_is_found_or_means_nothing(place: int, change: int) -> None:
    damaged = bytearray(LOCKED)
    damaged[place] ^= change
    if not flaws(bytes(damaged), plain()):
        with pypdfium2.PdfDocument(bytes(damaged), password=PASSWORD) as pdf:
            assert len(pdf) == 2
