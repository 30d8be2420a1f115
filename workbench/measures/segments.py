"""Segments: groups of people and channels side by side, topic by topic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbench.measures.carried import carried
from workbench.measures.compared import Question, Side, Unknown, compared
from workbench.measures.counts import pairs
from workbench.measures.marks import Marked
from workbench.measures.raked import COLUMNS as RAKED
from workbench.measures.raked import Weights, raked, with_extra
from workbench.measures.subjects import Subjects
from workbench.measures.within import COLUMNS as WITHIN
from workbench.measures.within import within_channels
from workbench.people.doors import CUSTOMER, PUBLIC
from workbench.people.segments import Segment
from workbench.stats.row import COLUMNS
from workbench.stats.strength import Kind

#: comparisons whose sides are channels, so that nothing is left within one.
BY_CHANNEL = ("channels", "sources")
CHANNEL_SIDES = ("customer channels", "public channels")
#: first sides that are all customers, so that what is known of all customers holds for them.
OF_CUSTOMERS = (CHANNEL_SIDES[0], "customers")
#: known groups are compared from this many people a side (statistics reference 1.5).
LEAST_PEOPLE = 30
#: values of a mapped column that are compared, largest first.
MOST_VALUES = 3


@dataclass(frozen=True)
class Pair:
    """Two groups of posts to compare.

    Parameters
    ----------
    comparison : str
        What distinguishes them, such as "channels" or "plan".
    first, second : Side
    unknown : Unknown, optional
        People who may be of the first side.
    """

    comparison: str
    first: Side
    second: Side
    unknown: Unknown | None = None


def comparisons(
    spoken: pd.DataFrame, people: pd.DataFrame, columns: Sequence[str] = (), *, hidden: tuple[float, float] = (0.0, 0.3)
) -> list[Pair]:
    """List the comparisons that a window's posts allow.

    Parameters
    ----------
    spoken : DataFrame
        Posts: item_id, person, authors, origin, source, extra.
    people : DataFrame
        person, segment, as from `people.segments`.
    columns : sequence of str
        `[segments] compare`: names of kept columns; "customer" stands for the known groups.
    hidden : (float, float)
        `[statistics] pi_unknown`: from and to which share of the audience may be customers unknown to us.

    Returns
    -------
    list of Pair
        Customer channels against public channels first. Where there is only one kind of channel, the two
        largest sources stand in. Then known groups and the values of each column, from 30 people a side.
    """
    found = [_channels(spoken)]
    segment = spoken["person"].map(dict(zip(people["person"], people["segment"], strict=True)))
    customers = segment.isin([Segment.CUSTOMER_ONLY, Segment.BOTH])
    if "customer" in columns:
        audience = spoken[segment == Segment.AUDIENCE_ONLY]
        known = _pair("customers", "customers", spoken[customers], "audience only", audience)
        unknown = Unknown(spoken[segment == Segment.UNKNOWN], hidden)
        found.append(replace(known, unknown=unknown) if known is not None else None)
    for column in columns:
        if column != "customer":
            found += _values(spoken, column)
    return [pair for pair in found if pair is not None]


def _channels(spoken: pd.DataFrame) -> Pair | None:
    sides = [spoken[spoken["origin"].isin(origins)] for origins in (CUSTOMER, PUBLIC)]
    if all(len(side) for side in sides):
        inside, outside = (Side(name, side) for name, side in zip(CHANNEL_SIDES, sides, strict=True))
        return Pair("channels", inside, outside)
    sizes = spoken.groupby("source").size().sort_values(ascending=False, kind="stable")
    if len(sizes) < 2:
        return None
    one, two = (str(name) for name in sizes.index[:2])
    return Pair("sources", Side(one, spoken[spoken["source"] == one]), Side(two, spoken[spoken["source"] == two]))


def _values(spoken: pd.DataFrame, column: str) -> list[Pair | None]:
    kept = pd.Series([carried(extra, column) for extra in spoken["extra"]], index=spoken.index, dtype=object)
    people = spoken["person"].groupby(kept).nunique().sort_values(ascending=False, kind="stable")
    values = [str(value) for value in people.index[:MOST_VALUES]]
    return [
        _pair(column, one, spoken[kept == one], two, spoken[kept == two])
        for at, one in enumerate(values)
        for two in values[at + 1 :]
    ]


def _pair(comparison: str, first: str, one: pd.DataFrame, second: str, two: pd.DataFrame) -> Pair | None:
    if min(one["person"].nunique(), two["person"].nunique()) < LEAST_PEOPLE:
        return None
    return Pair(comparison, Side(first, one), Side(second, two))


def segments(
    found: Sequence[Pair],
    filed: pd.DataFrame,
    subjects: Subjects,
    *,
    period: str,
    seed: int,
    effect: float,
    marks: Mapping[int, Marked] | None = None,
    weights: Mapping[str, Weights] | None = None,
) -> pd.DataFrame:
    """Compare the pairs over all subjects.

    Parameters
    ----------
    found : sequence of Pair
    filed : DataFrame
        The window's assignments.
    subjects : Subjects
    period : str
    seed : int
    effect : float
        Design effect of posts without an author.
    marks : mapping of int to mapping, optional
        For the pairs by their place, which subjects people checked on both sides.
    weights : mapping of str to Weights, optional
        By the first side's name: what its posts count, so that it is spread like all customers.

    Returns
    -------
    DataFrame
        One row a subject and pair: topic_id, label, comparison, segment_1, segment_2, share_1, share_2 (posts;
        each with _lo and _hi), difference, the columns of `within_channels` (null where channels themselves are
        compared), those of `raked` (null without weights), then the result row. Within a pair the widest
        difference first.
    """
    about = pairs(filed, subjects.of_topic)
    tables = []
    for at, pair in enumerate(found):
        question = Question("segments", Kind.GROUPS, period, seed, effect=effect, marks=(marks or {}).get(at, {}))
        within = _within(pair, about, subjects, effect)
        turned = within["turns_round"].tolist()
        rows = compared(pair.first, pair.second, about, subjects, question, turns_round=turned, unknown=pair.unknown)
        names = pd.DataFrame(
            {
                "topic_id": subjects.ids,
                "label": subjects.table["label"],
                "comparison": pair.comparison,
                "segment_1": pair.first.name,
                "segment_2": pair.second.name,
            }
        )
        place = list(rows.columns).index("difference") + 1
        counts = (weights or {}).get(pair.first.name)
        weighted = raked(counts, about, subjects)
        rows = rows if counts is None else with_extra(rows, counts.extra)
        table = pd.concat([names, rows.iloc[:, :place], within, weighted, rows.iloc[:, place:]], axis=1)
        order = table["difference"].abs().sort_values(ascending=False, kind="stable").index
        tables.append(table.loc[order])
    return pd.concat(tables, ignore_index=True) if tables else _nothing()


def _within(pair: Pair, about: pd.DataFrame, subjects: Subjects, effect: float) -> pd.DataFrame:
    if pair.comparison in BY_CHANNEL:
        count = len(subjects.ids)
        none = {name: np.full(count, np.nan) for name in WITHIN}
        return pd.DataFrame({**none, "channels_within": 0, "turns_round": np.zeros(count, dtype=bool)})
    return within_channels(pair.first, pair.second, about, subjects, effect=effect)


def _nothing() -> pd.DataFrame:
    """Return the table of a study without pairs: its columns, in their order, and no row."""
    first = ["topic_id", "label", "comparison", "segment_1", "segment_2"]
    sides = [f"{name}_{place}{end}" for place in (1, 2) for name, end in _SHARES]
    text = {name: pd.Series(dtype="string") for name in first}
    numbers = {name: pd.Series(dtype="Float64") for name in [*sides, "difference", *WITHIN, *RAKED]}
    marks = {name: pd.Series(dtype="bool") for name in ("turns_round", "mechanical")}
    return pd.DataFrame({**text, **numbers, **marks, **_contract_columns()})


#: what stands of each side, before and after its number.
_SHARES = (("share", ""), ("share", "_lo"), ("share", "_hi"), ("people", ""))


def _contract_columns() -> dict[str, pd.Series]:
    return {name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()}
