"""The contract of a result row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.errors import WorkbenchError
from workbench.stats.row import COLUMNS, rows, unpack

GOOD = {
    "measure": "topic_share",
    "subject": ["T0001", "T0002"],
    "cell": "all",
    "estimate": np.array([0.1, np.nan]),
    "lo": np.array([0.05, np.nan]),
    "hi": [0.2, None],
    "level": 0.95,
    "n_posts": np.array([30, 0]),
    "strength": ["firm", "too early"],
    "checked": "no",
}


def test_rows_have_exactly_the_columns_in_order_and_no_nan() -> None:
    table = rows(**GOOD)
    assert list(table.columns) == list(COLUMNS)
    assert {name: str(kind) for name, kind in table.dtypes.items()} == COLUMNS
    assert table["estimate"].tolist() == [0.1, pd.NA]
    assert table["hi"].isna().tolist() == [False, True]
    assert table["gold_n"].tolist() == [0, 0]
    assert table["checked"].tolist() == ["no", "no"]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"lo": [0.15, None]}, "lo ≤ estimate ≤ hi"),
        ({"hi": [0.09, None]}, "lo ≤ estimate ≤ hi"),
        ({"hi": [None, None]}, "both given or both null"),
        ({"lo": [0.05, 0.1], "hi": [0.2, 0.3]}, "an interval has an estimate"),
        ({"strength": ["firm", "likely"]}, "too early"),
        ({"strength": ["firm", None]}, "too early"),
        ({"strength": ["clear", "too early"]}, "one of firm, likely, too early"),
        ({"checked": "perhaps"}, "one of yes, quick, no"),
        ({"estimand": "posts"}, "one of voice, people"),
        ({"p": [np.inf, 0.1]}, "infinite"),
        ({"share": [1, 2]}, "no column share"),
        ({"q": [0.1, 0.2, 0.3]}, "different lengths"),
        ({"extra": {"ratio": [-np.inf, 1.0]}}, "infinite"),
    ],
)
def test_a_broken_promise_never_leaves(change: dict[str, object], rule: str) -> None:
    with pytest.raises(WorkbenchError, match=rule):
        rows(**{**GOOD, **change})  # type: ignore[arg-type]


def test_own_fields_are_kept_with_sorted_names() -> None:
    table = rows(
        **GOOD, extra={"z": np.array([1.5, np.nan]), "seed": 1, "form": np.array(["t", "mover"]), "ok": [True, False]}
    )
    assert table["extra"][0] == '{"form": "t", "ok": true, "seed": 1, "z": 1.5}'
    fields = unpack(table)
    assert list(fields.columns) == ["form", "ok", "seed", "z"]
    assert fields["z"].isna().tolist() == [False, True]


def test_no_rows_are_rows_too() -> None:
    table = rows(measure="x", subject=[], estimate=np.array([]))
    assert len(table) == 0
    assert {name: str(kind) for name, kind in table.dtypes.items()} == COLUMNS
