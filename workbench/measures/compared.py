"""Compared: two cells of posts, subject by subject, as result rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.measures.counts import axes, tally
from workbench.measures.doubt import unless_stable
from workbench.measures.marks import UNCHECKED, Mark, Marked
from workbench.measures.repeats import counted_otherwise
from workbench.measures.subjects import Subjects
from workbench.stats.bounds import UnknownBounds, unknown_bounds
from workbench.stats.cell import Cell, as_people
from workbench.stats.chance import generator
from workbench.stats.clustered import Shares, cell_shares
from workbench.stats.compare import Comparison, compare
from workbench.stats.effect import UNKNOWN
from workbench.stats.interval import interval
from workbench.stats.logratio import log_ratios
from workbench.stats.row import rows
from workbench.stats.strength import Evidence, Judgement, Kind, judge


@dataclass(frozen=True)
class Side:
    """One of two groups of posts.

    Parameters
    ----------
    name : str
        As pages call it.
    posts : DataFrame
        Columns item_id, person, authors.
    """

    name: str
    posts: pd.DataFrame


@dataclass(frozen=True)
class Question:
    """What is compared and how it is judged.

    Parameters
    ----------
    measure : str
        Name of the measure; with the sides' names it seeds the permutations.
    kind : Kind
        Groups or change.
    period : str
    seed : int
    people : bool
        Compare shares of people; otherwise of posts.
    effect : float
        Design effect of posts without an author.
    marks : mapping of str to Mark
        By subject, where people checked how it is sorted on both sides.
    """

    measure: str
    kind: Kind
    period: str
    seed: int
    people: bool = False
    effect: float = UNKNOWN
    marks: Marked = field(default_factory=dict)


@dataclass(frozen=True)
class Unknown:
    """People who may belong to the first side, though nobody knows.

    Parameters
    ----------
    posts : DataFrame
        Their posts, as `Side.posts`.
    hidden : (float, float)
        Share of the second side's people who may be the first's in truth, from and to.
    """

    posts: pd.DataFrame
    hidden: tuple[float, float]


def compared(
    first: Side,
    second: Side,
    about: pd.DataFrame,
    subjects: Subjects,
    question: Question,
    *,
    turns_round: Sequence[bool] = (),
    unknown: Unknown | None = None,
) -> pd.DataFrame:
    """Compare two sides over all subjects of one level.

    Parameters
    ----------
    first, second : Side
        May share people.
    about : DataFrame
        item_id, subject, each pair once.
    subjects : Subjects
    question : Question
    turns_round : sequence of bool, a subject each
        Whether the difference points the other way within channels; False by default.
    unknown : Unknown, optional

    Returns
    -------
    DataFrame
        One row a subject, in their order: share_1, share_2 (each with _lo and _hi), people_1, people_2,
        difference, mechanical, then the result row; in its extra the difference counted otherwise (`repeats`), and
        with unknown people what it could be (`stats.bounds`).
    """
    on = axes(pd.concat([first.posts, second.posts]).drop_duplicates("item_id"), subjects.ids)
    posts = [tally(side.posts, about, on, effect=question.effect) for side in (first, second)]
    one, two = (as_people(cell) for cell in posts) if question.people else posts
    found = compare(one, two, chance=generator(question.seed, f"{question.measure}:{first.name}:{second.name}"))
    counted = counted_otherwise(first.posts, second.posts, about, on, found.differences.estimate)
    bounds = _bounds(found, unknown, about, subjects)
    tested = _Tested(
        same_sign=counted.same_sign,
        mechanical=_mechanical(found, posts),
        turns_round=np.array(turns_round or [False] * len(found.q), dtype=bool),
        sign_kept=np.ones(len(found.q), dtype=bool) if bounds is None else bounds.sign_kept,
        marks=[question.marks.get(subject, UNCHECKED) for subject in subjects.ids],
    )
    verdicts = _judged(found, one, two, subjects.stability, question, tested)
    judged = [mark.lower(verdict) for mark, verdict in zip(tested.marks, verdicts, strict=True)]
    extra = {f"difference_{name}": values.round(6) for name, values in counted.differences.items()} | _said(bounds)
    names = (first.name, second.name)
    return pd.concat([_shares(found, tested), _contract(found, judged, names, subjects, question, extra)], axis=1)


@dataclass(frozen=True, eq=False)
class _Tested:
    """Whether each of K differences holds when it is looked at otherwise, as bool arrays (K,)."""

    same_sign: NDArray[np.bool_]
    mechanical: NDArray[np.bool_]
    turns_round: NDArray[np.bool_]
    sign_kept: NDArray[np.bool_]
    marks: list[Mark]


def _bounds(
    found: Comparison, unknown: Unknown | None, about: pd.DataFrame, subjects: Subjects
) -> UnknownBounds | None:
    if unknown is None:
        return None
    cell = tally(unknown.posts, about, axes(unknown.posts, subjects.ids))
    return unknown_bounds(found.differences, cell_shares(cell), hidden=unknown.hidden)


def _said(bounds: UnknownBounds | None) -> dict[str, object]:
    if bounds is None:
        return {}
    ends = {
        "d_adj_lo": bounds.adjusted_lo,
        "d_adj_hi": bounds.adjusted_hi,
        "d_min": bounds.minimum,
        "d_max": bounds.maximum,
    }
    return {"n_unknown": bounds.unknown, **{name: values.round(6) for name, values in ends.items()}}


def _shares(found: Comparison, tested: _Tested) -> pd.DataFrame:
    columns: dict[str, object] = {}
    for place, shares in enumerate((found.differences.first, found.differences.second), start=1):
        ranges = interval(shares)
        columns |= {f"share_{place}": shares.estimate, f"share_{place}_lo": ranges.lo, f"share_{place}_hi": ranges.hi}
        columns |= {f"people_{place}": shares.people_on_topic.astype(int)}
    return pd.DataFrame({**columns, "difference": found.differences.estimate, "mechanical": tested.mechanical})


def _mechanical(found: Comparison, posts: Sequence[Cell]) -> NDArray[np.bool_]:
    """Tell which subjects were only pushed aside: each post has room for few, whether posts or people are counted."""
    first, second = posts
    ratios = found.ratios if found.ratios is not None else log_ratios(first, second, found.differences)
    return ratios.mechanical


def _judged(
    found: Comparison,
    one: Cell,
    two: Cell,
    stability: list[float | None],
    question: Question,
    tested: _Tested,
) -> list[Judgement]:
    sides = (found.differences.first, found.differences.second)
    stand_in = any(bool((cell.inflation > 1)[cell.posts > 0].any()) for cell in (one, two))
    return [
        unless_stable(
            judge(
                Evidence(
                    kind=question.kind,
                    estimate=float(found.differences.estimate[at]),
                    lo=float(found.differences.lo[at]),
                    hi=float(found.differences.hi[at]),
                    people=min(side.authors for side in sides),
                    eff_people=_smallest(sides),
                    top_share=max(_or(side.top_author_share, 0.0) for side in sides),
                    posts_stand_in=stand_in,
                    q=float(found.q[at]),
                    p_perm=float(found.p_perm[at]),
                    p_gate=found.p_gate,
                    mde=float(found.mde[at]),
                    mechanical=bool(tested.mechanical[at]),
                    stability=stability[at],
                    same_sign=bool(tested.same_sign[at]),
                    turns_round=bool(tested.turns_round[at]),
                    sign_kept=bool(tested.sign_kept[at]),
                    checked=tested.marks[at].checked,
                )
            ),
            stability[at],
        )
        for at in range(len(found.q))
    ]


def _smallest(sides: tuple[Shares, Shares]) -> float:
    return min(_or(side.eff_authors, 0.0) for side in sides)


def _or(value: float, otherwise: float) -> float:
    return otherwise if np.isnan(value) else float(value)


def _contract(
    found: Comparison,
    judged: list[Judgement],
    names: tuple[str, str],
    subjects: Subjects,
    question: Question,
    extra: Mapping[str, object],
) -> pd.DataFrame:
    differences = found.differences
    smaller = min((differences.first, differences.second), key=lambda side: side.authors)
    return rows(
        measure=question.measure,
        subject=subjects.ids,
        cell=names[0],
        ref_cell=names[1],
        period=question.period,
        family=f"{question.measure}:{names[0]}:{names[1]}:{subjects.level}",
        estimate=differences.estimate,
        lo=differences.lo,
        hi=differences.hi,
        level=differences.level,
        estimand="people" if question.people else "voice",
        scope="generalise",
        n_posts=smaller.posts,
        n_authors=smaller.authors,
        eff_authors=smaller.eff_authors,
        gold_n=[question.marks.get(subject, UNCHECKED).gold for subject in subjects.ids],
        method=[f"share_diff:{form}:sorted" for form in differences.form],
        p=differences.p,
        q=found.q,
        mde=found.mde,
        strength=[verdict.strength for verdict in judged],
        checked=[verdict.checked for verdict in judged],
        reason=[verdict.reason for verdict in judged],
        extra={
            "p_perm": found.p_perm,
            "p_gate": found.p_gate,
            "seed": question.seed,
            "n_both": differences.n_both,
            **extra,
        },
    )
