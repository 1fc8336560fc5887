"""What the ledger's tests do in processes of their own; run as ``python ledger_actions.py FILE ACTION NAME COUNT``."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from vpr_print.model.packet import PaperKey, PaperKind
from vpr_print.model.work import SiteNumber
from vpr_print.plan.numbering import PaperRequest
from vpr_print.track.ledger import Ledger

SITE = SiteNumber("640123")


def reserve(ledger: Ledger, name: str, count: int) -> None:
    """Reserve ``count`` sets, one call after the other, and say each serial once it is acknowledged."""
    for ordinal in range(1, count + 1):
        request = PaperRequest(PaperKey(name, PaperKind.SET, ordinal), "a")
        numbering = ledger.reserve(f"{name}-{ordinal}", [request], who=name)
        print(numbering.papers[0].identifier.serial, flush=True)


def build(ledger: Ledger, name: str, count: int) -> None:
    """Reserve and record works of ``count`` sets without end; say the work once it is acknowledged."""
    for turn in range(1, 1_000_000):
        requests = [PaperRequest(PaperKey(name, PaperKind.SET, ordinal), f"{turn}") for ordinal in range(1, count + 1)]
        numbering = ledger.reserve(f"work-{turn}", requests, who=name)
        print(f"reserved {turn}", flush=True)
        ledger.record_built(f"work-{turn}", numbering, who=name, manifest_sha256=f"{turn:064d}")
        print(f"built {turn}", flush=True)


if __name__ == "__main__":
    path, action, name, count = sys.argv[1:]
    with Ledger.open(Path(path), site=SITE, clock=lambda: datetime.now(UTC)) as opened:
        {"reserve": reserve, "build": build}[action](opened, name, int(count))
