"""A folder for one command's own files, readable by its owner only, gone when the command ends."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vpr_print.output.errors import as_output_error
from vpr_print.safe_files import make_folder

_NAME = ".intake"


@contextmanager
def scratch_folder(root: Path) -> Iterator[Path]:
    """``.intake/`` below a locked folder; what a killed command left in it is cleared first."""
    folder = root / _NAME
    try:
        if folder.exists():
            shutil.rmtree(folder)
        make_folder(folder)
    except OSError as error:
        raise as_output_error(error, str(root)) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
