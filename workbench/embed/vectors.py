"""Arithmetic on stored vectors that gives the same bits in any order."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.int16]

SCALE = 4000
"""Stored vectors are rint(SCALE·v): two of them multiply to at most 4010² = 16.1 million, below 2²⁴ = 16.8 million."""

LONGEST = 4095  # the norm up to which every partial sum is an integer that float32 holds exactly (4095² < 2²⁴)


def unit(vectors: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """Scale each row to length one; a row of zeros stays as it is.

    Parameters
    ----------
    vectors : array_like, shape (..., d)
        Any real numbers; stored int16 vectors come back as unit-length floats.

    Returns
    -------
    ndarray of float32, shape (..., d)

    Examples
    --------
    >>> unit([[3.0, 4.0], [0.0, 0.0]]).tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]
    """
    rows = np.asarray(vectors, dtype=np.float64)
    lengths = np.sqrt(np.square(rows).sum(axis=-1, keepdims=True))
    scaled: npt.NDArray[np.float64] = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return scaled.astype(np.float32)


def quantise(vectors: npt.ArrayLike) -> Vectors:
    """Store unit-length vectors as int16, rint(4000·v).

    Parameters
    ----------
    vectors : array_like of float, shape (..., d)
        Rows of length one (or zero), as an encoder or `unit` returns them.

    Returns
    -------
    ndarray of int16, shape (..., d)

    Raises
    ------
    ValueError
        A row is not finite or is longer than a unit vector can be.

    Examples
    --------
    >>> quantise([[0.6, 0.8]]).tolist()
    [[2400, 3200]]
    """
    rows = np.rint(np.asarray(vectors, dtype=np.float64) * SCALE)
    lengths = np.square(rows).sum(axis=-1)
    if not bool(np.all(lengths <= LONGEST**2)):  # also false for nan
        raise ValueError("quantise takes rows of length one; use unit() first")
    return rows.astype(np.int16)


def cosine(a: Vectors, b: Vectors) -> npt.NDArray[np.float32]:
    """Return the cosine of every stored vector of `a` with every one of `b`.

    Parameters
    ----------
    a : ndarray of int16, shape (n, d) or (d,)
    b : ndarray of int16, shape (m, d) or (d,)

    Returns
    -------
    ndarray of float32, shape (n, m), (n,), (m,) or ()
        a·b / 16e6. The product of the rows, not divided by their stored lengths (within 0.3 % of one).

    Raises
    ------
    ValueError
        A row of `b` or `a` is too long for exact sums, or not int16.

    Notes
    -----
    By Cauchy and Schwarz every partial sum of products is an integer below 4010², which float32 holds exactly. So the
    result does not depend on chunks, threads, order or the linear algebra library; only the last division rounds,
    always alike.

    Examples
    --------
    >>> cosine(quantise([[0.6, 0.8]]), quantise([[1.0, 0.0], [0.6, 0.8]])).tolist()
    [[0.6000000238418579, 1.0]]
    """
    return products(a, b) / np.float32(SCALE * SCALE)


def products(a: Vectors, b: Vectors) -> npt.NDArray[np.float32]:
    """Return a·b of stored vectors as whole numbers in float32; for the shapes and the reason see `cosine`."""
    left, right = (_exact(rows) for rows in (a, b))
    result: npt.NDArray[np.float32] = np.asarray(left @ right.T, dtype=np.float32)
    return result


def _exact(rows: Vectors) -> npt.NDArray[np.float32]:
    if rows.dtype != np.int16:
        raise ValueError(f"stored vectors are int16, not {rows.dtype}; use quantise()")
    floats = rows.astype(np.float32)
    # A sum beyond the exact range is rounded itself, by far less than the gap between 4010 and 4095.
    if floats.size and float(np.einsum("...i,...i->...", floats, floats).max()) > LONGEST**2:
        raise ValueError("vectors are longer than quantise() makes them: sums would not be exact")
    return floats
