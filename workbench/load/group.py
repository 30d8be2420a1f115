"""Groups: tables of one layout, that one source may read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from workbench.load.grid import Cell
from workbench.load.table import Table


@dataclass(frozen=True)
class Group:
    """Tables with the same columns.

    Parameters
    ----------
    files : tuple of Path
        They came from.
    tables : tuple of Table
    """

    files: tuple[Path, ...]
    tables: tuple[Table, ...]

    def cells(self, name: str) -> list[Cell]:
        """Return the cells of a column of all tables."""
        return [cell for table in self.tables for cell in table.column(name)]
