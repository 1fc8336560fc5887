"""What can be wrong with fonts and drawn text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError


@dataclass(eq=False)
class FontError(VprPrintError):
    """Base: something about fonts."""

    exit_code: ClassVar[ExitCode] = ExitCode.FONT


@dataclass(eq=False)
class FontFileError(FontError):
    """A font file is missing, cannot be read, or is not the font that is needed."""

    file: str
    missing: bool

    @property
    def message(self) -> Message:
        return Message(
            "нет файла шрифта" if self.missing else "файл шрифта повреждён или не подходит",
            self.file,
            "шрифт TrueType с кириллицей: PTS55F.ttf (обычный) и PTS75F.ttf (жирный)",
            "поставьте программу заново или верните файл на место; ничего не напечатано",
        )


@dataclass(eq=False)
class MissingLettersError(FontError):
    """A text has letters that the font lacks; the text itself is not told, since it may be a name."""

    letters: tuple[str, ...]
    where: str = ""
    """Layout and element, where known."""

    @property
    def message(self) -> Message:
        return Message(
            f"в шрифте нет знаков: {', '.join(map(described, self.letters))}",
            self.where or "текст, который печатается на бумаге",
            "только знаки, которые есть в шрифте PT Sans",
            "исправьте текст в списке или в макете: замените эти знаки похожими; ничего не напечатано",
        )


def described(letter: str) -> str:
    """A letter as a person can find it: itself where it can be seen, and its code."""
    shown = f"«{letter}» " if unicodedata.category(letter)[0] in "LNPS" else ""
    return f"{shown}U+{ord(letter):04X}"
