"""GO or NO-GO: the words that follow from what was measured."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from PIL import Image
from scan.proof_prints import (
    BACK,
    FRONT,
    clean,
    pale,
    reading,
    shifted,
    shrunk,
    skewed,
    striped,
    two_tones,
    without_edges,
)

from vpr_print.model.copier import Edge
from vpr_print.scan.proof_seen import SideReading, SizeSource
from vpr_print.scan.proof_verdict import ProofReport, judge

TODAY = date(2026, 4, 20)


@cache
def perfect(side: int = FRONT) -> SideReading:
    return reading(clean(side))


def verdict(*sides: SideReading, others: int = 0, never_printed: bool = False) -> ProofReport:
    return judge(sides, others=others, never_printed=never_printed, checked=TODAY)


def of_print(*images: Image.Image) -> ProofReport:
    return verdict(*map(reading, images))


def ids(report: ProofReport) -> list[str]:
    return [notice.id for notice in report.notices if notice.look]


def said(report: ProofReport) -> str:
    return "\n".join(str(notice) for notice in report.notices)


def test_a_perfect_print_of_both_sides_is_go_without_a_word() -> None:
    report = verdict(perfect(FRONT), perfect(BACK))
    assert report.go
    assert report.notices == ()
    assert report.duplex == pytest.approx((0, 0), abs=0.2)


def test_fit_to_page_is_named_with_its_figure_and_its_switch() -> None:
    report = of_print(shrunk(clean(), 0.94))
    assert ids(report) == ["proof_scale"]
    assert "напечатано 94 % вместо 100 %" in said(report)
    assert "отключите «Подогнать под страницу»" in said(report)
    assert "растягивает" in said(report) or "сканер" in said(report)


def test_a_shrunk_page_is_not_blamed_for_its_edges_or_its_shift() -> None:
    report = of_print(shifted(shrunk(clean(), 0.94), 4, 0))
    assert ids(report) == ["proof_scale"]


def test_half_a_percent_is_nothing_and_one_percent_is_only_said() -> None:
    assert verdict(replace(perfect(), scale_across=1.005, scale_along=0.996)).go
    report = verdict(replace(perfect(), scale_across=1.01))
    assert report.go
    assert "proof_scale_inexact" in [notice.id for notice in report.notices]


def test_a_page_printed_too_large_is_told_so() -> None:
    report = verdict(replace(perfect(), scale_across=1.05, scale_along=1.05))
    assert "напечатано 105 % вместо 100 %" in said(report)
    assert "Подогнать" not in said(report)


def test_a_shift_of_3_mm_is_told_with_its_direction() -> None:
    report = of_print(shifted(clean(), 3, 0), clean(BACK))
    assert ids(report) == ["proof_shift"]
    assert "лицевая сторона: вправо 3," in said(report)


def test_sides_that_do_not_meet_are_told_as_seen_through_the_front() -> None:
    report = of_print(shifted(clean(FRONT), 2, 0), shifted(clean(BACK), 2, 0))
    assert ids(report) == ["proof_duplex"]
    assert report.duplex is not None
    assert report.duplex[0] == pytest.approx(-4, abs=0.2)
    assert "кресты" in said(report)


def test_both_sides_moved_the_same_way_on_the_sheet_still_meet() -> None:
    report = of_print(shifted(clean(FRONT), 2, 0), shifted(clean(BACK), -2, 0))
    assert report.duplex == pytest.approx((0, 0), abs=0.2)
    assert report.go


def test_an_unreachable_margin_is_told_with_its_edge_and_millimetres() -> None:
    image = clean().copy()
    image.paste(255, (0, 0, 70, image.height))
    report = of_print(image)
    assert ids(report) == ["proof_edges"]
    assert "лицевая сторона, слева: печать только с 10,0 мм" in said(report)


def test_a_border_of_5_mm_is_what_every_copier_has() -> None:
    report = of_print(without_edges(clean(), 5))
    assert report.go
    assert dict(report.profile.reached)[Edge.TOP] in (5.0, 6.0)


def test_pale_print_is_told_as_toner_saving() -> None:
    report = of_print(pale(clean(), 0.4))
    assert ids(report) == ["proof_pale"]
    assert "чёрное вышло на 40 %" in said(report)
    assert "экономию тонера" in said(report)


def test_print_that_is_only_a_little_pale_may_be_used() -> None:
    report = of_print(pale(clean(), 0.7))
    assert report.go
    assert "печать бледновата" in said(report)


def test_streaks_are_told_with_their_places_and_what_to_clean() -> None:
    report = of_print(striped(clean(), (True, 15, 1, 0), (True, 105, 1, 0)))
    assert "proof_streaks" in ids(report)
    assert "тёмная полоса вдоль листа, 105 мм от левого края" in said(report)
    assert "стекло сканера" in said(report)


def test_bars_that_do_not_read_are_told_by_direction() -> None:
    report = verdict(replace(perfect(), bars_along=0.423), replace(perfect(BACK), bars_across=None))
    assert ids(report) == ["proof_bars"]
    assert "лицевая сторона: поперёк листа — с 0,25 мм, вдоль листа — с 0,42 мм" in said(report)
    assert "оборот: поперёк листа — не читаются" in said(report)


def test_bars_exactly_as_fine_as_ours_are_enough() -> None:
    assert verdict(replace(perfect(), bars_along=0.381, bars_across=0.381, qr=0.508)).go
    assert ids(verdict(replace(perfect(), qr=None))) == ["proof_qr"]


def test_a_mirrored_page_is_told() -> None:
    report = of_print(clean().transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    assert "proof_mirrored" in ids(report)


def test_half_a_page_is_told_and_not_measured_for_bars() -> None:
    report = of_print(clean().crop((0, 0, clean().width, clean().height * 2 // 3)))
    assert "proof_cut" in ids(report)
    assert "proof_bars" not in ids(report)
    assert "не целиком" in said(report)


def test_a_crooked_page_is_said_and_no_reason_for_no_go() -> None:
    report = of_print(skewed(clean(), 4))
    assert report.go
    assert "лист лежит косо" in said(report) and "4,0°" in said(report)


def test_a_photograph_is_told_as_bent_and_nothing_else_is_said_of_its_places() -> None:
    image, w, h = clean(), clean().width, clean().height
    leaning = (-0.01 * w, -0.01 * h, 0, h, w, h, 1.015 * w, 0)
    report = of_print(image.transform(image.size, Image.Transform.QUAD, leaning, fillcolor=180))
    assert ids(report) == ["proof_bent"]
    assert not report.true
    assert verdict(perfect()).true


def test_gray_paper_is_told() -> None:
    assert ids(of_print(clean().point(lambda value: value * 6 // 10))) == ["proof_gray_paper"]


def test_a_scan_whose_size_nobody_knows_is_no_go() -> None:
    side = replace(perfect(), scale_across=None, scale_along=None, dpi=0, size_from=SizeSource.NOWHERE)
    assert ids(verdict(side)) == ["proof_scale_unknown"]


def test_a_black_and_white_scan_is_go() -> None:
    report = verdict(reading(two_tones(clean(FRONT, 300)), 300), reading(two_tones(clean(BACK, 300)), 300))
    assert report.go
    assert "насколько бледна печать, по нему не видно" in said(report)
    assert report.profile.black is None


def test_a_page_that_was_never_printed_is_no_go() -> None:
    assert ids(verdict(perfect(), never_printed=True)) == ["proof_never_printed"]


def test_a_missing_side_and_other_pages_are_said() -> None:
    report = verdict(perfect(BACK), others=3)
    assert report.go
    assert "лицевая сторона" in said(report)
    assert "другие страницы пропущены: 3" in said(report)
    assert report.duplex is None


def test_the_profile_takes_the_worse_side() -> None:
    worse = reading(without_edges(clean(BACK), 9))
    profile = verdict(perfect(), replace(worse, bars_along=0.339, black=0.8)).profile
    assert profile.checked == TODAY
    assert set(dict(profile.reached).values()) == {10.0}
    assert (profile.bars_across, profile.bars_along) == (0.254, 0.339)
    assert profile.black == 0.8


def test_an_edge_that_the_scan_lost_is_not_in_the_profile() -> None:
    image = clean().crop((60, 0, clean().width, clean().height))
    report = of_print(image)
    assert Edge.LEFT not in dict(report.profile.reached)
    assert "proof_edges" not in ids(report)
