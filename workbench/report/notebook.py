"""What the notebooks call: begin, show a sentence, a table or quotes, finish."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from workbench.analysis import Analysis, open_study
from workbench.measures.spans import nothing_before
from workbench.report.markup import Html, note, notebook_style, quotes, say
from workbench.report.run_one import NOTEBOOK, RUN_FOLDER, RUN_ID
from workbench.report.tables import table

__all__ = ["about", "begin", "finish", "quotes", "say", "table"]


def begin(project: Any, month: Any, *, partial: Any = False) -> Analysis:  # noqa: ANN401 - whatever papermill injected
    """Open a study from a notebook's parameters and get charts ready.

    Parameters
    ----------
    project : str
        The folder with project.toml.
    month : str
        `YYYY-MM`, `YYYY-Qn`, or a name under `[periods]`.
    partial : bool
        Take a period that is not over as far as it has come.

    Returns
    -------
    Analysis

    Raises
    ------
    BadRequest
        If a value is wrong: papermill lets wrong types and names pass.
    """
    from workbench.charts.renderer import enable

    analysis = open_study(project, month, partial=partial)
    enable(style=notebook_style())
    return analysis


def about(analysis: Analysis) -> Html:
    """Say what sizes are of and what they are compared with; project and period stand in the page's heading."""
    spans = analysis.spans
    said = []
    if spans.sizes.label != spans.period.label:
        said.append(f"So that there is enough to count, sizes are of {spans.sizes.title}.")
    said.append(f"Compared with {spans.before.title}." if spans.before else nothing_before(spans))
    return note(" ".join(said))


def finish() -> None:
    """Say that the last cell was reached; without a runner, as under plain papermill, do nothing."""
    folder, run_id, name = (os.environ.get(key) for key in (RUN_FOLDER, RUN_ID, NOTEBOOK))
    if not (folder and run_id and name):
        return
    path = Path(folder) / f"finished-{name}.json"
    path.write_text(json.dumps({"run_id": run_id}), encoding="utf-8")
