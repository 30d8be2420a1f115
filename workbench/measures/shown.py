"""Shown: the posts that stand for each topic, as a table, and any texts filed as posts are."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from workbench.embed.encoder import Embed
from workbench.measures.material import Material
from workbench.text.normalise import hash_of_normal, normalise_all
from workbench.topics.assign import SCALE, assign
from workbench.topics.codebook.state import Codebook
from workbench.topics.corpus import Part
from workbench.topics.examples import Examples, examples


def shown(now: Material, filed: pd.DataFrame, codebook: Codebook, vectors: Embed) -> pd.DataFrame:
    """Choose posts for each topic.

    Parameters
    ----------
    now : Material
        The window that is measured.
    filed : DataFrame
        Its assignments.
    codebook : Codebook
    vectors : callable

    Returns
    -------
    DataFrame
        One row a post: topic_id, kind (typical, outside), rank, item_id, passage, said, origin, channel, at, stars,
        url.
    """
    read = now.passages[now.passages["part"] == Part.TOPIC]
    chosen: dict[str, Examples] = examples(read, filed, codebook, vectors)
    rows = [
        (topic_id, kind, rank, item, passage)
        for topic_id, found in sorted(chosen.items())
        for kind, places in (("typical", found.typical), ("outside", found.outside))
        for rank, (item, passage) in enumerate(places, start=1)
    ]
    table = pd.DataFrame(rows, columns=["topic_id", "kind", "rank", "item_id", "passage"])
    posts = now.posts[["item_id", "origin", "channel", "at", "stars", "url"]]
    said = read[["item_id", "passage", "text"]].rename(columns={"text": "said"})
    return table.merge(said, on=["item_id", "passage"], how="left", sort=False).merge(
        posts, on="item_id", how="left", sort=False
    )


def file_texts(texts: Sequence[str], codebook: Codebook, vectors: Embed) -> pd.DataFrame:
    """File any texts under the topics of a codebook, each as one passage, whatever it says.

    Posts are treated otherwise where they give no reason, are in another language (both are kept apart and stand under
    no topic) or are long (they are cut into passages, each filed by itself). Here all of these are filed whole.

    Parameters
    ----------
    texts : sequence of str
        A single text may stand alone.
    codebook : Codebook
    vectors : callable

    Returns
    -------
    DataFrame
        One row a text: topic_id, label, decision, score (cosine); a text without words is "empty".
    """
    read = normalise_all([texts] if isinstance(texts, str) else texts)
    found = assign(vectors(read), codebook, hashes=[hash_of_normal(text) for text in read])
    decisions = [decision if text.strip() else Part.EMPTY for text, decision in zip(read, found.decision, strict=True)]
    ids = [topic.topic_id for topic in codebook.topics]
    labels = {topic.topic_id: topic.label for topic in codebook.topics}
    named = [
        ids[at] if decision in ("topic", "undecided") else ""
        for at, decision in zip(found.topic, decisions, strict=True)
    ]
    return pd.DataFrame(
        {
            "topic_id": named,
            "label": [labels.get(name, "") for name in named],
            "decision": decisions,
            "score": (found.score / SCALE).round(6),
        }
    )
