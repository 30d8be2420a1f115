"""The kernel of a notebook, watched: how it ended."""

from __future__ import annotations

import signal
from dataclasses import dataclass

from jupyter_client import AsyncKernelManager  # type: ignore[attr-defined]


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


def watched(watch: Watch) -> type[AsyncKernelManager]:
    """Return a kernel manager class that writes down what becomes of its kernel.

    Parameters
    ----------
    watch : Watch
        Filled in.

    Notes
    -----
    nbclient says that a kernel died, never how; `quit()` and the system's want of memory look alike to it.
    """

    class Manager(AsyncKernelManager):
        async def cleanup_resources(self, restart: bool = False) -> None:  # type: ignore[override]
            # A kernel that was shut down in order has no process left here; one that ended by itself still does.
            if self.provisioner is not None and self.provisioner.has_process:
                watch.status = await self.provisioner.poll()
            await super().cleanup_resources(restart=restart)

    return Manager
