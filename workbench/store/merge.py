"""Which of the rows that were read are new, which are known, and which are edits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.store.tables import Table


@dataclass(frozen=True)
class Merged:
    """What a table becomes.

    Parameters
    ----------
    rows : DataFrame
        The rows after the load, one for each id.
    status : Series of str
        For each row that was read, in its order: `new`, `known` or `edit`.
    """

    rows: pd.DataFrame
    status: pd.Series


def merge(table: Table, known: pd.DataFrame, read: pd.DataFrame) -> Merged:
    """Add the rows that were read to the known ones; the last edit of an item wins.

    Parameters
    ----------
    table : Table
        Says which column names a row and which columns make an edit.
    known : DataFrame
        The stored rows of all partitions that may hold one of the ids; ids are unique.
    read : DataFrame
        The rows read, in the order of files and rows.

    Notes
    -----
    The last edit is the one with the latest `edited_at`; where that is equal or absent, the one read last. A row that
    says the same as what is stored changes nothing, not even where the row is said to come from.
    """
    count = len(known)
    both = pd.concat([known, read], ignore_index=True) if count else read.reset_index(drop=True)
    ids = both[table.id]
    status = pd.Series("known", index=read.index, dtype="string")
    first_seen = ~ids.duplicated()
    status[first_seen.to_numpy()[count:]] = "new"
    repeated = ids.duplicated(keep=False)
    if not repeated.any():
        return Merged(both, status)
    chosen, edits = _choose(table, both[repeated])
    edits = edits[edits >= count]
    status.iloc[edits - count] = "edit"
    rows = pd.concat([both[~repeated], both.loc[chosen]]).sort_index(kind="stable")
    return Merged(rows.reset_index(drop=True), status)


def _choose(table: Table, rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the position of the row kept for each repeated id, and of those that replaced the first one."""
    position = rows.index.to_numpy()
    order = rows[[table.id]].assign(_position=position)
    by = [table.id, "_position"]
    if table.edited_at:
        order["_edited"] = rows[table.edited_at]
        by.insert(1, "_edited")
    last = order.sort_values(by, na_position="first", kind="stable").drop_duplicates(table.id, keep="last")
    said = rows.groupby([table.id, *table.edits], dropna=False, sort=False).ngroup()
    frame = pd.DataFrame({"id": rows[table.id], "said": said, "position": position})
    first = frame.drop_duplicates("id").set_index("id")
    winner = frame.loc[last.index].set_index("id")
    changed = winner["said"] != first["said"].reindex(winner.index)
    # Of several rows that say the same, the first is kept: where an item was first read stays true.
    earliest = frame.drop_duplicates("said").set_index("said")["position"]
    kept = earliest.reindex(winner["said"]).to_numpy()
    return kept, kept[changed.to_numpy()]
