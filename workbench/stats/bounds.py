"""Bounds of a difference when some people's group is not known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.stats.cell import Floats
from workbench.stats.clustered import Shares
from workbench.stats.difference import Differences


@dataclass(frozen=True, eq=False)
class UnknownBounds:
    """What K differences between customers and audience could be; NaN where there is none.

    Parameters
    ----------
    adjusted_lo, adjusted_hi : ndarray of float64, shape (K,)
        Interval over the declared range of hidden customers among the audience.
    minimum, maximum : ndarray of float64, shape (K,)
        The difference if the posts of unknown people were split in the worst way.
    unknown : int
        People whose group is not known.
    sign_kept : ndarray of bool, shape (K,)
        The adjusted interval lies on one side of 0.
    """

    adjusted_lo: Floats
    adjusted_hi: Floats
    minimum: Floats
    maximum: Floats
    unknown: int
    sign_kept: npt.NDArray[np.bool_]


def unknown_bounds(
    differences: Differences, unknown: Shares, *, hidden: tuple[float, float] = (0.0, 0.3)
) -> UnknownBounds:
    """Bound the differences of customers (first) and audience (second).

    Parameters
    ----------
    differences : Differences
        Customers less audience; people of unknown group are in neither cell.
    unknown : Shares
        Shares of the people whose group is not known, over the same topics.
    hidden : (float, float)
        Declared range of the share of hidden customers among the audience, 0 to below 1.

    Returns
    -------
    UnknownBounds

    Raises
    ------
    ValueError
        If the range does not lie in [0, 1).

    Notes
    -----
    Statistics reference 1.5. D/(1−π) holds where being flagged has nothing to do with the topic; minimum and maximum
    hold always.
    """
    low, high = hidden
    if not 0 <= low <= high < 1:
        raise ValueError(f"the range of hidden customers {hidden} does not lie between 0 and 1")
    factors = 1 / (1 - low), 1 / (1 - high)
    lo = np.minimum(differences.lo * factors[0], differences.lo * factors[1])
    hi = np.maximum(differences.hi * factors[0], differences.hi * factors[1])
    one, two = differences.first, differences.second
    yes, no = unknown.on_topic, unknown.posts - unknown.on_topic
    minimum = _share(one.on_topic, one.posts + no) - _share(two.on_topic + yes, two.posts + yes)
    maximum = _share(one.on_topic + yes, one.posts + yes) - _share(two.on_topic, two.posts + no)
    named = bool(one.posts and two.posts)
    none = np.full(len(lo), np.nan)
    return UnknownBounds(
        lo, hi, minimum if named else none, maximum if named else none, unknown.authors, (lo > 0) | (hi < 0)
    )


def _share(on_topic: Floats, posts: Floats) -> Floats:
    result = np.full(len(on_topic), np.nan)
    np.divide(on_topic, posts, out=result, where=posts > 0)
    return result
