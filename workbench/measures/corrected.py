"""Corrected: differences between groups with the machine's errors taken out, where posts of both were read by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench.measures.asked import Asked
from workbench.measures.counts import axes, tally
from workbench.measures.doubt import unless_stable
from workbench.measures.gold import Mask
from workbench.measures.repeats import counted_otherwise
from workbench.measures.segments import Pair
from workbench.measures.truerow import alike
from workbench.stats.cell import Cell
from workbench.stats.chance import generator
from workbench.stats.clustered import Shares, cell_shares
from workbench.stats.corrected import correct, corrected_cell, corrected_difference
from workbench.stats.difference import Differences
from workbench.stats.multiple import benjamini_hochberg
from workbench.stats.permutation import permute
from workbench.stats.row import COLUMNS, rows
from workbench.stats.strength import Evidence, Judgement, Kind, Strength, checked_by, judge
from workbench.stats.truth import Truth, generalise, people_of, true_difference

FIRST = ("topic_id", "label", "comparison", "segment_1", "segment_2")
NUMBERS = (
    "true_1", "true_1_lo", "true_1_hi", "true_2", "true_2_lo", "true_2_hi", "difference", "shares_difference",
    "shares_lo", "shares_hi",
)  # fmt: skip
#: posts of each group that must have been read before a difference is corrected at all.
LEAST_GOLD = 20
#: a sorted difference between groups that the posts read by hand do not bear out.
NOT_BORNE_OUT = "the posts read by hand do not show it as clearly"


@dataclass(frozen=True, eq=False)
class _Side:
    """One group: its posts among all, its shares as sorted, and its corrected counts."""

    among: Mask
    gold: int
    sorted: Shares
    cell: Cell
    stand_in: bool


def corrected(asked: Asked, pairs: Sequence[Pair]) -> pd.DataFrame:
    """Compare pairs of groups by true shares.

    Parameters
    ----------
    asked : Asked
    pairs : sequence of Pair

    Returns
    -------
    DataFrame
        One row a topic and pair with checked posts on both sides: topic_id, label, comparison, segment_1, segment_2,
        gold_1, gold_2, true_1, true_2 (each with _lo and _hi), difference, shares_difference (with shares_lo and
        shares_hi: the difference of the two true shares), then the result row of `difference`.

    Notes
    -----
    Statistics reference 3.5 for the difference, 3.6 for the shares. Their estimates differ a little: the first weighs
    each checked post by its chance of being drawn, the second each stratum by its size, and the same holds for both.
    """
    tables = [table for pair in pairs if (table := _pair(asked, pair)) is not None]
    return pd.concat(tables, ignore_index=True) if tables else _nothing()


def _pair(asked: Asked, pair: Pair) -> pd.DataFrame | None:
    gold, frame = asked.gold, asked.gold.frame
    masks = [np.asarray(frame.items.isin(side.posts["item_id"])) for side in (pair.first, pair.second)]
    counts = [int(mask[gold.rows].sum()) for mask in masks]
    reached = [bool((gold.probability[mask] > 0).all()) for mask in masks]
    topics = [topic for topic in asked.subjects.ids if len(gold.read) and gold.counts(topic).all()]
    if min(counts) < LEAST_GOLD or not all(reached) or not topics:
        return None
    one, two = _sides(asked, masks, counts, topics)
    found = corrected_difference(one.cell, two.cell)
    truths = [
        [
            generalise(asked.gold.strata(topic, side.among), people)
            for topic, people in zip(topics, people_of(side.sorted), strict=True)
        ]
        for side in (one, two)
    ]
    family = one.sorted.on_topic + two.sorted.on_topic > 0
    q = benjamini_hochberg(np.where(family, found.p, np.nan))
    chance = generator(asked.seed, f"corrected:{pair.first.name}:{pair.second.name}")
    permuted = permute(one.cell, two.cell, chance=chance)
    labels = dict(zip(asked.subjects.ids, asked.subjects.table["label"], strict=True))
    named = pd.DataFrame(
        {
            "topic_id": topics,
            "label": [labels[topic] for topic in topics],
            "comparison": pair.comparison,
            "segment_1": pair.first.name,
            "segment_2": pair.second.name,
            "gold_1": one.gold,
            "gold_2": two.gold,
        }
    )
    numbers = _numbers(truths, found)
    # whether repeated posts carry the difference shows in how posts are sorted, corrected or not
    on = axes(pd.concat([pair.first.posts, pair.second.posts]).drop_duplicates("item_id"), topics)
    plain = one.sorted.estimate - two.sorted.estimate
    counted = counted_otherwise(pair.first.posts, pair.second.posts, frame.about, on, plain)
    tests = pd.DataFrame(
        {"p": found.p, "q": q, "p_perm": permuted.p, "p_gate": permuted.p_gate, "same_sign": counted.same_sign}
    )
    judged = _judged(asked, (one, two), topics, numbers, tests)
    contract = _contract(asked, pair, (one, two), topics, numbers, tests, judged)
    table = pd.concat([named, numbers[list(NUMBERS)], contract], axis=1)
    return table.loc[table["difference"].abs().sort_values(ascending=False, kind="stable").index]


def _sides(asked: Asked, masks: list[Mask], counts: list[int], topics: list[str]) -> tuple[_Side, _Side]:
    gold, frame = asked.gold, asked.gold.frame
    either = masks[0] | masks[1]
    posts = frame.posts.set_index("item_id").reindex(frame.items).rename_axis("item_id").reset_index()
    on = axes(posts[either], topics)
    person = on.people.get_indexer(pd.Index(posts["person"].astype(str)))[either]
    machine = np.column_stack([frame.sorted_under(topic)[either] for topic in topics]).astype(np.float64)
    kept = either[gold.rows]
    rows_ = (np.cumsum(either) - 1)[gold.rows[kept]]
    labels = correct(machine, rows_, gold.truth(topics)[kept], gold.probability[either])
    found = []
    for mask, count in zip(masks, counts, strict=True):
        counted = tally(posts[mask], frame.about, on, effect=asked.stand.effect)
        cell = corrected_cell(person, len(on.people), labels, among=mask[either])
        stand_in = bool((counted.inflation > 1)[counted.posts > 0].any())
        inflated = Cell(cell.posts, cell.on_topic, counted.inflation)
        found.append(_Side(mask, count, cell_shares(counted), inflated, stand_in))
    return found[0], found[1]


def _numbers(truths: list[list[Truth]], found: Differences) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    for place, side in enumerate(truths, start=1):
        for name, end in (("estimate", ""), ("lo", "_lo"), ("hi", "_hi")):
            columns[f"true_{place}{end}"] = [getattr(one, name) for one in side]
    between = [true_difference(one, two) or (None, None, None) for one, two in zip(*truths, strict=True)]
    for at, name in enumerate(("shares_difference", "shares_lo", "shares_hi")):
        columns[name] = [one[at] for one in between]
    columns |= {"difference": found.estimate, "lo": found.lo, "hi": found.hi}
    table = pd.DataFrame(columns).astype("Float64")
    # few misses can push a corrected share outside 0 and 1, which has no interval; the other form has one
    lost = table["lo"].isna() & table["shares_lo"].notna()
    for name, other in (("difference", "shares_difference"), ("lo", "shares_lo"), ("hi", "shares_hi")):
        table[name] = table[name].where(~lost, table[other])
    return table.assign(form=np.where(lost, "mover:jeffreys", [f"share_diff:{form}:dsl" for form in found.form]))


def _judged(
    asked: Asked, sides: tuple[_Side, _Side], topics: list[str], numbers: pd.DataFrame, tests: pd.DataFrame
) -> list[Judgement]:
    stability = dict(zip(asked.subjects.ids, asked.subjects.stability, strict=True))
    checked = checked_by([side.gold for side in sides])
    return [
        unless_stable(
            judge(
                Evidence(
                    kind=Kind.GROUPS,
                    estimate=_known(row["difference"]),
                    lo=_known(row["lo"]),
                    hi=_known(row["hi"]),
                    people=min(side.sorted.authors for side in sides),
                    eff_people=min(side.sorted.eff_authors for side in sides),
                    top_share=max(side.sorted.top_author_share for side in sides),
                    posts_stand_in=any(side.stand_in for side in sides),
                    checked=checked,
                    q=float(tests["q"].iloc[at]),
                    p_perm=float(tests["p_perm"].iloc[at]),
                    p_gate=float(tests["p_gate"].iloc[at]),
                    same_sign=bool(tests["same_sign"].iloc[at]),
                    stability=stability[topic],
                )
            ),
            stability[topic],
        )
        for at, (topic, (_, row)) in enumerate(zip(topics, numbers.iterrows(), strict=True))
    ]


def _contract(
    asked: Asked, pair: Pair, sides: tuple[_Side, _Side], topics: list[str], numbers: pd.DataFrame,
    tests: pd.DataFrame, judged: list[Judgement],
) -> pd.DataFrame:  # fmt: skip
    smaller = min((side.sorted for side in sides), key=lambda one: one.authors)
    return rows(
        **alike(asked.stand.period, smaller, judged),
        measure="corrected",
        subject=topics,
        cell=pair.first.name,
        ref_cell=pair.second.name,
        family=f"corrected:{pair.first.name}:{pair.second.name}",
        estimate=numbers["difference"].tolist(),
        lo=numbers["lo"].tolist(),
        hi=numbers["hi"].tolist(),
        gold_n=min(side.gold for side in sides),
        method=[f"{form}:true" for form in numbers["form"]],
        p=tests["p"].to_numpy(),
        q=tests["q"].to_numpy(),
        extra={"p_perm": tests["p_perm"].tolist(), "p_gate": tests["p_gate"].tolist(), "seed": asked.seed},
    )


def _known(value: Any) -> float | None:  # noqa: ANN401 - a number or NA
    return None if pd.isna(value) else float(value)


def _nothing() -> pd.DataFrame:
    text = {name: pd.Series(dtype="string") for name in FIRST}
    gold = {name: pd.Series(dtype="Int64") for name in ("gold_1", "gold_2")}
    numbers = {name: pd.Series(dtype="Float64") for name in NUMBERS}
    contract = {name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()}
    return pd.DataFrame({**text, **gold, **numbers, **contract})


def held_against(sorted_: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Return the comparisons of sorted shares, those at most likely that the corrected ones do not bear out.

    Parameters
    ----------
    sorted_ : DataFrame
        From `segments`.
    found : DataFrame
        From `corrected`.
    """
    if found.empty or sorted_.empty:
        return sorted_
    key = ["topic_id", "segment_1", "segment_2"]
    by = {tuple(str(one) for one in row[:3]): row[3:] for row in found[[*key, "lo", "hi"]].itertuples(index=False)}
    result = sorted_.copy()
    for at, row in result.iterrows():
        ends = by.get(tuple(str(row[name]) for name in key))
        if ends is None or row["strength"] != Strength.FIRM or any(pd.isna(end) for end in ends):
            continue
        same = ends[0] > 0 if row["difference"] > 0 else ends[1] < 0
        if not same:
            result.loc[at, ["strength", "reason"]] = [str(Strength.LIKELY), NOT_BORNE_OUT]
    return result
