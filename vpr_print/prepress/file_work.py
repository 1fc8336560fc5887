"""The work on one foreign PDF, done in a sandboxed process; nothing else opens such a file.

Every page is compared with what pdfium shows of the original. What does not come out alike is tried again from the
copy that pdfium saves after drawing everything into the page; what is still not alike becomes a picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vpr_print.prepress.ink import InkMap
from vpr_print.prepress.loose import LooseObject
from vpr_print.prepress.masters import PagePreflight, PrepressOptions


@dataclass(frozen=True, slots=True)
class FileTask:
    """Which pages of which file are wanted."""

    file: str
    """Name for people."""
    path: Path
    pages: tuple[int, ...]
    """0-based, each once."""
    options: PrepressOptions


@dataclass(frozen=True, slots=True)
class FilePage:
    """One page as loose objects, with its ink."""

    page: int
    """0-based."""
    form: int
    """Index of its form in ``PreparedFile.objects``."""
    ink: InkMap
    facts: PagePreflight
    version: str
    """Of PDF, that the page needs."""


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """All wanted pages of one file, in the order of the task."""

    objects: tuple[LooseObject, ...]
    pages: tuple[FilePage, ...]
    page_count: int
    repaired: bool
    encrypted: bool
    printing_forbidden: bool


def prepare_file(task: FileTask) -> PreparedFile:
    """The pages as loose objects. Raises ``VariantFileError`` for what a person must mend."""
    # The libraries are imported here, so that only the sandboxed process carries them
    from vpr_print.prepress.attempts import prepare

    return prepare(task)
