"""Promises of the archive reader: everything readable is read, everything hostile is named, nothing leaks out."""

from __future__ import annotations

import bz2
import hashlib
import io
import lzma
import os
import pickle
import random
import signal
import socket
import stat
import struct
import subprocess
import sys
import tempfile
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import pyzipper
from hypothesis import given, settings
from hypothesis import strategies as st
from zip_builder import DESCRIPTOR, ENCRYPTED, UTF8, Entry, ZipCrypto, build, deflated, encrypted, unicode_path

from vpr_print.errors import ExitCode, Flaws, VprPrintError
from vpr_print.intake import archive_errors as errors
from vpr_print.intake.archive import ArchiveLimits, MaterialsArchive, read_archive
from vpr_print.intake.archive_errors import Contradiction, Damage, Looks, NameFlaw
from vpr_print.intake.store_errors import StoreNotWritableError

ROOT = Path(__file__).resolve().parents[2]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
PDF = b"%PDF-1.4 variant"


class Reader:
    """Reads bytes or folders into a store of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder / "store"

    def __call__(self, source: bytes | Path, **options) -> MaterialsArchive:
        if isinstance(source, bytes):
            path = self.folder / "материалы.zip"
            path.write_bytes(source)
        else:
            path = source
        return read_archive(path, self.store, **options)

    def refused(self, source: bytes | Path, kind: type[VprPrintError], **options) -> VprPrintError:
        """The error, once it is certain that nothing is left of the attempt."""
        with pytest.raises(kind) as caught:
            self(source, **options)
        assert not self.store.exists()
        assert caught.value.exit_code == ExitCode.ARCHIVE
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
        return caught.value


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


def names(archive: MaterialsArchive) -> list[str]:
    return [file.name for file in archive.files]


# --- what is read ------------------------------------------------------------------------------------------------


def test_a_file_is_stored_by_its_content_for_its_owner_only(read: Reader) -> None:
    (file,) = read(build([Entry(name=b"x/variant.pdf", content=PDF, method=8)])).files
    assert (file.name, file.size, file.sha256) == ("x/variant.pdf", len(PDF), hashlib.sha256(PDF).hexdigest())
    assert file.path == read.store / file.sha256
    assert file.path.read_bytes() == PDF
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(read.store.stat().st_mode) == 0o700
    assert list(read.store.iterdir()) == [file.path]


def test_files_come_in_natural_order(read: Reader) -> None:
    archive = read(build(Entry(name=f"вариант {n}.pdf".encode(), content=b"%d" % n, flags=UTF8) for n in (10, 9, 1, 2)))
    assert names(archive) == ["вариант 1.pdf", "вариант 2.pdf", "вариант 9.pdf", "вариант 10.pdf"]


def test_one_content_under_two_names_is_stored_once_and_listed_twice(read: Reader) -> None:
    archive = read(build([Entry(name=b"1.pdf"), Entry(name=b"2.pdf")]))
    assert names(archive) == ["1.pdf", "2.pdf"]
    assert len(list(read.store.iterdir())) == 1


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("strength", [None, 128, 192, 256])
def test_every_way_of_packing_gives_the_same_bytes(read: Reader, method: int, strength: int | None) -> None:
    contents = (b"", b"x", random.Random(1).randbytes(300_000), bytes(range(256)) * 3000)
    path = read.folder / "a.zip"
    with pyzipper.AESZipFile(path, "w", compression=method) as archive:
        if strength:
            archive.setpassword(b"secret")
            archive.setencryption(pyzipper.WZ_AES, nbits=strength)
        for number, content in enumerate(contents):
            archive.writestr(f"{number}.pdf", content)
    files = read(path, password="secret").files
    assert tuple(file.path.read_bytes() for file in files) == contents


def test_unseekable_writers_zip64_prefix_and_comment_are_ordinary(read: Reader) -> None:
    sink = io.BytesIO()
    sink.seekable = lambda: False  # type: ignore[method-assign]
    for entry in (
        Entry(method=8, descriptor=True),
        Entry(zip64=True),
        Entry(name=b"sub/", content=b""),
        Entry(name=b".\\win\\a.pdf", content=b"content"),
    ):
        honest = [entry, Entry(name=b"b.pdf")]
        for made in (
            build(honest),
            build(honest, prefix=b"MZ self-extracting" * 99),
            build(honest, zip64=True, prefix=b"MZ"),
            build(honest, comment=b"PK\5\6 is no end " * 20),
            build(honest) + b"\r\n",
        ):
            assert "b.pdf" in names(read(made))


def test_zips_in_the_zip_and_in_a_folder_are_read_to_depth_2(read: Reader) -> None:
    inner = build([Entry(name="вариант 1.pdf".encode("cp866"), content=PDF)])
    middle = build([Entry(name=b"inner.zip", content=inner), Entry(name=b"b.pdf")])
    assert names(read(build([Entry(name="материалы.zip".encode("cp866"), content=middle)]))) == [
        "материалы.zip/b.pdf",
        "материалы.zip/inner.zip/вариант 1.pdf",
    ]
    folder = read.folder / "папка"
    (folder / "вложенная").mkdir(parents=True)
    (folder / "вложенная" / "м.ZIP").write_bytes(middle)
    (folder / "в.pdf").write_bytes(PDF)
    (folder / "безымянный").write_bytes(inner)
    assert names(read(folder)) == [
        "безымянный/вариант 1.pdf",
        "в.pdf",
        "вложенная/м.ZIP/b.pdf",
        "вложенная/м.ZIP/inner.zip/вариант 1.pdf",
    ]
    assert not [path for path in read.store.iterdir() if path.name.startswith(".")]


def test_a_document_that_is_a_zip_inside_stays_a_document(read: Reader) -> None:
    word = build([Entry(name=b"[Content_Types].xml"), Entry(name=b"word/document.xml")])
    assert names(read(build([Entry(name=b"criteria.docx", content=word)]))) == ["criteria.docx"]
    broken = build([Entry(name=b"criteria.docx", content=b"PK\3\4 broken")])
    assert names(read(broken)) == ["criteria.docx"]


def test_what_operating_systems_leave_behind_is_left_out(read: Reader) -> None:
    junk = (b"__MACOSX/._a.pdf", b".DS_Store", b"x/Thumbs.db", b"Desktop.ini", b"~$list.docx", b"__MACOSX/a/b")
    archive = read(build([Entry(name=b"a.pdf"), *(Entry(name=name) for name in junk)]))
    assert names(archive) == ["a.pdf"]
    assert archive.notices == ()


def test_another_archive_inside_is_kept_and_said(read: Reader) -> None:
    archive = read(build([Entry(), Entry(name=b"more.rar", content=b"Rar!\x1a\x07\x00...")]))
    assert names(archive) == ["a.pdf", "more.rar"]
    assert [notice.id for notice in archive.notices] == ["inner_archive_not_opened"]


def test_a_store_inside_the_folder_is_not_read_as_part_of_it(read: Reader) -> None:
    folder = read.folder / "school"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(PDF)
    for _ in range(2):
        assert [file.name for file in read_archive(folder, folder / "works" / "source").files] == ["a.pdf"]


# --- names -------------------------------------------------------------------------------------------------------

WORDS = (
    "Вариант",
    "вариант",
    "МАТЕМАТИКА",
    "Русский язык",
    "Часть",
    "критерии",
    "ВПР",
    "класс",
    "Инструкция",
    "№",
    "Ёлка",
)
TITLES = st.lists(st.sampled_from(WORDS) | st.integers(0, 99).map(str), min_size=1, max_size=6).map(
    lambda parts: " ".join(["Проверочная", *parts]) + ".pdf"
)


@settings(max_examples=60, deadline=None)
@given(st.lists(TITLES, min_size=1, max_size=4, unique_by=str.casefold), st.sampled_from(["cp866", "cp1251", "utf-8"]))
def test_russian_names_come_back_from_every_code_page(titles: list[str], code_page: str) -> None:
    made = build(Entry(name=title.encode(code_page, "replace"), content=title.encode()) for title in titles)
    expected = {title.encode(code_page, "replace").decode(code_page) for title in titles}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.zip"
        path.write_bytes(made)
        assert set(names(read_archive(path, Path(folder) / "store"))) == expected


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        (Entry(name="так.pdf".encode("cp866")), "так.pdf"),  # valid UTF-8 by chance
        (Entry(name="МА5_вариант1.pdf".encode("cp866")), "МА5_вариант1.pdf"),
        (Entry(name="ПАРТА.PDF".encode("cp1251")), "ПАРТА.PDF"),
        (Entry(name=b"1.pdf", extra=unicode_path(b"1.pdf", "вариант.pdf")), "вариант.pdf"),
        (Entry(name=b"1.pdf", extra=unicode_path(b"2.pdf", "вариант.pdf")), "1.pdf"),
        (Entry(name="б".encode("cp866"), flags=UTF8, extra=unicode_path("б".encode("cp866"), "в")), "в"),
        (Entry(name="вариант.pdf".encode("cp866"), flags=UTF8), "вариант.pdf"),
        (Entry(name="й.pdf".encode(), flags=UTF8), "й.pdf"),
        (Entry(name="№ 5 – «ё».pdf".encode()), "№ 5 – «ё».pdf"),
        (Entry(name=b"a\\b\\.\\c.pdf"), "a/b/c.pdf"),
        (Entry(name=b"CON.pdf"), "CON.pdf"),
        (Entry(name=("ж" * 200).encode(), flags=UTF8), "ж" * 200),
    ],
)
def test_a_name_is_read_as_a_person_wrote_it(read: Reader, entry: Entry, name: str) -> None:
    assert names(read(build([entry]))) == [name]


@LINUX
def test_a_file_on_disk_with_an_old_name_is_decoded_too(read: Reader) -> None:
    folder = read.folder / "f"
    folder.mkdir()
    (folder / os.fsdecode("вариант.pdf".encode("cp866"))).write_bytes(PDF)
    assert names(read(folder)) == ["вариант.pdf"]


@pytest.mark.parametrize(
    ("name", "flaw"),
    [
        (b"../x", NameFlaw.OUTSIDE),
        (b"a/../../x", NameFlaw.OUTSIDE),
        (b"a\\..\\x", NameFlaw.OUTSIDE),
        (b"..", NameFlaw.OUTSIDE),
        (b"a/.. /x", NameFlaw.OUTSIDE),
        (b"/etc/passwd", NameFlaw.ABSOLUTE),
        (b"\\\\server\\x", NameFlaw.ABSOLUTE),
        (b"C:\\x", NameFlaw.ABSOLUTE),
        (b"c:x", NameFlaw.ABSOLUTE),
        (b"a\0.pdf", NameFlaw.CONTROL),
        (b"a\n.pdf", NameFlaw.CONTROL),
        (b"a\x1b[2J.pdf", NameFlaw.CONTROL),
        ("a\u202efdp.exe".encode(), NameFlaw.TURNED),  # without the flag
        ("№\u2066.pdf".encode(), NameFlaw.TURNED),
        (b"x" * 256, NameFlaw.TOO_LONG),
        (b"x/" * 600 + b"y", NameFlaw.TOO_LONG),
        (b"", NameFlaw.EMPTY),
        (b".", NameFlaw.EMPTY),
        (b"  ", NameFlaw.EMPTY),
        (b"../", NameFlaw.OUTSIDE),
        (b"__MACOSX/../../x", NameFlaw.OUTSIDE),
    ],
)
def test_an_absurd_name_is_refused(read: Reader, name: bytes, flaw: NameFlaw) -> None:
    error = read.refused(build([Entry(), Entry(name=name)]), errors.UnsafeNameError)
    assert error.flaw is flaw
    assert all(sign.isprintable() or sign == "\n" for sign in str(error))


def test_all_absurd_names_are_shown_together(read: Reader) -> None:
    flaws = read.refused(build(Entry(name=b"../%d" % n) for n in range(50)), Flaws)
    assert len(flaws.flaws) == 20


def test_one_name_twice_is_said_or_refused(read: Reader) -> None:
    archive = read(build([Entry(name=b"A.pdf"), Entry(name=b"a.PDF")]))
    assert names(archive) == ["A.pdf"]
    assert [notice.id for notice in archive.notices] == ["same_file_twice"]
    other = Reader(read.folder / "other")
    other.folder.mkdir()
    error = other.refused(build([Entry(name=b"A.pdf"), Entry(name=b"a.PDF", content=b"!")]), errors.DuplicateNameError)
    assert error.members == ("A.pdf", "a.PDF")


# --- what is not an archive --------------------------------------------------------------------------------------

HONEST = build([Entry(content=PDF * 100)])


@pytest.mark.parametrize(
    ("content", "looks"),
    [
        (b"", Looks.EMPTY),
        (b"Rar!\x1a\x07\x01\x00", Looks.RAR),
        (b"7z\xbc\xaf\x27\x1c\0\4", Looks.SEVEN_ZIP),
        (b"\x1f\x8b\x08", Looks.GZIP),
        (b"x" * 257 + b"ustar\0", Looks.TAR),
        (PDF, Looks.PDF),
        (b"\xef\xbb\xbf\r\n <!DOCTYPE HTML><title>login", Looks.HTML),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Looks.OLD_OFFICE),
        (HONEST[:-30], Looks.CUT_SHORT),
        (HONEST[:50], Looks.CUT_SHORT),
        (b"\x89PNG\r\n", Looks.PICTURE),
        (b"PK", Looks.UNKNOWN),
        (b"just text", Looks.UNKNOWN),
        (build([Entry(name=b"[Content_Types].xml")]), Looks.OFFICE),
    ],
)
def test_it_is_said_what_the_file_looks_like(read: Reader, content: bytes, looks: Looks) -> None:
    assert read.refused(content, errors.NotAnArchiveError).looks is looks


def test_an_archive_without_files_is_empty(read: Reader) -> None:
    read.refused(build([]), errors.EmptyArchiveError)
    read.refused(build([Entry(name=b"x/", content=b""), Entry(name=b".DS_Store")]), errors.EmptyArchiveError)
    (read.folder / "f" / "g").mkdir(parents=True)
    read.refused(read.folder / "f", errors.EmptyArchiveError)
    read.refused(build([Entry(name=b"in.zip", content=build([]))]), errors.EmptyArchiveError)


def test_a_path_that_is_not_there_is_named(read: Reader) -> None:
    read.refused(read.folder / "нет.zip", errors.ArchiveNotFoundError)
    (read.folder / "file").write_bytes(b"")
    read.refused(read.folder / "file" / "x.zip", errors.ArchiveNotFoundError)
    read.refused(Path("a\0b"), errors.NotAnArchiveError)
    read.refused(Path("x" * 5000), errors.ArchiveUnreadableError)


@LINUX
def test_a_pipe_is_not_waited_for(read: Reader) -> None:
    os.mkfifo(read.folder / "pipe.zip")
    read.refused(read.folder / "pipe.zip", errors.NotAnArchiveError)
    read.refused(Path("/dev/zero"), errors.NotAnArchiveError)


@LINUX
def test_a_folder_gives_files_only(read: Reader) -> None:
    (read.folder / "outside.pdf").write_bytes(PDF)
    folder = read.folder / "f"
    makers: tuple[Callable[[Path], object], ...] = (
        lambda path: path.symlink_to(read.folder / "outside.pdf"),
        lambda path: path.symlink_to(read.folder),
        lambda path: path.symlink_to("nowhere"),
        os.mkfifo,
        lambda path: socket.socket(socket.AF_UNIX).bind(str(path)),
    )
    for make in makers[:4]:
        folder.mkdir()
        (folder / "a.pdf").write_bytes(PDF)
        make(folder / "x")
        assert read.refused(folder, errors.LinkInArchiveError).member == "x"
        (folder / "x").unlink()
        (folder / "a.pdf").unlink()
        folder.rmdir()
    (read.folder / "here").mkdir()
    (read.folder / "here" / "a.pdf").write_bytes(PDF)
    folder.symlink_to(read.folder / "here")
    assert names(read(folder)) == ["a.pdf"]


@LINUX
def test_a_file_that_may_not_be_read_is_named(read: Reader) -> None:
    script = (
        "import os, sys, pathlib\n"
        "from vpr_print.intake.archive import read_archive\nfrom vpr_print.errors import VprPrintError\n"
        "[''.encode(name) for name in ('cp866', 'cp1251')]; os.setuid(65534)  # no interpreter from here\n"
        "try: read_archive(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))\n"
        "except VprPrintError as error: print(type(error).__name__)"
    )
    if os.getuid():
        pytest.skip("only root can become nobody")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        (folder / "a.zip").write_bytes(HONEST)
        (folder / "a.zip").chmod(0o600)
        (folder / "ours").mkdir(mode=0o700)
        (folder / "open.zip").write_bytes(HONEST)
        told = []
        for source, store in (("a.zip", "store"), ("ours", "store"), ("open.zip", "ours/store")):
            done = subprocess.run(
                [sys.executable, "-c", script, str(folder / source), str(folder / store)],
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                capture_output=True,
                text=True,
            )
            told.append(done.stdout.strip() or done.stderr)
        assert told == ["ArchiveUnreadableError", "ArchiveUnreadableError", "StoreNotWritableError"]


# --- passwords ---------------------------------------------------------------------------------------------------


def test_an_encrypted_archive_needs_its_password(read: Reader) -> None:
    for made in (build([Entry(name=b"0.pdf"), encrypted(b"1.pdf", PDF, b"secret", 8)]), aes(b"secret")):
        for none in (None, ""):
            read.refused(made, errors.EncryptedArchiveError, password=none)
        error = read.refused(made, errors.WrongPasswordError, password="guess")
        assert "guess" not in f"{error!r}{error}"
    assert read(build([encrypted(b"1.pdf", PDF, b"secret", 8)]), password="secret").files[0].path.read_bytes() == PDF


@pytest.mark.parametrize("code_page", ["utf-8", "cp866", "cp1251"])
def test_a_russian_password_opens_in_whichever_code_page_it_was_typed(read: Reader, code_page: str) -> None:
    secret = "Пароль-5".encode(code_page)
    inner = build([encrypted(b"in.pdf", PDF, secret)])
    archive = read(
        build([encrypted(b"1.pdf", PDF, secret, 8), encrypted(b"x.zip", inner, secret)]), password="Пароль-5"
    )
    assert names(archive) == ["1.pdf", "x.zip/in.pdf"]


@pytest.mark.parametrize("method", [0, 8])
def test_a_wrong_password_that_passes_the_one_byte_check_is_still_wrong(read: Reader, method: int) -> None:
    entry = encrypted(b"1.pdf", PDF * 50, b"secret", method)
    made = build([entry])
    header, check = (entry.packed or b"")[:12], zlib.crc32(PDF * 50) >> 24
    guesses = (f"guess{n}" for n in range(5000))
    lucky = next(guess for guess in guesses if ZipCrypto(guess.encode()).decrypt(header)[11] == check)
    read.refused(made, errors.WrongPasswordError, password=lucky)


def test_damage_behind_a_password_that_opened_another_file_is_damage(read: Reader) -> None:
    bad = encrypted(b"2.pdf", PDF, b"secret")
    bad.packed = (bad.packed or b"")[:-1] + b"!"
    made = build([encrypted(b"1.pdf", PDF, b"secret"), bad])
    assert read.refused(made, errors.DamagedArchiveError, password="secret").member == "2.pdf"
    sealed = bytearray(aes(b"secret"))
    sealed[80] ^= 1
    assert read.refused(bytes(sealed), errors.DamagedArchiveError, password="secret").damage is Damage.CHECKSUM


def aes(password: bytes) -> bytes:
    sink = io.BytesIO()
    with pyzipper.AESZipFile(sink, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password)
        archive.writestr("a.pdf", PDF * 20)
    return sink.getvalue()


# --- archives that lie -------------------------------------------------------------------------------------------

SWOLLEN = deflated(bytes(5 << 20))


@pytest.mark.parametrize(
    ("entries", "contradiction"),
    [
        ([Entry(local_name=b"b.pdf")], Contradiction.NAME),
        ([Entry(local_size=3)], Contradiction.SIZE),
        ([Entry(local_method=8)], Contradiction.METHOD),
        ([Entry(size=3, local_size=3, crc=zlib.crc32(b"con"))], Contradiction.CONTENT),
        ([Entry(method=8, packed=SWOLLEN, content=b"")], Contradiction.CONTENT),
        ([Entry(method=8, packed=SWOLLEN, content=b"", descriptor=True)], Contradiction.CONTENT),
        ([Entry(), Entry(offset=0)], Contradiction.OVERLAP),
        ([Entry(content=b"x" * 99, name=b"a"), Entry(name=b"a", content=b"", offset=0)], Contradiction.OVERLAP),
        ([Entry(name=b"x/", content=b"hidden")], Contradiction.CONTENT),
    ],
)
def test_an_archive_that_contradicts_itself_is_refused(
    read: Reader, entries: list[Entry], contradiction: Contradiction
) -> None:
    assert read.refused(build(entries), errors.ContradictoryArchiveError).contradiction is contradiction


def test_files_that_share_their_data_are_refused(read: Reader) -> None:
    """The bomb in which each file's data begins with the headers of those after it, quoted in a stored block."""
    kernel = deflated(bytes(1 << 20))
    last = (
        struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 33, zlib.crc32(bytes(1 << 20)), len(kernel), 1 << 20, 1, 0)
        + b"b"
    )
    quoted = struct.pack("<BHH", 0, len(last), len(last) ^ 0xFFFF) + last + kernel
    content = last + bytes(1 << 20)
    first = Entry(name=b"a", method=8, content=content, packed=quoted)
    second = Entry(name=b"b", method=8, content=bytes(1 << 20), packed=kernel, offset=30 + 1 + 5)
    made = build([first, second])
    with zipfile.ZipFile(io.BytesIO(made)) as known:
        assert len(known.read("a")) == len(content)  # each file alone is sound
    error = read.refused(made, errors.ContradictoryArchiveError)
    assert error.contradiction is Contradiction.OVERLAP


def test_a_directory_with_another_count_is_refused(read: Reader) -> None:
    made = build([Entry()], count=2)
    assert read.refused(made, errors.ContradictoryArchiveError).contradiction is Contradiction.COUNT


@pytest.mark.parametrize(
    ("made", "damage"),
    [
        (build([Entry(crc=1)]), Damage.CHECKSUM),
        (build([Entry(method=8, crc=1)]), Damage.CHECKSUM),
        (build([Entry(size=9, local_size=9)]), Damage.CUT_SHORT),
        (build([Entry(method=8, packed=b"\xff\xff\xff")]), Damage.CONTENT),
        (build([Entry(method=12, packed=b"not bzip2")]), Damage.CONTENT),
        (build([Entry(method=14, packed=b"not")]), Damage.CONTENT),
        (build([Entry(method=14, packed=b"\x09\x04\x05\x00\x5d\xff\xff\xff\xff" + bytes(50))]), Damage.CONTENT),
        (build([Entry(offset=7)]), Damage.NO_HEADER),
        (build([Entry(offset=10**6)]), Damage.NO_HEADER),
        (build([Entry(compressed=10**6)]), Damage.CUT_SHORT),
        (HONEST.replace(b"PK\1\2", b"PK\1\3"), Damage.DIRECTORY),
        (HONEST[100:], Damage.DIRECTORY),
    ],
)
def test_damage_is_named(read: Reader, made: bytes, damage: Damage) -> None:
    assert read.refused(made, errors.DamagedArchiveError).damage is damage


@pytest.mark.parametrize(
    ("made", "unsupported", "number"),
    [
        (build([Entry(method=9)]), errors.Unsupported.METHOD, 9),
        (build([Entry(method=97)]), errors.Unsupported.METHOD, 97),
        (build([Entry(flags=1 | 1 << 6)]), errors.Unsupported.ENCRYPTION, 0),
        (build([Entry(disk=1)]), errors.Unsupported.VOLUMES, 0),
        (HONEST[:-18] + b"\1\0" + HONEST[-16:], errors.Unsupported.VOLUMES, 0),
    ],
)
def test_what_the_program_does_not_open_is_named(
    read: Reader, made: bytes, unsupported: errors.Unsupported, number: int
) -> None:
    error = read.refused(made, errors.UnsupportedZipError)
    assert (error.unsupported, error.number) == (unsupported, number)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK])
def test_links_and_devices_are_refused(read: Reader, kind: int) -> None:
    made = build([Entry(), Entry(name=b"link", content=b"/etc/passwd", system=3, attributes=(kind | 0o777) << 16)])
    assert read.refused(made, errors.LinkInArchiveError).member == "link"


# --- limits ------------------------------------------------------------------------------------------------------

SMALL = ArchiveLimits(members=5, member_bytes=1 << 20, total_bytes=3 << 20, ratio=50, ratio_from_bytes=1 << 16)
NOISE = random.Random(2).randbytes(1 << 20)


INNER = build([Entry(content=NOISE[:-500])])


def many(count: int) -> list[Entry]:
    return [Entry(name=b"%d" % number) for number in range(count)]


def inside(made: bytes, times: int) -> bytes:
    for _ in range(times):
        made = build([Entry(name=b"in.zip", content=made)])
    return made


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (build(many(6)), errors.TooManyFilesError),
        (build([Entry(name=b"a"), Entry(name=b"b.zip", content=build(many(4)))]), errors.TooManyFilesError),
        (build([Entry(content=NOISE + b"!")]), errors.FileTooLargeError),
        (build([Entry(size=2 << 20, local_size=2 << 20)]), errors.FileTooLargeError),
        (build(Entry(name=b"%d" % n, content=NOISE) for n in range(4)), errors.ArchiveTooLargeError),
        (build(Entry(name=b"%d.zip" % n, content=INNER) for n in range(2)), errors.ArchiveTooLargeError),
        (build([Entry(content=bytes(1 << 20), method=8)]), errors.BombError),
        (inside(HONEST, 3), errors.NestedTooDeepError),
    ],
    ids=["files", "files inside", "large", "large said", "all", "all inside", "bomb", "depth"],
)
def test_limits_hold(read: Reader, made: bytes, kind: type[VprPrintError]) -> None:
    read.refused(made, kind, limits=SMALL)


def test_limits_are_not_met_by_what_is_ordinary(read: Reader) -> None:
    made = build([Entry(name=b"blank.pdf", content=bytes(60_000), method=8), Entry(name=b"b", content=NOISE)])
    assert len(read(made, limits=SMALL).files) == 2
    assert names(read(inside(HONEST, 2))) == ["in.zip/in.zip/a.pdf"]


def test_a_folder_keeps_the_limits_too(read: Reader) -> None:
    folder = read.folder / "f"
    folder.mkdir()
    for n in range(6):
        (folder / f"{n}").write_bytes(b"x")
    read.refused(folder, errors.TooManyFilesError, limits=SMALL)
    for n in range(1, 6):
        (folder / f"{n}").unlink()
    (folder / "0").write_bytes(NOISE + b"!")
    read.refused(folder, errors.FileTooLargeError, limits=SMALL)
    for n in range(4):
        (folder / f"{n}").write_bytes(NOISE)
    read.refused(folder, errors.ArchiveTooLargeError, limits=SMALL)


@pytest.mark.parametrize(("method", "pack"), [(8, deflated), (12, bz2.compress), (14, None)])
def test_a_bomb_never_gets_into_memory(read: Reader, method: int, pack: Callable[[bytes], bytes] | None) -> None:
    zeros = bytes(64 << 20)
    if pack is None:
        filters = [{"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16}]
        packed = b"\x09\x04\x05\x00\x5d\x00\x00\x01\x00" + lzma.compress(zeros, lzma.FORMAT_RAW, filters=filters)
    else:
        packed = pack(zeros)
    made = build([Entry(method=method, packed=packed, content=zeros)])
    del zeros
    tracemalloc.start()
    read.refused(made, errors.BombError)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 << 20


# --- the store ---------------------------------------------------------------------------------------------------


def test_a_failure_leaves_an_older_store_as_it_was(read: Reader) -> None:
    read(HONEST)
    before = {path: path.read_bytes() for path in read.store.iterdir()}
    with pytest.raises(errors.DamagedArchiveError):
        read(build([Entry(name=b"new.pdf"), Entry(crc=1)]))
    assert {path: path.read_bytes() for path in read.store.iterdir()} == before


def test_content_that_a_power_cut_spoiled_is_written_anew(read: Reader) -> None:
    (file,) = read(HONEST).files
    file.path.write_bytes(bytes(file.size))
    (again,) = read(HONEST).files
    assert hashlib.sha256(again.path.read_bytes()).hexdigest() == again.sha256


def test_a_link_in_the_store_is_replaced_and_not_followed(read: Reader) -> None:
    made = build([Entry(content=PDF)])
    (file,) = read(made).files
    file.path.unlink()
    (read.folder / "victim-victim").write_bytes(PDF)
    link = "../victim-victim"
    assert len(link) == file.size  # so that only its kind gives it away
    file.path.symlink_to(link)
    read(made)
    assert not file.path.is_symlink()


def test_a_store_that_cannot_be_made_is_named(read: Reader) -> None:
    read.store.write_bytes(b"a file")
    with pytest.raises(StoreNotWritableError) as caught:
        read(HONEST)
    assert caught.value.exit_code == ExitCode.OUTPUT


SABOTAGE = """
import resource, sys, pathlib
from vpr_print.intake.archive import read_archive
from vpr_print.errors import VprPrintError
limit = int(sys.argv[3])
if limit: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    read_archive(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), password="secret")
except VprPrintError as error:
    print(type(error).__name__, int(error.exit_code))
"""


@LINUX
def test_a_disk_without_room_is_named_and_left_clean(read: Reader) -> None:
    path = read.folder / "a.zip"
    path.write_bytes(build([Entry(name=b"1", content=PDF), Entry(name=b"2", content=NOISE)]))
    done = subprocess.run(
        [sys.executable, "-c", SABOTAGE, str(path), str(read.store), str(1 << 19)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.stderr) == ("StoreFullError 40\n", "")
    assert not read.store.exists()


@LINUX
def test_a_killed_reading_leaves_a_store_that_can_be_used(read: Reader) -> None:
    path = read.folder / "a.zip"
    path.write_bytes(build([Entry(name=b"1", content=PDF), encrypted(b"2", NOISE * 4, b"secret")]))  # slow to decrypt
    process = subprocess.Popen(
        [sys.executable, "-c", SABOTAGE, str(path), str(read.store), "0"], env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and len(list(read.store.glob(".reading-*/*"))) < 2:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert list(read.store.glob(".reading-*"))
    assert names(read(HONEST)) == ["a.pdf"]
    whole = [path.name for path in read.store.iterdir() if not path.name.startswith(".reading-")]
    assert whole == [read(HONEST).files[0].sha256]


# --- laws --------------------------------------------------------------------------------------------------------

ENTRIES = st.builds(
    Entry,
    name=st.binary(max_size=20)
    | st.sampled_from([b"../../x", b"/tmp/x", b"C:\\x", b"a/b.pdf", b"a", b"a/", b"in.zip", b"..", b"con"]),
    content=st.binary(max_size=60) | st.sampled_from([HONEST, build([Entry(name=b"../x")])]),
    method=st.sampled_from([0, 0, 8, 12, 14, 99]),
    flags=st.sampled_from([0, 0, UTF8, ENCRYPTED, DESCRIPTOR]),
    packed=st.none() | st.binary(max_size=30),
    crc=st.none() | st.just(0),
    size=st.none() | st.integers(0, 2**32 - 1),
    compressed=st.none() | st.integers(0, 50),
    local_name=st.none() | st.binary(max_size=4),
    extra=st.binary(max_size=12) | st.just(b"\x01\x99\x07\x00\x02\x00AE\x03\x08\x00"),
    system=st.sampled_from([0, 3]),
    attributes=st.integers(0, 2**32 - 1) | st.just(0),
    offset=st.none() | st.integers(0, 300),
    descriptor=st.booleans(),
    zip64=st.booleans(),
)


def attempt(made: bytes, password: str | None = None) -> MaterialsArchive | VprPrintError:
    """The result or the error of one reading, once nothing was touched but the store."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "a" / "b" / "a.zip"
        path.parent.mkdir(parents=True)
        path.write_bytes(made)
        store = folder / "a" / "b" / "store"
        result: MaterialsArchive | VprPrintError
        try:
            result = read_archive(path, store, password=password, limits=SMALL)
        except VprPrintError as error:
            result = error
            assert str(error)
            assert not store.exists()
        else:
            assert {file.path for file in result.files} == set(store.iterdir())
            for file in result.files:
                assert hashlib.sha256(file.path.read_bytes()).hexdigest() == file.sha256 == file.path.name
        assert {item for item in folder.rglob("*") if item.is_file() and store not in item.parents} == {path}
        assert path.read_bytes() == made
        return result


@settings(max_examples=250, deadline=None)
@given(st.lists(ENTRIES, max_size=4), st.binary(max_size=5), st.booleans(), st.none() | st.just("secret"))
def test_nothing_is_written_outside_the_store(
    entries: list[Entry], prefix: bytes, zip64: bool, password: str | None
) -> None:
    attempt(build(entries, prefix=prefix, zip64=zip64), password)


SEEDS = (
    HONEST,
    build([Entry(method=8, content=PDF * 9), Entry(name=b"b.zip", content=HONEST)], zip64=True),
    build([encrypted(b"1.pdf", PDF, b"secret", 8), Entry(name=b"b", descriptor=True)]),
    aes(b"secret"),
)


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=6),
    st.none() | st.tuples(st.integers(0, 2000), st.integers(0, 40)),
)
def test_any_change_of_an_archive_ends_in_a_result_or_a_named_error(
    seed: bytes, changes: list[tuple[int, int]], cut: tuple[int, int] | None
) -> None:
    made = bytearray(seed)
    for at, value in changes:
        made[at % len(made)] = value
    if cut:
        at = cut[0] % len(made)
        del made[at : at + cut[1]]
    attempt(bytes(made), "secret")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\3\4", b"PK\5\6", HONEST[-22:]]))
def test_any_bytes_end_in_a_result_or_a_named_error(noise: bytes, sign: bytes) -> None:
    attempt(sign + noise + sign)
