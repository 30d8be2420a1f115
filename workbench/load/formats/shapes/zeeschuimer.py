"""Zeeschuimer and 4CAT: raw objects of platforms, one a line, with where they were met."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.peel import Object, pages, text, within
from workbench.load.report import Reason, Reject

MARKS = ("__import_meta", "source_platform_url")


def fits(document: Document) -> float:
    """Return 1 for objects that say where they were met."""
    first = next(pages(document), None)
    if first is None or not any(mark in first for mark in MARKS):
        return 0.0
    return 1.0 if _row(_held(first)) is not None else 0.0


def shaped(document: Document, beside: Sequence[Document]) -> list[Shaped]:
    """Return comments and posts of TikTok; objects of other platforms are refused, each with its number."""
    kept: list[Object] = []
    numbers: list[int] = []
    rejects: list[Reject] = []
    for at, one in enumerate(pages(document), start=1):
        row = _row(_held(one))
        if row is None:
            what = "an object of a platform that this reader does not know: export it from 4CAT as CSV"
            rejects.append(Reject(at, Reason.BAD_STRUCTURE, what, str(sorted(one))))
            continue
        kept.append(row)
        numbers.append(at)
    return [Shaped("table", kept, numbers, tuple(rejects))]


def _held(one: Object) -> Object:
    inner = one.get("data")
    return inner if isinstance(inner, dict) else one


def _row(one: Object) -> Object | None:
    if {"cid", "text", "create_time"} <= set(one):
        answers = text(one.get("reply_id"))
        parent = answers if answers not in (None, "0") else None
        author = within(one, "user.uid") or within(one, "user.unique_id")
        shares = {"likes": one.get("digg_count"), "replies": one.get("reply_comment_total")}
        times = {"time": one.get("create_time"), "thread": parent or one.get("cid"), "parent": parent}
        said = {"id": one.get("cid"), "text": one.get("text"), "author": author, "post": one.get("aweme_id")}
        return {**said, **times, **shares}
    if {"id", "desc", "createTime"} <= set(one):
        author = within(one, "author.id") or within(one, "author.uniqueId") or one.get("author")
        counts = {"likes": within(one, "stats.diggCount"), "replies": within(one, "stats.commentCount")}
        return {"id": one.get("id"), "text": one.get("desc"), "author": author, "time": one.get("createTime"), **counts}
    return None
