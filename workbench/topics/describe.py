"""Description: a BERTopic model built on our labels, for keywords and the hierarchy."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from workbench.embed.vectors import unit
from workbench.text.normalise import CONSTANT
from workbench.topics.words import WORD_SHAPE, stem, stop_words

if TYPE_CHECKING:
    from bertopic import BERTopic


@dataclass(frozen=True)
class Description:
    """What BERTopic says of the clusters.

    Parameters
    ----------
    model : BERTopic
        For its tables and plots; its topic numbers are cluster numbers.
    words : tuple of tuple of str
        For each cluster, words and pairs by c-TF-IDF, strongest first.
    """

    model: BERTopic
    words: tuple[tuple[str, ...], ...]


def describe(
    texts: Sequence[str],
    vectors: NDArray[np.int16],
    labels: NDArray[np.int64],
    *,
    own_words: Sequence[str] = (),
    top: int = 30,
) -> Description:
    """Build a BERTopic model from vectors and labels that are already there.

    Parameters
    ----------
    texts : sequence of str, length n
        Normalised texts.
    vectors : ndarray of int16, shape (n, d)
    labels : ndarray of int64, shape (n,)
        Cluster numbers 0 … K-1, each used at least once.
    own_words : sequence of str
        The product's and company's names, left out of the words.
    top : int
        Words a cluster.

    Returns
    -------
    Description

    Notes
    -----
    c-TF-IDF: Grootendorst (2022), section 3.3. BERTopic is given a copy of everything, because some of
    its methods change their arguments, and no reduction and no clusterer, so neither UMAP nor HDBSCAN is needed.
    """
    model = _model(own_words, top)
    with warnings.catch_warnings():
        # scikit-learn takes apart contractions such as "can't" and misses the halves in the list
        warnings.filterwarnings("ignore", message="Your stop_words may be inconsistent")
        model.fit_transform(
            _worded(texts),
            embeddings=vectors.astype(np.float32) / np.float32(4000.0),
            y=[int(label) for label in labels],
        )
    mapping = {int(key): int(value) for key, value in model.topic_mapper_.get_mappings().items()}
    count = int(labels.max()) + 1 if len(labels) else 0
    words = tuple(
        tuple(word for word, weight in _topic(model, mapping[at]) if word and weight > 0) for at in range(count)
    )
    return Description(model, words)


def _worded(texts: Sequence[str]) -> list[str]:
    """Take out what stands for links and handles: it is no word of the writer's."""
    return [CONSTANT.sub(" ", text) for text in texts]


def distinct(words: Sequence[str], count: int) -> tuple[str, ...]:
    """Return the strongest words that each add something: no plural after its singular, no pair of words given.

    Parameters
    ----------
    words : sequence of str
        Words and pairs, strongest first.
    count : int
        Most words returned.
    """
    heard: set[str] = set()
    kept = []
    for word in words:
        new = {stem(part): part for part in word.split() if stem(part) not in heard}
        if new:
            kept.append(" ".join(new.values()))
            heard |= set(new)
    return tuple(kept[:count])


def _topic(model: BERTopic, number: int) -> list[tuple[str, float]]:
    return list(model.get_topic(number) or [])


def _model(own_words: Sequence[str], top: int) -> BERTopic:
    with warnings.catch_warnings():  # importing bertopic silences warnings for the whole process
        from bertopic import BERTopic
        from bertopic.cluster import BaseCluster
        from bertopic.dimensionality import BaseDimensionalityReduction
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    own = {word.casefold() for word in own_words}
    forms = own | {f"{word}s" for word in own} | {word.removesuffix("s") for word in own}
    vectorizer = CountVectorizer(
        stop_words=sorted(stop_words() | forms),
        ngram_range=(1, 2),
        token_pattern=WORD_SHAPE,
    )
    return BERTopic(
        language="multilingual",  # "english" would take every letter that English lacks out of the words
        embedding_model=None,
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=BaseCluster(),
        vectorizer_model=vectorizer,
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
        top_n_words=top,
        calculate_probabilities=False,
        verbose=False,
    )


def merges(
    description: Description, texts: Sequence[str], beyond: Callable[[NDArray[np.float32]], NDArray[np.float32]]
) -> list[tuple[frozenset[int], float]]:
    """Return BERTopic's hierarchy over cluster centroids as merged sets of clusters, nearest first.

    Parameters
    ----------
    description : Description
    texts : sequence of str
        The texts that the description was made from.
    beyond : callable
        Takes off unit vectors what all topics have in common.

    Returns
    -------
    list of (frozenset of int, float)
        Clusters joined, and their cosine distance when joined (average linkage).
    """
    from scipy.cluster.hierarchy import linkage

    model = description.model
    if len(description.words) < 2:
        return []
    with contextlib.redirect_stderr(io.StringIO()):  # its progress bar cannot be switched off
        table = model.hierarchical_topics(
            _worded(texts),
            use_ctfidf=False,
            distance_function=lambda centres: _cosine_distance(beyond(unit(centres))),
            linkage_function=lambda condensed: linkage(condensed, "average"),
        )
    back = {int(value): int(key) for key, value in model.topic_mapper_.get_mappings().items()}
    joined = [
        (frozenset(back[int(topic)] for topic in topics), float(distance))
        for topics, distance in zip(table["Topics"], table["Distance"], strict=True)
    ]
    return sorted(joined, key=lambda pair: (pair[1], len(pair[0]), sorted(pair[0])))


def _cosine_distance(vectors: Any) -> Any:  # noqa: ANN401 - BERTopic passes sparse or dense
    from sklearn.metrics.pairwise import cosine_distances

    return np.round(np.maximum(cosine_distances(vectors), 0.0), 6)
