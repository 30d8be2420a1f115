"""Tables as pages show them: escaped, few columns, intervals beside their shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.charts.words import NONE, clean, count, decimal, interval, missing, points
from workbench.report.markup import TAGS, Html, checked, escape, tag

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[Any, Any]
NUMBER, TEXT, LONG = ' class="number"', ' class="text"', ' class="text long"'
LONG_FROM = 60  # characters; such a column needs room, or its rows become towers
NUMERIC = frozenset({"integer", "floating", "mixed-integer-float", "decimal"})


@dataclass(frozen=True)
class _Column:
    """How the cells of a column are written, as escaped HTML, and their class."""

    write: Callable[[Row], str]
    css: str


def table(frame: pd.DataFrame, columns: Mapping[str, str], *, caption: str = "", limit: int | None = None) -> Html:
    """Show chosen columns of a frame as a table.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a line. How a column is written follows from its name and type: shares as whole percentages, with
        their interval where ``<column>_lo`` and ``<column>_hi`` exist; ``difference`` in points with ``lo`` and
        ``hi``; ``strength`` as a tag; ``checked`` in words; stars and other fractions with one decimal; counts with
        thousands; everything else as escaped text.
    columns : mapping of str to str
        Column to heading, in the order shown. The first names the row.
    caption : str
        What the table shows.
    limit : int, optional
        Rows shown; the rest is counted in a note below.

    Returns
    -------
    Html
        Scrolls sideways where it is wider than the page.

    Raises
    ------
    KeyError
        For a column that the frame lacks.
    """
    if lacking := [name for name in columns if name not in frame]:
        raise KeyError(f"The frame has no column {', '.join(lacking)}.")
    words = escape(caption)
    if frame.empty:
        return Html(f'<p class="note">{words + ": none" if words else "None"} in this period.</p>')
    shown = {name: _column(name, frame) for name in columns}
    heads = zip(columns.values(), shown.values(), strict=True)
    # an empty heading would be announced as one
    head = "".join(f'<th scope="col"{part.css}>{escape(title)}</th>' if title else "<td></td>" for title, part in heads)
    body = "".join(_line(row, shown) for row in frame.head(limit or len(frame)).to_dict("records"))
    left = len(frame) - min(limit or len(frame), len(frame))
    more = f'<p class="note">{left:,} more rows stand in the files of this study.</p>' if left else ""
    top = f"<caption>{words}</caption>" if words else ""
    name = words or escape(next(iter(columns.values())))
    return Html(
        f'<div class="sheet"><div class="scroll" tabindex="0" role="region" aria-label="Table: {name}">'
        f"<table>{top}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{more}</div>"
    )


def _line(row: Row, shown: Mapping[str, _Column]) -> str:
    """Return one row; the first cell is its heading."""
    first, *rest = shown.values()
    cells = "".join(f"<td{part.css}>{part.write(row)}</td>" for part in rest)
    return f'<tr><th scope="row"{first.css}>{first.write(row)}</th>{cells}</tr>'


def _column(name: str, frame: pd.DataFrame) -> _Column:
    """Choose how a column is written from its name and its values."""
    import pandas as pd

    kind = pd.api.types.infer_dtype(frame[name], skipna=True)
    if name == "strength":
        return _Column(lambda row: str(tag(row[name])) if row[name] in TAGS else _text(row[name]), TEXT)
    if name == "checked":
        return _Column(lambda row: NONE if missing(row[name]) else escape(checked(str(row[name]))), TEXT)
    if kind == "boolean":
        return _Column(lambda row: NONE if missing(row[name]) else "yes" if row[name] else "no", TEXT)
    if kind in NUMERIC:
        return _Column(_number(name, frame), NUMBER)
    longest = max((len(str(value)) for value in frame[name]), default=0)
    return _Column(lambda row: _text(row[name]), LONG if longest > LONG_FROM else TEXT)


def _number(name: str, frame: pd.DataFrame) -> Callable[[Row], str]:
    """Choose how a column of numbers is written."""
    if name == "difference":
        return lambda row: points(row[name], row.get("lo"), row.get("hi"))
    if name == "mde":
        return lambda row: points(row[name]).lstrip("+−")
    if _is_share(name):
        return lambda row: interval(row[name], row.get(f"{name}_lo"), row.get(f"{name}_hi"))
    if name.startswith("stars") or not _whole(frame[name]):
        return lambda row: decimal(row[name])
    return lambda row: count(row[name])


def _is_share(name: str) -> bool:
    return name.startswith(("share", "before_share")) or name.endswith("_share") or name == "percent"


def _whole(column: pd.Series) -> bool:
    """Tell whether a float column holds counts, as pandas makes of integers with a gap."""
    return bool((column.dropna().astype(float) % 1 == 0).all())


def _text(value: object) -> str:
    return NONE if missing(value) or value == "" else escape(clean(value))
