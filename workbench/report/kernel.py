"""The kernel of a notebook: reached through files of its own, and watched, so that it is known how it ended."""

from __future__ import annotations

import contextlib
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jupyter_client import AsyncKernelManager  # type: ignore[attr-defined]
from traitlets import default

#: longest path, in bytes, that a Unix socket may have on every system (104 on macOS, less the number that is added)
LONGEST = 100
#: where temporary files lie on every system that has such sockets
SHORT = "/tmp"  # noqa: S108 - only a folder of the account's own is made in it


@dataclass
class Watch:
    """What was seen of one kernel.

    Parameters
    ----------
    status : int or None
        Its exit status where it ended by itself: negative where a signal ended it.
    """

    status: int | None = None

    @property
    def killed(self) -> bool:
        """Whether it was ended by the signal that the system uses when memory runs out."""
        return self.status == -signal.SIGKILL

    @property
    def ended(self) -> str:
        """How the kernel ended, in words."""
        if self.status is None or self.status >= 0:
            return f"The kernel ended with code {self.status or 0}."
        if self.killed:
            return "The kernel was killed from outside, probably out of memory."
        return f"The kernel crashed ({_name(-self.status)})."


def _name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


@contextlib.contextmanager
def doors() -> Iterator[Path | None]:
    """Yield where the sockets of a kernel may lie, in a folder of the account's own; nothing where none can.

    Notes
    -----
    Over TCP, jupyter_client picks five free ports and the kernel takes them a moment later. Where another program
    took one in between, the kernel neither answers nor ends: it is waited for until the start's time limit.
    """
    with contextlib.ExitStack() as stack:
        yield _door(stack) if sys.platform != "win32" else None


def _door(stack: contextlib.ExitStack) -> Path | None:
    # the usual place for temporary files may have a path that is too long
    for place in (None, SHORT):
        with contextlib.suppress(OSError):
            folder = tempfile.TemporaryDirectory(prefix="kernel-", dir=place, ignore_cleanup_errors=True)
            door = Path(stack.enter_context(folder)) / "door"
            if len(bytes(door)) < LONGEST:
                return door
    return None


def watched(watch: Watch, door: Path | None) -> type[AsyncKernelManager]:
    """Return a kernel manager class that writes down what becomes of its kernel.

    Parameters
    ----------
    watch : Watch
        Filled in.
    door : Path or None
        What the paths of the kernel's sockets begin with, from `doors`; it is reached by TCP ports without.

    Notes
    -----
    nbclient says that a kernel died, never how; `quit()` and the system's want of memory look alike to it.
    """

    class Manager(AsyncKernelManager):
        @default("transport")
        def _transport(self) -> str:
            return "tcp" if door is None else "ipc"

        @default("ip")
        def _ip(self) -> str:
            return "127.0.0.1" if door is None else str(door)

        async def cleanup_resources(self, restart: bool = False) -> None:  # type: ignore[override]
            # A kernel that was shut down in order has no process left here; one that ended by itself still does.
            if self.provisioner is not None and self.provisioner.has_process:
                watch.status = await self.provisioner.poll()
            await super().cleanup_resources(restart=restart)

    return Manager
