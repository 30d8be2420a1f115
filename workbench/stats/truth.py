"""True shares: what a few hundred hand-checked posts say about all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from workbench.stats.cell import Floats
from workbench.stats.checked import Strata, rates, spread
from workbench.stats.clustered import Shares
from workbench.stats.interval import pooled_deff, student, wilson
from workbench.stats.mover import mover

#: product default: labels no better than this are not used to guess how clustered the truth is.
_LEAST_SKILL = 0.4


class Scope(StrEnum):
    """What an interval is about."""

    WITHIN = "within"  # all posts were collected; only the sorting is uncertain
    GENERALISE = "generalise"  # would other people of the same kind say this?


@dataclass(frozen=True)
class Truth:
    """The true share of a topic in one cell; None where it cannot be said.

    Parameters
    ----------
    estimate, lo, hi : float or None
        Share and its interval.
    scope : Scope
        What the interval is about.
    gold : int
        Posts checked.
    machine_share : float or None
        Share that the machine sorts under the topic.
    true_positive, false_positive : float or None
        Share of the posts about the topic that the machine finds, and of the others that it takes.
    deff : float or None
        Design effect of the truth; None within.
    """

    estimate: float | None
    lo: float | None
    hi: float | None
    scope: Scope
    gold: int
    machine_share: float | None
    true_positive: float | None
    false_positive: float | None
    deff: float | None = None


@dataclass(frozen=True)
class People:
    """How the posts of a cell are spread over people.

    Parameters
    ----------
    deff : float
        Design effect of the machine labels, at least 1; see `people_of`.
    effective : float
        Effective people G*.
    """

    deff: float
    effective: float


def people_of(machine: Shares) -> tuple[People, ...]:
    """Return how the posts of a cell are spread over people, for each topic.

    Parameters
    ----------
    machine : Shares
        Of machine labels, over all topics of one cell.

    Returns
    -------
    tuple of People, length K

    Notes
    -----
    Pooled over topics of similar size, as for a single share (statistics reference 1.2). The plain mean over all topics
    of 3.6 lets rare ones, whose few labels are mostly wrong and so hardly clustered, speak for large ones: a topic of
    20 % in 100 people beside six smaller ones is then covered in .86 of 1 000 samples, with this in .94.
    """
    effective = machine.eff_authors if np.isfinite(machine.eff_authors) else 0.0
    return tuple(People(float(deff), effective) for deff in pooled_deff(machine))


def within(found: Strata, *, level: float = 0.95) -> Truth:
    """Return the true share among the posts that were collected.

    Parameters
    ----------
    found : Strata
        Of one cell and topic.
    level : float
        Coverage.

    Returns
    -------
    Truth
        Without numbers in an empty cell.

    Notes
    -----
    Stratified MOVER with Jeffreys limits (Tang 2021); statistics reference 3.6. A stratum with fewer than two checked
    posts has the interval from 0 to 1; with none, the machine's word stands in for its share.
    """
    if not len(found.size):
        return Truth(None, None, None, Scope.WITHIN, 0, None, None, None)
    p, down, up = spread(found, level)
    w, share = found.weight, rates(found)
    hit = float((w * share)[found.machine].sum())
    sorted_ = float(w[found.machine].sum())
    return Truth(
        estimate=p,
        lo=max(p - down, 0.0),
        hi=min(p + up, 1.0),
        scope=Scope.WITHIN,
        gold=found.gold,
        machine_share=sorted_,
        true_positive=hit / p if p > 0 else None,
        false_positive=(sorted_ - hit) / (1 - p) if p < 1 else None,
    )


def generalise(found: Strata, people: People, *, level: float = 0.95) -> Truth:
    """Return the true share with an interval that holds for other people of the same kind.

    Parameters
    ----------
    found : Strata
        Of one cell and topic.
    people : People
        With design effect 1 where the strata count people.
    level : float
        Coverage.

    Returns
    -------
    Truth
        Without an interval where one person holds all posts.

    Notes
    -----
    Statistics reference 3.6: covers .917 to .961 of 80 samples × 8 topics at 100 to 800 people; adding the variance of
    a symmetric interval covers .80 to .87 at 100 people and is not used.
    """
    inside = within(found, level=level)
    if inside.estimate is None or people.effective <= 1:
        return Truth(inside.estimate, None, None, Scope.GENERALISE, found.gold, None, None, None)
    p, down, up = spread(found, level)
    posts = float(found.size.sum())
    deff = _truth_effect(inside, people, posts / people.effective)
    lower, upper = wilson(p, posts / deff, student(people.effective - 1, level))
    return Truth(
        estimate=p,
        lo=max(p - float(np.hypot(down, p - lower)), 0.0),
        hi=min(p + float(np.hypot(up, upper - p)), 1.0),
        scope=Scope.GENERALISE,
        gold=found.gold,
        machine_share=inside.machine_share,
        true_positive=inside.true_positive,
        false_positive=inside.false_positive,
        deff=deff,
    )


def true_difference(first: Truth, second: Truth) -> tuple[float, float, float] | None:
    """Return the difference of two true shares and its limits, or None where a share has no interval.

    Parameters
    ----------
    first, second : Truth
        Of the same scope.

    Returns
    -------
    (float, float, float) or None
        First less second share, lower and upper limit.

    Raises
    ------
    ValueError
        If one is within and the other generalises.
    """
    if first.scope is not second.scope:
        raise ValueError(f"scopes differ: {first.scope} and {second.scope}")
    numbers = _numbers((first.estimate, first.lo, first.hi, second.estimate, second.lo, second.hi))
    if numbers is None:
        return None
    p1, l1, u1, p2, l2, u2 = numbers
    lo, hi = mover(p1, (l1, u1), p2, (l2, u2))
    return float(p1 - p2), float(lo), float(hi)


def _truth_effect(inside: Truth, people: People, most: float) -> float:
    """Return the design effect of the truth: wrong labels hide that people repeat themselves."""
    p, sorted_ = inside.estimate, inside.machine_share
    if not p or p == 1 or sorted_ is None:
        return max(people.deff, 1.0)
    skill = max((inside.true_positive or 0.0) - (inside.false_positive or 0.0), _LEAST_SKILL)
    clear = 1 + (max(people.deff, 1.0) - 1) * sorted_ * (1 - sorted_) / (skill**2 * p * (1 - p))
    return max(min(clear, most), 1.0)


def _numbers(values: Iterable[float | None]) -> list[Floats] | None:
    known = [np.asarray(value, dtype=np.float64) for value in values if value is not None]
    return known if len(known) == 6 else None
