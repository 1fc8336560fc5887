"""What the copier cannot do is kept in the school folder, and said before the next build."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import builders as b
import pytest

from vpr_print.layout.needs import needs_of
from vpr_print.model.copier import CopierProfile, Edge
from vpr_print.settings.copier_file import COPIER_FILE, read_copier, write_copier
from vpr_print.settings.errors import CopierFileError
from vpr_print.settings.school import SchoolFolder
from vpr_print.settings.toml_file import Settings
from vpr_print.workflow.copier_limits import copier_notices

GOOD = CopierProfile(
    checked=date(2026, 4, 20),
    scale_across=1.001,
    scale_along=0.998,
    reached=tuple((edge, 5.0) for edge in Edge),
    bars_across=0.254,
    bars_along=0.296,
    qr=0.339,
    black=0.93,
)


@pytest.fixture
def school(tmp_path: Path) -> SchoolFolder:
    return SchoolFolder(tmp_path, Settings(site=b.site()))


def said(school: SchoolFolder, profile: CopierProfile) -> list[str]:
    write_copier(school.root, profile)
    notices = copier_notices(school, b.kit())
    assert not any(notice.look for notice in notices)
    return [f"{notice.id}: {notice}" for notice in notices]


def test_a_profile_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    nothing = CopierProfile(checked=date(2026, 4, 20))
    for profile in (GOOD, nothing):
        path = write_copier(tmp_path, profile)
        assert read_copier(tmp_path) == profile
        assert path.stat().st_mode & 0o077 == 0


def test_no_proof_page_yet_is_no_flaw(school: SchoolFolder) -> None:
    assert read_copier(school.root) is None
    assert copier_notices(school, b.kit()) == ()
    assert copier_notices(None, b.kit()) == ()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 2}', b"\xff\xfe", b"null"])
def test_a_spoiled_profile_is_said_and_stops_nothing(school: SchoolFolder, content: bytes) -> None:
    (school.root / COPIER_FILE).write_bytes(content)
    with pytest.raises(CopierFileError):
        read_copier(school.root)
    (notice,) = copier_notices(school, b.kit())
    assert notice.id == "copier_file" and not notice.look
    assert COPIER_FILE in str(notice)


def test_a_good_copier_is_not_spoken_of(school: SchoolFolder) -> None:
    assert said(school, GOOD) == []


def test_a_copier_that_shrinks_is_told_with_its_figure(school: SchoolFolder) -> None:
    (text,) = said(school, replace(GOOD, scale_across=0.94, scale_along=0.941, bars_across=None))
    assert text.startswith("copier_scale") and "94 %" in text and "20.04.2026" in text


def test_ink_beyond_the_copiers_reach_is_told_by_edge(school: SchoolFolder) -> None:
    reached = tuple((edge, 12.0 if edge is Edge.LEFT else 5.0) for edge in Edge)
    (text,) = said(school, replace(GOOD, reached=reached))
    assert "слева: печать с 12 мм, знаки с 8 мм: «Индивидуальные комплекты» и ещё" in text
    assert "справа" not in text


def test_symbols_finer_than_the_copier_prints_are_told_by_direction(school: SchoolFolder) -> None:
    (text,) = said(school, replace(GOOD, bars_along=0.423, qr=None))
    assert "штрихи вдоль листа: читаются с 0,42 мм, нужно 0,38 мм" in text
    assert "квадратики QR: не читаются, нужно 0,51 мм" in text
    assert "поперёк" not in text


def test_a_limit_that_equals_the_need_is_enough(school: SchoolFolder) -> None:
    assert said(school, replace(GOOD, bars_across=0.381, bars_along=0.381, qr=0.508)) == []


def test_every_layout_says_what_it_needs() -> None:
    needs = {layout.paper: needs_of(layout) for layout in b.kit().layouts}
    assert all(margin >= 7.7 for need in needs.values() for _, margin in need.margin)
    assert needs["individual_set"].bars_across == needs["individual_set"].bars_along == pytest.approx(0.381)
    # the conduct protocol lies on its side: its level bars stand upright on the sheet
    assert needs["conduct_protocol"].bars_across is None
    assert needs["conduct_protocol"].bars_along == pytest.approx(0.381)
