"""Themes: an upper level over topics, cut from BERTopic's hierarchy, or joined by new topics later."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from workbench.embed.encoder import Embed
from workbench.embed.vectors import unit
from workbench.topics.codebook.state import Codebook
from workbench.topics.codebook.topic import Theme
from workbench.topics.labels import Subject, labels

#: topics nearer than this are one theme: cosine distance of their centres, average linkage, after what all topics have
#: in common is taken off. Chosen on reviews of two apps, tweets to airlines and the sample: .6 to .65 joins splits of
#: one subject and nothing else on all four; without taking off the common part each set would need a bar of its own.
APART = 0.65
#: with fewer topics the common part is mostly the largest of them, so it is left in …
FEW = 8
#: … and this bar is used.
APART_FEW = 0.27


@dataclass(frozen=True)
class Common:
    """What all topics of a codebook have in common, and how near topics of one theme are beyond it.

    Parameters
    ----------
    middle : ndarray of float32, shape (d,)
        Mean of the topics' centres, by their texts; zero for few topics.
    apart : float
        Largest cosine distance within a theme.
    """

    middle: NDArray[np.float32]
    apart: float

    def beyond(self, centres: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return centres without the common part, of unit length."""
        return unit(np.asarray(centres - self.middle, dtype=np.float32))


def common(centres: NDArray[np.float32], texts: Sequence[int]) -> Common:
    """Measure what topics have in common.

    Parameters
    ----------
    centres : ndarray of float32, shape (k, d)
        Unit length.
    texts : sequence of int, length k
        Texts of each topic.
    """
    if len(centres) < FEW:
        return Common(np.zeros(centres.shape[1], dtype=np.float32), APART_FEW)
    middle = np.average(centres.astype(np.float64), axis=0, weights=texts)
    return Common(np.round(middle, 6).astype(np.float32), APART)


def cut(merges: Sequence[tuple[frozenset[int], float]], topics: int, *, apart: float) -> list[int]:
    """Group topics by a hierarchy, cut at one distance.

    Parameters
    ----------
    merges : sequence of (frozenset of int, float)
        Topics joined and the distance at which they were, nearest first.
    topics : int
        Number of topics.
    apart : float
        Distance of the cut.

    Returns
    -------
    list of int, length `topics`
        Theme of each topic, numbered by the theme's first topic.
    """
    group = list(range(topics))
    for joined, distance in merges:
        if distance > apart:
            break
        lowest = min(group[topic] for topic in joined)
        for topic in joined:
            group[topic] = lowest
    order = {old: new for new, old in enumerate(dict.fromkeys(group))}
    return [order[old] for old in group]


def opened(
    codebook: Codebook, grouping: Sequence[int], subjects: Sequence[Subject], encode: Embed, own_words: Sequence[str]
) -> Codebook:
    """Give every topic of a first codebook its theme, and name the themes.

    Parameters
    ----------
    codebook : Codebook
        Topics without themes.
    grouping : sequence of int
        Theme of each topic, from `cut`.
    subjects : sequence of Subject
        The topics' texts.
    encode : callable
    own_words : sequence of str

    Returns
    -------
    Codebook
        A theme of one topic has the topic's label; a wider one is named from all its texts.
    """
    groups = [[at for at, theme in enumerate(grouping) if theme == wanted] for wanted in range(max(grouping) + 1)]
    several = [topic.label for group in groups if len(group) > 1 for topic in (codebook.topics[at] for at in group)]
    together = [_together([subjects[at] for at in group]) for group in groups]
    names = labels(together, encode, own_words=own_words, taken=several)
    themes = tuple(
        Theme(codebook.next_theme_id(number), codebook.topics[group[0]].label if len(group) == 1 else name)
        for number, (group, name) in enumerate(zip(groups, names, strict=True))
    )
    topics = tuple(replace(topic, theme_id=themes[grouping[at]].theme_id) for at, topic in enumerate(codebook.topics))
    return replace(codebook, topics=topics, themes=themes)


def joined(codebook: Codebook, new: Set[str]) -> Codebook:
    """Put new topics under the nearest theme, or under a theme of their own.

    Parameters
    ----------
    codebook : Codebook
    new : set of str
        Ids of the topics without a theme.

    Returns
    -------
    Codebook
        Existing themes keep their ids and labels.
    """
    shared = _common_of(codebook)
    centres = _centres(codebook)
    themes, topics = list(codebook.themes), list(codebook.topics)
    for at, topic in enumerate(topics):
        if topic.topic_id not in new:
            continue
        theme_id = _nearest(unit(codebook.centre(topic)), centres, shared)
        if theme_id is None:
            theme_id = replace(codebook, themes=tuple(themes)).next_theme_id()
            themes.append(Theme(theme_id, topic.label))
        topics[at] = replace(topic, theme_id=theme_id)
    return replace(codebook, topics=tuple(topics), themes=tuple(themes))


def _together(subjects: Sequence[Subject]) -> Subject:
    """Join topics' texts so that each is heard in the theme's name by its size."""
    placed = [
        (rank / len(subject.texts), at, text)
        for at, subject in enumerate(subjects)
        for rank, text in enumerate(subject.texts)
    ]
    centre = unit(np.sum([subject.centre * len(subject.texts) for subject in subjects], axis=0))
    return Subject(tuple(text for _, _, text in sorted(placed)), centre, subjects[0].words)


def _centres(codebook: Codebook) -> dict[str, NDArray[np.float32]]:
    """Return each theme's centre: the mean of its topics' centres."""
    rows: dict[str, list[NDArray[np.int16]]] = {}
    for topic in codebook.live:
        if topic.theme_id:
            rows.setdefault(topic.theme_id, []).append(codebook.centre(topic))
    return {theme: unit(np.sum(centres, axis=0, dtype=np.int64)) for theme, centres in rows.items()}


def _common_of(codebook: Codebook) -> Common:
    centres = unit([codebook.centre(topic) for topic in codebook.live])
    return common(centres, [topic.members for topic in codebook.live])


def _nearest(centre: NDArray[np.float32], themes: dict[str, NDArray[np.float32]], shared: Common) -> str | None:
    own = shared.beyond(centre)
    scored = sorted((-round(float(shared.beyond(vector) @ own), 4), name) for name, vector in themes.items())
    return scored[0][1] if scored and -scored[0][0] >= 1 - shared.apart else None
