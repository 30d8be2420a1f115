"""Comparison: the files of a published study beside those of a study made again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from workbench.report.details import differences


class State(StrEnum):
    """What became of a file."""

    SAME = "same"
    DIFFERENT = "different"
    EDITED = "edited"
    REMOVED = "removed"


@dataclass(frozen=True)
class Compared:
    """One file of a study.

    Parameters
    ----------
    path : str
        In the study's folder.
    state : State
        edited and removed: after publication, and made again it has the published bytes.
    details : tuple of str
        What differs, shortly.
    """

    path: str
    state: State
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Files:
    """The files of a study: where, and the digest of each.

    Parameters
    ----------
    folder : Path
    digests : dict of str to str
        By path in the folder.
    """

    folder: Path
    digests: dict[str, str]


def compare(recorded: dict[str, str], published: Files, again: Files) -> tuple[Compared, ...]:
    """Compare a study file by file.

    Parameters
    ----------
    recorded : dict of str to str
        Digests of run.json, by path.
    published : Files
        As they lie on the disk now.
    again : Files
        Made again.

    Returns
    -------
    tuple of Compared
        Sorted by path; files that are neither in the record nor made again are nobody's business.
    """
    return tuple(_compared(path, recorded, published, again) for path in sorted({*recorded, *again.digests}))


def _compared(path: str, recorded: dict[str, str], published: Files, again: Files) -> Compared:
    was, lies, made = recorded.get(path), published.digests.get(path), again.digests.get(path)
    if was == lies == made:
        return Compared(path, State.SAME)
    if was == made:
        if lies is None:
            return Compared(path, State.REMOVED)
        return Compared(path, State.EDITED, differences(again.folder / path, published.folder / path))
    if was is None:
        return Compared(path, State.DIFFERENT, ("the published study has no such file",))
    if made is None:
        return Compared(path, State.DIFFERENT, ("made again, the study has no such file",))
    details: tuple[str, ...] = () if lies is None else differences(published.folder / path, again.folder / path)
    if lies != was:
        details = (f"and it was {'removed' if lies is None else 'edited'} after publication", *details)
    return Compared(path, State.DIFFERENT, details)
