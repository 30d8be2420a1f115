"""Mastodon: outbox.json of an account's archive, its own posts."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.shapes.mastodon import outbox, own_posts


def fits(document: Document) -> float:
    """Return 1 for an outbox."""
    return 1.0 if outbox(document) is not None else 0.0


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return the posts that are for everybody; others are private."""
    return own_posts(document)
