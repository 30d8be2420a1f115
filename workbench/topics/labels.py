"""Labels: readable phrases, in the words of the posts, that name topics and tell them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.embed.encoder import Embed
from workbench.embed.vectors import unit
from workbench.topics.phrases import Phrase, phrases

#: texts read for phrases, the most central first: enough for any topic, and bounded for large ones.
READ = 400
#: phrases whose vectors are compared with the topic's.
SHORTLIST = 60
#: a second phrase must score at least this share of the first.
SECOND = 0.3


@dataclass(frozen=True)
class Subject:
    """One cluster, as the labels see it.

    Parameters
    ----------
    texts : tuple of str
        Normalised texts, most central first.
    centre : ndarray of float32, shape (d,)
        Unit length.
    words : tuple of str
        c-TF-IDF words, strongest first; used where no phrase is shared.
    """

    texts: tuple[str, ...]
    centre: NDArray[np.float32]
    words: tuple[str, ...]


def labels(
    subjects: Sequence[Subject], encode: Embed, *, own_words: Sequence[str] = (), taken: Sequence[str] = ()
) -> list[str]:
    """Name topics by their most telling phrases, no two alike.

    Parameters
    ----------
    subjects : sequence of Subject
        Largest first: it has the first choice of a name.
    encode : callable
        Turns phrases into int16 vectors.
    own_words : sequence of str
        The product's names: everywhere in the posts, so they tell nothing.
    taken : sequence of str
        Labels that other topics have already.

    Returns
    -------
    list of str
        Such as "Sign-in code, text message abroad".

    Notes
    -----
    A phrase is scored by the product of how common it is in the topic, how much commoner than in the
    other topics, and the cosine of its vector with the topic's centre: c-TF-IDF words joined with the
    centroid as in Topeax (arXiv 2601.21465), for whole phrases.
    """
    listed = [phrases(subject.texts[:READ], own_words=own_words) for subject in subjects]
    everywhere: Counter[str] = Counter()
    for found in listed:
        everywhere.update({phrase.words: phrase.share for phrase in found})
    used = {name.casefold() for name in taken}
    named: list[str] = []
    for subject, found in zip(subjects, listed, strict=True):
        scored = _scored(subject, found, everywhere, encode)
        name = next((name for name in _names(scored, subject) if name.casefold() not in used), "")
        named.append(name or f"Unnamed {len(named) + 1}")
        used.add(named[-1].casefold())
    return named


def _scored(
    subject: Subject, found: Sequence[Phrase], everywhere: Counter[str], encode: Embed
) -> list[tuple[float, Phrase]]:
    telling = {phrase.words: _telling(phrase, everywhere) for phrase in found}
    shortlist = sorted(found, key=lambda phrase: (-telling[phrase.words], phrase.words))[:SHORTLIST]
    if not shortlist:
        return []
    cosines = unit(encode([phrase.words for phrase in shortlist])) @ subject.centre
    scores = [
        (telling[phrase.words] * max(float(round(cosine, 4)), 0.01) ** 2, phrase)
        for phrase, cosine in zip(shortlist, cosines, strict=True)
    ]
    return sorted(scores, key=lambda pair: (-pair[0], pair[1].words))


def _telling(phrase: Phrase, everywhere: Counter[str]) -> float:
    apart = phrase.share / everywhere[phrase.words]
    words = len(phrase.telling_words)
    length = 0.45 if len(phrase.words.split()) == 1 else {1: 0.8, 2: 1.0}.get(words, 1.1)
    return float(phrase.share**0.5 * apart**0.5 * length)


def _names(scored: Sequence[tuple[float, Phrase]], subject: Subject) -> list[str]:
    """Candidate names, best first: the best phrase with each fitting second one, then alone, then keywords."""
    names: list[str] = []
    for at, (best, first) in enumerate(scored[:5]):
        own = _stems(first)
        seconds = [phrase for score, phrase in scored[at + 1 :] if score >= SECOND * best and not own & _stems(phrase)]
        names += [f"{first.written}, {second.written}" for second in seconds[:3]] or [first.written]
    names.append(", ".join(subject.words[:2]))
    return [name[:1].upper() + name[1:] for name in names if name]


def _stems(phrase: Phrase) -> set[str]:
    return {_stem(word) for word in phrase.words.replace("-", " ").split()}


def _stem(word: str) -> str:
    for ending in ("'s", "ing", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
