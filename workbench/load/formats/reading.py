"""Reading: the files of a source as tables, each with the source as its format fills it in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from workbench.errors import BadData, BadRequest
from workbench.load.document import Document
from workbench.load.formats.closest import nobody
from workbench.load.formats.format import Format
from workbench.load.formats.layout import Layout
from workbench.load.formats.recognise import Match, best, matches
from workbench.load.formats.registry import format_named, formats
from workbench.load.formats.renaming import known_as, to_write, without_renamed
from workbench.load.formats.tables import tables_of
from workbench.load.table import Table
from workbench.project.source import Columns, Source

#: formats that are no platform's: the mapping of project.toml says what the columns are.
TABLES = ("auto", "table", "csv", "tsv", "xlsx", "xls", "json", "ndjson")
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
        for layout, table in tables_of(document, match, everything, source, whole=known is None):
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
