from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hostile import GROUPS

import workbench as wb
from workbench.analysis import Analysis
from workbench.errors import BadData, BadRequest
from workbench.explore.quick import quick_project

SAID = {
    "login": ("The login code never arrives by SMS", "I cannot sign in because the code comes too late",
              "The verification code is rejected when I log in"),
    "export": ("The export to CSV loses half of the columns", "My accountant cannot open the exported invoice file",
               "Exporting invoices for the tax office fails every time"),
    "dark": ("Dark mode hurts my eyes because the contrast is low", "Please give us a real dark theme for the night",
             "The screen is far too bright at night without a dark theme"),
}  # fmt: skip
WHERE = ("in Spain", "on my tablet", "since Monday", "at the shop", "on the train", "for my father", "with my phone",
         "after the update", "at the office", "on holiday")  # fmt: skip


def frame(count=300):
    """Made-up posts on three subjects."""
    chance = np.random.default_rng(1)
    rows = []
    for at in range(count):
        subject = list(SAID)[at % 3]
        text = SAID[subject][int(chance.integers(3))]
        rows.append(
            {
                "comment": f"{text} {WHERE[int(chance.integers(10))]}, {chance.integers(2, 90)} times now",
                "when": f"2026-{9 + at % 2:02d}-{1 + at % 28:02d}",
                "who": f"person {at % 120}",
                "subject": subject,
            }
        )
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def plain():
    return wb.study(frame(), text="comment")


@pytest.fixture(scope="module")
def dated():
    return wb.study(frame(), text="comment", date="when", author="who")


def test_a_table_with_texts_alone_is_studied_at_once(plain):
    assert isinstance(plain, Analysis)
    assert len(plain.items) == 300
    assert set(plain.items["person"]) == set(plain.items["item_id"]), "each row is one person"
    topics = plain.topics()
    assert 2 <= len(topics) <= 8
    assert topics["posts"].sum() > 200
    assert plain.change().empty, "nothing was before"
    assert plain.segments().empty, "one channel of one source has no other side"
    assert plain.quality().set_index("name").loc["posts", "value"] == 300


def test_its_topics_are_what_the_posts_are_about(plain):
    posts = plain.items
    text = {row.comment: row.subject for row in frame().itertuples()}
    said = posts["masked"].map(text)
    both = pd.DataFrame({"topic": posts["topics"], "said": said})[posts["topics"] != ""]
    purity = both.groupby("topic")["said"].agg(lambda found: found.value_counts().max()).sum() / len(both)
    assert purity > 0.9


def test_dates_and_authors_are_used_when_they_are_named(dated):
    assert dated.items["person"].nunique() == 120
    assert dated.items["at"].dt.strftime("%Y-%m").value_counts().to_dict() == {"2026-09": 150, "2026-10": 150}
    assert dated.period.label == "everything"
    assert set(dated.months()["month"]) == {"2026-09", "2026-10"}
    assert dated.topics()["people"].max() <= 120


def test_dates_may_be_timestamps():
    table = frame(40)
    table["when"] = pd.to_datetime(table["when"]).dt.tz_localize("Europe/Berlin")
    found = wb.study(table, text="comment", date="when")
    assert found.items["at"].notna().all()


def test_the_table_given_is_not_changed():
    table = frame(40)
    before = table.copy()
    wb.study(table, text="comment", date="when", author="who")
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize("names", [{"text": "nothing"}, {"text": "comment", "date": "nothing"},
                                   {"text": "comment", "author": "nothing"}])  # fmt: skip
def test_a_column_that_is_not_there_is_a_bad_request_that_names_those_that_are(names):
    with pytest.raises(BadRequest, match="no column 'nothing'") as found:
        wb.study(frame(3), **names)
    assert "comment" in found.value.where


@pytest.mark.parametrize("texts", [[], [None, None], ["", " "]])
def test_a_table_without_any_text_is_bad_data(texts):
    with pytest.raises(BadData):
        wb.study(pd.DataFrame({"comment": pd.Series(texts, dtype=object)}), text="comment")


def test_a_handful_of_posts_has_tables_and_no_topics():
    found = wb.study(pd.DataFrame({"comment": ["The export fails every time", "worst app ever", "The code is late"]}),
                     text="comment")  # fmt: skip
    assert len(found.items) == 3
    for table in (found.topics(), found.themes(), found.segments(), found.change(), found.examples()):
        assert table.empty
    assert found.quality().set_index("name").loc["posts_in_no_topic", "value"] == 2
    assert found.assign(["The export fails"])["decision"].tolist() == ["none"]
    with pytest.raises(BadData, match="No post is filed"):
        _ = found.topic_model


def test_hostile_posts_are_read_like_any_other():
    hostile = [text.encode("utf-8", "ignore").decode() for group in GROUPS.values() for text in group]
    table = pd.DataFrame({"comment": [*hostile, *frame(30)["comment"]]})
    found = wb.study(table, text="comment")
    kept = [text for text in hostile if text.strip("\x00\ufeff \t\r\n\u200b")]
    assert len(found.items) >= len(kept) + 30 - 12
    assert not found.topics()["label"].str.contains("[<>]").any()


def test_its_files_are_gone_with_the_analysis():
    found = wb.study(frame(3), text="comment")
    folder = Path(found.project.folder)
    assert folder.is_dir()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        found.keeper.cleanup()
    assert not folder.exists()


def test_files_are_guessed_copied_and_loaded(tmp_path):
    export = tmp_path / "reviews of ours.csv"
    frame(60).rename(columns={"comment": "text", "when": "date", "who": "author"}).to_csv(export, index=False)
    before = export.read_bytes()
    folder = tmp_path / "project"
    folder.mkdir()
    quick = quick_project(folder, [export])
    found = Analysis(quick.study)
    assert len(found.items) == 60
    assert found.items["at"].notna().all()
    assert any('people: the column "author"' in line for line in quick.told), quick.told
    assert export.read_bytes() == before


def test_a_file_without_dates_is_one_undated_period(tmp_path):
    export = tmp_path / "answers.csv"
    frame(40)[["comment"]].to_csv(export, index=False)
    (tmp_path / "project").mkdir()
    quick = quick_project(tmp_path / "project", [export])
    assert len(Analysis(quick.study).items) == 40


def test_a_file_that_holds_no_posts_is_bad_data(tmp_path):
    export = tmp_path / "numbers.csv"
    export.write_text("a,b\n1,2\n3,4\n", encoding="utf-8")
    (tmp_path / "project").mkdir()
    with pytest.raises(BadData):
        quick_project(tmp_path / "project", [export])
