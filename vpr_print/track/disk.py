"""Whether a path lies on a network share, where SQLite loses what it was told is safe."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

_NETWORK_TYPES = frozenset(
    (
        "9p-drvfs",
        "afpfs",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "coda",
        "davfs",
        "davfs2",
        "gfs",
        "gfs2",
        "glusterfs",
        "gpfs",
        "lustre",
        "ncp",
        "ncpfs",
        "nfs",
        "nfs3",
        "nfs4",
        "ocfs2",
        "orangefs",
        "prl_fs",
        "pvfs2",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "vboxsf",
        "vmhgfs",
        "webdav",
    )
)
_LOCAL_FUSE = frozenset(
    ("fuse.ntfs", "fuse.ntfs-3g", "fuse.exfat", "fuse.ext2", "fuse.zfs", "fuse.overlayfs", "fuse.fuse-overlayfs")
)
"""Every other ``fuse.*`` is a disk of another machine or of a cloud."""


def network_file_system(path: Path) -> str | None:
    """Type of the network file system that ``path`` lies on («cifs»), or None where none is recognised.

    ``path`` need not exist; its nearest existing folder counts.
    """
    path = path.resolve()
    if sys.platform == "win32":
        return _windows_share(path)
    if sys.platform == "darwin":
        listed = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False).stdout
        return network_type_among(mounts_of_macos(listed), path)
    try:
        table = Path("/proc/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    return network_type_among(mounts_of_linux(table), path)


def mounts_of_linux(table: str) -> tuple[tuple[Path, str], ...]:
    """Mount points and their types out of ``/proc/mounts``, in the order of mounting."""
    mounts: list[tuple[Path, str]] = []
    for line in table.splitlines():
        fields = line.split(" ")
        if len(fields) < 4:
            continue
        point, kind, options = _unescaped(fields[1]), fields[2], fields[3]
        if kind == "9p" and "drvfs" in options:
            kind = "9p-drvfs"  # a Windows disk inside WSL: its locks do not hold
        mounts.append((Path(point), kind))
    return tuple(mounts)


def mounts_of_macos(table: str) -> tuple[tuple[Path, str], ...]:
    """Mount points and their types out of what ``/sbin/mount`` prints: ``//srv/x on /Volumes/x (smbfs, nodev)``."""
    found = re.finditer(r"^.+? on (/.*) \(([^,)]+)[^)]*\)$", table, re.MULTILINE)
    return tuple((Path(match[1]), match[2]) for match in found)


def network_type_among(mounts: tuple[tuple[Path, str], ...], path: Path) -> str | None:
    """Type of the innermost mount around ``path`` when it is a network one; a later mount hides an earlier."""
    around = [
        (len(point.parts), order, kind)
        for order, (point, kind) in enumerate(mounts)
        if path.is_relative_to(point)
    ]
    if not around:
        return None
    _depth, _order, kind = max(around)
    foreign_fuse = kind.startswith("fuse.") and kind not in _LOCAL_FUSE
    return kind if kind in _NETWORK_TYPES or foreign_fuse else None


def _unescaped(text: str) -> str:
    """Octal escapes of ``/proc/mounts`` put back: ``\\040`` is a space."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)


def _windows_share(path: Path) -> str | None:
    if sys.platform != "win32":
        return None
    import ctypes

    if path.drive.startswith("\\\\") and not path.drive.startswith("\\\\?\\"):
        return "сетевая папка Windows"
    remote = 4  # DRIVE_REMOTE of GetDriveTypeW
    return "сетевой диск Windows" if ctypes.windll.kernel32.GetDriveTypeW(f"{path.anchor}") == remote else None
