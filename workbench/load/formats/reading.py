"""Reading: the files of a source as tables, each with the source as its format fills it in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from workbench.errors import BadData, BadRequest
from workbench.load.delimited import read_delimited
from workbench.load.document import Document
from workbench.load.formats.closest import nobody
from workbench.load.formats.format import Format, Shaped
from workbench.load.formats.layout import Layout
from workbench.load.formats.recognise import Match, best, matches
from workbench.load.formats.registry import format_named, formats
from workbench.load.formats.renaming import instead, known_as, to_write, without_renamed
from workbench.load.grid import Grid
from workbench.load.header import missing_column
from workbench.load.json_rows import grid_of
from workbench.load.report import Reason, Reject, raw_row
from workbench.load.table import Table, headed
from workbench.project.source import Columns, Source

#: formats that are no platform's: the mapping of project.toml says what the columns are.
TABLES = ("auto", "table", "csv", "tsv", "xlsx", "xls", "json", "ndjson")
#: what a report says of a list of channels and the like, so that the file is known as read.
NO_POSTS = "a part of the export that holds no posts"
#: mapped columns that make a mapping; without one, a file's format is looked for.
MAPPED = ("text", "title", "created_at", "rating", "id", "version")


@dataclass(frozen=True)
class Reading:
    """Tables of one layout.

    Parameters
    ----------
    source : Source
        As in project.toml, with the mapping and settings of the layout where project.toml says nothing.
    tables : list of Table
    layout : Layout or None
        None where project.toml names the columns.
    """

    source: Source
    tables: list[Table]
    layout: Layout | None = None

    @cached_property
    def mapping(self) -> str:
        """What is read from which column, as text; tables of one layout may differ in it."""
        return self.source.model_dump_json(include={"columns", "metrics"})


def is_mapped(source: Source) -> bool:
    """Return whether project.toml itself says what the columns are.

    Raises
    ------
    BadRequest
        If the source names a format that nobody knows.
    """
    if source.format in TABLES:
        # figures of posts are a mapping of content, whatever else is named
        named = source.columns != Columns() if source.kind == "content" else False
        return source.format != "auto" or named or any(getattr(source.columns, name) for name in MAPPED)
    if format_named(source.format) is None:
        raise BadRequest(
            f'format = "{source.format}" has no reader',
            where=f"source {source.name}",
            fix='write format = "table" and the columns, or one of: ' + ", ".join(one.name for one in formats()),
        )
    return False


def readings(
    source: Source, documents: Sequence[Document], beside: Sequence[Document] = (), *, known: Match | None = None
) -> list[Reading]:
    """Return the tables of a source whose columns project.toml does not name.

    Parameters
    ----------
    source : Source
    documents : sequence of Document
        Of its files.
    beside : sequence of Document
        Of files of the source that were read before: only for those who must look something up in them.
    known : Match or None
        What the documents are known to be: parts of one large file, each of which may lack what another has.

    Raises
    ------
    BadData
        If a document is of no known format, of several, or lacks a column of the format that is named.
    BadRequest
        If the format brings something else than the source says.
    """
    named = format_named(source.format)
    among = formats() if named is None else (known_as(named, source),)
    found: dict[tuple[str, str, str], Reading] = {}
    everything = (*documents, *beside)
    refused: list[tuple[Document, str]] = []
    for document in documents:
        match = known or best(document, among)
        if match is None:
            raise _unknown(document, among[0] if named else None)
        if match.layout is not None and match.layout.refused:
            refused.append((document, match.layout.refused))
            continue
        for layout, table in _tables(document, match, everything, source, whole=known is None):
            filled = effective(without_renamed(source, layout, table), match.format, layout)
            one = Reading(filled, [], layout)
            found.setdefault((match.format.name, layout.name, one.mapping), one).tables.append(table)
    return _without(refused, list(found.values()))


def _without(refused: Sequence[tuple[Document, str]], found: list[Reading]) -> list[Reading]:
    """Say beside the first table which parts were left out; refuse what holds nothing else.

    Raises
    ------
    BadData
    """
    if not refused:
        return found
    if not found:
        document, why = refused[0]
        raise refusal(document, why)
    told = tuple(f"left out: {document.name}: {why}" for document, why in refused)
    first = found[0].tables[0]
    found[0].tables[0] = replace(first, warnings=first.warnings + told)
    return found


def refusal(document: Document, why: str) -> BadData:
    """Return the error for a table that is known and cannot be read."""
    return BadData(f"this export cannot be used: {why}", where=document.name, fix="take it out of the inbox")


def effective(source: Source, one: Format, layout: Layout) -> Source:
    """Return a source with what a format says where project.toml does not.

    Raises
    ------
    BadRequest
        If project.toml says that the source brings something else than the format does.
    """
    if source.kind != one.kind:
        raise BadRequest(
            f'the format {one.name} brings kind = "{one.kind}"',
            where=f"source {source.name}",
            fix=f'write kind = "{one.kind}" for this source in project.toml',
        )
    said = {name for name in source.model_fields_set if name != "columns"}
    if source.authors is one.authors:
        said.discard("authors")  # of a whole format; a layout of it may know better
    settings = {"authors": one.authors.value, **layout.settings.model_dump(exclude_none=True)}
    own = layout.columns.model_dump(exclude_none=True) | source.columns.model_dump(exclude_unset=True)
    fields = source.model_dump() | {name: value for name, value in settings.items() if name not in said}
    fields |= {"kind": layout.kind, "columns": Columns.model_validate(own)}
    fields |= {"metrics": layout.metrics | source.metrics, "as_of": source.as_of or layout.as_of}
    return Source.model_validate(fields, strict=False)


def _tables(
    document: Document, match: Match, everything: Sequence[Document], source: Source, *, whole: bool
) -> Iterable[tuple[Layout, Table]]:
    one = match.format
    if match.layout is not None:
        yield match.layout, _finished(_headed(document, match.layout, source), match)
        return
    assert one.shaping is not None  # a match without a layout comes from a shape
    beside = [other for other in everything if other is not document]
    # columns of a survey differ each time: such a shape asks which of them project.toml names
    asked = getattr(one.shaping, "asked", None)
    parts: list[Shaped] = asked(document, beside, source) if asked else one.shaping.shaped(document, beside)
    if not parts:
        layout = one.layouts[0]
        yield layout, _finished(_shaped(document, Shaped(layout.name, (), warnings=(NO_POSTS,)), layout), match, layout)
    for part in parts:
        layout = one.layout(part.layout)
        name = document.name if len(parts) == 1 else f"{document.name}#{layout.name}"
        shaped = _shaped(replace(document, name=name), part, layout, whole=whole)
        yield layout, _finished(shaped, match, layout)


def _headed(document: Document, layout: Layout, source: Source) -> Table:
    grid = document.grid
    if grid is None:
        grid = read_delimited(document.name, document.text, wanted=())
        grid = replace(grid, encoding=document.encoding, warnings=document.warnings + grid.warnings)
    at = layout.header(grid.rows)
    if at is None:  # the beginning was recognised, so the whole was parted otherwise
        raise missing_column(document.name, [group[0] for group in layout.required], [c for c in grid.rows[0] if c])
    told = grid.warnings + instead(source, layout, grid.rows[at])
    grid = replace(grid, warnings=told)
    named = replace(grid, rows=[*grid.rows[:at], layout.renamed(grid.rows[at]), *grid.rows[at + 1 :]])
    wanted = [one for one in named.rows[at] if one in {name for group in layout.required for name in group}]
    return _posts(_derived(headed(named, [str(name) for name in wanted], document), layout), layout)


def _shaped(document: Document, part: Shaped, layout: Layout, *, whole: bool = True) -> Table:
    rows = [dict(row) for row in part.rows]
    grid = grid_of(document.name, rows, part.numbers or list(range(1, len(rows) + 1)))
    # a shape names all its columns: one that no row fills is not there
    seen = [str(name) for at, name in enumerate(grid.rows[0]) if any(row[at] for row in grid.rows[1:])] if rows else []
    if whole and rows and (gone := layout.missing(seen)):
        raise missing_column(document.name, gone, seen)
    parsed = document.json
    rejects = (*(parsed.rejects if parsed else ()), *part.rejects)
    warnings = (*document.warnings, *(parsed.warnings if parsed else ()), *part.warnings)
    read = Grid(
        document.name, grid.rows, grid.numbers, "json", rejects, document.encoding, header=True, warnings=warnings
    )
    return replace(_derived(headed(read, (), document), layout), declared=part.declared_total)


def _posts(table: Table, layout: Layout) -> Table:
    """Take the platform's notes out of a table."""
    kept = layout.posts(table.columns)
    if all(kept):
        return table
    raw = list(zip(*table.columns.values(), strict=True))
    notes = [
        Reject(table.numbers[at], Reason.NOT_FEEDBACK, "a note of the platform, no post", raw_row(raw[at]))
        for at, post in enumerate(kept)
        if not post
    ]
    columns = {
        name: [cell for cell, post in zip(cells, kept, strict=True) if post] for name, cells in table.columns.items()
    }
    numbers = [number for number, post in zip(table.numbers, kept, strict=True) if post]
    return replace(table, columns=columns, numbers=numbers, rejects=(*table.rejects, *notes))


def _derived(table: Table, layout: Layout) -> Table:
    return replace(table, columns=layout.derived(table.columns))


def _finished(table: Table, match: Match, layout: Layout | None = None) -> Table:
    """Say who read a table; rows of an internal or private export are marked as such."""
    columns = table.columns
    if match.format.private or (layout or match.layout or match.format.layouts[0]).private:
        columns = {**columns, "is_private": ["true"] * len(table.numbers)}
    return replace(table, columns=columns, reader=match.format.reader, why=match.why)


def _unknown(document: Document, named: Format | None) -> BadData:
    if named is None:
        return nobody(document, matches(document, formats()))
    near = matches(document, (named,))
    lacking = near[0].missing if near else ()
    listed = ", ".join(name if name.startswith('"') else f'"{name}"' for name in lacking)
    write = to_write(near[0].layout, lacking) if near and near[0].layout else ""
    other = f"where a column has another name now, name it: {write} in project.toml; or " if write else ""
    return BadData(
        f"the file is not what {named.title} exports" + (f": it lacks {listed}" if listed else ""),
        where=document.name,
        fix=f'{other}export it again, or write format = "table" and name its columns in project.toml',
    )
