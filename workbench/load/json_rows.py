"""Read JSON: an array, one object, an object that holds one list, or one object a line."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workbench.errors import BadData
from workbench.load.grid import Cell, Grid
from workbench.load.header import fits
from workbench.load.report import Reason, Reject

PREFIX = re.compile(r"\s*window\.YTD\.\w+\.part\d+\s*=\s*")
BLANK = re.compile(r"[\s,]*")
DEPTH = 6  # levels that become dotted names
MAX_CELLS = 50_000_000  # rows times fields; each field of any object becomes a column
SHOWN = 5
LISTS = 3  # levels looked at for the list that an object holds
SURROGATE = re.compile("[\ud800-\udfff]")

Item = Mapping[str, object]


def looks_like_json(text: str) -> bool:
    """Return whether text is JSON by its first characters, after an archive's assignment."""
    found = PREFIX.match(text)
    head = text[found.end() if found else 0 :][:200].lstrip()
    return bool(re.match(r'\{\s*("|\}|$)|\[\s*([\[{\]"]|$)', head))


@dataclass(frozen=True)
class _Items:
    items: list[Item]
    numbers: list[int]
    rejects: tuple[Reject, ...]


def read_json(name: str, text: str, *, wanted: Sequence[str] = ()) -> Grid:
    """Read JSON into rows; nested objects become dotted names, numbers stay as written.

    Parameters
    ----------
    name : str
        What the table is called in messages.
    text : str
        The file, decoded.
    wanted : sequence of str
        Names that choose among several lists in one object.

    Raises
    ------
    BadData
        If nothing can be read, or an object holds several lists.
    """
    found = PREFIX.match(text)
    reader = _Reader()
    try:
        read = _read(name, text[found.end() :] if found else text, wanted, reader)
        flat = [_flat(item) for item in read.items]
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
    numbers = [0, *read.numbers] if names else []
    return Grid(name, rows, numbers, "json", rejects=read.rejects, header=True, warnings=reader.warnings())


def _read(name: str, text: str, wanted: Sequence[str], reader: _Reader) -> _Items:
    if text.lstrip().startswith("["):
        return _elements(name, text, reader)
    try:
        whole = reader.read(text)
    except json.JSONDecodeError as error:
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) > 1 or error.msg.startswith("Extra data"):
            return _lines(name, text, reader)
        raise _broken(name, error) from error
    if not isinstance(whole, dict):
        raise BadData("the JSON holds no rows", where=name, fix="export a list of objects")
    items = _held(name, whole, wanted)
    return _Items(items, list(range(1, len(items) + 1)), ())


def _elements(name: str, text: str, reader: _Reader) -> _Items:
    """Read an array element by element: a trailing comma or a last element cut short loses nothing else."""
    at = BLANK.match(text, text.index("[") + 1).end()  # type: ignore[union-attr]
    items: list[Item] = []
    numbers: list[int] = []
    rejects: list[Reject] = []
    number = 0
    while at < len(text) and text[at] != "]":
        number += 1
        try:
            value, end = reader.decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            if not items or text.rstrip().endswith("]"):
                raise _broken(name, error, number) from error
            rejects.append(_cut(number, text[at:]))
            break
        if isinstance(value, dict):
            items.append(value)
            numbers.append(number)
        else:
            rejects.append(Reject(number, Reason.BAD_STRUCTURE, "not an object", str(value)))
        at = BLANK.match(text, end).end()  # type: ignore[union-attr]
    if rejects and not items:
        raise BadData(
            "the JSON is a list, but not of objects with named fields",
            where=name,
            fix="export it as a table (CSV, XLSX), or as a list of objects",
        )
    return _Items(items, numbers, tuple(rejects))


def _lines(name: str, text: str, reader: _Reader) -> _Items:
    items: list[Item] = []
    numbers: list[int] = []
    rejects: list[Reject] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = reader.read(line)
        except (json.JSONDecodeError, RecursionError) as error:
            rejects.append(_cut(number, line, deep=isinstance(error, RecursionError)))
            continue
        if isinstance(value, dict):
            items.append(value)
            numbers.append(number)
        else:
            rejects.append(Reject(number, Reason.BAD_STRUCTURE, "not an object", line))
    if len(rejects) > len(items):
        raise BadData(
            f"{len(rejects)} of {len(rejects) + len(items)} lines are no JSON objects",
            where=f"{name}, first at line {rejects[0].row}",
            fix="export it again",
        )
    return _Items(items, numbers, tuple(rejects))


def _held(name: str, whole: dict[str, object], wanted: Sequence[str]) -> list[Item]:
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


def _lists(
    value: dict[str, object], depth: int, *, path: str = "", blank: bool = False
) -> Iterator[tuple[str, list[Item]]]:
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


class _Reader:
    """Decodes JSON and takes note of objects that hold a key twice: of those the last value is read."""

    def __init__(self) -> None:
        # ids above 2**53 and figures such as 4.0 stay exactly as written
        self.decoder = json.JSONDecoder(
            parse_int=str,
            parse_float=str,
            parse_constant=lambda _: None,
            strict=False,
            object_pairs_hook=self._object,
        )
        self._twice: dict[str, int] = {}

    def read(self, text: str) -> object:
        value, end = self.decoder.raw_decode(text, len(text) - len(text.lstrip()))
        if text[end:].strip():
            raise json.JSONDecodeError("Extra data", text, end)
        return value

    def warnings(self) -> tuple[str, ...]:
        return tuple(
            f'{count} objects hold "{SURROGATE.sub("?", key)[:60]}" twice; the last value is read'
            for key, count in sorted(self._twice.items())[:SHOWN]
        )

    def _object(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        read = dict(pairs)
        if len(read) < len(pairs):
            for key, count in Counter(key for key, _ in pairs).items():
                if count > 1:
                    self._twice[key] = self._twice.get(key, 0) + 1
        return read


def _cut(number: int, raw: str, *, deep: bool = False) -> Reject:
    return Reject(number, Reason.BAD_STRUCTURE, "nested too deeply" if deep else "cut short or no JSON", raw[:10_000])


def _broken(name: str, error: json.JSONDecodeError, number: int = 0) -> BadData:
    place = f"object {number}, " if number else ""
    return BadData(
        "the JSON is broken or cut short: a sign such as a quotation mark, comma or bracket is missing",
        where=f"{name}, {place}line {error.lineno}, column {error.colno}",
        fix="export it again; one object a line (NDJSON) would cost only the broken line",
    )
