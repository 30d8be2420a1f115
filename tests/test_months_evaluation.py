"""A year of real reviews, month by month, where they are at hand; nothing of them is in the repository."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

import workbench as wb
from workbench.project.toml import read_project
from workbench.store.loading import load_project

REVIEWS = Path(__file__).resolve().parents[2] / "shared" / "data" / "app_reviews" / "google_chrome_reviews.xlsx"
pytestmark = [
    pytest.mark.evaluation,
    pytest.mark.slow,
    pytest.mark.skipif(not REVIEWS.is_file(), reason="the evaluation data are not here"),
]
MONTHS = [f"2018-{month:02d}" for month in range(1, 13)]
#: the month in which the browser got another look, and reviews were four times as many.
REDESIGN = "2018-09"
PROJECT = """
[project]
name = "Chrome"
timezone = "UTC"
first_month = "2017-07"

[[sources]]
name = "app-store"
files = "inbox/google_chrome_reviews.xlsx"
origin = "review"
authors = "one_per_item"
columns = { text = ["title", "content"], created_at = "date", rating = "rating" }
"""


@dataclass
class Month:
    topics: dict[str, tuple[object, ...]]
    quality: pd.Series
    change: pd.DataFrame
    new: list[str]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Month], pd.DataFrame]:
    """What each month found, and at last the history of all of them."""
    project = tmp_path_factory.mktemp("year")
    (project / "inbox").mkdir()
    (project / "project.toml").write_text(PROJECT)
    shutil.copy(REVIEWS, project / "inbox")
    load_project(read_project(project))
    found = {}
    for label in MONTHS:
        analysis = wb.open(project, label)
        analysis.ground.keep_codebook()
        topics = analysis.codebook.topics
        found[label] = Month(
            {topic.topic_id: (topic.label, topic.parts) for topic in topics},
            analysis.quality().set_index("name")["value"].astype(float),
            analysis.change(),
            [topic.topic_id for topic in topics if topic.first_period == label],
        )
    return found, analysis.history()


def test_an_id_means_the_same_in_every_month(year):
    found, _ = year
    for before, after in pairwise(MONTHS):
        kept = found[before].topics
        assert {topic_id: found[after].topics[topic_id] for topic_id in kept} == kept


def test_seventeen_of_twenty_posts_are_sorted_or_give_no_reason_and_none_is_forced(year):
    found, _ = year
    for month in found.values():
        told = month.quality["posts_sorted"] + month.quality["posts_without_reason"]
        assert told / month.quality["posts_in_language"] >= 0.85
        assert month.quality["posts_in_no_topic"] > 0


def test_after_the_first_month_hardly_anything_but_the_redesign_is_new(year):
    found, _ = year
    new = {label: month.new for label, month in found.items() if label != MONTHS[0]}
    assert len(new.pop(REDESIGN)) == 1
    assert sum(map(len, new.values())) <= 2


def test_the_redesign_grows_in_its_month_and_not_before(year):
    found, _ = year
    (redesign,) = found[REDESIGN].new
    change = found[REDESIGN].change.set_index("id").loc[redesign]
    assert change["estimate"] > 0.4
    assert change["strength"] == "firm"
    others = [month.change for label, month in found.items() if label != REDESIGN]
    assert max(table["estimate"].max() for table in others) < 0.25


def test_the_history_files_earlier_months_under_the_new_topic_too(year):
    found, history = year
    (redesign,) = found[REDESIGN].new
    shares = history[history["id"] == redesign].set_index("month")["share_people"]
    assert shares[REDESIGN] > 0.5
    assert shares[[label for label in MONTHS if label < REDESIGN]].max() < 0.15
