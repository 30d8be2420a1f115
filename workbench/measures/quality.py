"""Quality: how much of the talk was sorted, and what was left aside."""

from __future__ import annotations

import pandas as pd

from workbench.measures.drift import wording
from workbench.measures.material import Material
from workbench.topics.codebook.state import Codebook
from workbench.topics.corpus import Part


def quality(
    material: Material, filed: pd.DataFrame, codebook: Codebook, topics: pd.DataFrame, *, period: str
) -> pd.DataFrame:
    """Count what became of the window's posts.

    Parameters
    ----------
    material : Material
    filed : DataFrame
        Assignments.
    codebook : Codebook
    topics : DataFrame
        The topic table.
    period : str
        The study's; the topics first seen in it are new.

    Returns
    -------
    DataFrame
        One row a measure: name, value, of (what it is a part of; null where it stands alone). words_together and
        words_different, in thousandths, are a smoke alarm for the words of topics and support no sentence.
    """
    posts = material.posts
    rows = filed[filed["item_id"].isin(posts["item_id"])]
    decisions = [frozenset(found) for _, found in rows.groupby("item_id")["decision"]]
    sorted_posts = sum("topic" in found for found in decisions)
    undecided = sum("undecided" in found and "topic" not in found for found in decisions)
    nothing = sum("none" in found and not found & {"topic", "undecided"} for found in decisions)
    spoken = len(material.spoken)
    parts = posts["part"].value_counts()
    words = wording(material, filed, codebook)
    alarm = {"words_together": words.npmi, "words_different": words.diversity}
    said: list[tuple[str, float, float | None]] = [
        ("posts", len(posts), None),
        ("people", posts["person"].nunique(), None),
        ("posts_in_language", spoken, len(posts)),
        ("posts_other_language", int(parts.get(Part.OTHER_LANGUAGE, 0)), len(posts)),
        ("posts_stars_only", int(parts.get(Part.EMPTY, 0)), len(posts)),
        ("posts_without_reason", int(parts.get(Part.NO_REASON, 0)), spoken),
        ("posts_sorted", sorted_posts, spoken),
        ("posts_undecided", undecided, spoken),
        ("posts_in_no_topic", nothing, spoken),
        ("topics", len(topics), None),
        ("topics_new", sum(topic.first_period == period and not topic.brought for topic in codebook.live), len(topics)),
        *((name, round(1000 * share), 1000) for name, share in alarm.items() if share is not None),
        *((f"left_out: {reason}", count, None) for reason, count in material.reasons.items()),
    ]  # fmt: skip
    return pd.DataFrame(said, columns=["name", "value", "of"]).astype({"value": "Int64", "of": "Int64"})
