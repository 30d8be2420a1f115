"""X, answers of its interface (version 2): one, a list of them, or one a line as twarc keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.peel import Object, objects, pages, within

MARKS = frozenset({"id", "text"})
OWN = frozenset({"author_id", "conversation_id", "edit_history_tweet_ids", "public_metrics", "referenced_tweets"})


def fits(document: Document) -> float:
    """Return 1 for posts with one of the fields that only this interface has."""
    for post in _posts(document):
        return 1.0 if set(post) >= MARKS and OWN & set(post) else 0.0
    return 0.0


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return the posts; long ones whole where the answer has them, shared ones marked."""
    return [Shaped("table", [_row(post) for post in _posts(document)])]


def _posts(document: Document) -> Iterator[Object]:
    for page in pages(document):
        data = page.get("data")
        yield from objects(data) if data is not None else ([page] if MARKS <= set(page) else [])


def _row(post: Object) -> Object:
    links = {str(one.get("type")): one.get("id") for one in objects(post.get("referenced_tweets"))}
    whole = within(post, "note_tweet.text")
    words = whole or post.get("text")
    shortened = whole is None and isinstance(words, str) and words.endswith("…")
    return {
        "id": post.get("id"),
        "text": words,
        "author": post.get("author_id"),
        "created_at": post.get("created_at"),
        "lang": post.get("lang"),
        "thread": post.get("conversation_id"),
        "parent": links.get("replied_to"),
        "likes": within(post, "public_metrics.like_count"),
        "replies": within(post, "public_metrics.reply_count"),
        "shares": within(post, "public_metrics.retweet_count"),
        "is_repost": "true" if "retweeted" in links else "false",
        "is_truncated": "true" if shortened else "false",
    }
