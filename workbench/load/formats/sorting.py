"""Sorting: exports that no source names, each given to the source that reads its format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from glob import escape
from pathlib import Path

from workbench.errors import BadData
from workbench.load.beginnings import first_documents
from workbench.load.formats.closest import nobody
from workbench.load.formats.format import Format
from workbench.load.formats.reading import refusal
from workbench.load.formats.recognise import best, matches
from workbench.load.formats.registry import format_named, formats
from workbench.load.formats.renaming import known_as
from workbench.project.source import Source, free_name

#: more files than this in one folder are named by a pattern, where all that it matches are of one format.
NAMED = 4


@dataclass(frozen=True)
class Sorted:
    """What becomes of the exports that no source names.

    Parameters
    ----------
    new : tuple of Source
        Sources to add.
    more : dict of str to list of str
        Files to add to sources that are there, by their names.
    why : dict of str to str
        By file: the format that it is of, and how that is known.
    left : dict of str to BadData
        By file: why no source can be given.
    """

    new: tuple[Source, ...] = ()
    more: dict[str, list[str]] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    left: dict[str, BadData] = field(default_factory=dict)


def sorted_out(folder: Path, files: Sequence[str], sources: Sequence[Source]) -> Sorted:
    """Give each export to a source by its format.

    Parameters
    ----------
    folder : Path
        The project's.
    files : sequence of str
        Paths in it that no source names.
    sources : sequence of Source
        That are there.
    """
    done = Sorted()
    found: dict[str, list[str]] = {}
    renamed: dict[str, list[str]] = {}
    known = {one.name: one for one in formats()}
    for name in sorted(files):
        try:
            one, why = format_of(name, folder / name)
        except BadData as error:
            if namer := _renamed(name, folder / name, sources):
                renamed.setdefault(namer.name, []).append(name)
                done.why[name] = f"{known[namer.format].title}: with the columns that {namer.name} names"
            else:
                done.left[name] = error
            continue
        readers = [source.name for source in sources if source.format == one.name]
        if len(readers) > 1:
            done.left[name] = BadData(
                f"{' and '.join(readers)} both read {one.title}", where=name, fix="name it under files of one of them"
            )
            continue
        found.setdefault(one.name, []).append(name)
        done.why[name] = f"{one.title}: {why}"
    new = []
    for format_name, names in found.items():
        paths = _patterns(folder, names)
        reader = next((source.name for source in sources if source.format == format_name), None)
        if reader is None:
            taken = {source.name for source in sources}
            new.append(new_source(known[format_name], paths, taken))
        else:
            done.more[reader] = paths
    for reader_name, names in renamed.items():
        done.more[reader_name] = [*done.more.get(reader_name, ()), *_patterns(folder, names)]
    return Sorted(tuple(new), done.more, done.why, done.left)


def _renamed(name: str, path: Path, sources: Sequence[Source]) -> Source | None:
    """Return the source whose format a file is of under the names of columns that project.toml gives."""
    for source in sources:
        one = format_named(source.format)
        if one is None or not (source.columns.model_fields_set or source.metrics):
            continue
        try:
            documents = first_documents(name, path)
            if documents and all(best(document, (known_as(one, source),)) for document in documents):
                return source
        except BadData:
            return None
    return None


def format_of(name: str, path: Path) -> tuple[Format, str]:
    """Return the format of a file, and how that is known.

    Raises
    ------
    BadData
        If it cannot be opened, is of no known format, or holds parts of several.
    """
    documents = first_documents(name, path)
    told: dict[str, tuple[Format, str]] = {}
    left: BadData | None = None
    for document in documents:
        match = best(document, formats())
        if match is None:
            raise nobody(document, matches(document, formats()))
        if match.layout is not None and match.layout.refused:
            left = refusal(document, match.layout.refused)
            continue
        told[match.format.name] = match.format, match.why
    if left and not told:
        raise left
    if len(told) > 1:
        raise BadData(
            f"the archive holds exports of several kinds: {', '.join(sorted(told))}",
            where=name,
            fix="unpack it into inbox/, so that each is read as what it is",
        )
    return next(iter(told.values()))


def new_source(one: Format, files: Iterable[str], taken: set[str]) -> Source:
    """Return a source for files of a format, under a name that is not taken."""
    name = free_name(one.name, taken)
    said = {"name": name, "files": tuple(files), "format": one.name, "origin": one.origin, "authors": one.authors}
    return Source.model_validate(said | {"kind": one.kind}, strict=False)


def _patterns(folder: Path, names: Sequence[str]) -> list[str]:
    """Return how project.toml names files: themselves, or a pattern for a folder that holds nothing else."""
    rest, patterns = list(names), []
    tops = dict.fromkeys("/".join(name.split("/")[:2]) for name in names if name.count("/") > 1)
    for top in tops:
        mine = [name for name in rest if name.startswith(f"{top}/")]
        ends = {Path(name).suffix for name in mine}
        pattern = f"{escape(top)}/**/*{ends.pop()}" if len(ends) == 1 else ""
        lying = {path.relative_to(folder).as_posix() for path in folder.glob(pattern)} if pattern else set()
        if len(mine) > NAMED and lying == set(mine):
            patterns.append(pattern)
            rest = [name for name in rest if name not in mine]
    return [*patterns, *(escape(name) for name in rest)]
