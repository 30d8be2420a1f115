"""Figures: shares, means, scores and waiting times of people, as measures give them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from workbench.measures.registry.declaration import Figure
from workbench.project.source import Authors
from workbench.stats.cell import as_people, cell
from workbench.stats.clustered import cell_shares
from workbench.stats.effect import inflation
from workbench.stats.interval import interval
from workbench.stats.mean import Mean
from workbench.stats.strength import Kind
from workbench.stats.survival import waiting


def share(
    rows: pd.DataFrame,
    hit: pd.Series,
    *,
    people: bool,
    effect: float,
    subject: str = "",
    extra: Mapping[str, object] = {},
) -> Figure:
    """Return the share of some rows, or of the people behind them, for which something holds.

    Parameters
    ----------
    rows : DataFrame
        Columns person, authors; a row each post, ticket, rating or person.
    hit : Series of bool, with the index of the rows
    people : bool
        Of people with at least one; otherwise of rows.
    effect : float
        Design effect of rows without an author.
    subject, extra
        As in `Figure`.

    Returns
    -------
    Figure
    """
    from scipy.sparse import csr_array

    who = rows.assign(hit=hit.astype(float)).groupby("person", sort=True)
    table = who.agg(number=("hit", "size"), hits=("hit", "sum"), authors=("authors", "first"))
    unknown = (table["authors"] == Authors.UNKNOWN).to_numpy()
    hits = csr_array(table[["hits"]].to_numpy(dtype=np.float64).reshape(len(table), 1))
    counted = cell(table["number"], hits, inflation=inflation(unknown, effect))
    voice = cell_shares(counted)
    found = cell_shares(as_people(counted)) if people else voice
    ranges = interval(found)
    with np.errstate(invalid="ignore"):
        ratio = float(voice.voice_people_ratio[0]) if not people else math.nan
    return Figure(
        estimate=float(found.estimate[0]),
        lo=float(ranges.lo[0]),
        hi=float(ranges.hi[0]),
        posts=len(rows),
        people=found.authors,
        eff_people=found.eff_authors,
        top_share=math.nan if people else voice.top_author_share,
        method="share:people:wilson" if people else "share:voice:wilson_t",
        estimand="people" if people else "voice",
        deff=float(ranges.deff[0]),
        subject=subject,
        ratio=ratio,
        stand_in=bool(unknown.any()) and effect > 1,
        extra=extra,
    )


def machine_count(rows: pd.DataFrame, hit: pd.Series, *, effect: float) -> Figure:
    """Return the share of people in whose posts a machine found something: without a range until posts are checked."""
    found = share(rows, hit, people=True, effect=effect)
    return replace(found, lo=math.nan, hi=math.nan, deff=math.nan, kind=Kind.LABEL, method="share:people:machine")


def average(found: Mean, *, method: str, extra: Mapping[str, object]) -> Figure:
    """Return a mean or a score as a figure."""
    bounded = not math.isnan(found.lo) and not math.isnan(found.hi)
    return Figure(
        estimate=found.estimate,
        lo=found.lo if bounded else math.nan,
        hi=found.hi if bounded else math.nan,
        posts=found.figures,
        people=found.people,
        eff_people=found.eff_people,
        top_share=found.top_share,
        method=method,
        deff=found.deff,
        extra=extra,
    )


def time_until(tickets: pd.DataFrame, part: float, *, extra: Mapping[str, object]) -> Figure:
    """Return how long it takes until a part of some tickets is done, those still open counted as far as seen.

    Parameters
    ----------
    tickets : DataFrame
        Columns person, waited (hours), ended (bool).
    part : float
        .5 for the median.
    extra
        As in `Figure`.

    Returns
    -------
    Figure
    """
    found = waiting(tickets["waited"], tickets["ended"], tickets["person"], share=part)
    open_yet = found.waits - found.ended
    silent = ""
    if found.waits and math.isnan(found.estimate):
        silent = f"{open_yet} of {found.waits} tickets were still open, too many to tell"
    elif found.waits and math.isnan(found.lo):
        silent = f"no range can be given: {open_yet} of {found.waits} tickets were still open"
    return Figure(
        estimate=found.estimate,
        lo=found.lo,
        hi=found.hi,
        posts=found.waits,
        people=found.people,
        eff_people=found.eff_people,
        top_share=found.top_share,
        method=f"kaplan_meier:q{round(part * 100)}:cloglog_t",
        deff=found.deff,
        silent=silent,
        extra={"still_open": open_yet, **extra},
    )
