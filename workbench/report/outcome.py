"""Outcomes: how one notebook ended, judged by what was seen of it and never by papermill's own record."""

from __future__ import annotations

import errno
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.report.kernel import Watch

#: seconds a cell may take before the run is stopped.
CELL_LIMIT_S = 1800

OK, FAILED, KERNEL, LIMIT, DISK = 0, 3, 4, 5, 9
MORE_MEMORY = (
    "Close other programs, study a shorter period, or run fewer notebooks at once (--at-once 1), then run it again."
)
MORE_ROOM = "Make room on the disk and run it again."
KERNEL_CHECK = "See log.txt; if the same happens again, install the workbench anew."
AGAIN = "Run it again; if the same happens, report it with log.txt."
#: errors that mean that there is no room, wherever they are met.
DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True)
class Outcome:
    """How one notebook ended.

    Parameters
    ----------
    notebook : str
        Name without folder, such as `02_topics`.
    code : int
        0, or the exit code of design section 6.
    what, where, fix : str
        The fault in plain words, the cell, and what to do beside reading the notebook.
    """

    notebook: str
    code: int
    what: str = ""
    where: str = ""
    fix: str = ""


@dataclass(frozen=True)
class Order:
    """What to run: the notebook, where it goes, and its parameters."""

    notebook: Path
    out: Path
    run_folder: Path
    run_id: str
    parameters: dict[str, Any]
    cell_limit_s: int = CELL_LIMIT_S


def raised(kind: str, said: str, name: str, place: str) -> Outcome:
    """Judge an error that a cell raised.

    Parameters
    ----------
    kind, said : str
        The error's class and message.
    name, place : str
        The notebook, and the cell in words.
    """
    number = re.search(r"\[Errno (\d+)\]", said)
    if kind.endswith("MemoryError") or (number and int(number[1]) == errno.ENOMEM):
        return Outcome(name, FAILED, f"The memory ran out ({said or kind})."[:600], place, MORE_MEMORY)
    if number and int(number[1]) in DISK_FULL:
        return Outcome(name, DISK, f"The disk cannot be written: {said}"[:600], place, MORE_ROOM)
    if kind in {error.__name__ for error in WorkbenchError.__subclasses__()}:  # these are sentences already
        return Outcome(name, DISK if kind == "Busy" else FAILED, said[:600], place)
    return Outcome(name, FAILED, f"{kind}: {said}"[:600], place)


def died(watch: Watch, name: str, place: str) -> Outcome:
    """Judge a kernel that ended before its notebook did.

    Parameters
    ----------
    watch : Watch
        What was seen of the kernel.
    name, place : str
        The notebook, and the cell in words.
    """
    if watch.status == 0:
        fix = "Take quit() or exit() out of the notebook."
        return Outcome(name, FAILED, "The notebook ended early: it closed its own kernel.", place, fix)
    return Outcome(name, KERNEL, watch.ended, place, MORE_MEMORY if watch.killed else AGAIN)


def not_run(error: Exception, watch: Watch, name: str, place: str) -> Outcome:
    """Judge what papermill raised beside the errors of cells.

    Parameters
    ----------
    error : Exception
    watch : Watch
        What was seen of the kernel.
    name, place : str
        The notebook, and the cell in words; the same where no cell began.
    """
    from jupyter_client.kernelspec import NoSuchKernel

    said = f"{type(error).__name__}: {error}"
    if isinstance(error, OSError) and error.errno in DISK_FULL:
        return Outcome(name, DISK, f"The disk is full: {error.strerror}.", f"{name}, while it ran", MORE_ROOM)
    if place == name and isinstance(error, RuntimeError | NoSuchKernel | OSError):
        how = watch.ended if watch.status is not None else said
        return Outcome(name, KERNEL, f"The kernel could not start: {how}"[:600], name, KERNEL_CHECK)
    if isinstance(error, RuntimeError):
        return Outcome(name, KERNEL, f"The kernel stopped answering: {error}"[:600], place, MORE_MEMORY)
    return Outcome(name, FAILED, said[:600], place)


def judge(order: Order) -> Outcome:
    """Apply checks two to five to a notebook whose execution returned."""
    name = order.notebook.stem
    content = json.loads(order.out.read_text(encoding="utf-8"))
    if content["metadata"].get("papermill", {}).get("exception"):
        what, fix = "The notebook ended early: a cell left by SystemExit.", "Take sys.exit() out of the notebook."
        return Outcome(name, FAILED, what, place_of(order.out, name), fix)
    for number, cell in enumerate(_code(content), start=1):
        if any(output["output_type"] == "error" for output in cell["outputs"]):
            return Outcome(name, FAILED, "A cell holds an error.", f"{name}, code cell {number}")
        if cell["execution_count"] is None and "".join(cell["source"]).strip():
            return Outcome(name, FAILED, "A cell did not run.", f"{name}, code cell {number}")
    if not _finished(order):
        return Outcome(name, FAILED, "The last cell did not report that the work is done.", f"{name}, last cell")
    return Outcome(name, OK)


def _finished(order: Order) -> bool:
    path = order.run_folder / f"finished-{order.notebook.stem}.json"
    try:
        return bool(json.loads(path.read_text(encoding="utf-8"))["run_id"] == order.run_id)
    except (OSError, ValueError, KeyError):
        return False


def place_of(out: Path, name: str) -> str:
    """Name the cell that failed: the last that began.

    papermill's start times say so also after a dead kernel or a time limit, when it calls every cell completed and
    a cell's number may or may not have reached the file.
    """
    try:
        cells = _code(json.loads(out.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return name
    begun = [number for number, cell in enumerate(cells, start=1) if _started(cell)]
    return f"{name}, code cell {max(begun)}" if begun else name


def _started(cell: dict[str, Any]) -> bool:
    return bool(cell["metadata"].get("papermill", {}).get("start_time"))


def _code(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in content["cells"] if cell["cell_type"] == "code"]
