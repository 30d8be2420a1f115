"""Google Takeout: reviews of a place, with the owner's answers."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.peel import Object, objects, pages, within

REVIEW = frozenset({"starRating", "createTime"})


def fits(document: Document) -> float:
    """Return 1 for a list of reviews with star words."""
    for page in pages(document):
        one = next(iter(objects(page.get("reviews"))), None)
        return 1.0 if one is not None and set(one) >= REVIEW else 0.0
    return 0.0


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return the reviews."""
    return [Shaped("table", [_row(one) for page in pages(document) for one in objects(page.get("reviews"))])]


def _row(one: Object) -> Object:
    return {
        "id": one.get("name") or one.get("reviewId"),
        "text": one.get("comment"),
        "stars": one.get("starRating"),
        "author": within(one, "reviewer.displayName"),
        "time": one.get("createTime"),
        "updated": one.get("updateTime"),
        "answer": within(one, "reviewReply.comment"),
        "answered": within(one, "reviewReply.updateTime"),
    }
