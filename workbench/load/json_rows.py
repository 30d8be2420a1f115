"""Turn parsed JSON into rows: an array, one object, an object that holds one list, or one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from workbench.errors import BadData
from workbench.load.grid import Cell, Grid
from workbench.load.header import fits
from workbench.load.json_parse import SURROGATE, Item, Parsed

DEPTH = 6  # levels that become dotted names
MAX_CELLS = 50_000_000  # rows times fields; each field of any object becomes a column
LISTS = 3  # levels looked at for the list that an object holds


def json_grid(name: str, parsed: Parsed, *, wanted: Sequence[str] = ()) -> Grid:
    """Turn parsed JSON into rows; nested objects become dotted names, numbers stay as written.

    Parameters
    ----------
    name : str
        What the table is called in messages.
    parsed : Parsed
    wanted : sequence of str
        Names that choose among several lists in one object.

    Raises
    ------
    BadData
        If an object holds several lists, or its fields are too many.
    """
    items = parsed.items if parsed.whole is None else _held(name, parsed.whole, wanted)
    numbers = parsed.numbers if parsed.whole is None else list(range(1, len(items) + 1))
    grid = grid_of(name, items, numbers)
    return Grid(name, grid.rows, grid.numbers, "json", rejects=parsed.rejects, header=True, warnings=parsed.warnings)


def grid_of(name: str, items: Sequence[Item], numbers: Sequence[int]) -> Grid:
    """Return objects as rows under a header of all their fields.

    Raises
    ------
    BadData
        If they are nested too deeply, or their fields are too many.
    """
    try:
        flat = [_flat(item) for item in items]
    except RecursionError as error:
        raise BadData("the JSON is nested too deeply", where=name, fix="export it as a table") from error
    names = list(dict.fromkeys(key for item in flat for key in item))
    if len(names) * len(flat) > MAX_CELLS:
        raise BadData(
            f"the JSON objects have {len(names):,} different fields; as a table that is too large",
            where=name,
            fix="export fewer fields: something that should be a value is used as a name",
        )
    rows: list[list[Cell]] = [list(names)] if names else []
    rows += [[item.get(key) for key in names] for item in flat]
    return Grid(name, rows, [0, *numbers] if names else [], "json", header=True)


def _held(name: str, whole: Item, wanted: Sequence[str]) -> list[Item]:
    """Return the list of objects that an object holds, or the object itself as one row."""
    if wanted and fits(_flat(whole), wanted):
        return [whole]
    lists = dict(_lists(whole, LISTS))
    if len(lists) > 1 and wanted:
        lists = {path: one for path, one in lists.items() if one and fits(_flat(one[0]), wanted)} or lists
    if len(lists) > 1:
        raise BadData(
            f"the JSON object holds {len(lists)} lists: {', '.join(sorted(lists)[:8])}",
            where=name,
            fix="save the one that holds the posts as its own file, or name its fields under columns",
        )
    if not lists and wanted and any(True for _ in _lists(whole, LISTS, blank=True)):
        return []
    return next(iter(lists.values())) if lists else [whole]


def _lists(value: Item, depth: int, *, path: str = "", blank: bool = False) -> Iterator[tuple[str, list[Item]]]:
    """Yield the lists of objects inside an object, by their path; or those that are blank."""
    for key, inner in value.items():
        here = f"{path}.{key}".lstrip(".")
        if isinstance(inner, list):
            items: list[Item] = [one for one in inner if isinstance(one, dict)]
            if (not inner) if blank else items:
                yield here, items
        elif isinstance(inner, dict) and depth > 1:
            yield from _lists(inner, depth - 1, path=here, blank=blank)


def _flat(item: Item, *, depth: int = DEPTH, lead: str = "") -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for key, value in item.items():
        name = f"{lead}{key}"
        if isinstance(value, dict) and value and depth > 1:
            cells.update(_flat(value, depth=depth - 1, lead=f"{name}."))
        else:
            cells[name] = _cell(value)
    return cells


def _cell(value: object) -> Cell:
    if value is None or value in ([], {}):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = ", ".join(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    # half a character pair cannot be stored as UTF-8
    text = SURROGATE.sub("\ufffd", text)
    return text if text.strip() else None
