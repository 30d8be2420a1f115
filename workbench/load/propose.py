"""Propose sources for files: the mapping, the door, and what a person should settle."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.errors import BadData
from workbench.load.aliases import DOORS, METRICS
from workbench.load.beginnings import first_tables
from workbench.load.dates import column_order
from workbench.load.formats.format import Format
from workbench.load.formats.sorting import format_of, new_source
from workbench.load.guess import guess_columns
from workbench.load.header import key
from workbench.load.plain import TextRules, take_apart
from workbench.load.ratings import guess_scale
from workbench.load.table import Table
from workbench.project.source import Authors, Columns, Origin, Source

MARKER = re.compile(r"[（(\[【][^（(\[【）)\]】]{2,40}[）)\]】]")
GONE = re.compile(r"delet|remov|删除|刪除|削除|삭제|gelöscht|supprim|eliminad|cancellat|verwijderd", re.IGNORECASE)
COMMON = 0.01  # share of texts that must start so
MONTH = re.compile(r"(?<!\d)(20\d{2})[-_]?(0[1-9]|1[0-2])(?!\d)")
RELEASES = re.compile(r"release|changelog|event", re.IGNORECASE)
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


@dataclass(frozen=True)
class _Group:
    files: tuple[Path, ...]
    tables: tuple[Table, ...]


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
    for one in (*known, *map(_proposal, _groups(rest))):
        names = {one.source.name for one in proposals}
        name, number = one.source.name, 2
        while name in names:
            name, number = f"{one.source.name[:36]}-{number}", number + 1
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


def _groups(files: Sequence[Path]) -> list[_Group]:
    found: dict[tuple[str, ...], _Group] = {}
    for path in sorted(set(files), key=lambda one: (one.name, one.as_posix())):
        for table in first_tables(path.name, path):
            layout = tuple(sorted(key(name) for name in table.columns))
            old = found.get(layout, _Group((), ()))
            found[layout] = _Group(tuple(dict.fromkeys((*old.files, path))), (*old.tables, table))
    return list(found.values())


def _proposal(group: _Group) -> Proposal:
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
    columns = _who(guess_columns(group.tables))
    kind, why_kind = _kind(group, columns)
    if kind == "feedback" and not columns.text and columns.rating is None:
        seen = ", ".join(f'"{name}"' for name in list(group.tables[0].columns)[:40])
        raise BadData(
            "no column holds texts or ratings", where=f"{group.files[0].name}; columns seen: {seen}",
            fix='write the mapping yourself: columns = { text = "…" } in project.toml',
        )  # fmt: skip
    origin, why_origin = _origin(group, columns, kind)
    authors, why_authors = _authors(columns, origin, kind)
    settings, reasons, questions = _details(group, columns, origin)
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


def _who(columns: Columns) -> Columns:
    """Take an address or a customer number for the person where no column names one: who writes twice is one person."""
    known = columns.email or columns.external_id
    return columns if columns.author or not known else columns.model_copy(update={"author": known})


def _kind(group: _Group, columns: Columns) -> tuple[str, tuple[str, ...]]:
    names = {key(name) for name in group.tables[0].columns}
    bare = columns.author is None and columns.rating is None
    if bare and columns.created_at and (columns.version or columns.text):
        if RELEASES.search(group.files[0].name) or (columns.version and "release" in names):
            return "events", ("dated events: the name or columns speak of releases or events",)
    if columns.author is None and (figures := sorted(names & set(METRICS))):
        return "content", (f'our own posts: only a platform\'s own statistics hold "{figures[0]}"',)
    return "feedback", ()


def _origin(group: _Group, columns: Columns, kind: str) -> tuple[Origin, str]:
    """Choose the door by the words in names of columns and files, then by ratings and mentions."""
    if kind == "events":
        return Origin.INTERNAL, "channel: internal, as events are our own"
    names = [key(name) for name in group.tables[0].columns]
    stem = key(group.files[0].name)
    score: Counter[str] = Counter()
    for door, words in DOORS.items():
        score[door] = sum(any(word in name for word in words) for name in names) + 2 * any(
            word in stem for word in words
        )
    texts = [cell for table in group.tables for name in columns.text for cell in table.column(name)[:2000] if cell]
    mentions = sum(text.startswith(("@", "RT @")) for text in texts)
    if texts and mentions > 0.2 * len(texts):
        score["social"] += 3
    if columns.inbound:
        score["support"] += 6
    if columns.rating and guess_scale(_cells(group, columns.rating), Origin.REVIEW) == "stars5":
        score["review"] += 2
    if kind == "content":
        score["social"] += 1
    best = max(DOORS, key=lambda door: score[door])
    if not score[best]:
        return Origin.SURVEY, "channel: nothing in names or cells tells the door; taken as survey, change origin if not"
    return Origin(best), f"channel: {best}, by the names of columns and file"


def _authors(columns: Columns, origin: Origin, kind: str) -> tuple[Authors, tuple[str, ...]]:
    if kind != "feedback":
        return Authors.UNKNOWN, ()
    if columns.author:
        return Authors.COLUMN, (f'people: the column "{columns.author}"',)
    if origin in (Origin.REVIEW, Origin.SURVEY, Origin.SUPPORT):
        return Authors.ONE_PER_ITEM, ("people: no author column; each is taken as one person",)
    return Authors.UNKNOWN, ("people: no author column; unknown, intervals are widened",)


def _details(group: _Group, columns: Columns, origin: Origin) -> tuple[dict[str, object], list[str], list[str]]:
    settings: dict[str, object] = {}
    reasons: list[str] = []
    questions: list[str] = []
    if columns.created_at is None:
        found = {"-".join(match) for path in group.files for match in MONTH.findall(path.name)}
        if len(found) == 1:
            settings["period"] = found.pop()
            reasons.append(f"no date column: {settings['period']} by the file's name")
        else:
            questions.append('no date column: write period = "YYYY-MM" for this source to place it in a month')
    else:
        settings |= _dates(group, columns.created_at, reasons, questions)
    if columns.rating and (scale := guess_scale(_cells(group, columns.rating), origin)):
        settings["rating_scale"] = scale
        reasons.append(f"ratings on the scale {scale}")
    if marker := _deleted_marker(group, columns):
        settings["deleted_marker"] = marker
        reasons.append(f"texts start with {marker}: taken off, and marked as deleted")
    rules = TextRules(split_reply="----")
    if any(any(take_apart(_cells(group, name), rules).replies) for name in columns.text):
        settings["split_reply"] = "----"
        reasons.append("our replies stand below a line of dashes in some texts: split off")
    return settings, reasons, questions


def _dates(group: _Group, name: str, reasons: list[str], questions: list[str]) -> dict[str, object]:
    try:
        order = column_order(_cells(group, name))
    except BadData as error:
        questions.append(f'column "{name}": {error.what}; {error.where}')
        return {}
    if order.open:
        questions.append(
            f'dates such as "{order.example}" in "{name}" can be read in two ways; {order.reason}. '
            f'Taken as {order.name}; confirm with date_format = "{order.name}"'
        )
        return {"date_format": order.name}
    if order.name:
        reasons.append(f"dates are {order.name}: {order.reason or 'every reading is the same'}")
    return {}


def _deleted_marker(group: _Group, columns: Columns) -> str | None:
    for name in columns.text:
        cells = [cell for cell in _cells(group, name) if cell]
        starts = Counter(found.group() for cell in cells if (found := MARKER.match(cell)))
        for marker, count in sorted(starts.items(), key=lambda pair: (-pair[1], pair[0])):
            if GONE.search(marker) and count >= max(2, COMMON * len(cells)):
                return marker
    return None


def _cells(group: _Group, name: str) -> list[str | None]:
    return [cell for table in group.tables for cell in table.column(name)]


def _slug(names: Sequence[str]) -> str:
    """Return a source's name from the file's: lower case, dates and endings taken off."""
    stem = re.sub(r"(\.(gz|zst|zip|csv|tsv|txt|xlsx?|json|ndjson|jsonl|js))+$", "", names[0].casefold())
    bare = re.sub(r"[^a-z0-9]+", "-", DATED.sub("", stem)).strip("-")[:40].strip("-")
    whole = re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:40].strip("-")
    return bare or whole or "source"
