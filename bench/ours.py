"""The workbench: its steps on texts, and what a whole study files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from bench.method import OUTLIER, Labels, Order, Outcome

if TYPE_CHECKING:
    from workbench.analysis import Analysis

FIRST_ROW = 2  # of a table's records as the loader counts them: the header is row 1


def topics(texts: Sequence[str], order: Order) -> Outcome:
    """Find topics as a study does: normalise, collapse copies, embed, cluster, describe."""
    outcome = Outcome()
    with outcome.stage("loading"):
        from workbench.topics.describe import describe
        from workbench.topics.discover import NeighbourhoodLeiden
    distinct, at, vectors = embed(texts, order, outcome)
    with outcome.stage("topics"):
        found = NeighbourhoodLeiden(random_state=order.seed).fit(vectors).labels_
        describe(distinct, vectors, found)
    outcome.labels, outcome.vectors = found[at], vectors[at]
    return outcome


def embed(
    texts: Sequence[str], order: Order, outcome: Outcome
) -> tuple[list[str], npt.NDArray[np.intp], npt.NDArray[np.int16]]:
    """Return distinct normalised texts, the place of each text among them, and their vectors."""
    with outcome.stage("loading"):
        from workbench.embed.minilm import MiniLM
        from workbench.text.normalise import normalise_all
    with outcome.stage("topics"):
        whole = np.array(normalise_all(texts), dtype=object)
        distinct, first, at = np.unique(whole, return_index=True, return_inverse=True)
    if order.vectors is not None:
        return distinct.tolist(), at, np.load(order.vectors)[first]
    with outcome.stage("loading"):
        encoder = MiniLM(threads=order.threads)
    with outcome.stage("embedding"):
        return distinct.tolist(), at, encoder.encode(distinct.tolist())


def filed(texts: Sequence[str], order: Order) -> Outcome:
    """File texts as a study does: a codebook is proposed, and each text is assigned by it or left aside."""
    outcome = Outcome()
    with outcome.stage("loading"):
        import workbench as wb
    with outcome.stage("topics"):
        analysis = wb.study(list(texts))
        outcome.labels = _labels(analysis, len(texts))
    return outcome


def _labels(analysis: Analysis, count: int) -> Labels:
    """Return the topic of each row: that of its best passage, -1 where none was sorted under a topic."""
    sorted_under = analysis.filed[analysis.filed["decision"] == "topic"]
    best = sorted_under.sort_values(["item_id", "score"], ascending=[True, False]).drop_duplicates("item_id")
    rows = analysis.store.feedback(columns=["item_id", "source_row"]).set_index("item_id")["source_row"]
    labels = np.full(count, OUTLIER, dtype=np.int64)
    at = best["item_id"].map(rows).to_numpy(dtype=np.int64) - FIRST_ROW
    labels[at] = best["topic_id"].astype("category").cat.codes.to_numpy()
    return labels
