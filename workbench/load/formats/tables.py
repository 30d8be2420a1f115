"""Tables: a document of a known format as tables, by the names that its layouts use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from workbench.load.delimited import read_delimited
from workbench.load.document import Document
from workbench.load.formats.format import Shaped
from workbench.load.formats.layout import Layout
from workbench.load.formats.recognise import Match
from workbench.load.formats.renaming import instead
from workbench.load.grid import Grid
from workbench.load.header import missing_column
from workbench.load.json_rows import grid_of
from workbench.load.report import Reason, Reject, raw_row
from workbench.load.table import Table, headed
from workbench.project.source import Source

#: what a report says of a list of channels and the like, so that the file is known as read.
NO_POSTS = "a part of the export that holds no posts"


def tables_of(
    document: Document, match: Match, everything: Sequence[Document], source: Source, *, whole: bool
) -> Iterable[tuple[Layout, Table]]:
    """Yield the tables of a document with their layouts, the columns by the layouts' own names.

    Parameters
    ----------
    document : Document
    match : Match
        What it is.
    everything : sequence of Document
        Of the source, in which its shape may look something up.
    source : Source
    whole : bool
        False for a part of a large file, which may lack what another part has.

    Raises
    ------
    BadData
        If a column that must be there is not.
    """
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
