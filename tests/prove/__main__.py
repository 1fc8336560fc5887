"""Long proofs, in parts of at most an hour: ``python -m tests.prove PART``; figures go to ``docs/proof.md``.

Without a part it says which there are. ``SEED`` in the environment repeats a proof; other variables are said by
the parts themselves.
"""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))  # as pytest's ``pythonpath`` does

from tests.prove import foreign, hostile, kill, laws, ledger, readback, scan, table
from tests.prove.table import Proof

PARTS = {
    "kill": kill,
    "readback": readback,
    "laws": laws,
    "foreign": foreign,
    "hostile": hostile,
    "ledger": ledger,
    "scan": scan,
}


def main() -> int:
    if len(sys.argv) != 2 or sys.argv[1] not in PARTS:
        for name, part in PARTS.items():
            print(f"{name:<10}{(part.__doc__ or '').strip()}\n")
        return 2
    name = sys.argv[1]
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
    print(f"{name}, seed {seed}", flush=True)
    began = time.monotonic()
    figures, flaws = PARTS[name].prove(seed)
    table.record(Proof(name, seed, time.monotonic() - began, figures, len(flaws)))
    print(figures)
    for flaw in flaws:
        print(f"FLAW {flaw}")
    return 1 if flaws else 0


if __name__ == "__main__":
    sys.exit(main())
