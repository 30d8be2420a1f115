"""The run of a study: load what is new, prepare, run the notebooks, render, check, publish."""

from __future__ import annotations

import contextlib
import os
import secrets
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from workbench.analysis import Analysis
from workbench.charts.renderer import RUNTIME_FILE
from workbench.errors import WorkbenchError
from workbench.project.kept import read_notes
from workbench.project.study import AS_OF, Study
from workbench.report import record
from workbench.report.index import write_index
from workbench.report.inputs import fingerprint, is_published
from workbench.report.notebooks import PAGES, Run, notebook_path, run_notebooks
from workbench.report.outputs import write_pages, write_tables
from workbench.report.publish import EVIDENCE, PARTIAL, keep_failed, publish, recover
from workbench.store.files import sha256_of
from workbench.store.loading import load_project
from workbench.store.lock import hold

Say = Callable[[str], None]
#: notebooks at once, however many cores there are: each holds a kernel and the study in memory.
MOST_AT_ONCE = 4


@dataclass(frozen=True)
class Request:
    """What is asked for.

    Parameters
    ----------
    study : Study
    as_of : str or None
        A day: the period as it stood at its end.
    replace : bool
        A published study of other inputs may be replaced.
    pages : tuple of str
        Notebooks that are run and rendered; all of them by default.
    """

    study: Study
    as_of: str | None = None
    replace: bool = False
    pages: tuple[str, ...] = tuple(PAGES)


@dataclass
class _Stages:
    """Seconds of each stage; the only clock times of a study stand in run.json."""

    say: Say
    seconds: dict[str, float] = field(default_factory=dict)

    @contextlib.contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        self.say(name)
        begun = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = round(time.monotonic() - begun, 2)


def run_study(request: Request, *, say: Say = lambda _: None) -> Path:
    """Make a study, or find that it is made already.

    Parameters
    ----------
    request : Request
    say : callable
        Told each stage as it begins.

    Returns
    -------
    Path
        The brief.

    Raises
    ------
    WorkbenchError
        With the exit code of design section 6; the last good study stands as it was.
    """
    study = request.study
    project = study.open()
    with _as_of(request.as_of):
        period = study.window(project)  # a wrong period is refused before anything is written
        read_notes(project.folder, period.label)  # and so are notes that the brief could not use
        studies = project.folder / "studies"
        studies.mkdir(parents=True, exist_ok=True)
        with hold(project.folder / "store" / "study.lock", purpose=f"a study of {study.month}"):
            if recover(studies):
                write_index(studies, project=project.name)
            stages = _Stages(say)
            with stages("loading"):
                load_project(project, say=say)
            analysis = Analysis(study)
            inputs = fingerprint(analysis)
            place = studies / study.month
            if not request.replace and is_published(place, inputs, analysis):
                say("nothing to do: this study is made from the same inputs")
                return place / "brief.html"
            return _make(request, analysis, inputs, stages)


def _make(request: Request, analysis: Analysis, inputs: dict[str, Any], stages: _Stages) -> Path:
    study, studies = request.study, analysis.project.folder / "studies"
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    name = study.month
    folder = studies / f"{PARTIAL}{name}-{run_id}"
    folder.mkdir()
    said: dict[str, Any] = {
        "status": "running",
        "run_id": run_id,
        "period": study.month,
        "parameters": study.model_dump(mode="json", exclude={"project"}) | {"as_of": request.as_of},
        "inputs": inputs,
        "seed": analysis.project.seed,
        "threads": analysis.project.compute.threads,
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        **record.setting(),
    }
    record.write(folder, said)
    try:
        finished = _stages_of(request, analysis, folder, stages, run_id)
        done = finished | {"status": "ok", "seconds": stages.seconds, "outputs": record.outputs(folder)}
        record.write(folder, said | done)
        # Only a run that succeeded may leave its proposals behind; its notebooks found them in the cache.
        analysis.codebook.save(analysis.project.folder / "codebook")
        analysis.ground.keep_assignments()
        place = publish(studies, folder, name)
    except BaseException as error:
        if folder.exists():
            kept = _keep(studies, folder, said | {"seconds": stages.seconds}, error)
            write_index(studies, project=analysis.project.name)
            if isinstance(error, WorkbenchError):
                error.fix = f"{error.fix} The evidence is in {kept}".strip()
            else:
                error.add_note(f"{EVIDENCE}{kept / 'log.txt'}")
        raise
    write_index(studies, project=analysis.project.name)
    analysis.ground.prune()
    return place / "brief.html"


def _keep(studies: Path, folder: Path, said: dict[str, Any], error: BaseException) -> Path:
    """Keep a failed run as evidence: its record, and the traceback where the fault is ours."""
    if isinstance(error, Exception) and not isinstance(error, WorkbenchError):
        with (folder / "log.txt").open("a", encoding="utf-8") as log:
            traceback.print_exception(error, file=log)
    record.write(folder, said | {"status": "failed", "error": _error(error)})
    return keep_failed(studies, folder, folder.name.removeprefix(PARTIAL))


def _stages_of(request: Request, analysis: Analysis, folder: Path, stages: _Stages, run_id: str) -> dict[str, Any]:
    """Run every stage in the partial folder and return what run.json says of them."""
    study, project = request.study, analysis.project
    with stages("finding and filing topics"):
        codebook = analysis.codebook
        analysis.filed  # noqa: B018 - computed here once, read by the notebooks
    with stages("measuring"):
        tables = write_tables(analysis, folder)
    notebooks = [notebook_path(project.folder, name) for name in request.pages]
    parameters: dict[str, object] = {"project": str(project.folder), "month": study.month, "partial": study.partial}
    with stages("running the notebooks"), _vega(project.store):
        run_notebooks(
            Run(run_id, folder, parameters, request.as_of), notebooks, side_by_side=min(_cores(), MOST_AT_ONCE)
        )
    with stages("rendering the pages"), _vega(project.store):
        write_pages(analysis, folder, request.pages)
    for left in [*folder.glob("order-*.json"), *folder.glob("outcome-*.json"), *folder.glob("finished-*.json")]:
        left.unlink()
    values = tables["quality"].set_index("name")["value"]
    return {
        "snapshot": analysis.store.snapshot,
        "codebook": {"in": analysis.ground.codebook_before, "out": codebook.version},
        "counts": {str(name): int(value) for name, value in values.items()},
        "finding": _finding(analysis),
        "model": analysis.ground.cache.encoder.key,
        "notebooks": {path.stem: sha256_of(path) for path in notebooks},
    }


def _cores() -> int:
    """Return the cores that this process may use; not every system tells."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _finding(analysis: Analysis) -> str:
    themes = analysis.themes()
    return "" if themes.empty else str(themes["label"].iloc[0])


def _error(error: BaseException) -> dict[str, str]:
    what = error.what if isinstance(error, WorkbenchError) else str(error) or "The run was interrupted."
    where = error.where if isinstance(error, WorkbenchError) else ""
    return {"type": type(error).__name__, "what": what, "where": where}


@contextlib.contextmanager
def _vega(store: Path) -> Iterator[None]:
    """Bundle the chart runtime once for all notebooks and pages, and once for each version of it."""
    versions = "-".join(version(name) for name in ("altair", "vl-convert-python"))
    with _environment(RUNTIME_FILE, str(store / f"vega-{versions}.js")):
        yield


@contextlib.contextmanager
def _as_of(day: str | None) -> Iterator[None]:
    """Hand the day to this process's own study as to the notebooks: by environment."""
    with _environment(AS_OF, day):
        yield


@contextlib.contextmanager
def _environment(name: str, value: str | None) -> Iterator[None]:
    before = os.environ.get(name)
    if value:
        os.environ[name] = value
    try:
        yield
    finally:
        if value:
            os.environ.pop(name, None)
            if before is not None:
                os.environ[name] = before
