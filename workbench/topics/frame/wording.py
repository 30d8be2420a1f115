"""Wording: what a rule asks of a text, as a tree of words, and the words of a text to hold against it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from workbench.text.normalise import CONSTANT

#: scripts that set no blanks between words: one word a sign, so that a run of them is a phrase.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


@dataclass(frozen=True)
class Words:
    """Words that stand side by side; one word is a word, several are a phrase.

    Parameters
    ----------
    words : tuple of str
        Lower case; at least one.
    prefix : tuple of bool
        Whether more letters may follow each word.
    """

    words: tuple[str, ...]
    prefix: tuple[bool, ...]

    def __str__(self) -> str:
        told = " ".join(word + "*" * open_ended for word, open_ended in zip(self.words, self.prefix, strict=True))
        return f'"{told}"' if len(self.words) > 1 else told

    def among(self, said: Said) -> bool:
        """Tell whether a text says it."""
        if len(self.words) == 1:
            word = self.words[0]
            return any(one.startswith(word) for one in said.distinct) if self.prefix[0] else word in said.distinct
        if not any(self.prefix) and not said.distinct.issuperset(self.words):
            return False
        last = len(said.words) - len(self.words) + 1
        return any(self._from(said.words, start) for start in range(last))

    def _from(self, words: Sequence[str], start: int) -> bool:
        return all(
            words[start + at].startswith(word) if self.prefix[at] else words[start + at] == word
            for at, word in enumerate(self.words)
        )


@dataclass(frozen=True)
class Every:
    """All of the parts; at least two."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " AND ".join(f"({part})" if isinstance(part, Some) else str(part) for part in self.parts)

    def among(self, said: Said) -> bool:
        """Tell whether a text says it."""
        return all(part.among(said) for part in self.parts)


@dataclass(frozen=True)
class Some:
    """One of the parts or more; at least two."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " OR ".join(str(part) for part in self.parts)

    def among(self, said: Said) -> bool:
        """Tell whether a text says it."""
        return any(part.among(said) for part in self.parts)


@dataclass(frozen=True)
class Without:
    """Not the part."""

    part: Node

    def __str__(self) -> str:
        return f"NOT ({self.part})" if isinstance(self.part, Every | Some) else f"NOT {self.part}"

    def among(self, said: Said) -> bool:
        """Tell whether a text does not say it."""
        return not self.part.among(said)


Node = Words | Every | Some | Without


@dataclass(frozen=True)
class Said:
    """The words of a text, cut once for many rules."""

    words: tuple[str, ...]

    @cached_property
    def distinct(self) -> frozenset[str]:
        """Each word once."""
        return frozenset(self.words)


def said(text: str) -> Said:
    """Cut a normalised text into the words that rules compare; links, handles and addresses are no words."""
    return Said(words_of(CONSTANT.sub("\n", text)))


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded, in their order."""
    # folding may make signs that another composition joins, so both are done twice
    once = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", once.casefold())))
