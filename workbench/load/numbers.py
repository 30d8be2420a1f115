"""Counts and yes/no cells as exports write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.load.grid import Cell

COUNT = re.compile(r"(?P<below><)?\s*(?P<figure>[+-]?\d[\d.,'  ]*)\s*(?P<unit>[KkMmBb])?\+?")
LONGEST = 60  # characters of a cell that may be a figure; longer ones would cost time quadratic in their length
UNITS = {"k": 10**3, "m": 10**6, "b": 10**9, "": 1}
GROUPED = re.compile(r"[+-]?\d{1,3}([.,'  ])\d{3}(?:\1\d{3})*")
YES = frozenset(
    {"true", "1", "1.0", "yes", "y", "t", "ja", "wahr", "oui", "vrai", "inbound", "in", "incoming", "customer"}
)
NO = frozenset(
    {"false", "0", "0.0", "no", "n", "f", "nein", "falsch", "non", "faux", "outbound", "out", "outgoing", "agent"}
)


@dataclass(frozen=True)
class Counts:
    """A column of counts: values where known, upper bounds where `< 15` was written, and how many are no counts."""

    values: list[int | None]
    below: list[int | None]
    unread: int


def read_counts(cells: Sequence[Cell]) -> Counts:
    """Read `1,234`, `12K`, `1.2M` and `< 15`; blank is missing, never 0, and a bound is no value."""
    values: list[int | None] = []
    below: list[int | None] = []
    unread = 0
    for cell in cells:
        found = COUNT.fullmatch(cell.strip()) if cell and len(cell) <= LONGEST else None
        number = _figure(found["figure"], (found["unit"] or "").casefold()) if found else None
        unread += bool(cell) and number is None
        values.append(None if found and found["below"] else number)
        below.append(number if found and found["below"] else None)
    return Counts(values, below, unread)


def _figure(figure: str, unit: str) -> int | None:
    figure = figure.strip()
    if not unit and GROUPED.fullmatch(figure):
        return int(re.sub(r"[.,'  ]", "", figure))
    try:
        if unit:
            return round(float(figure.replace(",", ".").replace(" ", "")) * UNITS[unit])
        number = float(re.sub(r"[,'  ](?=\d{3})", "", figure))
    except ValueError:
        return None
    return int(number) if number.is_integer() else None


def yes_no(cell: Cell) -> bool | None:
    """Return a cell's truth, or None if it says neither."""
    text = cell.strip().casefold() if cell else ""
    return True if text in YES else False if text in NO else None
