"""Files as they lie in a folder: their names in reports, and their bytes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import BadData


def named(files: Sequence[Path], root: Path) -> list[tuple[str, Path]]:
    """Return files with the names that reports use: relative to the project where they lie in it, sorted."""
    base = root.resolve()
    whole = sorted({whole_path(path) for path in files})
    names = [path.relative_to(base).as_posix() if path.is_relative_to(base) else path.name for path in whole]
    return sorted(zip(names, whole, strict=True))


def whole_path(path: Path) -> Path:
    """Return where a path leads; a link that leads nowhere, or to itself, stays as it is."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a link that leads to itself
        return path.absolute()


def file_bytes(name: str, path: Path) -> bytes:
    """Return a file's bytes.

    Parameters
    ----------
    name : str
        What the file is called in messages.
    path : Path

    Raises
    ------
    BadData
        If it cannot be opened, its name is no text, or it changes while it is read.
    """
    if not name.isascii() and any("\ud800" <= sign <= "\udfff" for sign in name):
        raise BadData("the file's name is no text in UTF-8", where=shown_name(name), fix="give the file another name")
    with steady(name, path):
        return path.read_bytes()


@contextmanager
def steady(name: str, path: Path) -> Iterator[os.stat_result]:
    """Refuse a file that cannot be opened, or that changes within the block that reads it.

    Parameters
    ----------
    name : str
        What the file is called in messages.
    path : Path

    Yields
    ------
    os.stat_result
        Of the file as it lies there.

    Raises
    ------
    BadData
    """
    try:
        before = path.stat()
        yield before
        after = path.stat()
    except FileNotFoundError as error:
        fix = "put it back, or take it out of project.toml; a link must lead to a file"
        raise BadData("the file cannot be opened: it is not there", where=name, fix=fix) from error
    except OSError as error:
        why = f": {error.strerror}" if error.strerror else ""
        raise BadData(f"the file cannot be opened{why}", where=name, fix="check that you may read it") from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        fix = "wait until the export is written or downloaded to its end, then load again"
        raise BadData("the file changed while it was read", where=name, fix=fix)


def shown_name(name: str) -> str:
    """Return a file's name on one line, with signs that cannot be printed written out."""
    return "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in name)
