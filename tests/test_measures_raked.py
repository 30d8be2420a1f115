"""Shares of customers as if those who spoke were spread like all customers."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from measured import filing, levels, window

from workbench.errors import BadData
from workbench.measures.counts import pairs
from workbench.measures.raked import COLUMNS, Weights, raked, refuse_unknown, weights
from workbench.measures.segments import comparisons, segments
from workbench.people.segments import segments as people_segments
from workbench.project.margins import Margin
from workbench.stats.row import unpack

HALF = Margin("plan", {"free": 0.5, "pro": 0.5})
TOPIC, OTHER, _ = levels()[0].ids


def post(person: str, plan: str | None = None, **more: object) -> dict[str, object]:
    extra = {} if plan is None else {"Plan": plan}
    return {"author_id": person, "extra": json.dumps(extra | more.pop("also", {})), **more}  # type: ignore[operator]


def crowd(free: int = 40, pro: int = 10) -> list[dict[str, object]]:
    """Return a post of each of some people, all in support."""
    return [
        post(f"{plan} {at}", plan, origin="support")
        for plan, number in (("free", free), ("pro", pro))
        for at in range(number)
    ]


def measured(
    rows: list[dict[str, object]], margins: tuple[Margin, ...] = (HALF,), *, on_topic: int = 0
) -> tuple[Weights, pd.Series]:
    """Weight posts of which the last are on the first topic."""
    found = window(rows)
    items = found.posts["item_id"].tolist()
    about = {item: [TOPIC] for item in items[len(items) - on_topic :]}
    subjects = levels()[0]
    table = raked(weights(found.spoken, margins), pairs(filing(found, about), subjects.of_topic), subjects)
    return weights(found.spoken, margins), table.iloc[0]


def test_a_share_is_what_it_would_be_if_people_were_spread_like_all_customers() -> None:
    # all ten of pro speak of it and nobody else: 10 of 50 posts, yet pro are half of all customers
    found, row = measured(crowd(), on_topic=10)
    assert found.heard == {"plan": {"free": 0.8, "pro": 0.2}}
    assert row["share_1_raked"] == pytest.approx(0.5)
    assert row["share_1_raked_lo"] < 0.5 < row["share_1_raked_hi"]
    # 50² of 40·.625² + 10·2.5² (Kish)
    assert found.equal == pytest.approx(50**2 / (40 * 0.625**2 + 10 * 2.5**2))
    assert (found.people, found.left_out, found.capped) == (50, 0, 0)


def test_margins_like_the_people_heard_change_nothing() -> None:
    _, row = measured(crowd(), (Margin("plan", {"free": 0.8, "pro": 0.2}),), on_topic=10)
    assert row["share_1_raked"] == pytest.approx(0.2)


def test_people_count_and_not_their_posts() -> None:
    # one of free writes forty times: the weights of people stay as they were
    found, _ = measured([*crowd(), *[post("free 0", "free", origin="support") for _ in range(40)]])
    assert found.heard["plan"] == {"free": 0.8, "pro": 0.2}
    of = found.posts.drop_duplicates("person").set_index("person")["weight"]
    assert sorted(of.round(6).unique()) == [0.625, 2.5]


def test_who_is_not_known_or_not_named_is_left_out_and_counted() -> None:
    more = [post("unknown", origin="support"), post("other", "gift", origin="support")]
    found, row = measured([*more, *crowd()], on_topic=10)
    assert found.left_out == 2
    assert row["share_1_raked"] == pytest.approx(0.5)


def test_the_value_at_the_latest_post_counts() -> None:
    rows = [
        post(f"moved {at}", plan, origin="support", created_at=f"2026-10-{day:02d}T10:00:00Z")
        for at in range(20)
        for plan, day in (("pro", 20), ("free", 3))
    ]
    found, _ = measured([*crowd(40, 0), *rows])
    assert found.heard["plan"] == pytest.approx({"free": 40 / 60, "pro": 20 / 60})


def test_who_moved_to_a_value_that_is_not_named_is_left_out() -> None:
    rows = [
        post(f"moved {at}", plan, origin="support", created_at=f"2026-10-{day:02d}T10:00:00Z")
        for at in range(10)
        for plan, day in (("gift", 20), ("free", 3))
    ]
    found, _ = measured([*crowd(), *rows])
    assert (found.people, found.left_out) == (50, 10)
    assert not found.posts["person"].str.startswith("moved").any()


def test_what_is_last_known_of_each_column_counts_whichever_post_says_it() -> None:
    north = Margin("region", {"north": 1.0})
    rows = [
        post(f"{plan} {at}", said, origin="support", also=also, created_at=f"2026-10-{day:02d}T10:00:00Z")
        for plan in ("free", "pro")
        for at in range(20)
        for said, also, day in (("free", {"region": "north"}, 3), (plan, {}, 20))
    ]
    found, _ = measured(rows, (HALF, north))
    assert found.refused == ""
    assert found.heard["plan"] == {"free": 0.5, "pro": 0.5}


def test_two_columns_are_fitted_together() -> None:
    rows = [
        post(f"{plan} {region} {at}", plan, also={"region": region}, origin="support")
        for plan in ("free", "pro")
        for region, number in (("north", 15), ("south", 5))
        for at in range(number)
    ]
    found, _ = measured(rows, (HALF, Margin("region", {"north": 0.5, "south": 0.5})))
    weight = found.posts["weight"].to_numpy()
    south = found.posts["person"].isin(
        window(rows).posts.loc[[json.loads(one)["region"] == "south" for one in window(rows).posts["extra"]], "person"]
    )
    assert weight[south].sum() / weight.sum() == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("rows", "says"),
    [(crowd(20, 9), "fewer than 30 people whose plan is known"), (crowd(40, 0), "nobody of pro was heard")],
)
def test_where_it_cannot_be_done_it_says_why_and_gives_no_share(rows: list[dict[str, object]], says: str) -> None:
    found, row = measured(rows, on_topic=5)
    assert says in found.refused
    assert row[list(COLUMNS)].isna().all()


def test_a_value_that_nobody_has_is_refused_with_those_that_there_are() -> None:
    posts = window(crowd()).posts
    listed = pd.DataFrame({"bands": [json.dumps({"plan": "studio"}), None]})
    refuse_unknown([HALF, Margin("plan", {"studio": 1.0})], posts, listed, name="margins.csv")
    with pytest.raises(BadData, match="'Free', which nobody has") as found:
        refuse_unknown([Margin("plan", {"Free": 1.0})], posts, listed, name="margins.csv")
    assert "free, pro, studio" in found.value.fix
    with pytest.raises(BadData, match="nothing of the kind was loaded"):
        refuse_unknown([Margin("size", {"big": 1.0})], posts, listed, name="margins.csv")


def test_a_value_of_which_nobody_was_heard_is_no_mistake_of_the_file() -> None:
    rare = Margin("plan", {"free": 0.5, "pro": 0.4, "enterprise": 0.1})
    refuse_unknown([rare], window(crowd()).posts, None, name="margins.csv")
    assert "nobody of enterprise was heard" in weights(window(crowd()).spoken, [rare]).refused


def compared(spread: tuple[Margin, ...]) -> pd.DataFrame:
    found = window([*crowd(), *[post(f"public {at}", origin="social") for at in range(40)]])
    subjects = levels()[0]
    pairs_ = comparisons(found.spoken, people_segments(found.posts))
    about = {item: [TOPIC] for item in found.posts["item_id"].iloc[40:50]}
    own = {pairs_[0].first.name: weights(pairs_[0].first.posts, spread)} if spread else {}
    return segments(pairs_, filing(found, about), subjects, period="2026-10", seed=1, effect=3.0, weights=own)


def test_the_weighted_share_stands_beside_the_plain_one_and_changes_no_judgement() -> None:
    plain, weighted = compared(()).set_index("topic_id"), compared((HALF,)).set_index("topic_id")
    assert plain[list(COLUMNS)].isna().all(axis=None)
    assert weighted.loc[TOPIC, "share_1"] == pytest.approx(0.2)
    assert weighted.loc[TOPIC, "share_1_raked"] == pytest.approx(0.5)
    same = ["share_1", "share_2", "difference", "lo", "hi", "strength", "reason"]
    pd.testing.assert_frame_equal(plain[same], weighted[same])
    more = unpack(weighted).iloc[0]
    assert more["margins"] == ["plan"]
    assert (more["n_capped"], more["n_not_weighted"]) == (0, 0)
    assert not {"kish_n_eff", "margins"} & set(unpack(plain).columns)


def test_names_of_people_and_the_order_of_posts_change_nothing() -> None:
    rows = crowd()
    _, one = measured(rows, on_topic=10)
    _, two = measured([{**row, "author_id": f"{hash_of(row)}"} for row in rows], on_topic=10)
    np.testing.assert_allclose(one.to_numpy(dtype=float), two.to_numpy(dtype=float), atol=1e-12)


def hash_of(row: dict[str, object]) -> str:
    import hashlib

    return hashlib.sha256(str(row["author_id"]).encode()).hexdigest()
