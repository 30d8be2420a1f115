"""Drift: how far a topic's texts have moved from where the codebook defines it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.embed.vectors import SCALE
from workbench.stats.blocks import Blocks, block_test, contributions, divergence, squared_shift
from workbench.stats.chance import generator
from workbench.topics.heard import Heard, mean_blocks, people_order, word_blocks

#: words named on either side.
NAMED = 5


@dataclass(frozen=True)
class Drift:
    """How a topic's texts of one month differ from the codebook and from a reference period.

    Parameters
    ----------
    texts, people : int
        Heard now.
    people_both : int
        Heard now and in the reference period.
    centroid_shift : float or None
        1 - cosine between the centre of the texts now and the codebook's centre. Few texts lie off the centre by
        chance alone: it describes, `moved_p` tells.
    moved : float or None
        Squared distance between the mean vectors of the two periods, in cosine units.
    moved_p : float or None
        Whether other people speaking would explain it; None with fewer than 8 people.
    words : float or None
        Jensen-Shannon divergence of the words that people used, in bits; above 0 by chance alone as well.
    words_p : float or None
    rising, falling : tuple of str
        Words that make most of the difference.
    """

    texts: int
    people: int
    people_both: int
    centroid_shift: float | None
    moved: float | None
    moved_p: float | None
    words: float | None
    words_p: float | None
    rising: tuple[str, ...] = ()
    falling: tuple[str, ...] = ()


def drift(
    reference: Heard,
    now: Heard,
    centre: NDArray[np.int16],
    *,
    seed: int,
    name: str,
    own_words: Sequence[str] = (),
    repeats: int = 999,
) -> Drift:
    """Compare one topic's texts of a month with the codebook and with a reference period.

    Parameters
    ----------
    reference, now : Heard
        Both filed by one codebook version.
    centre : ndarray of int16, shape (d,)
        The topic's centre in the codebook.
    seed : int
    name : str
        Topic and month: each has its own stream of chance.
    own_words : sequence of str
        Names of product and company, left out of the words.
    repeats : int
        Relabellings of people.

    Returns
    -------
    Drift
        The same whatever the order of rows and however people are named.

    Notes
    -----
    Topics reference 2.4, statistics reference 2.5. The p values of all topics of a month are one family: correct them
    together before a topic is called out. Nothing here moves a prototype.
    """
    order = people_order(reference, now)
    both = len(set(reference.people) & set(now.people))
    shift = centroid_shift(now.vectors, centre)
    if not (reference.texts and now.texts):
        return Drift(len(set(now.texts)), len(set(now.people)), both, shift, None, None, None, None)
    means = mean_blocks(reference, now, order)
    vocabulary, words = word_blocks(reference, now, order, own_words=own_words)
    ones = np.ones((1, len(order)))
    spoken = bool(words.first.any() and words.second.any())
    rising, falling = _telling(words, vocabulary) if spoken else ((), ())
    return Drift(
        texts=len(set(now.texts)),
        people=len(set(now.people)),
        people_both=both,
        centroid_shift=shift,
        moved=round(float(squared_shift(means, ones)[0]) / SCALE**2, 4),
        moved_p=block_test(means, squared_shift, chance=generator(seed, f"drift {name}"), repeats=repeats),
        words=round(float(divergence(words, ones)[0]), 4) if spoken else None,
        words_p=block_test(words, divergence, chance=generator(seed, f"words {name}"), repeats=repeats)
        if spoken
        else None,
        rising=rising,
        falling=falling,
    )


def centroid_shift(vectors: NDArray[np.int16], centre: NDArray[np.int16]) -> float | None:
    """Return 1 - cosine between the centre of some texts and a centre of the codebook.

    Parameters
    ----------
    vectors : ndarray of int16, shape (n, d)
    centre : ndarray of int16, shape (d,)

    Returns
    -------
    float or None
        Four decimals, from whole numbers; None without texts, or where either centre is zero.
    """
    total = [int(value) for value in vectors.sum(axis=0, dtype=np.int64)]
    other = [int(value) for value in centre]
    lengths = sum(value * value for value in total) * sum(value * value for value in other)
    if not lengths:
        return None
    product = sum(one * two for one, two in zip(total, other, strict=True))
    return round(max(0.0, 1 - product / math.sqrt(lengths)), 4)


def _telling(words: Blocks, vocabulary: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    before, after = words.first.sum(axis=0), words.second.sum(axis=0)
    weight = np.round(contributions(before, after), 9)
    order = sorted(range(len(vocabulary)), key=lambda at: (-weight[at], vocabulary[at]))
    rose = after / after.sum() > before / before.sum()
    told = [at for at in order if weight[at] > 0]
    rising = tuple(vocabulary[at] for at in told if rose[at])[:NAMED]
    return rising, tuple(vocabulary[at] for at in told if not rose[at])[:NAMED]
