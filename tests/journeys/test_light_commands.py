"""A command imports what it needs: those that are given many times an evening start without what draws papers."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from journeys.evening import program_environment

from vpr_print.cli.commands import Commands

_OF_PAPERS = {"reportlab", "fontTools", "pypdf", "zxingcpp", "openpyxl", "barcode", "qrcode"}
"""Packages that draw papers, prove them, and read scans."""
_MODULES = "import json, sys; import {module}; print(json.dumps(sorted(sys.modules)))"


def imported_by(module: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", _MODULES.format(module=module)],
        capture_output=True,
        encoding="utf-8",
        env=program_environment(),
        check=True,
    )
    return {name.split(".")[0] for name in json.loads(done.stdout)}


@pytest.mark.parametrize("module", ["vpr_print.cli.main", "vpr_print.cli.protocol"])
def test_what_draws_papers_is_not_imported(module: str) -> None:
    assert imported_by(module) & _OF_PAPERS == set()


def test_every_command_is_found_under_its_name() -> None:
    found = Commands()
    assert {name: command.name for name, command in found.items()} == {name: name for name in found}
