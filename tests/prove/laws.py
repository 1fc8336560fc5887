"""Every law that hypothesis tries in ``make test``, with TIMES (30) times as many examples."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def prove(seed: int) -> tuple[str, list[str]]:
    """Figures and flaws."""
    times = os.environ.get("TIMES", "30")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "prove.more_examples", f"--hypothesis-seed={seed}", "tests", "-x"],
        cwd=ROOT,
        env={**os.environ, "TIMES": times, "PYTHONPATH": f"{ROOT / 'tests'}{os.pathsep}{ROOT}"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    print(done.stdout[-6000:])
    *_, figures = [line for line in done.stdout.splitlines() if line.startswith("laws: ")] or ["laws: none"]
    flaws = [] if done.returncode == 0 else [done.stdout[-3000:] + done.stderr[-1000:]]
    return f"{figures.removeprefix('laws: ')}, {times} × the usual examples", flaws
