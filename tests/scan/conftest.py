"""Sheets of two small schools, built once for all processes of a test run."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from built_stock import crowded_stock, demo_stock
from filelock import FileLock
from journeys.evening import quick_starts
from sheets import Stock, read_stock


@pytest.fixture(scope="session")
def stocks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Stock, Stock]:
    """The demo's sheets, and pages of sets whose margins are taken."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with FileLock(shared / "stocks.lock"), quick_starts():
        return _kept(shared / "demo", demo_stock), _kept(shared / "crowded", crowded_stock)


def _kept(folder: Path, build: Callable[[Path], Stock]) -> Stock:
    """As another process left it, or built now."""
    works = list(folder.glob("shkola/works/*/manifest.json"))
    return read_stock(works[0].parent) if works else build(folder)
