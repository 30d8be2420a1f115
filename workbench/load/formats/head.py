"""The beginning of a document as a table, enough to know its header by."""

from __future__ import annotations

from workbench.errors import BadData
from workbench.load.delimited import read_delimited
from workbench.load.document import WORD, Document
from workbench.load.grid import Grid

#: characters of a text that are looked at.
HEAD = 200_000


def head_of(document: Document, *, word: str = "") -> Grid | None:
    """Return the beginning of a document as a grid; None where it is no table.

    Parameters
    ----------
    document : Document
    word : str
        What the beginning of a text must hold, in any case, to be looked at as a table at all.
    """
    if document.json is not None or document.encoding == WORD:
        return document.grid
    if document.grid is not None:
        return document.grid
    text = document.text
    if word and word.casefold() not in text[:HEAD].casefold():
        return None
    if len(text) > HEAD:
        text = text[: text.rfind("\n", 0, HEAD) + 1] or text[:HEAD]
    try:
        return read_delimited(document.name, text)
    except BadData:
        return None
