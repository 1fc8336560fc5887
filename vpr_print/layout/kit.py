"""All layouts of one procedure, read and checked: what a build draws its papers with."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from vpr_print.layout.procedure import Procedure
from vpr_print.layout.schema import Layout


@dataclass(frozen=True, slots=True)
class LayoutKit:
    """The procedure's words and one layout for each paper of ``PAPERS``. Picklable."""

    procedure: Procedure
    layouts: tuple[Layout, ...]

    def layout(self, key: str) -> Layout:
        """The layout of one paper. Raises ``KeyError``."""
        for layout in self.layouts:
            if layout.paper == key:
                return layout
        raise KeyError(key)

    def digests(self) -> KitDigests:
        """Digests of everything in the kit; worked out once, since a large layout takes a while."""
        return KitDigests(
            _digest(self.procedure.model_dump_json()),
            {layout.paper: _digest(layout.model_dump_json()) for layout in self.layouts},
        )


@dataclass(frozen=True, slots=True)
class KitDigests:
    """Hex digests of what layouts and words say; comments and the order of keys do not count."""

    procedure: str
    layouts: Mapping[str, str]
    """By the layouts' papers."""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
