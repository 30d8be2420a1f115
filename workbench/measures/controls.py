"""Controls: would we find differences where there are none, in these very posts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.measures.counts import axes, pairs, tally
from workbench.measures.material import Material
from workbench.measures.subjects import Subjects
from workbench.stats.cell import Cell, as_people, scaled
from workbench.stats.chance import generator
from workbench.stats.difference import difference
from workbench.stats.effect import UNKNOWN

#: times that people are dealt anew, and the share of false findings above which groups are not to be compared in
#: public (statistics reference 8); chance alone gives a twentieth.
SPLITS = 20
LIMIT = 0.10
#: a subject is tried where a half of its people could differ from the other at all.
LEAST_PEOPLE = 10
#: with fewer comparisons in all, chance alone passes the limit now and then.
LEAST_TESTS = 200
ALL = "all"
COLUMNS: dict[str, str] = {
    "control": "string",
    "split": "string",
    "people_1": "Int64",
    "people_2": "Int64",
    "tested": "Int64",
    "flagged": "Int64",
    "flagged_share": "Float64",
    "verdict": "string",
}


class Control(StrEnum):
    """What is made up: two groups, or two months."""

    GROUPS = "groups"
    CHANGE = "change"


class Verdict(StrEnum):
    """What the false findings say."""

    PASSED = "passed"
    STOP = "stop"
    TOO_LITTLE = "too little to tell"


Deal = Callable[[np.random.Generator], tuple[Cell, Cell]]


def controls(
    now: Material,
    before: Material | None,
    filed: pd.DataFrame,
    subjects: Subjects,
    *,
    seed: int,
    effect: float = UNKNOWN,
) -> pd.DataFrame:
    """Compare groups and months that are made up, so that every difference found is a false one.

    Parameters
    ----------
    now, before : Material
        The window, and the one that it is compared with, if any.
    filed : DataFrame
        The assignments of both.
    subjects : Subjects
    seed : int
    effect : float
        Design effect of posts without an author.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`; of each control a row `all` with the verdict, then a row a split: people on either side,
        subjects tried (of which ten people speak), those whose range leaves out 0, and their share.

    Notes
    -----
    Statistics reference 8, negative controls. Groups: people are dealt at random into two halves, shares of posts.
    Change: who spoke in both windows has them exchanged with probability ½; who spoke in one is dealt to either,
    keeping both numbers; shares of people. Ranges only, before any allowance for many topics.
    """
    about = pairs(filed, subjects.of_topic)
    posts = now.spoken if before is None else pd.concat([now.spoken, before.spoken]).drop_duplicates("item_id")
    on = axes(posts, subjects.ids)
    present = tally(now.spoken, about, on, effect=effect)
    tables = [_table(Control.GROUPS, _halves(present), generator(seed, "controls:groups"))]
    if before is not None:
        past = tally(before.spoken, about, on, effect=effect)
        tables.append(_table(Control.CHANGE, _exchanged(present, past), generator(seed, "controls:change")))
    return pd.concat(tables, ignore_index=True)


def verdict(table: pd.DataFrame, control: Control = Control.GROUPS) -> Verdict:
    """Return the verdict of one control.

    Parameters
    ----------
    table : DataFrame
        From `controls`.
    control : Control

    Returns
    -------
    Verdict
        Where it is STOP, comparisons of groups (or with the months before) must not be published.
    """
    found = table[(table["control"] == control) & (table["split"] == ALL)]["verdict"]
    return Verdict(str(found.iloc[0])) if len(found) else Verdict.TOO_LITTLE


def _halves(counts: Cell) -> Deal:
    spoke = np.flatnonzero(counts.posts > 0)

    def deal(chance: np.random.Generator) -> tuple[Cell, Cell]:
        first = np.zeros(len(counts.posts))
        first[chance.permutation(spoke)[: len(spoke) // 2]] = 1.0
        return _part(counts, first), _part(counts, 1 - first)

    return deal


def _exchanged(now: Cell, before: Cell) -> Deal:
    present, past = as_people(now), as_people(before)
    both = np.flatnonzero((now.posts > 0) & (before.posts > 0))
    one = np.flatnonzero((now.posts > 0) ^ (before.posts > 0))

    def deal(chance: np.random.Generator) -> tuple[Cell, Cell]:
        kept = np.ones(len(now.posts))
        kept[both] = chance.integers(0, 2, size=len(both))
        kept[one] = chance.permutation(now.posts[one] > 0) == (now.posts[one] > 0)
        return _joined(_part(present, kept), _part(past, 1 - kept)), _joined(
            _part(past, kept), _part(present, 1 - kept)
        )

    return deal


def _part(counts: Cell, people: NDArray[np.float64]) -> Cell:
    """Return the cell of the people marked 1, over the same people."""
    on_topic = scaled(counts.on_topic, people)
    on_topic.eliminate_zeros()
    return replace(counts, posts=counts.posts * people, on_topic=on_topic)


def _joined(one: Cell, other: Cell) -> Cell:
    return replace(one, posts=one.posts + other.posts, on_topic=(one.on_topic + other.on_topic).tocsr())


def _table(control: Control, deal: Deal, chance: np.random.Generator) -> pd.DataFrame:
    rows = []
    for split in range(1, SPLITS + 1):
        found = difference(*deal(chance))
        one, two = found.first, found.second
        tried = (one.people_on_topic + two.people_on_topic >= LEAST_PEOPLE) & np.isfinite(found.lo)
        flagged = tried & ((found.lo > 0) | (found.hi < 0))
        rows.append((control, str(split), one.authors, two.authors, int(tried.sum()), int(flagged.sum())))
    table = pd.DataFrame(rows, columns=list(COLUMNS)[:6])
    tested, flags = int(table["tested"].sum()), int(table["flagged"].sum())
    whole = pd.DataFrame([(control, ALL, None, None, tested, flags)], columns=list(COLUMNS)[:6])
    whole["verdict"] = _judged(tested, flags)
    table = pd.concat([whole, table], ignore_index=True)
    tried = table["tested"].to_numpy(dtype=np.float64)
    share = np.divide(
        table["flagged"].to_numpy(dtype=np.float64), tried, out=np.full(len(table), np.nan), where=tried > 0
    )
    return table.assign(flagged_share=share)[list(COLUMNS)].astype(COLUMNS)


def _judged(tested: int, flagged: int) -> Verdict:
    if tested < LEAST_TESTS:
        return Verdict.TOO_LITTLE
    return Verdict.STOP if flagged > LIMIT * tested else Verdict.PASSED
