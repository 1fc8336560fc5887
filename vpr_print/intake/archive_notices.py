"""What was done with an archive and is told."""

from __future__ import annotations

from vpr_print.errors import Message, Notice
from vpr_print.intake.archive_errors import Looks, place_of


def same_file_twice(file: str, member: str) -> Notice:
    """One file lies in the archive twice under one name."""
    message = Message(
        "один и тот же файл лежит в архиве дважды под одним именем; взят один раз",
        place_of(file, member),
        "каждый файл один раз",
        "делать ничего не нужно, если это не ошибка отправителя",
    )
    return Notice("same_file_twice", message, look=False)


def inner_archive_not_opened(file: str, member: str, looks: Looks) -> Notice:
    """An archive of a kind that the program does not open lies in the archive."""
    message = Message(
        f"внутри лежит {looks}; он не открыт",
        place_of(file, member),
        "варианты в файлах PDF или во вложенных ZIP-архивах",
        "если варианты в нём: распакуйте его в пустую папку вместе с остальными файлами и укажите эту папку",
    )
    return Notice("inner_archive_not_opened", message)
