"""``pytest tests/golden --accept`` takes what is drawn now as what is expected."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", default=False, help="store the pages drawn now as expected")


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether the run stores instead of comparing. Unknown to a run of the whole tree, which compares."""
    return bool(request.config.getoption("--accept", default=False))
