"""Adding: sources, and files of sources, written into project.toml beside what a person wrote there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import tomlkit
from tomlkit.items import AoT, Array, Table

from workbench.errors import BadRequest, Busy
from workbench.project.source import Source
from workbench.project.toml import NAME, read_project


def add_sources(folder: Path, new: Sequence[Source], more: Mapping[str, Sequence[str]]) -> None:
    """Write new sources, and further files of known ones, into project.toml; everything else stays as it stands.

    Parameters
    ----------
    folder : Path
    new : sequence of Source
        Appended; what differs from the defaults is written.
    more : mapping of str to sequence of str
        By the name of a source, the files that it reads from now on too.

    Raises
    ------
    BadRequest
        If the file would not be valid then; it is left as it was.
    Busy
        If it cannot be written.
    """
    if not new and not more:
        return
    path = folder / NAME
    before = path.read_text(encoding="utf-8")
    document = tomlkit.parse(before)
    if "sources" not in document:
        document.add(tomlkit.nl())
        document.add("sources", tomlkit.aot())
    sources = document["sources"]
    if not isinstance(sources, AoT):
        raise BadRequest(
            "new sources cannot be added to a list in brackets",
            where=f"{path}: sources",
            fix="write each source as a [[sources]] table",
        )
    for table in sources:
        if more.get(str(table["name"])):
            table["files"] = _listed([*_names(table["files"]), *more[str(table["name"])]])
    for source in new:
        sources.append(_table(source))
    try:
        path.write_text(tomlkit.dumps(document), encoding="utf-8", newline="\n")
        read_project(folder)
    except BadRequest:
        path.write_text(before, encoding="utf-8", newline="\n")
        raise
    except OSError as fault:
        raise Busy(
            f"project.toml cannot be written: {fault.strerror}", where=str(path), fix="check its rights"
        ) from fault


def _names(said: object) -> list[str]:
    return [str(said)] if isinstance(said, str) else [str(one) for one in said]  # type: ignore[attr-defined]


def _listed(names: Sequence[str]) -> Array:
    made = tomlkit.array()
    made.extend(dict.fromkeys(names))
    return made.multiline(len(names) > 2)


def _table(source: Source) -> Table:
    made = tomlkit.table()
    said = source.model_dump(mode="json", exclude_defaults=True)
    said |= {"name": source.name, "origin": source.origin.value, "authors": source.authors.value}
    for key in Source.model_fields:
        if key == "files":
            made.add(key, _listed(source.files))
        elif key in said:
            made.add(key, said[key])
    return made
