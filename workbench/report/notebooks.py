"""Notebooks of a study: where they stand, and running them side by side, each in its own process."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import BadRequest, Busy, KernelDied, NotebookFailed, TimeLimit, WorkbenchError
from workbench.report.children import Children
from workbench.report.outcome import CELL_LIMIT_S, DISK, FAILED, KERNEL, LIMIT, MORE_MEMORY, MORE_ROOM, Outcome
from workbench.report.run_one import NOTEBOOK, RUN_FOLDER, RUN_ID

#: notebook -> the page's heading and what the pages call it.
PAGES = {
    "01_intake": "What came in",
    "02_topics": "What people talk about",
    "03_segments": "Who says what",
    "07_brief": "Brief",
}
#: fixed before a kernel starts: a cell would be too late once numpy is imported.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
ERRORS: dict[int, type[WorkbenchError]] = {
    FAILED: NotebookFailed,
    KERNEL: KernelDied,
    LIMIT: TimeLimit,
    DISK: Busy,
}
#: a notebook's process that says nothing on a disk with less room than this had no room to say it.
TOO_LITTLE_ROOM = 64 * 1024


def notebook_folder() -> Path:
    """Return the folder of the shipped notebooks: in the wheel, or beside the package in a checkout."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "notebooks", package.parent / "notebooks"):
        if (folder / "07_brief.ipynb").exists():
            return folder
    raise BadRequest("The notebooks are missing from this installation.", where=str(package), fix="Install it again.")


def notebook_path(project: Path, name: str) -> Path:
    """Return a notebook: the project's own copy where it has one, else the shipped one."""
    own = project / "notebooks" / f"{name}.ipynb"
    return own if own.exists() else notebook_folder() / f"{name}.ipynb"


@dataclass(frozen=True)
class Run:
    """One run of a study's notebooks.

    Parameters
    ----------
    run_id : str
    folder : Path
        The partial folder; executed notebooks go to `notebooks/` in it, outcomes beside.
    parameters : dict
        project, month, partial.
    as_of : str or None
    cell_limit_s : int
        Seconds a cell may take.
    """

    run_id: str
    folder: Path
    parameters: dict[str, object]
    as_of: str | None = None
    cell_limit_s: int = CELL_LIMIT_S


def run_notebooks(run: Run, notebooks: Sequence[Path], *, side_by_side: int) -> None:
    """Run notebooks, several at a time, and refuse the study if one did not succeed.

    Parameters
    ----------
    run : Run
    notebooks : sequence of Path
    side_by_side : int
        Processes at once.

    Raises
    ------
    Busy
        If one of them met a full disk.
    NotebookFailed, KernelDied, TimeLimit
        Otherwise the first in the order of the notebooks.

    Notes
    -----
    When this is interrupted, the notebooks' processes and their kernels are ended before the interruption goes on.
    """
    children = Children()
    with ThreadPoolExecutor(max(1, side_by_side)) as pool:
        try:
            outcomes = list(pool.map(lambda path: _run(run, path, children), notebooks))
        except BaseException:
            children.stop()  # before the pool waits for its threads, and they for the notebooks
            raise
    # A full disk makes the other notebooks fail in ways of their own.
    for outcome in sorted(outcomes, key=lambda outcome: outcome.code != DISK):
        if outcome.code:
            fix = outcome.fix or f"Open notebooks/{outcome.notebook}.ipynb of the failed run."
            raise ERRORS.get(outcome.code, NotebookFailed)(outcome.what, where=outcome.where, fix=fix)


def _run(run: Run, notebook: Path, children: Children) -> Outcome:
    order = run.folder / f"order-{notebook.stem}.json"
    order.write_text(
        json.dumps(
            {
                "notebook": str(notebook),
                "out": str(run.folder / "notebooks" / notebook.name),
                "run_folder": str(run.folder),
                "run_id": run.run_id,
                "parameters": run.parameters,
                "cell_limit_s": run.cell_limit_s,
            }
        ),
        encoding="utf-8",
    )
    environment = {
        **os.environ,
        **ENVIRONMENT,
        RUN_ID: run.run_id,
        RUN_FOLDER: str(run.folder.resolve()),
        NOTEBOOK: notebook.stem,
    }
    if run.as_of:
        environment["WORKBENCH_AS_OF"] = run.as_of
    command = [sys.executable, "-m", "workbench.report.run_one", str(order)]
    status = children.run(command, environment=environment, log=run.folder / "log.txt")
    outcome = run.folder / f"outcome-{notebook.stem}.json"
    if outcome.exists():
        return Outcome(**json.loads(outcome.read_text(encoding="utf-8")))
    return _silent(run, notebook.stem, status)


def _silent(run: Run, name: str, status: int) -> Outcome:
    """Judge a notebook whose process ended without a word."""
    if status == DISK or shutil.disk_usage(run.folder).free < TOO_LITTLE_ROOM:
        return Outcome(name, DISK, "The disk is full.", f"{name}, while it ran", MORE_ROOM)
    if status == -signal.SIGKILL:
        what = "The notebook's process was killed from outside, probably out of memory."
        return Outcome(name, KERNEL, what, name, MORE_MEMORY)
    return Outcome(name, KERNEL, f"The notebook's process ended with code {status}.", name, "See log.txt.")
