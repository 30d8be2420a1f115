"""Lookup: the topics that an event names, and the codebook with some of them replaced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from workbench.errors import BadRequest
from workbench.topics.codebook.state import Codebook
from workbench.topics.codebook.topic import Status, Theme, Topic

LONGEST_LABEL = 120
Said = Mapping[str, Any]


def refused(what: str, *, where: str = "", fix: str = "") -> BadRequest:
    """Return the error of an event that does not fit."""
    return BadRequest(what, where=where or "the codebook", fix=fix or "See workbench codebook list.")


def topic_of(codebook: Codebook, topic_id: Any, *, live: bool = True) -> Topic:  # noqa: ANN401 - as in the log
    """Return a topic that an event names; BadRequest where there is none, or it is out of use."""
    if topic_id in {one.watch_id for one in codebook.watched}:
        fix = f"To make a topic of it: workbench codebook promote {topic_id}."
        raise refused(f"{topic_id} is watched and no topic yet; use promote.", fix=fix)
    if topic_id not in codebook:
        raise refused(f"There is no topic {str(topic_id)[:40]}.")
    topic = codebook.topic(topic_id)
    if live and not topic.live:
        heirs = f" into {', '.join(topic.became)}" if topic.became else ""
        word = "split" if topic.became and topic.status is Status.RETIRED else str(topic.status)
        raise refused(f"{topic.topic_id} ({topic.label}) is {word}{heirs}.", fix="Name a topic that is in use.")
    return topic


def put(codebook: Codebook, *topics: Topic) -> Codebook:
    """Return the codebook with changed topics in their places."""
    changed = {topic.topic_id: topic for topic in topics}
    return replace(codebook, topics=tuple(changed.get(topic.topic_id, topic) for topic in codebook.topics))


def added(codebook: Codebook, topics: Iterable[Topic], themes: Iterable[Theme]) -> Codebook:
    """Return the codebook with new topics and themes; BadRequest where an id is given already."""
    new, opened = tuple(topics), tuple(themes)
    themes_now = {theme.theme_id: theme for theme in codebook.themes}
    again = [topic.topic_id for topic in new if topic.topic_id in codebook]
    again += [theme.theme_id for theme in opened if theme.theme_id in themes_now]
    if again or len({topic.topic_id for topic in new}) < len(new):
        raise refused(f"The id {(again or ['of a topic'])[0]} is given already.")
    themes_now |= {theme.theme_id: theme for theme in opened}
    missing = [topic.theme_id for topic in new if topic.theme_id not in themes_now]
    if missing:
        raise refused(f"There is no theme {missing[0] or '(empty)'}.")
    return replace(
        codebook,
        topics=tuple(sorted((*codebook.topics, *new), key=lambda topic: (len(topic.topic_id), topic.topic_id))),
        themes=tuple(themes_now[name] for name in sorted(themes_now)),
    )


def label_of(text: object) -> str:
    """Return a label as it may stand: one line, not empty, not endless.

    Raises
    ------
    BadRequest
        If it is none.
    """
    label = " ".join(str(text).split())
    if not label:
        raise refused("The new name is empty.", where=repr(str(text)[:60]), fix="Give a name of 1 to 120 characters.")
    if len(label) > LONGEST_LABEL:
        what = f"A name has at most {LONGEST_LABEL} characters; this one has {len(label)}."
        raise refused(what, where=repr(label[:60]), fix="Give a shorter one.")
    return label
