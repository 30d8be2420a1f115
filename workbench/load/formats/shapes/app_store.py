"""The App Store's feed of customer reviews: `feed.entry`."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.peel import objects, within

RATING = "im:rating"


def fits(document: Document) -> float:
    """Return 1 for a feed of reviews, a feed without any included."""
    entries = _entries(document)
    if entries is None:
        return 0.0
    return 1.0 if not entries or any(RATING in entry for entry in entries) else 0.0


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return the reviews; the first entry of old feeds is the app itself and no review."""
    entries = list(enumerate(_entries(document) or (), start=1))
    reviews = [(number, entry) for number, entry in entries if RATING in entry]
    return [Shaped("table", [entry for _, entry in reviews], [number for number, _ in reviews])]


def _entries(document: Document) -> list[dict[str, object]] | None:
    """Return the entries: one where the feed holds a single object, none where it holds none."""
    feed = within(document, "feed")
    if not isinstance(feed, dict) or not {"entry", "author", "updated"} & set(feed):
        return None
    return objects(feed.get("entry"))
