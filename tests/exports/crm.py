"""Salesforce, the data export: Task.csv and Note.csv, every cell quoted, times in UTC."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

from exports.export import Export

TASK = (
    "Id", "WhoId", "WhatId", "Subject", "ActivityDate", "Status", "OwnerId", "Description", "AccountId", "CreatedDate",
)  # fmt: skip
NOTE = ("Id", "IsDeleted", "ParentId", "Title", "IsPrivate", "Body", "OwnerId", "CreatedDate", "LastModifiedDate")
POSTS = (
    {"id": "00T5g00000AbCdEFG", "who": "0035g00000XyZ", "text": "They need dark colours,\nelse they leave.",
     "title": "Call", "private": False, "at": datetime(2026, 10, 3, 8, 15, tzinfo=UTC)},
    {"id": "00T5g00000AbCdEFH", "who": "", "text": "Price too high, 日本語", "title": "Visit", "private": True,
     "at": datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC)},
)  # fmt: skip


def quoted(rows):
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def stamp(at):
    return at.strftime("%Y-%m-%d %H:%M:%SZ")


def tasks(posts):
    return quoted([TASK, *(
        (post["id"], post["who"], "", post["title"], "", "Completed", "0055g1", post["text"], "0015g7",
         stamp(post["at"]))
        for post in posts
    )])  # fmt: skip


def notes(posts):
    return quoted([NOTE, *(
        (post["id"], "0", post["who"] or "0015g7", post["title"], int(post["private"]), post["text"], "0055g1",
         stamp(post["at"]), stamp(post["at"]))
        for post in posts
    )])  # fmt: skip


def expect(post):
    return [{
        "source_item_id": post["id"], "text": post["text"], "title": post["title"], "created_at": post["at"],
        "created_at_quality": "exact", "direction": "inbound", "heard_from": "0055g1",
    }]  # fmt: skip


EXPORTS = (
    Export("salesforce-notes", "Task.csv", POSTS, tasks, expect, origin="sales", required="WhoId"),
    Export(
        "salesforce-notes", "Note.csv", POSTS, notes, lambda post: [] if post["private"] else expect(post),
        origin="sales", required="ParentId",
    ),
)  # fmt: skip
