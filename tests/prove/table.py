"""``docs/proof.md``: a row for each part, replaced whenever the part is proved again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FILE = Path(__file__).parent.parent.parent / "docs" / "proof.md"
HEAD = """# Long proofs

What `make prove PART=…` found when it was last run; `SEED=…` repeats a run. What each part does: `make prove`.

| part | date | seed | minutes | flaws | figures |
|---|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Proof:
    """One part, proved."""

    part: str
    seed: int
    seconds: float
    figures: str
    flaws: int

    @property
    def row(self) -> str:
        day = f"{datetime.now(UTC):%Y-%m-%d}"
        return f"| {self.part} | {day} | {self.seed} | {self.seconds / 60:.1f} | {self.flaws} | {self.figures} |"


def record(proof: Proof) -> None:
    """Write the part's row, in place of its older one."""
    text = FILE.read_text(encoding="utf-8") if FILE.exists() else HEAD
    rows = [line for line in text.splitlines()[len(HEAD.splitlines()) :] if line.startswith("| ")]
    rows = [row for row in rows if not row.startswith(f"| {proof.part} |")]
    FILE.write_text(HEAD + "\n".join(sorted([*rows, proof.row])) + "\n", encoding="utf-8")
