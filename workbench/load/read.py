"""Read the files of one source into the canonical tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from workbench.errors import BadData
from workbench.load.context import required, settled
from workbench.load.document import Document, open_documents
from workbench.load.file_report import late, times_of
from workbench.load.files import file_bytes, named, shown_name
from workbench.load.formats.reading import Reading, is_mapped, readings
from workbench.load.formats.registry import format_named
from workbench.load.made import Made, loaded_of
from workbench.load.report import Loaded
from workbench.load.table import Table, open_tables
from workbench.project.source import Source

SHOWN = 5  # further files that a message names
Opened = TypeVar("Opened")


def read_source(
    source: Source, files: Sequence[Path], *, root: Path, zone: str, key: bytes, beside: Sequence[Path] = ()
) -> Loaded:
    """Read the files of one source.

    Parameters
    ----------
    source, files : Source, sequence of Path
        The mapping and rules of project.toml, and the source's files; their order does not matter.
    root, zone : Path, str
        Project folder, to which `source_file` is relative, and the project's time zone.
    key : bytes
        The project's key. Pseudonyms depend on it, ids and counts never do.
    beside : sequence of Path
        Files of the source that were read before, in which some formats look something up.

    Returns
    -------
    Loaded
        Tables sorted by id; the reports balance.

    Raises
    ------
    BadData
        If a file cannot be read as what it is said to be; nothing is returned then.
    BadRequest
        If the mapping or a setting of the source cannot be carried out.
    """
    made: list[Made] = []
    for reading in source_readings(source, files, root=root, beside=beside):
        context = settled(reading.source, reading.tables, zone=zone, key=key)
        made += [Made.of(table, context) for table in reading.tables]
    loaded = loaded_of(source.name, made, key)
    times: dict[str, list[datetime]] = {}
    for one in made:
        times[one.draft.table.name] = times_of(one.draft.records)
    told = [replace(one, warnings=(*one.warnings, *late(times[one.file]))) for one in loaded.reports]
    return replace(loaded, reports=tuple(told))


def source_readings(source: Source, files: Sequence[Path], *, root: Path, beside: Sequence[Path] = ()) -> list[Reading]:
    """Return the tables of all files, by layout; each has a name of its own."""
    if is_mapped(source):
        wanted = required(source)
        found = [
            Reading(source, _opened(files, root, lambda name, data: open_tables(
                name, data, wanted=wanted, encoding=source.encoding, sheet=source.sheet
            )))
        ]  # fmt: skip
    else:
        open_ = partial(_documents, source)
        known = format_named(source.format)
        near = beside if known is not None and known.joined else ()
        found = readings(source, _opened(files, root, open_), _opened(near, root, open_))
    seen: Counter[str] = Counter()
    return [replace(one, tables=[_apart(table, seen) for table in one.tables]) for one in found]


def _documents(source: Source, name: str, data: bytes) -> list[Document]:
    documents, refused = open_documents(name, data, encoding=source.encoding, sheet=source.sheet)
    if refused:
        raise refused[0]
    return documents


def _apart(table: Table, seen: Counter[str]) -> Table:
    """Give a table whose name was seen another one: files outside the project, or a member that occurs twice."""
    seen[table.name] += 1
    return table if seen[table.name] == 1 else replace(table, name=f"{table.name} ({seen[table.name]})")


def _opened(files: Sequence[Path], root: Path, open_: Callable[[str, bytes], list[Opened]]) -> list[Opened]:
    """Open all files, so that those which cannot be read are told together."""
    opened: list[Opened] = []
    faults: list[tuple[str, BadData]] = []
    for name, path in named(files, root):
        try:
            opened += open_(name, file_bytes(name, path))
        except BadData as error:
            faults.append((name, error))
    if not faults:
        return opened
    first = faults[0][1]
    if len(faults) == 1:
        raise first
    others = "; ".join(f"{shown_name(name)}: {error.what}" for name, error in faults[1 : 1 + SHOWN])
    more = f" and {len(faults) - 1 - SHOWN} more" if len(faults) > 1 + SHOWN else ""
    raise BadData(first.what, where=f"{first.where}; also refused: {others}{more}", fix=first.fix) from first
