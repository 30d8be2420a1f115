"""Publishing: a finished run takes the place of its period, whole or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

PARTIAL, OLD, FAILED = ".partial-", ".old-", ".failed"


def recover(studies: Path) -> None:
    """Finish or undo a swap that was interrupted, and remove what interrupted runs left.

    Parameters
    ----------
    studies : Path
        The project's `studies/`.

    Notes
    -----
    If the period's folder is missing while the old one stands aside, the swap stopped between its two steps:
    the old one goes back. If both stand, the swap was done: the old one is removed.
    """
    if not studies.exists():
        return
    for aside in sorted(studies.glob(f"{OLD}*")):
        place = studies / aside.name.removeprefix(OLD)
        if place.exists():
            shutil.rmtree(aside)
        else:
            aside.rename(place)
    for left in sorted(studies.glob(f"{PARTIAL}*")):
        keep_failed(studies, left, left.name.removeprefix(PARTIAL))


def publish(studies: Path, partial: Path, period: str) -> Path:
    """Put a finished run in the place of its period.

    Parameters
    ----------
    studies : Path
    partial : Path
        The finished folder, beside the others.
    period : str

    Returns
    -------
    Path
        `studies/<period>`.
    """
    place, aside = studies / period, studies / f"{OLD}{period}"
    if place.exists():
        place.rename(aside)
    partial.replace(place)
    if aside.exists():
        shutil.rmtree(aside)
    return place


def keep_failed(studies: Path, partial: Path, name: str) -> Path:
    """Keep the evidence of a failed run under `.failed/` and return where."""
    kept = studies / FAILED / name
    kept.parent.mkdir(parents=True, exist_ok=True)
    if kept.exists():
        shutil.rmtree(kept)
    partial.rename(kept)
    return kept
