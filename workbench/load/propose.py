"""Propose sources for files: the mapping, the door, and what a person should settle."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.errors import BadData
from workbench.load.beginnings import first_documents, first_tables
from workbench.load.formats.closest import nearly
from workbench.load.formats.format import Format
from workbench.load.formats.recognise import matches
from workbench.load.formats.registry import formats
from workbench.load.formats.renaming import guessed_anew
from workbench.load.formats.sorting import format_of, new_source
from workbench.load.group import Group
from workbench.load.guess import guess_columns
from workbench.load.guess_settings import settings_of
from workbench.load.guess_source import authors_of, kind_of, origin_of, people_column
from workbench.load.header import key
from workbench.project.source import Source, free_name

DATED = re.compile(r"\d{4}[-_]?\d{2}([-_]?\d{2})?|\d{6,8}")


@dataclass(frozen=True)
class Proposal:
    """A guessed source for files of one layout.

    Parameters
    ----------
    source : Source
        Ready to be read with, or to be written into project.toml.
    files : tuple of Path
        The files it was guessed from.
    reasons : tuple of str
        Why it was guessed so, one sentence each.
    questions : tuple of str
        What a person should settle; a reading was chosen meanwhile.
    unused : tuple of str
        Columns that nothing is read from.
    """

    source: Source
    files: tuple[Path, ...]
    reasons: tuple[str, ...]
    questions: tuple[str, ...]
    unused: tuple[str, ...] = ()


def propose(files: Sequence[Path]) -> list[Proposal]:
    """Guess a source for each layout among files.

    Parameters
    ----------
    files : sequence of Path
        Exports; their order does not matter.

    Returns
    -------
    list of Proposal
        In order of the first file's name.

    Raises
    ------
    BadData
        If a file cannot be read, or no column of it holds texts, ratings or figures of posts.
    """
    proposals: list[Proposal] = []
    known = _known(files)
    rest = [path for path in files if not any(path in one.files for one in known)]
    for one in (*known, *(_renamed(group) or _proposal(group) for group in _groups(rest))):
        name = free_name(one.source.name, {one.source.name for one in proposals})
        proposals.append(replace(one, source=one.source.model_copy(update={"name": name})))
    return proposals


def _known(files: Sequence[Path]) -> list[Proposal]:
    """Return a proposal for each known export among files."""
    found: dict[str, tuple[Format, list[Path], list[str]]] = {}
    for path in sorted(set(files), key=lambda one: (one.name, one.as_posix())):
        try:
            one, why = format_of(path.name, path)
        except BadData:
            continue  # told again where its columns are guessed
        _, paths, reasons = found.setdefault(one.name, (one, [], []))
        paths.append(path)
        reasons.append(f"{path.name} is {one.title}: {why}")
    return [
        Proposal(new_source(one, [path.as_posix() for path in paths], set()), tuple(paths), tuple(reasons), ())
        for one, paths, reasons in found.values()
    ]


def _renamed(group: Group) -> Proposal | None:
    """Return a proposal for a known export with a column renamed; None where the tables are of none."""
    documents = first_documents(group.files[0].name, group.files[0])
    match = nearly(matches(documents[0], formats())) if len(documents) == 1 else None
    if match is None or match.layout is None:
        return None
    columns = guessed_anew(match.layout, match.missing, guess_columns(group.tables))
    if columns is None:
        return None
    source = new_source(match.format, [path.as_posix() for path in group.files], set())
    now = ", ".join(f'"{name}"' for name in (*columns.text, *columns.model_dump(exclude={"text"}).values()) if name)
    why = f"{group.files[0].name} is {match.format.title}, but for columns of other names: {now}"
    return Proposal(source.model_copy(update={"columns": columns}), group.files, (why,), ())


def _groups(files: Sequence[Path]) -> list[Group]:
    found: dict[tuple[str, ...], Group] = {}
    for path in sorted(set(files), key=lambda one: (one.name, one.as_posix())):
        for table in first_tables(path.name, path):
            layout = tuple(sorted(key(name) for name in table.columns))
            old = found.get(layout, Group((), ()))
            found[layout] = Group(tuple(dict.fromkeys((*old.files, path))), (*old.tables, table))
    return list(found.values())


def _proposal(group: Group) -> Proposal:
    if not any(table.numbers for table in group.tables):
        raise BadData(
            "the file names columns, but holds no row below them", where=group.files[0].name,
            fix="export it again for a time with posts, or leave it out",
        )  # fmt: skip
    if all(len(table.columns) == 1 and next(iter(table.columns)).startswith("#") for table in group.tables):
        raise BadData(
            "the file is prose under headings, not a table", where=group.files[0].name,
            fix="write what was said into a table: a row each, with its date and who said it",
        )  # fmt: skip
    columns = people_column(guess_columns(group.tables))
    kind, why_kind = kind_of(group, columns)
    if kind == "feedback" and not columns.text and columns.rating is None:
        seen = ", ".join(f'"{name}"' for name in list(group.tables[0].columns)[:40])
        raise BadData(
            "no column holds texts or ratings", where=f"{group.files[0].name}; columns seen: {seen}",
            fix='write the mapping yourself: columns = { text = "…" } in project.toml',
        )  # fmt: skip
    origin, why_origin = origin_of(group, columns, kind)
    authors, why_authors = authors_of(columns, origin, kind)
    settings, reasons, questions = settings_of(group, columns, origin)
    fixed = {
        "name": _slug([path.name for path in group.files]),
        "files": [path.as_posix() for path in group.files],
        "origin": origin,
        "authors": authors,
        "columns": columns,
        "kind": kind,
    }
    source = Source.model_validate(fixed | settings)
    if len({_slug([path.name]) for path in group.files}) > 1:
        questions.append(
            "files of different names share one layout and are read as one source; part them if they differ"
        )
    said = columns.model_dump(exclude={"text", "keep"}).values()
    used = {
        key(name) for name in (*columns.text, *columns.keep, *said, *source.metrics.values()) if isinstance(name, str)
    }
    unused = tuple(dict.fromkeys(name for table in group.tables for name in table.columns if key(name) not in used))
    notes = [warning for table in group.tables for warning in table.warnings]
    return Proposal(
        source, group.files, (*why_kind, why_origin, *why_authors, *reasons, *notes), tuple(questions), unused
    )


def _slug(names: Sequence[str]) -> str:
    """Return a source's name from the file's: lower case, dates and endings taken off."""
    stem = re.sub(r"(\.(gz|zst|zip|csv|tsv|txt|xlsx?|json|ndjson|jsonl|js))+$", "", names[0].casefold())
    bare = re.sub(r"[^a-z0-9]+", "-", DATED.sub("", stem)).strip("-")[:40].strip("-")
    whole = re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:40].strip("-")
    return bare or whole or "source"
