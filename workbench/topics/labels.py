"""Labels: readable phrases, in the words of the posts, that name topics and tell them apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from workbench.embed.encoder import Embed
from workbench.embed.vectors import unit
from workbench.topics.phrases import Phrase, phrases
from workbench.topics.usage import Usage, usage
from workbench.topics.words import stems

#: texts read for phrases, the most central first: enough for any topic, and bounded for large ones.
READ = 400
#: phrases whose vectors are compared with the topic's.
SHORTLIST = 60
#: phrases that may come second.
SECONDS = 50
#: a second phrase must score at least this share of the first …
SECOND = 0.25
#: … (a lone word that other topics use as much needs one: a tenth will do) …
SECOND_OF_VAGUE = 0.1
#: … be used in so many more of the topic's texts …
ADDS = 0.05
#: … and not say the same again: the largest cosine of the two.
ALIKE = 0.72


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


@dataclass(frozen=True)
class _Candidate:
    """A phrase that may name a topic: its stems, and which of the topic's texts use them all."""

    phrase: Phrase
    stems: frozenset[str]
    texts: int
    cover: float
    score: float
    vector: NDArray[np.float32] | None = None


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
    A phrase is scored by the product of three things: how many of the topic's texts use its words in any form, how
    much of that use is this topic's and no other's, and the cosine of its vector with the topic's centre (words and
    centre joined as in Topeax, arXiv 2601.21465, for whole phrases). A second phrase is added where it covers
    further texts. Exponents and lengths were chosen on app reviews, tweets, the sample and the intents of Banking77.
    """
    used = usage([subject.texts[:READ] for subject in subjects])
    named: list[str] = []
    for at, subject in enumerate(subjects):
        ranked = _ranked(_candidates(at, subject, used, own_words), subject, encode)
        free = _free(list(_names(ranked, used, at, subject)), [*taken, *named])
        named.append(free or f"Unnamed {len(named) + 1}")
    return named


def _free(names: Sequence[str], taken: Sequence[str]) -> str:
    """Take the first name that nobody confuses with another label.

    Beside "Like Safari", "Safari" says nothing of its own, and "Like Safari, iPhone" opens alike.
    """
    said = [_said(name) for name in taken]
    opening = {_said(name.split(", ")[0]) for name in taken}
    exact = {name.casefold() for name in taken}
    telling = [name for name in names if not any(_said(name) <= other for other in said)]
    apart = [name for name in telling if _said(name.split(", ")[0]) not in opening]
    return next((name for name in [*apart, *telling, *names] if name.casefold() not in exact), "")


def _said(name: str) -> frozenset[str]:
    return stems(name.casefold().replace(",", ""))


def _candidates(at: int, subject: Subject, used: Usage, own_words: Sequence[str]) -> Iterator[_Candidate]:
    for phrase in phrases(subject.texts[:READ], own_words=own_words):
        found = stems(phrase.words)
        texts = used.texts(at, found)
        cover = used.share(at, texts)
        if texts.bit_count() >= 2:
            worded = (phrase.share / cover) ** 0.15  # the commoner of two wordings
            score = cover**0.5 * used.apart(at, found) ** 0.9 * worded * _length(phrase, len(found))
            yield _Candidate(phrase, found, texts, cover, score)


def _length(phrase: Phrase, telling: int) -> float:
    """Prefer phrases of two or three telling words: one alone says little, a long one is one person's."""
    words = len(phrase.words.split())
    if words == 1:
        return 0.6
    return (0.85, 1.0, 1.1)[min(telling, 3) - 1] * (0.8 if words > 4 else 1.0)


def _ranked(candidates: Iterator[_Candidate], subject: Subject, encode: Embed) -> list[_Candidate]:
    shortlist = sorted(candidates, key=_rank)[:SHORTLIST]
    if not shortlist:
        return []
    vectors = unit(encode([candidate.phrase.words for candidate in shortlist]))
    cosines = np.round(vectors @ subject.centre, 4)
    scored = [
        replace(candidate, score=candidate.score * max(float(cosine), 0.01) ** 2, vector=vector)
        for candidate, cosine, vector in zip(shortlist, cosines, vectors, strict=True)
    ]
    return sorted(scored, key=_rank)


def _rank(candidate: _Candidate) -> tuple[float, str]:
    return -candidate.score, candidate.phrase.words


def _names(ranked: Sequence[_Candidate], used: Usage, at: int, subject: Subject) -> Iterator[str]:
    """Give candidate names, best first: each of the best phrases with what it leaves out, then alone, then keywords."""
    for first in ranked[:5]:
        second = _second(first, ranked[:SECONDS], used, at)
        if second is not None:
            yield _opened(f"{first.phrase.written}, {second.phrase.written}")
        yield _opened(first.phrase.written)
    if subject.words:
        yield _opened(", ".join(subject.words[:2]))


def _second(first: _Candidate, others: Sequence[_Candidate], used: Usage, at: int) -> _Candidate | None:
    found = []
    for other in others:
        adds = used.share(at, other.texts & ~first.texts)
        if other.stems & first.stems or adds < ADDS or _cosine(first, other) > ALIKE:
            continue
        found.append(replace(other, score=other.score * (adds / other.cover) ** 0.5))
    best = min(found, key=_rank, default=None)
    vague = " " not in first.phrase.words and used.apart(at, first.stems) < 0.5
    enough = (SECOND_OF_VAGUE if vague else SECOND) * first.score
    return best if best is not None and best.score >= enough else None


def _cosine(one: _Candidate, other: _Candidate) -> float:
    if one.vector is None or other.vector is None:
        return 0.0
    return round(float(one.vector @ other.vector), 4)


def _opened(name: str) -> str:
    """Open with a capital, but leave "iOS" as it is."""
    first = name.split(" ", 1)[0]
    return name[:1].upper() + name[1:] if first == first.casefold() else name
