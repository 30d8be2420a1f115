"""Power: the smallest difference that a study of this size would notice."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from workbench.stats.cell import Floats

#: z for two-sided 5 % and for 80 % power.
_Z = 1.959964 + 0.841621


def smallest_noticeable(
    share: npt.ArrayLike,
    posts_1: npt.ArrayLike,
    posts_2: npt.ArrayLike | None = None,
    *,
    deff_1: npt.ArrayLike = 1.0,
    deff_2: npt.ArrayLike | None = None,
) -> Floats:
    """Return the difference of two shares that is noticed four times in five.

    Parameters
    ----------
    share : array_like
        The share both cells are thought to have, 0 to 1.
    posts_1, posts_2 : array_like
        Posts (or people) of each cell; the second is as large as the first by default.
    deff_1, deff_2 : array_like
        Design effect of each cell.

    Returns
    -------
    ndarray of float64
        In the unit of the share; NaN where a cell is empty.

    Notes
    -----
    Statistics reference 2.1; a share of 0 is taken as half a post.

    Examples
    --------
    >>> round(float(smallest_noticeable(0.05, 500)), 4)
    0.0386
    """
    p, n1 = np.asarray(share, dtype=np.float64), np.asarray(posts_1, dtype=np.float64)
    n2 = n1 if posts_2 is None else np.asarray(posts_2, dtype=np.float64)
    first = np.asarray(deff_1, dtype=np.float64)
    second = first if deff_2 is None else np.asarray(deff_2, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(p <= 0, 0.5 / (np.minimum(n1, n2) + 1), p)
        # A share of 1 leaves as little room as a share of 0.
        p = np.where(p >= 1, 1 - 0.5 / (np.minimum(n1, n2) + 1), p)
        result = _Z * np.sqrt(p * (1 - p) * (first / n1 + second / n2))
    return np.where(np.isfinite(result), result, np.nan)
