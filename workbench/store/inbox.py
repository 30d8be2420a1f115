"""The inbox: which exports lie there, and what became of each."""

from __future__ import annotations

import pandas as pd

from workbench.load.files import shown_name, whole_path
from workbench.load.formats.tables import NO_POSTS
from workbench.project.model import Project
from workbench.store.files import sha256_of
from workbench.store.store import Store


def unread_files(project: Project) -> tuple[str, ...]:
    """Return what lies in inbox/ and belongs to no source: exports that no study will ever see.

    Parameters
    ----------
    project : Project

    Returns
    -------
    tuple of str
        Paths in the project, sorted; hidden files are passed over.
    """
    read = {whole_path(path) for source in project.sources for path in project.files(source)}
    inbox = project.folder / "inbox"
    lying = [path for path in sorted(inbox.rglob("*")) if path.is_file() and not path.name.startswith((".", "~$"))]
    return tuple(path.relative_to(project.folder).as_posix() for path in lying if whole_path(path) not in read)


def latest_reports(project: Project, store: Store) -> pd.DataFrame:
    """Return one report for each file: that of the file as it lies there now, where it was loaded in several versions.

    Parameters
    ----------
    project : Project
    store : Store

    Returns
    -------
    DataFrame
        As `Store.reports`, by source and file.
    """
    reports = store.reports()
    if reports.empty:
        return reports
    paths = {path for source in project.sources for path in project.files(source) if path.is_file()}
    lying = {sha256_of(path) for path in sorted(paths)}
    by_version = reports.assign(_now=reports["sha256"].isin(lying))
    ordered = by_version.sort_values(["source", "file", "_now"], kind="stable")
    return ordered.drop_duplicates(["source", "file"], keep="last").drop(columns="_now").reset_index(drop=True)


def fruitless_files(reports: pd.DataFrame, rejects: pd.DataFrame) -> tuple[str, ...]:
    """Return what files brought nothing, and why: an export of which every row was refused, or without a row.

    Parameters
    ----------
    reports : DataFrame
        Of `latest_reports`.
    rejects : DataFrame
        Of `Store.rejects`.

    Returns
    -------
    tuple of str
        One sentence a file.
    """
    told = []
    for row in reports.itertuples():
        file = shown_name(str(row.file))
        if int(str(row.rows_read)) == 0 and NO_POSTS in str(row.warnings):
            continue
        if int(str(row.rows_read)) == 0:
            told.append(f"{file} holds no rows below its header")
        elif int(str(row.kept)) + int(str(row.duplicates)) == 0:
            why = rejects.loc[rejects["source_file"] == row.file, "detail"].value_counts()
            most = f"; most: {why.index[0]}" if len(why) else ""
            told.append(f"nothing of {file} was kept: all {row.rejected} rows were refused{most}")
    return tuple(told)


def doubled_files(project: Project, reports: pd.DataFrame) -> tuple[str, ...]:
    """Return which exports several sources have read, so that their posts count more than once.

    Parameters
    ----------
    project : Project
    reports : DataFrame
        Of `latest_reports`.

    Returns
    -------
    tuple of str
        One sentence an export; one that gives feedback to one source and content to another is none.
    """
    if reports.empty:
        return ()
    kinds = {source.name: source.kind for source in project.sources}
    told = []
    for _, same in reports.groupby([reports["sha256"], reports["source"].map(kinds)], sort=True):
        sources = sorted(set(same["source"].astype(str)))
        if len(sources) > 1 and same["kept"].astype(int).gt(0).all():
            files = list(dict.fromkeys(shown_name(str(file)) for file in same["file"]))
            copies = f"{' and '.join(files)} are one export," if len(files) > 1 else f"{files[0]} is"
            told.append(f"{copies} read by {' and '.join(sources)}: its posts count twice; let one of them name it")
    return tuple(told)
