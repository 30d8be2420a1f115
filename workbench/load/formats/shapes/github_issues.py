"""GitHub: issues and their comments, as the interface answers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.peel import Object, objects, rows, text, within
from workbench.load.report import Reason, Reject

HTML = ("html_url", "user")
NUMBER = re.compile(r"/issues/([0-9]+)")
TEAM = ("OWNER", "MEMBER", "COLLABORATOR")


def fits(document: Document) -> float:
    """Return 1 for issues, and for comments on issues."""
    first = next(iter(rows(document)), None)
    if first is None or not set(HTML) <= set(first):
        return 0.0
    return 1.0 if {"number", "title"} <= set(first) or "issue_url" in first else 0.0


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return issues and comments; pull requests are no issues and left out."""
    kept: list[Object] = []
    numbers: list[int] = []
    rejects: list[Reject] = []
    for at, one in enumerate(rows(document), start=1):
        if "pull_request" in one:
            rejects.append(Reject(at, Reason.NOT_FEEDBACK, "a pull request, no issue", str(one.get("number"))))
            continue
        kept.append(_row(one))
        numbers.append(at)
    return [Shaped("table", kept, numbers, tuple(rejects))]


def _row(one: Object) -> Object:
    on = NUMBER.search(text(one.get("issue_url")) or "")
    thread = on[1] if on else text(one.get("number"))
    author = text(within(one, "user.login")) or ""
    return {
        "id": f"{thread}-{one.get('id')}" if on else thread,
        "title": one.get("title"),
        "text": one.get("body"),
        "author": within(one, "user.id") or author,
        "time": one.get("created_at"),
        "updated": one.get("updated_at"),
        "solved": one.get("closed_at"),
        "status": one.get("state"),
        "labels": ", ".join(str(label.get("name")) for label in objects(one.get("labels"))) or None,
        "url": one.get("html_url"),
        "thread": thread,
        "parent": thread if on else None,
        "replies": one.get("comments"),
        "is_bot": "true" if author.endswith("[bot]") or within(one, "user.type") == "Bot" else "false",
        "is_staff": "true" if one.get("author_association") in TEAM else "false",
    }
