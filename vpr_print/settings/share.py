"""Where the program's own layouts and fonts are: beside the package in a checkout, inside it when installed."""

from __future__ import annotations

from pathlib import Path

from vpr_print.settings.errors import LayoutsMissingError, ProgramIncompleteError, UnknownProcedureError

PROCEDURE = "procedure.toml"
"""The words of a procedure, in the folder of its layouts."""
_PACKAGE = Path(__file__).resolve().parent.parent


def share_dir() -> Path:
    """The folder that holds ``layouts/`` and ``fonts/``. Raises ``ProgramIncompleteError``."""
    for folder in (_PACKAGE / "_share", _PACKAGE.parent):
        if (folder / "layouts").is_dir() and (folder / "fonts").is_dir():
            return folder
    raise ProgramIncompleteError(str(_PACKAGE))


def fonts_dir() -> Path:
    """The folder of the fonts, one folder for each family. Raises ``ProgramIncompleteError``."""
    return share_dir() / "fonts"


def procedures() -> tuple[str, ...]:
    """Names of the procedures that layouts come with: ``vpr``."""
    return tuple(sorted(item.name for item in (share_dir() / "layouts").iterdir() if item.is_dir()))


def find_layouts(procedure: str, own: Path | None = None) -> tuple[Path, ...]:
    """Folders to look for a layout file in, the first that has it wins: a region's own, then the program's.

    A region's folder that is called like the procedure and holds its words is a procedure of its own: then nothing is
    taken from the program. Raises ``LayoutsMissingError`` for a folder that is not there, ``UnknownProcedureError``.
    """
    known = procedures()
    if own and not own.is_dir():
        raise LayoutsMissingError(str(own), known)
    whole = own is not None and (own / PROCEDURE).is_file()
    if procedure in known:
        ours = share_dir() / "layouts" / procedure
        return (own, ours) if own else (ours,)
    if own and whole and own.name == procedure:
        return (own,)
    raise UnknownProcedureError(procedure, (*known, own.name) if own and whole else known)
