"""How far searches from other starting points agree, as the topics page says it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import workbench as wb
from tests.small_project import LAST
from workbench.report import seeds
from workbench.topics.codebook.curation import Curation
from workbench.topics.codebook.events import Kind


@pytest.fixture
def project(published: Path, tmp_path: Path) -> Path:
    shutil.copytree(published, tmp_path / "small")
    return tmp_path / "small"


def agreed(project: Path, mean: float, least: float) -> str:
    """Return what is said where the log tells of such an agreement."""
    path = project / "codebook" / "events.jsonl"
    first, *others = path.read_text(encoding="utf-8").splitlines()
    event = json.loads(first)
    event["said"]["seeds"] |= {"ami_mean": mean, "ami_min": least}
    path.write_text("\n".join([json.dumps(event, sort_keys=True, ensure_ascii=False), *others, ""]), encoding="utf-8")
    return str(seeds.shown(wb.open(project, LAST)))


@pytest.mark.parametrize(
    ("mean", "least", "said", "doubt"),
    [
        (0.97, 0.90, "gave nearly the same topics: on a scale where 1 is the same, two searches agreed by 0.97", False),
        (0.93, 0.89, "gave much the same topics", False),
        (0.80, 0.74, "gave other topics each time", True),
    ],
)
def test_the_least_agreement_decides_what_is_said(project, mean, least, said, doubt):
    told = agreed(project, mean, least)
    assert said in told
    assert "first found (July 2026)" in told
    assert ("one of several ways to cut" in told) is doubt


def test_the_topics_page_tells_it(published):
    page = (published / "studies" / LAST / "02_topics.html").read_text(encoding="utf-8")
    assert "the search was made three times from different starting points" in page


def test_nothing_is_said_of_a_discovery_that_was_undone(project):
    key = wb.open(project, LAST).ground.cache.encoder.key
    Curation(project, key, author="Ana").change(Kind.UNDO, {"event": "E00001"})
    assert str(seeds.shown(wb.open(project, LAST))) == ""
