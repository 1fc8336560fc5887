"""Everything that the protocol's commands can say has words: what, where, what is needed, what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from workflow.test_protocol_table import CODES, PAPER, SETS

from vpr_print.cli.protocol_texts import Words, diff_text, messages_of, rows_text
from vpr_print.forms.agreement import Contradiction, ContradictionKind, Entry, SetFate
from vpr_print.model.identifier import grouped
from vpr_print.model.work import ParticipantCode
from vpr_print.track.events import EventKind, EventPlace
from vpr_print.track.protocol_typed import ABSENT, Content, PaperMarks, PaperRow, Typed, Typing
from vpr_print.workflow.protocol_sources import PaperSources, ProtocolSources, held_together

CUSTODY = (
    ContradictionKind.ABSENT_BUT_USED,
    ContradictionKind.CAME_BUT_NOT_USED,
    ContradictionKind.USED_BY_NOBODY,
)


def typing(place: int, code: str, content: Content, *, who: str = "Иванова", second: bool = False) -> Typing:
    what = EventKind.PROTOCOL_MARKS if isinstance(content, PaperMarks) else EventKind.PROTOCOL_ROW
    return Typing(
        place=EventPlace("5a" * 16, place),
        at="2026-04-21T15:00:00.000Z",
        who=who,
        station="",
        typed=Typed(code=ParticipantCode(code), what=what, content=content, second=second),
        stands=True,
    )


def sources(*typings: Typing, paper: PaperSources = PAPER) -> ProtocolSources:
    return held_together(paper, typings)


@pytest.mark.parametrize("kind", ContradictionKind)
def test_every_contradiction_names_codes_or_sets_and_the_command_that_settles_it(kind: ContradictionKind) -> None:
    nobody = kind is ContradictionKind.USED_BY_NOBODY
    entry = Entry(code=CODES[0], set_number=SETS[0], variant=2, form_number="77", who="Петрова")
    found = Contradiction(
        kind=kind,
        codes=() if nobody else (CODES[0], CODES[1]),
        sets=(SETS[0],),
        entries=() if nobody else (entry,),
        fate=SetFate.UNUSED,
        variant=1,
    )
    message = Words(sources()).contradiction(found)
    told = str(message)
    assert grouped(SETS[0]) in told
    assert nobody or CODES[0] in message.what
    assert "vpr-print protocol enter" in message.todo
    assert (f"vpr-print track find {SETS[0]}" in message.todo) is (kind in CUSTODY)
    assert not any(line != line.rstrip() for line in told.splitlines())


def test_the_difference_tells_everything_that_is_open_and_every_code_side_by_side() -> None:
    used = replace(PAPER, sets=(replace(PAPER.sets[0], fate=SetFate.USED), *PAPER.sets[1:]))
    found = sources(
        typing(1, CODES[0], ABSENT),
        typing(2, CODES[1], PaperRow(set_number=SETS[1], variant=1)),
        typing(3, CODES[1], PaperMarks(marks=(("1", "2"),))),
        typing(4, CODES[1], PaperMarks(marks=(("1", "0"),)), who="Петрова", second=True),
        typing(5, CODES[2], PaperMarks(marks=(("1", "2"),))),
        paper=used,
    )
    assert [id for id, _ in messages_of(found)] == ["absent_but_used", "marks_differ", "marks_of_nobody"]
    text = diff_text(found)
    unknown = f"Ничего не известно о кодах: {CODES[2]}"
    for words in ("Противоречия: 3", "Иванова: 2; Петрова: 0", unknown, "второго ввода"):
        assert words in text
    table = rows_text(found).splitlines()
    assert len(table) == 1 + len(CODES)
    assert table[1].split()[0] == CODES[0]
    assert table[1].endswith("ПРОТИВОРЕЧИЕ")
    assert table[2].endswith("вариант 1")
