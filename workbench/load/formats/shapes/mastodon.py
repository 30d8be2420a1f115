"""Mastodon: the outbox of an account's archive, and statuses of the interface."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.peel import Object, number, objects, pages, text, within

PUBLIC = ("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public")
STATUS = frozenset({"content", "account", "visibility", "created_at"})


def fits(document: Document) -> float:
    """Return 1 for statuses of people."""
    return 1.0 if any(set(one) >= STATUS for one in _statuses(document)[:1]) else 0.0


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return statuses; what is not for everybody is private, boosts are marked."""
    return [Shaped("table", [_status(one) for one in _statuses(document)])]


def _statuses(document: Document) -> list[Object]:
    return [one for page in pages(document) for one in (objects(page.get("statuses")) or [page])]


def _status(one: Object) -> Object:
    boost = one.get("reblog")
    said = boost if isinstance(boost, dict) else one
    warned = text(said.get("spoiler_text"))
    return {
        "id": one.get("id"),
        "text": said.get("content"),
        "title": warned,
        "author": within(one, "account.acct"),
        "time": one.get("created_at"),
        "updated": one.get("edited_at"),
        "parent": one.get("in_reply_to_id"),
        "lang": said.get("language"),
        "likes": one.get("favourites_count"),
        "replies": one.get("replies_count"),
        "shares": one.get("reblogs_count"),
        "url": one.get("url"),
        "is_reblog": "true" if isinstance(boost, dict) else "false",
        "is_private": "false" if one.get("visibility") in ("public", "unlisted") else "true",
        "is_bot": within(one, "account.bot"),
    }


def outbox(document: Document) -> list[Object] | None:
    """Return the activities of an outbox; None of another document."""
    for page in pages(document):
        return objects(page.get("orderedItems")) if "orderedItems" in page else None
    return None


def own_posts(document: Document) -> list[Shaped]:
    """Return the posts of an outbox; boosts are other people's words and left out, counted."""
    rows, boosts = [], 0
    for one in outbox(document) or []:
        said = one.get("object")
        if one.get("type") != "Create" or not isinstance(said, dict):
            boosts += one.get("type") == "Announce"
            continue
        receivers = [*_listed(one.get("to")), *_listed(one.get("cc"))]
        rows.append({
            "id": said.get("id") or one.get("id"), "text": said.get("content"), "title": said.get("summary"),
            "time": one.get("published"), "parent": said.get("inReplyTo"), "url": said.get("url"),
            "is_private": "false" if any(name in PUBLIC for name in receivers) else "true",
        })  # fmt: skip
    declared = next((number(page.get("totalItems")) for page in pages(document)), 0)
    told = [f"{boosts} boosts are other people's words and left out"] if boosts else []
    if declared > len(outbox(document) or []):
        told.append(f"the outbox counts {declared} entries and holds {len(outbox(document) or [])}")
    return [Shaped("table", rows, warnings=tuple(told), declared_total=declared or None)]


def _listed(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
