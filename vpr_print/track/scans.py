"""What a scanner or a person types: a number of ours, or the maker's number of a security bag."""

from __future__ import annotations

import re

from vpr_print.model.identifier import CodeNumber, Identifier, NotOurNumber, parse_number
from vpr_print.track.custody_errors import BagNumberError, NotANumberError

_BAG = re.compile(r"(?=.*[0-9])[0-9A-Z][0-9A-Z/-]{3,31}", re.ASCII)
_GAPS = re.compile(r"[\s\u00a0]+")
_TYPED_IN_RUSSIAN = str.maketrans("ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ.", "QWERTYUIOPASDFGHJKLZXCVBNM/")
"""Keys of the Russian layout and the letters that stand on them: what a scanner with letters types there."""


def parse_scan(text: str) -> Identifier | CodeNumber:
    """The number of a paper, of one of its pages, or of a code. Raises ``NotANumberError``.

    Sixteen digits whose check digits fit (ISO 7064, MOD 97-10): a wrong digit, swapped neighbours, a lost or a doubled
    digit are refused. Spaces between the digits do not matter, since they stand so on the paper.
    """
    try:
        return parse_number(_GAPS.sub("", text))
    except NotOurNumber:
        raise NotANumberError(text.strip()) from None


def parse_bag_number(text: str) -> str:
    """The maker's number of a security bag, in capitals. Raises ``BagNumberError``.

    Letters that a scanner typed with the Russian layout on are put back. A number of ours is none of a bag.
    """
    bag = _GAPS.sub("", text).upper().translate(_TYPED_IN_RUSSIAN)
    if not _BAG.fullmatch(bag) or _is_ours(bag):
        raise BagNumberError(text.strip())
    return bag


def _is_ours(text: str) -> bool:
    try:
        parse_number(text)
    except NotOurNumber:
        return False
    return True
