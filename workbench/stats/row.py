"""Result rows: the columns that every measured number carries."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import WorkbenchError

#: column -> pandas dtype, in order (statistics reference 9); extra is JSON text with sorted keys.
COLUMNS: dict[str, str] = {
    "measure": "string",
    "subject": "string",
    "cell": "string",
    "ref_cell": "string",
    "period": "string",
    "family": "string",
    "estimate": "Float64",
    "lo": "Float64",
    "hi": "Float64",
    "level": "Float64",
    "estimand": "string",
    "scope": "string",
    "n_posts": "Int64",
    "n_authors": "Int64",
    "eff_authors": "Float64",
    "deff": "Float64",
    "gold_n": "Int64",
    "method": "string",
    "p": "Float64",
    "q": "Float64",
    "mde": "Float64",
    "strength": "string",
    "checked": "string",
    "reason": "string",
    "extra": "string",
}
_WORDS = {
    "estimand": ("voice", "people"),
    "scope": ("within", "generalise"),
    "strength": ("firm", "likely", "too early"),
    "checked": ("yes", "quick", "no"),
}


def rows(*, extra: Mapping[str, object] | None = None, **columns: object) -> pd.DataFrame:
    """Build result rows from vectors and check what every row promises.

    Parameters
    ----------
    extra : mapping of str to scalar or sequence of length R, optional
        The measure's own fields; a scalar stands for every row.
    **columns : scalar or sequence of length R
        Columns of `COLUMNS`; a scalar stands for every row, a missing column is null (gold_n 0).

    Returns
    -------
    DataFrame of R rows
        With exactly `COLUMNS` in their dtypes; NaN has become null.

    Raises
    ------
    WorkbenchError
        If a column is unknown, lengths differ, a number is infinite, or an invariant of statistics reference 9 breaks.
    """
    unknown = sorted(set(columns) - set(COLUMNS))
    if unknown:
        raise WorkbenchError(f"A result row has no column {unknown[0]}.", where="stats.row", fix="Put it into extra.")
    given = {"gold_n": 0, **columns}
    count = _length([*given.values(), *(extra or {}).values()])
    table = pd.DataFrame({name: _column(given.get(name), kind, count) for name, kind in COLUMNS.items()})
    table["extra"] = _extras(extra or {}, count)
    table = table.astype(COLUMNS)
    _check(table)
    return table


def unpack(table: pd.DataFrame) -> pd.DataFrame:
    """Return the fields of extra as columns.

    Parameters
    ----------
    table : DataFrame
        Rows from `rows`.

    Returns
    -------
    DataFrame
        With the index of the table, one column a field, sorted by name.
    """
    return (
        pd.DataFrame([json.loads(text) for text in table["extra"]], index=table.index)
        .sort_index(axis=1)
        .convert_dtypes()
    )


def _length(values: list[object]) -> int:
    lengths = {len(value) for value in values if _is_vector(value)}  # type: ignore[arg-type]
    if len(lengths) > 1:
        raise WorkbenchError(f"Columns of different lengths: {sorted(lengths)}.", where="stats.row")
    return lengths.pop() if lengths else 1


def _is_vector(value: object) -> bool:
    return hasattr(value, "__len__") and not isinstance(value, str | bytes | Mapping)


def _column(value: object, kind: str, count: int) -> list[str | float | None]:
    values: Any = value if _is_vector(value) else [value] * count
    if kind == "string":
        return [None if _missing(one) else str(one) for one in values]
    numbers = np.array([np.nan if _missing(one) else float(one) for one in values], dtype=np.float64)
    if np.isinf(numbers).any():
        raise WorkbenchError("An infinite number reached a result row.", where="stats.row")
    return [None if math.isnan(one) else float(one) for one in numbers]


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def _extras(extra: Mapping[str, object], count: int) -> list[str]:
    fields = {name: list(value) if _is_vector(value) else [value] * count for name, value in extra.items()}  # type: ignore[call-overload]
    return [
        json.dumps({name: _plain(values[row]) for name, values in fields.items()}, sort_keys=True, ensure_ascii=False)
        for row in range(count)
    ]


def _plain(value: object) -> object:
    if _missing(value):
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        if math.isinf(value):
            raise WorkbenchError("An infinite number reached a result row.", where="stats.row, extra")
        return None if math.isnan(value) else value
    if value is None or isinstance(value, bool | int):
        return value
    return [_plain(one) for one in value] if isinstance(value, list | tuple | np.ndarray) else str(value)


def _check(table: pd.DataFrame) -> None:
    estimate, lo, hi = (table[name] for name in ("estimate", "lo", "hi"))
    slack = 1e-12
    broken = {
        "lo and hi are both given or both null": lo.isna() != hi.isna(),
        "lo ≤ estimate ≤ hi": ((lo > estimate + slack) | (hi < estimate - slack)).fillna(False),
        "an interval has an estimate": estimate.isna() & lo.notna(),
        "a null estimate is too early": estimate.isna() & (table["strength"] != "too early").fillna(True),
        **{
            f"{name} is one of {', '.join(words)}": table[name].notna() & ~table[name].isin(words)
            for name, words in _WORDS.items()
        },
    }
    for rule, rows_ in broken.items():
        if rows_.any():
            first = table.loc[rows_.to_numpy(dtype=bool)].iloc[0]
            raise WorkbenchError(
                f"A result row breaks the rule: {rule}.",
                where=f"{first['measure']}, {first['subject']}, {first['cell']}",
            )
