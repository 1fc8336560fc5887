"""A finished build read again from ``source/`` alone: what it was asked for, and its inputs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from vpr_print.errors import VprPrintError
from vpr_print.intake.allocation import AllocationResult, read_allocation
from vpr_print.intake.codes import read_codes
from vpr_print.intake.work_filter import WorkFilter
from vpr_print.model.geometry import Sides
from vpr_print.model.work import Work
from vpr_print.plan.packing import CodePool, PackingOptions
from vpr_print.safe_files import make_folder, write_new
from vpr_print.workflow.errors import SourceMissingError
from vpr_print.workflow.reading import Inputs
from vpr_print.workflow.request import BuildRequest, InputRequest
from vpr_print.workflow.source import INDEX, OPTIONS, KeptVariants, Late, read_late, read_variants


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBuild:
    """What the build was asked for, and what it read."""

    request: BuildRequest
    """Its lists are copies under their own names."""
    inputs: Inputs
    locked: bool
    """Its PDFs open with a password only."""
    late: Late
    """What late changes have made since."""

    def with_list(self, rooms: Path) -> KeptBuild:
        """The same with another room allocation. Raises its flaws (11)."""
        request = replace(self.request, inputs=replace(self.request.inputs, rooms=rooms))
        read = _read_rooms(request.inputs, self.inputs.work)
        others = [notice for notice in self.inputs.notices if notice not in self.inputs.read.notices]
        inputs = replace(self.inputs, allocation=read.allocation, read=read, notices=(*read.notices, *others))
        return replace(self, request=request, inputs=inputs)

    def without_codes(self, codes: Collection[str]) -> KeptBuild:
        """The same with a code list that lacks these."""
        pool = self.inputs.pool
        left = pool and replace(pool, codes=tuple(code for code in pool.codes if code not in codes))
        return replace(self, inputs=replace(self.inputs, pool=left))


def read_kept_build(folder: Path, work: str, scratch: Path) -> KeptBuild:
    """The build whose ``source/`` this is; ``scratch`` (owner only) takes copies of the lists.

    Raises ``SourceMissingError`` where it is not whole, or was kept by a version that kept or read it otherwise.
    """
    variants = read_variants(folder)
    try:
        index = json.loads((folder / Path(INDEX).name).read_bytes())
        packing = index["packing"]
        request = BuildRequest(
            inputs=_lists(folder, index, scratch / "lists", date.fromisoformat(work[:10])),
            packing=PackingOptions(**{**packing, "sides": Sides(packing["sides"])}),
            prepress=variants.options,
            **{name: index["options"][name] for name in OPTIONS},
        )
        inputs = _inputs(request.inputs, variants, work)
        return KeptBuild(request=request, inputs=inputs, locked=index["locked"], late=read_late(folder))
    except (OSError, ValueError, TypeError, KeyError, VprPrintError) as error:
        raise SourceMissingError(str(folder)) from error


def _lists(folder: Path, index: Mapping[str, Any], scratch: Path, day: date) -> InputRequest:
    codes = index.get("codes")
    return InputRequest(
        archive=folder,
        rooms=_copied(folder, index["rooms"], scratch / "rooms"),
        codes=_copied(folder, codes, scratch / "codes") if codes else None,
        classes=tuple(index["classes"]),
        date=day,
        code_length=index["code_length"],
        subject=index["subject"],
        grade=index["grade"] or None,
    )


def _copied(folder: Path, kept: Mapping[str, str], scratch: Path) -> Path:
    """The list under the name that it came with: messages speak of that. Raises ``OSError``, ``ValueError``."""
    name = Path(kept["name"]).name
    data = (folder / f"{kept['sha256']}{Path(name).suffix.lower()}").read_bytes()
    if hashlib.sha256(data).hexdigest() != kept["sha256"]:
        raise ValueError("another content than its name says")
    make_folder(scratch)
    (scratch / name).unlink(missing_ok=True)
    write_new(scratch / name, data)
    return scratch / name


def _inputs(request: InputRequest, variants: KeptVariants, key: str) -> Inputs:
    assert request.date
    work = Work(variants.subject, variants.grade, request.date, key)
    read = _read_rooms(request, work)
    codes = read_codes(request.codes, length=request.code_length, grade=request.grade) if request.codes else None
    return Inputs(
        work=work,
        variants=variants.variants,
        stored=variants.stored,
        files=(),
        allocation=read.allocation,
        read=read,
        pool=CodePool(codes.codes, request.codes.name) if codes and request.codes else None,
        notices=(*read.notices, *(codes.notices if codes else ())),
    )


def _read_rooms(request: InputRequest, work: Work) -> AllocationResult:
    wanted = WorkFilter(work.subject, work.grade or None, request.classes, work.date)
    return read_allocation(request.rooms, work=wanted, code_length=request.code_length)
