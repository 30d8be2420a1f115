"""Normalised text: the form that is embedded, hashed and compared."""

from __future__ import annotations

import hashlib
import html
import operator
import re
import unicodedata
from collections.abc import Iterable

# The constants that stand for what differs from person to person and says nothing about a topic.
USER, URL, EMAIL, PHONE = "@user", "<url>", "<email>", "<phone>"
#: matches any of them in a normalised text.
CONSTANT = re.compile(rf"{USER}|{URL}|{EMAIL}|{PHONE}")

# A pass may uncover work for the next (an entity that hid an entity); ordinary text is stable after one.
MAX_PASSES = 12
# Sorting a run of combining marks is quadratic in CPython's NFKC, so runs are cut before it.
MAX_MARKS = 4
MAX_PHRASE_WORDS = 4
MAX_REPEATS = 3

_SURROGATE = re.compile("[\ud800-\udfff]")
_LONG_NON_ASCII = re.compile("[^\x00-\x7f]{12,}")
_SPACE_LIKE = re.compile("[\t\n\x0b\x0c\r\x1c-\x1f\x85\xa0\u2028\u2029]")
# Controls, soft hyphen, zero-width and bidirectional marks, variation selectors, tags, replacement sign.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]"
)
_ENTITY_OF_AMPERSAND = re.compile(r"&(?:amp;|#0{0,8}38;|#x0{0,8}26;)+", re.IGNORECASE)
_NESTED_BACKSLASH = re.compile(r"\\+(?=['\"])")
_TAG = re.compile(
    r"</?(?:br|p|b|i|u|em|strong|span|div|li|ul|ol|a|blockquote|wbr)(?:\s[^<>]{0,2000})?/?>", re.IGNORECASE
)
_QUOTES = str.maketrans(
    {"‘": "'", "’": "'", "‛": "'", "ʼ": "'", "´": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "\u2044": "/"}
)

_MAIL = re.compile(r"(?<![\w.+%@-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)__email__(?!\w)")
_LINK = re.compile(
    r"<?(?:\b(?:https?|ftp)://|(?<![\w@.-])www\.)[^\s<>|]+(?:\|[^<>]{0,500})?>?"
    r"|(?<![\w@.-])(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|ly|gd|gl|be|io|co)/[^\s<>|]+",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"<@[\w|.-]{1,200}>"
    r"|(?<![\w@.+%-])@\w(?:[\w.-]*\w)?(?:@[\w-]+(?:\.[\w-]+)+)?"
    r"|(?<![\w/.])/?u/[\w-]{3,}"
)
_PHONE = re.compile(
    r"(?<![\w.+])(?:"
    r"\+\d(?:[ .()/-]{0,2}\d){7,14}"
    r"|(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}"
    r"|0\d{2,4}[ /-]\d{3,4}[ -]?\d{3,5}"
    r"|0\d{9,10}"
    r")(?![\w.]?\d)"
)
_DIGIT = re.compile(r"\d")
_LETTER_FLOOD = re.compile(r"([^\W\d])\1{3,}")
_SIGN_FLOOD = re.compile(r"([^\w\s])\1{3,}")
_FLOOD = re.compile(r"(\S)\1{3}")
_DIGIT_FLOOD = re.compile(r"(\d)\1{20,}")
_LONG_TOKEN = re.compile(r"\S{16,}")
_SYLLABLE_FLOOD = re.compile(r"([^\d\s]{2,8}?)\1{3,}")

# Marks that end a text without changing what it says; dropped by `text_hash` only.
_TRAILING = " .!?,;:…。、·~-–—\"')"


def normalise(text: str) -> str:
    """Return the form of a text that is embedded and hashed.

    Parameters
    ----------
    text : str
        Text as received; may hold anything, also control characters and lone surrogates.

    Returns
    -------
    str
        One line. NFKC; HTML entities and simple tags resolved; handles, links, mail addresses and telephone numbers
        as ``@user``, ``<url>``, ``<email>``, ``<phone>``; invisible characters removed; a letter or sign four or more
        times in a row, and a word or phrase of up to four words repeated more than three times, kept three times;
        white space collapsed. Case is kept. ``normalise(normalise(x)) == normalise(x)``.

    Notes
    -----
    Depends on the text alone: no key, no locale, no other text.

    Examples
    --------
    >>> normalise("@acme  it is sooooo slow &amp; ugly, see https://t.co/x")
    '@user it is sooo slow & ugly, see <url>'
    """
    for _ in range(MAX_PASSES):
        once = _once(text)
        if once == text:
            break
        text = once
    return text


def normalise_all(texts: Iterable[str]) -> list[str]:
    """Normalise every text, each distinct text once.

    Parameters
    ----------
    texts : iterable of str

    Returns
    -------
    list of str, in the order given.
    """
    known: dict[str, str] = {}
    out: list[str] = []
    for text in texts:
        if text not in known:
            known[text] = normalise(text)
        out.append(known[text])
    return out


def text_hash(text: str) -> str:
    """Return the hash that two texts share when a reader would call them the same.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        sha256 (hex, 64 characters) of the normalised text without case and without punctuation at its end, so that
        "Great app" and "great app!!" are exact duplicates. A text of punctuation alone keeps it.

    Examples
    --------
    >>> text_hash("Great app") == text_hash(" great APP!! ")
    True
    """
    return hash_of_normal(normalise(text))


def hash_of_normal(normal: str) -> str:
    """Return `text_hash` of a text that is normalised already.

    Parameters
    ----------
    normal : str
        As `normalise` returns it.

    Returns
    -------
    str
    """
    plain = unicodedata.normalize("NFKC", normal.casefold())
    return hashlib.sha256((plain.rstrip(_TRAILING) or plain).encode("utf-8")).hexdigest()


def _once(text: str) -> str:
    """One pass of every rule."""
    if not text.isascii():
        text = _SURROGATE.sub("", text)
        text = unicodedata.normalize("NFKC", _LONG_NON_ASCII.sub(_fewer_marks, text)).translate(_QUOTES)
    if "&" in text:
        text = html.unescape(_ENTITY_OF_AMPERSAND.sub("&", text))
        text = _SURROGATE.sub("", text)
    if not (text.isascii() and text.isprintable()):
        text = _INVISIBLE.sub("", _SPACE_LIKE.sub(" ", text))
    if "\\" in text:
        text = _NESTED_BACKSLASH.sub("", text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    text = _constants(text)
    if _FLOOD.search(text):
        text = _LETTER_FLOOD.sub(r"\1\1\1", _SIGN_FLOOD.sub(r"\1\1\1", text))
        text = _DIGIT_FLOOD.sub(lambda found: found.group(1) * 20, text)
    text = _LONG_TOKEN.sub(lambda found: _SYLLABLE_FLOOD.sub(r"\1\1\1", found.group()), text)
    return " ".join(_fewer_repeats(text.split()))


def _constants(text: str) -> str:
    """Put the typed constants in place of handles, links, addresses and numbers."""
    if "/" in text or "www." in text.lower():
        text = _LINK.sub(f" {URL} ", text)
    if "@" in text:
        text = _MAIL.sub(EMAIL, text)
    if "@" in text or "u/" in text:
        text = _HANDLE.sub(USER, text)
    return _PHONE.sub(PHONE, text) if _DIGIT.search(text) else text


def _fewer_marks(found: re.Match[str]) -> str:
    """Keep at most MAX_MARKS combining marks in a row."""
    kept: list[str] = []
    marks = 0
    for sign in found.group():
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= MAX_MARKS:
            kept.append(sign)
    return "".join(kept)


def _fewer_repeats(words: list[str]) -> list[str]:
    """Keep a word, or a phrase of up to MAX_PHRASE_WORDS words, at most MAX_REPEATS times in a row."""
    # Most texts repeat nothing often enough: a quick way out.
    if (
        len(words) - len(set(words)) < MAX_REPEATS
        and len(words) - len({word.casefold() for word in words}) < MAX_REPEATS
    ):
        return words
    folded = [word.casefold() for word in words]
    for size in range(1, MAX_PHRASE_WORDS + 1):
        # Said once more than is kept, every word of a phrase equals the one a phrase before it so many times.
        if sum(map(operator.eq, folded[size:], folded)) < size * MAX_REPEATS:
            continue
        kept: list[str] = []
        run = 0
        for place, word in enumerate(words):
            run = run + 1 if place >= size and folded[place] == folded[place - size] else 0
            if run <= size * (MAX_REPEATS - 1):
                kept.append(word)
        words, folded = kept, [word.casefold() for word in kept]
    return words
