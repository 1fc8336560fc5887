"""Where a procedure's files lie, and its words: all that most commands need of them."""

from __future__ import annotations

from pathlib import Path

from vpr_print.layout.papers import paper_spec
from vpr_print.layout.procedure import Procedure
from vpr_print.layout.read import parse_procedure
from vpr_print.settings.school import SchoolFolder
from vpr_print.settings.share import PROCEDURE, find_layouts
from vpr_print.workflow.errors import LayoutFileError


def school_procedure(school: SchoolFolder, own: Path | None = None) -> Procedure:
    """The words of the procedure that a school works by; no layout is read. Raises their flaws (exit 30)."""
    return read_procedure(find_layouts(school.settings.build.procedure, own or school.own_layouts))


def layout_text(key: str, school: SchoolFolder) -> str:
    """The layout of one paper as it stands in its file. Raises ``LayoutFileError``, ``LayoutsMissingError``."""
    folders = find_layouts(school.settings.build.procedure, school.own_layouts)
    return read_text(find_file(folders, paper_spec(key).file))


def read_procedure(folders: tuple[Path, ...]) -> Procedure:
    """The words in the first of the folders that has them. Raises their flaws (exit 30)."""
    path = find_file(folders, PROCEDURE)
    return parse_procedure(read_text(path), shown(path))


def find_file(folders: tuple[Path, ...], name: str) -> Path:
    """The file in the first folder that has it."""
    return next((folder / name for folder in folders if (folder / name).exists()), folders[-1] / name)


def shown(path: Path) -> str:
    """A layout's file as a person knows it: with its folder."""
    return str(path.relative_to(path.parent.parent))


def read_text(path: Path) -> str:
    """What the file says. Raises ``LayoutFileError``."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LayoutFileError(str(path), isinstance(error, UnicodeDecodeError)) from None
