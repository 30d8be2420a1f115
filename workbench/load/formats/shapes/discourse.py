"""Discourse: a topic as its interface answers, with its posts."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.peel import Object, number, objects, pages, text, within


def fits(document: Document) -> float:
    """Return 1 for topics with a stream of posts."""
    for page in pages(document):
        return 1.0 if isinstance(within(page, "post_stream.posts"), list) else 0.0
    return 0.0


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return the posts that people have written; notices of the forum are left out."""
    rows: list[Object] = []
    declared = 0
    for page in pages(document):
        posts = objects(within(page, "post_stream.posts"))
        declared += max(number(page.get("posts_count")), len(posts))
        ids = {str(one.get("post_number")): one.get("id") for one in posts}
        private = text(page.get("archetype")) == "private_message"
        rows += [_row(one, page, ids, private) for one in posts if not text(one.get("action_code"))]
    return [Shaped("table", rows, declared_total=declared)]


def _row(one: Object, topic: Object, ids: dict[str, object], private: bool) -> Object:
    team = "true" in (text(one.get("admin")), text(one.get("moderator")), text(one.get("staff")))
    return {
        "id": one.get("id"),
        "title": topic.get("title") if one.get("post_number") == "1" else None,
        "text": one.get("raw") or one.get("cooked"),
        "author": one.get("user_id") or one.get("username"),
        "time": one.get("created_at"),
        "updated": one.get("updated_at"),
        "thread": topic.get("id"),
        "parent": ids.get(text(one.get("reply_to_post_number")) or ""),
        "replies": one.get("reply_count"),
        "is_private": "true" if private else "false",
        "is_staff": "true" if team else "false",
        "is_deleted": "true" if text(one.get("deleted_at")) or text(one.get("user_deleted")) == "true" else "false",
    }
