"""Intercom: conversations and their parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.peel import Object, number, objects, pages, text, within

THEIRS = ("user", "lead", "contact")
PARTS = "conversation_parts.conversation_parts"


def fits(document: Document) -> float:
    """Return 1 for conversations with their parts, and for the interface's list, which has none."""
    for page in pages(document):
        one = next(_conversations(page), None)
        listed = text(page.get("type")) == "conversation.list"
        if one is None:
            return 1.0 if listed else 0.0
        whole = "conversation_parts" in one or (listed and "state" in one)
        return 1.0 if whole and isinstance(within(one, "source.author"), dict) else 0.0
    return 0.0


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return what was said: the first message, every part that has words, and the rating; notes are internal."""
    rows: list[Object] = []
    numbers: list[int] = []
    lacking = 0
    for at, one in enumerate(_all(document), start=1):
        parts = objects(within(one, PARTS))
        lacking += "conversation_parts" not in one or number(within(one, "conversation_parts.total_count")) > len(parts)
        made = list(_said(one, parts))
        rows += made
        numbers += [at] * len(made)
    told = (f"{lacking} conversations lack parts: fetch each one by its id to have them whole",) if lacking else ()
    return [Shaped("table", rows, numbers, (), told)]


def _all(document: Document) -> Iterator[Object]:
    for page in pages(document):
        yield from _conversations(page)


def _conversations(page: Object) -> Iterator[Object]:
    held = objects(page.get("conversations"))
    one = "conversation_parts" in page or text(page.get("type")) == "conversation"
    yield from held or ([page] if one else [])


def _said(one: Object, parts: Sequence[Object]) -> Iterator[Object]:
    name = str(one.get("id"))
    contacts = {str(who.get("id")): who.get("external_id") for who in objects(within(one, "contacts.contacts"))}
    source = one.get("source")
    first: Object = source if isinstance(source, dict) else {}
    tags = ", ".join(str(tag.get("name")) for tag in objects(within(one, "tags.tags")))
    told = {"title": first.get("subject"), "tags": tags or None, "channel": first.get("type")}
    begun = {"created_at": one.get("created_at"), **first}
    yield _row(begun, name, name, contacts) | told | {"parent": None}
    for part in parts:
        if text(part.get("body")):
            yield _row(part, f"{name}:{part.get('id')}", name, contacts)
    rated = one.get("conversation_rating")
    if isinstance(rated, dict) and text(rated.get("rating")):
        who = rated.get("contact") or rated.get("customer")
        person = {"type": "user", "id": within(who, "id")}
        said = {"author": person, "body": rated.get("remark"), "created_at": rated.get("created_at")}
        yield _row(said, f"{name}:rating", name, contacts) | {"rating": rated.get("rating")}


def _row(part: Object, name: str, thread: str, contacts: dict[str, object]) -> Object:
    kind = text(within(part, "author.type")) or ""
    return {
        "id": name,
        "text": part.get("body"),
        "author": within(part, "author.id"),
        "created_at": part.get("created_at"),
        "thread": thread,
        "parent": thread,
        "email": within(part, "author.email") if kind in THEIRS else None,
        "external": contacts.get(str(within(part, "author.id"))) if kind in THEIRS else None,
        "inbound": "true" if kind in THEIRS else "false",
        "is_private": "true" if "note" in (text(part.get("part_type")) or "") else "false",
        "is_bot": "true" if kind == "bot" else "false",
        "is_deleted": "true" if text(part.get("redacted")) == "true" else "false",
    }
