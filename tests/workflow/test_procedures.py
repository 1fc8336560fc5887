"""A procedure is its folder of layouts: the words on paper are its own, and a third one needs no Python."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import builders as b
import pytest

from vpr_print.layout.paper_spec import PaperSpec
from vpr_print.layout.papers import PAPERS
from vpr_print.layout.procedure import ActWords, Item, PacketNames
from vpr_print.layout.speech import Speech, spoken
from vpr_print.model.packet import PacketKind, PaperKey, PaperKind
from vpr_print.settings.share import procedures
from vpr_print.track.custody import STEPS
from vpr_print.workflow.custody_words import name_of
from vpr_print.workflow.errors import NoAnswerFormsError
from vpr_print.workflow.layouts import read_kit, refuse_unprintable_forms

LAYOUTS = Path(__file__).parents[2] / "layouts"
OF_SCHOOLS = re.compile(r"кабинет|каб\.|школ|класс|ВПР|ученик|work\.grade|row\.class|room\.classes")


def test_each_step_and_each_packet_has_words_in_every_procedure() -> None:
    assert set(ActWords.model_fields) == {step.value for step in STEPS}
    assert set(PacketNames.model_fields) == {kind.value for kind in PacketKind}
    assert set(procedures()) >= {"vpr", "iku"}


@pytest.mark.parametrize("spec", PAPERS, ids=lambda spec: spec.key)
def test_no_paper_of_the_teachers_assessment_speaks_of_schools(spec: PaperSpec) -> None:
    layout = b.kit("iku").layout(spec.key)
    assert OF_SCHOOLS.findall(layout.model_dump_json()) == []


def test_the_words_of_the_teachers_assessment_are_no_others() -> None:
    words = b.kit("iku").procedure
    assert OF_SCHOOLS.findall(words.model_dump_json()) == []
    assert not words.grades
    protocol = {item.item for item in words.packet(PacketKind.RETURN_USED).contents}
    assert "protocol" not in protocol, "names do not leave the place"


@pytest.mark.parametrize(
    ("kind", "ordinal", "name"),
    [
        (PaperKind.RETURN_USED, 1, "сейф-пакет с работами"),
        (PaperKind.DISPATCH, 2, "доставочный пакет в центр сканирования 2"),
        (PaperKind.MANIFEST_DELIVERY, 1, "опись: пакет с материалами"),
        (PaperKind.CONDUCT_PROTOCOL, 1, "протокол проведения"),
        (PaperKind.SET, 7, "комплект 07"),
    ],
)
def test_lists_name_things_in_the_words_of_the_procedure(kind: PaperKind, ordinal: int, name: str) -> None:
    room = "" if kind is PaperKind.DISPATCH else "101"
    assert name_of(PaperKey(room, kind, ordinal), b.kit("iku").procedure) == name


def test_what_the_program_speaks_unasked_are_the_words_of_schools() -> None:
    assert spoken() == Speech() == Speech.of(b.kit().procedure)
    assert OF_SCHOOLS.findall(repr(Speech.of(b.kit("iku").procedure))) == []


def test_words_of_the_screen_make_no_paper_another(tmp_path: Path) -> None:
    own = tmp_path / "iku"
    own.mkdir()
    text = (LAYOUTS / "iku" / "procedure.toml").read_text("utf-8")
    digests = []
    for words in (text, text.replace('rooms_of = "аудиторий"', 'rooms_of = "залов"')):
        (own / "procedure.toml").write_text(words, "utf-8")
        kit = read_kit("iku", own)
        digests.append((kit.procedure.screen.rooms_of, kit.digests().procedure))
    assert digests[0][0] != digests[1][0]
    assert digests[0][1] == digests[1][1]


def test_forms_are_printed_where_the_procedure_has_them_and_lists_them() -> None:
    iku = b.kit("iku")
    refuse_unprintable_forms(iku)
    with pytest.raises(NoAnswerFormsError) as caught:
        refuse_unprintable_forms(b.kit())
    assert not caught.value.drawn
    packets = tuple(
        packet.model_copy(update={"contents": tuple(it for it in packet.contents if it.item is not Item.ANSWER_FORMS)})
        for packet in iku.procedure.packets
    )
    unlisted = replace(iku, procedure=iku.procedure.model_copy(update={"packets": packets}))
    with pytest.raises(NoAnswerFormsError) as caught:
        refuse_unprintable_forms(unlisted)
    assert caught.value.drawn


def test_a_third_procedure_is_a_folder(tmp_path: Path) -> None:
    own = shutil.copytree(LAYOUTS / "iku", tmp_path / "olimpiada")
    words = own / "procedure.toml"
    words.write_text(words.read_text("utf-8").replace('room = "ауд."', 'room = "зал"'), "utf-8")
    kit = read_kit("olimpiada", own)
    assert (kit.procedure.words.room, kit.procedure.grades) == ("зал", False)
    assert kit.layout("conduct_protocol") == b.kit("iku").layout("conduct_protocol")
