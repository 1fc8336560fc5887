"""The stamp keeps out of ink, zones and the copier's edge, and stands at the same place on all pages if it can."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from prepress.prepared import slot, stamp

from vpr_print.errors import ExitCode, Flaws
from vpr_print.layout.stamp import Slot, Taboo
from vpr_print.model.geometry import A3, A4, INK_MARGIN_MM, Rect, Size, Turn
from vpr_print.prepress.free_space import InkedPage, place_stamps
from vpr_print.prepress.ink import InkMap, OpenedInk, is_coloured
from vpr_print.prepress.masters import StampPlacement
from vpr_print.prepress.places import PageOnSheet, zones_on
from vpr_print.prepress.space_errors import Hindrance, NoFreeSpaceError, Part
from vpr_print.workflow.layouts import school_kit

SCALE = 827 / 210
STAMP = school_kit(None).stamp


def picture(*inked: Rect, paper: int = 255, ink: int = 0) -> Image.Image:
    image = Image.new("RGB", (827, 1170), (paper, paper, paper))
    draw = ImageDraw.Draw(image)
    for rect in inked:
        box = (rect.x * SCALE, rect.y * SCALE, rect.right * SCALE, rect.bottom * SCALE)
        draw.rectangle(box, fill=(ink, ink, ink))
    return image


def page(*inked: Rect, number: int = 1, paper: int = 255, ink: int = 0) -> InkedPage:
    return InkedPage("v.pdf", number, InkMap.of(picture(*inked, paper=paper, ink=ink)), number == 1)


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
    assert {item.hindrance for item in error.obstacles} == {Hindrance.INK, Hindrance.EDGE}
    assert {item.part for item in error.obstacles} == {Part.QR, Part.NUMBERED_LINE, Part.TICKS}
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


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(192, 255), min_size=1, max_size=8),
    st.lists(st.integers(0, 255), max_size=30),
    st.integers(1, 40),
)
@example(grounds=[200, 200, *range(250, 256)], marks=[], times=20)  # no level of white is as common
def test_the_ground_is_the_commonest_level_that_is_pale(grounds: list[int], marks: list[int], times: int) -> None:
    levels = grounds * times + marks
    gray = Image.new("L", (len(levels), 1))
    gray.putdata(levels)
    ground = max(range(192, 256), key=levels.count)
    white = ground >= 250 or levels.count(ground) * 20 < len(levels)
    ink = [level < (250 if white else ground - 24) for level in levels]
    assert [bool(value) for value in InkMap.of(gray).image.get_flattened_data()] == ink


def test_colour_is_seen_and_gray_is_not() -> None:
    image = picture(Rect(10, 10, 10, 10), ink=90)
    assert not is_coloured(image)
    image.putpixel((5, 5), (200, 60, 60))
    assert is_coloured(image)


# ── strips ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_strip_is_searched_when_its_first_place_is_taken() -> None:
    """16.8 mm of white between two blots are found; 15 mm do not take the code and its air."""
    strip = Slot(at=(189.2, 276), to=(189.2, 36))
    for gap, found in ((16.8, True), (15.0, False)):
        blots = page(Rect(185, 0, 25, 215 - gap), Rect(185, 215, 25, 82))
        fixed = stamp(qr=[strip], bars=[slot(8, 150, Turn.UP)], line=[slot(8, 285.8)], ticks=[slot(8, 44, Turn.UP)])
        if found:
            (placement,) = place_stamps([blots], fixed)
            assert 215 - gap < placement.qr.rect.y < 215 - placement.qr.rect.h
        else:
            with pytest.raises(NoFreeSpaceError):
                place_stamps([blots], fixed)


def test_a_fixed_place_is_preferred_to_a_strip_even_when_it_stands_later() -> None:
    strip = Slot(at=(189.2, 276), to=(189.2, 36))
    (placement,) = place_stamps([page(Rect(189, 270, 21, 27))], stamp(qr=[strip, slot(6, 276)]))
    assert placement.qr.rect.x == 6


def test_along_a_strip_the_place_nearest_to_its_beginning_is_taken() -> None:
    strip = Slot(at=(189.2, 276), to=(189.2, 36))
    (placement,) = place_stamps([page(Rect(189, 270, 21, 27))], stamp(qr=[strip]))
    assert 253 < placement.qr.rect.y < 255


def test_both_ticks_are_looked_at_along_a_strip() -> None:
    """Under the second rule lies a blot of 6 mm; the first pair that goes past it is taken."""
    strip = Slot(at=(199, 44), to=(199, 188), turn=Turn.UP)
    (placement,) = place_stamps([page(Rect(195, 140, 15, 6))], stamp(ticks=[strip]))
    assert 146 < placement.ticks.rect.bottom < 148


# ── zones on pages of other shapes ───────────────────────────────────────────────────────────────────────────

HEADER = Taboo(name="КОД", at=(126, 0), size=(77, 34))
TABLE = Taboo(name="таблица баллов", at=(10, 207), size=(190, 68), on="first")


def test_zones_of_an_a4_page_are_those_of_the_layout() -> None:
    header, table = zones_on([HEADER, TABLE], PageOnSheet(), first=True)
    assert (header.rect, table.rect) == (HEADER.rect, TABLE.rect)
    assert zones_on([HEADER, TABLE], PageOnSheet(), first=False) == (header,)


def test_zones_turn_with_a_landscape_page() -> None:
    """The header of a page that was turned to the left lies along the left edge of the sheet."""
    header, table = zones_on([HEADER, TABLE], PageOnSheet(A4.turned, 1.0, turned=True), first=True)
    assert header.rect.x == 0 and header.rect.w == 34, "34 mm from the top of the page"
    assert header.rect.y == pytest.approx(297 - 203 * 297 / 210) and header.rect.h == pytest.approx(77 * 297 / 210)
    assert table.rect.right == pytest.approx(210 - 22), "22 mm from the bottom of the page"


def test_zones_stand_in_the_part_of_the_sheet_that_the_page_covers() -> None:
    """Letter, fitted: a header begins at the page's own top edge."""
    letter = PageOnSheet(Size(215.9, 279.4), 210 / 215.9)
    (header,) = zones_on([HEADER], letter, first=False)
    assert header.rect.y == pytest.approx((297 - 279.4 * 210 / 215.9) / 2)
    (same,) = zones_on([HEADER], PageOnSheet(A3, A4.w / A3.w), first=False)
    assert same.rect.x == pytest.approx(126) and same.rect.h == 34


def test_a_part_of_the_stamp_keeps_out_of_the_header_of_a_landscape_page() -> None:
    zone = Taboo(name="заголовок", at=(0, 0), size=(210, 34))
    landscape = replace(page(), lies=PageOnSheet(A4.turned, 1.0, turned=True))
    (placement,) = place_stamps([landscape], stamp(taboo=[zone], line=[slot(8, 285.8), slot(120, 285.8)]))
    assert all(part.rect.x >= 34 for part in placement.parts)


def test_the_top_edge_of_the_sheet_is_for_pages_that_lie_turned() -> None:
    """It is the side of a landscape page, and the header of an upright one."""
    full = page(Rect(0, 25, 210, 272), number=2)
    with pytest.raises(NoFreeSpaceError):
        place_stamps([full], STAMP)
    (placement,) = place_stamps([replace(full, lies=PageOnSheet(A4.turned, 1.0, turned=True))], STAMP)
    assert all(part.rect.bottom < 25 and part.rect.x >= 34 for part in placement.parts)


# ── laws ─────────────────────────────────────────────────────────────────────────────────────────────────────

_blot = st.builds(Rect, st.floats(0, 200), st.floats(0, 285), st.floats(0.3, 60), st.floats(0.3, 60))
_edges = st.sampled_from([Rect(0, 0, 16, 297), Rect(194, 0, 16, 297), Rect(0, 272, 210, 25), Rect(20, 34, 175, 240)])
_pages = st.lists(st.lists(_blot | _edges, max_size=8), min_size=1, max_size=3)


@settings(max_examples=60, deadline=None)
@given(_pages)
def test_the_stamp_keeps_off_ink_zones_the_edge_and_itself(inked: list[list[Rect]]) -> None:
    pages = [page(*blots, number=number) for number, blots in enumerate(inked, 1)]
    try:
        placements = place_stamps(pages, STAMP)
    except (NoFreeSpaceError, Flaws):
        return
    for number, (blots, placement) in enumerate(zip(inked, placements, strict=True)):
        solid, dark = _rects(placement)
        zones = [zone.rect for zone in STAMP.taboo if zone.on == "all" or number == 0]
        assert not any(rect.meets(blot.grown(-0.2)) for rect in solid for blot in blots)
        assert not any(rect.meets(zone) for rect in solid for zone in zones)
        assert all(Rect(0, 0, 210, 297).grown(-INK_MARGIN_MM).holds(rect, 0.02) for rect in dark)
        assert not any(a.meets(b) for i, a in enumerate(solid) for b in solid[i + 1 :])


@settings(max_examples=40, deadline=None)
@given(_pages)
def test_pages_that_have_a_full_stamp_in_common_get_it(inked: list[list[Rect]]) -> None:
    """What is free on all pages laid on each other is free on each: one page with all the ink says where."""
    pages = [page(*blots, number=number) for number, blots in enumerate(inked, 1)]
    together = page(*(blot for blots in inked for blot in blots))
    try:
        (common,) = place_stamps([together], STAMP)
    except NoFreeSpaceError:
        return
    placements = place_stamps(pages, STAMP)
    if common.bars:
        assert set(placements) == {common}
    else:
        assert len(placements) == len(pages), "nobody is worse off than with the common places"


def test_the_map_of_blocked_places_is_that_of_the_picture() -> None:
    """A rectangle is free where a crop of the picture is white; a pixel of doubt goes to the ink."""
    blots = (Rect(50, 60, 20, 5), Rect(205, 290, 5, 7), Rect(0, 0, 3, 3), Rect(120, 100, 0.3, 0.3))
    ink = OpenedInk.union([page(blot).ink for blot in blots])
    for x in range(0, 190, 3):
        for y in range(0, 280, 7):
            rect = Rect(x, y, 14.8, 9.5)
            near = any(rect.grown(0.3).meets(blot) for blot in blots)
            far = not any(rect.grown(1.3).meets(blot) for blot in blots)
            assert ink.meets(rect) or not near, rect
            assert not (ink.meets(rect) and far), rect


def _rects(placement: StampPlacement) -> tuple[list[Rect], list[Rect]]:
    """What has to be white on the page, and what may be black; of ticks only the two rules."""
    whole, up = placement.ticks.rect, placement.ticks.turn is Turn.UP
    size = (3, 0.5) if up else (0.5, 3)
    ticks = [Rect(whole.x, whole.y, *size), Rect(whole.right - size[0], whole.bottom - size[1], *size)]
    solid = [placement.qr.rect, placement.line.rect, *ticks]
    dark = [placement.qr.rect.grown(-2.03), placement.line.rect, *ticks]
    if placement.bars:
        rect = placement.bars.rect
        dx, dy = (0, 3.81) if placement.bars.turn is Turn.UP else (3.81, 0)
        solid.append(rect)
        dark.append(Rect(rect.x + dx, rect.y + dy, rect.w - 2 * dx, rect.h - 2 * dy))
    return solid, dark
