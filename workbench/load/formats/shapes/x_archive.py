"""The archive of an X account: its own posts, and its answers to others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.peel import Object, rows, text

#: other parts of an archive: known, and without posts of people.
OTHERS = ("like", "follower", "following", "noteTweet", "deletedTweet", "ad", "dmConversation", "account", "profile")


def fits(document: Document) -> float:
    """Return 1 for the posts of an archive; a part of it without posts fits too and gives none."""
    first = next(iter(rows(document)), None)
    if first is None:
        return 0.0
    post = first.get("tweet")
    if isinstance(post, dict):
        return 1.0 if {"id_str", "full_text", "created_at"} <= set(post) else 0.0
    return (
        1.0 if len(first) == 1 and next(iter(first)) in OTHERS and isinstance(next(iter(first.values())), dict) else 0.0
    )


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return own posts, shared ones marked, and answers to others apart; an account answers itself to go on."""
    selves = _accounts((*beside, document))
    mine = {str(post.get("id_str")) for part in (*beside, document) for post in _posts(part)}
    own: list[tuple[int, Object]] = []
    answers: list[tuple[int, Object]] = []
    for number, item in enumerate(rows(document), start=1):
        post = item.get("tweet")
        if not isinstance(post, dict):
            continue
        row = _row(post)
        answered, whose = row["parent"], text(post.get("in_reply_to_user_id_str"))
        goes_on = answered in mine or whose is None or whose in selves
        (own if not answered or goes_on else answers).append((number, row))
    parts = [
        Shaped("posts", [row for _, row in own], [at for at, _ in own]),
        Shaped("answers", [row | {"inbound": "false"} for _, row in answers], [at for at, _ in answers]),
    ]
    return [part for part in parts if part.rows]


def _posts(document: Document) -> Iterator[Object]:
    for item in rows(document):
        if isinstance(post := item.get("tweet"), dict):
            yield post


def _accounts(documents: Sequence[Document]) -> set[str]:
    """Return the ids of the accounts whose archives these are, where the part that names them is there."""
    named = (item.get("account") for document in documents for item in rows(document))
    return {str(one.get("accountId")) for one in named if isinstance(one, dict) and one.get("accountId")}


def _row(post: Object) -> Object:
    words = post.get("full_text")
    return {
        "id": post.get("id_str"),
        "text": words,
        "created_at": post.get("created_at"),
        "parent": text(post.get("in_reply_to_status_id_str")),
        "lang": post.get("lang"),
        "favorite_count": post.get("favorite_count"),
        "retweet_count": post.get("retweet_count"),
        "truncated": post.get("truncated"),
        "is_repost": "true" if isinstance(words, str) and words.startswith("RT @") else "false",
    }
