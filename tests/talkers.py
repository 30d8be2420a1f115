"""People who talk, for tests of statistics: a few loud ones, each with habits."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from workbench.stats.cell import Cell, cell


def talk(
    chance: np.random.Generator, authors: int, shares: np.ndarray, *, correlation: float = 0.3
) -> tuple[np.ndarray, np.ndarray]:
    """Return posts (A,) and posts on each topic (A, K).

    Activity is Pareto(1.3) capped at 300; a person's own shares are Dirichlet around the given ones (statistics
    reference 8, layers 1 and 2).
    """
    posts = np.minimum(300, np.floor(chance.pareto(1.3, authors) + 1)).astype(int)
    own = chance.dirichlet(shares * (1 / correlation - 1), authors)
    return posts, chance.multinomial(posts, own)


def apart(first: tuple[np.ndarray, np.ndarray], second: tuple[np.ndarray, np.ndarray]) -> tuple[Cell, Cell]:
    """Return two cells without common people over the union of both."""
    (n1, y1), (n2, y2) = ((np.asarray(n), np.asarray(y).reshape(len(n), -1)) for n, y in (first, second))
    empty_1, empty_2 = np.zeros_like(y1), np.zeros_like(y2)
    return (
        cell(np.concatenate([n1, np.zeros_like(n2)]), sparse.csr_array(np.vstack([y1, empty_2]))),
        cell(np.concatenate([np.zeros_like(n1), n2]), sparse.csr_array(np.vstack([empty_1, y2]))),
    )


def shuffled(counts: Cell, people: np.ndarray, topics: np.ndarray | None = None) -> Cell:
    """Return the cell with people, and topics, in another order."""
    y = counts.on_topic[people]
    return cell(counts.posts[people], y if topics is None else y[:, topics], inflation=counts.inflation[people])


def posts_of(posts: np.ndarray, on_topic: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the author (N,) and the topic (N,) of every single post of people who talk; −1 for a post on none."""
    counts = np.column_stack([on_topic, posts - on_topic.sum(axis=1)])
    topics = counts.shape[1]
    kind = np.repeat(np.tile(np.arange(topics), len(posts)), counts.ravel())
    return np.repeat(np.arange(len(posts)), posts), np.where(kind == topics - 1, -1, kind)


def sorted_by_machine(
    chance: np.random.Generator, truth: np.ndarray, *, recall: float, false_positive: float
) -> np.ndarray:
    """Return machine labels (N,) or (N, K) of posts that are (1) or are not (0) about a topic."""
    return chance.random(truth.shape) < np.where(truth, recall, false_positive)
