"""How well clusters agree with labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.method import OUTLIER, Labels


@dataclass(frozen=True)
class Score:
    """Agreement with labels; 1 is perfect, about 0 is chance for the first two.

    Parameters
    ----------
    ari, ami : float
        Adjusted Rand index; adjusted mutual information.
    acc : float
        Share of texts that are right when each cluster is matched with one label (Hungarian).
    """

    ari: float
    ami: float
    acc: float


def score(truth: npt.ArrayLike, found: npt.ArrayLike) -> Score:
    """Compare clusters with labels; outliers are one more class.

    Parameters
    ----------
    truth, found : array_like, shape (n,)
    """
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

    true_codes, codes = (np.unique(np.asarray(side), return_inverse=True)[1] for side in (truth, found))
    return Score(
        float(adjusted_rand_score(true_codes, codes)),
        float(adjusted_mutual_info_score(true_codes, codes)),
        accuracy(true_codes, codes),
    )


def accuracy(truth: npt.NDArray[np.intp], found: npt.NDArray[np.intp]) -> float:
    """Return the share of texts in clusters matched with their label, one cluster a label at most.

    Parameters
    ----------
    truth, found : ndarray of int, shape (n,)
        Numbers from 0.

    Notes
    -----
    The clustering accuracy of Yang and others (2010), section 5.2: the best matching by the Hungarian method. Texts
    of clusters that are left without a label count as wrong.
    """
    from scipy.optimize import linear_sum_assignment

    table = np.zeros((int(truth.max()) + 1, int(found.max()) + 1), dtype=np.int64)
    np.add.at(table, (truth, found), 1)
    rows, columns = linear_sum_assignment(table, maximize=True)
    return float(table[rows, columns].sum() / len(truth))


def moved(labels: Labels, vectors: npt.NDArray[Any]) -> Labels:
    """Return the labels with every outlier moved to the cluster whose centre is nearest.

    Parameters
    ----------
    labels : ndarray of int64, shape (n,)
        -1 for outliers.
    vectors : ndarray, shape (n, d)
        Centres are means of unit-length rows; nearest by cosine.
    """
    inside = labels != OUTLIER
    if inside.all() or not inside.any():
        return labels
    units = _unit(vectors.astype(np.float64))
    names, codes = np.unique(labels[inside], return_inverse=True)
    sums = np.zeros((len(names), units.shape[1]))
    np.add.at(sums, codes, units[inside])
    result = labels.copy()
    result[~inside] = names[(units[~inside] @ _unit(sums).T).argmax(axis=1)]
    return result


def agreement(runs: Sequence[Labels]) -> float | None:
    """Return the mean AMI of all pairs of runs; None for fewer than two."""
    from sklearn.metrics import adjusted_mutual_info_score

    pairs = [float(adjusted_mutual_info_score(a, b)) for a, b in combinations(runs, 2)]
    return float(np.mean(pairs)) if pairs else None


def clusters(labels: Labels) -> int:
    """Count clusters, outliers apart."""
    return len(np.unique(labels[labels != OUTLIER]))


def _unit(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    result: npt.NDArray[np.float64] = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return result
