"""What a study leaves behind: pages, tables, workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from workbench.privacy.cells import spreadsheet_safe
from workbench.report.briefing import period_title
from workbench.report.notebooks import PAGES
from workbench.report.page import charts_in, prepare, render
from workbench.report.selfcheck import check
from workbench.report.workbook import write_workbook

if TYPE_CHECKING:
    from workbench.analysis import Analysis

#: table -> what it holds; each is a CSV and a sheet.
TABLES = {
    "sources": "What came in, by source and month, and what became of the rows",
    "collection": "Whether posts came in steadily, by source and month: what stood still, and what was only quiet",
    "content": "Our own posts of the period: series, what they are for, paid or not",
    "topics": "Every topic: posts, people, shares with their ranges, stars, channels, how sure",
    "themes": "The same for the themes above the topics",
    "matches": "For how many people it is known whether they are customers, by channel and key",
    "segments": "Groups side by side, by topic",
    "segment_themes": "Groups side by side, by theme",
    "checks": "How well posts are sorted under each topic, by what people found when they read some",
    "corrected": "Groups side by side by true shares, where posts of both were read by hand",
    "spoke": "What of each theme's change comes from what people say, and what from who speaks",
    "words": "Words that one group uses more than the other, and how many people use them",
    "patterns": "The same text from many accounts, or the same seconds: described, not judged",
    "change": "This period against the months before, by theme and topic",
    "history": "Every topic and theme in every month, all under this study's codebook",
    "emerging": "What is new, and what is only watched so far",
    "bridge": "How posts moved because the codebook changed since the study before",
    "drift": "How far each topic can still be trusted: posts refused near it, moved, reworded, two subjects, a twin",
    "measures": "What counts for the audience and for customers: each figure with its range, or why it does not apply",
    "goals": "Each product, what it should reach, and how that stands",
    "controls": "How often groups and months that are made up seem to differ: about one in twenty is chance",
    "quality": "How much was sorted and how much was left aside",
}
DECIMALS = 6


def write_tables(analysis: Analysis, folder: Path) -> dict[str, pd.DataFrame]:
    """Write every table as CSV and all of them as one workbook.

    Parameters
    ----------
    analysis : Analysis
    folder : Path
        The run's folder.

    Returns
    -------
    dict of str to DataFrame
    """
    tables = {name: getattr(analysis, name)() for name in TABLES}
    place = folder / "tables"
    place.mkdir(exist_ok=True)
    for name, table in tables.items():
        safe = _plain(table).map(spreadsheet_safe).rename(columns=spreadsheet_safe)
        safe.to_csv(place / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
    readme = [
        ("Study", f"{analysis.project.name}, {analysis.period.title}"),
        ("Edition", "Team: stays in the project"),
        *TABLES.items(),
        ("Shares", "Fractions between 0 and 1; _lo and _hi are the ends of the range"),
        ("strength", "firm, likely, or too early; the column reason says why"),
        ("checked", "whether people checked the sorting: yes, quick (a sample of 20 posts), or no"),
    ]
    write_workbook({name: _plain(table) for name, table in tables.items()}, folder / "study.xlsx", readme=readme)
    return tables


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Round fractions, so that a last binary digit never shows in a file."""
    numbers = [name for name in table.columns if pd.api.types.is_float_dtype(table[name])]
    return table.assign(**{name: table[name].astype("Float64").round(DECIMALS) for name in numbers})


def write_pages(analysis: Analysis, folder: Path, names: Sequence[str] = tuple(PAGES)) -> None:
    """Render the executed notebooks and check each page.

    Parameters
    ----------
    analysis : Analysis
    folder : Path
        The run's folder, with `notebooks/`.
    names : sequence of str
        The notebooks that were run.

    Raises
    ------
    PageRefused
        If a page holds what it must not, or lacks a chart.
    """
    import nbformat

    files = {name: "brief.html" if name == "07_brief" else f"{name}.html" for name in PAGES}
    footer = {
        "Codebook": analysis.codebook.version[:12],
        "Data": analysis.store.snapshot[:12],
        "Edition": "team",
    }
    for name in names:
        heading = PAGES[name]
        brief = name == "07_brief"
        executed = folder / "notebooks" / f"{name}.ipynb"
        links = {
            PAGES[other]: "" if other == name else files[other] for other in ("07_brief", *PAGES) if other in names
        }
        page = render(
            executed,
            title=f"{heading} · {analysis.project.name} · {period_title(analysis)}",
            footer=footer,
            links=None if brief else links,
            brief=brief,
        )
        source = nbformat.read(executed, as_version=4)  # type: ignore[no-untyped-call]
        charts = charts_in(prepare(source))
        check(page, name=files[name], charts=charts)
        (folder / files[name]).write_text(page, encoding="utf-8")
