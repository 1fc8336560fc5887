"""The stamp keeps out of ink, zones and the copier's edge, and stands at the same place on all pages if it can."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw
from prepress.prepared import slot, stamp

from vpr_print.errors import ExitCode
from vpr_print.layout.schema import Taboo
from vpr_print.model.geometry import Rect, Turn
from vpr_print.prepress.errors import NoFreeSpaceError
from vpr_print.prepress.free_space import InkedPage, place_stamps
from vpr_print.prepress.ink import InkMap, is_coloured

SCALE = 827 / 210


def picture(*inked: Rect, paper: int = 255, ink: int = 0) -> Image.Image:
    image = Image.new("RGB", (827, 1170), (paper, paper, paper))
    draw = ImageDraw.Draw(image)
    for rect in inked:
        box = (rect.x * SCALE, rect.y * SCALE, rect.right * SCALE, rect.bottom * SCALE)
        draw.rectangle(box, fill=(ink, ink, ink))
    return image


def page(*inked: Rect, number: int = 1, paper: int = 255, ink: int = 0) -> InkedPage:
    return InkedPage("v.pdf", number, InkMap.of(picture(*inked, paper=paper, ink=ink)))


def test_an_empty_page_takes_the_first_places() -> None:
    (placement,) = place_stamps([page()], stamp())
    assert placement.bars and (placement.bars.rect.x, placement.bars.rect.y) == (8, 150)
    assert placement.bars.turn is Turn.UP and placement.bars.rect.h > placement.bars.rect.w
    assert (placement.qr.rect.x, placement.qr.rect.y) == (189.2, 276)
    parts = [part.rect for part in placement.parts]
    assert not any(
        a.meets(b) for n, a in enumerate(parts) for b in parts[n + 1 :] if placement.ticks.rect not in (a, b)
    )


def test_ink_on_one_page_moves_the_stamp_on_all_pages() -> None:
    placements = place_stamps([page(), page(Rect(190, 280, 5, 5), number=2)], stamp())
    assert placements[0] == placements[1]
    assert placements[0].qr.rect.x != 189.2 or placements[0].qr.rect.y != 276


def test_pages_that_have_no_place_in_common_are_stamped_one_by_one() -> None:
    left, right = Rect(0, 160, 30, 50), Rect(180, 160, 30, 50)
    first, second = place_stamps([page(left), page(right, number=2)], stamp())
    assert first.bars and second.bars
    assert first.bars.rect.x > 100 > second.bars.rect.x


def test_bars_are_left_out_where_only_the_qr_has_room() -> None:
    crowded = page(Rect(0, 160, 30, 50), Rect(180, 160, 30, 50))
    (placement,) = place_stamps([crowded], stamp())
    assert placement.bars is None
    longer = stamp().line.size[0] + stamp().line.number_width
    assert longer in (placement.line.rect.w, placement.line.rect.h), "the digits stand in the line then"


def test_half_a_millimetre_of_air_is_kept() -> None:
    bars = stamp().bars
    (free,) = place_stamps([page()], stamp())
    assert free.bars
    near = Rect(free.bars.rect.right + 0.3, 170, 5, 5)
    (moved,) = place_stamps([page(near)], stamp())
    assert moved.bars and moved.bars.rect.x == bars.slots[1].at[0]
    (kept,) = place_stamps([page(Rect(free.bars.rect.right + 1.0, 170, 5, 5))], stamp())
    assert kept.bars == free.bars


def test_ink_between_the_ticks_is_no_obstacle() -> None:
    (placement,) = place_stamps([page(Rect(8, 60, 3, 50))], stamp(bars=[slot(192.5, 150, Turn.UP)]))
    assert (placement.ticks.rect.x, placement.ticks.rect.y) == (8, 44)


def test_a_zone_is_free_even_where_it_shows_nothing() -> None:
    zone = Taboo(name="КОД", at=(185, 270), size=(25, 27))
    (placement,) = place_stamps([page()], stamp(taboo=[zone]))
    assert not any(part.rect.meets(zone.rect) for part in (placement.qr, placement.line))


def test_a_zone_of_the_first_page_binds_the_others_only_for_a_common_place() -> None:
    zone = Taboo(name="таблица баллов", at=(0, 30), size=(210, 267), on="first")
    with pytest.raises(NoFreeSpaceError) as caught:
        place_stamps([page(), page(number=2)], stamp(taboo=[zone]))
    assert caught.value.page == 1
    assert "таблица баллов" in str(caught.value)


def test_no_free_space_names_file_page_and_what_is_in_the_way() -> None:
    with pytest.raises(NoFreeSpaceError) as caught:
        place_stamps([page(), page(Rect(0, 0, 210, 297), number=7)], stamp())
    error = caught.value
    assert error.exit_code is ExitCode.VARIANT
    assert (error.file, error.page) == ("v.pdf", 7)
    assert {item.part for item in error.obstacles} == {"qr", "line", "ticks"}
    assert "v.pdf, страница 7" in error.message.where and "рисунок или текст" in error.message.where


def test_no_ink_of_ours_comes_nearer_than_8_mm_to_the_edge() -> None:
    with pytest.raises(NoFreeSpaceError) as caught:
        place_stamps([page()], stamp(line=[slot(7, 285)]))
    assert "8 мм" in str(caught.value)


def test_quiet_zones_may_lie_nearer_to_the_edge() -> None:
    (placement,) = place_stamps([page()], stamp(qr=[slot(6, 276)]))
    assert placement.qr.rect.x == 6


def test_a_watermark_is_ink_and_the_gray_of_a_scan_is_not() -> None:
    mark = Rect(185, 270, 20, 20)
    assert InkMap.of(picture(mark, ink=247)).opened().meets(mark)
    scan = InkMap.of(picture(mark, paper=236, ink=120)).opened()
    assert scan.meets(mark)
    assert not scan.meets(Rect(20, 20, 100, 100))
    assert InkMap.of(picture(paper=150)).opened().meets(Rect(20, 20, 10, 10))


def test_colour_is_seen_and_gray_is_not() -> None:
    image = picture(Rect(10, 10, 10, 10), ink=90)
    assert not is_coloured(image)
    image.putpixel((5, 5), (200, 60, 60))
    assert is_coloured(image)
