"""Ratings on their scale; scales are never mixed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.load.grid import Cell
from workbench.project.source import Origin

SCALES = {"stars5": (1, 5), "csat5": (1, 5), "nps11": (0, 10), "good_bad": (0, 1), "thumbs": (0, 1)}
MOST = 0.8  # share of ratings that must lie on a scale, where some lie on none
WORDS = {
    "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0,
    "one star": 1.0, "two stars": 2.0, "three stars": 3.0, "four stars": 4.0, "five stars": 5.0,
}  # fmt: skip
THUMBS = {"👍": 1.0, "👎": 0.0, "thumbs up": 1.0, "thumbs down": 0.0, "up": 1.0, "down": 0.0}
VERDICTS = {"good": 1.0, "bad": 0.0, "positive": 1.0, "negative": 0.0}
STARS = re.compile(r"[★⭐]\ufe0f?")
DRAWN = re.compile(r"(?:[★⭐]\ufe0f?)+☆*")
FIGURE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:/\s*(5|10)|stars?|sterne?|étoiles?)?", re.IGNORECASE)


@dataclass(frozen=True)
class Ratings:
    """A column of ratings: values, the scale of each, and how many did not fit."""

    values: list[float | None]
    scales: list[str | None]
    unfit: int


def guess_scale(cells: Iterable[Cell], origin: Origin) -> str | None:
    """Guess the scale of a whole source from everything written in its rating column; None if none fits."""
    written = Counter(cell.strip().casefold() for cell in cells if cell)
    if not written:
        return None
    if written.keys() & THUMBS.keys():
        return "thumbs"
    if written.keys() & VERDICTS.keys():
        return "good_bad"
    values = {value: count for cell, count in written.items() if (value := _value(cell)) is not None}
    if not values or len(values) * 2 < len(written):
        return None
    stars = "csat5" if origin in (Origin.SUPPORT, Origin.SURVEY) else "stars5"
    tenths = origin is not Origin.REVIEW and all(value.is_integer() for value in values)
    scales = (stars, "nps11") if tenths else (stars,)
    for least in (1.0, MOST):  # a slip such as 55 is a bad cell, not another scale
        for scale in scales:
            low, high = SCALES[scale]
            if sum(n for value, n in values.items() if low <= value <= high) >= least * sum(values.values()):
                return scale
    return None


def read_ratings(cells: Sequence[Cell], scales: Sequence[str | None]) -> Ratings:
    """Read ratings, each on its own row's scale; what does not fit the scale is missing and counted."""
    values: list[float | None] = []
    unfit = 0
    for cell, scale in zip(cells, scales, strict=True):
        value = _value(cell.strip().casefold()) if cell else None
        if value is not None and scale is not None:
            low, high = SCALES[scale]
            value = value if low <= value <= high else None
        unfit += bool(cell) and value is None
        values.append(value)
    return Ratings(values, [s if v is not None else None for v, s in zip(values, scales, strict=True)], unfit)


def row_scales(cells: Sequence[Cell], default: str | None) -> list[str | None]:
    """Return each row's scale: the one its own column names, else the source's."""
    return [name if (name := (cell or "").strip().casefold()) in SCALES else default for cell in cells]


def _value(text: str) -> float | None:
    for words in (WORDS, THUMBS, VERDICTS):
        if text in words:
            return words[text]
    if DRAWN.fullmatch(text):
        return float(len(STARS.findall(text)))
    found = FIGURE.fullmatch(text)
    return float(found[1].replace(",", ".")) if found else None
