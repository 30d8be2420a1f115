"""What people say in forums, among colleagues and to those who collect it: traps that one made-up export a format
does not show.
"""

from __future__ import annotations

import io
import zipfile

import pandas as pd
import pytest
import zstandard
from exports.export import lines, objects, table

from tests.loaded import load, rows

AT = "2026-10-03T08:15:00Z"
EPOCH = 1_790_000_000  # 2026-09-21 14:13:20 UTC


# Reddit


def reddit(**more):
    said = {"id": "k1", "author": "mara", "body": "Hello", "created_utc": EPOCH, "link_id": "t3_p1", "score": 4}
    return said | {"parent_id": "t3_p1", "subreddit": "invoices", "edited": False} | more


def test_the_marker_of_a_deletion_is_no_text_and_no_author(tmp_path):
    gone = [
        reddit(id="a", body="[deleted]"), reddit(id="b", body="[ Removed by Reddit ]"),
        reddit(id="c", body="Hello", _meta={"was_deleted_later": True}), reddit(id="d", author="[deleted]"),
        {**reddit(id="e", title="[deleted by user]", selftext="[removed]"), "body": None},
        reddit(id="f", _meta={"was_deleted_later": False}),
    ]  # fmt: skip
    gone[4].pop("body")
    loaded = load(tmp_path, lines(gone))
    found = loaded.feedback.set_index("source_item_id")
    assert found["is_deleted"].to_dict() == {"t1_c": True, "t1_d": False, "t1_f": False}
    assert found["author_id"].isna().to_dict() == {"t1_c": True, "t1_d": True, "t1_f": False}
    assert loaded.reports[0].rejected == {"no_text_no_rating": 3}
    assert load(tmp_path, lines(gone), deleted="drop").reports[0].rejected["excluded_by_policy"] == 4


def test_a_removed_post_keeps_its_title_and_is_marked(tmp_path):
    post = {**reddit(id="p1", title="Scanner", selftext="[removed]", num_comments=7)}
    post.pop("body"), post.pop("link_id"), post.pop("parent_id")
    row = rows(tmp_path, lines([post])).loc["t3_p1"]
    assert (row["title"], row["text"], row["thread_id"], row["reply_count"]) == ("Scanner", "", "t3_p1", 7)
    assert row["is_deleted"] and pd.isna(row["parent_id"])


def test_a_post_and_a_comment_of_one_number_are_two_and_know_each_other(tmp_path):
    post = reddit(id="p1", title="Scanner", selftext="It stops")
    post.pop("body"), post.pop("link_id"), post.pop("parent_id")
    found = rows(tmp_path, lines([post, reddit(id="p1"), reddit(id="k2", parent_id="t1_p1")]))
    assert found["parent_id"].dropna().to_dict() == {"t1_p1": "t3_p1", "t1_k2": "t1_p1"}
    assert set(found["thread_id"]) == {"t3_p1"}


def test_edited_is_a_time_or_no(tmp_path):
    edits = {"a": False, "b": EPOCH + 60, "c": float(EPOCH + 60), "d": True}
    loaded = load(tmp_path, lines([reddit(id=name, edited=value) for name, value in edits.items()]))
    found = loaded.feedback.set_index("source_item_id")
    at = pd.Timestamp(EPOCH + 60, unit="s", tz="UTC")
    assert found["updated_at"].dropna().to_dict() == {"t1_b": at, "t1_c": at}
    assert not loaded.reports[0].warnings


def test_a_packed_dump_with_times_as_text_is_read_as_an_open_one(tmp_path):
    things = [reddit(id="a"), reddit(id="b", created_utc=str(EPOCH + 1))]
    packed = zstandard.compress(lines(things))
    found = rows(tmp_path, packed, name="RC_2026-09.zst")
    assert found["created_at"].astype("int64").floordiv(10**6).tolist() == [EPOCH, EPOCH + 1]


def test_answers_within_answers_are_read_and_those_not_fetched_are_told(tmp_path):
    def listing(*things):
        children = [{"kind": "t1", "data": one} for one in things]
        more = {"kind": "more", "data": {"count": 5, "children": ["x"]}}
        return {"kind": "Listing", "data": {"children": [*children, more]}}

    low = reddit(id="c", name="t1_c", parent_id="t1_b", replies="")
    mid = reddit(id="b", name="t1_b", parent_id="t1_a", replies=listing(low))
    loaded = load(tmp_path, objects([listing(), listing(reddit(id="a", name="t1_a", replies=listing(mid)))]))
    assert loaded.feedback["source_item_id"].tolist() and set(loaded.feedback["source_item_id"]) == {
        "t1_a",
        "t1_b",
        "t1_c",
    }
    assert loaded.reports[0].declared_total == 3 + 4 * 5
    assert any("20 answers are not in this export" in one for one in loaded.reports[0].warnings)


def test_machines_and_reddits_own_people_are_marked(tmp_path):
    said = [reddit(id="a", author="AutoModerator"), reddit(id="b", distinguished="admin"), reddit(id="c")]
    found = rows(tmp_path, lines(said))
    assert found["is_bot"].tolist() == [True, False, False]
    assert found["is_staff"].tolist() == [False, True, False]


def test_a_score_is_never_a_rating(tmp_path):
    row = rows(tmp_path, lines([reddit(score=-4)])).iloc[0]
    assert row["like_count"] == -4
    assert pd.isna(row["rating"]) and pd.isna(row["rating_scale"])


# Slack


def message(text="Hello", at=0, **more):
    return {"type": "message", "user": "U1", "text": text, "ts": f"{EPOCH + at}.000100"} | more


def workspace(**channels):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("channels.json", objects([{"id": "C1", "name": "ideas", "is_archived": False, "purpose": {}}]))
        archive.writestr("users.json", objects([{"id": "U1", "name": "mara", "profile": {}, "tz_offset": 0}]))
        for name, messages in channels.items():
            archive.writestr(f"{name}/2026-09-21.json", objects(messages))
    return out.getvalue()


def slack(folder, *, private=True, **channels):
    return load(folder, workspace(**channels), name="w.zip", origin="internal", format="slack", private=private)


def test_what_colleagues_write_is_refused_without_its_switch(tmp_path):
    loaded = slack(tmp_path, private=False, ideas=[message("A secret")])
    assert loaded.feedback.empty
    assert [one.rejected for one in loaded.reports if one.rejected] == [{"internal_without_flag": 1}]
    assert "internal" in set(slack(tmp_path, ideas=[message()]).feedback["direction"])


def test_one_moment_in_two_channels_is_two_messages(tmp_path):
    loaded = slack(tmp_path, ideas=[message()], support=[message()])
    assert set(loaded.feedback["source_item_id"]) == {f"ideas/{EPOCH}.000100", f"support/{EPOCH}.000100"}


def test_answers_in_slack_know_their_thread_and_a_broadcast_counts_once(tmp_path):
    root = message(reply_count=1, thread_ts=f"{EPOCH}.000100")
    reply = message("Same here", 5, thread_ts=f"{EPOCH}.000100", subtype="thread_broadcast")
    found = slack(tmp_path, ideas=[root, reply, reply]).feedback.set_index("source_item_id")
    assert set(found["thread_id"]) == {f"ideas/{EPOCH}.000100"}
    assert found["parent_id"].dropna().to_dict() == {f"ideas/{EPOCH + 5}.000100": f"ideas/{EPOCH}.000100"}


@pytest.mark.parametrize("kind", ["channel_join", "channel_leave", "group_topic", "bot_add", "tombstone"])
def test_notices_of_slack_are_no_words_of_people(tmp_path, kind):
    loaded = slack(tmp_path, ideas=[message("<@U1> has joined", subtype=kind), message(at=1, reactions=None)])
    assert loaded.feedback["text"].tolist() == ["Hello"]


def test_bots_are_marked_and_an_edited_message_takes_the_place_of_the_earlier(tmp_path):
    robot = message("Build failed", 9, subtype="bot_message", bot_id="B1")
    edited = message("Hello all", edited={"user": "U1", "ts": f"{EPOCH + 60}.000000"})
    loaded = load(tmp_path, workspace(ideas=[edited, robot]), workspace(ideas=[message()]), name="w.zip",
                  origin="internal", format="slack", private=True)  # fmt: skip
    found = loaded.feedback.set_index("text")
    assert found["is_bot"].to_dict() == {"Hello all": False, "Build failed": True}
    assert found.loc["Hello all", "updated_at"] == pd.Timestamp(EPOCH + 60, unit="s", tz="UTC")


def test_markup_of_slack_becomes_plain_text_once(tmp_path):
    said = "<!here> see <https://a.example/x|the page>, <https://b.example>, <#C12|ideas>, <#c13|> <!subteam^S1|@team> "
    said += "<mailto:m@a.example|m@a.example> R&amp;D &amp;lt;b&amp;gt; <@U2>"
    row = slack(tmp_path, ideas=[message(said)]).feedback.iloc[0]
    assert row["text"] == (
        "@here see the page (https://a.example/x), https://b.example, #ideas, #c13 @team m@a.example "
        "R&D &lt;b&gt; <@U2>"
    )
    assert "U2" not in row["masked"] and "m@a.example" not in row["masked"]


# Discourse


def post(number, said=None, **more):
    shown = {"cooked": "<p>Hello</p>"} if said is None else {"raw": said, "cooked": "<p>shown</p>"}
    return {"id": 700 + number, "post_number": number, "user_id": number, "created_at": AT} | shown | more


def topic(*posts, **more):
    return objects({"id": 44, "title": "Scanner", "posts_count": 3, "post_stream": {"posts": posts}} | more)


def test_what_was_written_goes_before_what_is_shown_and_html_becomes_text(tmp_path):
    shown = '<h2>Steps</h2><pre><code>a &lt; b</code></pre><img src="x"><p>R&amp;D &amp;lt;</p>'
    found = rows(tmp_path, topic(post(1, "As *written*"), post(2, cooked=shown)))
    assert found.loc["701", ["text", "title"]].tolist() == ["As *written*", "Scanner"]
    assert found.loc["702", "text"].split() == ["Steps", "a", "<", "b", "R&D", "&lt;"]
    assert pd.isna(found.loc["702", "title"])


def test_what_a_post_quotes_is_not_its_writers_word(tmp_path):
    inner = '[quote="ada, post:1, topic:44"]\nEarlier\n[quote="jo"]Deep[/quote]\n[/quote]\n\nI agree'
    aside = '<aside class="quote"><div class="title">ada:</div><blockquote><p>Earlier</p></blockquote></aside>'
    found = rows(tmp_path, topic(post(1, inner), post(2, cooked=f"{aside}<p>I agree</p>")))
    assert found["text"].tolist() == ["I agree", "I agree"]


def test_what_its_writer_took_back_leaves_no_marker(tmp_path):
    gone = post(2, cooked="<p>(post deleted by author)</p>", user_deleted=True)
    loaded = load(tmp_path, topic(post(1), gone, post(3, deleted_at=AT)))
    assert loaded.feedback.set_index("source_item_id")["is_deleted"].to_dict() == {"701": False, "703": True}
    assert "deleted by author" not in loaded.feedback.to_json()


def test_an_answer_finds_its_parent_on_another_page_of_the_topic(tmp_path):
    pages = topic(post(1), post(2)), topic(post(3, reply_to_post_number=2))
    found = rows(tmp_path, *pages)
    assert found["parent_id"].dropna().to_dict() == {"703": "702"}
    assert load(tmp_path, b"\n".join(pages)).reports[0].declared_total == 3


def test_staff_is_marked_notices_left_out_and_messages_in_private_refused(tmp_path):
    posts = post(1), post(2, moderator=True), post(3, admin=True), post(4, action_code="closed.enabled")
    assert rows(tmp_path, topic(*posts))["is_staff"].to_dict() == {"701": False, "702": True, "703": True}
    private = load(tmp_path, topic(*posts, archetype="private_message"))
    assert private.feedback.empty and private.reports[0].rejected == {"private": 3}


# 4CAT, Zeeschuimer, Brandwatch


def test_4cat_marks_what_was_passed_on_and_keys_people_on_their_number(tmp_path):
    header = ("id", "thread_id", "author", "author_id", "body", "timestamp", "unix_timestamp", "is_retweet")
    cells = [
        (at, 1, name, 7, "Hello", "2020-01-01 00:00:00", EPOCH, yes)
        for at, name, yes in ((1, "a", "yes"), (2, "b", "no"))
    ]
    found = rows(tmp_path, table([header, *cells]))
    assert found["is_repost"].to_dict() == {"1": True, "2": False}
    assert found["author_id"].nunique() == 1
    assert found["created_at"].dt.year.tolist() == [2026, 2026]


def test_an_object_of_another_platform_is_refused_by_its_number(tmp_path):
    held = {"cid": "1", "aweme_id": "9", "reply_id": "0", "text": "Hello", "create_time": EPOCH, "user": {"uid": "7"}}
    met = {"__import_meta": {"source_platform_url": "https://t.example"}}
    loaded = load(tmp_path, lines([held | met, {"pk": "2", "caption": "x"} | met]))
    assert loaded.feedback["parent_id"].isna().tolist() == [True]
    assert loaded.rejects[["source_row", "reason"]].values.tolist() == [[2, "bad_structure"]]


def test_a_claim_of_the_vendor_about_sentiment_is_not_stored(tmp_path):
    header = (
        "Query Id",
        "Query Name",
        "Date",
        "Title",
        "Snippet",
        "Url",
        "Sentiment",
        "Page Type",
        "Full Text",
        "Author",
    )
    cells = ("1", "Acme", "2026-10-03 08:15:00.0", "", "In short", "https://b/1", "negative", "twitter", "", "mara")
    row = rows(tmp_path, table([header, cells], head="Report:,x\r\n" + "Brand:,y\r\n" * 5)).iloc[0]
    assert (row["text"], row["created_at"].isoformat()) == ("In short", "2026-10-03T08:15:00+00:00")
    assert "negative" not in row.to_json(default_handler=str)
