"""Split: the parts that one topic falls into, looked at before anything is changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.embed.encoder import Embed
from workbench.embed.vectors import products
from workbench.errors import BadRequest
from workbench.topics.clusters import subject
from workbench.topics.codebook.rows import row_of
from workbench.topics.codebook.state import Arrays, Codebook, sha256_of_array
from workbench.topics.codebook.topic import Topic
from workbench.topics.describe import describe, distinct
from workbench.topics.emerging import LEAST_TEXTS
from workbench.topics.labels import Subject, labels
from workbench.topics.pool import Pool
from workbench.topics.propose import KEYWORDS
from workbench.topics.prototypes import Prototypes, part_of, prototypes
from workbench.topics.thresholds import thresholds

#: texts shown of each part.
SHOWN = 5


@dataclass(frozen=True)
class Piece:
    """One part of a topic, as a topic of its own.

    Parameters
    ----------
    topic : Topic
    people : int
    texts : tuple of str
        The most typical ones.
    """

    topic: Topic
    people: int
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Split:
    """What a split would make.

    Parameters
    ----------
    parent : str
        Topic id.
    pieces : tuple of Piece
        Largest first; fewer than two where the topic does not fall apart.
    arrays : mapping of str to ndarray of int16
        Their prototypes.
    astray : int
        Pinned texts of which nothing is known here: they go to the largest piece.
    """

    parent: str
    pieces: tuple[Piece, ...]
    arrays: Arrays
    astray: int = 0

    def said(self) -> dict[str, Any]:
        """Return what the event of the log says."""
        return {"topic": self.parent, "topics": [row_of(piece.topic) for piece in self.pieces]}

    def keeping(self, parent: Topic, numbers: Collection[int]) -> dict[str, Any]:
        """Return what the event says where only some parts become topics of their own.

        Parameters
        ----------
        parent : Topic
        numbers : collection of int
            Of the parts, counted from 1. The others stay one topic, which is called and marked as the parent was.
        """
        pieces = list(enumerate((piece.topic for piece in self.pieces), start=1))
        kept = [topic for number, topic in pieces if number in numbers]
        left = [topic for number, topic in pieces if number not in numbers]
        if left:
            parts = tuple(part for topic in left for part in topic.parts)
            pins = tuple(sorted(text for topic in left for text in topic.pins))
            kept.append(replace(parent, parts=parts, pins=pins, stability=None, last_period="", last_end=""))
        ids = [topic.topic_id for _, topic in pieces]
        named = [replace(topic, topic_id=name) for topic, name in zip(kept, ids, strict=False)]
        return {"topic": self.parent, "topics": [row_of(topic) for topic in named]}


@dataclass(frozen=True)
class Cutting:
    """How a topic is cut.

    Parameters
    ----------
    finer : float
        Resolution within the topic; larger values give more parts.
    min_people : int
        Smaller parts go to the nearest larger one.
    own_words : tuple of str
    seed : int
    """

    finer: float = 1.0
    min_people: int = 10
    own_words: tuple[str, ...] = ()
    seed: int = 1


@dataclass(frozen=True)
class Known:
    """What is known of the texts that people marked.

    Parameters
    ----------
    filed : frozenset of str
        Hashes of all texts under the topic, near copies too.
    vectors : mapping of str to ndarray of int16, shape (d,)
        By hash, of marked texts wherever they were read.
    """

    filed: frozenset[str] = frozenset()
    vectors: Mapping[str, NDArray[np.int16]] = field(default_factory=dict)


def split(
    parent: Topic,
    members: Pool,
    vectors: NDArray[np.int16],
    codebook: Codebook,
    *,
    cutting: Cutting,
    encode: Embed,
    known: Known | None = None,
) -> Split:
    """Look at the parts that a topic falls into.

    Parameters
    ----------
    parent : Topic
    members : Pool
        The texts that are filed under it.
    vectors : ndarray of int16, shape (n, d)
        Their vectors.
    codebook : Codebook
    cutting : Cutting
    encode : callable
        Turns phrases into int16 vectors, for labels.
    known : Known, optional

    Returns
    -------
    Split
        Every member is in one of the pieces; nothing is changed yet.

    Raises
    ------
    BadRequest
        If there are too few texts to look at.
    """
    if len(members) < LEAST_TEXTS:
        raise BadRequest(
            f"{parent.topic_id} ({parent.label}) has only {len(members)} different texts here.",
            where="the posts that are read",
            fix=f"A split needs {LEAST_TEXTS}; take a longer period.",
        )
    groups = _groups(members, vectors, cutting)
    if len(groups) < 2:
        return Split(parent.topic_id, (), {})
    order = np.concatenate(groups)
    numbers = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    words = describe([members.texts[at] for at in order], vectors[order], numbers, own_words=cutting.own_words).words
    subjects = [subject(group, members, vectors, words[at]) for at, group in enumerate(groups)]
    stands = [prototypes(vectors[group], seed=cutting.seed) for group in groups]
    others = [topic.label for topic in codebook.live if topic.topic_id != parent.topic_id]
    names = labels(subjects, encode, own_words=cutting.own_words, taken=others)
    known = known or Known()
    places = _places(parent, [frozenset(members.hashes[at] for at in group) for group in groups], stands, known)
    topics = _marked(parent, _topics(parent, codebook, subjects, stands, names), places, known.filed)
    people = [len(frozenset().union(*(members.people[at] for at in group))) for group in groups]
    pieces = [Piece(topic, who, said.texts[:SHOWN]) for topic, who, said in zip(topics, people, subjects, strict=True)]
    arrays = {sha256_of_array(stand.vectors): stand.vectors for stand in stands}
    return Split(parent.topic_id, tuple(pieces), arrays, len(set(parent.pins) - places.keys()))


def _groups(members: Pool, vectors: NDArray[np.int16], cutting: Cutting) -> list[NDArray[np.int64]]:
    """Cluster the members, and put parts of too few people to the nearest of the others."""
    from workbench.topics.discover import NeighbourhoodLeiden, by_size  # brings scikit-learn along

    found = NeighbourhoodLeiden(resolution=cutting.finer, random_state=cutting.seed, refine=False).fit(vectors).labels_
    groups = [np.flatnonzero(found == at) for at in range(int(found.max()) + 1)]
    large = [
        at
        for at, group in enumerate(groups)
        if len(frozenset().union(*(members.people[row] for row in group))) >= cutting.min_people
    ]
    if not large:
        return []
    sums = np.array([vectors[groups[at]].sum(axis=0, dtype=np.int64) for at in large], dtype=np.float64)
    centres = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    merged = found.copy()
    for at, group in enumerate(groups):
        if at not in large:
            nearest = np.round(vectors[group].astype(np.float64) @ centres.T, 3).argmax(axis=1)
            merged[group] = np.array(large)[nearest]
    numbered = by_size(merged)
    return [np.flatnonzero(numbered == at) for at in range(len(large))]


def _places(
    parent: Topic, pieces: Sequence[frozenset[str]], stands: Sequence[Prototypes], known: Known
) -> dict[str, int]:
    """Find the piece of each marked text: the one it is in, else the one whose prototypes are nearest, if known."""
    place = {text: at for at, texts in enumerate(pieces) for text in texts}
    marked = {*parent.pins, *parent.not_about}
    found = {text: place[text] for text in marked & place.keys()}
    for text in sorted((marked & known.vectors.keys()) - place.keys()):
        near = [int(products(known.vectors[text][None], stand.vectors).max()) for stand in stands]
        found[text] = near.index(max(near))
    return found


def _marked(parent: Topic, topics: Sequence[Topic], places: Mapping[str, int], filed: Collection[str]) -> list[Topic]:
    """Give each piece the pins that are its own, and what the parts of a merged topic did not take.

    A text that one part of the whole refused and another held is refused by the pieces that it is not in.
    """
    refused = parent.not_about - set(parent.exclusions)
    held = {text: places[text] for text in refused if text in filed and text in places}
    marked = []
    for at, topic in enumerate(topics):
        not_about = tuple(sorted(text for text in refused if held.get(text) != at))
        pins = tuple(text for text in parent.pins if places.get(text, 0) == at)
        parts = tuple(replace(part, not_about=not_about) for part in topic.parts)
        marked.append(replace(topic, pins=pins, parts=parts))
    return marked


def _topics(
    parent: Topic, codebook: Codebook, subjects: Sequence[Subject], stands: Sequence[Prototypes], names: Sequence[str]
) -> list[Topic]:
    """Make topics of the pieces; what people said of the parent, but for pins, holds of each."""
    bars = thresholds([stand.own_scores for stand in stands], least=codebook.least)
    return [
        Topic(
            topic_id=codebook.next_id(at),
            label=names[at],
            keywords=distinct(subjects[at].words, KEYWORDS),
            theme_id=parent.theme_id,
            parts=(part_of(stand, bars[at]),),
            first_period=parent.first_period,
            status=parent.status,
            owner=parent.owner,
            description=parent.description,
            pinned_words=parent.pinned_words,
            banned_words=parent.banned_words,
            exclusions=parent.exclusions,
        )
        for at, stand in enumerate(stands)
    ]
