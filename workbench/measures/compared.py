"""Compared: two cells of posts, subject by subject, as result rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.measures.counts import Axes, axes, tally
from workbench.measures.doubt import COPIES, at_most_likely
from workbench.measures.subjects import Subjects
from workbench.stats.cell import Cell, as_people
from workbench.stats.chance import generator
from workbench.stats.clustered import Shares
from workbench.stats.compare import Comparison, compare
from workbench.stats.effect import UNKNOWN
from workbench.stats.interval import interval
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
    """

    measure: str
    kind: Kind
    period: str
    seed: int
    people: bool = False
    effect: float = UNKNOWN


def compared(first: Side, second: Side, about: pd.DataFrame, subjects: Subjects, question: Question) -> pd.DataFrame:
    """Compare two sides over all subjects of one level.

    Parameters
    ----------
    first, second : Side
        May share people.
    about : DataFrame
        item_id, subject, each pair once.
    subjects : Subjects
    question : Question

    Returns
    -------
    DataFrame
        One row a subject, in their order: share_1, share_2 (each with _lo and _hi), people_1, people_2,
        difference, mechanical, then the result row.
    """
    on = axes(pd.concat([first.posts, second.posts]).drop_duplicates("item_id"), subjects.ids)
    one, two = (_cell(side, about, on, question) for side in (first, second))
    found = compare(one, two, chance=generator(question.seed, f"{question.measure}:{first.name}:{second.name}"))
    judged = _judged(found, one, two, subjects.stability, question)
    return pd.concat([_shares(found), _contract(found, judged, (first.name, second.name), subjects, question)], axis=1)


def _cell(side: Side, about: pd.DataFrame, on: Axes, question: Question) -> Cell:
    cell = tally(side.posts, about, on, effect=question.effect)
    return as_people(cell) if question.people else cell


def _shares(found: Comparison) -> pd.DataFrame:
    columns: dict[str, object] = {}
    for place, shares in enumerate((found.differences.first, found.differences.second), start=1):
        ranges = interval(shares)
        columns |= {f"share_{place}": shares.estimate, f"share_{place}_lo": ranges.lo, f"share_{place}_hi": ranges.hi}
        columns |= {f"people_{place}": shares.people_on_topic.astype(int)}
    return pd.DataFrame({**columns, "difference": found.differences.estimate, "mechanical": _mechanical(found)})


def _mechanical(found: Comparison) -> NDArray[np.bool_]:
    """Tell which subjects were only pushed aside; shares of people do not sum to one, so nothing pushes them."""
    return found.ratios.mechanical if found.ratios is not None else np.zeros(len(found.q), dtype=bool)


def _judged(
    found: Comparison, one: Cell, two: Cell, stability: list[float | None], question: Question
) -> list[Judgement]:
    sides = (found.differences.first, found.differences.second)
    stand_in = any(bool((cell.inflation > 1)[cell.posts > 0].any()) for cell in (one, two))
    mechanical = _mechanical(found)
    verdicts = [
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
                mechanical=bool(mechanical[at]),
                stability=stability[at],
            )
        )
        for at in range(len(found.q))
    ]
    return [at_most_likely(verdict, COPIES) for verdict in verdicts]


def _smallest(sides: tuple[Shares, Shares]) -> float:
    return min(_or(side.eff_authors, 0.0) for side in sides)


def _or(value: float, otherwise: float) -> float:
    return otherwise if np.isnan(value) else float(value)


def _contract(
    found: Comparison, judged: list[Judgement], names: tuple[str, str], subjects: Subjects, question: Question
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
        method=[f"share_diff:{form}:sorted" for form in differences.form],
        p=differences.p,
        q=found.q,
        mde=found.mde,
        strength=[verdict.strength for verdict in judged],
        checked=[verdict.checked for verdict in judged],
        reason=[verdict.reason for verdict in judged],
        extra={"p_perm": found.p_perm, "p_gate": found.p_gate, "seed": question.seed, "n_both": differences.n_both},
    )
