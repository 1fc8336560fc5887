"""``source/`` of a work: the inputs as they came, content-addressed; replacing and amending read only this."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vpr_print.errors import VprPrintError
from vpr_print.intake.allocation import read_allocation
from vpr_print.intake.work_filter import WorkFilter
from vpr_print.model.seating import RoomAllocation
from vpr_print.model.work import PageSpan, Variant
from vpr_print.output.work_folder import SOURCE
from vpr_print.prepress.masters import Compat, PageSizePolicy, PrepressOptions
from vpr_print.safe_files import make_folder, put
from vpr_print.workflow.errors import SourceMissingError

if TYPE_CHECKING:  # who reads what is kept needs nothing of what a build reads with
    from vpr_print.workflow.reading import Inputs
    from vpr_print.workflow.request import BuildRequest

INDEX = f"{SOURCE}/inputs.json"
"""Its place in the work's folder."""
OPTIONS = ("door_list", "reuse_codes", "print_drafts", "per_set_files")
"""What else a build was asked for that decides what its papers are: fields of ``BuildRequest``."""


@dataclass(frozen=True, slots=True)
class Late:
    """What late changes have made since the last whole build, as long as nobody has confirmed its print."""

    numbers: tuple[str, ...] = ()
    """Of papers."""
    codes: tuple[str, ...] = ()
    """Whose slips are new."""
    left: tuple[str, ...] = ()
    """Codes that the list had tied to somebody who has left: nobody else gets them by a late change."""
    asked: str = ""
    """Tells the last wish from others, so that it is not carried out twice: a digest, of names too."""


NOTHING_LATE = Late()


@dataclass(frozen=True, slots=True)
class KeptVariants:
    """The variants of a finished build, read from ``source/`` alone."""

    subject: str
    grade: int
    variants: tuple[Variant, ...]
    stored: Mapping[str, Path]
    """Content address → file."""
    options: PrepressOptions


def read_variants(folder: Path) -> KeptVariants:
    """What ``keep_inputs`` kept of the variants. Raises ``SourceMissingError`` when it is not whole."""
    try:
        index = json.loads((folder / Path(INDEX).name).read_bytes())
        variants = tuple(Variant(item["number"], tuple(map(_part, item["parts"]))) for item in index["variants"])
        stored = {part.sha256: folder / f"{part.sha256}.pdf" for variant in variants for part in variant.parts}
        for sha256, path in stored.items():
            if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
                raise ValueError("another content than its name says")
        made = index["prepress"]
        options = PrepressOptions(
            page_size=PageSizePolicy(made["page_size"]), compat=Compat(made["compat"]), as_image=made["as_image"]
        )
        return KeptVariants(index["subject"], index["grade"], variants, stored, options)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise SourceMissingError(str(folder)) from error


def read_allocation_kept(folder: Path, day: date) -> RoomAllocation:
    """The room allocation of a finished build, as the build read it.

    Raises ``SourceMissingError``, also for what was kept by a version that read lists otherwise.
    """
    try:
        index = json.loads((folder / Path(INDEX).name).read_bytes())
        rooms = index["rooms"]
        kept = folder / f"{rooms['sha256']}{Path(rooms['name']).suffix.lower()}"
        work = WorkFilter(index["subject"], index["grade"], tuple(index.get("classes", ())), day)
        return read_allocation(kept, work=work).allocation
    except (OSError, ValueError, TypeError, KeyError, VprPrintError) as error:
        raise SourceMissingError(str(folder)) from error


def read_late(folder: Path) -> Late:
    """What late changes have made so far; nothing where ``source/`` does not say."""
    try:
        raw = json.loads((folder / Path(INDEX).name).read_bytes())["late"]
        return Late(tuple(raw["numbers"]), tuple(raw["codes"]), tuple(raw["left"]), raw["asked"])
    except (OSError, ValueError, TypeError, KeyError):
        return NOTHING_LATE


def keep_inputs(folder: Path, request: BuildRequest, inputs: Inputs, late: Late = NOTHING_LATE) -> bytes:
    """Content of ``inputs.json``, which says what each file is, once variants and lists are copied into ``folder``.

    The commit puts it in place: it speaks of the build that is in place, and what is copied hurts nobody until then.
    What a killed build had begun to copy is cleared. Raises ``OSError`` when the disk refuses.
    """
    make_folder(folder)
    for path in folder.iterdir():
        if _BEGUN.fullmatch(path.name):
            path.unlink()
    asked, packing, prepress = request.inputs, request.packing, request.prepress
    lists = {"rooms": asked.rooms, **({"codes": asked.codes} if asked.codes else {})}
    index = {
        "format": 1,
        "work": inputs.work.key,
        "subject": inputs.work.subject,
        "grade": inputs.work.grade,
        "classes": list(asked.classes),
        "code_length": asked.code_length,
        "packing": asdict(packing),
        "options": {name: getattr(request, name) for name in OPTIONS},
        "locked": request.lock_with is not None,
        "late": asdict(late),
        "prepress": {"page_size": prepress.page_size, "compat": prepress.compat, "as_image": prepress.as_image},
        "variants": [
            {
                "number": variant.number,
                "parts": [
                    {"file": part.file, "sha256": part.sha256, "pages": list(part.pages)} for part in variant.parts
                ],
            }
            for variant in inputs.variants
        ],
        **{name: _keep(folder, path, path.suffix.lower()) for name, path in lists.items()},
    }
    for sha256 in sorted({part.sha256 for variant in inputs.variants for part in variant.parts}):
        _keep(folder, inputs.stored[sha256], ".pdf")
    return json.dumps(index, ensure_ascii=False, indent=1).encode()


_BEGUN = re.compile(r"\.[0-9a-f]{64}(\..*)?\.part")
"""A file that ``put`` has not finished, named by its content."""


def _part(raw: Mapping[str, Any]) -> PageSpan:
    return PageSpan(raw["file"], raw["sha256"], tuple(raw["pages"]))


def _keep(folder: Path, path: Path, suffix: str) -> dict[str, str]:
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    target = folder / f"{sha256}{suffix}"
    if not target.exists():
        put(target, data)
    return {"name": path.name, "sha256": sha256}
