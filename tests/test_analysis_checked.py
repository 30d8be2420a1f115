"""The sample, whose truth is known, before and after somebody who knows it has read four hundred posts."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from simulate_sample import truth_by_item

import workbench as wb
from workbench.commands.main import run
from workbench.people.doors import PUBLIC

MONTH = "2026-10"
#: of truth/effects.csv: planted for customer channels against public ones, and the sign of the difference.
PLANTED = {"bank": 1, "vat": 1, "price": -1}
NULLS = ("signin", "export")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sample(found_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(found_sample, tmp_path_factory.mktemp("checked") / "sample"))


@pytest.fixture(scope="module")
def truth(sample: Path) -> pd.DataFrame:
    return truth_by_item(sample)[["topic_1", "topic_2"]]


@pytest.fixture(scope="module")
def read_as(sample: Path, truth: pd.DataFrame) -> dict[str, str]:
    """What each topic is mostly about."""
    filed = wb.open(sample, MONTH).filed
    filed = filed[filed["decision"] == "topic"]
    about = filed["item_id"].map(truth["topic_1"]).groupby(filed["topic_id"].astype(str))
    return {topic: subjects.mode().iat[0] for topic, subjects in about}


@pytest.fixture(scope="module")
def both(sample: Path, truth: pd.DataFrame, read_as: dict[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The comparison of channels, topic by topic, before and after the reading."""
    before = channels(sample)
    assert run(["codings", "write", "--month", MONTH, "--sample", "400", "--project", str(sample)]) == 0
    answer(sample / "checks" / f"sheet-{MONTH}.xlsx", truth, read_as, machine(sample))
    assert run(["codings", "read", "--by", "Ana", "--project", str(sample)]) == 0
    return before, channels(sample)


def channels(sample: Path) -> pd.DataFrame:
    found = wb.open(sample, MONTH).segments()
    return found[found["comparison"] == "channels"].set_index("topic_id")


def machine(sample: Path) -> dict[str, str]:
    filed = wb.open(sample, MONTH).filed
    return filed[filed["decision"] == "topic"].groupby("item_id")["topic_id"].first().astype(str).to_dict()


def answer(sheet: Path, truth: pd.DataFrame, read_as: dict[str, str], machine: dict[str, str]) -> None:
    """Say of each post what it is about: the topic it was sorted under where that is so, else the first about it."""
    book = openpyxl.load_workbook(sheet)
    labels = {str(row[0].value).split()[0]: row[0].value for row in book["Topics"].iter_rows(min_row=3)}
    titles = [cell.value for cell in book["Posts"][1]]
    for cells in book["Posts"].iter_rows(min_row=2):
        item = cells[titles.index("item")].value
        subjects = [one for one in truth.loc[item] if one] if item in truth.index else []
        found = []
        for subject in subjects:
            about = sorted(topic for topic in labels if read_as.get(topic) == subject != "no reason")
            found += [machine[item]] if machine.get(item) in about else about[:1]
        for place, said in enumerate([labels[one] for one in dict.fromkeys(found)] or ["none of these"], start=1):
            cells[titles.index(f"topic {place}")].value = said
    book.save(sheet)


def largest(table: pd.DataFrame, read_as: dict[str, str], subject: str) -> str:
    about = [topic for topic in table.index if read_as.get(topic) == subject]
    return min(about)  # a first discovery numbers topics by their size


@pytest.mark.parametrize("subject", PLANTED)
def test_a_planted_difference_is_likely_before_and_firm_after(both, read_as, subject):
    before, after = both
    topic = largest(before, read_as, subject)
    assert (before.loc[topic, "strength"], before.loc[topic, "checked"]) == ("likely", "no")
    assert (after.loc[topic, "strength"], after.loc[topic, "checked"]) == ("firm", "yes")
    assert after.loc[topic, "difference"] * PLANTED[subject] > 0


@pytest.mark.parametrize("subject", NULLS)
def test_a_planted_null_is_claimed_neither_before_nor_after(both, read_as, subject):
    topic = largest(both[0], read_as, subject)
    assert [table.loc[topic, "strength"] for table in both] == ["too early"] * 2


def test_the_corrected_difference_holds_the_true_one(sample, both, truth, read_as):
    assert [one for one in read_as.values() if one == "vat"] == ["vat"], "the one subject that is one topic"
    analysis = wb.open(sample, MONTH)
    corrected = analysis.corrected()
    row = corrected[corrected["comparison"] == "channels"].set_index("topic_id").loc[largest(both[0], read_as, "vat")]
    posts = analysis.items[analysis.items["part"] == "topic"]
    public = posts["source"].map({one.name: str(one.origin) for one in analysis.project.sources}).isin(PUBLIC)
    about = (truth.reindex(posts["item_id"]) == "vat").any(axis=1).to_numpy()
    assert row["lo"] < about[~public].mean() - about[public].mean() < row["hi"]
