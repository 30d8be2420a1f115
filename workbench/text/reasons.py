"""Reasons: tell a post that names a thing, a function or an event from bare praise, anger or noise."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

import numpy as np
import numpy.typing as npt

from workbench.text.normalise import CONSTANT, normalise

# Only the start of a long post is read: a post of this length names something.
MAX_SIGNS = 2_000
# A negation reaches this many words: "does not even work".
REACH = 3
# So many words without praise, anger or filler that ask or deny something are a reason.
NEUTRAL_WORDS = 5

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_RUN = re.compile(r"(.)\1+")
_LAUGH = re.compile(
    r"a?(?:ha|he|hi|ho|ja|je|ji|ka|xa|ah|lo|ха|хе|ах){2,}[ahejkxlхе]{0,2}|k{2,}|w{3,}|lo+l[oz]*|x+d+|j+a+|е+|哈+|呵+|嘿+|ㅋ+|ㅎ+|笑+|草+"
)
_AMOUNT = re.compile(r"[$€£¥]\s?\d|\d\s?(?:[$€£]|usd|eur|gbp|dollars|euros|pounds)")
# "d a r k m o d e"
_SPACED = re.compile(r"(?<!\w)(?:[a-z] ){3,}[a-z](?!\w)")
# No word has five letters without a vowel, or seven consonants in a row.
_KEYS = re.compile(r"^[b-df-hj-np-tv-xz]{5,}$|[b-df-hj-np-tv-xz]{7}")
_NON_LATIN = re.compile("[\u0370-\u1dff\u2e80-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True)
class _Words:
    """The word lists of one language, with elongated spellings folded."""

    empty: frozenset[str]
    folded: frozenset[str]
    unless_negated: frozenset[str]
    negators: frozenset[str]
    short_content: frozenset[str]
    interrogatives: frozenset[str]
    coloured: frozenset[str]
    phrases: re.Pattern[str]
    content_phrases: re.Pattern[str]


def has_reason(text: str, *, own_words: Iterable[str] = (), language: str = "en") -> bool:
    """Tell whether a post says more than that somebody is pleased, angry or there.

    Parameters
    ----------
    text : str
        As received or normalised.
    own_words : iterable of str
        Names of the product and the company; naming them is no reason.
    language : str
        ISO 639-1. Languages without word lists get the structural rule only: some word that is no laugh.

    Returns
    -------
    bool
        True as soon as one word is left that is not a stop word, praise, anger, filler or a generic product word.

    Examples
    --------
    >>> has_reason("Worst app ever!!!"), has_reason("The toolbar is ugly")
    (False, True)
    """
    return bool(have_reason([text], own_words=own_words, language=language)[0])


def have_reason(
    texts: Iterable[str], *, own_words: Iterable[str] = (), language: str = "en", normal: bool = False
) -> npt.NDArray[np.bool_]:
    """Tell for each post whether it gives a reason; see `has_reason`.

    Parameters
    ----------
    texts : iterable of str, n texts
    own_words : iterable of str
    language : str
    normal : bool
        The texts are normalised already.

    Returns
    -------
    bool array (n,)
    """
    words = _read(language, own_words)
    known: dict[str, bool] = {}
    out: list[bool] = []
    for text in texts:
        if text not in known:
            start = text[:MAX_SIGNS]
            known[text] = _says_something((start if normal else normalise(start)).lower(), words)
        out.append(known[text])
    return np.array(out, dtype=np.bool_)


def _says_something(text: str, words: _Words | None) -> bool:
    """Apply the structural rule, then the word lists."""
    text = CONSTANT.sub(" ", text)
    found = [word for word in _WORD.findall(text) if not _LAUGH.fullmatch(word)]
    signs = sum(len(_NON_LATIN.findall(word)) for word in found)
    if signs >= 2:
        return True
    if words is None:
        return any(len(word) > 1 for word in found)
    text = _SPACED.sub(lambda found: found.group().replace(" ", ""), text)
    if _AMOUNT.search(text) or words.content_phrases.search(text):
        return True
    found = _WORD.findall(words.phrases.sub(" ", text))
    plain = [word.replace("'", "") for word in found]
    if any(_is_content(plain, place, words) for place in range(len(plain))):
        return True
    # "Why has it not gone through yet": neither praise nor anger, too long for noise, and it asks or denies.
    if len(plain) < NEUTRAL_WORDS or any(word in words.coloured for word in plain):
        return False
    return plain[0] in words.interrogatives or "?" in text or any(word in words.negators for word in plain)


def _is_content(plain: list[str], place: int, words: _Words) -> bool:
    """Tell whether one word names something."""
    word = plain[place]
    if word in words.unless_negated:
        return any(before in words.negators for before in plain[max(0, place - REACH) : place])
    if word in words.empty or _LAUGH.fullmatch(word):
        return False
    if len(word) < 3:
        return word in words.short_content
    if word.endswith("s") and word[:-1] in words.empty:
        return False
    # "soooo", "baddd": compare without repeats, only where a letter stands three times or the last one twice.
    short = _RUN.sub(r"\1", word)
    stretched = any(len(run.group()) > 2 for run in _RUN.finditer(word)) or (word[-1] == word[-2] and len(short) > 2)
    if len(short) == 1 or (stretched and short in words.folded):
        return False
    # Keys hit at random: "fhftjg".
    return not _KEYS.search(word)


def _read(language: str, own_words: Iterable[str]) -> _Words | None:
    """Read the lists of a language; None where there are none."""
    path = resources.files("workbench.text") / f"reasons_{language}.json"
    if not re.fullmatch(r"[a-z]{2,3}", language) or not path.is_file():
        return None
    lists: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    own = {word.replace("'", "") for name in own_words for word in _WORD.findall(normalise(name).lower())}
    own |= {word[:place] + word[place + 1 :] for word in own if len(word) > 4 for place in range(len(word))}
    empty = own.union(*(lists[name] for name in ("stop", "praise", "anger", "filler", "generic")))
    return _Words(
        empty=frozenset(empty),
        folded=frozenset(_RUN.sub(r"\1", word) for word in empty),
        unless_negated=frozenset(lists["unless_negated"]) - own,
        negators=frozenset(lists["negators"]),
        short_content=frozenset(lists["short_content"]) - own,
        interrogatives=frozenset(lists["interrogatives"]),
        coloured=frozenset().union(*(lists[name] for name in ("praise", "anger", "filler"))),
        phrases=_any_of(lists["phrases"]),
        content_phrases=_any_of(lists["content_phrases"]),
    )


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    """Match any of the phrases as whole words, the longest first."""
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, ordered))})\b")
