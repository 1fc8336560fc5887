"""A procedure is its folder of layouts: the words on paper are its own, and a third one needs no Python."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import builders as b
import pytest

from vpr_print.layout.paper_spec import PaperSpec
from vpr_print.layout.papers import PAPERS
from vpr_print.layout.procedure import ActWords, PacketNames
from vpr_print.model.packet import PacketKind, PaperKey, PaperKind
from vpr_print.settings.share import procedures
from vpr_print.track.custody import STEPS
from vpr_print.workflow.custody_words import name_of
from vpr_print.workflow.layouts import read_kit

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


def test_a_third_procedure_is_a_folder(tmp_path: Path) -> None:
    own = shutil.copytree(LAYOUTS / "iku", tmp_path / "olimpiada")
    words = own / "procedure.toml"
    words.write_text(words.read_text("utf-8").replace('room = "ауд."', 'room = "зал"'), "utf-8")
    kit = read_kit("vpr", own)
    assert (kit.procedure.words.room, kit.procedure.grades) == ("зал", False)
    assert kit.layout("conduct_protocol") == b.kit("iku").layout("conduct_protocol")
