"""What a file holds, as far as it must be known to say what it is."""

from __future__ import annotations

from pathlib import Path

from workbench.load.document import Document, open_documents
from workbench.load.files import file_bytes
from workbench.load.large import large
from workbench.load.table import Table, open_tables, table_of


def first_documents(name: str, path: Path) -> list[Document]:
    """Return what a file holds, or the beginning of one that is too large to be opened for a look.

    Parameters
    ----------
    name, path : str, Path
        What the file is called in messages, and where it lies.

    Raises
    ------
    BadData
        If it, or a part of an archive, cannot be opened.
    """
    one = large(name, path, _unasked)
    if one is not None:
        return [one.beginning]
    documents, refused = open_documents(name, file_bytes(name, path))
    if refused:
        raise refused[0]
    return documents


def first_tables(name: str, path: Path) -> list[Table]:
    """Return the tables of a file, or the beginning of a large one as a table; the header is guessed.

    Raises
    ------
    BadData
        If it holds no table.
    """
    one = large(name, path, _unasked)
    return open_tables(name, file_bytes(name, path)) if one is None else [table_of(one.beginning)]


def _unasked(_: Path) -> str:
    return ""  # nobody asks what the hash of a file is that is only looked at
