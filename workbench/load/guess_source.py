"""Guess what files bring, through which door it came, and who speaks in it."""

from __future__ import annotations

import re
from collections import Counter

from workbench.load.aliases import DOORS, METRICS
from workbench.load.group import Group
from workbench.load.header import key
from workbench.load.ratings import guess_scale
from workbench.project.source import Authors, Columns, Origin

RELEASES = re.compile(r"release|changelog|event", re.IGNORECASE)


def people_column(columns: Columns) -> Columns:
    """Take an address or a customer number for the person where no column names one: who writes twice is one person."""
    known = columns.email or columns.external_id
    return columns if columns.author or not known else columns.model_copy(update={"author": known})


def kind_of(group: Group, columns: Columns) -> tuple[str, tuple[str, ...]]:
    """Tell feedback, our own posts and dated events apart, and say why."""
    names = {key(name) for name in group.tables[0].columns}
    bare = columns.author is None and columns.rating is None
    if bare and columns.created_at and (columns.version or columns.text):
        if RELEASES.search(group.files[0].name) or (columns.version and "release" in names):
            return "events", ("dated events: the name or columns speak of releases or events",)
    if columns.author is None and (figures := sorted(names & set(METRICS))):
        return "content", (f'our own posts: only a platform\'s own statistics hold "{figures[0]}"',)
    return "feedback", ()


def origin_of(group: Group, columns: Columns, kind: str) -> tuple[Origin, str]:
    """Choose the door by the words in names of columns and files, then by ratings and mentions."""
    if kind == "events":
        return Origin.INTERNAL, "channel: internal, as events are our own"
    names = [key(name) for name in group.tables[0].columns]
    stem = key(group.files[0].name)
    score: Counter[str] = Counter()
    for door, words in DOORS.items():
        score[door] = sum(any(word in name for word in words) for name in names) + 2 * any(
            word in stem for word in words
        )
    texts = [cell for table in group.tables for name in columns.text for cell in table.column(name)[:2000] if cell]
    mentions = sum(text.startswith(("@", "RT @")) for text in texts)
    if texts and mentions > 0.2 * len(texts):
        score["social"] += 3
    if columns.inbound:
        score["support"] += 6
    if columns.rating and guess_scale(group.cells(columns.rating), Origin.REVIEW) == "stars5":
        score["review"] += 2
    if kind == "content":
        score["social"] += 1
    best = max(DOORS, key=lambda door: score[door])
    if not score[best]:
        return Origin.SURVEY, "channel: nothing in names or cells tells the door; taken as survey, change origin if not"
    return Origin(best), f"channel: {best}, by the names of columns and file"


def authors_of(columns: Columns, origin: Origin, kind: str) -> tuple[Authors, tuple[str, ...]]:
    """Say how far one person can be told from another, and why."""
    if kind != "feedback":
        return Authors.UNKNOWN, ()
    if columns.author:
        return Authors.COLUMN, (f'people: the column "{columns.author}"',)
    if origin in (Origin.REVIEW, Origin.SURVEY, Origin.SUPPORT):
        return Authors.ONE_PER_ITEM, ("people: no author column; each is taken as one person",)
    return Authors.UNKNOWN, ("people: no author column; unknown, intervals are widened",)
