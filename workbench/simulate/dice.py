"""Seeded chance: every draw of the sample comes from here."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")
BLOCK = 512


class Dice:
    """A stream of draws that depends on the seed and on what it is for, and on nothing else.

    Only uniform doubles are taken from numpy, whose stream is the one that its policy keeps stable; everything else
    is computed from them here. Streams of different names never share draws, so a change in one part of the sample
    leaves the others as they were.

    Parameters
    ----------
    seed : int
        The sample's seed.
    name : str
        What the stream is for.
    """

    def __init__(self, seed: int, name: str) -> None:
        digest = hashlib.sha256(f"{seed}:{name}".encode()).digest()
        self._generator = np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))
        self._block: list[float] = []

    def uniform(self) -> float:
        """Return a number in [0, 1)."""
        if not self._block:
            self._block = self._generator.random(BLOCK).tolist()[::-1]
        return self._block.pop()

    def chance(self, share: float) -> bool:
        """Return true with the given probability."""
        return self.uniform() < share

    def below(self, limit: int) -> int:
        """Return a whole number in [0, limit)."""
        return int(self.uniform() * limit)

    def between(self, lowest: int, highest: int) -> int:
        """Return a whole number from lowest to highest, both included."""
        return lowest + self.below(highest - lowest + 1)

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options, all equally likely."""
        return options[self.below(len(options))]

    def weighted(self, weights: Mapping[str, float], *, at: float | None = None) -> str:
        """Return one of the keys, likely in proportion to its weight; `at` in [0, 1) takes the place of a draw."""
        point = (self.uniform() if at is None else at) * sum(weights.values())
        for key, weight in weights.items():
            point -= weight
            if point < 0:
                return key
        # Only rounding leads here: the last key that can be drawn at all.
        return [key for key, weight in weights.items() if weight > 0][-1]

    def normal(self) -> float:
        """Return a standard normal number (Box and Muller 1958)."""
        return math.sqrt(-2 * math.log(1 - self.uniform())) * math.cos(2 * math.pi * self.uniform())

    def pareto(self, shape: float, cap: float) -> float:
        """Return a Pareto number of at least 1, cut at the cap."""
        return float(min((1 - self.uniform()) ** (-1 / shape), cap))

    def waiting(self, mean: float) -> float:
        """Return an exponential number with the given mean."""
        return -mean * math.log(1 - self.uniform())

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """Return the options in another order (Fisher and Yates)."""
        order = list(options)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order

    def sample(self, options: Sequence[T], count: int) -> list[T]:
        """Return some of the options, none twice."""
        return self.shuffled(options)[:count]
