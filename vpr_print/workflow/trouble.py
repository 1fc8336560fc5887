"""Pictures of the pages that have no room for the stamp, put where a person finds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from vpr_print.errors import Flaws, VprPrintError, raise_flaws
from vpr_print.model.transliteration import transliterate
from vpr_print.output.errors import OutputError
from vpr_print.output.picture_folder import picture_folder
from vpr_print.prepress.space_errors import NoFreeSpaceError
from vpr_print.prepress.trouble_picture import render_trouble
from vpr_print.safe_files import write_new
from vpr_print.workflow.layouts import picture_font

MOST_PICTURES = 20
"""More pages of one archive tell nothing new."""
PREFIX = "net-mesta"
"""Of folders and files: «нет места»."""


def pictures_name(prefix: str, archive: Path) -> str:
    """Name of a folder of pictures of this archive: ``preview-arkhiv``."""
    return f"{prefix}-{transliterate(archive.stem) or 'arkhiv'}"


@contextmanager
def troubles_pictured(folder: Path, archive: Path) -> Iterator[None]:
    """In the block, errors about pages without room for the stamp get pictures in ``net-mesta-<archive>/``.

    Where that folder cannot be written, the errors go on without pictures: what they say is needed more.
    """
    try:
        yield
    except VprPrintError as error:
        flaws = flaws_in(error)
        if any(isinstance(flaw, NoFreeSpaceError) for flaw in flaws):
            target = folder / pictures_name(PREFIX, archive)
            with suppress(OutputError), picture_folder(target) as aside:
                flaws = write_troubles(flaws, aside, target)
        raise_flaws(flaws)


def flaws_in(error: VprPrintError) -> tuple[VprPrintError, ...]:
    """The error, or those that it is made of."""
    return error.flaws if isinstance(error, Flaws) else (error,)


def write_troubles(flaws: Iterable[VprPrintError], aside: Path, target: Path) -> tuple[VprPrintError, ...]:
    """The flaws; those about pages without room say where in ``target`` their pictures are, written into ``aside``.

    Raises ``OSError`` when the disk refuses.
    """
    told: list[VprPrintError] = []
    count = 0
    for flaw in flaws:
        if isinstance(flaw, NoFreeSpaceError) and count < MOST_PICTURES:
            count += 1
            name = f"{PREFIX}-{count:02d}.png"
            write_new(aside / name, render_trouble(flaw, picture_font()))
            flaw = replace(flaw, picture=str(target / name))
        told.append(flaw)
    return tuple(told)
