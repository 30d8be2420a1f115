"""The attempt at a study: its folder while it runs, and the evidence where it fails."""

from __future__ import annotations

import contextlib
import errno
import shutil
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from workbench.errors import EVIDENCE, BadData, BadRequest, Busy, KernelDied, WorkbenchError
from workbench.report import record
from workbench.report.index import write_index
from workbench.report.outcome import DISK_FULL, MORE_MEMORY, MORE_ROOM
from workbench.report.publish import PARTIAL, keep_failed

LOG = "log.txt"
#: given back before the evidence is written, so that a full disk can still say that it is full.
RESERVE, RESERVE_BYTES = "reserve.part", 512 * 1024
#: faults of the disk or of its rights, as against a file that is missing.
NOT_WRITABLE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
MORE_RIGHTS = "Give yourself the right to write there, or move the project where you may write; then run it again."


def begin(studies: Path, period: str, said: Mapping[str, Any]) -> Path:
    """Make the folder of an attempt, its record in it, and room to say how it fails.

    Parameters
    ----------
    studies : Path
        The project's `studies/`.
    period : str
    said : mapping
        The record; `run_id` in it.

    Returns
    -------
    Path

    Raises
    ------
    OSError
        If there is no room even for this; then nothing is left.
    """
    folder = studies / f"{PARTIAL}{period}-{said['run_id']}"
    folder.mkdir()
    try:
        record.write(folder, said)
        (folder / RESERVE).write_bytes(b"\0" * RESERVE_BYTES)
    except BaseException:
        shutil.rmtree(folder)
        raise
    return folder


def give_room_back(folder: Path) -> None:
    """Remove what `begin` reserved."""
    (folder / RESERVE).unlink(missing_ok=True)


@contextlib.contextmanager
def in_words(folder: Path, stage: Callable[[], str]) -> Iterator[None]:
    """Say in a researcher's words what the disk or the memory refused.

    Parameters
    ----------
    folder : Path
        The project's.
    stage : callable
        What is being done.

    Raises
    ------
    Busy
        If the disk is full or may not be written.
    KernelDied
        If the memory of this process ran out.
    """
    try:
        yield
    except MemoryError as error:
        raise KernelDied("The memory ran out.", where=f"while {stage()}", fix=MORE_MEMORY) from error
    except OSError as error:
        where = f"{error.filename or folder}, while {stage()}"
        if error.errno in DISK_FULL:
            raise Busy(f"The disk is full: {error.strerror}.", where=where, fix=MORE_ROOM) from error
        if error.errno in NOT_WRITABLE:
            raise Busy(f"This cannot be written: {error.strerror}.", where=where, fix=MORE_RIGHTS) from error
        raise


def keep(folder: Path, said: Mapping[str, Any], error: BaseException, *, project: str) -> None:
    """Keep a failed attempt as evidence, list it, and name it in the error; whatever the disk still lets through.

    A request or a file that was refused before anything was made from it leaves nothing behind.

    Parameters
    ----------
    folder : Path
        The attempt's, in `studies/`.
    said : mapping
        Its record so far.
    error : BaseException
        What ended it; told where the evidence is.
    project : str
        The project's name.
    """
    studies = folder.parent
    if not folder.exists():  # published already
        return
    if isinstance(error, BadRequest | BadData) and "inputs" not in said:
        shutil.rmtree(folder)
        return
    with contextlib.suppress(OSError):
        give_room_back(folder)
    with contextlib.suppress(OSError), (folder / LOG).open("a", encoding="utf-8") as log:
        log.write("\n".join(_lines(error)) + "\n")
        if isinstance(error, Exception) and not isinstance(error, WorkbenchError):
            traceback.print_exception(error, file=log)
    with contextlib.suppress(OSError):
        record.write(folder, {**said, "status": "failed", "error": _error(error)})
    kept = folder
    with contextlib.suppress(OSError):  # a read-only folder: the next start keeps it
        kept = keep_failed(studies, folder, folder.name.removeprefix(PARTIAL))
    with contextlib.suppress(OSError):
        write_index(studies, project=project)
    if isinstance(error, WorkbenchError):
        error.fix = f"{error.fix} The evidence is in {kept}".strip()
    else:
        error.add_note(f"{EVIDENCE}{kept / LOG}")


def _lines(error: BaseException) -> tuple[str, ...]:
    return error.lines() if isinstance(error, WorkbenchError) else (_error(error)["what"],)


def _error(error: BaseException) -> dict[str, str]:
    what = error.what if isinstance(error, WorkbenchError) else str(error) or "The run was interrupted."
    where = error.where if isinstance(error, WorkbenchError) else ""
    return {"type": type(error).__name__, "what": what, "where": where}
