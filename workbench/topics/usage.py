"""Usage: which texts of which topic use which words, whatever their form."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from workbench.topics.words import segments, stem

#: share of texts added to those of all topics, so that a word of three texts is not called one topic's own.
EVEN = 0.02


@dataclass(frozen=True)
class Usage:
    """For each topic, the texts that use a stem, as bits of a whole number.

    Parameters
    ----------
    users : tuple of dict of str to int
        For each topic, stem -> bits; bit t stands for the topic's text t.
    sizes : tuple of int
        Texts of each topic.
    """

    users: tuple[dict[str, int], ...]
    sizes: tuple[int, ...]

    def texts(self, topic: int, stems: Collection[str]) -> int:
        """Return the texts of a topic that use all of some stems, as bits."""
        bits = (1 << self.sizes[topic]) - 1
        for one in stems:
            bits &= self.users[topic].get(one, 0)
        return bits

    def share(self, topic: int, bits: int) -> float:
        """Return the share of a topic's texts that some bits stand for."""
        return bits.bit_count() / self.sizes[topic] if self.sizes[topic] else 0.0

    def apart(self, topic: int, stems: Collection[str]) -> float:
        """Return how much of the use of some stems is this topic's, each topic weighing the same, 0..1."""
        shares = [self.share(other, self.texts(other, stems)) for other in range(len(self.sizes))]
        return shares[topic] / (sum(shares) + EVEN)


def usage(topics: Sequence[Sequence[str]]) -> Usage:
    """Read which texts use which stems.

    Parameters
    ----------
    topics : sequence of sequence of str
        Normalised texts of each topic.
    """
    return Usage(tuple(_users(texts) for texts in topics), tuple(len(texts) for texts in topics))


def _users(texts: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, text in enumerate(texts):
        words = {word.casefold().replace("’", "'") for part in segments(text) for word in part}
        for one in {stem(piece) for word in words for piece in word.split("-") if piece}:
            found[one] = found.get(one, 0) | 1 << at
    return found
