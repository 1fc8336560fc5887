"""What the proof of written papers can find wrong (exit code 42)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from vpr_print.errors import ExitCode, Message, VprPrintError


class Promise(StrEnum):
    """What a written paper promises; the value is the stable part of the error's id."""

    FILE = "file"
    FILES = "files"
    DIGEST = "digest"
    PERMISSION = "permission"
    MANIFEST = "manifest"
    PAGES = "pages"
    PAGE_SIZE = "page_size"
    NUMBER = "number"
    NUMBER_TWICE = "number_twice"
    SYMBOL = "symbol"
    SYMBOL_SIZE = "symbol_size"
    PLACE = "place"
    TEXT = "text"
    TICKS = "ticks"
    VARIANT = "variant"
    PICTURE = "picture"
    COUNT = "count"
    CONTENTS = "contents"
    NAME = "name"
    STRUCTURE = "structure"


_WHAT = {
    Promise.FILE: "записанный файл не открывается",
    Promise.FILES: "в папке не те файлы, что записаны в описи",
    Promise.DIGEST: "содержимое файла не то, что записано в описи",
    Promise.PERMISSION: "файл могут читать посторонние",
    Promise.MANIFEST: "опись manifest.json составлена неверно",
    Promise.PAGES: "в файле не те страницы",
    Promise.PAGE_SIZE: "у страницы не тот размер",
    Promise.NUMBER: "на странице не тот номер",
    Promise.NUMBER_TWICE: "один номер стоит дважды",
    Promise.SYMBOL: "штрихкод или QR-код не читается",
    Promise.SYMBOL_SIZE: "штрихкод или QR-код напечатан слишком мелко",
    Promise.PLACE: "штрихкод или QR-код стоит не на своём месте",
    Promise.TEXT: "на странице не тот текст",
    Promise.TICKS: "на странице нет двух меток масштаба на нужном расстоянии",
    Promise.VARIANT: "в комплекте страница не того варианта",
    Promise.PICTURE: "страница варианта выглядит не так, как в архиве",
    Promise.COUNT: "количества не сходятся",
    Promise.CONTENTS: "в пакете не то, что должно в нём лежать",
    Promise.NAME: "полное имя участника стоит там, где ему нельзя быть",
    Promise.STRUCTURE: "в файле есть то, чего программа в него не кладёт",
}


@dataclass(eq=False)
class ProofError(VprPrintError):
    """What was written is not what it should be; the papers are held back."""

    exit_code: ClassVar[ExitCode] = ExitCode.PROOF
    promise: Promise
    file: str
    page: int
    """From 1; 0 when the whole file or folder is meant."""
    expected: str
    found: str

    @property
    def id(self) -> str:
        return f"Proof.{self.promise.value}"

    @property
    def message(self) -> Message:
        page = f", страница {self.page}" if self.page else ""
        return Message(
            f"проверка готовых бумаг: {_WHAT[self.promise]}",
            f"{self.file}{page}",
            f"{self.expected}\nа оказалось: {self.found}",
            "печатать эти бумаги нельзя, они не выданы; повторите команду, и если ошибка останется, "
            "пришлите разработчикам этот текст (имён в нём нет)",
        )
