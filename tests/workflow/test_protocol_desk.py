"""Typing the paper protocol: what a tired person or a hand scanner types, in any order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from track.custody_school import SITE, WORK, Papers, school

from vpr_print.forms.agreement import ContradictionKind, KnownSet, PlannedPlace, SetFate
from vpr_print.forms.electronic_protocol import TaskName
from vpr_print.forms.form_sheet import TaskLimit
from vpr_print.model.identifier import CodeNumber
from vpr_print.model.packet import PaperKind
from vpr_print.model.work import ParticipantCode
from vpr_print.track.events import EventKind
from vpr_print.track.ledger import Ledger
from vpr_print.track.protocol_typed import ABSENT, PaperMarks, PaperRow
from vpr_print.workflow.protocol_desk import ProtocolDesk, Sitting
from vpr_print.workflow.protocol_marks import MarksDesk
from vpr_print.workflow.protocol_replies import Reply, Says
from vpr_print.workflow.protocol_rows import RowDesk
from vpr_print.workflow.protocol_sources import PaperSources

TASKS = (TaskLimit(TaskName("1"), 1), TaskLimit(TaskName("2.1"), 2), TaskLimit(TaskName("2.2"), 3))
A, B, C = (ParticipantCode(code) for code in ("50101", "50102", "00103"))


@dataclass
class Table:
    """A person at the table, who types slowly enough unless said otherwise."""

    ledger: Ledger
    papers: Papers
    fates: dict[int, SetFate] = field(default_factory=dict)
    desk: ProtocolDesk = field(init=False)
    at: float = 100.0
    sessions: int = 0
    codes: tuple[ParticipantCode, ...] = (A, B, C)

    def __post_init__(self) -> None:
        self.sit()

    def sit(self, kind: type[ProtocolDesk] = RowDesk, **how: object) -> Table:
        """A new session at the same ledger."""
        self.sessions += 1
        sets = tuple(
            KnownSet(
                number=self.set(place),
                room="101",
                ordinal=place,
                variant=2 - place % 2,
                fate=self.fates.get(place, SetFate.OPEN),
            )
            for place in range(1, 5)
        )
        planned = tuple(PlannedPlace(code=code, room="101", ordinal=n) for n, code in enumerate(self.codes, 1))
        sitting = Sitting(who="Иванова", session=f"s{self.sessions}", tasks=TASKS, **how)  # type: ignore[arg-type]
        self.desk = kind(self.ledger, PaperSources(work=WORK, planned=planned, sets=sets), sitting)
        return self

    def set(self, place: int) -> str:
        return str(self.papers["101", PaperKind.SET, place])

    def type(self, *lines: str, after: float = 5.0) -> list[Reply]:
        """The replies to the last line."""
        replies: list[Reply] = []
        for line in lines:
            self.at += after
            replies = list(self.desk.hear(line, self.at))
        return replies

    def told(self, *lines: str, after: float = 5.0) -> list[Says]:
        return [reply.says for reply in self.type(*lines, after=after)]

    @property
    def rows(self) -> dict[str, object]:
        """What stands, by code."""
        standing = (typing.typed for typing in self.ledger.typings(WORK) if typing.stands)
        return {typed.code: typed.content for typed in standing}


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    with school(tmp_path / "ledger.sqlite", rooms=1, sets=4) as (ledger, papers):
        yield Table(ledger, papers)


def test_a_code_then_its_set_is_a_row(table: Table) -> None:
    assert table.told(str(CodeNumber.of(SITE, C))) == [Says.CODE]
    assert table.told(table.set(3)) == [Says.RECORDED]
    assert table.rows == {C: PaperRow(set_number=table.set(3))}
    assert [place.code for place in table.desk.lacking().missing] == [A, B]


@pytest.mark.parametrize(
    ("lines", "row"),
    [
        (("50101", "2"), 2),
        (("50101", "02"), 2),
        (("50101 02",), 2),
        (("50101", "+"), 1),
        (("50101 + в1",), 1),
        (("код 50101", "4"), 4),
        (("rjl 50101", "="), 1),
    ],
)
def test_a_keyboard_does_what_a_scanner_does(table: Table, lines: tuple[str, ...], row: int) -> None:
    table.type(*lines)
    variant = 1 if "в1" in lines[-1] else None
    assert table.rows == {A: PaperRow(set_number=table.set(row), variant=variant)}


@pytest.mark.parametrize("lines", [("50101", "н"), ("н 50101",), ("н", "50101"), ("50101", "y"), ("50101 не явился",)])
def test_one_who_did_not_come_in_either_layout(table: Table, lines: tuple[str, ...]) -> None:
    table.type(*lines)
    assert table.rows == {A: ABSENT}


def test_the_page_of_a_set_is_its_set(table: Table) -> None:
    page = table.papers["101", PaperKind.SET, 1].of_page(3)
    assert table.told("50101", str(page)) == [Says.RECORDED]
    assert table.rows == {A: PaperRow(set_number=table.set(1))}


def test_an_answer_form_instead_of_a_set(table: Table) -> None:
    table.sit(forms=True)
    assert table.told("50101", "7001234") == [Says.RECORDED]
    assert table.told("50102", "12") == [Says.RECORDED]
    assert table.told("00103", table.set(1)[:-1]) == [Says.UNREADABLE]  # one of ours with a slip in it
    assert table.rows == {A: PaperRow(form_number="7001234"), B: PaperRow(form_number="12")}


def test_what_has_no_meaning_is_said_and_nothing_is_recorded(table: Table) -> None:
    assert table.told(table.set(1)) == [Says.CODE_FIRST]
    assert table.told("50109") == [Says.NO_SUCH_CODE]
    assert table.told("фыва") == [Says.UNREADABLE]
    assert table.told("50101", "50109") == [Says.NO_SUCH_CODE]
    assert table.told("9") == [Says.NO_SUCH_SET]
    assert table.told(str(table.papers["101", PaperKind.DELIVERY, 1])) == [Says.NOT_A_SET]
    assert table.rows == {}


def test_marks_typed_into_the_wrong_session_are_no_row(table: Table) -> None:
    assert table.told("50101 1 2 0") == [Says.CODE, Says.UNREADABLE]
    assert table.rows == {}


def test_absent_is_said_of_the_very_next_code_or_of_nobody(table: Table) -> None:
    assert table.told("н", "отмена") == [Says.DROPPED]
    assert table.told("50101") == [Says.CODE]
    table.type("отмена")
    assert table.told("н", table.set(1)) == [Says.CODE_FIRST]
    assert table.told("50101") == [Says.CODE]


def test_a_set_that_was_replaced_is_not_taken_and_the_new_one_is_named(table: Table) -> None:
    old = KnownSet(number="1" * 16, room="101", ordinal=1, variant=1, fate=SetFate.SPOILED)
    void = str(table.papers["101", PaperKind.SET, 4])
    table.desk.paper = replace(table.desk.paper, sets=(replace(old, number=void), *table.desk.paper.sets[:3]))
    (reply,) = table.type("50101", void)
    assert (reply.says, reply.text) == (Says.REPLACED_SET, table.set(1))
    assert table.rows == {}


def test_a_code_left_without_its_row_is_said_aloud(table: Table) -> None:
    assert table.told("50101", "50102") == [Says.CODE_LEFT, Says.CODE]
    table.type("2")
    assert table.rows == {B: PaperRow(set_number=table.set(2))}


def test_a_code_that_nobody_placed_is_taken_when_it_is_said_to_be_real(table: Table) -> None:
    assert table.told("код 50109", "4") == [Says.NO_SUCH_SET]  # of which room?
    (reply,) = table.type(table.set(4))
    assert [found.kind for found in reply.contradictions] == [ContradictionKind.UNKNOWN_CODE]
    assert table.told("верно 50109 выдан взамен") == [Says.CONFIRMED]
    assert not table.desk.sources.open


def test_the_same_row_again_changes_nothing_and_another_asks_why(table: Table) -> None:
    table.type("50101", "1")
    assert table.told("50101", "+") == [Says.SAME]
    assert table.told("50101", "2") == [Says.OTHERWISE]
    assert table.told("") == [Says.KEPT]
    assert table.told("50101", "2", "12") == [Says.REASON_SHORT]
    assert table.told("ошибка в строке") == [Says.RECORDED]
    assert table.rows == {A: PaperRow(set_number=table.set(2))}
    former, later = table.ledger.typings(WORK)
    assert (former.stands, later.typed.reason) == (False, "ошибка в строке")


def test_the_second_line_end_of_a_scanner_is_no_answer(table: Table) -> None:
    table.type("50101", "1", "50101", "2")
    assert table.told("", after=0.01) == []
    assert table.told("ошибка") == [Says.RECORDED]


def test_what_contradicts_is_recorded_and_said_at_once(table: Table) -> None:
    table.fates[1] = SetFate.UNUSED
    table.sit()
    (reply,) = table.type("50101", "1")
    assert [found.kind for found in reply.contradictions] == [ContradictionKind.CAME_BUT_NOT_USED]
    assert table.told("50102", "1") == [Says.RECORDED]
    assert table.told("верно 50101 утрачена, есть акт") == [Says.CONFIRMED]


def test_undo_takes_back_what_this_session_said_and_no_more(table: Table) -> None:
    table.type("50101", "1", "50102")
    assert table.told("отмена") == [Says.DROPPED]
    assert table.told("отмена") == [Says.UNDONE]
    assert table.told("отмена") == [Says.NOTHING_TO_UNDO]
    assert table.rows == {}
    table.type("50101", "1", "50101", "2", "ошибка")
    (reply,) = table.type("jnvtyf")  # «отмена» with the other layout
    assert reply.says is Says.UNDONE
    assert [one.typed.content for one in reply.former] == [PaperRow(set_number=table.set(1))]


def test_a_row_is_withdrawn_with_a_reason_only(table: Table) -> None:
    table.type("50101", "1")
    assert table.told("снять 50101") == [Says.REASON_SHORT]
    assert table.told("снять 50102 не тот") == [Says.NOTHING_STANDS]
    assert table.told("снять 50101 введён по ошибке") == [Says.WITHDRAWN]
    assert table.rows == {}


def test_a_new_session_goes_on_where_the_last_was_cut_off(table: Table) -> None:
    table.type("50101", "1", "50102", "н", "00103")
    assert [place.code for place in table.sit().desk.lacking().missing] == [C]


def test_a_second_typing_is_blind_and_leaves_the_first(table: Table) -> None:
    table.type("50101", "1")
    table.sit(second=True)
    (reply,) = table.type("50101")
    assert reply.former == ()
    (reply,) = table.type("2")
    assert (reply.says, reply.contradictions) == (Says.RECORDED, ())
    (found,) = table.desk.sources.agreement.contradictions
    assert found.kind is ContradictionKind.CODE_TWICE
    assert table.sit().told("50101", "1") == [Says.OTHERWISE]
    table.type("в протоколе первый")
    assert not table.desk.sources.open


def test_two_who_type_at_once_do_not_replace_each_other_unseen(table: Table) -> None:
    first, second = table.desk, table.sit().desk
    list(first.hear("50101", 200))
    list(second.hear("50101", 201))
    list(second.hear("2", 206))
    list(first.hear("1", 210))
    (found,) = table.sit().desk.sources.agreement.contradictions
    assert found.kind is ContradictionKind.CODE_TWICE


def test_without_planned_codes_any_code_is_taken(table: Table) -> None:
    table.codes = ()
    table.sit(room="101")
    assert table.told("40077", "2") == [Says.RECORDED]
    assert table.told(str(CodeNumber.of(SITE, ParticipantCode("00105"))), "н") == [Says.RECORDED]
    assert table.rows == {"40077": PaperRow(set_number=table.set(2)), "00105": ABSENT}


def test_another_room_is_not_this_one(table: Table) -> None:
    assert table.sit(room="102").told("50101") == [Says.NOT_YOUR_ROOM]


def test_two_empty_lines_end_the_session(table: Table) -> None:
    assert table.told("50101", "1", "") == [Says.END_ASKED]
    table.type("")
    assert table.desk.over


# ── marks ────────────────────────────────────────────────────────────────────────────────────────────────────


def marks(*said: str, **beside: str) -> PaperMarks:
    return PaperMarks(marks=tuple(zip(("1", "2.1", "2.2"), said, strict=True)), **beside)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("50101", "1 2 3"), ("1", "2", "3")),
        (("50101 1 2 3",), ("1", "2", "3")),
        (("50101", "1Х-"), ("1", "X", "-")),
        (("50101", "x; –; 03"), ("X", "-", "3")),
        (("50101", "000"), ("0", "0", "0")),
    ],
)
def test_marks_in_the_order_of_the_tasks(table: Table, lines: tuple[str, ...], said: tuple[str, ...]) -> None:
    table.sit(MarksDesk).type(*lines)
    assert table.rows == {A: marks(*said)}


def test_marks_that_cannot_be_are_refused_with_their_task(table: Table) -> None:
    table.sit(MarksDesk)
    (reply,) = table.type("50101", "1 2")
    assert (reply.says, reply.number) == (Says.MARKS_COUNT, 2)
    (reply,) = table.type("1 3 0")
    assert (reply.says, reply.task, reply.text) == (Says.MARK_ABOVE, TASKS[1], "3")
    (reply,) = table.type("1 ж 0")
    assert (reply.says, reply.task) == (Says.MARK_WRONG, TASKS[1])
    assert table.rows == {}
    assert table.told("1 1 1") == [Says.RECORDED]


def test_marks_of_one_who_did_not_come_are_said_aloud(table: Table) -> None:
    table.type("50101", "н")
    (reply,) = table.sit(MarksDesk).type("50101", "111")
    assert reply.homeless
    assert table.desk.sources.homeless_marks == (A,)


def test_marks_typed_otherwise_by_a_second_person_wait_for_a_decision(table: Table) -> None:
    table.type("50101", "1")
    table.sit(MarksDesk).type("50101", "111")
    table.sit(MarksDesk, second=True).type("50101", "121")
    (difference,) = table.desk.sources.marks.differences
    assert (difference.code, difference.title) == (A, "2.1")
    assert table.sit(MarksDesk).told("50101", "111") == [Says.OTHERWISE]
    table.type("посмотрели работу")
    assert not table.desk.sources.open


def test_a_class_from_a_table_is_kept_when_marks_are_typed(table: Table) -> None:
    typed = PaperMarks(class_name="5А")
    table.sit(MarksDesk)
    list(table.desk.say(A, typed))
    assert table.told("50101", "111") == [Says.RECORDED]
    assert table.rows == {A: marks("1", "1", "1", class_name="5А")}
    assert [one.typed.what for one in table.ledger.typings(WORK)] == [EventKind.PROTOCOL_MARKS] * 2
