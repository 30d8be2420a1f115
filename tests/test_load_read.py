from __future__ import annotations

import json
import random
from pathlib import Path

import pandas as pd
import pytest
from hostile import GROUPS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from load_reader import BASIC, KEY, read, same, table

from workbench.errors import BadData, BadRequest
from workbench.load import read_source
from workbench.load.schema import CONTENT, FEEDBACK, REJECTS
from workbench.privacy.pseudonyms import pseudonym
from workbench.project.source import Source

ROWS = [
    ["11", "anna", "2026-10-01 10:00:00", "the code never comes"],
    ["12", "ben", "2026-10-02 10:00:00", "@acme the export is slow, write to me@example.org"],
    ["13", "", "2026-10-03 10:00:00", "fine"],
]


def by_id(loaded):
    return loaded.feedback.set_index("source_item_id")


def extra(loaded, name):
    return json.loads(by_id(loaded).loc[name, "extra"])


def test_the_golden_file_gives_these_rows(tmp_path):
    loaded = read(tmp_path, table(ROWS))
    assert list(loaded.feedback.columns) == list(FEEDBACK)
    assert {name: str(kind) for name, kind in loaded.feedback.dtypes.items()} == FEEDBACK
    assert list(loaded.content.columns) == list(CONTENT)
    assert list(loaded.rejects.columns) == list(REJECTS)
    assert loaded.feedback["item_id"].is_monotonic_increasing
    row = by_id(loaded).loc["12"]
    assert row["text"] == ROWS[1][3]
    assert "me@example.org" not in row["masked"]
    assert "@acme" not in row["masked"]
    assert row["author_id"] == pseudonym(KEY, "made-up", "ben")
    assert (row["origin"], row["direction"], row["authors"]) == ("social", "inbound", "column")
    assert (str(row["created_at"]), row["created_at_quality"]) == ("2026-10-02 10:00:00+00:00", "assumed_zone")
    assert (row["source_file"], row["source_row"]) == ("export.csv", 3)
    report = loaded.reports[0]
    assert (report.rows_read, report.kept, report.rejected_rows) == (3, 3, 0)
    assert report.first_at.startswith("2026-10-01")
    assert report.columns_used == ("text", "date", "who", "id")


def test_no_author_is_nobody_never_one_person(tmp_path):
    rows = [["1", "", "2026-10-01", "a"], ["2", "[deleted]", "2026-10-01", "b"]]
    assert read(tmp_path, table(rows)).feedback["author_id"].isna().all()


def test_results_do_not_depend_on_the_key(tmp_path):
    one, other = read(tmp_path, table(ROWS)), read(tmp_path, table(ROWS), key=b"another key of some length")
    keyed = ["author_id", "masked"]
    assert one.feedback.drop(columns=keyed).equals(other.feedback.drop(columns=keyed))
    assert not one.feedback["author_id"].equals(other.feedback["author_id"])


def test_rows_in_any_order_give_the_same_table(tmp_path):
    rows = [
        *ROWS,
        ["12", "ben", "2026-10-02 10:00:00", "edited"],
        ["", "x", "2026-10-01", "again"],
        ["", "x", "2026-10-01", "again"],
    ]
    turned = random.Random(1).sample(rows, len(rows))
    assert same(read(tmp_path, table(rows)), read(tmp_path, table(turned)))


def test_an_overlapping_export_adds_nothing_twice(tmp_path):
    files = {"a.csv": table(ROWS[:2]), "b.csv": table(ROWS[1:])}
    loaded = read(tmp_path, files)
    assert len(loaded.feedback) == 3
    assert sum(report.duplicates for report in loaded.reports) == 1
    assert sum(report.updated for report in loaded.reports) == 0
    assert same(loaded, read(tmp_path, table(ROWS)))


def test_an_export_with_its_columns_turned_is_no_update(tmp_path):
    turned = table([row[::-1] for row in ROWS], header=("text", "date", "who", "id"))
    loaded = read(tmp_path, {"a.csv": table(ROWS), "b.csv": turned})
    assert sum(report.duplicates for report in loaded.reports) == 3
    assert sum(report.updated for report in loaded.reports) == 0


def test_of_one_id_the_last_edit_wins_and_the_others_are_counted(tmp_path):
    header = ("id", "date", "edited", "text")
    rows = [
        ["1", "2026-10-01", "2026-10-05", "second"],
        ["1", "2026-10-01", "2026-10-04", "first"],
        ["1", "2026-10-01", "2026-10-05", "second"],
    ]
    columns = {"text": "text", "id": "id", "created_at": "date", "updated_at": "edited"}
    loaded = read(tmp_path, table(rows, header=header), columns=columns)
    assert loaded.feedback["text"].tolist() == ["second"]
    assert (loaded.reports[0].duplicates, loaded.reports[0].updated) == (2, 1)


def test_without_edit_times_the_later_file_wins(tmp_path):
    files = {
        "2026-09.csv": table([["1", "a", "2026-09-01", "zz old"]]),
        "2026-10.csv": table([["1", "a", "2026-09-01", "aa new"]]),
    }
    assert read(tmp_path, files).feedback["text"].tolist() == ["aa new"]


def test_rows_without_ids_stay_apart_and_come_back_the_same(tmp_path):
    rows = [["2026-10-01", "good"], ["2026-10-01", "good"], ["2026-10-02", "good"]]
    columns = {"text": "text", "created_at": "date"}
    one = read(tmp_path, table(rows, header=("date", "text")), columns=columns, authors="one_per_item")
    again = read(tmp_path, table(rows[::-1], header=("date", "text")), columns=columns, authors="one_per_item")
    assert len(one.feedback) == 3
    assert set(one.feedback["extra"]) == {'{"id_is_hash":true}'}
    assert one.feedback["item_id"].equals(again.feedback["item_id"])


def test_a_later_deletion_marker_or_reply_does_not_make_a_new_item(tmp_path):
    columns = {"text": "text", "created_at": "date"}
    rules = {"columns": columns, "split_reply": "----", "deleted_marker": "(gone)", "authors": "one_per_item"}
    before = read(tmp_path, table([["2026-10-01", "slow"]], header=("date", "text")), **rules)
    reply = f"(gone)slow\n{'-' * 20}\nDeveloper response: sorry"
    after = read(tmp_path, table([["2026-10-01", reply]], header=("date", "text")), **rules)
    assert before.feedback["item_id"][0] in set(after.feedback["item_id"])


def test_damaged_ids_are_never_used(tmp_path):
    rows = [["5.70306E+17", "a", "2026-10-01", "one"], ["5.70306E+17", "b", "2026-10-01", "two"]]
    loaded = read(tmp_path, table(rows), columns=BASIC | {"parent_id": "id"})
    assert len(loaded.feedback) == 2
    assert loaded.feedback["parent_id"].isna().all()
    assert loaded.reports[0].id_quality == {"damaged": 2}


def test_several_text_columns_are_joined_by_a_blank_line(tmp_path):
    rows = [["Love it", "but slow"], ["", "only this"], ["only title", ""]]
    loaded = read(
        tmp_path, table(rows, header=("title", "body")), columns={"text": ["title", "body"]}, period="2026-10"
    )
    assert sorted(loaded.feedback["text"]) == ["Love it\n\nbut slow", "only this", "only title"]


def test_replies_of_ours_become_outbound_rows(tmp_path):
    text = f"no dark mode\n {'-' * 40} \n 开发者回复：Hi, soon."
    loaded = read(tmp_path, table([["1", "a", "2026-10-01", text], *ROWS]), split_reply="----")
    reply = by_id(loaded).loc["1:reply"]
    assert (reply["text"], reply["direction"], reply["parent_id"]) == ("Hi, soon.", "outbound", "1")
    assert pd.isna(reply["author_id"])
    assert pd.isna(reply["created_at"])
    assert by_id(loaded).loc["1", "text"] == "no dark mode"
    assert (loaded.reports[0].kept, loaded.reports[0].split_replies) == (4, 1)


def test_deleted_rows_are_marked_or_dropped_as_the_project_says(tmp_path):
    rows = [["1", "a", "2026-10-01", "（该条评论已经被删除）was here"], *ROWS]
    kept = read(tmp_path, table(rows), deleted_marker="（该条评论已经被删除）")
    assert by_id(kept).loc["1", "text"] == "was here"
    assert kept.feedback["is_deleted"].sum() == 1
    dropped = read(tmp_path, table(rows), deleted_marker="（该条评论已经被删除）", deleted="drop")
    assert dropped.rejects["reason"].tolist() == ["excluded_by_policy"]


def test_our_accounts_and_staff_are_outbound(tmp_path):
    loaded = read(tmp_path, table(ROWS), own_ids=["@Anna"], staff=["BEN"])
    assert by_id(loaded)["direction"].to_dict() == {"11": "outbound", "12": "outbound", "13": "inbound"}
    assert by_id(loaded)["is_staff"].to_dict() == {"11": False, "12": True, "13": False}
    assert loaded.reports[0].outbound == 2


def test_an_inbound_column_tells_the_direction(tmp_path):
    rows = [["1", "True", "x"], ["2", "False", "y"], ["3", "perhaps", "z"]]
    columns = {"text": "text", "id": "id", "inbound": "inbound"}
    loaded = read(tmp_path, table(rows, header=("id", "inbound", "text")), columns=columns, period="2026-10")
    assert by_id(loaded)["direction"].to_dict() == {"1": "inbound", "2": "outbound"}
    assert loaded.rejects["reason"].tolist() == ["bad_structure"]


def test_parents_as_floats_join_their_ids(tmp_path):
    rows = [
        ["3", "a", "2026-10-01", "hi", ""],
        ["4", "b", "2026-10-01", "hello", "3.0"],
        ["5", "b", "2026-10-01", "hello", "4,3"],
    ]
    loaded = read(
        tmp_path, table(rows, header=("id", "who", "date", "text", "to")), columns=BASIC | {"parent_id": "to"}
    )
    assert by_id(loaded)["parent_id"].dropna().to_dict() == {"4": "3", "5": "4"}


def test_bad_rows_are_rejected_with_file_row_and_reason(tmp_path):
    rows = [
        *ROWS,
        ["Total", "", "", ""],
        ["20", "a", "someday", "call +49 30 1234567 now"],
        ["21", "a", "2026-10-01", "  "],
    ]
    loaded = read(tmp_path, table(rows))
    assert loaded.rejects[["source_row", "reason"]].to_numpy().tolist() == [
        [5, "not_feedback"], [6, "bad_date"], [7, "no_text_no_rating"],
    ]  # fmt: skip
    assert set(loaded.rejects["source_file"]) == {"export.csv"}
    assert "1234567" not in " ".join(loaded.rejects["raw_excerpt"])
    assert loaded.rejects["raw_excerpt"].str.len().max() <= 80


def test_a_text_that_says_total_is_kept(tmp_path):
    loaded = read(tmp_path, table([["Total"], ["bad"]], header=("text",)), columns={"text": "text"}, period="2026-10")
    assert len(loaded.feedback) == 2


def test_a_missing_date_keeps_the_item_in_no_month(tmp_path):
    loaded = read(tmp_path, table([["1", "a", "", "undated"], *ROWS]), period="2026-10")
    row = by_id(loaded).loc["1"]
    assert row["created_at_quality"] == "missing"
    assert pd.isna(row["created_at"])
    assert pd.isna(row["period"])


def test_a_placeholder_date_is_flagged(tmp_path):
    loaded = read(tmp_path, table([["1", "a", "1970-01-01 00:00:00", "early"], *ROWS]))
    assert extra(loaded, "1") == {"date_is_implausible": True}
    assert "before 1990" in " ".join(loaded.reports[0].warnings)


def test_an_ambiguous_file_is_settled_by_the_sources_other_files(tmp_path):
    files = {"a.csv": table([["1", "a", "04/06/2026", "x"]]), "b.csv": table([["2", "a", "25/06/2026", "y"]])}
    assert str(by_id(read(tmp_path, files)).loc["1", "created_at"].date()) == "2026-06-04"
    with pytest.raises(BadData, match="date_format"):
        read(tmp_path, {"a.csv": files["a.csv"]})
    settled = read(tmp_path, {"a.csv": files["a.csv"]}, date_format="MDY")
    assert str(settled.feedback["created_at"][0].date()) == "2026-04-06"


def test_a_date_column_that_is_open_follows_one_that_is_clear(tmp_path):
    rows = [["1", "x", "25/06/2026", "04/06/2026"]]
    columns = {"text": "text", "id": "id", "created_at": "date", "updated_at": "edited"}
    loaded = read(tmp_path, table(rows, header=("id", "text", "date", "edited")), columns=columns)
    assert str(loaded.feedback["updated_at"][0].date()) == "2026-06-04"


def test_a_source_that_says_too_little_is_warned(tmp_path):
    loaded = read(tmp_path, table([["x"]], header=("text",)), columns={"text": "text"})
    told = " ".join(loaded.reports[0].warnings)
    assert "no date column" in told
    assert "no author column" in told


def test_the_source_zone_places_times_and_the_project_zone_days(tmp_path):
    rows = [["1", "a", "2026-07-01 00:30:00", "x"], ["2", "a", "2026-07-01", "y"]]
    at = by_id(read(tmp_path, table(rows), timezone="America/New_York", zone="Europe/Berlin"))["created_at"]
    assert str(at["1"]) == "2026-07-01 04:30:00+00:00"
    assert str(at["2"]) == "2026-06-30 22:00:00+00:00"


def test_extra_holds_kept_columns_and_no_address(tmp_path):
    header = ("id", "text", "plan", "mail", "customer", "solved", "ver", "likes")
    rows = [["1", "x", "pro", "Ann@Example.org", "C-77", "2026-10-02T10:00:00Z", "4.2", "< 15"]]
    columns = {
        "text": "text", "id": "id", "keep": ["plan"], "email": "mail", "external_id": "customer", "solved_at": "solved",
        "version": "ver", "likes": "likes",
    }  # fmt: skip
    loaded = read(tmp_path, table(rows, header=header), columns=columns, period="2026-10")
    assert extra(loaded, "1") == {
        "plan": "pro",
        "email_id": pseudonym(KEY, "email", "ann@example.org"),
        "external_id": pseudonym(KEY, "external_id", "C-77"),
        "solved_at": "2026-10-02T10:00:00Z",
        "version": "4.2",
        "like_count_below": 15,
    }
    assert "xample.org" not in loaded.feedback.to_csv()
    assert by_id(loaded)["like_count"].isna().all()


def test_secrets_in_columns_and_links_never_reach_the_tables(tmp_path):
    rows = [["1", "x", "10.1.2.3", "https://a.example/p?access_token=abc&id=5"]]
    columns = {"text": "text", "id": "id", "url": "link", "keep": ["IPAddress"]}
    loaded = read(tmp_path, table(rows, header=("id", "text", "IPAddress", "link")), columns=columns, period="2026-10")
    assert by_id(loaded)["url"].tolist() == ["https://a.example/p?id=5"]
    assert "10.1.2.3" not in loaded.feedback.to_csv()
    assert "IPAddress" in " ".join(loaded.reports[0].warnings)


def test_dates_far_after_the_rest_are_reported(tmp_path):
    rows = [[str(at), "a", f"2026-10-{1 + at % 28:02d}", "x"] for at in range(200)]
    loaded = read(tmp_path, table([*rows, ["900", "a", "2031-01-01", "y"]]))
    assert "more than a year after the rest" in " ".join(loaded.reports[0].warnings)


def test_a_source_without_files_is_empty(tmp_path):
    loaded = read(tmp_path, {}, columns=BASIC | {"likes": "likes"})
    assert (len(loaded.feedback), loaded.reports) == (0, ())


def test_long_cells_where_figures_belong_cost_no_time(tmp_path):
    rows = [["1", "a", "2026-10-01", "x", "1" + " " * 100_000 + "x"], ["2", "a", "1" + " " * 100_000 + "x", "x", "1"]]
    header = ("id", "who", "date", "text", "likes")
    data = table([*rows, ["3", "a", "2026-10-01", "y", "2"]], header=header)
    assert len(read(tmp_path, data, columns=BASIC | {"likes": "likes"}).feedback) == 2


def test_a_kept_column_may_not_take_a_name_of_extra(tmp_path):
    with pytest.raises(BadRequest, match="version"):
        read(
            tmp_path,
            table([["a", "b"]], header=("text", "version")),
            columns={"text": "text", "keep": ["version"]},
            period="2026-10",
        )


def test_ratings_alone_are_feedback_and_keep_their_scale(tmp_path):
    rows = [["1", "", "FIVE"], ["2", "bad", "ONE"], ["3", "", ""]]
    columns = {"text": "text", "id": "id", "rating": "stars"}
    loaded = read(
        tmp_path, table(rows, header=("id", "text", "stars")), columns=columns, origin="review", period="2026-10"
    )
    assert by_id(loaded)["rating"].to_dict() == {"1": 5.0, "2": 1.0}
    assert set(loaded.feedback["rating_scale"]) == {"stars5"}
    assert loaded.rejects["reason"].tolist() == ["no_text_no_rating"]


def test_a_mapping_without_text_and_rating_is_refused(tmp_path):
    with pytest.raises(BadRequest, match="neither a text nor a rating"):
        read(tmp_path, table(ROWS), columns={"id": "id"})


def test_reposts_and_cut_texts_are_marked(tmp_path):
    rows = [
        ["1", "a", "2026-10-01", "RT @anna: hello"],
        ["2", "a", "2026-10-01", "and then…"],
        ["3", "a", "2026-10-01", "x"],
    ]
    feedback = by_id(read(tmp_path, table(rows)))
    assert feedback["is_repost"].to_dict() == {"1": True, "2": False, "3": False}
    assert feedback["is_truncated"].to_dict() == {"1": False, "2": True, "3": False}


def test_columns_that_mark_rows_are_heeded(tmp_path):
    header = ("id", "text", "truncated", "is_retweet", "state")
    rows = [["1", "a", "True", "False", "open"], ["2", "b", "False", "True", "open"], ["3", "c", "", "", "Deleted"]]
    columns = {"text": "text", "id": "id", "status": "state"}
    feedback = by_id(read(tmp_path, table(rows, header=header), columns=columns, period="2026-10"))
    marks = feedback[["is_truncated", "is_repost", "is_deleted"]].astype(bool).to_dict("index")
    assert [tuple(marks[name].values()) for name in "123"] == [
        (True, False, False), (False, True, False), (False, False, True),
    ]  # fmt: skip


def test_long_ids_beside_a_blank_are_exact(tmp_path):
    rows = [["18182686576415017", "a", "2026-10-01", "x"], ["", "b", "2026-10-01", "y"]]
    feedback = read(tmp_path, table(rows)).feedback.set_index("text")
    assert feedback.loc["x", "source_item_id"] == "18182686576415017"
    assert len(feedback.loc["y", "source_item_id"]) == 32


def test_files_of_one_name_and_a_file_given_twice_balance(tmp_path):
    for folder in ("project", "a", "b"):
        (tmp_path / folder).mkdir()
    files = [tmp_path / "a" / "x.csv", tmp_path / "b" / "x.csv", tmp_path / "a" / "x.csv"]
    files[0].write_text(table([*ROWS, ["9", "a", "soon", "x"]]))
    files[1].write_text(table([*ROWS[:1], ["8", "a", "soon", "x"]]))
    source = Source(name="x", files=["*"], origin="social", columns=BASIC)
    loaded = read_source(source, files, root=tmp_path / "project", zone="UTC", key=KEY)
    assert [(report.file, report.rows_read, report.balances) for report in loaded.reports] == [
        ("x.csv", 4, True), ("x.csv (2)", 2, True),
    ]  # fmt: skip
    assert len(loaded.rejects) == 2
    assert len(loaded.feedback) == 3


def test_private_rows_load_only_with_the_flag(tmp_path):
    rows = [["1", "x", "true"], ["2", "y", "false"]]
    columns = {"text": "text", "id": "id"}
    data = table(rows, header=("id", "text", "is_pm"))
    assert read(tmp_path, data, columns=columns, period="2026-10").rejects["reason"].tolist() == ["private"]
    assert len(read(tmp_path, data, columns=columns, period="2026-10", private=True).feedback) == 2


def test_internal_notes_are_no_feedback_of_users(tmp_path):
    rows = [["too long onboarding", "Sales"]]
    columns = {"text": "what", "heard_from": "team"}
    loaded = read(tmp_path, table(rows, header=("what", "team")), columns=columns, origin="internal", period="2026-10")
    assert loaded.feedback["direction"].tolist() == ["internal"]
    assert json.loads(loaded.feedback["extra"][0])["heard_from"] == "Sales"


def test_our_posts_become_content(tmp_path):
    header = ("Post ID", "Page", "Publish time", "Description", "Post type", "Likes", "Series")
    rows = [
        ["17841400000000001", "acme", "03/27/2026 06:08", "Tip Tuesday", "reel", "1,234", "tips"],
        ["2", "ben", "03/28/2026 06:08", "not ours", "reel", "5", ""],
    ]
    columns = {
        "text": "Description",
        "created_at": "Publish time",
        "id": "Post ID",
        "author": "Page",
        "likes": "Likes",
        "label": "Series",
    }
    loaded = read(tmp_path, table(rows, header=header), columns=columns, kind="content", own_ids=["acme"])
    row = loaded.content.iloc[0]
    assert (row["source_content_id"], row["format"], row["series"]) == ("17841400000000001", "reel", "tips")
    figures = loaded.content_metric
    assert figures[["content_id", "metric", "value"]].values.tolist() == [[row["content_id"], "reactions", 1234]]
    assert str(row["published_at"]) == "2026-03-27 06:08:00+00:00"
    assert pd.isna(row["is_paid"])
    assert loaded.rejects["reason"].tolist() == ["not_feedback"]
    assert len(loaded.feedback) == 0
    assert loaded.reports[0].content_rows == 1


@pytest.mark.parametrize(
    ("cells", "paid"),
    [
        (["yes", ""], [True, None]), (["Promoted", "organic"], [True, False]), (["Ad", "0"], [True, False]),
        (["perhaps", ""], [None, None]),
    ],
)  # fmt: skip
def test_posts_that_were_paid_for_are_told_by_their_column(tmp_path, cells, paid):
    rows = [["1", "2026-10-01", "one", cells[0]], ["2", "2026-10-02", "two", cells[1]]]
    columns = {"text": "t", "created_at": "d", "id": "i", "paid": "p"}
    loaded = read(tmp_path, table(rows, header=["i", "d", "t", "p"]), columns=columns, kind="content", own_ids=["a"])
    told = loaded.content.sort_values("source_content_id")["is_paid"]
    assert [None if pd.isna(one) else bool(one) for one in told] == paid


def test_posts_that_were_shown_for_money_are_told_by_their_figures(tmp_path):
    rows = [["1", "2026-10-01", "one", "120"], ["2", "2026-10-02", "two", "0"], ["3", "2026-10-03", "three", ""]]
    columns = {"text": "t", "created_at": "d", "id": "i"}
    loaded = read(
        tmp_path, table(rows, header=["i", "d", "t", "p"]), columns=columns, kind="content", own_ids=["a"],
        metrics={"paid_views": "p"}, as_of="2026-11-01",
    )  # fmt: skip
    told = loaded.content.sort_values("source_content_id")["is_paid"]
    assert [None if pd.isna(one) else bool(one) for one in told] == [True, False, None]


def test_releases_become_events(tmp_path):
    rows = [
        ["4.2", "2021年12月13日", "Sign-in by code"],
        ["4.1", "2021年12月1日", ""],
        ["", "", ""],
        ["4.0", "", "undated"],
    ]
    columns = {"text": "release", "created_at": "date", "version": "version"}
    loaded = read(
        tmp_path, table(rows, header=("version", "date", "release")), columns=columns, kind="events", origin="internal"
    )
    assert sorted(loaded.events["version"]) == ["4.1", "4.2"]
    assert sorted(str(at.date()) for at in loaded.events["date"]) == ["2021-12-01", "2021-12-13"]
    assert loaded.rejects["reason"].tolist() == ["bad_date"]


def test_files_outside_the_project_are_named_without_their_folder(tmp_path):
    inside, outside = tmp_path / "project", tmp_path / "desk"
    inside.mkdir()
    outside.mkdir()
    (outside / "x.csv").write_text(table(ROWS))
    source = Source(name="x", files=["*"], origin="social", columns=BASIC)
    loaded = read_source(source, [outside / "x.csv"], root=inside, zone="UTC", key=KEY)
    assert set(loaded.feedback["source_file"]) == {"x.csv"}


def test_an_absent_file_an_unknown_format_and_an_unknown_zone_are_named(tmp_path):
    source = Source(name="x", files=["*"], origin="social", columns=BASIC)
    with pytest.raises(BadData, match="cannot be opened"):
        read_source(source, [Path("nowhere.csv")], root=tmp_path, zone="UTC", key=KEY)
    with pytest.raises(BadRequest, match="has no reader"):
        read(tmp_path, table(ROWS), format="fax")
    with pytest.raises(BadRequest, match="Mars"):
        read(tmp_path, table(ROWS), zone="Mars/Olympus")


def test_hostile_text_is_stored_as_received_and_breaks_nothing(tmp_path):
    hostile = sorted(
        {
            text.strip()
            for group in GROUPS.values()
            for text in group
            if text.strip() and not set(text) & {"&", "\\"} and text.encode("utf-8", "replace").decode() == text
        }
    )
    rows = [[str(at), text, "2026-10-01", text] for at, text in enumerate(hostile)]
    loaded = read(tmp_path, table(rows))
    assert by_id(loaded)["text"].to_dict() == {str(at): text for at, text in enumerate(hostile)}


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n\r\t"'), max_size=30)
ROW = st.tuples(
    st.sampled_from(["1", "2", "3", "", "5.7E+17"]),
    CELL,
    st.sampled_from(["2026-10-01", "", "2026-10-02 10:00:00", "soon"]),
    CELL,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(ROW, max_size=12),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.randoms(),
)
def test_random_tables_balance_in_any_order(tmp_path, rows, delimiter, encoding, chance):
    turned = chance.sample(rows, len(rows))
    try:
        one = read(tmp_path, table(rows, delimiter=delimiter).encode(encoding))
    except BadData as error:
        assert "are no dates" in error.what
        return
    other = read(tmp_path, table(turned, delimiter=delimiter).encode(encoding))
    blank = sum(not any(cell.strip() for cell in row) for row in rows)
    assert one.reports[0].rows_read == len(rows) - blank
    assert same(one, other)
    assert sorted(one.rejects["reason"]) == sorted(other.rejects["reason"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(lambda text: ("id,who,date,text\n" + text).encode("utf-8", "replace")),
    )
)
def test_random_bytes_are_read_or_refused(tmp_path, data):
    try:
        read(tmp_path, data)
    except BadData as error:
        assert error.fix
