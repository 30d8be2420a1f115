from __future__ import annotations

import pytest
from load_reader import KEY, table

from workbench.errors import BadData
from workbench.load import propose, read_source


def write(folder, files):
    paths = []
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
        paths.append(folder / name)
    return paths


def proposed(folder, rows, header, *, name="export.csv"):
    return propose(write(folder, {name: table(rows, header=header)}))[0]


REVIEWS = [
    [f"2026-10-{day:02d} 10:00:00", str(1 + day % 5), f"Not good {day}", f"it crashed {day} times today"]
    for day in range(1, 20)
]


def test_reviews_are_recognised_and_can_be_read_at_once(tmp_path):
    one = proposed(tmp_path, REVIEWS, ("date", "rating", "title", "content"), name="Acme_Reviews_2026-10.csv")
    source = one.source
    assert source.columns.text == ("title", "content")
    assert (source.columns.created_at, source.columns.rating, source.rating_scale) == ("date", "rating", "stars5")
    assert (source.origin, source.authors, source.name) == ("review", "one_per_item", "acme-reviews")
    assert one.questions == ()
    assert one.reasons
    loaded = read_source(source, one.files, root=tmp_path, zone="UTC", key=KEY)
    assert len(loaded.feedback) == len(REVIEWS)


@pytest.mark.parametrize("rating", ["Bewertung", "Zufriedenheit (1-5)", "Sterne", "Satisfaction [1 to 5]"])
def test_headers_in_other_languages_and_with_a_scale_behind_them_are_known(tmp_path, rating):
    header = ("Erstellt am", rating, "Nutzer", "Kommentar")
    rows = [[day, stars, f"kim{at % 9}", text] for at, (day, stars, _, text) in enumerate(REVIEWS)]
    source = proposed(tmp_path, rows, header).source
    columns = source.columns
    assert (columns.created_at, columns.rating, columns.author, columns.text) == (
        "Erstellt am", rating, "Nutzer", ("Kommentar",),
    )  # fmt: skip


def test_an_address_names_the_person_where_nothing_else_does(tmp_path):
    rows = [[f"2026-10-{day:02d}", f"Where is order {day}", f"jo{day % 7}@example.com"] for day in range(1, 20)]
    source = proposed(tmp_path, rows, ("created at", "message", "Customer e-mail"), name="tickets.csv").source
    assert (source.columns.email, source.columns.author) == ("Customer e-mail", "Customer e-mail")
    assert source.authors == "column"


def test_tweets_are_recognised(tmp_path):
    rows = [
        [
            str(570306133677760500 + at),
            f"user{at}",
            f"@acme the app is slow {at}",
            "2026-10-01 10:00:00 -0800",
            str(at),
            "north" if at % 2 else "south",
        ]
        for at in range(30)
    ]
    header = ("tweet_id", "name", "text", "tweet_created", "retweet_count", "region")
    source = proposed(tmp_path, rows, header).source
    columns = source.columns
    assert (columns.id, columns.author, columns.text, columns.created_at) == (
        "tweet_id",
        "name",
        ("text",),
        "tweet_created",
    )
    assert (columns.shares, columns.keep) == ("retweet_count", ("region",))
    assert (source.origin, source.authors) == ("social", "column")


def test_support_with_both_directions_is_recognised(tmp_path):
    rows = [
        [str(at), "a", "True" if at % 2 else "False", "2026-10-01", "where is my refund please"] for at in range(10)
    ]
    source = proposed(tmp_path, rows, ("ticket_id", "requester_id", "inbound", "created_at", "text")).source
    assert (source.origin, source.columns.inbound) == ("support", "inbound")


def test_three_columns_less_leave_texts_that_still_load(tmp_path):
    one = proposed(
        tmp_path, [["the code never comes"], ["it is slow, very slow"]], ("verbatim",), name="answers_2026-10.csv"
    )
    assert (one.source.columns.text, one.source.period) == (("verbatim",), "2026-10")
    assert (one.source.origin, one.source.authors) == ("survey", "one_per_item")
    assert len(read_source(one.source, one.files, root=tmp_path, zone="UTC", key=KEY).feedback) == 2


def test_no_date_and_no_month_in_the_name_is_a_question(tmp_path):
    one = proposed(tmp_path, [["the code never comes"], ["it is slow"]], ("comment",))
    assert "period" in one.questions[0]


def test_an_ambiguous_date_is_proposed_as_a_question_and_used(tmp_path):
    rows = [["04-06-15", "one more thing"], ["04-07-15", "two more things"], ["05-01-15", "three more things"]]
    one = proposed(tmp_path, rows, ("date", "text"))
    assert one.source.date_format == "MDY"
    assert 'date_format = "MDY"' in one.questions[0]
    assert len(read_source(one.source, one.files, root=tmp_path, zone="UTC", key=KEY).feedback) == 3


def test_cells_that_contradict_a_header_are_not_trusted(tmp_path):
    rows = [["north east", f"2026-10-{day:02d}", "late", "the parcel came far too late again"] for day in range(1, 9)]
    columns = proposed(tmp_path, rows, ("rating", "id", "date", "remark")).source.columns
    assert columns.rating is None
    assert columns.text == ("remark",)
    assert columns.created_at == "id"


def test_files_of_one_layout_are_one_source_and_others_are_apart(tmp_path):
    header = ("date", "rating", "title", "content")
    turned = table([row[::-1] for row in REVIEWS], header=header[::-1])
    paths = write(
        tmp_path,
        {
            "reviews_2026-09.csv": table(REVIEWS, header=header),
            "reviews_2026-10.csv": turned,
            "reviews.csv": table([["hello you there"]], header=("text",)),
        },
    )
    names = [(one.source.name, len(one.files)) for one in propose(paths)]
    assert names == [("reviews", 1), ("reviews-2", 2)]
    assert propose(paths) == propose(paths[::-1])


def test_markers_in_the_texts_are_found(tmp_path):
    rows = [
        *REVIEWS,
        ["2026-10-20", "1", "x", f"（该条评论已经被删除）gone\n{'-' * 30}\n开发者回复：sorry"],
        ["2026-10-20", "1", "x", "（该条评论已经被删除）too"],
    ]
    source = proposed(tmp_path, rows, ("date", "rating", "title", "content")).source
    assert source.deleted_marker == "（该条评论已经被删除）"
    assert source.split_reply == "----"


def test_posts_of_ours_and_releases_are_no_feedback(tmp_path):
    posts = proposed(
        tmp_path,
        [["1", "2026-10-01", "100", "a tip for you"]],
        ("Post ID", "Publish time", "Impressions", "Description"),
    )
    assert posts.source.kind == "content"
    releases = proposed(tmp_path, [["1.0", "2021年12月1日", "new sign-in by code"]], ("version", "date", "release"))
    assert releases.source.kind == "events"


def test_a_file_without_texts_and_ratings_is_refused(tmp_path):
    with pytest.raises(BadData, match="no column holds texts"):
        proposed(tmp_path, [["1", "2"], ["3", "4"]], ("a", "b"))
