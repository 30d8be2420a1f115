"""Checks: how well posts are sorted under each topic, by what people found when they read some."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from workbench.measures.asked import Asked, Found, found_of
from workbench.measures.counts import axes, tally
from workbench.measures.doubt import at_most_likely, unless_stable
from workbench.measures.gold import Mask
from workbench.measures.sides import ALL
from workbench.measures.truerow import alike
from workbench.project.draws import Sample
from workbench.stats.agreement import Agreement, agreement
from workbench.stats.chance import generator
from workbench.stats.clustered import Shares, cell_shares
from workbench.stats.effort import more_checks
from workbench.stats.interval import wilson
from workbench.stats.oldgold import Pooled, pool
from workbench.stats.row import rows
from workbench.stats.strength import Checked, Evidence, Judgement, Kind, checked_by, judge
from workbench.stats.truth import People, Scope, Truth, generalise, people_of

Z = 1.959964
NO_SAMPLE = "no random sample was read, and a quick check does not say what the machine missed"
OUTGROWN = "many posts came in after the random sample was drawn"
DISAGREE = "two people who read the same posts did not agree well enough on this topic"
#: posts read twice from which agreement is judged.
LEAST_TWICE = 20


def checks(asked: Asked) -> pd.DataFrame:
    """Measure how well each topic is sorted, in all posts and on each side of the first comparison.

    Parameters
    ----------
    asked : Asked

    Returns
    -------
    DataFrame
        One row a topic and segment: topic_id, label, segment, posts, asked, fit, unsure, precision (with _lo and _hi),
        read_outside, misses, miss_rate (with _lo and _hi), true_share (with _lo and _hi), read_twice, alpha (with _lo
        and _hi), more, then the result row of the true share of posts (statistics reference 9).

    Notes
    -----
    Statistics reference 3.3, 3.6 and 3.7. Precision is the share of posts sorted under the topic that fit it; the miss
    rate the share of all other posts that are about it.
    """
    names = sorted(set(asked.gold.frame.sides))
    cells = [None, *names] if len(names) > 1 else [None]
    agreed = {topic: _agreement(asked, topic) for topic in asked.subjects.ids} if asked.gold.read else {}
    tables = [_cell(asked, side, agreed if side is None else {}) for side in cells]
    table = pd.concat(tables, ignore_index=True)
    order = {topic: at for at, topic in enumerate(asked.subjects.ids)}
    place = table["topic_id"].map(order)
    return table.loc[place.sort_values(kind="stable").index].reset_index(drop=True)


def _cell(asked: Asked, side: str | None, agreed: dict[str, Agreement]) -> pd.DataFrame:
    gold, ids = asked.gold, asked.subjects.ids
    among = gold.frame.among(side)
    posts = asked.gold.frame.posts
    here = posts[posts["item_id"].isin(gold.frame.items[among])]
    counted = tally(here, gold.frame.about, axes(here, ids), effect=asked.stand.effect)
    shares = cell_shares(counted)
    stand_in = bool((counted.inflation > 1)[counted.posts > 0].any())
    found = [found_of(asked, topic, side, among) for topic in ids]
    pooled = _pooled(asked, side, among)
    truths = [_truth(pooled.get(topic), people) for topic, people in zip(ids, people_of(shares), strict=True)]
    marks = [
        checked_by([pooled[topic].strata.gold] if topic in pooled else [], quick=one.quick)
        for topic, one in zip(ids, found, strict=True)
    ]
    judged = [
        _judged(asked, at, truths[at], marks[at], shares, stand_in=stand_in, agreed=agreed.get(ids[at]))
        for at in range(len(ids))
    ]
    named = pd.DataFrame({"topic_id": ids, "label": asked.subjects.table["label"], "segment": side or ALL})
    said = pd.DataFrame(_columns(found, truths, [agreed.get(topic) for topic in ids]))
    said["more"] = pd.array([_more(pooled.get(topic), asked.stand.precision) for topic in ids], dtype="Int64")
    contract = _contract(asked, side, shares, truths, judged, [pooled.get(topic) for topic in ids])
    return pd.concat([named, said, contract], axis=1)


def _pooled(asked: Asked, side: str | None, among: Mask) -> dict[str, Pooled]:
    """Return the strata of every topic with checks of this period, with earlier ones where the machine erred alike."""
    fresh = {topic: asked.gold.strata(topic, among) for topic in asked.subjects.ids}
    known = [topic for topic in fresh if fresh[topic].gold]
    if not known:
        return {}
    months = [[*asked.gold.months(topic, side), fresh[topic]] for topic in known]
    return dict(zip(known, pool(months), strict=True))


def _truth(pooled: Pooled | None, people: People) -> Truth | None:
    return None if pooled is None or not len(pooled.strata.size) else generalise(pooled.strata, people)


def _more(pooled: Pooled | None, precision: float) -> int | None:
    return None if pooled is None else more_checks(pooled.strata, precision)


def _agreement(asked: Asked, topic: str) -> Agreement:
    twice = [one for one, kept in zip(asked.gold.read, asked.gold.counts(topic), strict=True) if kept]
    twice = [one for one in twice if len(one.topics) > 1]
    codes = np.array([[float(topic in said) for said in one.topics[:2]] for one in twice]).reshape(-1, 2).T
    people = asked.gold.frame.posts.set_index("item_id")["person"]
    author = pd.factorize(people.reindex([one.item_id for one in twice]))[0]
    return agreement(codes, author=author, chance=generator(asked.seed, f"agreement:{topic}"))


def _judged(
    asked: Asked, at: int, truth: Truth | None, checked: Checked, shares: Shares, *, stand_in: bool,
    agreed: Agreement | None,
) -> Judgement:  # fmt: skip
    stability = asked.subjects.stability[at]
    known = truth or Truth(None, None, None, Scope.GENERALISE, 0, None, None, None)
    judged = judge(
        Evidence(
            kind=Kind.TRUE_SHARE,
            estimate=known.estimate,
            lo=known.lo,
            hi=known.hi,
            people=shares.authors,
            eff_people=shares.eff_authors,
            top_share=shares.top_author_share,
            posts_stand_in=stand_in,
            checked=checked,
            precision=asked.stand.precision,
            stability=stability,
        )
    )
    if known.estimate is None:
        return Judgement(judged.strength, checked, OUTGROWN if asked.gold.outgrown else NO_SAMPLE)
    if agreed is not None and agreed.units >= LEAST_TWICE and agreed.alpha is not None and agreed.exploratory:
        return at_most_likely(judged, DISAGREE)
    return unless_stable(judged, stability)


def _columns(
    found: Sequence[Found], truths: Sequence[Truth | None], agreed: Sequence[Agreement | None]
) -> dict[str, Any]:
    counts = {name: [getattr(one, name) for one in found] for name in ("posts", "asked", "fit", "unsure")}
    outside = {"read_outside": [one.outside for one in found], "misses": [one.misses for one in found]}
    alphas = [one if one is not None and one.alpha is not None else None for one in agreed]
    return {
        **counts,
        **_share("precision", [one.fit for one in found], [one.asked for one in found]),
        **outside,
        **_share("miss_rate", [one.misses for one in found], [one.outside for one in found]),
        "true_share": _floats([one.estimate if one else None for one in truths]),
        "true_share_lo": _floats([one.lo if one else None for one in truths]),
        "true_share_hi": _floats([one.hi if one else None for one in truths]),
        "read_twice": [one.units if one is not None else 0 for one in agreed],
        "alpha": _floats([one.alpha if one else None for one in alphas]),
        "alpha_lo": _floats([one.lo if one else None for one in alphas]),
        "alpha_hi": _floats([one.hi if one else None for one in alphas]),
    }


def _share(name: str, hits: Sequence[int], of: Sequence[int]) -> dict[str, Any]:
    count, size = np.array(hits, dtype=np.float64), np.array(of, dtype=np.float64)
    share = np.full(len(size), np.nan)
    np.divide(count, size, out=share, where=size > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        lo, hi = wilson(share, size, Z)
    none = size == 0
    ends = {f"{name}_lo": np.where(none, np.nan, lo), f"{name}_hi": np.where(none, np.nan, hi)}
    return {name: pd.array(share, dtype="Float64")} | {key: pd.array(end, dtype="Float64") for key, end in ends.items()}


def _floats(values: Sequence[float | None]) -> Any:  # noqa: ANN401 - a pandas array
    return pd.array([None if value is None else float(value) for value in values], dtype="Float64")


def _contract(
    asked: Asked, side: str | None, shares: Shares, truths: Sequence[Truth | None], judged: Sequence[Judgement],
    pooled: Sequence[Pooled | None],
) -> pd.DataFrame:  # fmt: skip
    def of(name: str) -> list[float | None]:
        return [getattr(one, name) if one else None for one in truths]

    return rows(
        **alike(asked.stand.period, shares, judged),
        measure="true_share",
        subject=asked.subjects.ids,
        cell=side or ALL,
        estimate=of("estimate"),
        lo=of("lo"),
        hi=of("hi"),
        deff=of("deff"),
        gold_n=[one.strata.gold if one else 0 for one in pooled],
        method=f"mover:jeffreys:{Sample.RANDOM}:true",
        extra={
            "machine_share": of("machine_share"),
            "true_positive": of("true_positive"),
            "false_positive": of("false_positive"),
            "pooled_months": [one.months if one else 0 for one in pooled],
            "p_pool": [one.p if one else None for one in pooled],
            "seed": asked.seed,
        },
    )
