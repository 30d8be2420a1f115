"""Discourse: a topic as its interface answers, with its posts."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.mail import plain
from workbench.load.formats.peel import Object, number, objects, pages, text, within

#: words of others that a post quotes: as written, and as shown; the innermost first.
QUOTE = re.compile(r"\[quote(?:=[^\]]*)?\](?:(?!\[quote).)*?\[/quote\]", re.DOTALL | re.IGNORECASE)
ASIDE = re.compile(r'<aside class="quote(?:(?!<aside).)*?</aside>', re.DOTALL)


def fits(document: Document) -> float:
    """Return 1 for topics with a stream of posts."""
    for page in pages(document):
        return 1.0 if isinstance(within(page, "post_stream.posts"), list) else 0.0
    return 0.0


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return the posts that people have written; notices of the forum are left out."""
    rows: list[Object] = []
    declared: dict[str, int] = {}
    # an answer may stand on another page than what it answers
    ids = {
        (_topic(one, page), text(one.get("post_number"))): one.get("id")
        for part in (*beside, document)
        for page in pages(part)
        for one in objects(within(page, "post_stream.posts"))
    }
    for page in pages(document):
        posts = objects(within(page, "post_stream.posts"))
        name = str(page.get("id"))
        declared[name] = max(number(page.get("posts_count")), declared.get(name, 0))
        rows += [_row(one, page, ids) for one in posts if not text(one.get("action_code"))]
    return [Shaped("table", rows, declared_total=max(sum(declared.values()), len(rows)))]


def _topic(one: Object, page: Object) -> str | None:
    return text(page.get("id")) or text(one.get("topic_id"))


def _row(one: Object, topic: Object, ids: dict[tuple[str | None, str | None], object]) -> Object:
    topic_id, answered = _topic(one, topic), text(one.get("reply_to_post_number"))
    emptied = text(one.get("user_deleted")) == "true"
    team = "true" in (text(one.get("admin")), text(one.get("moderator")), text(one.get("staff")))
    return {
        "id": one.get("id"),
        "title": topic.get("title") if one.get("post_number") == "1" else None,
        # in place of what its writer has taken back stands a marker, in the forum's language
        "text": None if emptied else _words(one),
        "author": one.get("user_id") or one.get("username"),
        "time": one.get("created_at"),
        "updated": one.get("updated_at"),
        "thread": topic_id,
        "parent": ids.get((topic_id, answered)) if answered else None,
        "replies": one.get("reply_count"),
        "is_private": "true" if text(topic.get("archetype")) == "private_message" else "false",
        "is_staff": "true" if team else "false",
        "is_deleted": "true" if text(one.get("deleted_at")) or emptied else "false",
    }


def _words(one: Object) -> str | None:
    """Return what somebody wrote, as written or else as shown, without what they quote of others."""
    raw, cooked = text(one.get("raw")), text(one.get("cooked"))
    if raw is not None:
        return _without(QUOTE, raw)
    # entities are read once, with those of all other texts
    return None if cooked is None else html.escape(plain(_without(ASIDE, cooked)), quote=False)


def _without(quoted: re.Pattern[str], words: str) -> str:
    while (rest := quoted.sub("", words)) != words:
        words = rest
    return words
