"""Jira: a comment a column, each with its date and author; labels in columns of the same name."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from exports.export import Export, table

BERLIN = ZoneInfo("Europe/Berlin")
HEADER = (
    "Summary", "Issue key", "Issue id", "Issue Type", "Status", "Priority", "Reporter", "Reporter Id", "Created",
    "Updated", "Resolved", "Affects versions", "Labels", "Labels", "Description", "Comment", "Comment", "Comment",
)  # fmt: skip
ANSWER = "We see it too;\nit is in 4.2"
POSTS = (
    {"id": "APP-17", "text": "The scanner reads 1,00;\nevery time", "title": "Scanner", "more": "Still there in 4.2",
     "at": datetime(2026, 10, 3, 8, 15, tzinfo=BERLIN)},
    {"id": "APP-18", "text": "Größe, 日本語", "title": "Fonts", "more": "",
     "at": datetime(2026, 10, 31, 23, 59, tzinfo=BERLIN)},
)  # fmt: skip
LATER = datetime(2026, 11, 2, 9, 0, tzinfo=BERLIN)


def stamp(at):
    return at.strftime("%d/%b/%y %-I:%M %p")


def cells(post):
    return (
        post["title"], post["id"], post["id"][-2:], "Bug", "Open", "High", "Mara Baker", "5f0:mara", stamp(post["at"]),
        "", "", "4.1", "scan", "beta", post["text"],
    )  # fmt: skip


def write(posts):
    """As a filter exports it that shows no comments."""
    return table([HEADER[:15], *map(cells, posts)])


def write_comments(posts):
    rows = []
    for post in posts:
        more = f"{stamp(LATER)};5f0:mara;{post['more']}" if post["more"] else ""
        rows.append((*cells(post), f"{stamp(LATER)};5f0:ada;{ANSWER}", more, ""))
    return table([HEADER, *rows])


def expect(post):
    return [{
        "source_item_id": post["id"], "text": post["text"], "title": post["title"], "created_at": post["at"],
        "version": "4.1", "label": "scan, beta", "status": "Open", "direction": "inbound", "thread_id": post["id"],
    }]  # fmt: skip


EXPORTS = (Export("jira", "Jira.csv", POSTS, write, expect, origin="support", required="Issue key"),)
