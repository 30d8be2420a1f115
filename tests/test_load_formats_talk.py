"""What people say on the networks: traps that one made-up export a format does not show."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from exports import interfaces, studios
from exports.export import lines, objects, table

from tests.loaded import load, rows

AT = "2026-10-03T08:15:00Z"


# YouTube


def remark(name, **snippet):
    said = {"textDisplay": "Hello", "authorDisplayName": "@mara", "publishedAt": AT, "updatedAt": AT, "likeCount": 4}
    return {"kind": "youtube#comment", "id": name, "snippet": said | snippet}


def thread(name, *replies, counted=0, **snippet):
    told = {"topLevelComment": remark(name, **snippet), "totalReplyCount": counted or len(replies)}
    item = {"kind": "youtube#commentThread", "id": name, "snippet": told}
    return item | ({"replies": {"comments": list(replies)}} if replies else {})


def answer(*items, kind="commentThread"):
    return objects({"kind": f"youtube#{kind}ListResponse", "items": items})


def test_a_comment_without_its_original_is_stripped_of_html_once(tmp_path):
    shown = '<a href="https://y/watch?t=80">1:20</a> is &quot;<b>wrong</b>&quot;<br>write &amp;lt;b&amp;gt; 1 &lt; 2'
    plain = [remark(f"p{at}", textDisplay="Fine") for at in range(4)]
    found = rows(tmp_path, answer(remark("c", textDisplay=shown), *plain, kind="comment"))
    assert found.loc["c", "text"] == '1:20 is "wrong"\nwrite &lt;b&gt; 1 < 2'


def test_replies_that_did_not_come_are_counted_and_told(tmp_path):
    page = answer(thread("t1", counted=2), thread("t2", remark("t2.1", parentId="t2"), counted=7))
    report = load(tmp_path, page).reports[0]
    assert report.declared_total == 11
    assert any("8 replies are not in this export" in warning for warning in report.warnings)


def test_a_list_of_replies_joins_the_threads_of_another_page(tmp_path):
    pages = answer(thread("t1", videoId="v1")), answer(remark("t1.9", parentId="t1"), kind="comment")
    found = rows(tmp_path, *pages)
    assert found.loc["t1.9", ["parent_id", "thread_id"]].tolist() == ["t1", "t1"]
    assert found.loc["t1", "thread_id"] == "t1"
    assert pd.isna(found.loc["t1", "parent_id"])


def test_a_thread_of_a_channel_answers_no_video_and_a_repeated_page_adds_nothing(tmp_path):
    page = answer(thread("t1"), thread("t2"))
    loaded = load(tmp_path, page, page)
    assert loaded.feedback["content_id"].isna().all()
    assert (len(loaded.feedback), sum(report.duplicates for report in loaded.reports)) == (2, 2)


def test_who_renames_a_channel_stays_one_person(tmp_path):
    told = {"authorChannelId": {"value": "UC7"}}
    page = answer(thread("a", authorDisplayName="@old", **told), thread("b", authorDisplayName="@new", **told))
    assert rows(tmp_path, page)["author_id"].nunique() == 1


def test_our_own_channel_answers_and_is_no_feedback(tmp_path):
    ours = remark("a.1", parentId="a", authorChannelId={"value": "UCours"})
    assert rows(tmp_path, answer(thread("a", ours)), own_ids=["UCours"])["direction"].to_dict() == {
        "a": "inbound", "a.1": "outbound"
    }  # fmt: skip


def test_likes_are_never_ratings(tmp_path):
    row = rows(tmp_path, answer(thread("a"))).iloc[0]
    assert row["like_count"] == 4
    assert pd.isna(row["rating"]) and pd.isna(row["rating_scale"])


def test_youtube_data_tools_without_names_of_people_has_nobody(tmp_path):
    header = ("id", "replyCount", "likeCount", "publishedAt", "text", "isReply", "isReplyTo")
    data = table([header, ("a", 0, 1, "2026-10-03 08:15:00", "Hello", 0, "")]).replace(b"Hello", b'"Say \\"hi\\", all"')
    row = rows(tmp_path, data).iloc[0]
    assert row["text"] == 'Say "hi", all'
    assert pd.isna(row["author_id"])
    assert row["created_at_quality"] == "assumed_zone"


def test_sums_of_youtube_studio_are_no_video_and_a_blank_is_no_nought(tmp_path):
    data = studios.youtube(studios.POSTS)
    loaded = load(tmp_path, data, name="Table data 2026-11-02.csv", kind="content")
    figures = loaded.content_metric
    assert set(loaded.content["source_content_id"]) == {post["id"] for post in studios.POSTS}
    assert "returning_viewers" not in set(figures["metric"])
    assert set(figures["as_of"].dt.strftime("%Y-%m-%d")) == {"2026-11-02"}


# Meta


def comment(name, **more):
    who = {"id": "70", "name": "Mara"}
    return {"id": name, "from": who, "message": "Hello", "created_time": "2026-10-03T08:15:00+0000"} | more


def test_comments_with_the_fields_that_the_interface_gives_unasked_are_known(tmp_path):
    found = rows(tmp_path, objects({"data": [comment("777_1"), comment("777_2")], "paging": {"cursors": {}}}))
    assert found.index.tolist() == ["1", "2"]
    assert found["author_id"].nunique() == 1
    assert "Mara" not in found.to_json()


def test_a_page_s_posts_with_their_author_are_no_comments(tmp_path):
    post = comment("9_777", status_type="mobile_status_update", shares={"count": 2})
    assert load(tmp_path, objects({"data": [post]}), kind="content").content["source_content_id"].tolist() == ["9_777"]


# X


def tweet(**more):
    said = {"id": "1582825767519809531", "text": "Hello", "author_id": "70", "created_at": AT}
    return said | {"conversation_id": "1582825767519809531"} | more


def test_a_long_post_is_whole_and_one_cut_short_is_marked(tmp_path):
    data = [tweet(id="1", text="Long …", note_tweet={"text": "Long and whole"}), tweet(id="2", text="Cut …")]
    found = rows(tmp_path, objects({"data": data}))
    assert found["text"].to_dict() == {"1": "Long and whole", "2": "Cut …"}
    assert found["is_truncated"].to_dict() == {"1": False, "2": True}


def test_a_shared_post_is_not_the_words_of_who_shared_it(tmp_path):
    links = [[{"type": kind, "id": "9"}] for kind in ("retweeted", "quoted", "replied_to")]
    data = [tweet(id=str(at), text="Fine", referenced_tweets=link) for at, link in enumerate(links)]
    found = rows(tmp_path, objects({"data": data}))
    assert found["is_repost"].tolist() == [True, False, False]
    assert found["parent_id"].fillna("").tolist() == ["", "", "9"]


def test_numbers_above_two_to_the_53_stay_exact_where_json_leaves_them_bare(tmp_path):
    post = tweet(id=1582825767519809531, conversation_id=1582825767519809533, author_id=4611686018427387905)
    found = rows(tmp_path, objects({"data": [post]}), own_ids=["4611686018427387904"])
    assert found.index.tolist() == ["1582825767519809531"]
    assert found["thread_id"].tolist() == ["1582825767519809533"]
    assert found["direction"].tolist() == ["inbound"]


def test_twarc_keeps_an_answer_a_line_and_its_pages_may_repeat(tmp_path):
    page = {"data": [tweet(id="1"), tweet(id="2")], "includes": {"users": [{"id": "70", "username": "mara"}]}}
    loaded = load(tmp_path, lines([page, page, {"meta": {"result_count": 0}}]))
    assert loaded.feedback["source_item_id"].tolist() and len(loaded.feedback) == 2
    assert loaded.reports[0].duplicates == 2
    assert "mara" not in loaded.feedback.to_json()


def test_entities_of_a_post_are_read_once(tmp_path):
    data = {"data": [tweet(text="R&amp;D &amp;lt;3")]}
    assert rows(tmp_path, objects(data))["text"].tolist() == ["R&D &lt;3"]


@pytest.mark.parametrize("part", ["tweets.part0", "tweet.part0", "tweets.part12"])
def test_an_archive_is_read_whatever_its_part_is_called(tmp_path, part):
    data = interfaces.archive(interfaces.POSTS[:1]).replace(b"tweets.part0", part.encode())
    assert load(tmp_path, data, kind="content").content["source_content_id"].tolist() == [interfaces.POSTS[0]["id"]]


def test_answers_of_an_archive_are_outbound_and_shared_posts_are_marked(tmp_path):
    other = {"in_reply_to_status_id_str": "99", "in_reply_to_user_id_str": "71"}
    posts = [interfaces.tweet(post)["tweet"] for post in interfaces.POSTS]
    posts = [posts[0] | other, posts[2] | {"full_text": "RT @mara: fine"}]
    loaded = load(tmp_path, b"window.YTD.tweets.part0 = " + lines([[{"tweet": one} for one in posts]]), kind="content")
    assert loaded.feedback[["direction", "parent_id", "like_count"]].values.tolist() == [["outbound", "99", 4]]
    assert [json.loads(extra)["is_repost"] for extra in loaded.content["extra"]] == ["true"]


@pytest.mark.parametrize("part", [
    {"like": {"tweetId": "1", "fullText": "Words of another", "expandedUrl": "https://x"}},
    {"dmConversation": {"conversationId": "1-2", "messages": [{"messageCreate": {"text": "Words of another"}}]}},
    {"follower": {"accountId": "1", "userLink": "https://x/1"}},
])  # fmt: skip
def test_what_is_no_post_of_an_archive_is_not_read(tmp_path, part):
    loaded = load(tmp_path, b"window.YTD.part.part0 = " + objects([part]), kind="content")
    assert loaded.content.empty and loaded.feedback.empty
    assert "Words of another" not in loaded.rejects.to_json()


def kept(name, answers=None, to_user=None):
    told = {"id_str": name, "full_text": f"Words of {name}", "created_at": "Sat Oct 03 08:15:00 +0000 2026"}
    told |= {"in_reply_to_status_id_str": answers} if answers else {}
    return {"tweet": told | ({"in_reply_to_user_id_str": to_user} if to_user else {})}


def archive(*items):
    return b"window.YTD.tweets.part0 = " + objects(list(items))


def test_a_thread_of_an_archive_is_content_and_an_answer_to_others_is_not(tmp_path):
    thread = archive(kept("1"), kept("2", "1", "9"), kept("3", "2", "9"), kept("4", "77", "70"))
    found = load(tmp_path, thread, kind="content")
    assert set(found.content["source_content_id"]) == {"1", "2", "3"}
    assert found.feedback["source_item_id"].tolist() == ["4"]
    assert found.feedback["direction"].tolist() == ["outbound"]


def test_a_thread_goes_on_in_another_file_or_from_a_post_that_is_gone(tmp_path):
    account = b"window.YTD.account.part0 = " + objects([{"account": {"accountId": "9", "username": "us"}}])
    parts = [archive(kept("1")), archive(kept("2", "1", "9"), kept("3", "55", "9")), account]
    found = load(tmp_path, *parts, kind="content")
    assert set(found.content["source_content_id"]) == {"1", "2", "3"}
    assert found.feedback.empty


def test_ids_that_a_spreadsheet_has_damaged_are_flagged_and_notes_left_out(tmp_path):
    header = ("Post id", "Date", "Post text", "Impressions", "Likes")
    posts = [("5.70306E+17", "Tue, Jul 14, 2026", "Hello", "1,234", ""), ("A note", "", "", "", "")]
    loaded = load(tmp_path, table([header, *posts]), name="content_2026-07-01_2026-07-31.csv", kind="content")
    assert [json.loads(extra).get("id_is_hash") for extra in loaded.content["extra"]] == [True]
    assert loaded.content["source_content_id"].tolist() != ["5.70306E+17"]
    assert loaded.reports[0].rejected == {"not_feedback": 1}
    assert loaded.content_metric[["metric", "value"]].values.tolist() == [["impressions", 1234]]
    assert loaded.content_metric["as_of"].dt.strftime("%m-%d").tolist() == ["07-31"]


# Mastodon and Bluesky


def status(name, text="<p>Hello</p>", **more):
    return (
        interfaces.status({"id": name, "text": text, "who": "70", "to": None, "at": interfaces.AT[0], "odd": False})
        | more
    )


def test_a_status_is_plain_text_under_its_warning(tmp_path):
    said = '<p>R&amp;D<br>is <a href="https://a" class="mention"><span>@mara</span></a>&#39;s</p><p>&lt;b&gt;</p>'
    row = rows(tmp_path, objects([status("1", said, spoiler_text="Invoices")])).loc["1"]
    assert row["text"].split() == ["R&D", "is", "@mara's", "<b>"]
    assert row["title"] == "Invoices"


def test_only_what_everybody_may_read_loads(tmp_path):
    seen = ["public", "unlisted", "private", "direct"]
    data = objects([status(name, visibility=name) for name in seen])
    loaded = load(tmp_path, data)
    assert set(loaded.feedback["source_item_id"]) == {"public", "unlisted"}
    assert loaded.reports[0].rejected == {"private": 2}
    assert set(rows(tmp_path, data, private=True).index) == set(seen)


def test_a_boost_is_marked_and_holds_the_words_of_the_other(tmp_path):
    found = rows(tmp_path, objects([status("1", "", reblog=status("9", "<p>Words of another</p>")), status("2")]))
    assert found["is_repost"].to_dict() == {"1": True, "2": False}
    assert found["text"].to_dict() == {"1": "Words of another", "2": "Hello"}


def test_boosts_and_followers_only_posts_of_an_archive_stay_out(tmp_path):
    loaded = load(tmp_path, interfaces.outbox(interfaces.POSTS), kind="content")
    assert len(loaded.content) == 2
    report = loaded.reports[0]
    assert report.rejected == {"private": 1} and report.declared_total == 4
    assert any("1 boosts" in one for one in report.warnings)
    fewer = interfaces.outbox(interfaces.POSTS).replace(b'"totalItems": 4', b'"totalItems": 40')
    assert any(
        "counts 40 entries and holds 4" in one for one in load(tmp_path, fewer, kind="content").reports[0].warnings
    )


def skeet(name, text="Hello", **more):
    said = {"uri": f"at://{name}", "author": {"did": "did:plc:1", "handle": f"{name}.example"}, "indexedAt": AT}
    return said | {"record": {"text": text, "createdAt": "1999-01-01T00:00:00Z", **more}, "likeCount": 2}


def test_a_handle_may_change_and_the_clock_of_a_program_is_not_trusted(tmp_path):
    found = rows(tmp_path, objects({"posts": [skeet("a"), skeet("b")]}))
    assert found["author_id"].nunique() == 1
    assert found["created_at"].dt.year.tolist() == [2026, 2026]
    mine = rows(tmp_path, objects({"posts": [skeet("a")]}), own_ids=["did:plc:1"])
    assert mine["direction"].tolist() == ["outbound"]


def test_a_pinned_post_is_not_passed_on(tmp_path):
    feed = [
        {"post": skeet(kind), "reason": {"$type": f"app.bsky.feed.defs#reason{kind}"}} for kind in ("Repost", "Pin")
    ]
    assert rows(tmp_path, objects({"feed": feed}))["is_repost"].to_dict() == {"at://Repost": True, "at://Pin": False}


def test_an_answer_on_bluesky_knows_root_and_parent_and_its_text_is_as_written(tmp_path):
    reply = {"root": {"uri": "at://r"}, "parent": {"uri": "at://p"}}
    facet = [{"index": {"byteStart": 5, "byteEnd": 9}, "features": [{"uri": "https://a.example/long"}]}]
    row = rows(tmp_path, objects({"posts": [skeet("a", "🎉 a.ex/… <b>", reply=reply, facets=facet)]})).iloc[0]
    assert row[["thread_id", "parent_id", "text"]].tolist() == ["at://r", "at://p", "🎉 a.ex/… <b>"]
