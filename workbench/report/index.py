"""The list of all studies, built from their run.json files only, so that it can always be built again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.charts.words import NONE, count, missing, period
from workbench.report.markup import environment
from workbench.report.page import assets
from workbench.report.publish import FAILED

LONGEST_REASON = 200


@dataclass(frozen=True)
class Link:
    """A file of a study, relative to the list."""

    label: str
    href: str


@dataclass(frozen=True)
class Entry:
    """One row of the list.

    Parameters
    ----------
    key : tuple of str
        Sorts the list: the end of the period, then the run.
    period, status, posts, people, topics : str
        As the page writes them.
    finding : str
        The largest finding, or the reason of a failure.
    links : tuple of Link
        Only files that are there.
    failed : bool
        Whether the run failed.
    started : str
        When the run began, as its id says; sorts by time.
    """

    key: tuple[str, str]
    period: str
    status: str
    posts: str
    people: str
    topics: str
    finding: str
    links: tuple[Link, ...]
    failed: bool
    started: str = ""


def entries(studies: Path) -> list[Entry]:
    """Read every run.json of a studies folder, newest period first, failures included.

    Parameters
    ----------
    studies : Path
        ``<project>/studies``.

    Returns
    -------
    list of Entry
        A failed run whose period was published later is left out.
    """
    done = [_entry(studies, file) for file in sorted(studies.glob("[!.]*/run.json"))]
    good: dict[str, str] = {}
    for entry in done:
        if not entry.failed:
            good[entry.period] = max(entry.started, good.get(entry.period, ""))
    broken = [_entry(studies, file) for file in sorted((studies / FAILED).glob("*/run.json"))]
    kept = done + [entry for entry in broken if entry.period not in good or entry.started > good[entry.period]]
    return sorted(kept, key=lambda entry: entry.key, reverse=True)


def index_html(studies: Path, *, project: str) -> str:
    """Return the page that lists all studies of a project.

    Parameters
    ----------
    studies : Path
        ``<project>/studies``.
    project : str
        Its name.
    """
    page = environment().get_template("studies.html.j2")
    return page.render(project=project, entries=entries(studies), **assets(charts=False)).strip() + "\n"


def write_index(studies: Path, *, project: str) -> Path:
    """Write ``studies/index.html`` anew where it says something else, and return its path."""
    path, page = studies / "index.html", index_html(studies, project=project).encode()
    if path.exists() and path.read_bytes() == page:
        return path
    part = studies / "index.html.part"
    try:
        part.write_bytes(page)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def _entry(studies: Path, file: Path) -> Entry:
    """Turn one run.json into a row; one that cannot be read is a failed row that says so."""
    folder = file.parent
    try:
        run = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(run, dict):
            raise ValueError("not an object")
    except (ValueError, OSError):
        run = {"status": "failed", "error": "run.json cannot be read"}
    status = str(run.get("status", "failed"))
    if folder.parent.name == FAILED:
        status = "failed"  # a full disk may have kept its record from saying so
    failed = status != "ok"
    name = str(run.get("period") or folder.name)
    counts = _mapping(run.get("counts"))
    return Entry(
        key=(_end(run, name), folder.name),
        period=_title(name),
        status="done" if not failed else status,
        posts=_count(counts.get("posts")),
        people=_count(counts.get("people")),
        topics=_count(counts.get("topics")),
        finding=_reason(run.get("error")) if failed else str(run.get("finding") or ""),
        links=_links(studies, folder),
        failed=failed,
        started=str(run.get("run_id") or ""),
    )


def _end(run: Mapping[str, Any], name: str) -> str:
    """Return when a period ends: as the run says, else from its name, so that quarters stand among their months."""
    window = _mapping(run.get("inputs")).get("window")
    if isinstance(window, list) and len(window) == 2:
        return str(window[1])
    quarter = re.fullmatch(r"(\d{4})-Q([1-4])", name)
    return f"{quarter[1]}-{3 * int(quarter[2]):02d}" if quarter else name


def _links(studies: Path, folder: Path) -> tuple[Link, ...]:
    """Return links to the files that are there: never a dead link."""
    pages = {"intake": "01_intake.html", "topics": "02_topics.html", "groups": "03_segments.html"}
    wanted = {
        "brief": "brief.html",
        **pages,
        "workbook": "study.xlsx",
        "tables": "tables",
        "run": "run.json",
        "log": "log.txt",
    }
    here = folder.relative_to(studies).as_posix()
    # relative to the list, so that the folder can be moved or mailed as a whole
    return tuple(Link(label, f"{here}/{name}") for label, name in wanted.items() if (folder / name).exists())


def _reason(error: object) -> str:
    """Return why a run failed, in one line."""
    if isinstance(error, Mapping):
        error = error.get("what") or error.get("message") or error.get("type") or ""
    text = " ".join(str(error or "the reason stands in the log").split())
    return text if len(text) <= LONGEST_REASON else text[: LONGEST_REASON - 1] + "…"


def _count(value: object) -> str:
    return count(value) if isinstance(value, int | float) and not missing(value) else NONE


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _title(name: str) -> str:
    written = period(name)
    return written[:1].upper() + written[1:]
