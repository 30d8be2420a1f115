"""Marks: what people say of a topic without changing which topics there are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from workbench.topics.codebook.lookup import Said, added, label_of, put, refused, topic_of
from workbench.topics.codebook.state import Codebook
from workbench.topics.codebook.topic import Status, Theme, Topic

HASH = re.compile(r"[0-9a-f]{64}")


def accept(codebook: Codebook, said: Said) -> Codebook:
    """Say that a candidate is a topic."""
    topic = topic_of(codebook, said["topic"])
    if topic.status is Status.ACTIVE:
        raise refused(f"{topic.topic_id} ({topic.label}) is accepted already.")
    return put(codebook, replace(topic, status=Status.ACTIVE))


def rename(codebook: Codebook, said: Said) -> Codebook:
    """Give a topic or a theme another name."""
    label = label_of(said["label"])
    if "theme" in said:
        theme_id = str(said["theme"])
        if theme_id not in codebook.theme_labels():
            raise refused(f"There is no theme {theme_id[:40]}.")
        themes = [replace(one, label=label) if one.theme_id == theme_id else one for one in codebook.themes]
        return replace(codebook, themes=tuple(themes))
    topic = topic_of(codebook, said["topic"])
    renamed = put(codebook, replace(topic, label=label))
    alone = [one.topic_id for one in codebook.live if one.theme_id == topic.theme_id] == [topic.topic_id]
    if "form" not in said or not alone:
        return renamed
    # pages show the theme: of a single topic it has the topic's name until somebody gives it another
    themes = [
        replace(one, label=label) if one.theme_id == topic.theme_id and one.label == topic.label else one
        for one in codebook.themes
    ]
    return replace(renamed, themes=tuple(themes))


def describe(codebook: Codebook, said: Said) -> Codebook:
    """Say what belongs to a topic, and which words name it."""
    topic = topic_of(codebook, said["topic"])
    return put(
        codebook,
        replace(
            topic,
            description=" ".join(str(said.get("description", topic.description)).split()),
            pinned_words=_words(said.get("pinned_words", topic.pinned_words)),
            banned_words=_words(said.get("banned_words", topic.banned_words)),
        ),
    )


def _words(words: Iterable[object]) -> tuple[str, ...]:
    cleaned = (" ".join(str(word).split()) for word in words)
    return tuple(dict.fromkeys(word for word in cleaned if word))


def own(codebook: Codebook, said: Said) -> Codebook:
    """Give a topic to a department; an empty name takes it back."""
    owner = " ".join(str(said["owner"]).split())
    return put(codebook, replace(topic_of(codebook, said["topic"]), owner=owner))


def theme(codebook: Codebook, said: Said) -> Codebook:
    """Put a topic under a theme, or under a new one."""
    topic = topic_of(codebook, said["topic"])
    theme_id = str(said["theme"])
    if "label" in said:
        theme = Theme(theme_id, label_of(said["label"]))
        codebook = added(codebook, (), (theme,))
    elif theme_id not in codebook.theme_labels():
        raise refused(f"There is no theme {theme_id[:40]}.", fix="Give a new theme a name.")
    return put(codebook, replace(topic, theme_id=theme_id))


def pin(codebook: Codebook, said: Said) -> Codebook:
    """Say that a text is about a topic first; pinned here, it is pinned nowhere else."""
    topic, text = topic_of(codebook, said["topic"]), _hash(said)
    elsewhere = [
        replace(other, pins=_without(other.pins, text))
        for other in codebook.topics
        if text in other.pins and other.topic_id != topic.topic_id
    ]
    free = _unmarked(topic, text)
    return put(codebook, replace(free, pins=_with(free.pins, text)), *elsewhere)


def exclude(codebook: Codebook, said: Said) -> Codebook:
    """Say that a text is not about a topic."""
    topic, text = topic_of(codebook, said["topic"]), _hash(said)
    return put(codebook, replace(topic, pins=_without(topic.pins, text), exclusions=_with(topic.exclusions, text)))


def unpin(codebook: Codebook, said: Said) -> Codebook:
    """Take back what was said of a text and a topic."""
    topic, text = topic_of(codebook, said["topic"]), _hash(said)
    if text not in topic.pins and text not in topic.not_about:
        raise refused(f"That post is not pinned to {topic.topic_id} ({topic.label}).")
    return put(codebook, _unmarked(topic, text))


def _unmarked(topic: Topic, text: str) -> Topic:
    """Return a topic of which nothing was said about a text, nor about it and one of the parts."""
    parts = tuple(replace(part, not_about=_without(part.not_about, text)) for part in topic.parts)
    return replace(topic, parts=parts, pins=_without(topic.pins, text), exclusions=_without(topic.exclusions, text))


def _hash(said: Said) -> str:
    text = str(said["hash"])
    if not HASH.fullmatch(text):
        raise refused("A post is named by the 64 characters of its text's hash.", where=text[:70])
    return text


def _with(hashes: tuple[str, ...], text: str) -> tuple[str, ...]:
    return tuple(sorted({*hashes, text}))


def _without(hashes: tuple[str, ...], text: str) -> tuple[str, ...]:
    return tuple(one for one in hashes if one != text)


def note(codebook: Codebook, said: Said) -> Codebook:
    """Remember a remark; nothing else changes."""
    if said.get("topic"):
        topic_of(codebook, said["topic"], live=False)
    if not str(said["text"]).strip():
        raise refused("The note is empty.", fix="Write what should be remembered.")
    return codebook
