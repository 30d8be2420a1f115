"""Many topics at once: false findings stay rare."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from workbench.stats.cell import Floats


def benjamini_hochberg(p: npt.ArrayLike) -> Floats:
    """Return the q value of every p value in one family.

    Parameters
    ----------
    p : array_like of float64, shape (K,)
        P values; NaN stands outside the family and stays NaN.

    Returns
    -------
    ndarray of float64, shape (K,)

    Notes
    -----
    Benjamini and Hochberg 1995; the same numbers as statsmodels `multipletests(method="fdr_bh")`.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.04, 0.04]
    """
    values = np.asarray(p, dtype=np.float64)
    result = np.full(values.shape, np.nan)
    inside = np.isfinite(values)
    known = values[inside]
    order = np.argsort(-known, kind="stable")
    ranks = np.arange(len(known), 0, -1)
    q = np.empty_like(known)
    q[order] = np.minimum.accumulate(np.minimum(known[order] * len(known) / ranks, 1.0))
    result[inside] = q
    return result
