"""Figure: one cell of a table as a number, whatever the table's dtypes made of it."""

from __future__ import annotations

import math
from typing import SupportsFloat

import pandas as pd


def number(value: object) -> float | None:
    """Return a cell as a number; None where nothing was measured.

    Parameters
    ----------
    value : object
        What pandas gives for a cell: a Python or numpy number, None, NaN, NaT or NA.

    Raises
    ------
    TypeError
        If the cell is neither a number nor empty: a table then lacks its column's dtype.
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if not isinstance(value, SupportsFloat):
        msg = f"{type(value).__name__} is not a number"
        raise TypeError(msg)
    found = float(value)
    return None if math.isnan(found) else found


def whole(value: object) -> int:
    """Return a cell that counts something; 0 where nothing was counted.

    Raises
    ------
    TypeError
        As `number`.
    """
    return int(number(value) or 0)
