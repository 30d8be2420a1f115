"""One writer at a time: a lock that names its owner."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import Busy
from workbench.store.files import FILE_MODE, make_folder, write_whole

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Owner:
    """Who holds a lock.

    Parameters
    ----------
    pid : int
        Process id, or 0 where the file could not be read.
    host : str
        The machine that the pid belongs to.
    began : str
        What tells the process from a later one with the same pid; empty where the system does not say.
    purpose : str
        What it does, in words.
    table : str
        The process table that the pid stands in, whatever the machine is called; empty where the system does not say.
    """

    pid: int
    host: str
    began: str
    purpose: str
    table: str = ""

    @property
    def alive(self) -> bool:
        """Whether the owner may still run; unknown counts as yes."""
        if not self.here:
            return True
        return _runs(self.pid) and (not self.began or _began(self.pid) in ("", self.began))

    @property
    def here(self) -> bool:
        """Whether the owner's pid can be looked up by this process: a machine may have changed its name since."""
        return self.host == socket.gethostname() or (self.table != "" and self.table == _table())


@dataclass(frozen=True)
class Lock:
    """A held lock; `took_over` is the dead owner it was taken from, if any."""

    owner: Owner
    took_over: Owner | None = None


@contextlib.contextmanager
def hold(path: Path, *, purpose: str) -> Iterator[Lock]:
    """Hold a lock file while the block runs.

    Parameters
    ----------
    path : Path
        The lock file; it holds the owner as JSON while the lock is held.
    purpose : str
        What the holder does, told to whoever is refused.

    Yields
    ------
    Lock
        With the dead owner whose lock was taken over, which is also logged.

    Raises
    ------
    Busy
        If a living process, or one on another machine, holds it (exit code 9).
    """
    me = Owner(os.getpid(), socket.gethostname(), _began(os.getpid()), purpose, _table())
    with _guard(path):
        before = _read(path)
        if before is not None and before.alive:
            raise Busy(
                f"{before.purpose[:1].upper()}{before.purpose[1:]} is running.",
                where=_place(path, before),
                fix=_fix(path, before),
            )
        write_whole(path, json.dumps(vars(me), sort_keys=True).encode())
    if before is not None:
        logger.warning("took over the lock of process %d, which has died (%s)", before.pid, before.purpose)
    try:
        yield Lock(me, before)
    finally:
        with _guard(path):
            if _read(path) == me:
                path.unlink(missing_ok=True)


def _place(path: Path, owner: Owner) -> str:
    return f"{path}, held by process {owner.pid} on {owner.host}"


def _fix(path: Path, owner: Owner) -> str:
    if owner.here and owner.pid:
        return "Wait until it has finished, or end that process."
    return f"Wait until it has finished; if you are sure that nothing runs, delete {path.name}."


def _read(path: Path) -> Owner | None:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        pid, host, began = int(said["pid"]), str(said["host"]), str(said.get("began", ""))
        return Owner(pid, host, began, str(said["purpose"]), str(said.get("table", "")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        return Owner(0, "an unknown machine", "", "Another run")  # not ours to throw away


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it runs and belongs to someone else
        return True
    return _state(pid) != "Z"  # a killed process that its parent has not collected


def _table() -> str:
    """Name the system's start and the process namespace, which together no other machine or container shares."""
    try:
        started = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{started} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""


def _stat(pid: int) -> list[str]:
    # The name in brackets may hold spaces, so the fields count from the last bracket.
    with contextlib.suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    return []


def _state(pid: int) -> str:
    fields = _stat(pid)
    return fields[0] if fields else ""


def _began(pid: int) -> str:
    fields = _stat(pid)
    return fields[19] if len(fields) > 19 else ""


@contextlib.contextmanager
def _guard(path: Path) -> Iterator[None]:
    """Let one process at a time look at the lock and change it; the system frees it when a process dies."""
    try:
        import fcntl
    except ImportError:  # not on Windows: there the moment between looking and writing stays open
        yield
        return
    try:
        make_folder(path.parent)
        handle = os.open(path.with_name(f"{path.name}.guard"), os.O_RDWR | os.O_CREAT, FILE_MODE)
    except OSError as fault:
        fix = "Choose a folder that you may write to, or make room on the disk."
        raise Busy(f"The lock cannot be written: {fault.strerror}.", where=str(path), fix=fix) from fault
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
