"""Change: this period against the months before, under one codebook."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.measures.compared import Question, Side, compared
from workbench.measures.counts import pairs
from workbench.measures.material import Material
from workbench.measures.subjects import Subjects
from workbench.stats.row import COLUMNS as ROW
from workbench.stats.strength import Kind

COLUMNS = (
    "id", "label", "level", "against", "before", "now", "ratio", "difference", "mechanical",
    *("interval_level" if name == "level" else name for name in ROW),
)  # fmt: skip


def change(
    now: Material, before: Material, filed: pd.DataFrame, subjects: Subjects, *, question: Question
) -> pd.DataFrame:
    """Compare the share of people on each subject now and before.

    Parameters
    ----------
    now, before : Material
        Two windows that do not overlap; people may be in both.
    filed : DataFrame
        The assignments of both, under one codebook version.
    subjects : Subjects
    question : Question
        Its kind is set here.

    Returns
    -------
    DataFrame
        One row a subject: id, label, level, against, before, now (shares of people), ratio, then the result row,
        whose `level` is called interval_level here; widest change first.
    """
    asked = Question(
        "change", Kind.CHANGE, question.period, question.seed, people=True, effect=question.effect, marks=question.marks
    )
    about = pairs(filed, subjects.of_topic)
    rows = compared(Side("now", now.spoken), Side("before", before.spoken), about, subjects, asked)
    past = rows["share_2"].to_numpy(dtype=np.float64)
    present = rows["share_1"].to_numpy(dtype=np.float64)
    names = pd.DataFrame(
        {
            "id": subjects.ids,
            "label": subjects.table["label"],
            "level": str(subjects.level),
            "against": "last",
            "before": past,
            "now": present,
            "ratio": np.divide(present, past, out=np.full(len(past), np.nan), where=past > 0),
        }
    )
    table = pd.concat([names, rows.rename(columns={"level": "interval_level"})], axis=1)[list(COLUMNS)]
    order = table["estimate"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def no_change() -> pd.DataFrame:
    """Return the table of a period that has nothing before it: its columns and no row."""
    return pd.DataFrame(columns=list(COLUMNS))
