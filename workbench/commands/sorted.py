"""What the commands that load say of exports that they have sorted out of the inbox."""

from __future__ import annotations

from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.commands.terminal import tell

if TYPE_CHECKING:
    from workbench.project.model import Project


def sorted_project(folder: Path) -> tuple[Project, frozenset[str]]:
    """Sort the inbox, say what was written into project.toml; return the project, and the files told as not read."""
    from workbench.load.files import shown_name
    from workbench.project.toml import read_project
    from workbench.store.sorting import sort_inbox

    project, done = sort_inbox(folder)
    for source in done.new:
        tell(f"Added to project.toml: [[sources]] {source.name} for {', '.join(map(shown_name, source.files))}")
    for name, files in done.more.items():
        tell(f"Added to project.toml: {', '.join(map(shown_name, files))} for {name}")
    reasons: dict[str, list[str]] = {}
    for file, why in done.why.items():
        reasons.setdefault(why, []).append(shown_name(file))
    for why, names in reasons.items():
        more = len(names) - 1
        are = "is" if not more else f"and {more} more file{'' if more == 1 else 's'} are"
        tell(f"  {names[0]} {are} {why}")
    taken = {source.name for source in project.sources}
    for file, error in done.left.items():
        block = _block(project.folder / file, file, taken)
        what = "add this to project.toml, and change in it what is wrong:" if block else error.fix
        tell(f"Not read: {shown_name(file)}: {error.what}; {what}")
        for line in block:
            tell(f"    {line}")
    # a project without a source is refused, after what lies there was told
    return (project if project.sources else read_project(folder)), frozenset(done.left)


def _block(path: Path, name: str, taken: set[str]) -> list[str]:
    """Return the source to write for a file of no known format; nothing where its columns do not tell.

    Its name is added to those that are taken.
    """
    from workbench.errors import WorkbenchError
    from workbench.load.propose import propose
    from workbench.project.new import source_lines
    from workbench.project.source import free_name

    try:
        proposals = propose([path])
    except WorkbenchError:
        return []
    lines = []
    for one in proposals:
        free = free_name(one.source.name, taken)
        taken.add(free)
        lines += source_lines(one.source.model_copy(update={"files": (escape(name),), "name": free}))
        if one.unused:
            lines.append(f"# not used, unless you write keep = […]: {', '.join(one.unused)}")
    return lines
