"""People who talk, for tests of statistics: a few loud ones, each with habits; those of the self-test."""

from __future__ import annotations

import numpy as np

from workbench.selftest.talkers import apart, posts_of, sorted_by_machine, talk
from workbench.stats.cell import Cell, cell

__all__ = ["apart", "posts_of", "shuffled", "sorted_by_machine", "talk"]


def shuffled(counts: Cell, people: np.ndarray, topics: np.ndarray | None = None) -> Cell:
    """Return the cell with people, and topics, in another order."""
    y = counts.on_topic[people]
    return cell(counts.posts[people], y if topics is None else y[:, topics], inflation=counts.inflation[people])
