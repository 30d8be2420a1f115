"""A study narrowed to one product: its posts, under the topics of the whole project."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from small_project import LAST, build

from workbench.analysis import Analysis, open_study
from workbench.errors import BadRequest
from workbench.project.toml import read_project
from workbench.store.loading import load_project

PRODUCTS = """
[[products]]
name = "Talk"
end_user = "audience"
match = { source = "forum" }
goal = { measure = "returning_people", target = 0.01, by = "2026-12" }

[[products]]
name = "Codes"
end_user = "customer"
match = { text = ["sign-in code", "one-time code"] }

[[products]]
name = "All"
end_user = "customer"
goal = { measure = "first_reply_time", target = 8, by = "2026-12" }
"""
NARROWED = (
    "topics", "themes", "segments", "segment_themes", "words", "people", "matches", "change", "channels", "patterns",
    "quality", "measures",
)  # fmt: skip


def made(folder: Path, products: str) -> Path:
    """Write and load the small project, measured by the month."""
    project = build(folder / "small")
    path = project / "project.toml"
    text = path.read_text(encoding="utf-8").replace('name = "Small"', 'name = "Small"\nwindow = "month"', 1)
    path.write_text(text + products, encoding="utf-8")
    load_project(read_project(project))
    return project


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    return open_study(made(tmp_path_factory.mktemp("narrowed"), PRODUCTS), LAST)


def test_a_product_has_its_own_posts_under_the_same_topics(analysis: Analysis) -> None:
    whole, talk = analysis.topics(), analysis.topics(product="Talk")
    assert sorted(talk["topic_id"]) == sorted(whole["topic_id"])
    forum = set(analysis.now.posts.loc[analysis.now.posts["source"] == "forum", "item_id"])
    filed = analysis.filed[(analysis.filed["decision"] == "topic") & analysis.filed["item_id"].isin(forum)]
    posts = filed.groupby("topic_id")["item_id"].nunique()
    assert talk.set_index("topic_id")["posts"].to_dict() == {one: posts.get(one, 0) for one in talk["topic_id"]}
    assert talk["posts"].sum() < whole["posts"].sum()


@pytest.mark.parametrize("name", NARROWED)
def test_narrowing_leaves_the_tables_of_the_whole_as_they_are(analysis: Analysis, name: str) -> None:
    whole = getattr(analysis, name)()
    fresh = getattr(open_study(analysis.project.folder, LAST), name)
    narrow = fresh(product="Talk")
    pd.testing.assert_frame_equal(fresh(), whole, check_exact=True)
    pd.testing.assert_frame_equal(getattr(analysis.of("Talk"), name)(), narrow, check_exact=True)
    if len(narrow):
        assert list(narrow.columns) == list(whole.columns)
        assert not narrow.equals(whole)


def test_a_product_without_a_match_is_about_everything(analysis: Analysis) -> None:
    pd.testing.assert_frame_equal(analysis.topics(product="All"), analysis.topics(), check_exact=True)


def test_products_by_words_hold_posts_with_these_words(analysis: Analysis) -> None:
    items = analysis.of("Codes").items
    assert len(items)
    assert items["masked"].str.casefold().str.contains("sign-in code|one-time code").all()


def test_who_is_a_customer_does_not_depend_on_the_product(analysis: Analysis) -> None:
    everybody = analysis.people().set_index("person")["customer"]
    some = analysis.people(product="Codes").set_index("person")["customer"]
    assert 0 < len(some) < len(everybody)
    assert (everybody[some.index] == some).all()


def test_an_unknown_product_is_refused(analysis: Analysis) -> None:
    with pytest.raises(BadRequest, match="Known are Talk, Codes, All"):
        analysis.topics(product="talk")


def test_measures_follow_for_each_product_that_is_matched_and_goals_for_all(analysis: Analysis) -> None:
    table = analysis.measures()
    assert table["product"].drop_duplicates().tolist() == ["", "Talk", "Codes"]
    assert set(table.loc[table["product"] == "Talk", "end_user"]) == {"audience"}
    goals = analysis.goals().set_index("product")
    assert goals.index.tolist() == ["Talk", "Codes", "All"]
    assert goals.loc["Talk", "status"] == "reached"
    assert goals.loc["Codes", "status"] == "no goal is set"
    assert goals.loc["All", "status"] == "cannot be told"
    assert "first_reply_at" in goals.loc["All", "reason"]


def test_a_goal_is_due_when_its_month_is_over(tmp_path: Path) -> None:
    due = PRODUCTS.replace("target = 0.01", "target = 0.999").replace('by = "2026-12"', f'by = "{LAST}"', 1)
    project = made(tmp_path, due)
    assert open_study(project, LAST).cards()[0].status == "not reached"
    month_before = open_study(project, "2026-06").cards()[0]
    assert (month_before.status, month_before.by) == ("not there yet", LAST)
