"""Made-up texts and their copies with changed letters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

LETTERS = np.array(list("abcdefghijklmnopqrstuvwxyz"))
#: words of a post, letters of a word, letters that a copy changes: least, and one more than most.
WORDS, LENGTH, CHANGED = (15, 30), (2, 9), (1, 7)
#: characters of a shingle.
SHINGLE = 5


def copies(chance: np.random.Generator, pairs: int) -> tuple[list[str], list[str]]:
    """Return made-up posts, and of each a copy with one to six changed letters."""
    left, right = [], []
    for _ in range(pairs):
        words = ["".join(chance.choice(LETTERS, chance.integers(*LENGTH))) for _ in range(chance.integers(*WORDS))]
        text = " ".join(words)
        signs = list(text)
        for place in chance.choice(len(signs), chance.integers(*CHANGED), replace=False):
            signs[place] = str(chance.choice(LETTERS))
        left.append(text)
        right.append("".join(signs))
    return left, right


def likeness(left: Sequence[str], right: Sequence[str]) -> np.ndarray:
    """Return the Jaccard similarity of each pair by its definition, shape (n,)."""
    return np.array([_jaccard(_shingles(one), _shingles(other)) for one, other in zip(left, right, strict=True)])


def _shingles(text: str) -> set[str]:
    padded = f" {text} "
    return {padded[place : place + SHINGLE] for place in range(len(padded) - SHINGLE + 1)}


def _jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)
