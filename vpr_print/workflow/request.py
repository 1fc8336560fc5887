"""What a person asks of a check or a build."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from vpr_print.documents.options import PaperOptions
from vpr_print.plan.packing import PackingOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRequest:
    """The files that come from outside, and what overrules their recognition."""

    archive: Path
    rooms: Path
    codes: Path | None = None
    password: str | None = field(default=None, repr=False)
    subject: str | None = None
    grade: int | None = None
    classes: tuple[str, ...] = ()
    date: date | None = None
    variant_files: tuple[tuple[int, str], ...] = ()
    """Variant number and name of its file in the archive."""
    cut_answers: bool = False
    """Leave answer pages out of the sets instead of stopping."""
    code_length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildRequest:
    """Everything that decides what a build makes."""

    inputs: InputRequest
    packing: PackingOptions
    out: Path | None = None
    """Where the work's folder goes instead of ``works/<work>/``."""
    layouts: Path | None = None
    """A region's own layouts."""
    door_list: bool = False
    """Full names in the hand-out plan, which then hangs on the door."""
    reuse_codes: bool = False
    """Codes that other works of the day have given out may be given again."""
    print_drafts: bool = False
    per_set_files: bool = False
    replace: bool = False
    """Existing papers may change; their old numbers become void."""
    reason: str | None = None
    """Why numbers that a person confirmed as printed become void."""
    workers: int = 1
    who: str = ""
    """Who builds, for the ledger."""

    @property
    def papers(self) -> PaperOptions:
        """What is decided about the papers themselves."""
        return PaperOptions(
            filled_protocol=self.packing.filled_protocol,
            print_drafts=self.print_drafts,
            per_set_files=self.per_set_files,
            names_in_plan=self.door_list,
        )
