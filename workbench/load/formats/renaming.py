"""Renaming: a table of a known format in which a column has a name that only project.toml knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.load.formats.format import Format
from workbench.load.formats.layout import Layout
from workbench.load.header import key
from workbench.load.table import Table
from workbench.project.source import Columns, Source

#: what a field that is a figure of content is called among those that are columns.
METRIC = "metrics."


def known_as(one: Format, source: Source) -> Format:
    """Return a format that also knows its columns by the names that project.toml gives them.

    Parameters
    ----------
    one : Format
    source : Source
    """
    if one.shape is not None:
        return one  # its shape looks for the names that it knows
    said = _fields(source.columns, source.metrics)
    return one.model_copy(update={"layouts": tuple(_known_as(layout, said) for layout in one.layouts)})


def _known_as(layout: Layout, said: Mapping[str, str]) -> Layout:
    own, known = _read_from(layout), layout.names()
    aliases = dict(layout.aliases)
    for field, name in said.items():
        if field in own and key(name) not in known:
            aliases[own[field][-1]] = (*aliases.get(own[field][-1], ()), name)
    return layout.model_copy(update={"aliases": aliases})


def without_renamed(source: Source, layout: Layout, table: Table) -> Source:
    """Return a source without the names of columns that its table has under the layout's own.

    Parameters
    ----------
    source : Source
    layout : Layout
    table : Table
        Its header in the layout's names.
    """
    own = _fields(layout.columns, layout.metrics)
    said = _fields(source.columns, source.metrics)
    gone = {one for one, name in said.items() if one in own and not table.has(name) and table.has(own[one])}
    if not gone:
        return source
    columns = source.columns.model_dump(exclude_unset=True, exclude=gone)
    metrics = {name: column for name, column in source.metrics.items() if METRIC + name not in gone}
    return source.model_copy(update={"columns": Columns.model_validate(columns), "metrics": metrics})


def instead(source: Source, layout: Layout, header: Sequence[str | None]) -> tuple[str, ...]:
    """Say which columns that project.toml names a file lacks, where it has those that the format knows.

    Parameters
    ----------
    source : Source
    layout : Layout
    header : sequence of (str or None)
        As the file has it.
    """
    seen, own = {key(cell) for cell in header if cell}, _read_from(layout)
    return tuple(
        f'"{name}" is not in this file; "{there}" is read'
        for field, name in _fields(source.columns, source.metrics).items()
        if field in own and key(name) not in seen
        for there in [next((one for one in own[field] if key(one) in seen), None)]
        if there is not None
    )


def to_write(layout: Layout, missing: Sequence[str]) -> str:
    """Return what to write in project.toml where required columns have other names now; empty where nothing helps.

    Parameters
    ----------
    layout : Layout
    missing : sequence of str
        In the layout's own names.
    """
    fields = _by_name(layout)
    if not missing or any(name not in fields for name in missing):
        return ""
    found = [fields[name] for name in missing]
    columns = ", ".join(f'{one} = "…"' for one in found if not one.startswith(METRIC))
    metrics = ", ".join(f'{one.removeprefix(METRIC)} = "…"' for one in found if one.startswith(METRIC))
    told = (f"{name} = {{ {of} }}" for name, of in (("columns", columns), ("metrics", metrics)) if of)
    return " and ".join(told)


def guessed_anew(layout: Layout, missing: Sequence[str], guessed: Columns) -> Columns | None:
    """Return under which names the cells show that required columns are there; None where one is not.

    Parameters
    ----------
    layout : Layout
    missing : sequence of str
        In the layout's own names.
    guessed : Columns
        What each column of the table seems to hold.
    """
    known = layout.names()
    single = guessed.model_copy(update={"text": tuple(name for name in guessed.text if key(name) not in known)})
    said = {field: name for field, name in _fields(single, {}).items() if key(name) not in known}
    fields = _by_name(layout)
    found = {field: said[field] for name in missing if (field := fields.get(name, "")) in said}
    if not missing or len(found) < len(missing):
        return None
    return Columns.model_validate({field: [name] if field == "text" else name for field, name in found.items()})


def _by_name(layout: Layout) -> dict[str, str]:
    """Return the field that each column of the export is read into; of several the first."""
    return {name: field for field, names in reversed(_read_from(layout).items()) for name in names}


def _read_from(layout: Layout) -> dict[str, tuple[str, ...]]:
    """Return the columns of the export that each field may be read from; of several the last is what people know."""
    several = {**layout.first_of, **layout.longest_of}
    found = {field: several.get(name, (name,)) for field, name in _fields(layout.columns, layout.metrics).items()}
    return {field: names for field, names in found.items() if not set(names) & set(layout.found_in)}


def _fields(columns: Columns, metrics: Mapping[str, str]) -> dict[str, str]:
    """Return what is read from one column each, by field."""
    told = columns.model_dump(exclude_none=True, exclude={"keep"})
    single = {one: value[0] if one == "text" and len(value) == 1 else value for one, value in told.items()}
    found = {one: value for one, value in single.items() if isinstance(value, str)}
    return found | {METRIC + name: column for name, column in metrics.items()}
