"""The run of a study: load what is new, prepare, run the notebooks, render, check, publish."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from workbench.analysis import Analysis
from workbench.charts.renderer import RUNTIME_FILE
from workbench.load.streamed import Progress, unseen
from workbench.measures.published import customer_lists, versions
from workbench.project.kept import read_notes
from workbench.project.model import Project
from workbench.project.study import AS_OF, CLOCK, Study
from workbench.report import failure, record
from workbench.report.index import write_index
from workbench.report.inputs import fingerprint, is_published
from workbench.report.memory import give_back
from workbench.report.notebook_check import refuse_unusable
from workbench.report.notebooks import PAGES, Run, notebook_path, run_notebooks
from workbench.report.outcome import CELL_LIMIT_S
from workbench.report.outputs import write_pages, write_tables
from workbench.report.publish import publish, recover
from workbench.store.customers import drop_lists
from workbench.store.files import sha256_of
from workbench.store.loading import load_project
from workbench.store.lock import hold

Say = Callable[[str], None]
#: notebooks at once, however many cores there are: each holds a kernel and the study in memory.
MOST_AT_ONCE = 4
BUNDLE = [sys.executable, "-c", "from workbench.charts.renderer import bundle; bundle()"]


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
    cell_limit_s : int
        Seconds a cell may take.
    at_once : int or None
        Notebooks side by side; as many as there are cores by default, and at most four.
    clock : str or None
        The moment that decides whether the period is over, in ISO form with a zone; now by default.
    ask : bool
        False takes the customer list as the store keeps it, and leaves its database alone.
    """

    study: Study
    as_of: str | None = None
    replace: bool = False
    pages: tuple[str, ...] = tuple(PAGES)
    cell_limit_s: int = CELL_LIMIT_S
    at_once: int | None = None
    clock: str | None = None
    ask: bool = True


@dataclass
class _Stages:
    """Seconds of each stage; the only clock times of a study stand in run.json."""

    say: Say
    progress: Progress = unseen
    seconds: dict[str, float] = field(default_factory=dict)
    now: str = "starting"

    @contextlib.contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        self.now = name
        self.say(name)
        begun = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = round(time.monotonic() - begun, 2)


def run_study(request: Request, *, say: Say = lambda _: None, progress: Progress = unseen) -> Path:
    """Make a study, or find that it is made already.

    Parameters
    ----------
    request : Request
    say : callable
        Told each stage as it begins.
    progress : callable
        Shows how far a large file was read.

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
    with _environment(AS_OF, request.as_of), _environment(CLOCK, request.clock):
        period = study.window(project)  # a wrong period is refused before anything is written
        read_notes(project.folder, period.label)  # and so are notes that the brief could not use
        refuse_unusable([notebook_path(project.folder, name) for name in request.pages])
        studies, stages = project.folder / "studies", _Stages(say, progress)
        with failure.in_words(project.folder, lambda: stages.now):
            studies.mkdir(parents=True, exist_ok=True)
            with hold(project.folder / "store" / "study.lock", purpose=f"a study of {study.month}"):
                if recover(studies):
                    write_index(studies, project=project.name)
                return _attempt(request, project, stages)


def _attempt(request: Request, project: Project, stages: _Stages) -> Path:
    """Load and make the study in a folder of its own; keep that as evidence where it fails."""
    study, studies = request.study, project.folder / "studies"
    said: dict[str, Any] = {
        "format": record.FORMAT,
        "status": "running",
        "run_id": f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}",
        "period": study.month,
        "parameters": study.model_dump(mode="json", exclude={"project"}) | {"as_of": request.as_of},
        "seed": project.seed,
        "threads": project.compute.threads,
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        **record.setting(),
    }
    folder = failure.begin(studies, study.month, said)
    try:
        with failure.in_words(project.folder, lambda: stages.now):
            analysis = _loaded(request, project, stages)
            inputs = fingerprint(analysis)
            if not request.replace and is_published(studies / study.month, inputs, analysis):
                stages.say("nothing to do: this study is made from the same inputs")
                shutil.rmtree(folder)
            else:
                said["inputs"] = inputs
                record.write(folder, said)
                _make(request, analysis, folder, stages, said)
    except BaseException as error:
        failure.keep(folder, {**said, "seconds": stages.seconds}, error, project=project.name)
        raise
    write_index(studies, project=project.name)
    analysis.ground.prune()
    analysis.past.prune(versions(project.folder))
    drop_lists(project.store, customer_lists(project.folder))
    return studies / study.month / "brief.html"


def _loaded(request: Request, project: Project, stages: _Stages) -> Analysis:
    with stages("loading"):
        load_project(project, ask=request.ask, say=stages.say, progress=stages.progress)
    return Analysis(request.study)


def _make(request: Request, analysis: Analysis, folder: Path, stages: _Stages, said: dict[str, Any]) -> None:
    """Make the study in its partial folder and publish it."""
    finished = _stages_of(request, analysis, folder, stages, said["run_id"])
    with stages("publishing"):
        done = finished | {"status": "ok", "seconds": stages.seconds, "outputs": record.outputs(folder)}
        record.write(folder, {**said, **done})
        # Only a run that succeeded may leave its proposals behind; its notebooks found them in the cache.
        analysis.ground.keep_codebook()
        analysis.past.keep()
        failure.give_room_back(folder)
        publish(folder.parent, folder, request.study.month)


def _stages_of(request: Request, analysis: Analysis, folder: Path, stages: _Stages, run_id: str) -> dict[str, Any]:
    """Run every stage in the partial folder and return what run.json says of them."""
    with stages("finding and filing topics"):
        analysis.codebook, analysis.filed  # noqa: B018 - computed here once, read by the notebooks
    with _vega(analysis.project.store):
        return _shown(request, analysis, folder, stages, run_id)


def _shown(request: Request, analysis: Analysis, folder: Path, stages: _Stages, run_id: str) -> dict[str, Any]:
    study, project = request.study, analysis.project
    with stages("measuring"):
        tables = write_tables(analysis, folder)
        # once here, not in each notebook's own memory
        analysis.examples(), analysis.channels(), analysis.months(), analysis.people()
    analysis.ground.let_go()
    give_back()
    notebooks = [notebook_path(project.folder, name) for name in request.pages]
    parameters: dict[str, object] = {"project": str(project.folder), "month": study.month, "partial": study.partial}
    with stages("running the notebooks"):
        run = Run(run_id, folder, parameters, request.as_of, request.cell_limit_s)
        run_notebooks(run, notebooks, side_by_side=request.at_once or min(_cores(), MOST_AT_ONCE))
    with stages("rendering the pages"):
        write_pages(analysis, folder, request.pages)
    for left in [*folder.glob("order-*.json"), *folder.glob("outcome-*.json"), *folder.glob("finished-*.json")]:
        left.unlink()
    values = tables["quality"].set_index("name")["value"]
    return {
        "snapshot": analysis.store.snapshot,
        "codebook": {
            "in": analysis.ground.codebook_before,
            "out": analysis.codebook.version,
            "events": analysis.ground.events_before,
            "against": asdict(analysis.baseline) if analysis.baseline else None,
        },
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


@contextlib.contextmanager
def _vega(store: Path) -> Iterator[None]:
    """Bundle the chart runtime once for all notebooks and pages, and once for each version of it.

    In a process of its own, beside the measuring; a notebook that comes before it is done bundles it itself.
    """
    versions = "-".join(version(name) for name in ("altair", "vl-convert-python"))
    path = store / f"vega-{versions}.js"
    with _environment(RUNTIME_FILE, str(path)):
        silent = subprocess.DEVNULL
        beside = None if path.is_file() else subprocess.Popen(BUNDLE, stdin=silent, stdout=silent, stderr=silent)
        try:
            yield
        finally:
            if beside is not None:
                beside.kill()
                beside.wait()


@contextlib.contextmanager
def _environment(name: str, value: str | None) -> Iterator[None]:
    """Hand a value to this process's own study as to the notebooks."""
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
