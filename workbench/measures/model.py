"""The BERTopic model of a window, for those who want its tables and plots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.embed.encoder import Embed
from workbench.errors import BadData
from workbench.measures.material import Material
from workbench.topics.codebook.state import Codebook
from workbench.topics.describe import describe

if TYPE_CHECKING:
    from bertopic import BERTopic


def topic_model(
    material: Material,
    filed: pd.DataFrame,
    codebook: Codebook,
    vectors: Embed,
    own_words: Sequence[str],
) -> BERTopic:
    """Build a BERTopic model whose topics are the codebook's.

    Parameters
    ----------
    material : Material
    filed : DataFrame
        Assignments.
    codebook : Codebook
    vectors : callable
    own_words : sequence of str

    Returns
    -------
    BERTopic
        Its custom labels are the topic ids and labels; its numbers go by size.

    Raises
    ------
    BadData
        If no text is filed under a topic.
    """
    filed = filed[filed["decision"] == "topic"][["item_id", "passage", "topic_id"]]
    rows = material.passages.merge(filed, on=["item_id", "passage"]).drop_duplicates("hash").sort_values("hash")
    if rows.empty:
        raise BadData("No post is filed under a topic.", where="this study", fix="Study a period with more posts.")
    used = sorted(rows["topic_id"].unique())
    numbers = rows["topic_id"].map({topic: at for at, topic in enumerate(used)}).to_numpy(dtype=np.int64)
    texts = rows["text"].tolist()
    model = describe(texts, vectors(texts), numbers, own_words=own_words).model
    names = {topic.topic_id: f"{topic.topic_id} {topic.label}" for topic in codebook.topics}
    mapping = {int(key): int(value) for key, value in model.topic_mapper_.get_mappings().items()}
    model.set_topic_labels({mapping[at]: names[topic] for at, topic in enumerate(used)})
    return model
