"""Filing: the assignment of every passage of a period, as the table that the store keeps."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.embed.encoder import Embed
from workbench.topics.assign import SCALE, assign
from workbench.topics.codebook.state import Codebook
from workbench.topics.corpus import Part

COLUMNS = ["item_id", "passage", "topic_id", "decision", "score", "second_topic_id", "second_score"]


def file_passages(passages: pd.DataFrame, codebook: Codebook, vectors: Embed) -> pd.DataFrame:
    """Assign each passage read for topics; keep the others with the reason why they were not.

    Parameters
    ----------
    passages : DataFrame
        As from `corpus`: item_id, passage, text, hash, part.
    codebook : Codebook
    vectors : callable
        Gives the vectors of texts, from the cache where it can.

    Returns
    -------
    DataFrame
        One row a passage: item_id, passage, topic_id (null unless decision is topic or undecided), decision
        (topic, undecided, none, no_reason, other_language, empty), score and second_score (cosines, six
        decimals), second_topic_id. Sorted by item_id and passage. "undecided" names the nearer topic but is
        not counted under it.
    """
    rows = passages.sort_values(["item_id", "passage"], kind="stable").reset_index(drop=True)
    read = rows[rows["part"] == Part.TOPIC].drop_duplicates("text").sort_values("text")
    ids = np.array([topic.topic_id for topic in codebook.topics] + [None], dtype=object)
    found = assign(vectors(read["text"].tolist()), codebook, hashes=read["hash"].tolist())
    named = found.decision != "none"
    table = pd.DataFrame(
        {
            "text": read["text"].to_numpy(),
            "topic_id": ids[np.where(named, found.topic, -1)],  # the last id is null
            "decision": found.decision,
            "score": np.round(found.score / SCALE, 6),
            "second_topic_id": ids[found.second],
            "second_score": np.round(found.second_score / SCALE, 6),
        }
    )
    filed = rows.merge(table, on="text", how="left", sort=False, validate="many_to_one")
    unread = rows["part"] != Part.TOPIC
    filed["decision"] = filed["decision"].where(~unread, rows["part"])
    filed.loc[unread, ["topic_id", "second_topic_id"]] = None
    filed.loc[unread, ["score", "second_score"]] = np.nan
    return filed[COLUMNS].astype(
        {"item_id": "string", "topic_id": "string", "decision": "string", "second_topic_id": "string"}
    )
