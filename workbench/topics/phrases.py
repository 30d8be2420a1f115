"""Phrases: the runs of words that several texts of a topic share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from workbench.topics.words import function_words, openers, segments, stem, stop_words

LONGEST = 5
#: words that make a phrase a piece of a sentence: "import directly would save".
MODAL = frozenset("can could may might must shall should will would".split())


@dataclass(frozen=True)
class Phrase:
    """A run of words that several texts of a topic use.

    Parameters
    ----------
    words : str
        Lower case, single spaces.
    written : str
        The commonest way it is written.
    share : float
        Share of the texts that use it.
    """

    words: str
    written: str
    share: float

    @property
    def telling_words(self) -> list[str]:
        """The words that name something."""
        return [word for word in self.words.split() if word not in stop_words()]


def phrases(texts: Sequence[str], *, own_words: Sequence[str] = ()) -> list[Phrase]:
    """List the phrases of one to five words that at least two texts share, commonest first.

    Parameters
    ----------
    texts : sequence of str
        Normalised texts of one topic.
    own_words : sequence of str
        Names that may not stand at either end, in any form: "team" neither, where the product is Teams.

    Returns
    -------
    list of Phrase
        No phrase begins or ends with a word that names no subject ("new" and its like may begin one);
        a phrase that nearly always stands inside a longer one is left out.
    """
    seen: dict[str, _Role] = {}
    own = frozenset(stem(word.casefold()) for word in own_words)
    used: Counter[str] = Counter()
    ways: dict[str, Counter[str]] = {}
    for text in texts:
        for key, (written, opens) in dict(_candidates(text, own, seen)).items():
            used[key] += 1
            # the capital that opens a sentence says nothing of how a word is written
            ways.setdefault(key, Counter())[written] += 1 if opens else 100
    least = 2 if len(texts) < 60 else 3
    kept = {key: count for key, count in used.items() if count >= least}
    inside = _inside(kept)
    found = [
        Phrase(key, _commonest(ways[key]), count / len(texts))
        for key, count in kept.items()
        if inside.get(key, 0) < 0.7 * count
    ]
    return sorted(found, key=lambda phrase: (-phrase.share, phrase.words))


class _Role(NamedTuple):
    """What a word may be in a phrase: its first word, its last, or one before the last."""

    folded: str
    begins: bool
    ends: bool
    inside: bool


def _role(word: str, own: frozenset[str]) -> _Role:
    folded = word.casefold().replace("’", "'")
    nothing, opening = stop_words(), folded in openers()
    digit = folded[0].isdigit()
    telling = (
        len(folded) > 1
        and not digit
        and folded not in nothing
        and folded.replace("'", "") not in nothing
        and stem(folded) not in own
    )
    inside = folded not in MODAL and (telling or folded in function_words() or opening or digit)
    return _Role(folded, telling or opening, telling, inside)


def _candidates(text: str, own: frozenset[str], seen: dict[str, _Role]) -> Iterator[tuple[str, tuple[str, bool]]]:
    """Give the phrases of a text with the way each is written, and whether it opens a part of a sentence."""
    for part in segments(text):
        for word in part:
            if word not in seen:
                seen[word] = _role(word, own)
        roles = [seen[word] for word in part]
        for start, first in enumerate(roles):
            if not first.begins:
                continue
            for end in range(start, min(start + LONGEST, len(part))):
                if roles[end].ends:
                    key = " ".join(role.folded for role in roles[start : end + 1])
                    yield key, (" ".join(part[start : end + 1]), start == 0)
                if not roles[end].inside:
                    break


def _inside(counts: dict[str, int]) -> dict[str, int]:
    """For each phrase, the largest count of a longer phrase that holds it."""
    largest: dict[str, int] = {}
    for key, count in counts.items():
        words = key.split()
        for size in range(1, len(words)):
            for start in range(len(words) - size + 1):
                part = " ".join(words[start : start + size])
                largest[part] = max(largest.get(part, 0), count)
    return largest


def _commonest(ways: Counter[str]) -> str:
    """Take the commonest spelling, but never shouting."""
    written = min(ways.items(), key=lambda pair: (-pair[1], pair[0]))[0]
    return written.casefold() if written.isupper() and len(written) > 4 else written
