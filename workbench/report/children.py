"""Children: the processes of a run, ended with it."""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

#: seconds a child has to shut its kernel down before it is killed.
GRACE_S = 15


class Children:
    """Child processes that never outlive the run: each ends itself when its stdin closes.

    The pipe closes when `stop` is called and also when this process is killed, so one rule covers both. Each child
    leads a session of its own: Ctrl-C in a terminal reaches this process alone, which then ends them in order.
    """

    def __init__(self) -> None:
        self._running: list[subprocess.Popen[bytes]] = []
        self._lock = threading.Lock()
        self._stopped = False

    def run(self, command: Sequence[str], *, environment: Mapping[str, str], log: Path) -> int:
        """Run a command to its end and return its exit status; its output is added to the log.

        Parameters
        ----------
        command : sequence of str
        environment : mapping of str to str
        log : Path

        Returns
        -------
        int
            Negative where a signal ended it; 143 without a start after `stop`.
        """
        with log.open("ab") as file:
            with self._lock:
                if self._stopped:
                    return 128 + signal.SIGTERM
                child = subprocess.Popen(
                    command,
                    env=dict(environment),
                    stdin=subprocess.PIPE,
                    stdout=file,
                    stderr=file,
                    start_new_session=True,
                )
                self._running.append(child)
            try:
                return child.wait()
            finally:
                with self._lock:
                    self._running.remove(child)

    def stop(self) -> None:
        """End every child, gently first, and wait until all are gone."""
        with self._lock:
            self._stopped = True
            running = list(self._running)
        for child in running:
            if child.stdin is not None:
                child.stdin.close()
        for child in running:
            try:
                child.wait(timeout=GRACE_S)
            except subprocess.TimeoutExpired:
                child.kill()  # its kernel looks out for it and ends within a second
                child.wait()
