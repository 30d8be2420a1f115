"""Rules: which texts a code of a code frame names, as a researcher writes it in a cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.errors import BadData
from workbench.topics.frame.wording import Every, Node, Said, Some, Without, Words, said, words_of

LONGEST = 10_000  # characters of a rule; a spreadsheet's cell holds 32,767
DEEPEST = 40  # brackets and NOTs inside one another

#: operators are written in capitals, so that "terms and conditions" stays three words.
OPERATORS = {"AND": "AND", "OR": "OR", "NOT": "NOT", "UND": "AND", "ODER": "OR", "NICHT": "NOT"}
#: signs that spreadsheets put in place of the plain ones; each stands for one sign, so positions stay right.
_PLAIN = str.maketrans(
    dict.fromkeys("“”„‟«»″＂", '"') | {"（": "(", "）": ")", "，": ",", "、": ",", "；": ";", "＊": "*", "\r": " "}
)
_PIECE = re.compile(
    r'[^\S\n]*(?:(?P<list>[,;\n])|(?P<bracket>[()])|"(?P<phrase>[^"]*)"|(?P<open>")|(?P<bare>[^\s,;()"]+))'
)


@dataclass(frozen=True)
class Rule:
    """A rule that was read.

    Parameters
    ----------
    root : Words, Every, Some or Without

    Notes
    -----
    `str` gives the rule with every operator written out; `parse` reads it back as the same rule.

    Examples
    --------
    >>> rule = parse('"dark mode", night* AND NOT shift')
    >>> str(rule)
    '"dark mode" OR night* AND NOT shift'
    >>> rule.matches("A dark-mode, please!"), rule.matches("the night shift")
    (True, False)
    """

    root: Node

    def __str__(self) -> str:
        return str(self.root)

    def matches(self, text: str) -> bool:
        """Tell whether a normalised text says what the rule asks for: whole words, in any case."""
        return self.root.among(said(text))

    def among(self, words: Said) -> bool:
        """Tell the same of a text whose words are cut already."""
        return self.root.among(words)

    @property
    def names_nothing(self) -> bool:
        """Whether a text without any word matches: such a rule only says what a text is not."""
        return self.root.among(Said(()))


def parse(text: str, *, where: str = "") -> Rule:
    """Read a rule.

    Parameters
    ----------
    text : str
        Words, "phrases in quotes", prefixes with a star (`crash*`), AND, OR, NOT in capitals (also UND, ODER, NICHT)
        and brackets. NOT binds closest, then AND, then OR. Words side by side are joined by AND; a comma, a semicolon
        or a new line is an OR that binds weakest, so that a list of keywords is a rule. Empty entries of a list are
        passed over. A word with a hyphen or an apostrophe inside is the phrase of its parts: `sign-in` finds
        "sign-in" and "sign in".
    where : str
        Sheet, row and column, for the message.

    Returns
    -------
    Rule

    Raises
    ------
    BadData
        If the rule cannot be read, with the place of the character.
    """
    if len(text) > LONGEST:
        raise BadData(
            f"the rule is longer than {LONGEST:,} characters", where=where, fix="split the code, or shorten it"
        )
    return Rule(_Reader(text, where).rule())


def keyword_list(text: str) -> tuple[str, ...]:
    """Return the entries of a keyword list as written: what stands between commas outside quotes and brackets."""
    depth, start, entries = 0, 0, []
    for piece in _PIECE.finditer(text.translate(_PLAIN)):
        depth += {"(": 1, ")": -1}.get(piece["bracket"] or "", 0)
        if piece["list"] and depth <= 0:
            entries.append(text[start : piece.start("list")])
            start = piece.end("list")
    return tuple(" ".join(entry.split()) for entry in (*entries, text[start:]) if entry.strip())


def lower_operators(text: str) -> tuple[str, ...]:
    """Return the words of a rule, outside quotes, that would be operators if they were written in capitals."""
    bare = [piece["bare"] for piece in _PIECE.finditer(text.translate(_PLAIN)) if piece["bare"]]
    return tuple(dict.fromkeys(word for word in bare if word.upper() in OPERATORS and word not in OPERATORS))


@dataclass(frozen=True)
class _Token:
    kind: str  # AND, OR, NOT, list, (, ), words, end
    text: str
    at: int


class _Reader:
    """Recursive descent over the tokens of one rule; it holds its place in them."""

    def __init__(self, text: str, where: str) -> None:
        self._where = where
        self._tokens = self._cut(text.translate(_PLAIN))
        self._at = 0
        self._depth = 0

    def rule(self) -> Node:
        root = self._listed()
        if self._next.kind == ")":
            raise self._fault("a bracket is closed that was never opened", "take it out, or open one before it")
        if root is None:
            raise self._fault("the rule holds no word", "write a word, or leave the cell empty")
        return root

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self, kind: str) -> bool:
        found = self._next.kind == kind
        self._at += found
        return found

    def _listed(self) -> Node | None:
        parts: list[Node] = []
        while True:
            while self._take("list"):
                pass
            if self._next.kind in (")", "end"):
                return _joined(Some, parts) if parts else None
            parts.append(self._either())

    def _either(self) -> Node:
        parts = [self._both()]
        while self._take("OR"):
            parts.append(self._both())
        return _joined(Some, parts)

    def _both(self) -> Node:
        parts = [self._single()]
        while self._take("AND") or self._next.kind in ("words", "NOT", "("):
            parts.append(self._single())
        return _joined(Every, parts)

    def _single(self) -> Node:
        token = self._next
        if self._depth > DEEPEST:
            raise self._fault(f"brackets and NOTs stand more than {DEEPEST} deep", "write the rule in parts")
        self._at += token.kind != "end"
        self._depth += 1
        try:
            if token.kind == "words":
                return self._named(token)
            if token.kind == "NOT":
                part = self._single()
                return part.part if isinstance(part, Without) else Without(part)
            if token.kind == "(":
                return self._bracketed(token)
        finally:
            self._depth -= 1
        told = {"end": "the rule ends", "list": f"{token.text!r} stands"}.get(token.kind, f"{token.text} stands")
        raise self._fault(f"{told} where a word is expected", "write a word there, or take the operator out", token)

    def _bracketed(self, opened: _Token) -> Node:
        inside = self._listed()
        if not self._take(")"):
            raise self._fault("a bracket is opened and never closed", "close it with )", opened)
        if inside is None:
            raise self._fault("the brackets are empty", "write a word in them, or take them out", opened)
        return inside

    def _named(self, token: _Token) -> Words:
        words: list[str] = []
        prefix: list[bool] = []
        for part in token.text.split():
            cut = words_of(part.rstrip("*"))
            if "*" in part.rstrip("*") or ("*" in part and not cut):
                raise self._fault(
                    f"a star in {part[:40]!r} does not end a word", "write it after the word: crash*", token
                )
            words += cut
            prefix += [False] * (len(cut) - 1) + [part.endswith("*")] if cut else []
        if not words:
            raise self._fault(f"{token.text[:40]!r} holds no letter or digit", "write a word, or take it out", token)
        return Words(tuple(words), tuple(prefix))

    def _cut(self, text: str) -> list[_Token]:
        tokens = []
        for piece in _PIECE.finditer(text):
            kind = piece.lastgroup or ""
            at, found = piece.start(kind), piece[kind]
            if kind == "open":
                raise self._fault("a quotation mark is opened and never closed", 'close it with "', _Token("", "", at))
            kind = {"bracket": found, "phrase": "words", "bare": OPERATORS.get(found, "words")}.get(kind, kind)
            tokens.append(_Token(kind, found, at))
        return [*tokens, _Token("end", "", len(text.rstrip()))]

    def _fault(self, what: str, fix: str, token: _Token | None = None) -> BadData:
        place = f"character {(token or self._next).at + 1} of the rule"
        return BadData(what, where=f"{self._where}, {place}" if self._where else place, fix=fix)


def _joined(kind: type[Every] | type[Some], parts: Sequence[Node]) -> Node:
    """Join parts, those of the same kind opened: one way to hold what reads the same."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, kind) else (part,)
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def combined(rules: Sequence[Rule]) -> Rule:
    """Return the rule that matches where one of several does; at least one is needed."""
    return Rule(_joined(Some, [rule.root for rule in rules]))
