"""The 16 digits that stand on every paper: ``K SSSSSS NNNNN PP CC``.

Digits only, because a hand scanner is a keyboard, and the Russian keyboard layout turns letters into other
letters. ``CC`` is ISO 7064 MOD 97-10: it finds every wrong digit, every swap of neighbours and nearly all
other slips; the fixed length finds lost and doubled digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from vpr_print.model.work import ParticipantCode, SiteNumber

DIGITS = 16
SERIALS = range(1, 100_000)
PAGES = range(100)
CODE_LENGTH = 7
"""Longest participant code that fits a number of kind 0."""
USUAL_CODE_LENGTH = 5
"""Of the codes of ВПР."""

_SHAPE = re.compile(r"[0-9]{16}", re.ASCII)


class NumberKind(IntEnum):
    """First digit of a number: what the paper is."""

    PARTICIPANT_CODE = 0
    SET = 1
    DELIVERY = 2
    RETURN_USED = 3
    RETURN_UNUSED = 4
    CONDUCT_PROTOCOL = 5
    MANIFEST = 6
    DISPATCH = 7
    DRAFT_SHEET = 8
    OTHER = 9


class NotOurNumber(ValueError):
    """The text is not one of our numbers: wrong length, other signs than digits, or wrong check digits."""


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """Number of one paper, or of one page of it. ``page`` 0 means the whole."""

    kind: NumberKind
    site: SiteNumber
    serial: int
    page: int = 0

    def __post_init__(self) -> None:
        if self.kind is NumberKind.PARTICIPANT_CODE:
            raise ValueError("a participant code has no serial: use CodeNumber")
        if self.serial not in SERIALS:
            raise ValueError(f"serial {self.serial} is not in 1..99999")
        if self.page not in PAGES:
            raise ValueError(f"page {self.page} is not in 0..99")
        check_site(self.site)

    def __str__(self) -> str:
        return with_check_digits(f"{self.kind:d}{self.site}{self.serial:05d}{self.page:02d}")

    def of_page(self, page: int) -> Identifier:
        """The number of one page of this paper (1-based)."""
        return Identifier(self.kind, self.site, self.serial, page)

    @property
    def whole(self) -> Identifier:
        """The number of the whole paper that a page belongs to."""
        return self.of_page(0)


@dataclass(frozen=True, slots=True, order=True)
class CodeNumber:
    """A participant code as a number: ``0 SSSSSS``, the code right-aligned in seven digits, check digits.

    Leading zeros of the code cannot be told from the padding: whoever reads it must know the code's length.
    """

    site: SiteNumber
    digits: str

    @classmethod
    def of(cls, site: SiteNumber, code: ParticipantCode) -> CodeNumber:
        """The number of a code. Raises ``ValueError`` unless the code is 1–7 digits."""
        if not re.fullmatch(r"[0-9]{1,7}", code, re.ASCII):
            raise ValueError("a participant code is 1 to 7 digits")
        check_site(site)
        return cls(site, code.zfill(CODE_LENGTH))

    def __str__(self) -> str:
        return with_check_digits(f"0{self.site}{self.digits}")

    def code(self, length: int) -> ParticipantCode:
        """The code with its own length. Raises ``NotOurNumber`` when a digit would be lost."""
        if int(self.digits[: CODE_LENGTH - length] or "0"):
            raise NotOurNumber(f"code is longer than {length} digits")
        return ParticipantCode(self.digits[CODE_LENGTH - length :])


def parse_number(text: str) -> Identifier | CodeNumber:
    """The paper's number or participant code that the 16 digits say. Raises ``NotOurNumber``."""
    if not _SHAPE.fullmatch(text):
        raise NotOurNumber("not 16 digits")
    if int(text) % 97 != 1:
        raise NotOurNumber("check digits do not fit")
    if int(text[14:]) not in range(2, 99):
        raise NotOurNumber("check digits that the standard never gives")
    site = SiteNumber(text[1:7])
    if text[0] == "0":
        return CodeNumber(site, text[7:14])
    serial = int(text[7:12])
    if serial not in SERIALS:
        raise NotOurNumber("serial 00000 is never given")
    return Identifier(NumberKind(int(text[0])), site, serial, int(text[12:14]))


def with_check_digits(body: str) -> str:
    """The 14 digits with two check digits added (ISO 7064, MOD 97-10: the whole leaves 1 modulo 97)."""
    return f"{body}{98 - int(body) * 100 % 97:02d}"


def grouped(number: Identifier | CodeNumber | str) -> str:
    """The digits in groups of four, as they stand below the bars."""
    digits = str(number)
    return " ".join([digits[i : i + 4] for i in range(0, len(digits), 4)])


def check_site(site: str) -> None:
    """Raise ``ValueError`` unless the site number is the six digits of the FIS OKO login."""
    if not (len(site) == 6 and site.isascii() and site.isdigit()):
        raise ValueError("a site number is six digits")
