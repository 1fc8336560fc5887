"""Acts, journals and statements of a school: what stands on them, what the ledger says of them, and killed commands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta, timezone
from pathlib import Path

import builders as b
import pypdfium2
import pytest
from track.custody_school import SITE, WORK, Papers, build, hand_out, of_room, say, ticking_clock

from vpr_print.errors import ExitCode, Flaws
from vpr_print.model.identifier import Identifier, NumberKind, grouped
from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.output.custody_papers import ActsFolder
from vpr_print.output.errors import NotWritableError
from vpr_print.settings.school import SchoolFolder
from vpr_print.track.events import EventKind
from vpr_print.track.history import HistoryLine
from vpr_print.track.ledger import Ledger
from vpr_print.workflow import custody_papers, drawing_up
from vpr_print.workflow.custody_errors import NothingPrintedError, NothingToHandOverError
from vpr_print.workflow.custody_lines import journal_of
from vpr_print.workflow.custody_papers import draw_act, draw_journal, draw_statement
from vpr_print.workflow.custody_words import event_name, names_of, remark
from vpr_print.workflow.drawing_up import Desk, Drawn
from vpr_print.workflow.school import make_school, open_ledger

SARATOV = timezone(timedelta(hours=4))
DESK = Desk(who="orlova", clock=ticking_clock, station="kab-zavucha", zone=SARATOV)


@dataclass(frozen=True, slots=True)
class Morning:
    """A school whose work of two rooms is built and printed; room 101 has its packet."""

    school: SchoolFolder
    papers: Papers

    def say(self, what: str, *numbers: Identifier, reason: str | None = None) -> None:
        with self.ledger() as ledger:
            say(ledger, what, *numbers, reason=reason)

    def ledger(self) -> Ledger:
        return open_ledger(self.school, ticking_clock, "kab-zavucha")

    def one(self, kind: PaperKind, room: str = "101") -> Identifier:
        return of_room(self.papers, kind, room)[0]

    @property
    def acts(self) -> list[str]:
        """Everything in the folder of acts, by name."""
        return sorted(path.name for path in (self.school.works / WORK / "acts").iterdir())


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Layouts and fonts are read once."""
    monkeypatch.setattr(drawing_up, "school_kit", lambda _school, _own: b.kit())
    monkeypatch.setattr(drawing_up, "program_fonts", b.fonts)


@pytest.fixture
def morning(tmp_path: Path) -> Morning:
    school = make_school(
        tmp_path / "shkola", site=SITE, name="Школа", serials=range(1, 50_000), after=None, clock=ticking_clock
    )
    with open_ledger(school, ticking_clock) as ledger:
        papers = build(ledger)
        ledger.confirm_printed(papers.values(), who="tehnik")
        hand_out(ledger, papers)
    return Morning(school, papers)


def text(drawn: Drawn) -> str:
    document = pypdfium2.PdfDocument(drawn.file)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)
    finally:
        document.close()


def act(morning: Morning, what: str = "issued", *items: str) -> Drawn:
    return draw_act(morning.school, EventKind(what), items, None, DESK)


def test_an_act_lists_each_step_once_and_the_next_one_goes_on_from_there(morning: Morning) -> None:
    first = act(morning)
    assert first.listed == (str(morning.one(PaperKind.DELIVERY)),)
    with pytest.raises(NothingToHandOverError) as refused:
        act(morning)
    assert refused.value.acts == (1,)
    assert "№ 1" in str(refused.value) and "выдан" in str(refused.value)
    with morning.ledger() as ledger:
        hand_out(ledger, morning.papers, "102")
    second = act(morning)
    assert second.listed == (str(morning.one(PaperKind.DELIVERY, "102")),)
    assert (first.ordinal, second.ordinal) == (1, 2)
    assert morning.acts == [f"akt-001-issued-{first.number}.pdf", f"akt-002-issued-{second.number}.pdf"]


def test_rooms_and_numbers_narrow_an_act_and_a_number_may_stand_on_another(morning: Morning) -> None:
    with morning.ledger() as ledger:
        hand_out(ledger, morning.papers, "102")
    delivery = str(morning.one(PaperKind.DELIVERY))
    assert act(morning, "issued", "101").listed == (delivery,)
    with pytest.raises(NothingToHandOverError):
        act(morning, "issued", "101")
    assert act(morning, "issued", grouped(morning.one(PaperKind.DELIVERY))).listed == (delivery,)
    assert act(morning).listed == (str(morning.one(PaperKind.DELIVERY, "102")),)


def test_a_step_that_was_taken_back_is_on_no_act(morning: Morning) -> None:
    first, second, _ = of_room(morning.papers, PaperKind.SET)
    morning.say("used", first, second)
    with morning.ledger() as ledger:
        ledger.take_back(second, who="orlova")
    assert act(morning, "used").listed == (str(first),)


def test_an_act_shows_reasons_bags_and_local_time(morning: Morning) -> None:
    morning.say("used", *of_room(morning.papers, PaperKind.SET))
    morning.say("kept", morning.one(PaperKind.RETURN_USED), reason="пакет не возвращали, он лежал в сейфе")
    words = text(act(morning, "kept"))
    assert "вопреки правилам:" in words
    assert "он лежал в сейфе" in " ".join(words.split())
    assert "21.04.2026 12:" in words  # 8 o'clock UTC
    assert "UTC+04:00" in words


def test_what_the_paper_cites_proves_the_ledger(morning: Morning) -> None:
    drawn = act(morning)
    typed = " ".join(drawn.hash[start : start + 4] for start in range(0, 20, 4))
    assert typed in text(drawn)
    with morning.ledger() as ledger:
        assert ledger.verify((drawn.hash[:20],)).flaws == ()
        events = [event for event in ledger.events() if event.what == EventKind.DRAWN_UP]
    (event,) = events
    assert event.number == drawn.number
    assert [number for _, number in event.content["lists"]] == list(drawn.listed)
    assert event.content["cites"] == drawn.hash


def test_the_print_journal_tells_reprints_spoiled_and_void_sets_with_their_reasons(morning: Morning) -> None:
    first, second, third = of_room(morning.papers, PaperKind.SET, "102")
    with morning.ledger() as ledger:
        ledger.confirm_printed((first,), who="tehnik", reprint="зажевало лист")
        say(ledger, "spoiled", second, reason="порвали")
        ledger.take_back(second, who="orlova", reason="перепутали")
        build(ledger, seed="b")
    words = text(draw_journal(morning.school, None, DESK)).replace(" ", "")
    told = ("комплекты01–03", "бумагикабинета", "напечатанповторнокомплект01", "отмененазапись", "недействителен")
    reasons = ("зажевалолист", "порвали", "перепутали", "проверка")
    assert [one for one in (*told, *reasons, str(third)) if one not in words] == []


def test_the_print_journal_is_never_shorter_than_before(morning: Morning) -> None:
    with morning.ledger() as ledger:
        before = journal_of(ledger.work_record(WORK), SARATOV, b.kit().procedure)
        ledger.confirm_printed((morning.one(PaperKind.SET),), who="tehnik", reprint="зажевало")
        ledger.take_back(morning.one(PaperKind.SET), who="tehnik")
        after = journal_of(ledger.work_record(WORK), SARATOV, b.kit().procedure)
    assert after.lines[: len(before.lines)] == before.lines
    assert len(after.lines) == len(before.lines) + 2
    assert after.reprints == 0


def test_the_statement_closes_or_names_the_sets(morning: Morning) -> None:
    sets = of_room(morning.papers, PaperKind.SET)
    morning.say("used", *sets[:2])
    words = text(draw_statement(morning.school, None, DESK))
    assert "не сходится" in words
    assert f"03 · {grouped(sets[2])}" in words
    with morning.ledger() as ledger:
        hand_out(ledger, morning.papers, "102")
        say(ledger, "unused", sets[2], *of_room(morning.papers, PaperKind.SET, "102"))
    words = text(draw_statement(morning.school, WORK, DESK))
    assert "Сумма справа 6, не учтено 0: сходится." in words


@pytest.mark.parametrize("where", ["prove_custody_paper", "record_drawn_up", "put_in_place"])
def test_a_killed_command_leaves_nothing_by_half(morning: Morning, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        """As SIGKILL: nothing tidies up behind it."""

    def killed(*_args: object, **_more: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(ActsFolder, "drop", lambda _self, _name: None)
        target = {"prove_custody_paper": drawing_up, "record_drawn_up": Ledger, "put_in_place": ActsFolder}[where]
        patch.setattr(target, where, killed)
        with pytest.raises(Killed):
            act(morning)
    recorded = where == "put_in_place"
    with morning.ledger() as ledger:
        assert len(ledger.work_record(WORK).drawn_up) == recorded
    assert not [name for name in morning.acts if name.endswith(".pdf")]
    if recorded:
        journal = draw_journal(morning.school, None, DESK)
        assert [name[:7] for name in morning.acts] == ["akt-001", "zhurnal"]
        assert journal.ordinal == 1
    else:
        assert act(morning).ordinal == 1
        assert [name[:7] for name in morning.acts] == ["akt-001"]


def test_a_paper_that_is_not_proved_is_neither_kept_nor_recorded(
    morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    render = custody_papers.render_handover_act
    other = Identifier(NumberKind.OTHER, SITE, 4711)
    monkeypatch.setattr(
        custody_papers, "render_handover_act", lambda heading, *rest: render(replace(heading, number=other), *rest)
    )
    with pytest.raises(Flaws) as refused:
        act(morning)
    assert refused.value.exit_code is ExitCode.PROOF
    assert morning.acts == []
    with morning.ledger() as ledger:
        assert ledger.work_record(WORK).drawn_up == ()


def test_a_folder_that_cannot_be_written_to_is_told(morning: Morning) -> None:
    (morning.school.works / WORK).mkdir()
    (morning.school.works / WORK / "acts").write_text("занято", "utf-8")
    with pytest.raises(NotWritableError):
        act(morning)


def test_a_station_that_only_took_ledgers_in_draws_them_up_too(morning: Morning, tmp_path: Path) -> None:
    centre = make_school(
        tmp_path / "tsentr", site=SITE, name="Школа", serials=range(60_000, 61_000), after=None, clock=ticking_clock
    )
    file = tmp_path / "a.jsonl"
    with morning.ledger() as ledger, ledger.exported() as lines:
        file.write_text("".join(lines), "utf-8")
    with open_ledger(centre, ticking_clock) as ledger:
        ledger.take_in(file, who="centr")
    drawn = draw_act(centre, EventKind.ISSUED, (), None, DESK)
    for told in (drawn, draw_journal(centre, None, DESK), draw_statement(centre, None, DESK)):
        assert "Математика, 5 класс" in text(told)
        assert told.number[7:9] == "60"
    # the ledger is lost; nothing but these papers tells which numbers are used
    (centre.root / "ledger.sqlite").unlink()
    make_school(
        tmp_path / "tsentr", site=SITE, name="Школа", serials=range(60_000, 61_000), after=None, clock=ticking_clock
    )
    with open_ledger(centre, ticking_clock) as ledger:
        assert ledger.next_serial == 60_003


def test_a_work_that_no_build_named_is_headed_by_its_key(morning: Morning) -> None:
    with morning.ledger() as ledger:
        papers = build(ledger, work="2026-04-22-russkiy-yazyk-10-10a", seed="b", named=False)
        ledger.confirm_printed(papers.values(), who="т")
    drawn = draw_journal(morning.school, "2026-04-22-russkiy-yazyk-10-10a", DESK)
    assert "russkiy-yazyk, 10 класс, 22.04.2026" in text(drawn)


def test_a_journal_of_nothing_is_refused(tmp_path: Path) -> None:
    school = make_school(tmp_path / "pusto", site=SITE, name="Школа", serials=None, after=None, clock=ticking_clock)
    with open_ledger(school, ticking_clock) as ledger:
        build(ledger)
    with pytest.raises(NothingPrintedError):
        draw_journal(school, None, DESK)


def test_steps_of_another_station_are_listed_and_its_acts_count(morning: Morning, tmp_path: Path) -> None:
    other = make_school(
        tmp_path / "stanciya", site=SITE, name="Школа", serials=range(50_000, 60_000), after=None, clock=ticking_clock
    )
    carry(morning.school, other, tmp_path / "tuda.jsonl")
    with open_ledger(other, ticking_clock) as ledger:
        hand_out(ledger, morning.papers, "102")
    act(morning)
    carry(other, morning.school, tmp_path / "obratno.jsonl")
    drawn = act(morning)
    assert drawn.listed == (str(morning.one(PaperKind.DELIVERY, "102")),)
    carry(morning.school, other, tmp_path / "snova.jsonl")
    with open_ledger(other, ticking_clock) as ledger:
        assert len(ledger.work_record(WORK).drawn_up) == 2


def test_what_two_stations_saw_stands_on_one_act(morning: Morning, tmp_path: Path) -> None:
    other = make_school(
        tmp_path / "stanciya", site=SITE, name="Школа", serials=range(50_000, 60_000), after=None, clock=ticking_clock
    )
    carry(morning.school, other, tmp_path / "tuda.jsonl")
    packets = [morning.one(kind) for kind in (PaperKind.RETURN_USED, PaperKind.RETURN_UNUSED)]
    with open_ledger(other, ticking_clock) as ledger:
        say(ledger, "returned", *packets)
    morning.say("returned", *packets)
    first = act(morning, "returned", str(packets[0]))
    carry(other, morning.school, tmp_path / "obratno.jsonl")
    assert first.listed == (str(packets[0]),)
    assert act(morning, "returned").listed == (str(packets[1]),)
    with pytest.raises(NothingToHandOverError):
        act(morning, "returned")


def carry(school: SchoolFolder, to: SchoolFolder, file: Path) -> None:
    with open_ledger(school, ticking_clock) as ledger, ledger.exported() as lines:
        file.write_text("".join(f"{line.rstrip()}\n" for line in lines), "utf-8")
    with open_ledger(to, ticking_clock) as ledger:
        ledger.take_in(file, who="orlova")


def test_after_a_lost_ledger_no_number_of_an_act_is_given_again(morning: Morning, tmp_path: Path) -> None:
    (morning.school.works / WORK).mkdir()
    (morning.school.works / WORK / "manifest.json").write_text('{"rooms": []}', "utf-8")
    drawn = act(morning)
    (morning.school.root / "ledger.sqlite").unlink()
    again = make_school(
        morning.school.root, site=SITE, name="Школа", serials=range(1, 50_000), after=None, clock=ticking_clock
    )
    with open_ledger(again, ticking_clock) as ledger:
        assert ledger.next_serial == int(drawn.number[7:12]) + 1


def line(**said: object) -> HistoryLine:
    return HistoryLine(
        event="5a:7", at="", who="", station="", what="issued", number="1", **said  # type: ignore[arg-type]  # texts
    )


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, ""),
        ({"room": "102"}, "в каб. 102"),
        ({"reason": "опоздал"}, "опоздал"),
        ({"bag": "АБ1", "overrules": True, "reason": "опоздал"}, "сейф-пакет АБ1, вопреки правилам: опоздал"),
    ],
    ids=str,
)
def test_remarks_are_told_in_words(said: dict[str, object], told: str) -> None:
    assert remark(line(**said), b.kit().procedure) == told


def test_runs_of_papers_have_a_name() -> None:
    sets = tuple(PaperKey("101", PaperKind.SET, ordinal) for ordinal in (1, 2, 3))
    others = (PaperKey("101", PaperKind.DELIVERY), PaperKey("101", PaperKind.CODE_SHEET))
    vpr, iku = b.kit().procedure, b.kit("iku").procedure
    assert names_of(sets, vpr) == "комплекты 01–03"
    assert names_of(sets[:1], vpr) == "комплект 01"
    assert (names_of(others, vpr), names_of(others, iku)) == ("бумаги кабинета", "бумаги аудитории")
    assert names_of(others[1:], vpr) == "лист кодов"
    assert event_name(line(takes_back="5a:12")) == "выдан 12"
