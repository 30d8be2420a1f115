"""Intercom: conversations fetched with their parts; times as seconds, words as HTML."""

from __future__ import annotations

import html
from datetime import UTC, datetime, timedelta

from exports.export import Export, lines, objects

POSTS = (
    {"id": "215470001", "text": "The scanner reads 1,00 as 100.", "title": "Scanner", "stars": 2,
     "at": datetime(2026, 10, 3, 8, 15, tzinfo=UTC)},
    {"id": "215470002", "text": "How do I add a & b, 日本語?", "title": None, "stars": None,
     "at": datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC)},
)  # fmt: skip
ADMIN = {"type": "admin", "id": "7", "name": "Ada", "email": "ada@example.org"}
BOT = {"type": "bot", "id": "9", "name": "Fin", "email": "fin@example.org"}


def stamp(at):
    return int(at.timestamp())


def user(post):
    return {"type": "user", "id": f"c{post['id']}", "name": "Mara", "email": "mara@example.org"}


def part(post, number, who, body, kind="comment"):
    return {
        "type": "conversation_part", "id": f"{number}", "part_type": kind, "body": body, "author": who,
        "created_at": stamp(post["at"] + timedelta(minutes=number)), "redacted": False, "attachments": [],
    }  # fmt: skip


def paragraph(text):
    return f"<p>{html.escape(text, quote=False)}</p>"


def conversation(post):
    parts = [
        part(post, 1, BOT, "<p>Is it about receipts?</p>"), part(post, 2, ADMIN, "<p>It is mended.</p>"),
        part(post, 3, ADMIN, "<p>He is angry.</p>", "note"), part(post, 4, ADMIN, None, "close"),
        part(post, 5, user(post), "<p>It is not &amp; never was.</p>"),
    ]  # fmt: skip
    contact = {"type": "contact", "id": f"c{post['id']}", "external_id": "36"}
    rating = {
        "rating": post["stars"], "remark": "slow", "created_at": stamp(post["at"] + timedelta(hours=1)),
        "contact": {"type": "contact", "id": contact["id"]}, "teammate": {"type": "admin", "id": 7},
    }  # fmt: skip
    return {
        "type": "conversation", "id": post["id"], "created_at": stamp(post["at"]), "updated_at": stamp(post["at"]),
        "source": {"type": "email", "id": "1", "delivered_as": "customer_initiated", "subject": post["title"],
                   "body": paragraph(post["text"]), "author": user(post), "url": None},
        "contacts": {"type": "contact.list", "contacts": [contact]},
        "tags": {"type": "tag.list", "tags": [{"type": "tag", "id": "1", "name": "beta"}]},
        "conversation_rating": rating if post["stars"] else None, "state": "closed", "open": False,
        "conversation_parts": {"type": "conversation_part.list", "conversation_parts": parts, "total_count": 5},
    }  # fmt: skip


def write_list(posts):
    """As the search answers, with parts put in."""
    found = [conversation(post) for post in posts]
    return objects({"type": "conversation.list", "conversations": found, "total_count": len(posts), "pages": {}})


def write_lines(posts):
    return lines([conversation(post) for post in posts])


def expect(post):
    def row(number, text, direction, **more):
        return {
            "source_item_id": f"{post['id']}:{number}", "text": text, "direction": direction, "thread_id": post["id"],
            "parent_id": post["id"], "created_at": post["at"] + timedelta(minutes=number), **more,
        }  # fmt: skip

    rows = [
        {"source_item_id": post["id"], "text": post["text"], "title": post["title"], "direction": "inbound",
         "thread_id": post["id"], "parent_id": None, "created_at": post["at"], "label": "beta", "rating": None},
        row(1, "Is it about receipts?", "outbound", is_bot=True),
        row(2, "It is mended.", "outbound", is_bot=False),
        row(5, "It is not & never was.", "inbound", is_bot=False),
    ]  # fmt: skip
    if post["stars"]:
        rated = {"rating": float(post["stars"]), "rating_scale": "csat5", "direction": "inbound", "text": "slow"}
        at = post["at"] + timedelta(hours=1)
        rows.append({"source_item_id": f"{post['id']}:rating", "thread_id": post["id"], "created_at": at, **rated})
    return rows


EXPORTS = (
    Export(
        "intercom", "conversations.json", POSTS, write_list, expect, origin="support", required="source", whole=True
    ),
    Export("intercom", "conversations.ndjson", POSTS, write_lines, expect, origin="support"),
)  # fmt: skip
