"""Text without the characters that hide, reverse or break what a reader sees."""

from __future__ import annotations

import re
import unicodedata

#: terminal colour and cursor sequences, taken out whole so that no "[31m" is left behind.
_ANSI = re.compile(r"\x1b(?:\[[0-9;?]{0,40}[ -/]{0,4}[@-~]|[@-Z\\-_])")
#: control characters other than white space.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
#: zero-width space, word joiner, byte order mark, soft hyphen, bidi marks and overrides, tags, noncharacters.
_HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff"
    "\U000e0000-\U000e007f]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_JOINERS = re.compile("([\u200c\u200d])[\u200c\u200d]+")
_SPACE = re.compile(r"\s+")
#: marks kept on one letter: four cover Vietnamese, Hebrew with cantillation and emoji selectors.
_MARKS = 4


def visible(text: str) -> str:
    """Return text without hidden, reversing and terminal characters; white space stays as it is.

    Parameters
    ----------
    text : str
        Any text, also with lone surrogates.

    Returns
    -------
    str
        Encodable as UTF-8. Lone surrogates become U+FFFD, so that a loss can be seen.
    """
    if text.isascii():
        # what most texts are, in a seventh of the time: nothing hidden is ASCII but control characters
        return text if text.isprintable() else _CONTROL.sub("", _ANSI.sub("", text))
    text = _SURROGATE.sub("\ufffd", text)
    return _HIDDEN.sub("", _CONTROL.sub("", _ANSI.sub("", text)))


def control_characters(text: str) -> int:
    """Count the characters that `visible` takes out or replaces, for the report of an export."""
    return len(text) - len(visible(text)) + len(_SURROGATE.findall(text))


def one_line(text: str) -> str:
    """Return visible text on one line, with single spaces and no flood of combining marks.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        White space of every kind (U+2028 included) collapsed, at most four marks on one letter.
    """
    text = _SPACE.sub(" ", visible(text)).strip()
    if text.isascii():
        return text
    return _without_mark_floods(_JOINERS.sub(r"\1", text))


def _without_mark_floods(text: str) -> str:
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character)[0] == "M" else 0
        if run <= _MARKS:
            kept.append(character)
    return "".join(kept)
