"""Comments on Facebook and Instagram, and posts found by a hashtag, as the Graph interface answers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.peel import Object, number, objects, pages, text, within
from workbench.load.formats.shapes.meta_posts import ONLY_POSTS

#: a comment's ids where the answer has none: they stand in its link.
POST = re.compile(r"/(?:posts|videos|photos)/(?:[^/?]+/)*([0-9]+)")
COMMENT = re.compile(r"[?&]comment_id=([0-9_]+)")
REPLY = re.compile(r"[?&]reply_comment_id=([0-9_]+)")

#: what a comment has and, with them, a post has not.
COMMENTS = frozenset({"from", "parent", "like_count", "user_likes", "can_remove"})


def fits(document: Document) -> float:
    """Return 1 for a list of comments, or of posts found by a hashtag: these have no time."""
    for page in pages(document):
        one = next(iter(objects(page.get("data"))), None) or page
        return 1.0 if _facebook(one) or _instagram(one) or _found(one) else 0.0
    return 0.0


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return the comments of all pages; the report says how many the answer itself counts."""
    rows: list[Object] = []
    declared = 0
    for page in pages(document):
        declared = max(declared, number(within(page, "summary.total_count")))
        for one in objects(page.get("data")) or [page]:
            rows += _rows(one)
    short = declared - len(rows)
    told = (f"the answer counts {declared} comments and holds {len(rows)}: further pages are not here",)
    return [Shaped("table", rows, warnings=told if short > 0 else (), declared_total=declared or None)]


def _facebook(one: Object) -> bool:
    if not {"message", "created_time"} <= set(one):
        return False
    linked = bool(COMMENT.search(text(one.get("permalink_url")) or ""))
    return linked or "comment_count" in one or (bool(COMMENTS & set(one)) and not ONLY_POSTS & set(one))


def _instagram(one: Object) -> bool:
    return {"id", "text", "timestamp"} <= set(one) and not {"author_id", "media_type"} & set(one)


def _found(one: Object) -> bool:
    return {"id", "media_type", "permalink"} <= set(one) and not {"timestamp", "username"} & set(one)


def _rows(one: Object) -> list[Object]:
    if _facebook(one):
        return [_of_facebook(one), *(_of_facebook(reply) for reply in objects(within(one, "comments.data")))]
    first = {
        "id": one.get("id"),
        "text": one.get("text") or one.get("caption"),
        "author": within(one, "user.id") or within(one, "from.id") or one.get("username"),
        "time": one.get("timestamp"),
        "likes": one.get("like_count"),
        "url": one.get("permalink"),
        "thread": one.get("id"),
        "is_private": "true" if text(one.get("hidden")) == "true" else None,
    }
    replies = [row | {"parent": one.get("id"), "thread": one.get("id")} for row in _replies(one)]
    return [first, *replies]


def _replies(one: Object) -> list[Object]:
    return [row for reply in objects(within(one, "replies.data")) for row in _rows(reply)]


def _of_facebook(one: Object) -> Object:
    where = text(one.get("permalink_url")) or ""
    linked = {name: found[1] for name, at in (("reply", REPLY), ("comment", COMMENT)) if (found := at.search(where))}
    named = text(one.get("id"))
    post = named.partition("_")[0] if named and "_" in named else (found[1] if (found := POST.search(where)) else None)
    own = named.rpartition("_")[2] if named else linked.get("reply") or linked.get("comment")
    parent = text(within(one, "parent.id")) or (linked.get("comment") if "reply" in linked else None)
    parent = parent.rpartition("_")[2] if parent else None
    return {
        "id": own,
        "text": one.get("message"),
        "author": within(one, "from.id"),
        "time": one.get("created_time"),
        "likes": one.get("like_count"),
        "replies": one.get("comment_count"),
        "url": where or None,
        "parent": parent,
        "thread": parent or own,
        "post": post,
    }
