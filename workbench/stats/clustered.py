"""Shares of topics with a variance that counts people, not posts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.stats.cell import Cell, Counts, Estimand, Floats, as_people, cell, scaled, total

#: sums this small beside their terms are rounding: everybody has the same share, and a variance of 1e-34 would make
#: any difference look certain.
ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Shares:
    """Shares of K topics in one cell; a missing number is NaN until it enters a row.

    Parameters
    ----------
    estimate, variance, deff : ndarray of float64, shape (K,)
        Share, its author-clustered variance, and design effect v / (p(1−p)/N).
    people_mean : ndarray of float64, shape (K,)
        The average person's share.
    on_topic, people_on_topic : ndarray of float64, shape (K,)
        Posts on the topic, and people with at least one.
    posts, authors : int
        Posts N and people A of the cell; for a people share posts = authors.
    eff_authors : float
        Effective authors (Σn)²/Σn², NaN in an empty cell.
    top_author_share : float
        Share of the posts by the person with the most, NaN in an empty cell.
    mean_inflation : float
        1 where every author is known.
    estimand : Estimand
        Voice or people.
    """

    estimate: Floats
    variance: Floats
    deff: Floats
    people_mean: Floats
    on_topic: Floats
    people_on_topic: Floats
    posts: int
    authors: int
    eff_authors: float
    top_author_share: float
    mean_inflation: float
    estimand: Estimand

    @property
    def voice_people_ratio(self) -> Floats:
        """Share of posts over the average person's share, (K,); NaN where nobody spoke of the topic."""
        ratio = np.full(len(self.estimate), np.nan)
        np.divide(self.estimate, self.people_mean, out=ratio, where=self.people_mean > 0)
        return ratio


@dataclass(frozen=True)
class Share:
    """One share; None where it cannot be said."""

    estimate: float | None
    variance: float | None
    authors: int
    posts: int
    eff_authors: float | None
    deff: float | None
    top_author_share: float | None
    people_mean: float | None


def shares(posts: npt.ArrayLike, on_topic: Counts, *, inflation: npt.ArrayLike | None = None) -> Shares:
    """Compute the share of posts of every topic at once.

    Parameters
    ----------
    posts : array_like, shape (A,)
        Posts of each person in the cell.
    on_topic : array or sparse matrix, shape (A, K)
        Posts of each person on each topic.
    inflation : array_like, shape (A,), optional
        Design effect of items without an author, see `effect.inflation`.

    Returns
    -------
    Shares
    """
    return cell_shares(cell(posts, on_topic, inflation=inflation))


def people_share(posts: npt.ArrayLike, on_topic: Counts, *, inflation: npt.ArrayLike | None = None) -> Shares:
    """Compute the share of people with at least one post on the topic, for every topic at once.

    Parameters
    ----------
    posts, on_topic, inflation
        As in `shares`.

    Returns
    -------
    Shares
        With estimand people.
    """
    return cell_shares(as_people(cell(posts, on_topic, inflation=inflation)))


def share(posts: npt.ArrayLike, on_topic: npt.ArrayLike) -> Share:
    """Compute the share of posts of one topic.

    Parameters
    ----------
    posts, on_topic : array_like, shape (A,)
        Posts of each person, and posts on the topic.

    Returns
    -------
    Share

    Examples
    --------
    >>> share((5, 2, 1, 4, 3, 1), (3, 0, 1, 2, 0, 0)).estimate
    0.375
    """
    all_ = shares(posts, np.asarray(on_topic, dtype=np.float64).reshape(-1, 1))
    return Share(
        estimate=_known(all_.estimate[0]),
        variance=_known(all_.variance[0]),
        authors=all_.authors,
        posts=all_.posts,
        eff_authors=_known(all_.eff_authors),
        deff=_known(all_.deff[0]),
        top_author_share=_known(all_.top_author_share),
        people_mean=_known(all_.people_mean[0]),
    )


def cell_shares(counts: Cell) -> Shares:
    """Compute the shares of a cell.

    Parameters
    ----------
    counts : Cell
        Of posts or, after `as_people`, of people.

    Returns
    -------
    Shares
        NaN in an empty cell; variance NaN with one person.

    Notes
    -----
    Statistics reference 1.1: v = A/(A−1) Σ (y_a − p n_a)² / N², by three sparse sums. The counts are whole numbers, so
    the sums are exact and the order of people does not matter.
    """
    n, y, weight = counts.posts, counts.on_topic, counts.inflation
    people, posts = counts.people, float(n.sum())
    squares = float((weight * n * n).sum())
    on_topic = total(y)
    p = on_topic / posts if posts else np.full(counts.topics, np.nan)
    variance = np.full(counts.topics, np.nan)
    if people > 1:
        variance = people / (people - 1) * residual_square(counts, p) / posts**2
    binomial = p * (1 - p) / posts if posts else p
    deff = np.divide(variance, binomial, out=np.full(counts.topics, np.nan), where=binomial > 0)
    per_person = np.divide(1.0, n, out=np.zeros(len(n)), where=n > 0)
    return Shares(
        estimate=p,
        variance=variance,
        deff=deff,
        people_mean=total(scaled(y, per_person)) / people if people else p,
        on_topic=on_topic,
        people_on_topic=total(y > 0),
        posts=round(posts),
        authors=people,
        eff_authors=posts**2 / squares if posts else np.nan,
        top_author_share=float(n.max()) / posts if posts else np.nan,
        mean_inflation=float((weight * n).sum()) / posts if posts else 1.0,
        estimand=counts.estimand,
    )


def residual_square(counts: Cell, p: Floats) -> Floats:
    """Return Σ (y_a − p n_a)² for every topic, items without an author inflated; shape (K,).

    Parameters
    ----------
    counts : Cell
        The cell.
    p : ndarray of float64, shape (K,)
        The shares that residuals are taken from.

    Returns
    -------
    ndarray of float64, shape (K,)
    """
    n, y, weight = counts.posts, counts.on_topic, counts.inflation
    square = total(scaled(y.multiply(y).tocsr(), weight))
    cross = total(scaled(y, weight * n))
    rest = p * p * float((weight * n * n).sum())
    result = square - 2 * p * cross + rest
    return np.where(result > ROUNDING * (square + rest), result, 0.0)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
