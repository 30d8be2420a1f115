"""Faults of a file kept by hand, told together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import BadRequest

SHOWN = 10  # further faults that a message names


@dataclass(frozen=True)
class Fault:
    """One fault: what, at which key and line, and what to do."""

    what: str
    key: str
    line: int | None
    fix: str

    def place(self, file: str) -> str:
        """Return file, line and key as words."""
        return f"{file} line {self.line}, {self.key}" if self.line else f"{file}, {self.key}"


def refuse(path: Path, faults: Sequence[Fault]) -> None:
    """Raise one error that tells all faults; none: do nothing.

    Raises
    ------
    BadRequest
        If there are faults, in the order of their lines.
    """
    if not faults:
        return
    ordered = sorted(faults, key=lambda fault: (fault.line or 0, fault.key))
    first, others = ordered[0], ordered[1:]
    what = (
        f"{path.name}: {first.what}." if not others else f"{path.name} has {len(ordered)} faults. First: {first.what}."
    )
    raise BadRequest(what, where=first.place(path.name), fix=_ended(first.fix, _more(others)))


def _ended(fix: str, more: str) -> str:
    return f"{fix}{'' if fix.endswith(('.', '?')) else '.'}{more}" if more else fix


def _more(others: Sequence[Fault]) -> str:
    """Return the further faults as the end of one line: errors are three lines, whatever their number."""
    if not others:
        return ""
    told = [f"({at}) {fault.place('').strip(', ')}: {fault.what}; {fault.fix}" for at, fault in enumerate(others, 2)]
    unsaid = f" … and {len(told) - SHOWN} more" if len(told) > SHOWN else ""
    return f" Then: {' '.join(told[:SHOWN])}{unsaid}"
