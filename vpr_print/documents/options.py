"""What a person decides about the papers themselves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOptions:
    """How a work's papers are drawn and bound, beside its plan."""

    filled_protocol: bool = False
    print_drafts: bool = False
    per_set_files: bool = False
    """A file for each set, for copiers that staple a document."""
    names_in_plan: bool = False
    """The hand-out plan with full names: a door list."""
