"""What all sections of a layout file have in common: unknown keys are errors, values do not change."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Point = tuple[float, float]
Positive = Annotated[float, Field(gt=0, le=1200)]
Extent = tuple[Positive, Positive]
MIN_TYPE_PT = 7.0
"""No type on paper is smaller, points."""


class Strict(BaseModel):
    """Base of every section and element."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
