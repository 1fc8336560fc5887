"""A small school for whole journeys: three rooms, seven participants, two variants of three pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from journeys.evening import BUILT_WITH, Evening, new_school, quick_starts

from vpr_print.demo.materials import DemoMaterials, DemoOptions, write_materials
from vpr_print.settings.share import fonts_dir


@pytest.fixture(scope="session")
def materials(tmp_path_factory: pytest.TempPathFactory) -> DemoMaterials:
    """Archive and lists, made once; nobody may change them."""
    options = DemoOptions(rooms=3, participants=7, variants=2, pages=3)
    return write_materials(tmp_path_factory.mktemp("materialy"), options, fonts_dir())


@pytest.fixture(scope="session", autouse=True)
def quick() -> Iterator[None]:
    """Seconds saved, nothing else."""
    with quick_starts():
        yield


@pytest.fixture
def evening(tmp_path: Path, materials: DemoMaterials, monkeypatch: pytest.MonkeyPatch) -> Evening:
    """A new school folder."""
    return Evening(new_school(tmp_path / "shkola"), materials, monkeypatch)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, materials: DemoMaterials) -> Iterator[Evening]:
    """A school folder with the work built, a spare set and a spare code in each room; only to be looked at."""
    with pytest.MonkeyPatch.context() as patch:
        evening = Evening(new_school(tmp_path_factory.mktemp("gotovo") / "shkola"), materials, patch)
        done = evening.build(*BUILT_WITH)
        assert done.code == 0, done.err
        yield evening


@pytest.fixture
def morning_after(tmp_path: Path, built: Evening, monkeypatch: pytest.MonkeyPatch) -> Evening:
    """A copy of the school folder with the work built, to go on from."""
    return replace(built, school=shutil.copytree(built.school, tmp_path / "shkola"), patch=monkeypatch)
