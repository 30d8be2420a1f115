"""Held back: what may still be claimed where differences are found between groups that are made up."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from workbench.measures.controls import Control, Verdict, verdict
from workbench.stats.strength import SURE, Strength

#: tables that rest on the months before; a failed control of months holds these back alone.
ABOUT_CHANGE = frozenset({"change", "spoke"})
REASON = "groups of people made up at random differ too often this time, so nothing is claimed"


def stops(table: pd.DataFrame) -> frozenset[Control]:
    """Return the controls that forbid to publish.

    Parameters
    ----------
    table : DataFrame
        From `controls`.
    """
    return frozenset(control for control in Control if verdict(table, control) is Verdict.STOP)


def held_back(name: str, table: pd.DataFrame, failed: Collection[Control]) -> pd.DataFrame:
    """Return a table in which nothing is stronger than the controls allow.

    Parameters
    ----------
    name : str
        Of the table, such as "change".
    table : DataFrame
        With the columns strength and reason, or it stays as it is.
    failed : collection of Control
        From `stops`. Where made-up groups differ too often, every range is too short and every row is too early;
        where months do, the rows about a change are.

    Returns
    -------
    DataFrame
        What was too early before keeps its own reason.

    Notes
    -----
    Statistics reference 8, negative controls: above the limit nothing is published as found.
    """
    if "strength" not in table or not (Control.GROUPS in failed or (failed and name in ABOUT_CHANGE)):
        return table
    sure = table["strength"].isin(SURE).fillna(False).to_numpy(dtype=bool)
    if not sure.any():
        return table
    changed = {"strength": str(Strength.EARLY), "reason": REASON}
    new = {
        column: pd.Series(np.where(sure, value, table[column].astype(object)), index=table.index, dtype="string")
        for column, value in changed.items()
    }
    return table.assign(**new)
