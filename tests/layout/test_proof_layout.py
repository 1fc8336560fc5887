"""A region's proof page: what it may move, and what it may not spoil."""

from __future__ import annotations

from pathlib import Path

import pytest

from vpr_print.errors import Flaws, VprPrintError
from vpr_print.layout.errors import FlawKind, LayoutFlawError
from vpr_print.layout.read import parse_layout

OURS = (Path(__file__).parents[2] / "layouts" / "vpr" / "proof-page.toml").read_text(encoding="utf-8")


def flaws_of(text: str) -> list[LayoutFlawError]:
    try:
        parse_layout(text, "proof-page.toml")
    except VprPrintError as error:
        found = error.flaws if isinstance(error, Flaws) else (error,)
        return [flaw for flaw in found if isinstance(flaw, LayoutFlawError)]
    return []


def test_ours_has_no_flaw() -> None:
    assert flaws_of(OURS) == []


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("at = [26.2, 90.5], module", "at = [22, 90.5], module", FlawKind.OUTSIDE_PAGE),
        ("at = [26.2, 100], module", "at = [26.2, 95], module", FlawKind.CROWDED_SYMBOL),
        ("at = [126.2, 95.5], module", "at = [180, 95.5], module", FlawKind.CROWDED_SYMBOL),
        ("at = [94, 90.5], size = [9.5, 7]", "at = [90, 90.5], size = [9.5, 7]", FlawKind.CROWDED_SYMBOL),
        ("[[22, 22],", "[[14, 22],", FlawKind.OUTSIDE_PAGE),
        ("[17.4, 79.5, 175.2, 2]", "[17.4, 74, 175.2, 2]", FlawKind.NOT_CLEAR),
        ("[17.4, 79.5, 175.2, 2]", "[10, 79.5, 175.2, 2]", FlawKind.OUTSIDE_PAGE),
        ("  [190.4, 17.4, 2.2, 262.2],\n", "", FlawKind.WRONG_LENGTH),
        ('style = "label"', 'style = "nope"', FlawKind.UNKNOWN_STYLE),
        ("distance = 16", "distance = 2", FlawKind.OUT_OF_RANGE),
        ("[proof.band]", "[proof.bend]", FlawKind.UNKNOWN_KEY),
        ('paper = "proof_page"', 'paper = "draft_sheet"', FlawKind.MISPLACED_SECTION),
    ],
)
def test_a_flaw_is_named(old: str, new: str, kind: FlawKind) -> None:
    assert OURS.count(old) == 1
    found = flaws_of(OURS.replace(old, new))
    assert kind in {flaw.kind for flaw in found}
    assert all(flaw.message.what for flaw in found)


def test_the_section_may_not_be_lost() -> None:
    lost = OURS[: OURS.index("\n[proof]\n")]
    assert FlawKind.MISSING_SECTION in {flaw.kind for flaw in flaws_of(lost)}
