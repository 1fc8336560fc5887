"""Ledgers of one site come together: nothing doubled, nothing lost, the same states in any order, and no forgery in."""

from __future__ import annotations

import hashlib
import json
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from track.behind_the_back import in_sql, without_triggers

from vpr_print.errors import VprPrintError
from vpr_print.model.identifier import Identifier, NumberKind, parse_number
from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.model.work import ParticipantCode, SiteNumber
from vpr_print.plan.numbering import PaperRequest
from vpr_print.track import sqlite as sqlite_module
from vpr_print.track.custody import STEPS
from vpr_print.track.database import Place
from vpr_print.track.errors import BrokenChainError, ProjectionDiffersError, UnknownHeadError
from vpr_print.track.events import EventKind, Head, NewEvent, canonical_json, chained
from vpr_print.track.exchange_errors import (
    CutOffChainError,
    ExportFileError,
    ExportOfOtherSiteError,
    ForkedChainError,
    RestoredLedgerError,
    SerialsOverlapError,
)
from vpr_print.track.export_format import ExportedChain, ExportHeader, event_line, header_line
from vpr_print.track.folded import fold_site
from vpr_print.track.judging import Step
from vpr_print.track.ledger import Ledger
from vpr_print.track.projection import created_event
from vpr_print.track.rows import merged

SITE = SiteNumber("640123")
WORK = "2026-04-21-matematika-5"
HALVES = (range(1, 50_000), range(50_000, 100_000))


class Ticking:
    """A clock that goes on by a second with each look."""

    def __init__(self) -> None:
        self.time = datetime(2026, 4, 20, 15, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


def station(place: Place, number: int = 0, clock: Callable[[], datetime] | None = None) -> Ledger:
    """The ledger of the first, second station of the site."""
    return Ledger.create(
        place, site=SITE, serials=HALVES[number], clock=clock or Ticking(), ledger_id=f"{number + 0xA:x}" * 32, who="т"
    )


def work_a_little(ledger: Ledger, room: str = "101", seed: str = "a") -> None:
    """A room with three sets and its delivery packet, built and printed."""
    requests = [PaperRequest(PaperKey(room, PaperKind.SET, ordinal), seed) for ordinal in (1, 2, 3)]
    requests.append(PaperRequest(PaperKey(room, PaperKind.DELIVERY), seed))
    numbering = ledger.reserve(f"{WORK}-{room}", requests, who="т", reason="проверка")
    places = {ParticipantCode("00123"): (room, 1)}
    ledger.record_built(
        f"{WORK}-{room}", numbering, who="т", manifest_sha256=seed * 64, reason="проверка", code_places=places
    )


def export(ledger: Ledger, path: Path) -> Path:
    with ledger.exported() as lines:
        path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def two(new_place: Callable[[], Place]) -> Iterator[tuple[Ledger, Ledger]]:
    """Two stations of one site that have worked apart."""
    clock = Ticking()
    with station(new_place(), 0, clock) as first, station(new_place(), 1, clock) as second:
        work_a_little(first, "101")
        work_a_little(second, "202")
        yield first, second


def what_is_known(ledger: Ledger) -> tuple[object, ...]:
    known = ledger.projection()
    return known.papers, known.codes, known.manifests, known.held


# ── together ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_one_station_did_the_other_knows_and_nothing_comes_twice(
    two: tuple[Ledger, Ledger], tmp_path: Path
) -> None:
    first, second = two
    file = export(second, tmp_path / "b.jsonl")
    events, serial = first.head.seq, first.next_serial
    taken = first.take_in(file, who="т")
    assert [(chain.ledger, chain.new) for chain in taken.chains] == [("b" * 32, second.head.seq)]
    assert {paper.key.room for paper in first.papers(f"{WORK}-202")} == {"202"}
    assert (first.head.seq, first.next_serial) == (events + 1, serial)
    for _ in range(2):
        assert first.take_in(file, who="т").new == 0
    assert first.head.seq == events + 1
    assert not first.verify().flaws


def test_a_foreign_chain_is_stored_as_it_came(two: tuple[Ledger, Ledger], tmp_path: Path) -> None:
    first, second = two
    first.take_in(export(second, tmp_path / "b.jsonl"), who="т")
    lines = export(first, tmp_path / "a.jsonl").read_text("utf-8").splitlines()
    assert lines[-second.head.seq :] == export(second, tmp_path / "b.jsonl").read_text("utf-8").splitlines()[1:]


def test_a_third_station_learns_all_from_one_file(two: tuple[Ledger, Ledger], tmp_path: Path) -> None:
    first, second = two
    first.take_in(export(second, tmp_path / "b.jsonl"), who="т")
    third = Ledger.create(
        tmp_path / "third", site=SITE, serials=range(1, 2), clock=Ticking(), ledger_id="c" * 32, who="т"
    )
    with third, pytest.raises(SerialsOverlapError):
        third.take_in(export(first, tmp_path / "a.jsonl"), who="т")


def test_a_file_older_than_what_is_known_brings_nothing(two: tuple[Ledger, Ledger], tmp_path: Path) -> None:
    first, second = two
    old = export(second, tmp_path / "old.jsonl")
    work_a_little(second, "203")
    first.take_in(export(second, tmp_path / "new.jsonl"), who="т")
    head = first.head
    taken = first.take_in(old, who="т")
    assert (taken.new, first.head) == (0, head)
    assert taken.chains[0].head == second.head


def test_what_is_recorded_after_taking_in_comes_after_it(two: tuple[Ledger, Ledger], tmp_path: Path) -> None:
    first, second = two
    for seed in "bcdef":
        work_a_little(second, "202", seed)
    first.take_in(export(second, tmp_path / "b.jsonl"), who="т")
    assert first.head.lamport > second.head.lamport
    work_a_little(first, "101", "z")
    assert not first.verify().flaws
    with first._database.reading() as connection:
        assert fold_site(connection, SITE) == first.projection()


def test_chains_are_folded_by_logical_time_then_by_ledger() -> None:
    news = [NewEvent(what=EventKind.IMPORTED)] * 2
    stamp = {"site": SITE, "at": "2026-04-20T14:04:05.678Z", "who": "т", "station": ""}
    first, second = (
        chained(news, Head(seq, "0" * 64, lamport), ledger=ledger * 32, **stamp)
        for ledger, seq, lamport in (("a", 0, 5), ("b", 7, 4))
    )
    told = [(event.ledger[0], event.seq) for event in merged([iter(first), iter(second)])]
    assert told == [("b", 8), ("a", 1), ("b", 9), ("a", 2)]


STEPS_OF_A_STATION = st.one_of(
    st.tuples(st.just("build"), st.sampled_from(["101", "102"]), st.sampled_from("ab")),
    st.tuples(st.just("print"), st.integers(0, 30), st.just("")),
    st.tuples(st.sampled_from([step.value for step in STEPS]), st.integers(0, 30), st.sampled_from(["", "так было"])),
)


@given(
    st.lists(st.tuples(st.integers(0, 1), st.one_of(STEPS_OF_A_STATION, st.just(("send", 0, "")))), max_size=30),
    st.randoms(use_true_random=False),
)
@settings(max_examples=20)
def test_stations_that_worked_apart_come_to_the_same_states_in_any_order(
    history: list[tuple[int, tuple[str, object, str]]], chance: random.Random
) -> None:
    with ExitStack() as stack:
        quick = stack.enter_context(pytest.MonkeyPatch.context())
        pragmas = [("synchronous", "OFF", 0) if row[0] == "synchronous" else row for row in sqlite_module.PRAGMAS]
        quick.setattr(sqlite_module, "PRAGMAS", tuple(pragmas))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        clock = Ticking()
        ledgers = [stack.enter_context(station(folder / f"{n}.sqlite", n, clock)) for n in (0, 1)]
        files: list[list[Path]] = [[], []]

        def send(who: int) -> None:
            files[who].append(export(ledgers[who], folder / f"{who}-{len(files[who])}.jsonl"))

        for who, (action, what, reason) in history:
            if action == "send":
                send(who)
                if chance.random() < 0.5:
                    ledgers[1 - who].take_in(files[who][-1], who="т")
                continue
            _one_action(ledgers[who], action, what, reason)
        send(0)
        send(1)
        for who in (0, 1):
            order = files[1 - who]
            chance.shuffle(order)
            for file in order:
                ledgers[who].take_in(file, who="т")
        assert what_is_known(ledgers[0]) == what_is_known(ledgers[1])
        conflicts = [[conflict.event.place for conflict in ledger.conflicts()] for ledger in ledgers]
        assert conflicts[0] == conflicts[1]
        for ledger in ledgers:
            assert not ledger.verify().flaws


def _one_action(ledger: Ledger, action: str, what: object, reason: str) -> None:
    """Something that a station does, if the rules let it."""
    if action == "build":
        work_a_little(ledger, str(what), reason)
        return
    things = ledger.things()
    if not things:
        return
    number = parse_number(things[int(str(what)) % len(things)].number)
    assert isinstance(number, Identifier)
    try:
        if action == "print":
            ledger.confirm_printed([number], who="т")
        else:
            ledger.record([Step(what=EventKind(action), number=number)], who="т", reason=reason or None)
    except VprPrintError:
        return


def test_every_order_of_files_leads_to_the_same(two: tuple[Ledger, Ledger], tmp_path: Path) -> None:
    _, second = two
    files = [export(second, tmp_path / "0.jsonl")]
    for number in (1, 2):
        work_a_little(second, "202", "xy"[number - 1])
        files.append(export(second, tmp_path / f"{number}.jsonl"))
    known = []
    for turn, order in enumerate(permutations(files)):
        with station(tmp_path / f"{turn}.sqlite") as ledger:
            for file in order:
                ledger.take_in(file, who="т")
            known.append(what_is_known(ledger))
    assert all(state == known[0] for state in known)


# ── forks, cut-off tails, ranges ─────────────────────────────────────────────────────────────────────────────


def copy_of(ledger: Ledger, folder: Path) -> Path:
    """The ledger's file as it is now, for a machine of its own."""
    ledger.close()
    place = folder / "copy.sqlite"
    place.write_bytes(Path(ledger._database.place).read_bytes())
    return place


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[tuple[Ledger, Ledger, Ticking]]:
    """The same in two files, and their clock."""
    clock = Ticking()
    with (
        station(tmp_path / "first.sqlite", 0, clock) as first,
        station(tmp_path / "second.sqlite", 1, clock) as second,
    ):
        work_a_little(first, "101")
        work_a_little(second, "202")
        yield first, second, clock


def unchanged(ledger: Ledger) -> Callable[[], bool]:
    before = (ledger.head, ledger.projection())
    return lambda: (ledger.head, ledger.projection()) == before and not ledger.verify().flaws


def test_a_ledger_that_was_copied_and_used_twice_is_a_fork(
    apart: tuple[Ledger, Ledger, Ticking], tmp_path: Path
) -> None:
    first, second, clock = apart
    known = second.head.seq
    with Ledger.open(copy_of(second, tmp_path), site=SITE, clock=clock) as twin:
        work_a_little(twin, "303")
        work_a_little(second, "204")
        first.take_in(export(second, tmp_path / "b.jsonl"), who="т")
        same = unchanged(first)
        with pytest.raises(ForkedChainError) as caught:
            first.take_in(export(twin, tmp_path / "twin.jsonl"), who="т")
        assert (caught.value.ledger, caught.value.seq) == ("b" * 32, known + 1)
        assert same()


def test_a_station_whose_tail_was_cut_off_is_named(apart: tuple[Ledger, Ledger, Ticking], tmp_path: Path) -> None:
    first, second, clock = apart
    with Ledger.open(copy_of(second, tmp_path), site=SITE, clock=clock) as earlier:
        work_a_little(second, "204")
        first.take_in(export(second, tmp_path / "b.jsonl"), who="т")
        same = unchanged(first)
        with pytest.raises(CutOffChainError) as caught:
            first.take_in(export(earlier, tmp_path / "cut.jsonl"), who="т")
        assert (caught.value.seq, caught.value.known) == (earlier.head.seq, second.head.seq)
        assert same()


def test_our_own_ledger_restored_from_an_old_copy_is_named(
    apart: tuple[Ledger, Ledger, Ticking], tmp_path: Path
) -> None:
    first, second, clock = apart
    with Ledger.open(copy_of(first, tmp_path), site=SITE, clock=clock) as restored:
        work_a_little(first, "104")
        second.take_in(export(first, tmp_path / "a.jsonl"), who="т")
        with pytest.raises(RestoredLedgerError):
            restored.take_in(export(second, tmp_path / "b.jsonl"), who="т")


def test_our_own_fork_is_named(apart: tuple[Ledger, Ledger, Ticking], tmp_path: Path) -> None:
    first, second, clock = apart
    with Ledger.open(copy_of(first, tmp_path), site=SITE, clock=clock) as twin:
        work_a_little(first, "104")
        work_a_little(twin, "105")
        work_a_little(twin, "106")
        second.take_in(export(first, tmp_path / "a.jsonl"), who="т")
        with pytest.raises(ForkedChainError):
            twin.take_in(export(second, tmp_path / "b.jsonl"), who="т")


def test_two_ledgers_with_one_range_are_refused(tmp_path: Path) -> None:
    clock = Ticking()
    with station(tmp_path / "a", 0, clock) as first:
        other = Ledger.create(
            tmp_path / "b", site=SITE, serials=range(49_999, 60_000), clock=clock, ledger_id="b" * 32, who="т"
        )
        with other, pytest.raises(SerialsOverlapError) as caught:
            first.take_in(export(other, tmp_path / "b.jsonl"), who="т")
        assert (caught.value.first, caught.value.last) == (49_999, 59_999)


def test_the_ledger_of_another_school_is_refused(tmp_path: Path) -> None:
    with station(tmp_path / "a") as first:
        other = Ledger.create(tmp_path / "b", site=SiteNumber("640999"), clock=Ticking(), ledger_id="b" * 32, who="т")
        with other, pytest.raises(ExportOfOtherSiteError):
            first.take_in(export(other, tmp_path / "b.jsonl"), who="т")


# ── hostile files ────────────────────────────────────────────────────────────────────────────────────────────


def forged(*news: NewEvent, ledger: str = "b" * 32, site: str = SITE, lamport: int = 0) -> str:
    """An export whose chain holds, whatever it says."""
    created = created_event(50_000, 99_999, 50_000)
    begun = Head(0, "0" * 64, lamport)
    stamp = {"at": "2026-04-20T15:00:00.000Z", "who": "т", "station": ""}
    events = chained((created, *news), begun, site=site, ledger=ledger, **stamp)
    chain = ExportedChain(ledger, len(events), events[-1].hash)
    header = ExportHeader(site, ledger, "2026-04-20T16:00:00.000Z", (chain,))
    return header_line(header) + "".join(map(event_line, events))


def body(**content: object) -> str:
    return canonical_json(content)


A_SET = str(Identifier(NumberKind.SET, SITE, 50_000))


def reserved(first: int, count: int = 1, **wrong: object) -> NewEvent:
    rows = [["101", "set", ordinal, "x"] for ordinal in range(count)]
    return NewEvent(what=EventKind.RESERVED, work="w", body=canonical_json({"first": first, "papers": rows} | wrong))


@pytest.mark.parametrize(
    "text",
    [
        forged(reserved(1)),
        forged(reserved(99_999, 2)),
        forged(reserved(50_000, papers=[["101", "nonsense", 1, "x"]])),
        forged(reserved(50_000, papers=[])),
        forged(reserved(50_000, papers=[["101", "set", "1", "x"]])),
        forged(NewEvent(what=EventKind.RESERVED, body="{}")),
        forged(NewEvent(what=EventKind.BUILT, work="w", body="{}")),
        forged(NewEvent(what=EventKind.CODES_PLACED, work="w", body=body(places=[["1", 2, 3]]))),
        forged(NewEvent(what=EventKind.IMPORTED, body=body(heads={"x": [1, "y"]}))),
        forged(NewEvent(what=EventKind.USED, number="", body="{}")),
        forged(NewEvent(what=EventKind.USED, number=A_SET[:-1] + "0")),
        forged(NewEvent(what=EventKind.USED, number=str(Identifier(NumberKind.SET, SiteNumber("640999"), 1)))),
        forged(NewEvent(what=EventKind.PRINTED, number=A_SET, body="[]")),
        forged(NewEvent(what=EventKind.PRINTED, number=A_SET, body="[" * 5_000 + "]" * 5_000)),
        forged(NewEvent(what=EventKind.PRINTED, number=A_SET, body=body(reason=7))),
        forged(NewEvent(what=EventKind.PRINTED, number=A_SET, body=body(reason="\0"))),
        forged(NewEvent(what=EventKind.PRINTED, number=A_SET, key="k\0")),
        forged(NewEvent(what=EventKind.PRINTED, number=A_SET, key="k"), NewEvent(what=EventKind.VOIDED, key="k")),
        forged(created_event(60_000, 70_000, 60_000)),
        forged(lamport=2**31),
        forged(site="64012x"),
        forged(ledger="../../etc"),
        "",
        "\n",
        "{}",
        "[" * 100_000,
        "\xff\xfe",
        '{"format":"vpr-print ledger","version":99}',
        '{"format":"vpr-print ledger","version":1}',
        forged() + "{}\n",
        forged()[:-30],
        forged().replace('"events":1', '"events":2'),
        forged().replace('"who":"т"', '"who":"кто-то"'),
        forged().replace('"lamport":1', '"lamport":2'),
        forged().replace('"seq":1', '"seq":2'),
        forged().replace('"seq":1', '"seq":true'),
        forged().replace('"seq":1', '"seq":1,"more":1'),
    ],
)
def test_a_hostile_file_is_named_and_changes_nothing(new_place: Callable[[], Place], tmp_path: Path, text: str) -> None:
    file = tmp_path / "hostile.jsonl"
    file.write_bytes(text.encode("latin-1" if text == "\xff\xfe" else "utf-8"))
    with station(new_place()) as ledger:
        same = unchanged(ledger)
        with pytest.raises(ExportFileError) as caught:
            ledger.take_in(file, who="т")
        assert caught.value.exit_code == 50
        assert same()


def test_an_event_of_a_newer_program_is_kept_and_does_no_harm(tmp_path: Path) -> None:
    class Later(str):
        value = "later"

    later = NewEvent(what=Later("later"), number="", body=body(anything=[1, {"x": None}]))  # type: ignore[arg-type]
    file = tmp_path / "b.jsonl"
    file.write_text(forged(reserved(50_000), later))
    with station(tmp_path / "a") as ledger:
        assert ledger.take_in(file, who="т").new == 3
        assert not ledger.verify().flaws


def test_an_endless_line_is_not_read_into_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vpr_print.track.exchange.LONGEST_LINE", 1000)
    file = tmp_path / "long.jsonl"
    file.write_bytes(forged(reserved(50_000, 500)).encode())
    with station(tmp_path / "a") as ledger, pytest.raises(ExportFileError) as caught:
        ledger.take_in(file, who="т")
    assert caught.value.line == 3


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with station(tmp_path / "a") as ledger:
        for missing in (tmp_path / "nothing", tmp_path):
            with pytest.raises(ExportFileError):
                ledger.take_in(missing, who="т")


# ── proved ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_foreign_chain_that_is_cut_or_removed_here_is_found(
    two: tuple[Ledger, Ledger], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    first, second = two
    first.take_in(export(second, tmp_path / "b.jsonl"), who="т")
    last, place = second.head.seq, first._database.engine.url.render_as_string(hide_password=False)
    where = Path(first._database.place) if place.startswith("sqlite") else place.replace("+psycopg", "")
    foreign = f"ledger = '{'b' * 32}'"
    in_sql(
        where,
        *without_triggers(where),
        f"DELETE FROM events WHERE {foreign} AND seq = {last}",
        f"UPDATE ledgers SET head_seq = {last - 1}, lamport = {last - 1}, head_hash ="
        f" (SELECT hash FROM events WHERE {foreign} AND seq = {last - 1}) WHERE {foreign}",
    )
    (flaw,) = first.verify().flaws
    assert isinstance(flaw, BrokenChainError)
    assert flaw.seq == last
    in_sql(where, f"DELETE FROM events WHERE {foreign}", f"DELETE FROM ledgers WHERE {foreign}")
    assert [type(flaw) for flaw in first.verify().flaws] == [BrokenChainError]


def test_a_head_that_a_paper_shows_must_be_there(tmp_path: Path) -> None:
    with station(tmp_path / "a") as ledger:
        work_a_little(ledger)
        printed = ledger.head.hash
        work_a_little(ledger, "102")
        assert not ledger.verify([printed, printed[:12]]).flaws
        in_sql(
            tmp_path / "a",
            *without_triggers(tmp_path / "a"),
            "DELETE FROM events WHERE seq > 3",
            "UPDATE ledgers SET head_seq = 3, lamport = 3, head_hash = (SELECT hash FROM events WHERE seq = 3)",
        )
        assert any(isinstance(flaw, UnknownHeadError) for flaw in ledger.verify([printed]).flaws)


def test_tables_that_somebody_changed_are_found_and_made_anew(tmp_path: Path) -> None:
    with station(tmp_path / "a") as ledger:
        work_a_little(ledger)
        in_sql(tmp_path / "a", "UPDATE papers SET state = 'void' WHERE serial = 1")
        assert [type(flaw) for flaw in ledger.verify().flaws] == [ProjectionDiffersError]
        ledger.rebuild_projection()
        assert not ledger.verify().flaws


def test_anybody_can_verify_an_export_by_the_rule_of_the_documents(tmp_path: Path) -> None:
    with station(tmp_path / "a") as ledger:
        work_a_little(ledger)
        header, *lines = export(ledger, tmp_path / "a.jsonl").read_text("utf-8").splitlines()
    order = ["site", "ledger", "seq", "prev", "lamport", "at", "who", "station"]
    order += ["key", "what", "work", "number", "body"]
    prev = "0" * 64
    for line in lines:
        event = json.loads(line)
        assert event["prev"] == prev
        row = json.dumps([event[name] for name in order], ensure_ascii=False, separators=(",", ":"))
        prev = hashlib.sha256(row.encode()).hexdigest()
        assert event["hash"] == prev
    assert json.loads(header)["chains"][0]["head"] == prev


def test_a_spreadsheet_gets_no_formulas(tmp_path: Path) -> None:
    ledger = Ledger.create(tmp_path / "a", site=SITE, clock=Ticking(), ledger_id="a" * 32, who="=cmd|' /C calc'!A0")
    with ledger, ledger.exported(as_csv=True) as lines:
        header, row = list(lines)
    assert header.startswith("\ufeffsite;ledger;seq;")
    assert ";'=cmd|" in row
