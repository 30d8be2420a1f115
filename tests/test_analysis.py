"""The whole analysis: on the sample, whose truth is known, and on small tables at hand."""

from __future__ import annotations

import shutil

import numpy as np
import pandas as pd
import pytest
from simulate_sample import truth_by_item, unread

import workbench as wb
from workbench.errors import BadData, BadRequest
from workbench.measures.who import Who
from workbench.project.toml import read_project
from workbench.stats.row import COLUMNS
from workbench.topics.codebook.shelf import append

MONTH = "2026-10"


@pytest.fixture(scope="session")
def sample(found_sample, tmp_path_factory):
    return unread(found_sample, tmp_path_factory.mktemp("analysis") / "sample")


@pytest.fixture(scope="session")
def analysis(sample):
    return wb.open(sample, MONTH)


@pytest.fixture(scope="session")
def truth(sample):
    """What each post is about, by item id."""
    return truth_by_item(sample)


def subjects_about(analysis, truth, topic, level="theme"):
    """Return the themes (or topics) most of whose posts are about a planted topic, most posts first."""
    filed = analysis.filed[analysis.filed["decision"] == "topic"]
    subject = filed["topic_id"]
    if level == "theme":
        subject = subject.map({one.topic_id: one.theme_id for one in analysis.codebook.topics})
    table = pd.DataFrame({"subject": subject.astype(str), "about": filed["item_id"].map(truth["topic_1"])})
    main = table.groupby("subject")["about"].agg(lambda about: about.mode().iat[0])
    sizes = table["subject"].value_counts()
    found = [name for name in main.index if main[name] == topic]
    assert found, f"no {level} is about {topic}"
    return sorted(found, key=lambda name: -sizes[name])


def between_channels(analysis, subject):
    rows = analysis.segment_themes()
    return rows[(rows["topic_id"] == subject) & (rows["comparison"] == "channels")].iloc[0]


@pytest.mark.parametrize(("topic", "planted"), [("bank", 0.21), ("price", -0.12)])
def test_planted_differences_between_channels_are_found(analysis, truth, topic, planted):
    # truth/effects.csv: of all posts about it; at least half of it must show in the posts sorted under the theme
    sign = np.sign(planted)
    row = between_channels(analysis, subjects_about(analysis, truth, topic)[0])
    assert (row["segment_1"], row["segment_2"]) == ("customer channels", "public channels")
    assert sign * row["difference"] >= abs(planted) / 2
    assert row["strength"] == "likely", "never firm before both groups are checked"
    assert row["lo"] * sign > 0 < row["hi"] * sign
    assert row["checked"] == "no"


@pytest.mark.parametrize("topic", ["signin", "export"])
def test_planted_nulls_are_not_claimed(analysis, truth, topic):
    row = between_channels(analysis, subjects_about(analysis, truth, topic)[0])
    assert row["strength"] == "too early"
    assert row["lo"] < 0 < row["hi"]
    assert "no difference found" in row["reason"]


def test_known_customers_and_known_audience_are_compared(analysis):
    # people.csv says who is a customer and who is none; everybody else stays unknown
    rows = analysis.segment_themes()
    assert ("customers", "audience only") in set(zip(rows["segment_1"], rows["segment_2"], strict=True))
    assert set(analysis.people()["segment"]) == {"audience only", "customer only", "both", "customer unknown"}


def change_of(analysis, subject):
    rows = analysis.change()
    return rows[rows["id"] == subject].iloc[0]


def test_the_list_never_says_what_is_not_true_and_says_nearly_all_that_can_be_known(analysis, truth):
    found = Who(analysis.ground).identified.set_index("item_id")["fact"]
    public = truth[truth.index.isin(found.index) & ~truth["source"].isin(["tickets", "survey"])]
    planted, told = public["customer_known"], found[public.index]
    assert set(told[told != planted]) <= {"unknown"}
    known = planted != "unknown"
    assert known.sum() > 200
    assert (told[known] == planted[known]).mean() > 0.9
    assert (told[planted == "yes"] == "yes").all()


def test_the_matches_account_for_everybody_and_every_row_of_the_list(analysis, sample):
    table = analysis.matches().set_index("channel")
    last = table.loc["all channels"]
    assert last["people"] == analysis.people()["person"].nunique()
    assert last["posts"] == len(analysis.now.posts) == table["posts"].sum() - last["posts"]
    listed = len(pd.read_csv(sample / "people.csv"))
    assert last["list_rows_matched"] + last["list_rows_unmatched"] == last["list_rows"] == listed
    assert table.loc["social", "by_handle"] > 100
    assert table.loc["support", "by_email"] > 100


def test_columns_of_the_customer_list_are_compared(analysis):
    found = analysis.segment_themes()
    assert {"plan", "region"} <= set(found["comparison"])
    assert {"solo", "free", "studio"} == set(
        found.loc[found["comparison"] == "plan", ["segment_1", "segment_2"]].stack()
    )


def test_the_threefold_rise_of_sign_in_is_told(analysis, truth):
    row = change_of(analysis, subjects_about(analysis, truth, "signin")[0])
    assert row["now"] > 2 * row["before"]
    assert row["strength"] in ("firm", "likely")
    assert row["lo"] > 0
    assert row["level"] == "theme"


def test_the_topic_that_emerged_is_found_and_rises(analysis, truth):
    # shared accounts: 0 in July, .025 in August, .05 in September, .075 in October
    row = change_of(analysis, subjects_about(analysis, truth, "team")[0])
    assert row["now"] > 1.7 * row["before"]
    assert row["lo"] > 0
    assert row["strength"] in ("firm", "likely")


def test_what_did_not_move_is_not_told_as_moving(analysis, truth):
    row = change_of(analysis, subjects_about(analysis, truth, "offline")[0])
    assert row["strength"] == "too early"


def test_copies_and_a_loud_person_do_not_decide_the_order(analysis, truth):
    # 80 tickets in the words of an error form are of many people; 64 posts on dark mode are of one
    themes = analysis.themes().set_index("topic_id")
    dark = themes.loc[subjects_about(analysis, truth, "dark")[0]]
    assert dark["posts"] > dark["people"]
    assert themes["people"].is_monotonic_decreasing
    loud = truth[truth["planted"] == "loud"].index
    now = analysis.now.posts
    assert now[now["item_id"].isin(loud)]["person"].nunique() == 1


def test_copies_make_no_topic_of_their_own(analysis, truth):
    copies = analysis.filed[analysis.filed["item_id"].isin(truth.index[truth["planted"] == "copy"])]
    topics = set(copies.loc[copies["decision"] == "topic", "topic_id"])
    for topic in topics:
        posts = analysis.filed[(analysis.filed["topic_id"] == topic) & (analysis.filed["decision"] == "topic")]
        assert posts["item_id"].isin(copies["item_id"]).mean() < 0.5


def test_topics_are_of_one_planted_subject_each(analysis, truth):
    filed = analysis.filed[analysis.filed["decision"] == "topic"].drop_duplicates("item_id")
    about = filed["item_id"].map(truth["topic_1"])
    purity = about.groupby(filed["topic_id"].astype(str)).agg(lambda found: found.value_counts().max()).sum() / len(
        filed
    )
    assert purity > 0.75


def test_every_post_that_is_read_has_one_fate(analysis):
    table = analysis.quality().set_index("name")["value"]
    assert table["posts"] == table["posts_in_language"] + table["posts_other_language"] + table["posts_stars_only"]
    fates = ["posts_sorted", "posts_undecided", "posts_in_no_topic", "posts_without_reason"]
    assert table["posts_in_language"] == sum(table[fate] for fate in fates)
    assert table["posts_sorted"] > 0.6 * table["posts_in_language"]
    assert set(analysis.filed["item_id"]) == set(analysis.ground.material.posts["item_id"])


TABLES = [
    "sources", "channels", "months", "topics", "themes", "segments", "segment_themes", "people", "change", "quality",
    "examples",
]  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_a_second_analysis_gives_equal_tables(sample, analysis, name):
    pd.testing.assert_frame_equal(getattr(again(sample), name)(), getattr(analysis, name)())


_AGAIN = {}


def again(sample):
    """Another analysis of the same store, made after the first: everything it can read back, it does."""
    if sample not in _AGAIN:
        _AGAIN[sample] = wb.open(sample, MONTH)
    return _AGAIN[sample]


def test_a_second_analysis_has_the_same_codebook(sample, analysis):
    assert again(sample).codebook.version == analysis.codebook.version
    assert again(sample).ground.inputs == analysis.ground.inputs


def test_a_run_proposes_once(sample, analysis, tmp_path):
    grown = analysis.codebook
    folder = tmp_path / "project"
    shutil.copytree(sample, folder, ignore=shutil.ignore_patterns("truth"))
    append(folder / "codebook", analysis.ground.proposed, grown.model)
    kept = wb.open(folder, MONTH)
    assert kept.codebook.version == grown.version
    assert kept.ground.codebook_before == grown.version
    assert analysis.ground.codebook_before != grown.version


@pytest.mark.parametrize("name", ["topics", "themes", "segments", "segment_themes"])
def test_measured_rows_carry_the_contract(analysis, name):
    table = getattr(analysis, name)()
    assert set(COLUMNS) <= set(table)
    firm = table[table["strength"] == "firm"]
    if name.startswith("segment"):
        assert firm.empty, "groups need a check by hand"
    else:
        assert len(firm)
        assert (firm["stability"] >= 0.6).all()
        assert (table.loc[table["stability"] < 0.6, "strength"] == "too early").all()
    assert ((table["lo"] <= table["estimate"] + 1e-12) & (table["estimate"] <= table["hi"] + 1e-12)).all()


def test_examples_are_of_their_topic_and_of_different_people(analysis):
    table = analysis.examples()
    assert set(table["topic_id"]) <= {topic.topic_id for topic in analysis.codebook.topics}
    people = table["item_id"].map(analysis.now.posts.set_index("item_id")["person"])
    assert not pd.DataFrame({"topic": table["topic_id"], "kind": table["kind"], "person": people}).duplicated().any()
    assert table["said"].notna().all()
    assert not table[["said", "origin", "channel"]].isna().any().any()


def test_items_name_their_topics(analysis):
    items = analysis.items
    assert items["item_id"].is_unique
    sorted_ = items[items["topics"] != ""]
    filed = analysis.filed[analysis.filed["decision"] == "topic"]
    pairs = set(zip(filed["item_id"], filed["topic_id"], strict=True))
    named = [(row.item_id, topic) for row in sorted_.itertuples() for topic in row.topics.split()]
    assert len(set(named)) == len(named)
    assert set(named) == {pair for pair in pairs if pair[0] in set(items["item_id"])}


def test_any_text_can_be_filed(analysis, truth):
    found = analysis.assign(["The SMS code to sign in never arrives", "", "  "])
    sign_in = {analysis.codebook.topic(one).label for one in subjects_about(analysis, truth, "signin", "topic")}
    assert found["decision"].tolist() == ["topic", "empty", "empty"]
    assert found["label"].tolist()[0] in sign_in
    assert found["topic_id"].tolist()[1:] == ["", ""]
    assert analysis.assign([]).empty


def test_the_topic_model_is_bertopics_own(analysis):
    from bertopic import BERTopic

    model = analysis.topic_model
    assert isinstance(model, BERTopic)
    info = model.get_topic_info()
    names = [f"{topic.topic_id} {topic.label}" for topic in analysis.codebook.topics]
    assert set(info["CustomName"]) <= set(names)
    assert info["Count"].is_monotonic_decreasing
    assert info["Count"].sum() <= len(analysis.now.passages)


def test_assignments_are_kept_by_codebook_version_and_month(sample, analysis):
    analysis.past.keep()
    folder = read_project(sample).store / "assignments" / analysis.codebook.version
    kept = pd.concat([pd.read_parquet(path) for path in sorted(folder.iterdir())])
    assert [path.stem for path in sorted(folder.iterdir())] == [f"2026-{month:02d}" for month in range(5, 11)]
    assert len(kept) == len(analysis.filed)


@pytest.mark.parametrize("month", ["2026-13", "Oct", "2026-10-01", "", "202610", "../evil"])
def test_a_wrong_month_is_a_bad_request(sample, month):
    with pytest.raises(BadRequest):
        wb.open(sample, month)


def test_a_folder_without_a_project_is_a_bad_request(tmp_path):
    with pytest.raises(BadRequest):
        wb.open(tmp_path / "nowhere", MONTH)


def test_a_project_without_posts_is_bad_data(sample, tmp_path):
    shutil.copytree(sample, tmp_path, ignore=shutil.ignore_patterns("truth", "store"), dirs_exist_ok=True)
    with pytest.raises(BadData, match="nothing to study"):
        wb.open(tmp_path, MONTH)
