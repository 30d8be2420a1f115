"""Named periods: written into project.toml by `workbench study --from --to --name`."""

from __future__ import annotations

import re
from pathlib import Path

from workbench.errors import BadRequest
from workbench.project.toml import read_project


def add_period(folder: Path, name: str, first: str, last: str) -> str:
    """Add a period to `[periods]` of project.toml, or find that it is there.

    Parameters
    ----------
    folder : Path
    name : str
        Lower case, a letter first.
    first, last : str
        Days, `YYYY-MM-DD`, both included.

    Returns
    -------
    str
        The name.

    Raises
    ------
    BadRequest
        If the name stands for other days, or name or days are wrong; the file is then as it was.
    """
    known = read_project(folder).periods
    if name in known:
        if known[name] != (first, last):
            raise BadRequest(
                f"The period {name} is {known[name][0]} to {known[name][1]}.",
                where="project.toml, [periods]",
                fix="Choose another name, or change the days there.",
            )
        return name
    path = folder / "project.toml"
    before = path.read_text(encoding="utf-8")
    line = f'{name} = ["{first}", "{last}"]'
    if re.search(r"(?m)^\[periods\]\s*(#.*)?$", before):
        after = re.sub(r"(?m)^(\[periods\]\s*?(?:#.*)?)$", lambda found: f"{found[1]}\n{line}", before, count=1)
    else:
        after = f"{before.rstrip()}\n\n[periods]\n{line}\n"
    path.write_text(after, encoding="utf-8")
    try:
        read_project(folder)
    except BadRequest:
        path.write_text(before, encoding="utf-8")
        raise
    return name
