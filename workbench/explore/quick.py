"""A study at once: a throw-away project around files or a table."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from workbench.errors import BadData, BadRequest
from workbench.load.propose import propose
from workbench.project.named import add_period
from workbench.project.new import write_project
from workbench.project.source import Authors, Columns, Origin, Source
from workbench.project.study import Study
from workbench.project.toml import read_project
from workbench.store.loading import load_project
from workbench.store.store import Store

if TYPE_CHECKING:
    from workbench.analysis import Analysis

#: files without dates need a month; this one is so far back that nobody takes it for the posts' own.
UNDATED = "2000-01"
EVERYTHING = "everything"


@dataclass(frozen=True)
class Quick:
    """A throw-away project that is loaded and ready.

    Parameters
    ----------
    study : Study
    told : tuple of str
        What was guessed, for the reader to see.
    """

    study: Study
    told: tuple[str, ...]


def quick_project(folder: Path, files: Sequence[Path]) -> Quick:
    """Make a project of some exports in an empty folder, guessing their columns, and load them.

    Parameters
    ----------
    folder : Path
        Empty; thrown away by the caller.
    files : sequence of Path

    Returns
    -------
    Quick
        Its study covers all days of the files.

    Raises
    ------
    BadData
        If a file cannot be read or nothing in it looks like what people wrote.
    """
    proposals = propose(files)
    inbox = folder / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    names = {path: f"{number:03d}-{path.name}" for number, path in enumerate(files)}
    for path, name in names.items():
        (inbox / name).write_bytes(path.read_bytes())
    sources = [
        one.source.model_copy(
            update={
                "files": tuple(f"inbox/{escape(names[path])}" for path in one.files),
                "period": one.source.period or UNDATED,
                "date_format": one.source.date_format,
            }
        )
        for one in proposals
    ]
    told = tuple(
        line
        for one in proposals
        for line in (
            f"{one.source.name}: {'; '.join(one.reasons)}",
            f"  columns: {_columns(one.source)}",
            *one.questions,
        )
    )
    return Quick(_loaded(folder, f"{files[0].stem} · draft, columns guessed", sources), told)


def study_frame(
    frame: pd.DataFrame | Sequence[str],
    text: str = "text",
    *,
    date: str | None = None,
    author: str | None = None,
    language: str = "en",
) -> Analysis:
    """Study a table at hand.

    Parameters
    ----------
    frame : DataFrame or sequence of str
        One row a post; a plain list holds the texts alone.
    text : str
        Column of what people wrote.
    date, author : str, optional
        Columns; without authors each row counts as one person, without dates all rows are one period.
    language : str
        Language of the posts that are studied.

    Returns
    -------
    Analysis
        Its files stand in a temporary folder that goes when the analysis does.

    Raises
    ------
    BadRequest
        If a named column is missing.

    Examples
    --------
    >>> import pandas as pd, workbench as wb
    >>> posts = pd.DataFrame({"comment": ["The export fails every time"] * 3})
    >>> len(wb.study(posts, text="comment").items)
    3
    """
    from workbench.analysis import Analysis

    if not isinstance(frame, pd.DataFrame):
        frame = pd.DataFrame({text: list(frame)})
    for name in (text, date, author):
        if name is not None and name not in frame.columns:
            columns = ", ".join(str(column) for column in frame.columns)
            raise BadRequest(f"The table has no column {name!r}.", where=f"columns {columns}", fix="Name one of these.")
    keeper = tempfile.TemporaryDirectory(prefix="workbench-")
    folder = Path(keeper.name)
    (folder / "inbox").mkdir()
    named = {"text": text, "created_at": date, "author": author}
    chosen = frame[[name for name in named.values() if name is not None]]
    chosen = chosen.rename(columns={name: key for key, name in named.items() if name is not None})
    if "created_at" in chosen and pd.api.types.is_datetime64_any_dtype(chosen["created_at"]):
        chosen = chosen.assign(
            created_at=pd.to_datetime(chosen["created_at"], utc=True).dt.strftime("%Y-%m-%dT%H:%M:%SZ")
        )
    chosen.to_csv(folder / "inbox" / "table.csv", index=False, encoding="utf-8")
    source = Source(
        name="table",
        files=("inbox/table.csv",),
        origin=Origin.SURVEY if author is None else Origin.SOCIAL,
        authors=Authors.COLUMN if author else Authors.ONE_PER_ITEM,
        columns=Columns(text=("text",), created_at="created_at" if date else None, author="author" if author else None),
        encoding="utf-8",
        period=UNDATED,
    )
    analysis = Analysis(_loaded(folder, "Table", [source], language=language))
    analysis.keeper = keeper
    return analysis


def _loaded(folder: Path, name: str, sources: Sequence[Source], *, language: str = "en") -> Study:
    write_project(folder, name, sources, language=language)
    project = read_project(folder)
    load_project(project)
    items = Store(project.store).feedback(columns=["created_at", "direction"])
    if items.empty:
        raise BadData("No post could be read.", where=name, fix="Name the columns in a project: workbench new.")
    days = items.loc[items["direction"] == "inbound", "created_at"].dropna()
    if days.empty:
        _month_alone(folder)
        return Study(project=folder, month=UNDATED)
    first, last = days.min().strftime("%Y-%m-%d"), days.max().strftime("%Y-%m-%d")
    return Study(project=folder, month=add_period(folder, EVERYTHING, first, last))


def _month_alone(folder: Path) -> None:
    """Take the one stated month as it is: there is nothing before it to widen it with."""
    path = folder / "project.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'(?m)^#?\s*window = "auto".*$', 'window = "month"', text, count=1), encoding="utf-8")


def _columns(source: Source) -> str:
    """Write the guessed mapping as a reader would: text = title + content, created_at = date."""
    mapped = source.columns.model_dump(exclude_defaults=True)
    return ", ".join(
        f"{key} = {' + '.join(name) if isinstance(name, tuple | list) else name}" for key, name in mapped.items()
    )
