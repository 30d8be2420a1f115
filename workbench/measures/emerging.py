"""Emerging: what is new, and what is only watched so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.embed.vectors import unit
from workbench.measures.past import Past
from workbench.topics.clusters import offered_later
from workbench.topics.codebook.events import Kind
from workbench.topics.codebook.shelf import read_log
from workbench.topics.codebook.state import Codebook
from workbench.topics.codebook.topic import Topic, Watched

WATCHED = "watched"
#: months before the last one that growth is measured against.
MONTHS_BEFORE = 3
COLUMNS: dict[str, str] = {
    "topic_id": "string", "first_seen": "string", "people": "Int64", "days": "Int64", "novelty": "Float64",
    "growth": "Float64", "status": "string", "label": "string", "keywords": "string", "posts": "Int64",
    "people_now": "Int64", "first_at": "string", "last_at": "string", "watched_since": "string",
}  # fmt: skip


def emerging(past: Past, codebook: Codebook) -> pd.DataFrame:
    """List the candidates that came after the first discovery, and what is only watched.

    Parameters
    ----------
    past : Past
    codebook : Codebook

    Returns
    -------
    DataFrame
        One row a candidate, most people first, then one a watched cluster: columns `COLUMNS`. People, days and posts
        are of all months; novelty is 1 - the cosine to the nearest older topic; growth is the people of the last month
        over those of an average month of the three before it. What is watched has no posts, because nothing is sorted
        under it.
    """
    fresh = new_topics(codebook)
    heard = _heard(past, codebook, [topic.topic_id for topic in fresh])
    ids = {topic.topic_id for topic in fresh}
    known = np.array([codebook.centre(topic) for topic in codebook.live if topic.topic_id not in ids])
    rows = [_candidate(topic, heard, past, _novelty(codebook.centre(topic), known)) for topic in fresh]
    if fresh:
        since = _watched_since(past)
        rows = [{**row, "watched_since": since.get(row["topic_id"]) or None} for row in rows]
    rows.sort(key=lambda row: (-row["people"], row["topic_id"]))
    all_ = np.array([codebook.centre(topic) for topic in codebook.live])
    watched = sorted(codebook.watched, key=lambda one: (-one.people, one.watch_id))
    rows += [_watched(one, _novelty(codebook.arrays[one.part.vectors][0], all_)) for one in watched]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def new_topics(codebook: Codebook) -> list[Topic]:
    """Return the candidates that a later study than the first has proposed."""
    return [topic for topic in offered_later(codebook) if not topic.code]


def _watched_since(past: Past) -> dict[str, str]:
    """Return when the topics that were watched before they were offered, or promoted, were first watched."""
    proposed = past.ground.proposed
    watched: dict[str, str] = {}
    since: dict[str, str] = {}
    for event in (*read_log(past.ground.folder), *((proposed,) if proposed else ())):
        said = event.said
        if event.kind is Kind.PROPOSE:
            watched |= {str(row["watch_id"]): str(row["first_period"]) for row in said.get("watched", ())}
            told = said.get("evidence", {})
            since |= {topic: str(why["watched_since"]) for topic, why in told.items() if why.get("watched_since")}
        elif event.kind is Kind.PROMOTE:
            since[str(said["new"]["topic_id"])] = watched.get(str(said["watched"]), "")
    return since


def _heard(past: Past, codebook: Codebook, topics: Sequence[str]) -> pd.DataFrame:
    """Return the posts under some topics: item_id, topic_id, person, month, day."""
    found = [pd.DataFrame(columns=["item_id", "topic_id", "person", "month", "day"])]
    zone = past.ground.project.timezone
    for month in past.months if topics else ():
        filed = past.filed(month, codebook)
        rows = filed[(filed["decision"] == "topic") & filed["topic_id"].isin(topics)]
        rows = rows[["item_id", "topic_id"]].drop_duplicates()
        said = rows.merge(past.posts(month)[["item_id", "person", "at"]], on="item_id", how="left")
        day = said["at"].dt.tz_convert(zone).dt.strftime("%Y-%m-%d")
        found.append(said.drop(columns="at").assign(month=month.label, day=day))
    return pd.concat([table for table in found if len(table)] or found, ignore_index=True)


def _candidate(topic: Topic, heard: pd.DataFrame, past: Past, novelty: float | None) -> dict[str, Any]:
    own = heard[heard["topic_id"] == topic.topic_id]
    by_month = own.groupby("month")["person"].nunique()
    months = [month.label for month in past.months]
    now = int(by_month.get(months[-1], 0)) if months else 0
    earlier = [int(by_month.get(month, 0)) for month in months[-1 - MONTHS_BEFORE : -1]]
    usual = sum(earlier) / len(earlier) if earlier else 0.0
    days = own["day"].dropna()
    return {
        "topic_id": topic.topic_id,
        "first_seen": topic.first_period,
        "people": own["person"].nunique(),
        "days": days.nunique(),
        "novelty": novelty,
        "growth": round(now / usual, 4) if usual else None,
        "status": str(topic.status),
        "label": topic.label,
        "keywords": ", ".join(topic.words),
        "posts": own["item_id"].nunique(),
        "people_now": now,
        "first_at": days.min() if len(days) else None,
        "last_at": days.max() if len(days) else None,
    }


def _watched(one: Watched, novelty: float | None) -> dict[str, Any]:
    return {
        "topic_id": one.watch_id,
        "first_seen": one.first_period,
        "people": one.people,
        "days": one.days,
        "novelty": novelty,
        "status": WATCHED,
        "label": one.label,
        "keywords": ", ".join(one.keywords),
    }


def _novelty(centre: NDArray[np.int16], others: NDArray[np.int16]) -> float | None:
    if not len(others):
        return None
    cosines = unit(others).astype(np.float64) @ unit(centre[None, :])[0].astype(np.float64)
    return round(1 - float(cosines.max()), 4)
