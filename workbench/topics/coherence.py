"""Coherence: whether the words shown for topics occur together, and differ between topics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from workbench.text.normalise import CONSTANT
from workbench.topics.words import WORD_SHAPE

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

#: words of a topic that are looked at.
TOP = 10


@dataclass(frozen=True)
class Coherence:
    """A smoke alarm for the words of topics: it supports no sentence and ranks nothing.

    Parameters
    ----------
    topics : tuple of (float or None)
        NPMI of each topic, from -1 (no two words ever together) over 0 (by chance) to 1 (always); None below two words.
    npmi : float or None
        Their mean; None with fewer than two topics.
    diversity : float or None
        Share of different words among all topics' words, 1 where no two topics share one; None without words.
    """

    topics: tuple[float | None, ...]
    npmi: float | None
    diversity: float | None


def coherence(texts: Sequence[str], words: Sequence[Sequence[str]], *, top: int = TOP) -> Coherence:
    """Measure how far the words of topics belong together in the texts.

    Parameters
    ----------
    texts : sequence of str
        Normalised distinct texts of all topics. A text is one window.
    words : sequence of sequence of str
        Words and phrases of each topic, strongest first. Phrases are taken apart, because "login code" and "code" are
        together by construction; the first `top` different words count.
    top : int

    Returns
    -------
    Coherence
        Four decimals.

    Notes
    -----
    NPMI as coherence: Bouma (2009), Röder, Both and Hinneburg (2015); probabilities are shares of texts. Diversity:
    Dieng, Ruiz and Blei (2020). Only a smoke alarm: automated coherence finds winners that people do not see (Hoyle et
    al. 2021).

    Examples
    --------
    >>> coherence(["login code", "login code", "dark theme", "dark theme"], [["login", "code"], ["dark", "theme"]])
    Coherence(topics=(1.0, 1.0), npmi=1.0, diversity=1.0)
    """
    chosen = [_single(names, top) for names in words]
    vocabulary = sorted({word for names in chosen for word in names})
    if not vocabulary:
        return Coherence((None,) * len(chosen), None, None)
    together = _together(texts, vocabulary)
    place = {word: at for at, word in enumerate(vocabulary)}
    scores = [npmi(together, [place[word] for word in names], len(texts)) for names in chosen]
    told = [score for score in scores if score is not None]
    return Coherence(
        tuple(scores),
        round(float(np.mean(told)), 4) if len(told) > 1 else None,
        round(len(vocabulary) / sum(map(len, chosen)), 4),
    )


def npmi(together: NDArray[np.int64], words: Sequence[int], texts: int) -> float | None:
    """Return the mean normalised pointwise mutual information of all pairs of some words.

    Parameters
    ----------
    together : ndarray of int64, shape (v, v)
        Texts that hold both words; on the diagonal, texts that hold the word.
    words : sequence of int
        Places of a topic's words.
    texts : int
        All texts.

    Returns
    -------
    float or None
        Four decimals; None below two words. A pair never seen together counts -1, one in every text 1.
    """
    if len(words) < 2 or not texts:
        return None
    one, two = np.triu_indices(len(words), 1)
    block = together[np.ix_(words, words)] / texts
    single, joint = np.diag(block), block[one, two]
    with np.errstate(divide="ignore", invalid="ignore"):
        information = np.log(joint / (single[one] * single[two])) / -np.log(joint)
    scored = np.where(joint == 0, -1.0, np.where(joint == 1, 1.0, information))
    return round(float(scored.mean()), 4)


def _single(names: Sequence[str], top: int) -> list[str]:
    return list(dict.fromkeys(word for name in names for word in name.casefold().split()))[:top]


def _together(texts: Sequence[str], vocabulary: list[str]) -> NDArray[np.int64]:
    from sklearn.feature_extraction.text import CountVectorizer

    vectorizer = CountVectorizer(
        vocabulary=vocabulary, binary=True, lowercase=False, token_pattern=WORD_SHAPE, dtype=np.int64
    )
    holds: csr_matrix = vectorizer.transform([CONSTANT.sub(" ", text).casefold() for text in texts])
    return np.asarray((holds.T @ holds).toarray(), dtype=np.int64)
