"""Fixtures that several files share."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from tests.small_project import build, study

# a first call that imports, or a busy machine, says nothing about the code
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project whose last month is published. Copy it before changing anything."""
    project = build(tmp_path_factory.mktemp("published") / "small")
    done = study(project)
    assert done.returncode == 0, done.stderr
    return project
