"""Where the ledgers of the tests lie: in a file, and in a database of a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import cast

import pytest
from track.postgres import Server, server

from vpr_print.track.database import Place


@pytest.fixture(scope="session")
def server_of_tests() -> Iterator[Server]:
    """The server of this test process."""
    with server() as running:
        yield running


@pytest.fixture
def postgres(server_of_tests: Server) -> Server:
    """The same, with all its databases free to be used by the test."""
    server_of_tests.new_test()
    return server_of_tests


@pytest.fixture(params=["sqlite", "postgresql"])
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Place]:
    """A place where no ledger is yet, another one with each call."""
    if request.param == "postgresql":
        return cast(Server, request.getfixturevalue("postgres")).empty_database
    places = (tmp_path / f"ledger{number or ''}.sqlite" for number in count())
    return lambda: next(places)


@pytest.fixture
def place(new_place: Callable[[], Place]) -> Place:
    """A place where no ledger is yet."""
    return new_place()
