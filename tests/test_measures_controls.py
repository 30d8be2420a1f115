"""Groups and months that are made up: differences found in them are false ones."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from measured import filing, levels, window
from topic_toys import codebook

from tests.talkers import talk
from workbench.measures import controls as module
from workbench.measures.controls import ALL, COLUMNS, SPLITS, Control, Verdict, controls, verdict
from workbench.measures.material import Material
from workbench.measures.subjects import Subjects
from workbench.selftest.differences import by_posts
from workbench.stats.difference import difference

TOPICS = 12


def months(
    people: int = 150, *, seed: int = 1, topics: int = TOPICS
) -> tuple[Material, Material, pd.DataFrame, Subjects]:
    """Return two months of people who talk, a third of them in both, how their posts are filed, and the topics."""
    chance = np.random.default_rng(seed)
    subjects = levels(codebook(topics))[0]
    rows, about = [], {}
    for month, first in (("2026-09", 0), ("2026-10", people * 2 // 3)):
        said = talk(chance, people, [*[0.7 / topics] * topics, 0.3])
        for person, counts in enumerate(said.on_topic):
            for topic in np.repeat(np.arange(topics + 1), counts):
                if topic < topics:
                    about[f"i{len(rows):05d}"] = [subjects.ids[topic]]
                rows.append(
                    {"item_id": f"i{len(rows):05d}", "author_id": f"p{first + person}", "created_at": f"{month}-15"}
                )
    whole = window(rows)
    filed = filing(whole, about)
    return whole.of(whole.posts["month"] == "2026-10"), whole.of(whole.posts["month"] == "2026-09"), filed, subjects


def measured(people: int = 150, *, seed: int = 1, past: bool = True) -> pd.DataFrame:
    now, before, filed, subjects = months(people, seed=seed)
    return controls(now, before if past else None, filed, subjects, seed=seed)


def test_made_up_groups_and_months_seldom_differ() -> None:
    table = measured(400)
    assert list(table.columns) == list(COLUMNS)
    assert table["split"].tolist() == [ALL, *map(str, range(1, SPLITS + 1))] * 2
    whole = table[table["split"] == ALL].set_index("control")
    assert whole["tested"].tolist() == [SPLITS * TOPICS] * 2
    assert (whole["flagged_share"] < 0.10).all()
    assert whole["verdict"].tolist() == ["passed"] * 2
    assert [verdict(table, control) for control in Control] == [Verdict.PASSED] * 2


def test_the_first_row_sums_up_the_splits() -> None:
    table = measured()
    for _, own in table.groupby("control"):
        whole, splits = own.iloc[0], own.iloc[1:]
        assert (whole["tested"], whole["flagged"]) == (splits["tested"].sum(), splits["flagged"].sum())
        assert splits["verdict"].isna().all()
        assert splits["flagged_share"].tolist() == pytest.approx((splits["flagged"] / splits["tested"]).tolist())


def test_people_are_dealt_into_halves_and_months_keep_their_numbers() -> None:
    now, before, *_ = months()
    table = measured()[lambda own: own["split"] != ALL]
    groups, change = (table[table["control"] == control] for control in Control)
    people = now.spoken["person"].nunique()
    assert set(groups["people_1"]) | set(groups["people_2"]) == {people // 2}
    # those of one month are dealt keeping both numbers; those of both stay in both
    assert set(change["people_1"]) == {people}
    assert set(change["people_2"]) == {before.spoken["person"].nunique()}


def test_each_split_is_another() -> None:
    table = measured(400)
    assert table[table["split"] != ALL].groupby("control")["flagged"].nunique().min() > 1


def test_an_interval_that_counts_posts_stops_publication(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "difference", by_posts)
    assert verdict(measured(400)) is Verdict.STOP


@pytest.mark.parametrize(("flagged", "wanted"), [(0, "passed"), (24, "passed"), (25, "stop"), (240, "stop")])
def test_more_than_a_tenth_stops_publication(monkeypatch: pytest.MonkeyPatch, flagged: int, wanted: str) -> None:
    left = [flagged]

    def counted(first, second):
        found = difference(first, second)
        found.lo[:], found.hi[:] = -1.0, 1.0
        take = min(left[0], TOPICS)
        found.lo[: take // 2], found.hi[take // 2 : take] = 0.5, -0.5
        left[0] -= take
        return found

    now, _, filed, subjects = months(400)
    monkeypatch.setattr(module, "difference", counted)
    table = controls(now, None, filed, subjects, seed=1)
    assert table.iloc[0]["flagged"] == flagged
    assert table.iloc[0]["verdict"] == wanted
    assert verdict(table) == wanted


def test_a_real_change_does_not_fail_the_control_of_change() -> None:
    now, before, filed, subjects = months(400)
    kept = filed["item_id"].isin(now.posts["item_id"]) | ~filed["topic_id"].isin(subjects.ids[:4])
    table = controls(now, before, filed[kept], subjects, seed=1)
    assert verdict(table, Control.CHANGE) is Verdict.PASSED


def test_nobody_before_leaves_only_groups() -> None:
    table = measured(past=False)
    assert set(table["control"]) == {"groups"}
    assert verdict(table, Control.CHANGE) is Verdict.TOO_LITTLE


@pytest.mark.parametrize("people", [3, 12])
def test_few_people_are_too_little_to_tell(people: int) -> None:
    table = measured(people)
    assert set(table[table["split"] == ALL]["verdict"]) == {"too little to tell"}
    assert (table["flagged_share"].isna() == (table["tested"] == 0)).all()


def test_the_same_posts_give_the_same_table_whatever_people_are_called() -> None:
    now, before, filed, subjects = months()
    names = {
        name: f"{at * 7919 % 100_003:06d}"
        for at, name in enumerate(sorted({*now.posts["person"], *before.posts["person"]}))
    }
    renamed = [
        Material(one.posts.assign(person=one.posts["person"].map(names)), one.passages, {}) for one in (now, before)
    ]
    pd.testing.assert_frame_equal(
        controls(*renamed, filed, subjects, seed=1), controls(now, before, filed, subjects, seed=1)
    )
