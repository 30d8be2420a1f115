"""The registry: every format that is known, those of other packages too."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from importlib.resources import files

from workbench.errors import BadRequest
from workbench.load.formats.format import Format, read_format
from workbench.project.source import Columns, Source

#: other packages give a `Format`, or a function that returns one, under this entry point group.
GROUP = "workbench.formats"


@cache
def formats() -> tuple[Format, ...]:
    """Return the formats by name.

    Raises
    ------
    BadRequest
        If a format of another package has the name of a known one, or is none.
    """
    folder = files("workbench.load.formats") / "layouts"
    own = [
        read_format(one.read_text(encoding="utf-8"), where=one.name)
        for one in folder.iterdir()
        if one.name.endswith(".toml")
    ]
    found = {one.name: one for one in own}
    for point in sorted(entry_points(group=GROUP), key=lambda one: one.name):
        made = point.load()
        one = made if isinstance(made, Format) else made()
        if not isinstance(one, Format) or one.name in found:
            what = f"has the name of a known format, {one.name}" if isinstance(one, Format) else "is no Format"
            raise BadRequest(
                f"the format {point.name} of another package {what}",
                where=point.value,
                fix="update or remove the package",
            )
        found[one.name] = one
    return tuple(found[name] for name in sorted(found))


def columns_of(source: Source) -> Columns:
    """Return what the columns of a source's feedback mean: as project.toml says, else as its format does.

    Parameters
    ----------
    source : Source
        Of a format with several layouts, a column counts as mapped where one of them maps it.
    """
    one = format_named(source.format)
    if one is None:
        return source.columns
    told: dict[str, object] = {}
    for layout in one.layouts:
        if layout.kind == "feedback":
            told = layout.columns.model_dump(exclude_defaults=True) | told
    return Columns.model_validate(told | source.columns.model_dump(exclude_unset=True))


def format_named(name: str) -> Format | None:
    """Return the format of a name, or None."""
    return next((one for one in formats() if one.name == name), None)
