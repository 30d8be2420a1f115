"""Kitagawa's two effects: what the same kinds of people changed, and what other kinds of people changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.stats.cell import Floats


@dataclass(frozen=True, eq=False)
class Effects:
    """The two parts of a change in K shares; they sum to it.

    Parameters
    ----------
    rate : ndarray of float64, shape (..., K)
        The same kinds of people spoke differently.
    composition : ndarray of float64, shape (..., K)
        Other kinds of people spoke.
    """

    rate: Floats
    composition: Floats


def kitagawa(
    weights_1: npt.ArrayLike, rates_1: npt.ArrayLike, weights_0: npt.ArrayLike, rates_0: npt.ArrayLike
) -> Effects:
    """Split the change from population 0 to population 1.

    Parameters
    ----------
    weights_1, weights_0 : array_like, shape (..., S)
        Share of the posts in each stratum; they sum to 1.
    rates_1, rates_0 : array_like, shape (..., S, K), or (S,) for one topic
        Share of each topic in each stratum; NaN where a population has no posts in it.

    Returns
    -------
    Effects
        Of shape (..., K).

    Notes
    -----
    Kitagawa 1955; Das Gupta 1993; statistics reference 1.7. A stratum that one population lacks takes the rate of the
    other, so that it counts as composition.

    Examples
    --------
    >>> found = kitagawa((0.6, 0.4), (0.2, 0.5), (0.7, 0.3), (0.1, 0.4))
    >>> found.rate.round(6).tolist(), found.composition.round(6).tolist()
    ([0.1], [0.03])
    """
    w1, w0 = (np.asarray(weights, dtype=np.float64)[..., None] for weights in (weights_1, weights_0))
    r1, r0 = (np.asarray(rates, dtype=np.float64) for rates in (rates_1, rates_0))
    r1, r0 = (rates[:, None] if rates.ndim == 1 else rates for rates in (r1, r0))
    r1, r0 = np.where(np.isnan(r1), r0, r1), np.where(np.isnan(r0), r1, r0)
    r1, r0 = np.nan_to_num(r1), np.nan_to_num(r0)
    rate = ((r1 - r0) * (w1 + w0) / 2).sum(axis=-2)
    composition = ((w1 - w0) * (r1 + r0) / 2).sum(axis=-2)
    whole_1, whole_0 = (w1 * r1).sum(axis=-2), (w0 * r0).sum(axis=-2)
    slack = 1e-12 * np.maximum(1.0, np.abs(whole_1) + np.abs(whole_0))
    assert (np.abs(rate + composition - (whole_1 - whole_0)) <= slack).all(), "the two effects sum to the change"
    return Effects(rate, composition)
