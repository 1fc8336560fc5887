"""The materials archive: a ZIP or a folder, taken for hostile, → files by content, with their names as data.

Nothing is ever written under a name of the archive, see ``content_store``. Limits hold while reading.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from natsort import natsorted, ns

from vpr_print.errors import Notice, VprPrintError, raise_flaws
from vpr_print.intake.archive_errors import (
    ArchiveNotFoundError,
    ArchiveTooLargeError,
    ArchiveUnreadableError,
    BombError,
    Contradiction,
    ContradictoryArchiveError,
    DamagedArchiveError,
    DuplicateNameError,
    EmptyArchiveError,
    EncryptedArchiveError,
    FileTooLargeError,
    LinkInArchiveError,
    Looks,
    NameFlaw,
    NestedTooDeepError,
    NotAnArchiveError,
    TooManyFilesError,
    UnsafeNameError,
    WrongPasswordError,
)
from vpr_print.intake.archive_names import decode_folder_name, is_junk, name_flaw, tidy
from vpr_print.intake.archive_notices import inner_archive_not_opened, same_file_twice
from vpr_print.intake.content_store import Content, ContentStore, writing
from vpr_print.intake.zip_content import CHUNK, BadPassword, read_content
from vpr_print.intake.zip_directory import ZipEntry, looks_like, read_directory


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveLimits:
    """What an archive may hold."""

    members: int = 10_000
    """Files and folders, those of inner archives included."""
    member_bytes: int = 100 << 20
    total_bytes: int = 4 << 30
    """Inner archives count with their content."""
    ratio: int = 200
    """Unpacked to packed size of one file, above ``ratio_from_bytes``: small empty forms swell a lot."""
    ratio_from_bytes: int = 1 << 20
    depth: int = 2
    """Archives inside the archive or folder that is given: a ZIP in a ZIP in it."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of the archive."""

    name: str
    """As a person sees it, with folders and inner archives: ``материалы.zip/вариант 1.pdf``."""
    sha256: str
    size: int
    path: Path
    """The content, in the store."""


@dataclass(frozen=True, slots=True)
class MaterialsArchive:
    """Everything that an archive holds, but for what operating systems leave behind."""

    files: tuple[StoredFile, ...]
    """In natural order of their names."""
    notices: tuple[Notice, ...] = ()


_LIMITS = ArchiveLimits()
_FLAWS = 20
"""So many flaws of names and kinds are shown at once."""
_DOCUMENTS = {"[Content_Types].xml", "mimetype"}
"""Members by which a ZIP that is a document (OOXML, OpenDocument, EPUB) is told from an archive."""
_PACKED = {Looks.RAR, Looks.SEVEN_ZIP, Looks.GZIP, Looks.TAR, Looks.CAB}
_ZIP_SIGNS = (b"PK\3\4", b"PK\5\6", b"PK\7\x08")
_CAREFUL = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_archive(
    path: Path, store: Path, *, password: str | None = None, limits: ArchiveLimits = _LIMITS
) -> MaterialsArchive:
    """The files of a ZIP or a folder, copied into ``store`` (owner only), each content once.

    Raises an ``ArchiveError`` (exit 10), or ``Flaws`` of them, for whatever is wrong with the archive;
    ``StoreFullError`` or ``StoreNotWritableError`` (exit 40) for the store. The store is then as it was.
    """
    with ContentStore(store) as contents:
        reading = _Reading(path, contents, password, limits)
        reading.read()
        return MaterialsArchive(tuple(reading.files()), tuple(reading.notices))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where something stands: the archive it is in, its name there, its full name, the archives around it."""

    file: str
    member: str
    name: str
    depth: int


class _Reading:
    """One run over an archive: what was found, and what it has used of the limits."""

    def __init__(self, path: Path, contents: ContentStore, password: str | None, limits: ArchiveLimits) -> None:
        self.notices: list[Notice] = []
        self._path = path
        self._contents = contents
        self._limits = limits
        self._passwords = _spellings(password)
        self._found: dict[str, tuple[str, Content]] = {}
        """Name and content by the name without case."""
        self._members = 0
        self._bytes = 0

    def read(self) -> None:
        """Everything in the archive, into the store's side room."""
        file = str(self._path)
        with _reading(file):
            mode = self._path.stat().st_mode if "\0" not in file else 0
            if stat.S_ISDIR(mode):
                self._read_folder(file)
            elif stat.S_ISREG(mode):
                with self._path.open("rb") as stream:
                    self._read_zip(stream, file, "", 0)
            else:
                raise NotAnArchiveError(file, Looks.SPECIAL)
        if not self._found:
            raise EmptyArchiveError(file)

    def files(self) -> Iterator[StoredFile]:
        """The files, each now in its place in the store."""
        found = sorted(self._found.values(), key=lambda item: item[0])
        for name, content in natsorted(found, key=lambda item: item[0], alg=ns.IGNORECASE):
            yield StoredFile(name, content.sha256, content.size, self._contents.place(content))

    def _read_folder(self, file: str) -> None:
        flaws: list[VprPrintError] = []
        files: list[tuple[str, str]] = []
        for name, entry in self._walk(file):
            if not entry.is_file(follow_symlinks=False):
                flaws.append(LinkInArchiveError(file, name))
            elif flaw := name_flaw(name):
                flaws.append(UnsafeNameError(file, name, flaw))
            else:
                files.append((name, entry.path))
        raise_flaws(flaws[:_FLAWS])
        for name, path in files:
            with _reading(path), os.fdopen(os.open(path, _CAREFUL), "rb") as stream:
                if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                    raise LinkInArchiveError(file, name)
                place = _Place(file, name, name, 0)
                self._keep(self._copy(iter(lambda: stream.read(CHUNK), b""), place, None), place)

    def _walk(self, file: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
        """What is below the folder but for folders, junk and the store itself; links are not followed."""
        waiting = [("", str(self._path))]
        while waiting:
            prefix, folder = waiting.pop()
            with _reading(folder), os.scandir(folder) as entries:
                found = sorted(islice(entries, self._limits.members + 1), key=lambda entry: entry.name)
            for entry in found:
                name = prefix + decode_folder_name(entry.name)
                if is_junk(name):
                    continue
                self._count_member(file)
                if not entry.is_dir(follow_symlinks=False) or _is_junction(entry):
                    yield name, entry
                elif not Path(entry.path).samefile(self._contents.folder):
                    waiting.append((name + "/", entry.path))

    def _read_zip(self, stream: BinaryIO, file: str, prefix: str, depth: int) -> None:
        size = stream.seek(0, os.SEEK_END)
        entries = read_directory(stream, size, file, self._limits.members)
        if not depth and _is_document(entries):
            raise NotAnArchiveError(file, Looks.OFFICE)
        for _ in entries:
            self._count_member(file)
        raise_flaws(islice(self._directory_flaws(entries, file), _FLAWS))
        if sum(entry.size for entry in entries) + self._bytes > self._limits.total_bytes:
            raise ArchiveTooLargeError(file, self._limits.total_bytes)
        proved: list[bytes] = []
        for entry in entries:
            name = tidy(entry.name)
            if not entry.folder and not is_junk(name):
                place = _Place(file, entry.name, prefix + name, depth)
                self._keep(self._unpack(stream, entry, place, proved), place)

    def _directory_flaws(self, entries: Iterable[ZipEntry], file: str) -> Iterator[VprPrintError]:
        for entry in entries:
            flaw = name_flaw(entry.name)
            if flaw and not (entry.folder and flaw is NameFlaw.EMPTY):  # «./» is a folder like any other
                yield UnsafeNameError(file, entry.name, flaw)
            elif entry.special:
                yield LinkInArchiveError(file, entry.name)
            elif entry.folder and entry.size:
                yield ContradictoryArchiveError(file, entry.name, Contradiction.CONTENT)
            elif entry.size > self._limits.member_bytes:
                yield FileTooLargeError(file, entry.name, self._limits.member_bytes)

    def _unpack(self, stream: BinaryIO, entry: ZipEntry, place: _Place, proved: list[bytes]) -> Content:
        """The entry's content. The spelling of the password that opens it is ``proved`` for the rest."""
        if not entry.encrypted:
            return self._copy(read_content(stream, entry, place.file, None), place, entry.compressed)
        if not self._passwords:
            raise EncryptedArchiveError(place.file)
        used = self._bytes
        for spelling in proved or self._passwords:
            try:
                content = self._copy(read_content(stream, entry, place.file, spelling), place, entry.compressed)
            except BadPassword:
                continue
            except (DamagedArchiveError, ContradictoryArchiveError, BombError):
                # ZipCrypto lets one wrong password of 256 pass its check; what comes then is noise
                if proved or entry.aes:
                    raise
                self._bytes = used
                continue
            proved[:] = [spelling]
            return content
        raise WrongPasswordError(place.file)

    def _copy(self, pieces: Iterable[bytes], place: _Place, packed: int | None) -> Content:
        """A copy aside of one file, which takes ``packed`` bytes of its archive (None: of a folder)."""
        return self._contents.copy(self._held(pieces, place, packed))

    def _held(self, pieces: Iterable[bytes], place: _Place, packed: int | None) -> Iterator[bytes]:
        """The pieces, as long as they stay within the limits."""
        limits = self._limits
        size = 0
        for piece in pieces:
            size += len(piece)
            self._bytes += len(piece)
            if size > limits.member_bytes:
                raise FileTooLargeError(place.file, place.member, limits.member_bytes)
            if self._bytes > limits.total_bytes:
                raise ArchiveTooLargeError(place.file, limits.total_bytes)
            if packed is not None and size > limits.ratio_from_bytes and size > limits.ratio * packed:
                raise BombError(place.file, place.member, limits.ratio)
            yield piece

    def _keep(self, content: Content, place: _Place) -> None:
        """Note the file under its name, or read what is in it when it is an archive."""
        if self._is_inner_zip(content, place):
            if place.depth == self._limits.depth:
                raise NestedTooDeepError(place.file, place.member, self._limits.depth)
            with writing(self._contents.folder), content.path.open("rb") as stream:
                self._read_zip(stream, place.name, place.name + "/", place.depth + 1)
            self._contents.drop(content)
            return
        name, known = self._found.setdefault(place.name.casefold(), (place.name, content))
        if known is content:
            return
        if known.sha256 != content.sha256:
            raise DuplicateNameError(place.file, (name, place.name))
        self.notices.append(same_file_twice(place.file, place.member))
        self._contents.drop(content)

    def _is_inner_zip(self, content: Content, place: _Place) -> bool:
        """Whether the file is an archive to be opened: by its content, and where that is broken, by its name."""
        called_zip = place.name.casefold().endswith(".zip")
        if not content.head.startswith(_ZIP_SIGNS):
            looks = looks_like(content.head, content.size)
            if called_zip and looks in {Looks.EMPTY, Looks.HTML, Looks.UNKNOWN}:
                raise NotAnArchiveError(place.name, looks)
            if looks in _PACKED:
                self.notices.append(inner_archive_not_opened(place.file, place.member, looks))
            return False
        if called_zip:
            return True
        with writing(self._contents.folder), content.path.open("rb") as stream:
            try:
                return not _is_document(read_directory(stream, content.size, place.name, self._limits.members))
            except VprPrintError:
                return False  # a broken document, perhaps: for whoever needs it to say

    def _count_member(self, file: str) -> None:
        self._members += 1
        if self._members > self._limits.members:
            raise TooManyFilesError(file, self._limits.members)


def _spellings(password: str | None) -> tuple[bytes, ...]:
    """The bytes that a password may stand for: ZIP does not say in which code page it was typed."""
    found = []
    for code_page in ("utf-8", "cp866", "cp1251"):
        try:
            found.append((password or "").encode(code_page))
        except UnicodeEncodeError:
            continue
    return tuple(dict.fromkeys(spelling for spelling in found if spelling))


@contextmanager
def _reading(file: str) -> Iterator[None]:
    """Whatever the system says meanwhile is about ``file``."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ArchiveNotFoundError(file) from error
    except OSError as error:
        raise ArchiveUnreadableError(file, error.strerror or type(error).__name__) from error


def _is_document(entries: Iterable[ZipEntry]) -> bool:
    return not _DOCUMENTS.isdisjoint(entry.name for entry in entries)


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Whether the folder is one of Windows' links, which do not count as symbolic."""
    tag = getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0)
    return bool(tag) and tag == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", 0)
