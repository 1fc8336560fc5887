"""The pile of a journal: files that were read to their end, each under a name that tells it from the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from vpr_print.errors import Message, Notice, listed
from vpr_print.scan.journal_lines import Kept
from vpr_print.scan.matching import Pile
from vpr_print.scan.seen import PageSource
from vpr_print.scan.states import ScannedFile


def pile_of(kept: Kept) -> Pile:
    """What can be accounted for now.

    A file that has gone counts as long as its pages were read, unless it only lies elsewhere now.
    """
    files = [file for file in _there(tuple(kept.files.values())) if _is_read(file, kept)]
    return Pile(
        files=_named(files), readings=kept.readings, resolutions=kept.resolutions, comparisons=kept.comparisons
    )


def unfinished(kept: Kept) -> tuple[Notice, ...]:
    """A notice of the files that were not read to their end, and so count for nothing."""
    half = [file for file in _there(tuple(kept.files.values())) if not _is_read(file, kept)]
    return (_unfinished(half),) if half else ()


def _is_read(file: ScannedFile, kept: Kept) -> bool:
    return bool(file.trouble) or all(source in kept.readings for source in _sources(file))


def _there(files: Sequence[ScannedFile]) -> tuple[ScannedFile, ...]:
    gone = {file.path for file in files if not Path(file.path).exists()}
    elsewhere = {file.sha256 for file in files if file.path not in gone}
    return tuple(
        file for file in files if file.path not in gone or not (file.trouble or file.sha256 in elsewhere)
    )


def _sources(file: ScannedFile) -> list[PageSource]:
    return [PageSource(file.sha256, page) for page in range(1, file.pages + 1)]


def _named(files: Sequence[ScannedFile]) -> tuple[ScannedFile, ...]:
    """With as few folders in their names as tell them apart."""
    parts = [Path(file.path).parts for file in files]
    lengths = [1] * len(files)
    while True:
        names = ["/".join(own[-length:]) for own, length in zip(parts, lengths, strict=True)]
        counts = Counter(names)
        grown = [
            length + (counts[name] > 1 and length < len(own))
            for name, length, own in zip(names, lengths, parts, strict=True)
        ]
        if grown == lengths:
            return tuple(
                replace(file, name="".join(letter if letter.isprintable() else "?" for letter in name))
                for file, name in zip(files, names, strict=True)
            )
        lengths = grown


def _unfinished(files: Sequence[ScannedFile]) -> Notice:
    return Notice(
        "scan_unfinished",
        Message(
            f"файлы прочитаны не до конца и в счёт не вошли: {len(files)}",
            listed([Path(file.path).name for file in files]),
            "файлы, прочитанные целиком",
            "повторите команду: она продолжит с того места, где её прервали",
        ),
    )
