"""`workbench formats`: the exports that are read as they are."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from workbench.commands.terminal import answer
from workbench.errors import BadRequest

if TYPE_CHECKING:
    from workbench.load.formats.format import Format

EVIDENCE = {
    "real": "checked on a real file",
    "documented": "after documentation or a public reader",
    "hearsay": "from general knowledge: look at the first load",
}


@click.command()
@click.argument("name", required=False)
def formats(name: str | None) -> None:
    """List the exports that load as they are; with NAME, say where it is found and what it gives.

    Any other table loads with its columns named in project.toml.
    """
    from workbench.load.formats.registry import format_named
    from workbench.load.formats.registry import formats as known

    if name is None:
        for one in known():
            brings = "own posts" if one.kind == "content" else one.kind
            answer(f"{one.name:<22} {brings:<10} {one.title}")
        return
    found = format_named(name)
    if found is None:
        near = get_close_matches(name.lower(), [one.name for one in known()], n=3, cutoff=0.4)
        fix = f"Nearest are {', '.join(near)}; " if near else ""
        raise BadRequest(
            f"There is no format {name!r}.",
            where="workbench formats",
            fix=f"{fix}workbench formats without a name lists them all.",
        )
    for line in _told(found):
        answer(line)


def _told(one: Format) -> list[str]:
    lines = [f"{one.title} ({one.reader}, {EVIDENCE[one.evidence]})"]
    if one.where:
        lines.append(f"found at: {one.where}")
    lines.append(f"brings: {one.kind}, channel {one.origin}, authors {one.authors}")
    if one.private or any(layout.private for layout in one.layouts):
        lines.append("private or internal: no row loads without private = true")
    if one.told:
        lines.append(f"note: {one.told}")
    for layout in one.layouts:
        needs = ", ".join(" or ".join(f'"{name}"' for name in group) for group in layout.required)
        lines.append(f"needs ({layout.name}): {needs}" if needs else f"needs ({layout.name}): nothing by name")
        other = [f'"{name}" = {", ".join(names)}' for name, names in layout.aliases.items()]
        lines += [f"  also: {line}" for line in other]
    return lines
