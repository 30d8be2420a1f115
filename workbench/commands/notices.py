"""What a person should know about a project before and after a study: what is not seen, and what brought nothing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from workbench.project.model import Project


def notices(project: Project, *, told: Collection[str] = ()) -> list[str]:
    """Return what a study of the project would pass over without a word.

    Parameters
    ----------
    project : Project
    told : collection of str
        Files in the inbox of which more was said already.

    Returns
    -------
    list of str
        One line each: exports of no source, notes of no period, comparisons without a column, and topic settings
        that no longer change the topics there are.
    """
    from workbench.project.overlooked import overlooked
    from workbench.store.inbox import unread_files

    lying = [f"{name} lies in inbox/ and no source names it" for name in unread_files(project) if name not in told]
    return [*lying, *overlooked(project, listed=_listed(project)), *_frozen(project)]


def fruitless(project: Project) -> list[str]:
    """Return which loaded files brought nothing or count twice, and what is odd in the customer list, a line each."""
    from workbench.store.inbox import doubled_files, fruitless_files, latest_reports
    from workbench.store.store import Store

    store = Store(project.store)
    reports = latest_reports(project, store)
    return [*fruitless_files(reports, store.rejects()), *doubled_files(project, reports), *list_notes(project)]


def list_notes(project: Project) -> list[str]:
    """Return what is odd in the customer list; nothing where there is none, or none was loaded yet."""
    from workbench.people.customers import read_customers
    from workbench.people.notes import notes
    from workbench.privacy.pseudonyms import read_or_make_key
    from workbench.store.customers import list_digest

    said = project.customers
    if said is None or (said.file is None and not list_digest(project.store)):
        return []
    listed = read_customers(project, read_or_make_key(project.folder / "secret" / "key"))
    return list(notes(listed)) if listed is not None else []


def _listed(project: Project) -> list[str]:
    """Return the names under which the customer list's columns can be compared."""
    from workbench.load.formats.registry import columns_of
    from workbench.load.listing import plain_name
    from workbench.people.customers import list_columns

    compared = list(project.segments.compare)
    known_exports = [name for source in project.sources for name in columns_of(source).keep]
    columns = list_columns(project)
    if columns is None:
        return compared  # a database that was not asked yet may have any
    known = {plain_name(name) for name in columns}
    return [*known_exports, *columns, *(name for name in compared if plain_name(name) in known)]


def _frozen(project: Project) -> list[str]:
    """Tell where topics were found under other settings: they stay, only new ones follow the new settings."""
    first = _first_settings(project)
    told = []
    for key in ("granularity", "min_people"):
        before, now = first.get(key), getattr(project.topics, key)
        if before is not None and before != now:
            told.append(
                f"[topics] {key} = {now} changes no topic there is: they were found with {before} and keep their ids; "
                "it counts for new topics. To find all anew, take codebook/ away: names and history go with it"
            )
    return told


def _first_settings(project: Project) -> dict[str, Any]:
    """Return the topic settings that the first topics were found with."""
    from workbench.topics.codebook.events import Kind, undone
    from workbench.topics.codebook.shelf import read_log

    log = read_log(project.folder / "codebook")
    gone = undone(log)
    made = [event for event in log if event.kind is Kind.PROPOSE and event.event_id not in gone]
    settings = made[0].said.get("settings") if made else None
    return settings if isinstance(settings, dict) else {}
