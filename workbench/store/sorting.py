"""Sorting the inbox: what lies there and belongs to no source is given to one, in project.toml."""

from __future__ import annotations

from pathlib import Path

from workbench.load.formats.sorting import Sorted, sorted_out
from workbench.project.adding import add_sources
from workbench.project.model import Project
from workbench.project.toml import read_project
from workbench.store.inbox import unread_files


def sort_inbox(folder: Path) -> tuple[Project, Sorted]:
    """Give what lies in inbox/ and belongs to no source to one that reads its format, and write that down.

    Parameters
    ----------
    folder : Path
        The project's.

    Returns
    -------
    (Project, Sorted)
        The project as it is now, which may have no source, and what was done.

    Raises
    ------
    BadRequest
        If project.toml is not valid, or could not take the sources.
    Busy
        If it cannot be written.
    """
    project = read_project(folder, check_sources=False)
    done = sorted_out(project.folder, unread_files(project), project.sources)
    if not done.new and not done.more:
        return project, done
    add_sources(folder, done.new, done.more)
    return read_project(folder), done
