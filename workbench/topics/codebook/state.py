"""The codebook as it stands: topics, themes and prototype vectors, with a version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from workbench.embed.vectors import quantise, unit
from workbench.topics.codebook.topic import Learnt, Part, Theme, Topic, Watched, plain

FORMAT = 3
Arrays = Mapping[str, NDArray[np.int16]]


@dataclass(frozen=True)
class Codebook:
    """Topics with frozen ids; assignment is a pure function of this and the text.

    Parameters
    ----------
    model : str
        Key of the embedding model that the vectors come from.
    topics : tuple of Topic
        Sorted by id.
    themes : tuple of Theme
        Sorted by id.
    watched : tuple of Watched
        Clusters of too few people so far: nothing is filed under them. Not part of the version.
    least : int
        Smallest product with a prototype that any topic accepts; set by the first period, 0 before.
    learnt : Learnt or None
    proposals : tuple of (str, str)
        Period and key of each run that proposed topics, in order: a run proposes once. Not part of the version.
    issued : int
        Highest number of a topic id given out so far, also to topics that were undone. Not part of the version.
    watch_issued : int
        Highest number of a watched cluster so far. Not part of the version.
    themes_issued : int
        Highest number of a theme id given out so far, also to themes that were undone. Not part of the version.
    arrays : mapping of str to ndarray of int16
        Prototypes and coefficients by sha256.
    """

    model: str
    topics: tuple[Topic, ...] = ()
    themes: tuple[Theme, ...] = ()
    watched: tuple[Watched, ...] = ()
    least: int = 0
    learnt: Learnt | None = None
    proposals: tuple[tuple[str, str], ...] = ()
    issued: int = 0
    watch_issued: int = 0
    themes_issued: int = 0
    arrays: Arrays = field(default_factory=dict, compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.topics)

    @cached_property
    def version(self) -> str:
        """Sha256 of what decides where a post goes and what pages call it; equal content, equal version."""
        return _digest(self._decides())

    @cached_property
    def standing(self) -> str:
        """Sha256 of all that the next period builds on: the version, and what is no part of it.

        What is watched, who has proposed, and the numbers that are given. A table that shows what is watched is kept
        under this.
        """
        numbers = [self.issued, self.themes_issued, self.watch_issued]
        return _digest({"version": self.version, "proposals": self.proposals, "numbers": numbers, **self._watches()})

    @property
    def live(self) -> tuple[Topic, ...]:
        """Topics that texts are filed under."""
        return tuple(topic for topic in self.topics if topic.live)

    def topic(self, topic_id: str) -> Topic:
        """Return one topic.

        Raises
        ------
        KeyError
            If no topic has that id.
        """
        return self._by_id[topic_id]

    def __contains__(self, topic_id: object) -> bool:
        return topic_id in self._by_id

    def current(self, topic_id: str) -> tuple[str, ...]:
        """Return the topics that hold today what an id once held: itself, or what it was merged or split into."""
        topic = self.topic(topic_id)
        if not topic.became:
            return (topic_id,)
        return tuple(dict.fromkeys(now for heir in topic.became for now in self.current(heir)))

    def prototypes(self, topic: Topic) -> NDArray[np.int16]:
        """Return all prototypes of a topic, shape (m, d)."""
        return np.concatenate([self.arrays[part.vectors] for part in topic.parts])

    def centre(self, topic: Topic) -> NDArray[np.int16]:
        """Return the centre of a topic's texts, shape (d,)."""
        return self.centre_of(topic.parts)

    def centre_of(self, parts: tuple[Part, ...]) -> NDArray[np.int16]:
        """Return the centre of parts, each weighted by its texts; of one part it is the stored row itself."""
        rows = np.array([self.arrays[part.vectors][0] for part in parts])
        if len(rows) == 1:
            first: NDArray[np.int16] = rows[0]
            return first
        weights = np.array([part.members for part in parts], dtype=np.int64)
        return quantise(unit(weights @ rows.astype(np.int64)))

    def theme_labels(self) -> dict[str, str]:
        """Map theme ids to labels."""
        return {theme.theme_id: theme.label for theme in self.themes}

    def next_id(self, offset: int = 0) -> str:
        """Return the id that the next new topic gets; no id is ever given twice."""
        last = max([self.issued, *(int(topic.topic_id[1:]) for topic in self.topics)])
        return f"T{last + 1 + offset:04d}"

    def next_theme_id(self, offset: int = 0) -> str:
        """Return the id that the next new theme gets; no id is ever given twice."""
        last = max([self.themes_issued, *(int(theme.theme_id[1:]) for theme in self.themes)])
        return f"H{last + 1 + offset:03d}"

    @cached_property
    def _by_id(self) -> dict[str, Topic]:
        return {topic.topic_id: topic for topic in self.topics}

    def content(self) -> dict[str, object]:
        """Return what the version is the digest of, and what is watched, as it stands in JSON."""
        return {**self._decides(), **self._watches()}

    def _decides(self) -> dict[str, object]:
        return {
            "format": FORMAT,
            "learnt": plain(self.learnt) if self.learnt else None,
            "least": self.least,
            "model": self.model,
            "themes": [plain(theme) for theme in self.themes],
            "topics": [timeless(topic) for topic in self.topics],
        }

    def _watches(self) -> dict[str, object]:
        return {"watched": [plain(watched) for watched in self.watched]}


def _digest(content: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def timeless(topic: Topic) -> dict[str, object]:
    """Return a topic's content without when it was last seen."""
    return {key: value for key, value in plain(topic).items() if key not in ("last_period", "last_end")}


def sha256_of_array(array: NDArray[np.int16]) -> str:
    """Return the name of an array: the sha256 of its shape and bytes.

    Parameters
    ----------
    array : ndarray of int16, shape (m, d)
    """
    head = f"{array.shape[0]}x{array.shape[1]}:".encode()
    return hashlib.sha256(head + np.ascontiguousarray(array, dtype="<i2").tobytes()).hexdigest()
