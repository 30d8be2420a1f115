"""What was heard: a topic's texts of two periods as sums over people, for tests that relabel people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.stats.blocks import Blocks
from workbench.topics.words import segments, stem, stop_words

#: a word that fewer people use, in both periods together, tells nothing of the way a topic is spoken of.
LEAST_SPEAKERS = 3
#: the words that most people use; further ones are rare, and cost more than they tell.
MOST_WORDS = 500


@dataclass(frozen=True, eq=False)
class Heard:
    """What was filed under one topic in one period: a row for each different text of each person.

    Parameters
    ----------
    vectors : ndarray of int16, shape (n, d)
    texts : tuple of str, length n
        Normalised.
    people : tuple of str, length n
    """

    vectors: NDArray[np.int16]
    texts: tuple[str, ...]
    people: tuple[str, ...]


def people_order(reference: Heard, now: Heard) -> list[str]:
    """Order people by what they said: their pseudonyms change with the project's key, and chance falls on rows."""
    said: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for period, heard in enumerate((reference, now)):
        for person, text in zip(heard.people, heard.texts, strict=True):
            said[person].append((period, text))
    return sorted(said, key=lambda person: sorted(said[person]))


def mean_blocks(reference: Heard, now: Heard, order: Sequence[str]) -> Blocks:
    """Sum each person's vectors in each period."""
    places = {person: at for at, person in enumerate(order)}
    sums, counts = np.zeros((2, len(order), reference.vectors.shape[1])), np.zeros((2, len(order)))
    for period, heard in enumerate((reference, now)):
        rows = [places[person] for person in heard.people]
        np.add.at(sums[period], rows, heard.vectors.astype(np.float64))
        np.add.at(counts[period], rows, 1.0)
    return Blocks(sums[0], sums[1], counts[0], counts[1])


def word_blocks(
    reference: Heard, now: Heard, order: Sequence[str], *, own_words: Sequence[str] = ()
) -> tuple[tuple[str, ...], Blocks]:
    """Say which telling words each person used in each period; a person counts once a word.

    Returns
    -------
    tuple of str, Blocks
        The words, and their people; a period's counts are people, which the divergence does not use.
    """
    places = {person: at for at, person in enumerate(order)}
    silent = {stem(word.casefold()) for word in own_words}
    used: list[set[tuple[int, str]]] = [set(), set()]
    table = np.zeros((2, len(order)))
    for period, heard in enumerate((reference, now)):
        for person, text in zip(heard.people, heard.texts, strict=True):
            table[period, places[person]] = 1.0
            used[period] |= {(places[person], word) for word in _telling(text) if stem(word) not in silent}
    vocabulary = _vocabulary(used[0] | used[1])
    columns = {word: at for at, word in enumerate(vocabulary)}
    holds = np.zeros((2, len(order), len(vocabulary)))
    for period, pairs in enumerate(used):
        for place, word in pairs:
            if word in columns:
                holds[period, place, columns[word]] = 1.0
    return vocabulary, Blocks(holds[0], holds[1], table[0], table[1])


def _vocabulary(used: set[tuple[int, str]]) -> tuple[str, ...]:
    speakers = Counter(word for _, word in used)
    common = [word for word, people in speakers.items() if people >= LEAST_SPEAKERS]
    return tuple(sorted(sorted(common, key=lambda word: (-speakers[word], word))[:MOST_WORDS]))


def _telling(text: str) -> set[str]:
    words = {word.casefold().replace("’", "'") for part in segments(text) for word in part}
    return {word for word in words if word not in stop_words() and not word[0].isdigit()}
