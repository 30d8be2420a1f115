"""Fixtures that several files share."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings

from tests.built_once import built_once
from tests.small_project import build, copy, study

# a first call that imports, or a busy machine, says nothing about the code
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    """Have workers take the files in the order below; xdist's own begins with those of most tests, slow or not."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with files that hold slow tests: one that came last would have one worker run alone."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        tests = Counter(item.path for item in items)
        slow = {item.path for item in items if item.get_closest_marker("slow")}
        items.sort(key=lambda item: (item.path not in slow, -tests[item.path]))


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project whose last month is published. Copy it before changing anything."""
    return _studied(tmp_path_factory, "small")


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same posts studied in another folder, with another key. Copy it before changing anything."""
    return _studied(tmp_path_factory, "elsewhere")


def _studied(factory: pytest.TempPathFactory, name: str) -> Path:
    def make(place: Path) -> None:
        done = study(build(place / name))
        assert done.returncode == 0, done.stderr

    # a copy for each worker: who opens a project writes into its cache
    return copy(built_once(factory, name, make) / name, factory.mktemp(name) / name)


@pytest.fixture(scope="session")
def loaded_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, loaded. Copy it before changing anything."""

    def make(place: Path) -> None:
        from simulate_sample import loaded

        loaded(place / "sample")

    return built_once(tmp_path_factory, "loaded-sample", make) / "sample"


@pytest.fixture(scope="session")
def found_sample(loaded_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with what its last month was found to speak of kept in its codebook. Copy it, in whole or in part."""

    def make(place: Path) -> None:
        import workbench as wb

        wb.open(copy(loaded_sample, place / "sample"), "2026-10").ground.keep_codebook()

    return built_once(tmp_path_factory, "found-sample", make) / "sample"
