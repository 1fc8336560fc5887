"""What a person asks of a check or a build."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from vpr_print.documents.options import PaperOptions
from vpr_print.plan.packing import PackingOptions
from vpr_print.prepress.masters import USUAL_OPTIONS, PrepressOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveRequest:
    """The archive of variants, and what overrules the recognition of its files."""

    archive: Path
    password: str | None = field(default=None, repr=False)
    subject: str | None = None
    grade: int | None = None
    variant_files: tuple[tuple[int, str], ...] = ()
    """Variant number and name of its file in the archive."""
    cut_answers: bool = False
    """Leave answer pages out of the sets instead of stopping."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRequest(ArchiveRequest):
    """All files that come from outside."""

    rooms: Path
    codes: Path | None = None
    classes: tuple[str, ...] = ()
    date: date | None = None
    code_length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRequest:
    """What a person wants to see before anything is printed."""

    archive: ArchiveRequest
    prepress: PrepressOptions = USUAL_OPTIONS
    out: Path | None = None
    """Where the pictures go instead of ``preview-<archive>/``."""
    layouts: Path | None = None
    """A region's own layouts."""
    dpi: int = 100
    workers: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildRequest:
    """Everything that decides what a build makes."""

    inputs: InputRequest
    packing: PackingOptions
    prepress: PrepressOptions = USUAL_OPTIONS
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
    lock_with: str | None = field(default=None, repr=False)
    """Password of every PDF."""
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
