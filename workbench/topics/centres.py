"""Centres of texts, and how near other texts lie to them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.embed.vectors import SCALE, quantise, unit
from workbench.embed.vectors import products as whole_products

#: one of a cosine, as products of stored vectors have it.
ONE = SCALE * SCALE


def cohesion(vectors: NDArray[np.int16]) -> float:
    """Return the mean cosine of some texts with their centre, four decimals."""
    units = unit(vectors)
    return round(float((units @ unit(vectors.sum(axis=0, dtype=np.int64))).mean()), 4)


def centre_of(vectors: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return the centre of some texts, shape (d,)."""
    return quantise(unit(vectors.sum(axis=0, dtype=np.int64)))


def products(vectors: NDArray[np.int16], others: NDArray[np.int16]) -> NDArray[np.int64]:
    """Return the products of texts with others, shape (n, m), in 1/16,000,000 of a cosine."""
    return whole_products(vectors, others).astype(np.int64)
