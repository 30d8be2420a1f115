"""The ground: which runs propose topics, and when they have proposed before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_project import LAST, build
from workbench.measures.ground import Ground
from workbench.project.study import AS_OF, Study
from workbench.project.toml import read_project
from workbench.store.loading import load_project
from workbench.topics.codebook.curation import Curation
from workbench.topics.codebook.events import Kind


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = build(tmp_path / "small")
    load_project(read_project(folder))
    return folder


def ground(project: Path, *, partial: bool = False) -> Ground:
    return Ground(Study(project=project, month=LAST, partial=partial))


def test_a_proposal_that_was_undone_is_not_made_again(project: Path) -> None:
    first = ground(project)
    assert first.proposed is not None
    first.keep_codebook()
    curation = Curation(project, first.cache.encoder.key, author="Ana")
    assert curation.change(Kind.UNDO, {"event": "E00001"}).topics == ()
    again = ground(project)
    assert again.proposed is None
    assert again.codebook.topics == ()


def test_a_period_proposes_anew_when_it_has_come_further(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ground(project)
    monkeypatch.setenv(AS_OF, "2026-07-20")
    early = ground(project, partial=True)
    assert (early.period.label, early.period.start) == (whole.period.label, whole.period.start)
    assert early.period.end < whole.period.end
    assert early.proposal != whole.proposal
    early.keep_codebook()
    assert ground(project, partial=True).proposed is None
    monkeypatch.delenv(AS_OF)
    assert ground(project).proposed is not None
