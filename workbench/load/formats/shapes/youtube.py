"""YouTube's comment threads and comments, as its interface answers."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.mail import plain
from workbench.load.formats.peel import Object, number, objects, pages, text, within

KINDS = ("youtube#commentThreadListResponse", "youtube#commentListResponse")
ITEMS = ("youtube#commentThread", "youtube#comment")


def fits(document: Document) -> float:
    """Return 1 for answers with threads or comments, and for lists of these."""
    for page in pages(document):
        return 1.0 if page.get("kind") in (*KINDS, *ITEMS) else 0.0
    return 0.0


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return the comments: a thread's first one, the replies that came with it, and lists of replies."""
    rows: list[Object] = []
    counted = 0
    for item in _items(document):
        top = within(item, "snippet.topLevelComment")
        if not isinstance(top, dict):
            rows.append(_comment(item, None))
            continue
        video = text(within(item, "snippet.videoId"))
        rows.append(_comment(top, video))
        replies = objects(within(item, "replies.comments"))
        rows += [_comment(one, video) for one in replies]
        counted += max(number(within(item, "snippet.totalReplyCount")) - len(replies), 0)
    told = (f"{counted} replies are not in this export, by its own count",) if counted else ()
    return [Shaped("table", rows, warnings=told, declared_total=len(rows) + counted if counted else None)]


def _items(document: Document) -> Iterator[Object]:
    for page in pages(document):
        yield from objects(page.get("items")) if page.get("kind") in KINDS else [page]


def _comment(comment: Object, video: str | None) -> Object:
    said = comment.get("snippet")
    said = said if isinstance(said, dict) else {}
    parent = text(said.get("parentId"))
    return {
        "id": comment.get("id"),
        "text": said.get("textOriginal") or _shown(said),
        "author": within(said, "authorChannelId.value") or said.get("authorDisplayName"),
        "publishedAt": said.get("publishedAt"),
        "updatedAt": said.get("updatedAt"),
        "likeCount": said.get("likeCount"),
        "parentId": parent,
        "thread": parent or comment.get("id"),
        "videoId": said.get("videoId") or video,
    }


def _shown(said: Object) -> str | None:
    """Return the words of the HTML that everybody gets; the original is only given to its author."""
    shown = text(said.get("textDisplay"))
    # entities are read once, with those of all other texts
    return None if shown is None else html.escape(plain(shown), quote=False)
