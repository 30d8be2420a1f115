"""Examples: posts that stand for a topic, and near ones that lie outside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.embed.encoder import Embed
from workbench.topics.assign import SCALE
from workbench.topics.codebook.state import Codebook

#: words of a text that reads well as an example; others are passed over while there are enough.
READABLE = range(6, 28)
#: an example nearer than this cosine to one already chosen says the same again.
ALIKE = 0.85


@dataclass(frozen=True)
class Examples:
    """Passages as (item id, passage), best first.

    Parameters
    ----------
    typical : tuple of (str, int)
        Near the topic's centre, unlike each other, by different people.
    outside : tuple of (str, int)
        Nearest posts that are filed elsewhere or nowhere: what the topic is not.
    """

    typical: tuple[tuple[str, int], ...]
    outside: tuple[tuple[str, int], ...]


def examples(
    passages: pd.DataFrame, filed: pd.DataFrame, codebook: Codebook, vectors: Embed, *, count: int = 5
) -> dict[str, Examples]:
    """Choose posts for each topic.

    Parameters
    ----------
    passages : DataFrame
        item_id, passage, text, hash, person.
    filed : DataFrame
        Their assignment: item_id, passage, topic_id, decision.
    codebook : Codebook
    vectors : callable
    count : int
        Posts of each kind.

    Returns
    -------
    dict of str to Examples
        By topic id; ties go to the lower text hash, so nothing depends on the order of rows.
    """
    rows = passages.merge(filed[["item_id", "passage", "topic_id", "decision"]], on=["item_id", "passage"])
    rows = rows[rows["decision"].isin(["topic", "undecided", "none"])].sort_values(["hash", "item_id"], kind="stable")
    rows = rows.drop_duplicates("hash").reset_index(drop=True)
    long = rows["text"].map(lambda text: len(str(text).split()))
    rows["readable"] = long.between(READABLE.start, READABLE.stop)
    stored = vectors(rows["text"].tolist())
    floats = stored.astype(np.float32)
    chosen = {}
    for topic in codebook.live:
        centre = codebook.centre(topic).astype(np.float32)
        score = floats @ centre
        own = ((rows["topic_id"] == topic.topic_id) & (rows["decision"] == "topic")).to_numpy()
        chosen[topic.topic_id] = Examples(
            _unlike(rows, floats, score, own, count), _unlike(rows, floats, score, ~own, count)
        )
    return chosen


def _unlike(
    rows: pd.DataFrame, floats: NDArray[np.float32], score: NDArray[np.float32], among: NDArray[np.bool_], count: int
) -> tuple[tuple[str, int], ...]:
    places = np.flatnonzero(among)
    readable = rows["readable"].to_numpy()[places]
    order = places[np.lexsort((places, -score[places], ~readable))]
    kept: list[int] = []
    people: set[str] = set()
    for at in order[: 40 * count]:
        person = str(rows["person"].iat[at])
        near = floats[kept] @ floats[at] if kept else np.zeros(0, dtype=np.float32)
        if person in people or (len(near) and near.max() > ALIKE * SCALE):
            continue
        kept.append(int(at))
        people.add(person)
        if len(kept) == count:
            break
    passages = rows["passage"].to_numpy(dtype=np.int64)
    return tuple((str(rows["item_id"].iat[at]), int(passages[at])) for at in kept)
