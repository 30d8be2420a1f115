"""Own posts on Facebook and media on Instagram, as the Graph interface answers; of insights it gives no rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.peel import Object, objects, pages, text, within

FACEBOOK = frozenset({"created_time"})
#: fields of a post that a comment does not have.
ONLY_POSTS = frozenset({
    "status_type", "shares", "reactions", "updated_time", "is_published", "story", "full_picture", "attachments",
})  # fmt: skip
MEDIA = frozenset({"id", "media_type", "permalink"})
INSIGHT = frozenset({"name", "period", "title"})


def fits(document: Document) -> float:
    """Return 1 for posts and media, and for insights and looks at other accounts, of which nothing is read."""
    for page in pages(document):
        one = next(_posts(page), None)
        if one is not None:
            return 1.0
        return 1.0 if "business_discovery" in page or _insights(page) else 0.0
    return 0.0


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return the posts with their figures."""
    rows: list[Object] = []
    left: list[str] = []
    for page in pages(document):
        rows += [_facebook(one) if set(one) >= FACEBOOK else _media(one) for one in _posts(page)]
        if "business_discovery" in page:
            left.append("posts of another account are not read")
        elif _insights(page):
            left.append("figures of the account or of one post alone are not read: export posts with their figures")
    return [Shaped("table", rows, warnings=tuple(left))]


def _posts(page: Object) -> Iterator[Object]:
    """Yield posts: of a list, of an answer to several ids, or the one."""
    held = objects(page.get("data")) if "data" in page else [page, *objects(list(page.values()))]
    for one in held:
        if set(one) >= FACEBOOK and ONLY_POSTS & set(one):
            yield one
        elif set(one) >= MEDIA and {"timestamp", "username"} & set(one):
            yield one


def _insights(page: Object) -> bool:
    return any(set(one) >= INSIGHT and {"values", "total_value"} & set(one) for one in objects(page.get("data")))


def _facebook(one: Object) -> Object:
    return {
        "id": one.get("id"),
        "text": one.get("message") or one.get("story"),
        "time": one.get("created_time"),
        "updated": one.get("updated_time"),
        "url": one.get("permalink_url"),
        "media_type": one.get("status_type"),
        "author": within(one, "from.id"),
        "reactions": _count(one, "reactions"),
        "comments": _count(one, "comments"),
        "shares": within(one, "shares.count"),
    }


def _media(one: Object) -> Object:
    return {
        "id": one.get("id"),
        "text": one.get("caption"),
        "time": one.get("timestamp"),
        "url": one.get("permalink"),
        "media_type": one.get("media_type"),
        "author": one.get("username"),
        "reactions": one.get("like_count"),
        "comments": one.get("comments_count"),
    }


def _count(one: Object, name: str) -> str | None:
    return text(within(one, f"{name}.summary.total_count"))
