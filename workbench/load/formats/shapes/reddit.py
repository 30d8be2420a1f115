"""Reddit: posts and comments, one a line as in the public dumps, or as listings of its interface."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.peel import Object, number, objects, pages, text, within

GONE = ("[deleted]", "[removed]", "[deleted by user]", "[ Removed by Reddit ]")
MOST = 50  # levels of answers


def fits(document: Document) -> float:
    """Return 1 for posts and comments of a subreddit."""
    for one in _things(document):
        return 1.0 if {"subreddit", "author", "created_utc"} <= set(one) and {"body", "selftext"} & set(one) else 0.0
    return 0.0


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return posts and comments; what was deleted is marked and keeps no author, nor a marker for its text."""
    made = [_row(one) for one in _things(document)]
    missing = sum(_unfetched(page, MOST) for page in pages(document))
    told = (f"{missing} answers are not in this export, by its own count",) if missing else ()
    return [Shaped("table", made, warnings=told, declared_total=len(made) + missing if missing else None)]


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


def _unfetched(thing: Object, depth: int) -> int:
    """Return how many answers a page counts and does not hold."""
    data = thing.get("data")
    if not isinstance(data, dict) or depth == 0:
        return 0
    if thing.get("kind") == "more":
        return number(data.get("count"))
    inner = [*objects(data.get("children")), *objects(data.get("replies"))]
    return sum(_unfetched(one, depth - 1) for one in inner)


def _row(one: Object) -> Object:
    words = one.get("body") if "body" in one else one.get("selftext")
    title = text(one.get("title"))
    gone = words in GONE or title in GONE or bool(text(within(one, "_meta.removal_type")))
    gone = gone or text(within(one, "_meta.was_deleted_later")) == "true"
    author = text(one.get("author"))
    kind = "t1" if "body" in one else "t3"
    name = text(one.get("name")) or f"{kind}_{one.get('id')}"
    parent = text(one.get("parent_id"))
    return {
        "id": name,
        "title": None if title in GONE else title,
        "text": None if words in GONE else words,
        "author": None if gone or author in GONE else text(one.get("author_fullname")) or author,
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
