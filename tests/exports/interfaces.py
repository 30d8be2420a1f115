"""Answers of the platforms' interfaces, and archives of accounts: JSON, nested as each of them nests it."""

# ruff: noqa: E501 - objects stand as they nest

from __future__ import annotations

from datetime import UTC, datetime

from exports.export import Export, lines, objects

AT = (
    datetime(2026, 10, 3, 8, 15, tzinfo=UTC),
    datetime(2026, 10, 31, 22, 59, 59, tzinfo=UTC),
    datetime(2026, 10, 13, 12, 0, tzinfo=UTC),
)
#: a question, an answer to it, and what must be marked or left out.
POSTS = (
    {"id": "1582825767519809531", "text": "Does the scanner read two receipts at once?", "who": "70", "to": None,
     "at": AT[0], "odd": False},
    {"id": "1582825767519809532", "text": "No, one by one. Größe 日本 🎉", "who": "9", "to": "1582825767519809531",
     "at": AT[1], "odd": False},
    {"id": "1582825767519809533", "text": "Same question here", "who": "71", "to": None, "at": AT[2], "odd": True},
)  # fmt: skip


def zulu(at):
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def said(post, **more):
    return [
        {"source_item_id": post["id"], "text": post["text"], "created_at": post["at"], "created_at_quality": "exact"}
        | more
    ]


def own(post, **more):
    return [{"source_content_id": post["id"], "text": post["text"], "published_at": post["at"]} | more]


def root(post):
    return post["to"] or post["id"]


# YouTube


def youtube(posts):
    def comment(post):
        told = {
            "textDisplay": f"<b>{post['id']}</b>", "textOriginal": post["text"], "likeCount": 3,
            "authorDisplayName": "someone", "authorChannelId": {"value": f"UC{post['who']}"},
            "publishedAt": zulu(post["at"]), "updatedAt": zulu(post["at"]),
        }  # fmt: skip
        return {
            "kind": "youtube#comment",
            "id": post["id"],
            "snippet": told | ({"parentId": post["to"]} if post["to"] else {}),
        }

    def thread(post):
        answers = [one for one in posts if one["to"] == post["id"]]
        return {
            "kind": "youtube#commentThread", "id": post["id"],
            "snippet": {"videoId": "F1", "topLevelComment": comment(post), "totalReplyCount": 2 * len(answers)},
            **({"replies": {"comments": [comment(one) for one in answers]}} if answers else {}),
        }  # fmt: skip

    there = {post["id"] for post in posts}
    items = [thread(post) for post in posts if post["to"] not in there]
    return objects({"kind": "youtube#commentThreadListResponse", "pageInfo": {"totalResults": 3}, "items": items})


# X


def tweet(post):
    told = {
        "id_str": post["id"], "full_text": post["text"], "created_at": post["at"].strftime("%a %b %d %H:%M:%S +0000 %Y"),
        "favorite_count": "4", "retweet_count": "0", "lang": "en", "truncated": False,
    }  # fmt: skip
    # what is answered is not in the archive: it is of somebody else
    answer = {"in_reply_to_status_id_str": "1" + post["to"], "in_reply_to_user_id_str": "70"} if post["to"] else {}
    return {"tweet": told | answer}


def archive(posts):
    return b"window.YTD.tweets.part0 = " + objects([tweet(post) for post in posts])


def interface(posts):
    data = [
        {
            "id": post["id"], "text": post["text"][:20] + "…" if post["odd"] else post["text"], "author_id": post["who"],
            "conversation_id": root(post), "created_at": zulu(post["at"]), "lang": "en",
            "public_metrics": {"like_count": 4, "reply_count": 1, "retweet_count": 0},
            **({"note_tweet": {"text": post["text"]}} if post["odd"] else {}),
            **({"referenced_tweets": [{"type": "replied_to", "id": post["to"]}]} if post["to"] else {}),
        }
        for post in posts
    ]  # fmt: skip
    return objects(
        {"data": data, "includes": {"users": [{"id": "70", "username": "mara"}]}, "meta": {"result_count": 3}}
    )


# Reddit


def thing(post):
    return {
        "id": post["id"][-6:], "name": f"t1_{post['id'][-6:]}", "author": "[deleted]" if post["odd"] else f"u{post['who']}",
        "body": post["text"], "created_utc": int(post["at"].timestamp()), "link_id": "t3_abc", "score": 5,
        "parent_id": f"t1_{post['to'][-6:]}" if post["to"] else "t3_abc", "subreddit": "invoices", "edited": False,
        "permalink": "/r/invoices/1", **({"_meta": {"was_deleted_later": True}} if post["odd"] else {}),
    }  # fmt: skip


def reddit(post):
    parent = f"t1_{post['to'][-6:]}" if post["to"] else "t3_abc"
    more = {"author_id": None} if post["odd"] else {}
    return said(post, source_item_id=f"t1_{post['id'][-6:]}", parent_id=parent, thread_id="t3_abc",
                is_deleted=post["odd"], like_count=5, **more)  # fmt: skip


def listing(posts):
    children = [{"kind": "t1", "data": {**thing(post), "replies": ""}} for post in posts]
    more = {"kind": "more", "data": {"count": 3, "children": ["x"]}}
    return objects([{"kind": "Listing", "data": {"children": [*children, more]}}])


# Slack


def slack(posts):
    days = [
        {
            "type": "message", "user": f"U{post['who']}", "text": post["text"],
            "ts": f"{int(post['at'].timestamp())}.000100", "reactions": None,
            **({"subtype": "bot_message", "bot_id": "B1"} if post["odd"] else {}),
        }
        for post in posts
    ]  # fmt: skip
    return objects([*days, {"type": "message", "subtype": "channel_join", "user": "U1", "ts": "1760000000.000200",
                            "text": "<@U1> has joined the channel"}] if posts else [])  # fmt: skip


# Mastodon and Bluesky


def status(post):
    return {
        "id": post["id"], "created_at": zulu(post["at"]), "in_reply_to_id": post["to"], "language": "en",
        "visibility": "direct" if post["odd"] else "public", "content": post["text"], "spoiler_text": "", "reblog": None,
        "account": {"acct": f"u{post['who']}@example.social", "bot": False}, "favourites_count": 2, "replies_count": 0,
        "reblogs_count": 1, "url": "https://example.social/1",
    }  # fmt: skip


def outbox(posts):
    public = "https://www.w3.org/ns/activitystreams#Public"
    items = [
        {
            "type": "Create", "published": zulu(post["at"]), "to": [f"{public}" if not post["odd"] else "https://me/followers"],
            "cc": [], "object": {"id": f"https://example.social/{post['id']}", "content": post["text"], "summary": None},
        }
        for post in posts
    ]  # fmt: skip
    boost = {"type": "Announce", "published": zulu(AT[0]), "to": [public], "cc": [], "object": "https://else/1"}
    return objects(
        {"@context": "x", "type": "OrderedCollection", "totalItems": len(items) + 1, "orderedItems": [*items, boost]}
    )


def bluesky(posts):
    def post_of(post):
        reply = {"root": {"uri": f"at://{post['to']}"}, "parent": {"uri": f"at://{post['to']}"}} if post["to"] else None
        record = {"text": post["text"], "createdAt": "1999-01-01T00:00:00Z", "langs": ["en"]}
        return {
            "uri": f"at://{post['id']}", "cid": "c", "author": {"did": f"did:plc:{post['who']}", "handle": "h"},
            "record": record | ({"reply": reply} if reply else {}), "replyCount": 0, "repostCount": 1, "likeCount": 2,
            "indexedAt": zulu(post["at"]),
        }  # fmt: skip

    feed = [{"post": post_of(post), **({"reason": {"by": {}}} if post["odd"] else {})} for post in posts]
    return objects({"feed": feed, "cursor": "c"})


# Discourse, Takeout, GitHub


def discourse(posts):
    stream = [
        {
            "id": int(post["id"][-4:]), "post_number": int(post["id"][-1]), "user_id": int(post["who"]), "username": "u",
            "cooked": f"<p>{post['id']}</p>", "raw": post["text"], "created_at": zulu(post["at"]),
            "reply_to_post_number": 1 if post["to"] else None, "moderator": post["odd"],
        }
        for post in posts
    ]  # fmt: skip
    move = {
        "id": 1,
        "post_number": 99,
        "user_id": 1,
        "raw": "",
        "action_code": "closed.enabled",
        "created_at": zulu(AT[0]),
    }
    told = {"id": 44, "title": "Scanner", "archetype": "regular", "posts_count": len(stream) + 1}
    return objects({**told, "post_stream": {"posts": [*stream, move]}})


def takeout(posts):
    told = [
        {
            "name": f"accounts/1/reviews/{post['id']}", "reviewer": {"displayName": f"u{post['who']}"},
            "starRating": "FOUR", "comment": post["text"], "createTime": zulu(post["at"]), "updateTime": zulu(post["at"]),
            **({"reviewReply": {"comment": "Thank you", "updateTime": zulu(AT[1])}} if post["odd"] else {}),
        }
        for post in posts
    ]  # fmt: skip
    return objects({"reviews": told, "averageRating": 4})


def of_takeout(post):
    name = f"accounts/1/reviews/{post['id']}"
    answer = {"source_item_id": f"{name}:reply", "parent_id": name, "text": "Thank you", "created_at": AT[1]}
    rows = said(post, source_item_id=name, rating=4.0, rating_scale="stars5")
    return [*rows, answer | {"direction": "outbound"}] if post["odd"] else rows


def github(posts):
    issues = [
        {
            "number": int(post["id"][-4:]), "id": int(post["id"]), "html_url": "https://github.com/a/b/issues/1",
            "title": "Scanner", "body": post["text"], "state": "open", "comments": 0, "created_at": zulu(post["at"]),
            "updated_at": zulu(post["at"]), "closed_at": None, "labels": [{"name": "bug"}],
            "author_association": "NONE", "user": {"login": "robot[bot]" if post["odd"] else "mara", "id": int(post["who"])},
        }
        for post in posts
    ]  # fmt: skip
    pull = {**issues[0], "number": 5, "pull_request": {"url": "x"}} if issues else None
    return objects([*issues, pull] if pull else [])


# Meta


def comments(posts):
    data = [
        {
            "created_time": post["at"].strftime("%Y-%m-%dT%H:%M:%S+0000"), "message": post["text"], "like_count": 1,
            "comment_count": 0,
            "permalink_url": f"https://www.facebook.com/9/posts/777/?comment_id={root(post)}"
            + (f"&reply_comment_id={post['id']}" if post["to"] else ""),
        }
        for post in posts
    ]  # fmt: skip
    return objects({"data": data, "paging": {"next": "https://g?access_token=SECRET"}, "summary": {"total_count": 18}})


def instagram(posts):
    data = [
        {"id": post["id"], "text": post["text"], "timestamp": post["at"].strftime("%Y-%m-%dT%H:%M:%S+0000"),
         "username": f"u{post['who']}", "like_count": 1}
        for post in posts if not post["to"]
    ]  # fmt: skip
    for one in data:
        answers = [post for post in posts if post["to"] == one["id"]]
        if answers:
            one["replies"] = {"data": [
                {"id": post["id"], "text": post["text"], "timestamp": post["at"].strftime("%Y-%m-%dT%H:%M:%S+0000")}
                for post in answers
            ]}  # fmt: skip
    return objects({"data": data})


def page(posts):
    data = [
        {
            "id": f"9_{post['id']}", "message": post["text"], "created_time": post["at"].strftime("%Y-%m-%dT%H:%M:%S+0000"),
            "updated_time": post["at"].strftime("%Y-%m-%dT%H:%M:%S+0000"), "status_type": "added_photos",
            "permalink_url": "https://f/1", "shares": {"count": 2},
            "reactions": {"data": [], "summary": {"total_count": 12}}, "comments": {"data": [], "summary": {"total_count": 3}},
        }
        for post in posts
    ]  # fmt: skip
    return objects({"data": data, "paging": {}})


def media(posts):
    held = {
        post["id"]: {
            "id": post["id"], "caption": post["text"], "media_type": "IMAGE", "permalink": "https://i/1",
            "timestamp": post["at"].strftime("%Y-%m-%dT%H:%M:%S+0000"), "like_count": 5, "comments_count": 1,
        }
        for post in posts
    }  # fmt: skip
    return objects(held)


# Zeeschuimer


def tiktok(posts):
    return lines([
        {
            "cid": post["id"], "aweme_id": "740", "reply_id": post["to"] or "0", "text": post["text"], "digg_count": 1,
            "create_time": int(post["at"].timestamp()), "reply_comment_total": 0, "user": {"uid": post["who"]},
            "__import_meta": {"source_platform_url": "https://www.tiktok.com/@acme"},
        }
        for post in posts
    ])  # fmt: skip


EXPORTS = (
    Export("youtube", "comments.json", POSTS, youtube,
           lambda post: said(post, thread_id=root(post), parent_id=post["to"], content_id="F1", like_count=3),
           required="topLevelComment", whole=True),
    Export("x-archive", "tweets.js", POSTS, archive,
           lambda post: [] if post["to"] else own(post), kind="content", required="full_text"),
    Export("x-api", "mentions.json", POSTS, interface,
           lambda post: said(post, thread_id=root(post), parent_id=post["to"], is_truncated=False), whole=True,
           required="text"),
    Export("reddit", "comments.ndjson", POSTS, lambda posts: lines([thing(post) for post in posts]), reddit,
           origin="community", required="created_utc"),
    Export("reddit", "thread.json", POSTS, listing, reddit, origin="community", required="created_utc", whole=True),
    Export("slack", "2026-10-03.json", POSTS, slack,
           lambda post: said(post, source_item_id=f"inbox/{int(post['at'].timestamp())}.000100", direction="internal",
                             is_bot=post["odd"], created_at=post["at"]),
           origin="internal", settings={"private": True}, required='"ts"'),
    Export("mastodon", "mentions.json", POSTS, lambda posts: objects([status(post) for post in posts]),
           lambda post: [] if post["odd"] else said(post, parent_id=post["to"], share_count=1), required="content"),
    Export("mastodon-archive", "outbox.json", POSTS, outbox,
           lambda post: [] if post["odd"] else own(post, source_content_id=f"https://example.social/{post['id']}"),
           kind="content", required="orderedItems", whole=True),
    Export("bluesky", "search.json", POSTS, bluesky,
           lambda post: said(post, source_item_id=f"at://{post['id']}", is_repost=post["odd"],
                             parent_id=f"at://{post['to']}" if post["to"] else None),
           required="record", whole=True),
    Export("discourse", "44.json", POSTS, discourse,
           lambda post: said(post, source_item_id=post["id"][-4:], thread_id="44", is_staff=post["odd"]),
           origin="community", required="post_stream", whole=True),
    Export("google-takeout", "reviews.json", POSTS, takeout, of_takeout, origin="review", required="starRating",
           whole=True),
    Export("github-issues", "issues.json", POSTS, github,
           lambda post: said(post, source_item_id=f"a/b#{int(post['id'][-4:])}", is_bot=post["odd"], status="open",
                             label="bug"),
           origin="community", required="html_url"),
    Export("meta-comments", "comments.json", POSTS, comments,
           lambda post: said(post, parent_id=post["to"], thread_id=root(post), content_id="777", author_id=None),
           required="message", whole=True),
    Export("meta-comments", "instagram.json", POSTS, instagram,
           lambda post: said(post, parent_id=post["to"], thread_id=root(post)), required="timestamp", whole=True),
    Export("meta-posts", "feed.json", POSTS, page,
           lambda post: own(post, source_content_id=f"9_{post['id']}", format="added_photos"), kind="content",
           required="created_time", whole=True),
    Export("meta-posts", "media.json", POSTS, media, lambda post: own(post, format="IMAGE"), kind="content",
           required="media_type", whole=True),
    Export("zeeschuimer", "comments.ndjson", POSTS, tiktok,
           lambda post: said(post, parent_id=post["to"], thread_id=root(post), content_id="740"), required="create_time"),
)  # fmt: skip
