"""Faults of a file kept by hand, told together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import BadRequest

SHOWN = 30


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
    if len(ordered) == 1:
        fault = ordered[0]
        what = f"{path.name}: {fault.what}."
        raise BadRequest(what, where=fault.place(path.name), fix=fault.fix)
    told = [f"  {fault.place(path.name)}: {fault.what}; {fault.fix}" for fault in ordered[:SHOWN]]
    if len(ordered) > SHOWN:
        told.append(f"  … and {len(ordered) - SHOWN} more")
    raise BadRequest(
        "\n".join([f"{path.name} has {len(ordered)} faults:", *told]),
        where=ordered[0].place(path.name),
        fix="Correct the lines above.",
    )
