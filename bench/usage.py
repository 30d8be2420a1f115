"""What a command costs: wall and processor seconds, and the memory of its whole process tree."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psutil

SAMPLE_EVERY = 0.2  # seconds between two looks at the tree's memory
MAXRSS_UNIT = 1024 if sys.platform != "darwin" else 1  # bytes that one unit of ru_maxrss stands for
MIB = 2**20


@dataclass(frozen=True)
class Usage:
    """What a command used.

    Parameters
    ----------
    code : int
        Exit code.
    wall_s, cpu_s : float
        Seconds from start to end; user and system seconds of the process and all its children.
    memory_mib : float
        Largest memory of the process tree, looked at every 0.2 s, a page that processes share counted once (Linux's
        proportional set size; elsewhere as `resident_mib`), and at least `largest_mib`.
    resident_mib : float
        The same with shared pages counted for each process: the sum of resident memory.
    largest_mib : float
        Largest single process, as the system counted it (ru_maxrss).

    Notes
    -----
    Linux counts what this process held when it started the command as the command's own, so whoever measures loads
    nothing large before all is measured.
    """

    code: int
    wall_s: float
    cpu_s: float
    memory_mib: float
    resident_mib: float
    largest_mib: float

    def record(self) -> dict[str, float]:
        """Return the fields, rounded."""
        return {name: round(value, 2) for name, value in asdict(self).items()}


def measured(command: Sequence[str], *, environment: Mapping[str, str], cores: Sequence[int], log: Path) -> Usage:
    """Run a command to its end and say what it used.

    Parameters
    ----------
    command : sequence of str
    environment : mapping
        The whole environment.
    cores : sequence of int
        Processors that the command and its children may use, where the system can bind them; empty: all.
    log : Path
        Takes what it prints.
    """
    with log.open("ab") as out:
        begun = perf_counter()
        with _Bound(cores):
            process = subprocess.Popen(list(command), env=dict(environment), stdout=out, stderr=subprocess.STDOUT)
        peak = _Peak(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        wall = perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        peak.stop()
    largest = used.ru_maxrss * MAXRSS_UNIT / MIB
    memory, resident = (max(bytes_ / MIB, largest) for bytes_ in (peak.shared_once, peak.resident))
    return Usage(process.returncode, wall, _seconds(used), memory, resident, largest)


def _seconds(used: resource.struct_rusage) -> float:
    return used.ru_utime + used.ru_stime


class _Bound:
    """Bind this process to some cores while a child starts, which inherits them."""

    def __init__(self, cores: Sequence[int]) -> None:
        self._cores = set(cores)

    def __enter__(self) -> None:
        if self._cores and hasattr(os, "sched_setaffinity"):
            self._before = os.sched_getaffinity(0)
            os.sched_setaffinity(0, self._cores)

    def __exit__(self, *_: object) -> None:
        if self._cores and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, self._before)


class _Peak:
    """Watches the memory of a process tree until it is stopped."""

    def __init__(self, pid: int) -> None:
        self.resident = self.shared_once = 0  # bytes
        self._pid, self._over = pid, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no further."""
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        import psutil

        with suppress(psutil.Error):
            root = psutil.Process(self._pid)
            while not self._over.wait(SAMPLE_EVERY):
                self._look([root, *root.children(recursive=True)])

    def _look(self, tree: Sequence[psutil.Process]) -> None:
        resident = sum(_resident(one) for one in tree)
        self.resident = max(self.resident, resident)
        # Slow to ask for, and never more than the resident memory: asked for only where it could be a new peak.
        if resident > self.shared_once:
            self.shared_once = max(self.shared_once, sum(_proportional(one) for one in tree))


def _resident(process: psutil.Process) -> int:
    import psutil

    try:
        return int(process.memory_info().rss)
    except psutil.Error:  # it ended between the two questions
        return 0


def _proportional(process: psutil.Process) -> int:
    import psutil

    try:
        return int(getattr(process.memory_full_info(), "pss", 0)) or _resident(process)
    except psutil.Error:
        return _resident(process)
