"""Reddit: posts and comments, one a line as in the public dumps, or as listings of its interface."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.peel import Object, objects, pages, text, within

GONE = ("[deleted]", "[removed]")
MOST = 50  # levels of answers


def fits(document: Document) -> float:
    """Return 1 for posts and comments of a subreddit."""
    for one in _things(document):
        return 1.0 if {"subreddit", "author", "created_utc"} <= set(one) and {"body", "selftext"} & set(one) else 0.0
    return 0.0


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return posts and comments; what was deleted keeps no author and no text."""
    return [Shaped("table", [_row(one) for one in _things(document)])]


def _things(document: Document) -> Iterator[Object]:
    for page in pages(document):
        yield from _within(page, MOST)


def _within(thing: Object, depth: int) -> Iterator[Object]:
    """Yield a thing and the answers in it; `kind: more` holds only what was not fetched."""
    kind, data = thing.get("kind"), thing.get("data")
    if kind == "Listing" and isinstance(data, dict):
        for child in objects(data.get("children")):
            yield from _within(child, depth)
    elif kind == "more" or depth == 0:
        return
    else:
        one = data if isinstance(kind, str) and isinstance(data, dict) else thing
        yield one
        replies = one.get("replies")
        if isinstance(replies, dict):
            yield from _within(replies, depth - 1)


def _row(one: Object) -> Object:
    words = one.get("body") if "body" in one else one.get("selftext")
    gone = words in GONE or bool(text(within(one, "_meta.removal_type")))
    gone = gone or text(within(one, "_meta.was_deleted_later")) == "true"
    author = text(one.get("author"))
    kind = "t1" if "body" in one else "t3"
    name = text(one.get("name")) or f"{kind}_{one.get('id')}"
    parent = text(one.get("parent_id"))
    return {
        "id": name,
        "title": one.get("title"),
        "text": None if words in GONE else words,
        "author": None if author in GONE else text(one.get("author_fullname")) or author,
        "created_utc": one.get("created_utc"),
        # false, or the time of the edit
        "edited": text(one.get("edited")) if text(one.get("edited")) not in ("false", "true") else None,
        "thread": text(one.get("link_id")) or name,
        "parent": parent,
        "score": one.get("score"),
        "comments": one.get("num_comments"),
        "permalink": one.get("permalink"),
        "subreddit": one.get("subreddit"),
        "is_deleted": "true" if gone else "false",
        "is_bot": "true" if author == "AutoModerator" else "false",
        "is_staff": "true" if one.get("distinguished") == "admin" else "false",
    }
