"""Spans: which stretch of time a study measures, compares with, and finds topics in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pandas as pd

from workbench.people.segments import person_ids
from workbench.project.model import Project
from workbench.project.period import Kind, Window, effective_window, window
from workbench.store.store import Store

BEFORE_MONTHS = 3
FAR = datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Spans:
    """The windows of one study.

    Parameters
    ----------
    period : Window
        What was asked for.
    sizes : Window
        What sizes and comparisons use: the period, or the last three months in a small project.
    before : Window or None
        What they are compared with: the three months before, or the stretch of the same length. None where
        nothing was said then.
    found_from : datetime
        Where a first discovery starts.
    """

    period: Window
    sizes: Window
    before: Window | None
    found_from: datetime

    @property
    def start(self) -> datetime:
        """The first moment that is read."""
        starts = [self.period.start, self.sizes.start, self.found_from]
        return min([*starts, self.before.start] if self.before else starts)


def spans(project: Project, period: Window, store: Store) -> Spans:
    """Choose the windows of a study.

    Parameters
    ----------
    project : Project
    period : Window
    store : Store

    Returns
    -------
    Spans
    """
    recent = _recent(period)
    rows = store.feedback(recent.start, period.end, ["item_id", "author_id", "authors", "direction"])
    rows = rows[rows["direction"] == "inbound"]
    months = max(1, round((period.end - recent.start).days / 30))
    people = person_ids(rows).nunique() / months
    sizes = effective_window(project, period, people)
    past = _before(sizes)
    heard = store.feedback(past.start, past.end, ["item_id", "direction"])
    found_from = min(sizes.start, period.start)
    if project.first_month:
        first = window(project, project.first_month, now=max(period.end, FAR))  # a month of its own, over or not
        found_from = min(found_from, first.start)
    return Spans(period, sizes, past if len(heard) else None, found_from)


def _recent(period: Window) -> Window:
    return period.widened(BEFORE_MONTHS) if period.kind is Kind.MONTH else period


def _before(sizes: Window) -> Window:
    """Return the months just before a month, or the stretch of the same length before a longer one."""
    if sizes.kind is Kind.MONTH:
        return sizes.previous(1)[0].widened(BEFORE_MONTHS)
    return replace(sizes.previous(1)[0], partial=False)


def nothing_before(spans: Spans) -> str:
    """Say that there is nothing to compare with, and what to do where the months before are part of the window."""
    said = "There is nothing earlier to compare with"
    if spans.sizes.label == spans.period.label:
        return f"{said}."
    return (
        f'{said}: all months so far are taken together. window = "month" in project.toml compares the last with them.'
    )


def months_of(span: Window) -> frozenset[str]:
    """Return the months that lie whole in a window, for posts without a date."""
    days = pd.period_range(str(span.first_day), str(span.last_day), freq="D")
    counts = days.strftime("%Y-%m").value_counts()
    return frozenset(str(month) for month, count in counts.items() if count == pd.Period(str(month)).days_in_month)
