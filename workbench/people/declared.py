"""Declared customers: people who say of themselves that they pay, found by a short list of phrases."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

NOT_CHECKED = "not checked"
#: posts in other languages declare nothing: the phrases are English.
LANGUAGE = "en"
#: only the start of a post is read, in signs.
MOST = 4_000
_SENTENCE = re.compile(r"[.!?;:\n\r…]+(?=\s|$)|[\n\r]+| - | – ")
_TOKEN = re.compile(r"<[^<>\s]{1,40}>")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[\w'$€£]+")


@dataclass(frozen=True)
class _Rules:
    """Phrases that claim it, and words near them that take it back."""

    claims: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    reach: int


def declares(text: str) -> bool:
    """Tell whether a post says that its author is a customer now.

    Parameters
    ----------
    text : str
        English, as shown or as received.

    Returns
    -------
    bool
        True for a claim that no word before it in its sentence makes a wish, a question, a denial or past.

    Examples
    --------
    >>> declares("I pay for the app and cannot open it"), declares("I would never pay for this")
    (True, False)
    """
    rules = _rules()
    plain = _TOKEN.sub(" ", text[:MOST]).replace("’", "'").casefold()
    return any(_claims(_SPACE.sub(" ", sentence).strip(), rules) for sentence in _SENTENCE.split(plain))


def declaring(texts: Iterable[object], languages: Iterable[object]) -> list[bool]:
    """Tell for each post whether it declares its author a customer; other languages than English never do.

    Parameters
    ----------
    texts, languages : iterable
        The same number of each; missing values declare nothing.
    """
    pairs = zip(texts, languages, strict=True)
    return [isinstance(text, str) and language == LANGUAGE and declares(text) for text, language in pairs]


def precision(hits: Iterable[str], checks: Mapping[str, bool]) -> str:
    """Say how many of the declaring posts that people checked were right.

    Parameters
    ----------
    hits : iterable of str
        Ids of posts that declare.
    checks : mapping of str to bool
        Ids of posts that people have read, and whether its author does say so.

    Returns
    -------
    str
        Such as "17 of 20 fit", or that nobody has looked.

    Examples
    --------
    >>> precision(["a", "b", "c"], {"a": True, "c": False}), precision(["a"], {})
    ('1 of 2 fit', 'not checked')
    """
    looked = [checks[one] for one in hits if one in checks]
    return f"{sum(looked)} of {len(looked)} fit" if looked else NOT_CHECKED


def _claims(sentence: str, rules: _Rules) -> bool:
    for found in rules.claims.finditer(sentence):
        words = _WORD.findall(sentence[: found.start()])[-rules.reach :]
        taken_back = rules.before.search(" ".join(words)) or rules.after.search(sentence[found.end() :])
        if not taken_back:
            return True
    return False


@cache
def _rules() -> _Rules:
    path = resources.files("workbench.people") / f"declared_{LANGUAGE}.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    one, two, three = ("|".join(said[name]) for name in ("claims", "before", "after"))
    # The signs of a sum stand where no word ends, so a claim may begin anywhere that no letter precedes.
    return _Rules(
        re.compile(rf"(?<![\w'])(?:{one})(?![\w'])"),
        re.compile(rf"(?<![\w'])(?:{two})(?![\w'])"),
        re.compile(rf"^\W*(?:[\w']+ ){{0,2}}(?:{three})(?![\w'])"),
        int(said["reach"]),
    )
