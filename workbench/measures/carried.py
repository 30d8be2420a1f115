"""Carried: a column that posts or the customer list carry beside what we know by name."""

from __future__ import annotations

import json


def carried(extra: object, column: str) -> str | None:
    """Return the value of a kept column, whatever the column's capitals; None where there is none.

    Parameters
    ----------
    extra : str or missing
        JSON: column and value.
    column : str
    """
    fields = json.loads(extra) if isinstance(extra, str) and extra else {}
    value = {str(name).casefold(): value for name, value in fields.items()}.get(column.casefold())
    return None if value is None or value == "" else str(value)
