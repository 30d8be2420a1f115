"""Publishing: a finished run takes the place of its period, whole or not at all."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from workbench.report import record

PARTIAL, OLD, FAILED = ".partial-", ".old-", ".failed"
#: failed runs of one period that are kept: a schedule that fails every night must not fill the disk.
KEPT_FAILURES = 10


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
    # only folders: a file manager may have left files of its own
    swaps, partial = (
        [path for path in sorted(studies.glob(f"{begins}*")) if path.is_dir()] for begins in (OLD, PARTIAL)
    )
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
    # Published already: what a viewer holds open cannot be removed now and is removed by the next start.
    shutil.rmtree(aside, ignore_errors=True)
    return place


def keep_failed(studies: Path, partial: Path, name: str) -> Path:
    """Keep the evidence of a failed run under `.failed/`, with the newest of its period, and return where.

    Parameters
    ----------
    studies : Path
    partial : Path
        The run's folder.
    name : str
        `<period>-<run id>`.
    """
    kept = studies / FAILED / name
    kept.parent.mkdir(parents=True, exist_ok=True)
    if kept.exists():
        shutil.rmtree(kept)
    partial.rename(kept)
    for older in _runs(kept.parent, _period(name))[:-KEPT_FAILURES]:
        shutil.rmtree(older, ignore_errors=True)
    return kept


def _runs(folder: Path, period: str) -> list[Path]:
    """List the failed runs of a period, oldest first; what is not named as a run is not ours to remove."""
    return [path for path in sorted(folder.glob("*")) if path.is_dir() and period and _period(path.name) == period]


def _period(name: str) -> str:
    found = re.fullmatch(r"(.+)-\d{8}T\d{6}-[0-9a-f]{6}", name)
    return found[1] if found else ""
