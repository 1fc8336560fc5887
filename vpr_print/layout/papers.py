"""All papers that have a layout. Pure."""

from __future__ import annotations

from vpr_print.layout.paper_spec import PaperSpec
from vpr_print.layout.papers_beside import PAPERS_BESIDE
from vpr_print.layout.papers_of_ledger import LEDGER_PAPERS
from vpr_print.layout.papers_of_rooms import ROOM_PAPERS

PAPERS: tuple[PaperSpec, ...] = (*ROOM_PAPERS, *LEDGER_PAPERS, *PAPERS_BESIDE)


def paper_spec(key: str) -> PaperSpec:
    """What the layout of the paper ``key`` may and must say. Raises ``KeyError``."""
    for spec in PAPERS:
        if spec.key == key:
            return spec
    raise KeyError(key)
