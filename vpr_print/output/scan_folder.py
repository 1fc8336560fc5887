"""The folder that a scan is put in order into: files of packets, reports, and the list of their checksums.

A file appears whole or not at all, and is made again only when what it is made of has changed. Files that are not ours
are left alone.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from vpr_print.output.errors import ForeignFolderError, as_output_error
from vpr_print.safe_files import make_folder, put, sync_folder

HIDDEN = ".scan"
"""Journal, and what we know of our own files."""
CHECKSUMS = "SHA256SUMS"
"""As ``sha256sum --check`` reads it."""
_MADE = "files.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanFile:
    """One file that shall stand in the folder."""

    name: str
    fingerprint: str
    """Of all that the file is made of: with the same one it need not be made again."""
    make: Callable[[Path], None]
    """Writes the new file ``path``, synced or not."""


def open_scan_folder(root: Path) -> Path:
    """Make the folder, or find an older one of ours; gives its hidden part.

    Raises ``ForeignFolderError`` for a folder that holds files and was never ours, other ``OutputError`` when the disk
    refuses.
    """
    hidden = root / HIDDEN
    try:
        if root.exists() and not hidden.is_dir():
            others = sorted(path.name for path in root.iterdir()) if root.is_dir() else [root.name]
            if others:
                raise ForeignFolderError(str(root), tuple(others))
        make_folder(hidden)
    except OSError as error:
        raise as_output_error(error, str(root)) from error
    return hidden


def write_scan_files(root: Path, files: Iterable[ScanFile]) -> tuple[str, ...]:
    """Make the folder hold exactly these files of ours; gives the names of those that were made anew.

    ``SHA256SUMS`` comes last: what it lists is there. Raises ``OutputError`` when the disk refuses, and what ``make``
    raises; then every file is the old one or the new one.
    """
    try:
        return _write(root, {file.name: file for file in files})
    except OSError as error:
        raise as_output_error(error, str(root)) from error


def our_scan_files(root: Path) -> tuple[Path, ...]:
    """Everything in the folder that we know as ours. Raises ``OSError``."""
    names = [name for name in (*sorted(_known(root)), CHECKSUMS) if Path(name).name == name]
    return (*(path for name in names if (path := root / name).exists()), *sorted((root / HIDDEN).iterdir()))


def _write(root: Path, wanted: dict[str, ScanFile]) -> tuple[str, ...]:
    known = _known(root)
    # names first: a file of ours is known as such before it is there
    _remember(root, dict.fromkeys(wanted, ("", "")) | known)
    made: list[str] = []
    for name, file in wanted.items():
        before = known.get(name)
        if before and before[0] == file.fingerprint and (root / name).is_file():
            continue
        known[name] = file.fingerprint, _make(root, file)
        made.append(name)
    for name in known.keys() - wanted.keys():
        (root / name).unlink(missing_ok=True)
    kept = {name: known[name] for name in wanted}
    lines = "".join(f"{sha256}  {name}\n" for name, (_, sha256) in sorted(kept.items()))
    put(root / CHECKSUMS, lines.encode())
    _remember(root, kept)
    return tuple(made)


def _make(root: Path, file: ScanFile) -> str:
    """Write the file aside and give it its name; its SHA-256."""
    aside = root / HIDDEN / f"{file.name}.part"
    aside.unlink(missing_ok=True)
    try:
        file.make(aside)
        with aside.open("rb+") as written:
            digest = hashlib.file_digest(written, "sha256").hexdigest()
            os.fsync(written.fileno())
        aside.replace(root / file.name)
    finally:
        aside.unlink(missing_ok=True)
    sync_folder(root)
    return digest


def _known(root: Path) -> dict[str, tuple[str, str]]:
    """Fingerprint and SHA-256 of each file of ours by its name; what is not readable is not known."""
    try:
        found = json.loads((root / HIDDEN / _MADE).read_bytes())
        return {str(name): (str(fingerprint), str(sha256)) for name, (fingerprint, sha256) in found.items()}
    except (FileNotFoundError, ValueError, AttributeError, TypeError):
        return {}


def _remember(root: Path, files: dict[str, tuple[str, str]]) -> None:
    put(root / HIDDEN / _MADE, json.dumps(files, sort_keys=True, indent=1).encode())
