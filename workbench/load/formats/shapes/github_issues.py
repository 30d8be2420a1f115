"""GitHub: issues and their comments, as the interface answers or as `gh issue list --json` writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.peel import Object, objects, rows, text, within
from workbench.load.report import Reason, Reject

HTML = ("html_url", "user")
PROGRAM = frozenset({"number", "title", "body", "author", "createdAt"})
NUMBER = re.compile(r"/issues/([0-9]+)")
PLACE = re.compile(r"https?://[^/]+/(?:api/v3/)?(?:repos/)?([\w.-]+/[\w.-]+)/(?:issues|pull)\b")
TEAM = ("OWNER", "MEMBER", "COLLABORATOR")


def fits(document: Document) -> float:
    """Return 1 for issues, and for comments on issues."""
    first = next(iter(_all(document)), None)
    if first is None:
        return 0.0
    if set(first) >= PROGRAM:
        return 1.0
    if not set(HTML) <= set(first):
        return 0.0
    return 1.0 if {"number", "title"} <= set(first) or "issue_url" in first else 0.0


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return issues and comments; pull requests and what is said on them are left out."""
    kept: list[Object] = []
    numbers: list[int] = []
    rejects: list[Reject] = []
    for at, one in enumerate(_all(document), start=1):
        if "pull_request" in one or "/pull/" in (text(one.get("html_url")) or text(one.get("url")) or ""):
            what = "a comment on a pull request" if "issue_url" in one else "a pull request, no issue"
            rejects.append(Reject(at, Reason.NOT_FEEDBACK, what, str(one.get("number"))))
            continue
        made = [_row(one), *_inline(one)]
        kept += made
        numbers += [at] * len(made)
    return [Shaped("table", kept, numbers, tuple(rejects))]


def _all(document: Document) -> list[Object]:
    """Return the issues: a list, one a line, or what a search found."""
    found = within(document, "items")
    return objects(found) if isinstance(found, list) else rows(document)


def _inline(one: Object) -> Iterator[Object]:
    """Yield the comments that stand in an issue itself."""
    issue = _issue(one)
    for said in objects(one.get("comments")) if isinstance(one.get("comments"), list) else []:
        yield _row({**said, "html_url": said.get("url")}) | {
            "id": f"{issue}-{said.get('id')}",
            "thread": issue,
            "parent": issue,
        }


def _issue(one: Object) -> str | None:
    """Return an issue's name: its number, and the repository, since each begins to count at 1."""
    link = text(one.get("issue_url")) or text(one.get("html_url")) or text(one.get("url")) or ""
    on = NUMBER.search(text(one.get("issue_url")) or "")
    number = on[1] if on else text(one.get("number"))
    place = PLACE.match(link)
    return f"{place[1]}#{number}" if place and number else number


def _row(one: Object) -> Object:
    thread = _issue(one)
    comment = "issue_url" in one
    person = one.get("user") or one.get("author")
    author = text(within(person, "login")) or ""
    count = one.get("comments")
    bot = author.endswith("[bot]") or within(person, "type") == "Bot" or text(within(person, "is_bot")) == "true"
    return {
        "id": f"{thread}-{one.get('id')}" if comment else thread,
        "title": one.get("title"),
        "text": one.get("body"),
        "author": within(person, "id") or author or None,
        "time": one.get("created_at") or one.get("createdAt"),
        "updated": one.get("updated_at") or one.get("updatedAt"),
        "solved": one.get("closed_at") or one.get("closedAt"),
        "status": one.get("state"),
        "labels": ", ".join(str(label.get("name")) for label in objects(one.get("labels"))) or None,
        "url": one.get("html_url") or one.get("url"),
        "thread": thread,
        "parent": thread if comment else None,
        "replies": len(count) if isinstance(count, list) else count,
        "is_bot": "true" if bot else "false",
        "is_staff": "true" if (one.get("author_association") or one.get("authorAssociation")) in TEAM else "false",
    }
