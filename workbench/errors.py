"""Errors that a person can act on, each with its exit code."""

from __future__ import annotations

#: begins the note on an error of ours that names its log.
EVIDENCE = "evidence: "


class WorkbenchError(Exception):
    """Say what went wrong, where, and what to do about it.

    Parameters
    ----------
    what : str
        The fault in one sentence.
    where : str
        The file, line, row, key or cell.
    fix : str
        What the reader does next.
    """

    code = 1

    def __init__(self, what: str, *, where: str = "", fix: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.fix = fix

    def lines(self) -> tuple[str, str, str]:
        """Return the three lines that a command prints on stderr."""
        return (self.what, f"  where: {self.where or 'not known'}", f"  to do: {self.fix or 'see the log'}")

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.where and f"({self.where})", self.fix) if part)


class BadRequest(WorkbenchError):
    """A command, parameter or project.toml that cannot be carried out."""

    code = 2


class BadData(WorkbenchError):
    """A file that cannot be read as what it is said to be."""

    code = 2


class NotebookFailed(WorkbenchError):
    """A notebook raised, left early, or did not reach its last cell."""

    code = 3


class KernelDied(WorkbenchError):
    """The kernel died or could not start."""

    code = 4


class TimeLimit(WorkbenchError):
    """A cell or a run took longer than its limit."""

    code = 5


class PageRefused(WorkbenchError):
    """A page failed its self-check."""

    code = 6


class Differs(WorkbenchError):
    """A run again gave other bytes, or a self-test left its band."""

    code = 7


class Refused(WorkbenchError):
    """Refused by the project's policy."""

    code = 8


class Busy(WorkbenchError):
    """The project is locked by another run, or the disk cannot be written."""

    code = 9
