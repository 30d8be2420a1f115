"""Who spoke against what they said: did other people come, or do people say other things."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.measures.counts import pairs, places
from workbench.measures.material import Material
from workbench.measures.subjects import Subjects
from workbench.stats.cell import Cell, cell
from workbench.stats.chance import generator
from workbench.stats.decompose import Population, decompose
from workbench.stats.row import COLUMNS as ROW
from workbench.stats.row import rows
from workbench.stats.strength import Evidence, Kind, judge

FIRST = ("id", "label", "before", "now", "said", "said_lo", "said_hi", "spoke", "spoke_lo", "spoke_hi", "unmatched")
COLUMNS = (*FIRST, *ROW)
#: draws of people behind the ranges.
DRAWS = 499


def spoke(
    now: Material, before: Material, filed: pd.DataFrame, subjects: Subjects, *, period: str, seed: int
) -> pd.DataFrame:
    """Split the change of every subject's share of posts.

    Parameters
    ----------
    now, before : Material
        Two windows that do not overlap.
    filed : DataFrame
        The assignments of both, under one codebook version.
    subjects : Subjects
    period : str
    seed : int

    Returns
    -------
    DataFrame
        One row a subject, widest change first: id, label, before and now (shares of posts), said (what is left where
        the same kinds of people speak as before), spoke (what comes from other people speaking), each with its range;
        the two add up to the change. unmatched is the share of posts of kinds that only one window has. Then the
        result row, about `said`.

    Notes
    -----
    Statistics reference 1.7. Kinds of people: the source they speak in, and whether they speak in both windows.
    """
    sides = [now.spoken, before.spoken]
    if any(side.empty for side in sides) or not subjects.ids:
        return pd.DataFrame(columns=list(COLUMNS))
    people = pd.Index(pd.concat(sides).sort_values("item_id", kind="stable")["person"].unique())
    both = set(sides[0]["person"]) & set(sides[1]["person"])
    kinds: list[pd.Series] = [
        side["source"].astype(str) + side["person"].isin(both).map({True: " again", False: ""}) for side in sides
    ]
    names = pd.Index(sorted({*kinds[0], *kinds[1]}))
    about = pairs(filed, subjects.of_topic)
    populations = [
        _population(side, people.get_indexer(pd.Index(side["person"])), names.get_indexer(kind), about, subjects.ids)
        for side, kind in zip(sides, kinds, strict=True)
    ]
    found = decompose(*populations, chance=generator(seed, "spoke"), repeats=DRAWS)
    shares = [np.asarray(one.counts.on_topic.sum(axis=0)).ravel() / one.counts.posts.sum() for one in populations]
    smaller = min(sides, key=lambda side: int(side["person"].nunique()))
    own = pd.DataFrame(
        {
            "id": subjects.ids,
            "label": subjects.table["label"].to_numpy(),
            "before": shares[1],
            "now": shares[0],
            "said": found.effects.rate,
            "said_lo": found.rate_lo,
            "said_hi": found.rate_hi,
            "spoke": found.effects.composition,
            "spoke_lo": found.comp_lo,
            "spoke_hi": found.comp_hi,
            "unmatched": found.unmatched_weight,
        }
    )
    judged = [
        judge(
            Evidence(
                kind=Kind.CHANGE,
                estimate=estimate,
                lo=lo,
                hi=hi,
                people=int(smaller["person"].nunique()),
                stability=known,
            )
        )
        for (estimate, lo, hi), known in zip(
            own[["said", "said_lo", "said_hi"]].to_numpy(), subjects.stability, strict=True
        )
    ]
    contract = rows(
        measure="said",
        subject=subjects.ids,
        cell="now",
        ref_cell="before",
        period=period,
        estimate=own["said"].tolist(),
        lo=own["said_lo"].tolist(),
        hi=own["said_hi"].tolist(),
        level=found.level,
        estimand="voice",
        scope="generalise",
        n_posts=len(smaller),
        n_authors=int(smaller["person"].nunique()),
        method="kitagawa:bootstrap_t:sorted",
        strength=[one.strength for one in judged],
        checked=[one.checked for one in judged],
        reason=[one.reason for one in judged],
        extra={"seed": seed, "draws": DRAWS, "kinds": found.strata},
    )
    table = pd.concat([own, contract], axis=1)
    order = (table["now"] - table["before"]).abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _population(
    posts: pd.DataFrame, author: NDArray[np.intp], stratum: NDArray[np.intp], about: pd.DataFrame, ids: list[str]
) -> Population:
    codes = np.column_stack([author, stratum]).astype(np.int64)
    kept, row = np.unique(codes, axis=0, return_inverse=True)
    return Population(kept[:, 0], kept[:, 1], _cell(posts, row.ravel(), len(kept), about, ids))


def _cell(posts: pd.DataFrame, row: NDArray[np.intp], count: int, about: pd.DataFrame, ids: list[str]) -> Cell:
    from scipy.sparse import csr_array

    at, columns = places(posts, about, pd.Index(ids))
    counts = csr_array((np.ones(len(at)), (row[at], columns)), shape=(count, len(ids)))
    return cell(np.bincount(row, minlength=count), counts)
