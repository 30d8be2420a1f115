"""A frame of 25 codes on the sample, month after month: its codes stay, and what it misses is offered once."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pandas as pd
import pytest
from simulate_sample import truth_by_item, unread

import workbench as wb
from workbench.explore.framing import bring

pytestmark = pytest.mark.slow
MONTHS = ("2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10")
#: what the sample speaks of and the frame does not.
MISSED = ("dark", "offline", "team")


def spoken(analysis, about: pd.Series) -> pd.DataFrame:
    """Count the posts filed under each topic by what they are about in truth."""
    filed = analysis.filed[analysis.filed["decision"] == "topic"]
    return pd.crosstab(filed["topic_id"].astype(str), filed["item_id"].map(about))


def frame(project: Path, to: Path) -> None:
    """Write a frame of 25 codes, one example each, from what the sample is found to speak of."""
    study = wb.open(project, MONTHS[-1])
    about = spoken(study, truth_by_item(project)["topic_1"]).idxmax(axis=1)
    examples = study.examples().query("kind == 'typical'").drop_duplicates("topic_id").set_index("topic_id")["item_id"]
    texts = study.now.posts.set_index("item_id")["masked"]
    topics = [topic for topic in study.codebook.topics if about.get(topic.topic_id) not in MISSED][:25]
    with to.open("w", encoding="utf-8", newline="") as handle:
        sheet = csv.writer(handle)
        sheet.writerow(("code", "definition", "examples"))
        for topic in topics:
            sheet.writerow((topic.label, " ".join(topic.keywords[:4]), texts[examples[topic.topic_id]]))


@pytest.fixture(scope="module")
def months(found_sample, tmp_path_factory):
    """Study six months after the frame was brought along; the codebook at first and at last, and what was offered."""
    place = tmp_path_factory.mktemp("frame")
    project = unread(found_sample, place / "project")
    frame(shutil.copytree(found_sample, place / "found"), place / "frame.csv")
    first = bring(wb.open(project, MONTHS[0]), place / "frame.csv", author="Ana").codebook
    about = truth_by_item(project)["topic_1"]
    counts = []
    for month in MONTHS:
        study = wb.open(project, month)
        study.ground.keep_codebook()
        counts.append(spoken(study, about))
    return first, study.codebook, pd.concat(counts).groupby(level=0).sum()


def test_no_code_is_lost_or_renamed(months):
    first, last, _ = months
    assert len(first.topics) == 25
    assert [(topic.topic_id, topic.label) for topic in last.topics[:25]] == [
        (topic.topic_id, topic.label) for topic in first.topics
    ]
    assert all(topic.live for topic in last.topics[:25])


def test_what_the_frame_misses_is_offered_once(months):
    """A subject's offers are the new topics that mostly speak of it and have a tenth of what is sorted of it."""
    _, last, counts = months
    new = counts.loc[[topic.topic_id for topic in last.topics[25:]]]
    mostly = new.idxmax(axis=1)
    offers = {
        subject: [
            last.topic(one).label
            for one in new.index[mostly == subject]
            if new.loc[one, subject] >= counts[subject].sum() / 10
        ]
        for subject in MISSED
    }
    assert {subject: len(found) for subject, found in offers.items()} == dict.fromkeys(MISSED, 1), offers


def test_few_finer_parts_of_the_codes_are_offered_beside(months):
    _, last, counts = months
    new = counts.loc[[topic.topic_id for topic in last.topics[25:]]]
    assert (~new.idxmax(axis=1).isin(MISSED)).sum() <= 8
