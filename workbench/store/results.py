"""Results that notebooks share: computed once under a key, then read."""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Callable, Collection
from pathlib import Path

import pandas as pd

from workbench.store.files import write_whole
from workbench.store.parquet import packed, unpacked

logger = logging.getLogger(__name__)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}")


class Results:
    """Tables kept under one key.

    Parameters
    ----------
    root : Path
        The store's folder.
    key : str
        The digest of everything that the tables depend on: snapshot, codebook version, settings, code.

    Raises
    ------
    ValueError
        If the key cannot be a folder's name.
    """

    def __init__(self, root: Path | str, key: str) -> None:
        self.folder = Path(root) / "results" / _name(key)

    def table(self, name: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """Return a table; the first call computes and keeps it.

        Parameters
        ----------
        name : str
            The table's name; letters, digits, `_`, `-` and `.`.
        compute : callable
            Makes the table. Two processes may both compute it; each writes the whole file, and they write the same.

        Returns
        -------
        DataFrame
            Always as read back from the file, so that a cold and a warm run go on with the same dtypes; numbered from
            0, because an index is not kept.

        Raises
        ------
        ValueError
            If the name cannot be a file's name, or the table's index is named (a column would be lost).
        Busy
            If the disk is full or cannot be written.
        """
        path = self.folder / f"{_name(name)}.parquet"
        kept = _read(path)
        if kept is not None:
            return kept
        made = compute()
        if any(level is not None for level in made.index.names):
            msg = f"the table {name} has the index {list(made.index.names)}: reset it, only columns are kept"
            raise ValueError(msg)
        content = packed(made)
        write_whole(path, content, lasting=False)
        return unpacked(content)

    def __contains__(self, name: str) -> bool:
        return (self.folder / f"{_name(name)}.parquet").is_file()


def prune(root: Path | str, keep: Collection[str]) -> None:
    """Remove what is kept under other keys: results of other posts, settings or code, which nobody asks for again.

    Parameters
    ----------
    root : Path
        The store's folder.
    keep : collection of str
        Keys in use. A process that still reads another key computes its table again.
    """
    for folder in sorted((Path(root) / "results").glob("*")):
        if folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)


def _read(path: Path) -> pd.DataFrame | None:
    import pyarrow as pa

    try:
        return unpacked(path.read_bytes())
    except FileNotFoundError:
        return None
    except (pa.ArrowException, OSError, ValueError) as fault:
        logger.warning("%s cannot be read and is computed again: %s", path.name, fault)
        return None


def _name(text: str) -> str:
    if not NAME.fullmatch(text):
        msg = f"{text!r} cannot name a file"
        raise ValueError(msg)
    return text
