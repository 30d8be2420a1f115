"""Bluesky: posts as its interface answers, in a feed or a search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.peel import Object, objects, pages, text, within

POST = frozenset({"uri", "record", "author"})


def fits(document: Document) -> float:
    """Return 1 for posts with their record."""
    for one, _ in _posts(document):
        return 1.0 if set(one) >= POST and text(one.get("uri")) is not None else 0.0
    return 0.0


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return the posts, those that somebody has passed on marked."""
    return [Shaped("table", [_row(one, passed) for one, passed in _posts(document)])]


def _posts(document: Document) -> Iterator[tuple[Object, bool]]:
    for page in pages(document):
        for held in objects(page.get("feed")):
            if isinstance(post := held.get("post"), dict):
                # the other reason is that its writer has pinned it
                pinned = str(within(held, "reason.$type")).endswith("reasonPin")
                yield post, "reason" in held and not pinned
        for post in objects(page.get("posts")):
            yield post, False
        if set(page) >= POST:
            yield page, False


def _row(one: Object, passed: bool) -> Object:
    langs = within(one, "record.langs")
    return {
        "id": one.get("uri"),
        "text": within(one, "record.text"),
        "author": within(one, "author.did"),
        # the writer's program sets createdAt as it likes
        "time": one.get("indexedAt") or within(one, "record.createdAt"),
        "thread": within(one, "record.reply.root.uri") or one.get("uri"),
        "parent": within(one, "record.reply.parent.uri"),
        "lang": langs[0] if isinstance(langs, list) and langs else None,
        "likes": one.get("likeCount"),
        "replies": one.get("replyCount"),
        "shares": one.get("repostCount"),
        "is_repost": "true" if passed else "false",
    }
