"""scikit-learn's own: NMF, LDA and k-means, each told how many topics to find."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.method import OUTLIER, Labels, Order, Outcome
from bench.ours import embed

#: as in scikit-learn's own example of topic extraction, without its limit of 1,000 words.
WORDS: dict[str, Any] = {"max_df": 0.95, "min_df": 2, "stop_words": "english"}


def nmf(texts: Sequence[str], order: Order) -> Outcome:
    """Factorise TF-IDF; a text belongs to its strongest component."""
    outcome = Outcome()
    with outcome.stage("loading"):
        from sklearn.decomposition import NMF
        from sklearn.feature_extraction.text import TfidfVectorizer
    with outcome.stage("topics"):
        counts = TfidfVectorizer(**WORDS).fit_transform(texts)
        weights = NMF(n_components=order.topics, random_state=order.seed).fit_transform(counts)
        outcome.labels = _strongest(weights, weights.sum(axis=1) > 0)
    return outcome


def lda(texts: Sequence[str], order: Order) -> Outcome:
    """Fit latent Dirichlet allocation on counts; a text belongs to its likeliest topic."""
    outcome = Outcome()
    with outcome.stage("loading"):
        from sklearn.decomposition import LatentDirichletAllocation
        from sklearn.feature_extraction.text import CountVectorizer
    with outcome.stage("topics"):
        counts = CountVectorizer(**WORDS).fit_transform(texts)
        model = LatentDirichletAllocation(n_components=order.topics, random_state=order.seed)
        outcome.labels = _strongest(model.fit_transform(counts), np.asarray(counts.sum(axis=1)).ravel() > 0)
    return outcome


def kmeans(texts: Sequence[str], order: Order) -> Outcome:
    """Run k-means on the vectors that the workbench makes."""
    outcome = Outcome()
    with outcome.stage("loading"):
        from sklearn.cluster import KMeans

        from workbench.embed.vectors import unit
    _, at, vectors = embed(texts, order, outcome)
    with outcome.stage("topics"):
        model = KMeans(n_clusters=min(order.topics, len(vectors)), random_state=order.seed)
        found = model.fit_predict(unit(vectors)).astype(np.int64)
    outcome.labels, outcome.vectors = found[at], vectors[at]
    return outcome


def _strongest(weights: npt.NDArray[np.float64], said: npt.NDArray[np.bool_]) -> Labels:
    """Return the strongest column of each row; a text without a known word belongs nowhere."""
    return np.where(said, weights.argmax(axis=1), OUTLIER).astype(np.int64)
