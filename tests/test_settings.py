"""The school folder and its settings: found from inside, all flaws told at once, one command at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpr_print.errors import ExitCode, Flaws, VprPrintError
from vpr_print.model.geometry import Sides
from vpr_print.model.work import Site, SiteNumber
from vpr_print.prepress.masters import Compat, PageSizePolicy, PrepressOptions
from vpr_print.settings import share
from vpr_print.settings.errors import (
    NEEDED,
    DemoSiteError,
    FolderBusyError,
    LayoutsMissingError,
    MissingSettingError,
    NewerSettingsError,
    NoSchoolError,
    ProgramIncompleteError,
    SchoolExistsError,
    SchoolFolderError,
    SettingsEncodingError,
    SettingsSyntaxError,
    UnknownProcedureError,
    UnknownSettingError,
    WrongSettingError,
    WrongSiteNameError,
    WrongSiteNumberError,
)
from vpr_print.settings.school import SETTINGS_FILE, SchoolFolder, find_school, settle_school, write_school
from vpr_print.settings.share import find_layouts, fonts_dir, procedures
from vpr_print.settings.template import settings_text
from vpr_print.settings.toml_file import LONGEST_NAME, BuildDefaults, Settings, parse_settings, parse_site

SCHOOL = Settings(site=Site(SiteNumber("640123"), "МОУ «СОШ № 7» г. Тополёвска"))
HEAD = '[site]\nnumber = "640123"\nname = "Школа"\n'


def new_school(folder: Path, settings: Settings) -> SchoolFolder:
    return write_school(settle_school(folder, settings))


def flaws_of(text: str) -> list[VprPrintError]:
    with pytest.raises(VprPrintError) as caught:
        parse_settings(text.encode(), "vpr-print.toml")
    error = caught.value
    assert error.exit_code is ExitCode.SETTINGS
    return list(error.flaws) if isinstance(error, Flaws) else [error]


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_file_is_read_back_as_it_was_meant() -> None:
    own = BuildDefaults(
        procedure="vpr", layouts=r"C:\макеты \"региона\"", sides=Sides.TWO, drafts=3, spares=2, spare_codes=4,
        code_length=6,
        prepress=PrepressOptions(page_size=PageSizePolicy.AS_IS, compat=Compat.PDF_1_4, as_image=True),
    )  # fmt: skip
    for settings in (SCHOOL, replace(SCHOOL, ledger="/var/школа/l.sqlite", build=own)):
        assert parse_settings(settings_text(settings).encode(), "f") == settings


@given(st.text(min_size=1, max_size=LONGEST_NAME))
def test_a_name_is_either_refused_or_survives_the_file(name: str) -> None:
    try:
        site = parse_site("640123", name, demo=False, number_at="--site", name_at="--name")
    except WrongSiteNameError:
        return
    assert site.name == name.strip()
    assert parse_settings(settings_text(Settings(site=site)).encode(), "f").site == site


def test_a_short_file_gets_the_defaults_and_a_byte_order_mark_does_no_harm() -> None:
    assert parse_settings(b"\xef\xbb\xbf" + HEAD.encode().replace(b"\n", b"\r\n"), "f") == Settings(
        site=Site(SiteNumber("640123"), "Школа")
    )


def test_all_flaws_are_told_at_once() -> None:
    flaws = flaws_of(
        'speed = 1\n[site]\nnumber = 640123\nname = ""\n'
        '[build]\nsides = "both"\nspare = 1\ndrafts = 1\nspares = true\ncode_length = "5"\nspare_codes = 1.0\n'
    )
    kinds = {type(flaw) for flaw in flaws}
    assert kinds == {UnknownSettingError, WrongSiteNumberError, WrongSiteNameError, WrongSettingError}
    wrong = {flaw.key for flaw in flaws if isinstance(flaw, WrongSettingError)}
    assert wrong == {f"build.{key}" for key in ("sides", "drafts", "spares", "code_length", "spare_codes")}
    unknown = {flaw.key: flaw.alike for flaw in flaws if isinstance(flaw, UnknownSettingError)}
    assert unknown == {"speed": None, "build.spare": "spares"}


def test_a_key_in_the_wrong_section_is_shown_its_place() -> None:
    (flaw,) = flaws_of(HEAD + "spares = 2\n")
    assert isinstance(flaw, UnknownSettingError)
    assert flaw.alike == "[build] spares"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", MissingSettingError),
        ('[site]\nnumber = "640123"\n', MissingSettingError),
        ("site = 5\n", WrongSettingError),
        (HEAD + "[build]\n[[ledger]]\npath = 'x'\n", WrongSettingError),
        (HEAD.replace("640123", "64012"), WrongSiteNumberError),
        (HEAD.replace("640123", "64012３"), WrongSiteNumberError),
        (HEAD.replace("640123", "640123\\n"), WrongSiteNumberError),
        (HEAD.replace("Школа", "a\\nb"), WrongSiteNameError),
        (HEAD.replace("Школа", "  "), WrongSiteNameError),
        (HEAD.replace("Школа", "ш" * 201), WrongSiteNameError),
        (HEAD + "[ledger]\npath = ''\n", WrongSettingError),
        (HEAD + "[ledger]\npath = 'postgresql://host/db'\n", WrongSettingError),
        (HEAD + "[build]\nprocedure = '../x'\n", WrongSettingError),
        (HEAD + "[build]\nspares = -1\n", WrongSettingError),
        (HEAD + "[build]\ncompat = 1.4\n", WrongSettingError),
        (HEAD + "[build]\npage_size = 'a4'\n", WrongSettingError),
        (HEAD + "[build]\nas_image = 1\n", WrongSettingError),
        (HEAD + "[build]\nspares = 1979-05-27\n", WrongSettingError),
        ("format = 2\n" + HEAD, NewerSettingsError),
        ("format = true\n" + HEAD, NewerSettingsError),
        ("format = '1'\n" + HEAD, NewerSettingsError),
        ("[site\n", SettingsSyntaxError),
        (HEAD + HEAD, SettingsSyntaxError),
        ("a = " + "[" * 5000, SettingsSyntaxError),
        (HEAD.replace('"Школа"', "«Школа»"), SettingsSyntaxError),
    ],
)
def test_a_wrong_file_is_a_named_flaw(text: str, kind: type[VprPrintError]) -> None:
    assert [type(flaw) for flaw in flaws_of(text)] == [kind]


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16", "cp866"])
def test_a_file_that_is_not_utf8_is_named(encoding: str) -> None:
    with pytest.raises(SettingsEncodingError):
        parse_settings(HEAD.encode(encoding), "f")


def test_a_file_of_any_bytes_is_settings_or_a_named_flaw() -> None:
    @given(st.binary(max_size=60))
    def check(tail: bytes) -> None:
        try:
            parse_settings(HEAD.encode() + tail, "f")
        except VprPrintError as error:
            assert error.exit_code is ExitCode.SETTINGS

    check()


def test_every_setting_that_the_file_explains_is_one_that_it_has() -> None:
    text = settings_text(SCHOOL) + settings_text(replace(SCHOOL, ledger="postgresql://host/db"))
    assert {key.rpartition(".")[2] for key in NEEDED if "." in key or key == "format"} == {
        line.partition(" = ")[0] for line in text.splitlines() if " = " in line and not line.startswith("#")
    }


def test_a_ledger_on_a_server_is_read_back_and_is_not_a_path() -> None:
    address = "postgresql://vpr@host:5433/region"
    on_server = replace(SCHOOL, ledger=address)
    assert parse_settings(settings_text(on_server).encode(), "x") == on_server
    assert SchoolFolder(Path("/school"), on_server).ledger_place == address


@pytest.mark.parametrize(
    "lines",
    [
        'url = "postgresql://vpr:geheim@host/db"\npath = "ledger.sqlite"',
        'url = "mysql://vpr:geheim@host/db"',
        'url = "postgresql://vpr:geheim @host/db"',
        'path = "postgresql://vpr:geheim@host/db"',
    ],
)
def test_a_wrong_address_is_refused_without_showing_its_password(lines: str) -> None:
    text = settings_text(SCHOOL)
    start, end = text.index("[ledger]"), text.index("[build]")
    with pytest.raises(WrongSettingError) as caught:
        parse_settings(f"{text[:start]}[ledger]\n{lines}\n{text[end:]}".encode(), "vpr-print.toml")
    assert "geheim" not in str(caught.value) + repr(caught.value)


# ── the site ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_demo_number_is_for_the_demo_only() -> None:
    with pytest.raises(DemoSiteError):
        parse_site("000000", "Школа", demo=False, number_at="--site", name_at="--name")
    assert parse_site("000000", "Школа", demo=True, number_at="--site", name_at="--name").number == "000000"


@pytest.mark.parametrize("number", ["", "64012", "6401234", "edu640123", "64012o", "６４０１２３", "640123\n", " 6401"])
def test_a_wrong_site_number_and_a_wrong_name_are_told_together(number: str) -> None:
    with pytest.raises(Flaws) as caught:
        parse_site(number, " \t", demo=False, number_at="--site", name_at="--name")
    assert [type(flaw) for flaw in caught.value.flaws] == [WrongSiteNumberError, WrongSiteNameError]


# ── the folder ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_school_is_found_from_inside_and_the_nearest_counts(tmp_path: Path) -> None:
    outer = new_school(tmp_path / "школа", SCHOOL)
    deep = outer.works / "2026-04-21-matematika-5" / "101"
    deep.mkdir(parents=True)
    assert find_school(deep) == outer == find_school(outer.root)
    inner = new_school(outer.root / "inner", SCHOOL)
    assert find_school(inner.works).root == inner.root
    assert outer.ledger_place == outer.root / "ledger.sqlite"


def test_a_start_that_is_a_file_or_is_not_there_is_looked_up_from(tmp_path: Path) -> None:
    school = new_school(tmp_path / "s", SCHOOL)
    assert find_school(school.settings_path) == school
    assert find_school(school.root / "no" / "such") == school


def test_without_a_school_one_is_told_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(NoSchoolError) as caught:
        find_school(tmp_path)
    assert "vpr-print init" in str(caught.value)


def test_an_existing_school_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "письмо.txt").write_text("важное")
    school = new_school(tmp_path, SCHOOL)
    school.ledger_place.touch()
    content = school.settings_path.read_bytes()
    with pytest.raises(SchoolExistsError):
        new_school(tmp_path, replace(SCHOOL, ledger="other"))
    assert school.settings_path.read_bytes() == content
    names = sorted(item.name for item in tmp_path.iterdir())
    assert names == ["ledger.sqlite", "vpr-print.toml", "works", "письмо.txt"]


def test_settings_whose_ledger_is_lost_are_kept_for_the_next_ledger(tmp_path: Path) -> None:
    own = replace(SCHOOL, build=BuildDefaults(spares=7))
    school = new_school(tmp_path / "s", own)
    assert write_school(settle_school(tmp_path / "s", SCHOOL)) == school
    assert find_school(tmp_path / "s").settings == own
    for site, ledger in (("640999", False), ("640123", True)):
        if ledger:
            school.ledger_place.touch()
        with pytest.raises(SchoolExistsError):
            settle_school(tmp_path / "s", replace(SCHOOL, site=Site(SiteNumber(site), "Школа")))


def test_a_folder_is_settled_before_it_becomes_a_school(tmp_path: Path) -> None:
    school = settle_school(tmp_path / "s", SCHOOL)
    assert list(school.root.iterdir()) == []
    assert find_school(write_school(school).works) == school


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    with pytest.raises(SchoolFolderError):
        new_school(tmp_path / "x" / "y", SCHOOL)
    (tmp_path / "z").mkdir()
    (tmp_path / "z" / SETTINGS_FILE).mkdir()
    with pytest.raises(SchoolFolderError):
        find_school(tmp_path / "z")


@pytest.mark.skipif(sys.platform == "win32", reason="rights are POSIX")
def test_only_the_owner_can_read_what_is_made(tmp_path: Path) -> None:
    mask = os.umask(0)
    try:
        school = new_school(tmp_path / "a" / "b", SCHOOL)
        with school.lock("т"):
            found = {path.relative_to(tmp_path).as_posix(): path for path in tmp_path.rglob("*")}
            rights = {name: path.stat().st_mode & 0o777 for name, path in found.items()}
    finally:
        os.umask(mask)
    assert rights == {
        "a": 0o700, "a/b": 0o700, "a/b/works": 0o700, "a/b/vpr-print.toml": 0o600,
        "a/b/.vpr-print.lock": 0o600, "a/b/.vpr-print.holder": 0o600,
    }  # fmt: skip


# ── one command at a time ────────────────────────────────────────────────────────────────────────────────────

HOLD = """
import sys
from pathlib import Path
from vpr_print.settings.school import find_school
with find_school(Path(sys.argv[1])).lock("build, завуч"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_command_is_refused_and_told_who_works(tmp_path: Path) -> None:
    school = new_school(tmp_path, SCHOOL)
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert child.stdin is not None and child.stdout is not None
    assert child.stdout.readline().strip() == b"held"
    with pytest.raises(FolderBusyError) as caught, school.lock():
        raise AssertionError("two at once")
    assert caught.value.holder == f"build, завуч, процесс {child.pid}"
    assert caught.value.exit_code is ExitCode.OUTPUT
    child.kill()
    child.communicate()
    with school.lock("я"):
        pass
    with school.lock("снова"), pytest.raises(FolderBusyError), SchoolFolder(school.root, SCHOOL).lock():
        raise AssertionError("two at once")


# ── layouts and fonts ────────────────────────────────────────────────────────────────────────────────────────


def test_layouts_and_fonts_of_the_program_are_found() -> None:
    assert "vpr" in procedures()
    assert find_layouts("vpr")[0].is_dir()
    assert any(fonts_dir().rglob("*.ttf"))


def test_a_regions_own_layouts_come_first(tmp_path: Path) -> None:
    own = tmp_path / "макеты"
    own.mkdir()
    school = new_school(tmp_path / "s", replace(SCHOOL, build=BuildDefaults(layouts="../макеты")))
    folders = find_layouts("vpr", school.own_layouts)
    assert [folder.resolve() for folder in folders] == [own.resolve(), find_layouts("vpr")[0].resolve()]
    own.rmdir()
    with pytest.raises(LayoutsMissingError):
        find_layouts("vpr", school.own_layouts)
    with pytest.raises(UnknownProcedureError) as caught:
        find_layouts("no-such")
    assert {"vpr", "iku"} <= set(caught.value.known)


def test_installed_without_layouts_and_fonts_the_program_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "vpr_print"
    monkeypatch.setattr(share, "_PACKAGE", package)
    with pytest.raises(ProgramIncompleteError):
        fonts_dir()
    (package / "_share" / "layouts" / "vpr").mkdir(parents=True)
    (package / "_share" / "fonts").mkdir()
    assert find_layouts("vpr") == (package / "_share" / "layouts" / "vpr",)
