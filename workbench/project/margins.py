"""Margins: what is known of all customers, such as how many have which plan."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from workbench.errors import BadData
from workbench.project.handtable import read_table
from workbench.project.kept import MARGINS
from workbench.project.model import Project

#: shares of one column may miss 1 by so much, because they were rounded.
ROUNDED = 0.02


@dataclass(frozen=True)
class Margin:
    """How all customers are spread over the values of one column.

    Parameters
    ----------
    column : str
        As `[segments] compare` names it.
    shares : dict of str to float
        By value; they sum to 1.
    """

    column: str
    shares: dict[str, float]


def read_margins(project: Project) -> tuple[Margin, ...]:
    """Read the file that `[statistics] margins` names.

    Returns
    -------
    tuple of Margin
        In the order of the file; none without the key.

    Raises
    ------
    BadData
        If a cell is no share, a value stands twice, the shares of a column do not sum to about 1, or
        `[segments] compare` does not name the column.
    """
    name = project.statistics.margins
    if name is None:
        return ()
    table = read_table(project.folder, replace(MARGINS, file=name))
    if table.empty:
        raise _fault(name, "holds no row", "Write a row for each value, such as: plan,free,0.7")
    known = {column.casefold(): column for column in project.segments.compare if column != "customer"}
    found: dict[str, dict[str, float]] = {}
    for row in table.to_dict("records"):
        column, value = known.get(str(row["column"]).casefold()), str(row["value"])
        if column is None:
            said = ", ".join(known.values()) or "no column"
            raise _fault(name, f"has the column {row['column']!r}, but [segments] compare names {said}",
                         f"Add {row['column']!r} to [segments] compare, or correct its name.")  # fmt: skip
        if value in found.setdefault(column, {}):
            raise _fault(name, f"has {value!r} of {column} twice", "Keep one of the two rows.")
        found[column][value] = float(row["share"])
    return tuple(Margin(column, _whole(name, column, shares)) for column, shares in found.items())


def _whole(name: str, column: str, shares: dict[str, float]) -> dict[str, float]:
    total = math.fsum(shares.values())
    if abs(total - 1) > ROUNDED:
        fix = "Name every value that customers have, each with its part of all customers, so that they sum to 1."
        raise _fault(name, f"gives shares of {column} that sum to {total:.2f}, not to 1", fix)
    return {value: share / total for value, share in shares.items()}


def _fault(name: str, what: str, fix: str) -> BadData:
    return BadData(f"{name} {what}.", where=name, fix=fix)
