"""The one way that people's words reach a page, a table or a file."""

from __future__ import annotations

import html
import re
from enum import StrEnum
from typing import TypeVar

from workbench.errors import BadRequest
from workbench.privacy.clean import one_line
from workbench.privacy.mask import USER, mask


class Edition(StrEnum):
    """Who reads: the team inside the project, or anyone the study is shared with."""

    TEAM = "team"
    SHARE = "share"


class Quotes(StrEnum):
    """How much of people's words the share edition shows."""

    NONE = "none"
    FRAGMENTS = "fragments"
    MASKED = "masked"


E = TypeVar("E", bound=StrEnum)

#: longest run of words of an item in the share edition, and the longest word shown there.
FRAGMENT_WORDS = 5
_WORD_CHARACTERS = 40
#: words searched for the fragment; enough for any post, bounded for a cell of 100 kB.
_SEARCHED_WORDS = 400
#: scripts written without spaces count a character as a word, otherwise a whole sentence were one word.
_UNSPACED = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
#: a vowel sign or accent alone is no word: it belongs to the letter before it.
_WORD = re.compile(rf"(?=\w)[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_TOKEN = re.compile(r"<(?:url|email|phone|iban|card|ip|id|number|@[0-9a-f]{8})>|@user\b")
_STOP = re.compile(r"[.!?;:。！？]")
_PERSON = re.compile(r"<@[0-9a-f]{8}>")


def quote(
    text: str,
    *,
    origin: str,
    edition: str = Edition.TEAM,
    policy: str = Quotes.FRAGMENTS,
    approved: bool = False,
    limit: int = 280,
) -> str:
    """Return what may be shown of a text, on one line, ready for a sink that escapes it.

    Parameters
    ----------
    text : str
        Text of an item, as received or masked.
    origin : str
        The item's origin, such as 'social', 'support', 'survey' or 'internal'.
    edition : {'team', 'share'}
        Team shows masked posts; share shows what the policy allows.
    policy : {'none', 'fragments', 'masked'}
        What the share edition shows: nothing; at most five words in a row and never a whole item; masked text of
        support and survey items and fragments of all others.
    approved : bool
        The researcher approved this quote: masked text in either edition, whatever the policy.
    limit : int
        Longest result in characters, the ellipsis included.

    Returns
    -------
    str
        Never raw; empty where nothing may be shown. Items of origin 'internal' never enter the share edition.
        HTML and formulas are not escaped here.

    Raises
    ------
    BadRequest
        If the edition or the policy is not one of those named.
    """
    edition, policy = _one_of(Edition, edition), _one_of(Quotes, policy)
    # Exports hold “don&#39;t”; undone before masking, an entity hides no address either.
    shown = one_line(mask(one_line(html.unescape(text))))
    if edition is Edition.TEAM:
        return shorten(shown, limit)
    if origin == "internal":
        return ""
    shown = _PERSON.sub(USER, shown)
    if approved or (policy is Quotes.MASKED and origin in ("support", "survey")):
        return shorten(shown, limit)
    return shorten(fragment(shown), limit) if policy is not Quotes.NONE else ""


def fragment(text: str) -> str:
    """Return the most telling run of at most five words, never all words of the text.

    Parameters
    ----------
    text : str
        Masked text on one line.

    Returns
    -------
    str
        With … where the text goes on; empty where every run would be the whole text or holds a masked detail.
        The choice depends on the text alone, so that two pages never add up to more of it.
    """
    words = list(_WORD.finditer(text))
    size = min(FRAGMENT_WORDS, len(words) - 1)
    if size < 1:
        return ""
    masked = [found.span() for found in _TOKEN.finditer(text)]
    best, best_letters = "", 0
    for at in range(min(len(words), _SEARCHED_WORDS) - size + 1):
        start, end = words[at].start(), words[at + size - 1].end()
        lengths = [len(word.group()) for word in words[at : at + size]]
        letters = sum(min(length, 12) for length in lengths)
        # Half of one sentence and half of the next say little.
        letters = letters if not _STOP.search(text, start, end) else letters // 3
        fits = max(lengths) <= _WORD_CHARACTERS and not any(a < end and start < b for a, b in masked)
        if fits and letters > best_letters and end - start <= 2 * size * _WORD_CHARACTERS:
            tail = "…" if end < len(text) else ""
            best, best_letters = f"{'…' if start else ''}{text[start:end]}{tail}", letters
    return best


def shorten(text: str, limit: int) -> str:
    """Cut a text after the last whole word that fits, ending in an ellipsis.

    Parameters
    ----------
    text : str
        Text on one line.
    limit : int
        Longest result in characters, at least 1.

    Returns
    -------
    str
        The text itself where it fits. A word longer than the limit is cut inside.
    """
    if len(text) <= limit:
        return text
    head = text[: max(limit - 1, 0)]
    if not text[len(head)].isspace():
        whole = head.rfind(" ")
        head = head[:whole] if whole > limit // 2 else head
    # A joiner or a mark at the end would act on the ellipsis.
    return head.rstrip(" ,;:-–\u200c\u200d\ufe0f") + "…"


def _one_of(kinds: type[E], value: str) -> E:
    try:
        return kinds(value)
    except ValueError:
        names = ", ".join(kinds)
        raise BadRequest(f"{value!r} is not one of {names}.", where=kinds.__name__, fix="Choose one of them.") from None
