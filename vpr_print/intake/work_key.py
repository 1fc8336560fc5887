"""The name under which a work is known to the disk and the ledger."""

from __future__ import annotations

from datetime import date

from vpr_print.model.transliteration import transliterate


def work_key(subject: str, grade: int, day: date) -> str:
    """``2026-04-21-matematika-5``: ASCII, sorts by day; no grade (0) is not named.

    A subject without any letter becomes ``predmet``.
    """
    return f"{day:%Y-%m-%d}-{transliterate(subject) or 'predmet'}" + (f"-{grade}" if grade else "")
