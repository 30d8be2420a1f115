"""Rows: topics, themes and what is watched, as they stand in JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from workbench.topics.codebook.topic import Learnt, Origin, Part, Status, Theme, Topic, Watched, plain

Row = Mapping[str, Any]
_LISTS = ("keywords", "pinned_words", "banned_words", "pins", "exclusions", "became")


def row_of(thing: Topic | Theme | Watched | Learnt) -> dict[str, Any]:
    """Return a row of the codebook as it stands in an event; what is at its default is left out of topics."""
    content = plain(thing)
    if isinstance(thing, Topic):
        usual = {one.name: one.default for one in fields(Topic)}
        return {name: value for name, value in content.items() if value != usual[name]}
    return content


def topic_from(row: Row) -> Topic:
    """Read a topic.

    Raises
    ------
    KeyError, TypeError, ValueError
        If something is missing, unknown or of another type.
    """
    said = {**row, "status": Status(row.get("status", Status.CANDIDATE)), "parts": _parts(row["parts"])}
    said |= {"origin": Origin(row.get("origin", Origin.FOUND)), "was": Status(row["was"]) if row.get("was") else None}
    said |= {name: _texts(row[name]) for name in _LISTS if name in row}
    topic = Topic(**said)
    if not topic.parts:
        msg = f"{topic.topic_id} has no part"
        raise ValueError(msg)
    return topic


def theme_from(row: Row) -> Theme:
    """Read a theme."""
    return Theme(str(row["theme_id"]), str(row["label"]))


def watched_from(row: Row) -> Watched:
    """Read what is watched."""
    return Watched(**{**row, "keywords": _texts(row["keywords"]), "part": part_from(row["part"])})


def learnt_from(row: Row) -> Learnt:
    """Read what was learnt."""
    return Learnt(_texts(row["topics"]), str(row["coefficients"]), int(row["pins"]))


def part_from(row: Row) -> Part:
    """Read a part."""
    return Part(str(row["vectors"]), int(row["threshold"]), int(row["members"]), _texts(row.get("not_about", ())))


def _parts(rows: Iterable[Row]) -> tuple[Part, ...]:
    return tuple(part_from(row) for row in rows)


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    if isinstance(values, str):
        msg = f"a list is expected, not {values[:40]!r}"
        raise TypeError(msg)
    return tuple(str(value) for value in values)
