"""Read files that are too large for the memory, part by part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from workbench.load.context import required
from workbench.load.document import Document
from workbench.load.evidence import Evidence
from workbench.load.files import named
from workbench.load.formats.reading import Reading, is_mapped, readings
from workbench.load.formats.recognise import Match, best
from workbench.load.formats.registry import format_named, formats
from workbench.load.formats.renaming import known_as
from workbench.load.large import Large, large
from workbench.load.made import Made, loaded_of
from workbench.load.raw import Told
from workbench.load.read import source_readings
from workbench.load.report import Loaded
from workbench.load.table import Table, table_of
from workbench.project.source import Source

#: reader, layout, and the mapping, which files of other headers may differ in.
Layout = tuple[str, str, str]


class Progress(Protocol):
    """Shows how far a large file was read."""

    def __call__(self, what: str, total: int) -> Told:
        """Begin to tell of so many bytes; return what is told how many of them were read."""


def unseen(what: str, total: int) -> Told:
    """Show nothing."""
    return lambda _: None


@dataclass(frozen=True)
class Streamed:
    """The files of a source, of which some are read in parts.

    Parameters
    ----------
    source : Source
    files : mapping of str to (Large or Path)
        By name; a path is read whole.
    root : Path
        Project folder.
    matches : mapping of str to Match
        What the large files are, where project.toml does not say.
    """

    source: Source
    files: Mapping[str, Large | Path]
    root: Path
    matches: Mapping[str, Match]

    def read(self, *, zone: str, key: bytes, progress: Progress = unseen) -> Iterator[Loaded]:
        """Yield what the parts became, in the order of files and rows.

        Parameters
        ----------
        zone, key : str, bytes
            The project's time zone and key.
        progress : callable

        Raises
        ------
        BadData
            If a file cannot be read to its end as what it is said to be.
        BadRequest
            If the mapping or a setting of the source cannot be carried out.

        Notes
        -----
        All files are looked through once before: the order of day and month and the scale of ratings are settled from
        all rows, and a column is missing only where the whole file lacks it. What is settled from one part alone: which
        of two editions of a row without a time of editing is kept (within a part as `read_source` does, over parts the
        one read last), and which number of its occurrence a row has that another says word for word.
        """
        evidence: dict[Layout, Evidence] = {}
        for found in self._parts("looking through", progress):
            for one in found:
                held = evidence.setdefault(_layout(one), Evidence(one.source, one.layout))
                for table in one.tables:
                    held.add(table)
        for held in evidence.values():
            held.complete()
        contexts = {name: held.settled(zone=zone, key=key) for name, held in evidence.items()}
        for found in self._parts("reading", progress):
            made = [
                Made.of(evidence[_layout(one)].completed(table), contexts[_layout(one)])
                for one in found
                for table in one.tables
            ]
            yield loaded_of(self.source.name, made, key)

    def _parts(self, what: str, progress: Progress) -> Iterator[list[Reading]]:
        taken: Counter[str] = Counter()
        for name, file in self.files.items():
            names: dict[str, str] = {}
            for found in self._of(name, file, what, progress):
                yield [replace(one, tables=[_apart(table, names, taken) for table in one.tables]) for one in found]

    def _of(self, name: str, file: Large | Path, what: str, progress: Progress) -> Iterator[list[Reading]]:
        if isinstance(file, Path):
            yield source_readings(self.source, [file], root=self.root)
            return
        match = self.matches.get(name)

        def read(document: Document) -> list[Reading]:
            if match is not None:
                return readings(self.source, [document], known=match)
            wanted = () if document.json is not None else required(self.source)
            return [Reading(self.source, [table_of(document, wanted=wanted)])]

        yield from file.readings(read, progress(f"{what} {name}", file.size))


def streamed(source: Source, files: Sequence[Path], *, root: Path, sha256: Callable[[Path], str]) -> Streamed | None:
    """Return a source's files as ones that are read in parts; None where none of them is large, or can be.

    Parameters
    ----------
    source, files, root
        As for `read_source`.
    sha256 : callable
        Returns the hash of a file.

    Raises
    ------
    BadData
        If a large file is of no known format, and project.toml names no columns.
    """
    known = None if is_mapped(source) else format_named(source.format)
    if known is not None and known.joined:
        return None
    found: dict[str, Large | Path] = {}
    matches: dict[str, Match] = {}
    for name, path in named(files, root):
        one = large(name, path, sha256, encoding=source.encoding)
        if one is not None and not is_mapped(source):
            match = best(one.beginning, formats() if known is None else (known_as(known, source),))
            if match is None or not _in_parts(match, one):
                one = None
            else:
                matches[name] = match
        found[name] = path if one is None else one
    if not any(isinstance(one, Large) for one in found.values()):
        return None
    return Streamed(source, found, root, matches)


def _in_parts(match: Match, file: Large) -> bool:
    """Return whether rows of a format stand for themselves."""
    if match.layout is not None:
        return not file.lines and not match.layout.refused
    return file.lines and match.format.by_line


def _layout(reading: Reading) -> Layout:
    layout = reading.layout.name if reading.layout else ""
    return (reading.tables[0].reader, layout, reading.mapping)


def _apart(table: Table, names: dict[str, str], taken: Counter[str]) -> Table:
    """Name a table so that no other file has the name; parts of one file share it."""
    if table.name not in names:
        taken[table.name] += 1
        again = taken[table.name]
        names[table.name] = table.name if again == 1 else f"{table.name} ({again})"
    return replace(table, name=names[table.name])
