"""``copier.json`` of the school folder: what the copier can, as its last proof page showed it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vpr_print.model.copier import CopierProfile, Edge
from vpr_print.safe_files import put
from vpr_print.settings.errors import CopierFileError, SchoolFolderError

COPIER_FILE = "copier.json"
_FORMAT = 1
_LARGEST = 1 << 16

_Mm = Annotated[float, Field(gt=0, le=100)]
_Share = Annotated[float, Field(ge=0, le=10)]


class _Record(BaseModel):
    """The file's content."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    format: Literal[1]
    checked: date
    scale_across: _Share | None
    scale_along: _Share | None
    reached: dict[Edge, _Mm]
    bars_across: _Mm | None
    bars_along: _Mm | None
    qr: _Mm | None
    black: _Share | None


def write_copier(folder: Path, profile: CopierProfile) -> Path:
    """The file, whole or not at all, over an older one. Raises ``SchoolFolderError``."""
    record = {
        "format": _FORMAT,
        "checked": profile.checked.isoformat(),
        "scale_across": _rounded(profile.scale_across),
        "scale_along": _rounded(profile.scale_along),
        "reached": {edge.value: mm for edge, mm in profile.reached},
        "bars_across": profile.bars_across,
        "bars_along": profile.bars_along,
        "qr": profile.qr,
        "black": _rounded(profile.black),
    }
    path = folder / COPIER_FILE
    try:
        put(path, (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode())
    except OSError as error:
        raise SchoolFolderError(str(path), error.strerror or str(error)) from None
    return path


def read_copier(folder: Path) -> CopierProfile | None:
    """What the file says; None where no proof page was read yet. Raises ``CopierFileError``."""
    path = folder / COPIER_FILE
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST)
        record = _Record.model_validate_json(content)
    except FileNotFoundError:
        return None
    except (OSError, ValidationError):
        raise CopierFileError(str(path)) from None
    return CopierProfile(
        checked=record.checked,
        scale_across=record.scale_across,
        scale_along=record.scale_along,
        reached=tuple((edge, record.reached[edge]) for edge in Edge if edge in record.reached),
        bars_across=record.bars_across,
        bars_along=record.bars_along,
        qr=record.qr,
        black=record.black,
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
