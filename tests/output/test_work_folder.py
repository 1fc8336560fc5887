"""A room's folder is complete or absent, whenever a build dies, and the next one completes or clears it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vpr_print.errors import VprPrintError
from vpr_print.model.manifest import PaperUse, RoomRecord, WorkManifest
from vpr_print.output.manifest_file import NotAManifest, read_outline, room_line
from vpr_print.output.work_folder import Commit, WorkFolder, stage_room


class Killed(BaseException):
    """The process dies here."""


def dying_at(cut: int, calls: Iterator[int], original: Callable[..., object]) -> Callable[..., object]:
    """The method of ``Path``, which is killed at the call number ``cut``."""

    def dying(*args: object, **kwargs: object) -> object:
        if next(calls) == cut:
            raise Killed
        return original(*args, **kwargs)

    return dying


def record(folder: str, fingerprint: str) -> bytes:
    return room_line(
        RoomRecord(
            room=folder,
            folder=folder,
            fingerprint=fingerprint,
            files=(),
            sets=(),
            packets=(),
            participants=0,
            codes=0,
            draft_sheets=0,
        )
    )


def content(folder: str, version: str) -> list[tuple[str, bytes]]:
    return [("1-komplekty.pdf", f"{folder} {version}".encode()), ("sub/07.pdf", version.encode())]


def run_build(folder: WorkFolder, rooms: dict[str, str], lost: tuple[str, ...] = ()) -> None:
    folder.open_build(rooms.items())
    for name, version in rooms.items():
        if folder.staged(name) is None:
            stage_room(folder.staged_rooms, name, content(name, version), record(name, version), lambda *_: None)
    manifest = WorkManifest(
        format=1,
        site="640123",
        work="w",
        program="0",
        rooms=(),
        packets=(),
        papers=(),
        paper=PaperUse(0, 0, 0, 0),
    )
    folder.stage_paper("svodka.pdf", "".join(rooms.values()).encode())
    folder.stage_manifest(manifest, [line for name in rooms if (line := folder.staged(name))])
    folder.commit(Commit(tuple(rooms), lost, ("svodka.pdf", "manifest.json"), (), "note"))
    folder.close_build()


def tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def rooms_of(root: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for room in root.iterdir() if root.exists() else ():
        if room.is_dir() and room.name != ".build":
            found[room.name] = {path.name for path in room.rglob("*") if path.is_file()}
    return found


def test_killed_before_any_step_on_the_disk_it_is_whole_or_absent_and_the_next_run_completes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every call that changes the disk is cut off once, over an older build that is being replaced."""
    before, after = {"101": "a", "102": "b", "103": "c"}, {"101": "A", "102": "b2", "104": "d"}
    reference = WorkFolder(tmp_path / "reference")
    run_build(reference, before)
    run_build(reference, after, lost=("103",))
    steps = ("mkdir", "rename", "replace", "unlink", "rmdir")
    cut = 0
    while True:
        root = tmp_path / f"cut{cut}"
        folder = WorkFolder(root)
        run_build(folder, before)
        with monkeypatch.context() as patch:
            calls = iter(range(100_000))
            for step in steps:
                patch.setattr(Path, step, dying_at(cut, calls, getattr(Path, step)))
            try:
                run_build(folder, after, lost=("103",))
                finished = True
            except Killed:
                finished = False
        assert all(names == {"1-komplekty.pdf", "07.pdf"} for names in rooms_of(root).values())
        if finished:
            break
        if folder.complete_interrupted() is not None:
            folder.close_build()
        run_build(folder, after, lost=("103",))
        assert tree(root) == tree(reference.root)
        cut += 1
    assert cut > 20


def test_staged_rooms_of_the_same_fingerprint_are_taken_up_and_others_cleared(tmp_path: Path) -> None:
    folder = WorkFolder(tmp_path / "w")
    folder.open_build([])
    for name, version in (("101", "a"), ("102", "old")):
        stage_room(folder.staged_rooms, name, content(name, version), record(name, version), lambda *_: None)
    folder.open_build([("101", "a"), ("102", "new")])
    assert folder.staged("101") and not folder.staged("102")


def test_a_flaw_found_by_the_proof_leaves_no_folder(tmp_path: Path) -> None:
    folder = WorkFolder(tmp_path / "w")
    folder.open_build([])

    def refuse(*_: object) -> None:
        raise Killed

    with pytest.raises(Killed):
        stage_room(folder.staged_rooms, "101", content("101", "a"), record("101", "a"), refuse)
    assert folder.staged("101") is None
    folder.drop_build()
    assert tree(tmp_path) == {}


def test_files_and_folders_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    folder = WorkFolder(tmp_path / "w")
    run_build(folder, {"101": "a"})
    for path in (folder.root, *folder.root.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_folder_with_other_peoples_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "отчёт.docx").write_bytes(b"")
    with pytest.raises(VprPrintError, match="посторонние"):
        WorkFolder(tmp_path).refuse_foreign_content()


def test_a_damaged_journal_is_named_and_nothing_is_touched(tmp_path: Path) -> None:
    folder = WorkFolder(tmp_path / "w")
    folder.open_build([])
    (tmp_path / "w/.build/commit.json").write_text("{")
    with pytest.raises(VprPrintError, match="журнал"):
        folder.complete_interrupted()


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    folder = WorkFolder(tmp_path / "w")
    run_build(folder, {"101": "a", "102": "b"})
    outline = folder.read_manifest()
    assert outline and (outline.site, outline.work) == ("640123", "w")
    assert [(line.room, line.fingerprint) for line in outline.rooms] == [("101", "a"), ("102", "b")]
    assert [line.read() for line in outline.rooms] == [record("101", "a"), record("102", "b")]
    raw = json.loads((folder.root / "manifest.json").read_bytes())
    assert raw["rooms"] == [json.loads(record("101", "a")), json.loads(record("102", "b"))]


_ROOM = record("101", "a").decode()


@pytest.mark.parametrize(
    "data",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"format":1}',
        "\udcff",
        '{"format":1,\n"rooms": [\n' + _ROOM,
        '{"format":1,\n"rooms": [\n{"room":"101"}\n],\n"papers":[]}',
        '{"format":2,"site":"1","work":"w",\n"rooms": [\n' + _ROOM + '\n],\n"papers":[]}',
        '{"format":1,"site":"1","work":"w",\n"rooms": [\n' + _ROOM.replace('"101"', '"../1"') + '\n],\n"papers":[]}',
        '{"format":1,"site":"1","work":"w",\n"rooms": [\n' + _ROOM + '\n],\n"papers":[',
        "[" * 100_000,
    ],
)
def test_what_is_not_a_manifest_is_refused(data: str, tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    path.write_bytes(data.encode("utf-8", "surrogateescape"))
    with pytest.raises(NotAManifest):
        read_outline(path)
