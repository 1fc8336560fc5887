"""All layouts of one procedure, read and checked: what a build draws its papers with."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from vpr_print.documents.elements import Underlay
from vpr_print.layout.procedure import Procedure
from vpr_print.layout.schema import Layout
from vpr_print.layout.stamp import Stamp

SET_LAYOUT = "individual_set"


@dataclass(frozen=True, slots=True)
class LayoutKit:
    """The procedure's words and one layout for each paper of ``PAPERS``. Picklable."""

    procedure: Procedure
    layouts: tuple[Layout, ...]
    backgrounds: tuple[tuple[str, Underlay], ...] = ()
    """By the layouts' papers: the official forms that some layouts name."""

    def layout(self, key: str) -> Layout:
        """The layout of one paper. Raises ``KeyError``."""
        for layout in self.layouts:
            if layout.paper == key:
                return layout
        raise KeyError(key)

    @property
    def stamp(self) -> Stamp:
        """What every page of a set carries."""
        stamp = self.layout(SET_LAYOUT).stamp
        assert stamp is not None, "checked when the layout was read"
        return stamp

    def background(self, key: str) -> Underlay | None:
        """The official form under one paper's fields, where its layout names one."""
        return dict(self.backgrounds).get(key)

    def digests(self) -> KitDigests:
        """Digests of everything in the kit; worked out once, since a large layout takes a while."""
        return KitDigests(
            _digest(self.procedure.model_dump_json(exclude={"screen"})),
            {layout.paper: self._layout_digest(layout) for layout in self.layouts},
        )

    def _layout_digest(self, layout: Layout) -> str:
        under = self.background(layout.paper)
        return _digest(layout.model_dump_json() + (under.digest if under else ""))


@dataclass(frozen=True, slots=True)
class KitDigests:
    """Hex digests of what layouts, their backgrounds and words say; comments and the order of keys do not count."""

    procedure: str
    layouts: Mapping[str, str]
    """By the layouts' papers."""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
