"""Seeds: whether topics would have been found otherwise from another starting point, in a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.analysis import Analysis
from workbench.charts.words import period
from workbench.report.markup import Html, say
from workbench.topics.codebook.events import Event, Kind, undone
from workbench.topics.codebook.shelf import read_log

#: agreement of two searches, 1 for the same (adjusted mutual information): from here on they find nearly the same …
NEARLY = 0.90
#: … and from here on much of it. The method agrees with itself by .95 to .99 on labelled texts.
PARTLY = 0.75


def shown(analysis: Analysis) -> Html:
    """Show how far searches from other starting points agreed when topics were first found; nothing if none was."""
    found = next((event.said for event in _first(analysis) if "seeds" in event.said), None)
    if found is None:
        return Html("")
    mean, least = float(found["seeds"]["ami_mean"]), float(found["seeds"]["ami_min"])
    same = (
        "nearly the same topics"
        if least >= NEARLY
        else "much the same topics"
        if least >= PARTLY
        else "other topics each time"
    )
    doubt = "" if least >= PARTLY else " Read where one topic ends and the next begins as one of several ways to cut."
    return say(
        f"When topics were first found ({period(str(found['period']))}), the search was made three times from different"
        f" starting points and gave {same}: on a scale where 1 is the same, two searches agreed by {mean:.2f} on"
        f" average.{doubt}"
    )


def _first(analysis: Analysis) -> Iterator[Event]:
    """Yield the runs that found topics where there were none, the last one first; not those that were undone."""
    ground = analysis.ground
    if ground.proposed is not None:
        yield ground.proposed
    log = read_log(ground.folder)
    gone = undone(log)
    yield from (event for event in reversed(log) if event.kind is Kind.PROPOSE and event.event_id not in gone)
