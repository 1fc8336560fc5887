"""A work (ВПР in one subject, grade and day), the site that writes it, and its variants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NewType

SiteNumber = NewType("SiteNumber", str)
"""Six digits of the FIS OKO login ``edu######``; 000000 is the demo site, foreign to every real ledger."""
ParticipantCode = NewType("ParticipantCode", str)
"""Digits; a string, because zeros lead."""

DEMO_SITE = SiteNumber("000000")


@dataclass(frozen=True, slots=True)
class CellRef:
    """Where in a list something stands: file, sheet (empty for CSV), cell such as ``C12``."""

    file: str
    sheet: str
    cell: str

    def __str__(self) -> str:
        sheet = f", лист «{self.sheet}»" if self.sheet else ""
        return f"{self.file}{sheet}, ячейка {self.cell}" if self.cell else f"{self.file}{sheet}"


@dataclass(frozen=True, slots=True)
class Site:
    """A school, or another place where a work is written (ППО)."""

    number: SiteNumber
    name: str


@dataclass(frozen=True, slots=True)
class Work:
    """One subject, one grade, one day; many classes write it. Teachers' work has no grade."""

    subject: str
    """As in the papers: «Математика»."""
    grade: int
    """0 for none."""
    date: date
    key: str
    """ASCII name of the work's folder and its key in the ledger: ``2026-04-21-matematika-5``."""

    @property
    def grade_text(self) -> str:
        """The grade as papers print it; nothing where there is none."""
        return str(self.grade) if self.grade else ""

    @property
    def date_ru(self) -> str:
        return f"{self.date:%d.%m.%Y}"


@dataclass(frozen=True, slots=True)
class PageSpan:
    """Some pages of one PDF of the archive, 0-based, in the order in which they are printed."""

    file: str
    """Name inside the archive, as a person sees it."""
    sha256: str
    """Content address of the stored file."""
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant of the work: the pages that one set of it has, from one file or from its parts in order."""

    number: int
    parts: tuple[PageSpan, ...]

    @property
    def page_count(self) -> int:
        return sum(len(part.pages) for part in self.parts)
