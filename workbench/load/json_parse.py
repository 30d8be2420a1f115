"""Parse JSON: an array, one object, or one object a line; what is broken in it costs as little as can be."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from workbench.errors import BadData
from workbench.load.report import Reason, Reject

PREFIX = re.compile(r"\s*window\.YTD\.\w+\.part\d+\s*=\s*")
BLANK = re.compile(r"[\s,]*")
SHOWN = 5
SURROGATE = re.compile("[\ud800-\udfff]")

Item = Mapping[str, object]


@dataclass(frozen=True)
class Parsed:
    """What a JSON file holds; numbers are text, exactly as written.

    Parameters
    ----------
    whole : mapping or None
        The object, where the file is one object.
    items : list of mapping
        Else the objects of the list, or of the lines.
    numbers : list of int
        Where each stood, counted from 1.
    rejects : tuple of Reject
        Elements or lines that are no object.
    warnings : tuple of str
    """

    whole: Item | None
    items: list[Item]
    numbers: list[int]
    rejects: tuple[Reject, ...] = ()
    warnings: tuple[str, ...] = ()


def looks_like_json(text: str) -> bool:
    """Return whether text is JSON by its first characters, after an archive's assignment."""
    found = PREFIX.match(text)
    head = text[found.end() if found else 0 :][:200].lstrip()
    return bool(re.match(r'\{\s*("|\}|$)|\[\s*([\[{\]"]|$)', head))


def parse_json(name: str, text: str, *, lines: bool = False) -> Parsed:
    """Parse a JSON file.

    Parameters
    ----------
    name : str
        What the file is called in messages.
    text : str
        The file, decoded; an archive's assignment before it is passed over, never evaluated.
    lines : bool
        It is a part of a file of one object a line, though it may hold a single one.

    Raises
    ------
    BadData
        If nothing can be read.
    """
    found = PREFIX.match(text)
    reader = _Reader()
    try:
        rest = text[found.end() :] if found else text
        read = _lines(name, rest, reader) if lines else _read(name, rest, reader)
    except RecursionError as error:
        raise BadData("the JSON is nested too deeply", where=name, fix="export it as a table") from error
    return replace(read, warnings=reader.warnings())


def _read(name: str, text: str, reader: _Reader) -> Parsed:
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
    return Parsed(whole, [], [])


def _elements(name: str, text: str, reader: _Reader) -> Parsed:
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
    return Parsed(None, items, numbers, tuple(rejects))


def _lines(name: str, text: str, reader: _Reader) -> Parsed:
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
    return Parsed(None, items, numbers, tuple(rejects))


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
