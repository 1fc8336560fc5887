"""The picture of a page without room shows the page, the zones, the places tried and the ink in them."""

from __future__ import annotations

import io
import pickle

import pytest
from PIL import Image, ImageDraw

from vpr_print.model.geometry import Rect
from vpr_print.prepress.free_space import InkedPage, place_stamps
from vpr_print.prepress.ink import InkMap
from vpr_print.prepress.overlay import BLUE, ORANGE, RED, Overlay
from vpr_print.prepress.space_errors import NoFreeSpaceError, Part, Zone
from vpr_print.prepress.trouble_picture import render_trouble
from vpr_print.workflow.layouts import picture_font, school_kit

SCALE = 827 / 210
TEXT = Rect(60, 100, 90, 60)
FRAME = Rect(4, 36, 200, 256)


def trouble() -> NoFreeSpaceError:
    """Of a page that is inked all along its edges; a block of text lies in the middle, where nothing is tried."""
    picture = Image.new("RGB", (827, 1170), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle(box(FRAME), fill="black")
    draw.rectangle(box(FRAME.grown(-40)), fill="white")
    draw.rectangle(box(TEXT), fill="black")
    with pytest.raises(NoFreeSpaceError) as caught:
        place_stamps([InkedPage("вариант 1.pdf", 3, InkMap.of(picture), first=True)], school_kit(None).stamp)
    return caught.value


def box(rect: Rect) -> tuple[float, float, float, float]:
    return rect.x * SCALE, rect.y * SCALE, rect.right * SCALE, rect.bottom * SCALE


def colours(picture: Image.Image, rect: Rect) -> dict[tuple[int, ...], int]:
    part = picture.crop(tuple(map(round, box(rect))))  # type: ignore[arg-type]  # four, as a box has
    return {colour: count for count, colour in part.getcolors(1 << 20) or ()}  # type: ignore[misc]  # of RGB


def test_ink_in_the_tried_places_is_red_and_the_rest_of_the_page_pale() -> None:
    error = trouble()
    picture = Image.open(io.BytesIO(render_trouble(error, picture_font())))
    assert picture.size == (827, 1170)
    first = next(item for item in error.obstacles if item.part is Part.QR)
    assert RED in colours(picture, first.rect.grown(-2))
    text = colours(picture, TEXT.grown(-2))
    assert RED not in text and (150, 150, 150) in text
    assert list(colours(picture, Rect(60, 80, 90, 15))) == [(255, 255, 255)], "nothing is drawn where nothing is"


def test_zones_are_hatched_and_places_framed_where_the_error_says() -> None:
    error = trouble()
    picture = Image.open(io.BytesIO(render_trouble(error, picture_font())))
    assert {zone.name for zone in error.zones} == {"заголовок работы", "КОД участника", "таблица баллов"}
    for zone in error.zones:
        assert ORANGE in colours(picture, zone.rect), zone.name
        # shading and hatching between the frame of the zone and its name
        assert len(colours(picture, Rect(zone.rect.x + 30, zone.rect.y + 10, 20, 10))) > 1, zone.name
    for item in [item for item in error.obstacles if item.part is Part.QR][:12]:
        edge = Rect(item.rect.x + 2, item.rect.bottom - 0.5, 10, 1)
        assert BLUE in colours(picture, edge), item.number


def test_the_error_says_where_its_picture_is_and_stays_what_it_is() -> None:
    error = trouble()
    assert "рисунок: " not in str(error)
    error.picture = "/школа/net-mesta-arkhiv/net-mesta-01.png"
    assert "рисунок: /школа/net-mesta-arkhiv/net-mesta-01.png" in error.message.where
    assert pickle.loads(pickle.dumps(error)).picture == error.picture


def test_a_long_name_and_a_zone_off_the_sheet_stay_in_the_picture() -> None:
    overlay = Overlay(Image.new("L", (413, 585), 255), picture_font())
    overlay.zone(Zone("очень длинное имя запретной зоны, которое не помещается", Rect(-30, -30, 40, 40)))
    overlay.zone(Zone("за краем", Rect(205, 295, 40, 40)))
    overlay.frame(Rect(190, 280, 60, 60), BLUE, "место")
    picture = Image.open(io.BytesIO(overlay.png()))
    assert picture.size == (413, 585)
    assert RED not in {colour for _, colour in picture.getcolors(1 << 20) or ()}
