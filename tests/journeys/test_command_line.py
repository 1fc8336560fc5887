"""The command line itself: help, mistakes, interruption, a terminal, layouts, new school folders."""

from __future__ import annotations

import contextlib
import errno
import os
import pty
import select
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pypdf
import pytest
from journeys.evening import REPOSITORY, SITE, WORK, Evening, command, numbers_of, program_environment, rest, snapshot

COMMANDS = (
    (), ("build",), ("check",), ("demo",), ("init",), ("printed",), ("proof",), ("layout",),
    ("layout", "check"), ("layout", "preview"), ("layout", "fields"), ("layout", "diff"),
)  # fmt: skip
ENGLISH = ("Usage", "Options", "Commands", "Arguments", "required", "Show this", "Error", "Missing", "<=", "default")


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_is_in_russian(evening: Evening, words: tuple[str, ...]) -> None:
    told = evening.tell(*words, "--help")
    assert told.code == 0
    assert told.out.startswith("Вызов: vpr-print")
    assert "показать эту справку" in told.out
    assert not [word for word in ENGLISH if word in told.out]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("собрать",), "нет такой команды: собрать"),
        (("build",), "АРХИВ"),
        (("build", "а.zip"), "--rooms"),
        (("build", "а.zip", "--rooms"), "--rooms"),
        (("build", "а.zip", "--rooms", "б.xlsx", "--nope"), "--nope"),
        (("build", "а.zip", "лишнее", "--rooms", "б.xlsx"), "vpr-print build"),
        (("build", "а.zip", "--rooms", "б.xlsx", "--sides", "three"), "one, two"),
        (("build", "а.zip", "--rooms", "б.xlsx", "--spares", "много"), "целое число"),
        (("build", "а.zip", "--rooms", "б.xlsx", "--date", "31.02.2026"), "21.04.2026"),
        (("build", "а.zip", "--rooms", "б.xlsx", "--variant", "два"), "2=вариант-2.pdf"),
        (("build", "а.zip", "--rooms", "б.xlsx", "--password-file", "нет"), "--password-file"),
        (("init", "папка", "--site", SITE), "--name"),
        (("init", "папка", "--site", SITE, "--name", "Школа", "--serials", "9-1"), "50000-59999"),
        (("printed",), "НОМЕР"),
        (("layout", "fields", "нет"), "conduct_protocol"),
        (("demo", "x", "--rooms", "5", "--participants", "2"), "--participants"),
        ((), "vpr-print --help"),
    ],
)
def test_a_mistyped_command_is_told_in_russian(evening: Evening, words: tuple[str, ...], said: str) -> None:
    before = snapshot(evening.school.parent, without=())
    told = evening.tell(*words)
    assert told.code == 2, told.err
    assert said in told.err
    assert told.out == ""
    for part in ("где:", "нужно:", "сделайте:"):
        assert part in told.err
    assert not [word for word in ENGLISH if word in told.err]
    assert snapshot(evening.school.parent, without=()) == before
    as_json = evening.tell(*words, "--json")
    if "Usage" in as_json.out:
        assert (as_json.code, as_json.json["exit"], as_json.ids) == (2, 2, ["Usage"])


def test_json_of_a_mistyped_command_is_an_object_too(evening: Evening) -> None:
    told = evening.tell("build", "а.zip", "--json")
    assert (told.code, told.ids) == (2, ["Usage"])


def test_json_of_a_check_and_of_a_build_have_the_same_ids(evening: Evening) -> None:
    given = evening.build_command("--json")[1:]
    given = given[: given.index("--workers")]
    checked = evening.tell("check", *given, "--json")
    assert checked.code == 0, checked.err
    assert snapshot(evening.school / "works", without=()) == {}
    built = evening.build("--json")
    assert built.code == 0
    assert set(checked.json) < set(built.json)
    for key in ("work", "paper", "pages_per_set", "codes"):
        assert checked.json[key] == built.json[key]
    assert [room["room"] for room in checked.json["rooms"]] == ["101", "102", "103"]
    assert built.json["new_papers"] == evening.next_serial() - 1
    assert built.json["folder"] == str(evening.work)
    assert not any(surname in checked.out + built.out for surname in evening.surnames)


def test_a_check_needs_no_school_and_writes_nothing(evening: Evening, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    nowhere.mkdir()
    given = evening.build_command()[1:4]
    told = evening.tell("check", *given, cwd=nowhere)
    assert told.code == 3
    assert "вариант № 1" in told.out
    assert "критерии оценивания — не печатаются" in told.out
    assert "кодов нет" in told.err
    assert list(nowhere.iterdir()) == []
    assert list((evening.school / "works").iterdir()) == []


# ── a process, its signals and pipes ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("step", ["готовлю варианты", "делаю бумаги", "проверяю и кладу"])
def test_ctrl_c_ends_the_command_and_leaves_no_rest(evening: Evening, step: str) -> None:
    running = subprocess.Popen(
        command(*evening.build_command("--workers", 2, "--spares", 9)),
        cwd=evening.school,
        env=program_environment({"PYTHONUNBUFFERED": "1"}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    assert running.stderr
    said = ""
    for line in running.stderr:
        said += line
        if step in line:
            break
    os.killpg(running.pid, signal.SIGINT)
    _, rest_of_talk = running.communicate(timeout=60)
    said += rest_of_talk
    if running.returncode == 0:  # it was faster
        assert step.startswith("проверяю")
    else:
        assert running.returncode == 130, said
        assert "прервано" in said
    assert "Traceback" not in said
    assert "Error" not in said
    journalled = (evening.work / ".build" / "commit.json").exists()  # from there on a build is only ever completed
    assert rest(evening.school) == [] or journalled
    assert processes_of(running.pid) == []
    done = evening.build("--spares", 9)
    assert done.code == 0, done.err
    assert evening.next_serial() == len(numbers(evening)) + 1


def numbers(evening: Evening) -> set[str]:
    manifest = evening.manifest
    found = {number for room in ("101", "102", "103") for number in numbers_of(manifest, room).values()}
    return found | {number for paper in manifest["papers"] for number in paper["numbers"]}


def processes_of(group: int) -> list[int]:
    """Processes that still run in a process group, once they had a second to end."""
    for _ in range(20):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, 0)
            time.sleep(0.1)
            continue
        return []
    return [group]


@pytest.mark.parametrize("words", [("layout", "fields"), ("layout", "fields", "--json"), ("--help",)], ids=" ".join)
def test_a_reader_that_goes_away_is_no_error(evening: Evening, words: tuple[str, ...]) -> None:
    running = subprocess.Popen(
        command(*words),
        cwd=evening.school,
        env=program_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert running.stdout
    assert running.stderr
    running.stdout.close()
    said = running.stderr.read()
    running.stderr.close()
    assert running.wait() == 0, said
    assert said == ""


def test_a_build_goes_on_when_nobody_listens(evening: Evening) -> None:
    running = subprocess.Popen(
        command(*evening.build_command()),
        cwd=evening.school,
        env=program_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdout
    assert running.stderr
    running.stdout.close()
    running.stderr.close()
    assert running.wait(120) == 0
    assert len(evening.manifest["rooms"]) == 3
    assert rest(evening.school) == []


def test_without_a_command_the_program_asks_and_builds(evening: Evening) -> None:
    """At a terminal: a dragged file comes in quotes, a mistyped path is asked again."""
    archive, rooms, codes = evening.materials.archive, evening.materials.allocation, evening.materials.codes
    leader, follower = pty.openpty()
    running = subprocess.Popen(
        command(),
        cwd=evening.school,
        env=program_environment({"TERM": "xterm"}),
        stdin=follower,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
    )
    os.close(follower)
    answers = [
        ("Архив вариантов", "/нет/такого.zip"),
        ("Нет такого файла", None),
        ("Архив вариантов", f'"{archive}"'),
        ("Список распределения", str(rooms)),
        ("Список кодов", f"'{codes}'"),
        ("Собирать?", ""),
    ]
    said = ""
    try:
        for question, answer in answers:
            said, before = "", said
            said = read_until(leader, question, before)
            if answer is not None:
                os.write(leader, f"{answer}\n".encode())
                said = ""
        said = read_until(leader, None, said)
        code = running.wait(60)
    finally:
        os.close(leader)
        running.kill()
        running.wait()
    assert code == 0, said
    assert "Готово:" in said
    assert evening.work.name == WORK
    assert sorted(entry.name for entry in evening.work.iterdir() if entry.name.isdecimal()) == ["101", "102", "103"]


def read_until(terminal: int, words: str | None, said: str = "") -> str:
    """What the program says until these words come; with None until it ends."""
    data = said.encode()
    deadline = time.monotonic() + 90
    while words is None or words not in data.decode(errors="replace"):
        ready, _, _ = select.select([terminal], [], [], max(0.0, deadline - time.monotonic()))
        assert ready, data.decode(errors="replace")
        try:
            piece = os.read(terminal, 65536)
        except OSError as error:
            assert error.errno == errno.EIO
            piece = b""
        if not piece:
            assert words is None, data.decode(errors="replace")
            break
        data += piece
    text = data.decode(errors="replace")
    return text.partition(words)[2] if words else text


# ── layouts ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def protocol(tmp_path: Path) -> Path:
    """The program's own layout of the protocol, copied."""
    return Path(shutil.copy(REPOSITORY / "layouts" / "vpr" / "conduct-protocol.toml", tmp_path / "moy.toml"))


def test_layouts_are_checked_shown_and_compared(evening: Evening, protocol: Path) -> None:
    checked = evening.tell("layout", "check", protocol)
    assert (checked.code, checked.out) == (0, "moy.toml: без ошибок\n"), checked.err
    drawn = evening.tell("layout", "preview", protocol, "--out", evening.beside("p.pdf"))
    assert drawn.code == 0, drawn.err
    assert "ПРОТОКОЛ" in pypdf.PdfReader(evening.beside("p.pdf")).pages[0].extract_text().upper()
    assert evening.tell("layout", "diff", protocol, protocol).out == "Различий нет.\n"
    changed = evening.beside("other.toml")
    changed.write_text(protocol.read_text(encoding="utf-8").replace("ПРОТОКОЛ", "протокол", 1), encoding="utf-8")
    differs = evening.tell("layout", "diff", protocol, changed)
    assert differs.code == 0, differs.err
    assert "протокол" in differs.out


def test_a_spoiled_layout_is_told_by_file_and_place(evening: Evening, protocol: Path) -> None:
    protocol.write_text(protocol.read_text(encoding="utf-8") + "\nlishnee = 1\n", encoding="utf-8")
    for words in (("check",), ("preview", "--out", evening.beside("p.pdf")), ("diff", protocol)):
        told = evening.tell("layout", words[0], protocol, *words[1:])
        assert told.code == 30, told.err
        assert "moy.toml" in told.err
        assert "lishnee" in told.err
    assert not evening.beside("p.pdf").exists()
    missing = evening.tell("layout", "check", evening.beside("нет.toml"))
    assert missing.code == 30
    assert "нет.toml" in missing.err


def test_fields_of_a_paper(evening: Evening) -> None:
    told = evening.tell("layout", "fields", "conduct_protocol")
    assert told.code == 0
    assert "{room.name}" in told.out
    as_json = evening.tell("layout", "fields", "conduct_protocol", "--json")
    assert "room.name" in as_json.json["conduct_protocol"]


# ── the school folder ────────────────────────────────────────────────────────────────────────────────────────


def init(evening: Evening, folder: Path, *options: object) -> str:
    told = evening.tell("init", folder, "--site", SITE, "--name", "Школа", *options)
    assert told.code == 0, told.err
    return told.out


def test_init_makes_a_folder_once(evening: Evening, tmp_path: Path) -> None:
    folder = tmp_path / "новая" / "школа"
    assert str(folder) in init(evening, folder)
    before = snapshot(folder, without=())
    again = evening.tell("init", folder, "--site", SITE, "--name", "Иная")
    assert again.code == 12
    assert "уже школьная" in again.err
    assert snapshot(folder, without=()) == before
    wrong = evening.tell("init", tmp_path / "x", "--site", "64012", "--name", "Школа")
    assert wrong.code in (2, 12)
    assert not (tmp_path / "x").exists()


def test_serials_of_a_second_ledger_are_its_own(evening: Evening, tmp_path: Path) -> None:
    folder = tmp_path / "вторая"
    init(evening, folder, "--serials", "20000-20060")
    second = Evening(folder, evening.materials, evening.patch)
    done = second.build("--spares", 1)
    assert done.code == 0, done.err
    assert min(int(number[7:12]) for number in numbers(second)) == 20000
    used = second.next_serial()
    over = second.build("--spares", 9, "--replace", "--json")
    assert (over.code, over.ids) == (50, ["SerialsExhausted"])
    assert second.next_serial() == used
    assert rest(folder) == []


def test_numbers_go_on_after_a_lost_ledger(morning_after: Evening) -> None:
    evening = morning_after
    highest = evening.next_serial() - 1
    (evening.school / "ledger.sqlite").unlink()
    lost = evening.build("--json")
    assert lost.code == 50
    assert "init" in lost.err
    init(evening, evening.school)
    assert evening.next_serial() == highest + 1


def test_after_says_where_numbers_go_on(evening: Evening, tmp_path: Path) -> None:
    init(evening, tmp_path / "третья", "--after", "777")
    assert Evening(tmp_path / "третья", evening.materials, evening.patch).next_serial() == 778


def test_ctrl_c_that_upsets_the_start_of_a_thread_is_still_ctrl_c(evening: Evening) -> None:
    def upset(*_: object, **__: object) -> None:
        try:
            raise KeyboardInterrupt
        finally:
            raise RuntimeError("cannot release un-acquired lock")

    evening.patch.setattr("vpr_print.cli.build.build_work", upset)
    assert evening.build().code == 130
