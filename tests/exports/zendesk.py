"""Zendesk: a page of tickets, a page of audits, and one ticket a line with its comments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from exports.export import Export, lines, objects

CUSTOMER, AGENT = 6130869168001, 6130907993002
POSTS = (
    {"id": 71, "text": "The export to my accountant\nstops at page 3.", "title": "Export stops", "by": CUSTOMER,
     "status": "open", "public": True, "verdict": None, "at": datetime(2026, 10, 3, 8, 15, tzinfo=UTC)},
    {"id": 72, "text": "Invoice number twice, 日本語", "title": "", "by": CUSTOMER, "status": "solved", "public": True,
     "verdict": "bad", "at": datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC)},
    {"id": 73, "text": "Please write to me.", "title": "Old", "by": CUSTOMER, "status": "deleted", "public": True,
     "verdict": "offered", "at": datetime(2026, 10, 4, tzinfo=UTC)},
    {"id": 74, "text": "He called: the tax rate is wrong.", "title": "Call", "by": AGENT, "status": "open",
     "public": True, "verdict": None, "at": datetime(2026, 10, 5, tzinfo=UTC)},
    {"id": 75, "text": "Look at his invoices, Ada.", "title": "Note", "by": AGENT, "status": "open", "public": False,
     "verdict": None, "at": datetime(2026, 10, 6, tzinfo=UTC)},
)  # fmt: skip


def iso(at):
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def ticket(post):
    return {
        "url": f"https://example.zendesk.com/api/v2/tickets/{post['id']}.json", "id": post["id"], "external_id": None,
        "via": {"channel": "web", "source": {"from": {}, "to": {}, "rel": None}}, "created_at": iso(post["at"]),
        "updated_at": iso(post["at"] + timedelta(days=1)), "type": None, "subject": post["title"],
        "raw_subject": post["title"], "description": post["text"], "priority": None, "status": post["status"],
        "requester_id": CUSTOMER, "submitter_id": post["by"], "assignee_id": AGENT, "organization_id": None,
        "is_public": post["public"], "tags": ["scan", "beta"], "custom_fields": [],
        "satisfaction_rating": {"score": post["verdict"]} if post["verdict"] else None,
    }  # fmt: skip


def comment(post, number, by, text, public=True):
    """Return a comment as an audit holds it: the author of the audit is another than that of the event."""
    event = {"id": int(f"{post['id']}{number}1"), "type": "Comment", "author_id": by, "body": text,
             "html_body": f"<p>{text}</p>", "plain_body": text, "public": public, "attachments": []}  # fmt: skip
    return event


def audit(post, number, by, text, public=True, more=()):
    return {
        "id": int(f"{post['id']}{number}"), "ticket_id": post["id"],
        "created_at": iso(post["at"] + timedelta(hours=number)), "author_id": AGENT,
        "metadata": {"system": {"client": "Mozilla", "ip_address": "192.0.2.7", "location": "Bern", "latitude": 46.9,
                                "longitude": 7.4}, "custom": {}},
        "events": [comment(post, number, by, text, public), *more], "via": {"channel": "web"},
    }  # fmt: skip


def opening(post):
    created = [
        {"id": 1, "type": "Create", "field_name": "requester_id", "value": str(CUSTOMER)},
        {"id": 2, "type": "Create", "field_name": "subject", "value": post["title"]},
    ]
    return audit(post, 0, post["by"], post["text"], post["public"], created)


ANSWER, NOTE = "It is mended in 4.2, thank you.", "He has threatened to leave."


def audits(posts):
    for post in posts:
        yield opening(post)
        if post["id"] == 71:
            yield audit(post, 1, AGENT, ANSWER)
            yield audit(post, 2, AGENT, NOTE, public=False)
            yield audit(post, 3, CUSTOMER, "It is not mended.")
            status = {"id": 4, "type": "Change", "field_name": "status", "value": "solved"}
            yield audit(post, 4, AGENT, "", more=[status]) | {"events": [status]}


def write_tickets(posts):
    return objects({"tickets": [*map(ticket, posts)], "count": len(posts), "next_page": None, "previous_page": None})


def write_audits(posts):
    return objects({"audits": [*audits(posts)], "meta": {"has_more": False}, "links": {"prev": None, "next": None}})


def write_lines(posts):
    """One ticket a line, its comments in it."""
    return lines(
        [
            ticket(post)
            | {
                "comments": [
                    comment(post, 0, post["by"], post["text"], post["public"]) | {"created_at": iso(post["at"])},
                    comment(post, 1, AGENT, ANSWER) | {"created_at": iso(post["at"] + timedelta(hours=1))},
                ]
            }
            for post in posts
        ]
    )


def first(post):
    return {
        "source_item_id": str(post["id"]), "text": post["text"], "title": post["title"] or None,
        "created_at": post["at"], "created_at_quality": "exact", "thread_id": str(post["id"]), "parent_id": None,
        "direction": "inbound" if post["by"] == CUSTOMER else "outbound", "channel": "web",
    }  # fmt: skip


def expect_tickets(post):
    if not post["public"]:
        return []
    verdict = {"bad": 0.0, "good": 1.0}.get(post["verdict"])
    return [
        first(post) | {
            "rating": verdict, "rating_scale": None if verdict is None else "good_bad", "status": post["status"],
            "is_deleted": post["status"] == "deleted", "label": "scan, beta",
        }
    ]  # fmt: skip


def later(post, number, text, direction):
    return {
        "source_item_id": f"{post['id']}{number}1", "thread_id": str(post["id"]), "parent_id": str(post["id"]),
        "text": text, "direction": direction, "created_at": post["at"] + timedelta(hours=number),
    }  # fmt: skip


def expect_audits(post):
    if not post["public"]:
        return []
    rows = [first(post)]
    if post["id"] == 71:
        rows += [later(post, 1, ANSWER, "outbound"), later(post, 3, "It is not mended.", "inbound")]
    return rows


def expect_lines(post):
    return [*expect_tickets(post), later(post, 1, ANSWER, "outbound")]


EXPORTS = (
    Export(
        "zendesk", "tickets.json", POSTS, write_tickets, expect_tickets, origin="support", required="requester_id",
        whole=True,
    ),
    Export(
        "zendesk", "ticket_audits.json", POSTS, write_audits, expect_audits, origin="support", required="ticket_id",
        whole=True,
    ),
    Export(
        "zendesk", "tickets.ndjson", POSTS, write_lines, expect_lines, origin="support", required="requester_id",
    ),
)  # fmt: skip
