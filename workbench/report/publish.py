"""Publishing: a finished run takes the place of its period, whole or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

from workbench.report import record

PARTIAL, OLD, FAILED = ".partial-", ".old-", ".failed"
#: begins the note on an error of ours that names its log.
EVIDENCE = "evidence: "


def recover(studies: Path) -> bool:
    """Finish or undo a swap that was interrupted, and keep what interrupted runs left as failed runs.

    Parameters
    ----------
    studies : Path
        The project's `studies/`.

    Returns
    -------
    bool
        Whether there was anything to put right.

    Notes
    -----
    If the period's folder is missing while the old one stands aside, the swap stopped between its two steps:
    the old one goes back. If both stand, the swap was done: the old one is removed.
    """
    swaps, partial = sorted(studies.glob(f"{OLD}*")), sorted(studies.glob(f"{PARTIAL}*"))
    for aside in swaps:
        place = studies / aside.name.removeprefix(OLD)
        if place.exists():
            shutil.rmtree(aside)
        else:
            aside.rename(place)
    for left in partial:
        said = record.read(left) or {}
        error = {"type": "Interrupted", "what": "The run was killed before it was published.", "where": ""}
        record.write(left, {"error": error, **said, "status": "failed"})
        keep_failed(studies, left, left.name.removeprefix(PARTIAL))
    return bool(swaps or partial)


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
    try:
        if place.exists():
            place.rename(aside)
        partial.replace(place)
    except BaseException:
        if aside.exists() and not place.exists():
            aside.rename(place)
        raise
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
