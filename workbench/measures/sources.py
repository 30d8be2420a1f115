"""Sources: what came in, by channel and month, and what was refused."""

from __future__ import annotations

import pandas as pd

from workbench.measures.material import Material
from workbench.people.doors import CHANNELS
from workbench.project.model import Project
from workbench.topics.corpus import Part


def sources(project: Project, material: Material, reports: pd.DataFrame) -> pd.DataFrame:
    """Count posts and people of each source and month, beside what its files held.

    Parameters
    ----------
    project : Project
    material : Material
        The window's posts.
    reports : DataFrame
        Load reports, one row a file.

    Returns
    -------
    DataFrame
        One row a source and month, sorted: source, origin, channel, authors, period, read, kept, duplicates,
        rejected (of all files of the source), posts, people, first_at, last_at (local days), language_other
        (posts in another language), deleted, no_reason, stars_only.
    """
    # A file that brought nothing new is no part of the snapshot that this table is kept under.
    counted = reports[~reports["repeat"].astype(bool)]
    files = counted.groupby("source")[["rows_read", "kept", "duplicates", "rejected"]].sum()
    rows = []
    for source in project.sources:
        if source.kind != "feedback":
            continue
        own = material.posts[material.posts["source"] == source.name]
        loaded = files.reindex([source.name], fill_value=0).iloc[0]
        base = {
            "source": source.name,
            "origin": str(source.origin),
            "channel": CHANNELS[source.origin],
            "authors": str(source.authors),
            "read": int(loaded["rows_read"]),
            "kept": int(loaded["kept"]),
            "duplicates": int(loaded["duplicates"]),
            "rejected": int(loaded["rejected"]),
        }
        months = sorted(own["month"].dropna().unique())
        rows += [{**base, **_month(own[own["month"] == month], month, project.timezone)} for month in months]
    columns = [
        "source", "origin", "channel", "authors", "period", "read", "kept", "duplicates", "rejected", "posts", "people",
        "first_at", "last_at", "language_other", "deleted", "no_reason", "stars_only",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).sort_values(["source", "period"], kind="stable").reset_index(drop=True)


def loads(project: Project, reports: pd.DataFrame) -> pd.DataFrame:
    """Count what became of the rows of each source's files, whether any of them is in the window or not.

    Parameters
    ----------
    project : Project
    reports : DataFrame
        Load reports, one row a file.

    Returns
    -------
    DataFrame
        One row a source, by name: source, kind (feedback, content or events), origin, channel, read, kept, duplicates,
        rejected.
    """
    counted = reports[~reports["repeat"].astype(bool)]
    files = counted.groupby("source")[["rows_read", "kept", "duplicates", "rejected"]].sum()
    rows = [
        {
            "source": source.name, "kind": source.kind, "origin": str(source.origin),
            "channel": CHANNELS[source.origin], "read": int(found["rows_read"]),
            **{name: int(found[name]) for name in ("kept", "duplicates", "rejected")},
        }
        for source in sorted(project.sources, key=lambda one: one.name)
        for found in [files.reindex([source.name], fill_value=0).iloc[0]]
    ]  # fmt: skip
    columns = ["source", "kind", "origin", "channel", "read", "kept", "duplicates", "rejected"]
    return pd.DataFrame(rows, columns=columns)


def _month(posts: pd.DataFrame, month: str, zone: str) -> dict[str, object]:
    days = posts["at"].dropna().dt.tz_convert(zone).dt.strftime("%Y-%m-%d")
    return {
        "period": month,
        "posts": len(posts),
        "people": int(posts["person"].nunique()),
        "first_at": days.min() if len(days) else "",
        "last_at": days.max() if len(days) else "",
        "language_other": int((posts["part"] == Part.OTHER_LANGUAGE).sum()),
        "deleted": int(posts["deleted"].sum()),
        "no_reason": int((posts["part"] == Part.NO_REASON).sum()),
        "stars_only": int((posts["part"] == Part.EMPTY).sum()),
    }


def channels(material: Material) -> pd.DataFrame:
    """Count posts and people of each channel, most posts first: channel, posts, people."""
    grouped = material.posts.groupby("channel", as_index=False)
    table = grouped.agg(posts=("item_id", "size"), people=("person", "nunique"))
    return table.sort_values(["posts", "channel"], ascending=[False, True], ignore_index=True)


def months(material: Material) -> pd.DataFrame:
    """Count the posts of each channel and month: channel, month, posts."""
    dated = material.posts[material.posts["month"].notna()]
    return dated.groupby(["channel", "month"], as_index=False).agg(posts=("item_id", "size"))
