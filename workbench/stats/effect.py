"""The design effect that stands in for people where authors are unknown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from workbench.stats.cell import Floats
from workbench.stats.clustered import Shares

#: product default where a project has no source with authors (statistics reference 10, No authors).
UNKNOWN = 3.0


def project_effect(cells: Sequence[Shares]) -> float:
    """Return the project's design effect, pooled over its sources with authors.

    Parameters
    ----------
    cells : sequence of Shares
        Shares of posts of each source with authors, over all topics.

    Returns
    -------
    float
        At least 1; the mean over topics with posts, weighted by the posts on them; 3 where nothing can be pooled.
    """
    effects = np.concatenate([np.empty(0), *(cell.deff for cell in cells)])
    weights = np.concatenate([np.empty(0), *(cell.on_topic for cell in cells)])
    usable = np.isfinite(effects) & (weights > 0)
    if not usable.any():
        return UNKNOWN
    # Sorted, so that the order of sources and topics does not change the last digit.
    return max(1.0, float(np.sort(effects[usable] * weights[usable]).sum() / weights[usable].sum()))


def inflation(unknown: npt.ArrayLike, effect: float = UNKNOWN) -> Floats:
    """Return the inflation of every unit of a cell.

    Parameters
    ----------
    unknown : array_like of bool, shape (A,)
        True for an item without an author that stands in for a person (posts 1).
    effect : float
        From `project_effect`.

    Returns
    -------
    ndarray of float64, shape (A,)
        1 for people, the effect for items.
    """
    return np.where(np.asarray(unknown, dtype=bool), max(effect, 1.0), 1.0)
