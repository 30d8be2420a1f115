"""What a run leaves behind when it works, when it does not, and when it is interrupted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.small_project import LAST, ROOT, broken, build, copy, environment, lightened, study, tree, workbench
from workbench.commands.main import run
from workbench.errors import BadData, BadRequest
from workbench.project.study import Study
from workbench.report.notebooks import RUN_ID
from workbench.report.run import Request, run_study
from workbench.store.lock import hold

pytestmark = pytest.mark.slow

RAISE = "raise ValueError('no such column')"
KILL = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
LEAVE = "raise SystemExit(0)"
#: an element that no template of ours writes, as a careless notebook could.
FOREIGN = (
    "from IPython.display import HTML, display\ndisplay(HTML('<iframe src=\"https://tracker.example\"></iframe>'))"
)
WAIT = "import pathlib, time\npathlib.Path({path!r}).write_text('here')\ntime.sleep(600)"


@pytest.fixture
def project(published: Path, tmp_path: Path) -> Path:
    return copy(published, tmp_path / "small")


def run_json(folder: Path) -> dict[str, object]:
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))


def failed_run(project: Path) -> Path:
    (folder,) = (project / "studies" / ".failed").iterdir()
    return folder


def good_as_before(project: Path, published: Path) -> bool:
    return tree(project / "studies" / LAST) == tree(published / "studies" / LAST)


def no_lock_and_no_partial(project: Path) -> bool:
    return not (project / "store" / "study.lock").exists() and not list((project / "studies").glob(".partial-*"))


def until(true: Callable[[], bool], *, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def processes_of(run_id: str) -> list[int]:
    """Return the living processes that carry this run's id: notebooks' runners and their kernels."""
    wanted, found = f"{RUN_ID}={run_id}".encode(), []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (entry / "environ").read_bytes().split(b"\0") and int(entry.name) != os.getpid():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def test_a_study_holds_its_pages_tables_record_and_nothing_half_made(published: Path) -> None:
    folder = published / "studies" / LAST
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"brief.html", "01_intake.html", "02_topics.html", "03_segments.html", "study.xlsx", "run.json"} <= names
    assert {"tables/topics.csv", "tables/sources.csv", "notebooks/07_brief.ipynb", "log.txt"} <= names
    assert not [name for name in names if name.startswith(("order", "outcome", "finished")) or name.endswith(".part")]
    said = run_json(folder)
    assert said["status"] == "ok"
    assert {"run_id", "inputs", "outputs", "snapshot", "codebook", "counts", "seconds", "packages", "git"} <= set(said)
    assert {entry["path"] for entry in said["outputs"]} == {
        name for name in names if name.endswith((".html", ".csv", ".xlsx"))
    }
    assert no_lock_and_no_partial(published)
    assert f"{LAST}/brief.html" in (published / "studies" / "index.html").read_text(encoding="utf-8")


def test_the_same_inputs_again_are_nothing_to_do(project: Path) -> None:
    before = tree(project / "studies"), tree(project / "codebook")
    done = study(project)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == str(project / "studies" / LAST / "brief.html")
    assert (tree(project / "studies"), tree(project / "codebook")) == before


def test_other_inputs_need_to_be_asked_for(project: Path, published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "notes").mkdir(exist_ok=True)
    (project / "notes" / f"{LAST}.md").write_text("# Headline\nThe export comes first.\n", encoding="utf-8")
    done = study(project)
    assert done.returncode == 2
    assert f"what differs: notes/{LAST}.md is new" in done.stderr
    assert "--replace" in done.stderr
    assert len(done.stderr.splitlines()) == 3
    assert good_as_before(project, published)
    lightened(project, "01_intake", "02_topics", "03_segments")
    replaced = run(["study", "--project", str(project), "--month", LAST, "--replace"])
    assert replaced == 0, capsys.readouterr().err
    assert "The export comes first." in (project / "studies" / LAST / "brief.html").read_text(encoding="utf-8")
    assert not list((project / "studies").glob(".old-*"))
    assert not (project / "studies" / ".failed").exists()


def test_a_published_study_whose_record_is_damaged_is_not_overwritten_unasked(project: Path) -> None:
    (project / "studies" / LAST / "run.json").write_text("{", encoding="utf-8")
    with pytest.raises(BadRequest, match="published already"):
        run_study(Request(Study(project=project, month=LAST)))


def test_a_failing_run_is_loud_keeps_its_evidence_and_leaves_the_last_good_study(
    project: Path, published: Path
) -> None:
    broken(project, RAISE)
    done = study(project, "--replace")
    assert done.returncode == 3, done.stderr
    loud_and_kept(project, published, done.stderr, "ValueError: no such column")


@pytest.mark.parametrize(
    ("source", "instead", "code", "says"),
    [
        (LEAVE, False, 3, "ended early"),
        ("if False:\n    wb.finish()", True, 3, "did not report"),
        (KILL, False, 4, "probably out of memory"),
        (FOREIGN, False, 6, "not ours"),
    ],
)
def test_each_way_to_fail_is_as_loud(
    project: Path,
    published: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    source: str,
    instead: bool,
    code: int,
    says: str,
) -> None:
    # the others are not needed for it: what they do beside one that fails is tested above
    monkeypatch.setattr("workbench.report.run.Request", partial(Request, pages=("03_segments",)))
    broken(project, source, instead=instead)
    assert run(["study", "--project", str(project), "--month", LAST, "--replace"]) == code
    loud_and_kept(project, published, capsys.readouterr().err, says)


def loud_and_kept(project: Path, published: Path, told: str, says: str) -> None:
    lines = told.splitlines()
    assert len(lines) == 3
    assert says in lines[0]
    assert "03_segments" in lines[1]
    assert str(failed_run(project)) in lines[2]
    assert good_as_before(project, published)
    assert no_lock_and_no_partial(project)
    said = run_json(failed_run(project))
    assert said["status"] == "failed"
    assert says in said["error"]["what"]
    assert (failed_run(project) / "notebooks" / "03_segments.ipynb").exists()
    assert (failed_run(project) / "log.txt").exists()


def test_a_failure_is_a_row_of_the_list_and_no_dead_link(
    tmp_path: Path, published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = build(tmp_path / "small")
    (project / "store").mkdir()
    copy(published / "store" / "vectors", project / "store" / "vectors")  # only to be quick
    lightened(project, "01_intake", "02_topics")
    broken(project, RAISE)
    command = ["study", "--project", str(project), "--month", LAST]
    assert run(command) == 3, capsys.readouterr().err
    page = (project / "studies" / "index.html").read_text(encoding="utf-8")
    assert "failed" in page
    assert "ValueError: no such column" in page
    assert "brief.html" not in page
    assert f".failed/{failed_run(project).name}/run.json" in page
    broken(project, "x = 1")
    assert run(command) == 0, capsys.readouterr().err  # a later success, without being asked to replace anything


@pytest.mark.parametrize("month", ["2026-13", "202607", "July", "", "2026-Q5", "../2026-07", "{0}"])
def test_a_wrong_month_starts_nothing(tmp_path: Path, month: str) -> None:
    project = build(tmp_path / "small")
    before = tree(project)
    with pytest.raises(BadRequest):
        run_study(Request(Study(project=project, month=month)))
    assert tree(project) == before
    assert not (project / "studies").exists()
    assert not (project / "store").exists()


def test_an_unknown_parameter_and_a_missing_project_start_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="mnth"):
        Study(project=tmp_path, mnth=LAST)
    done = study(tmp_path / "nowhere")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 3
    assert list(tmp_path.iterdir()) == []


def test_notes_that_cannot_be_used_are_refused_before_anything_starts(tmp_path: Path) -> None:
    project = build(tmp_path / "small")
    (project / "notes").mkdir()
    (project / "notes" / f"{LAST}.md").write_text("# Weather\nSunny.\n", encoding="utf-8")
    with pytest.raises(BadData, match="Weather"):
        run_study(Request(Study(project=project, month=LAST)))
    assert not (project / "studies").exists()


def test_a_file_that_cannot_be_read_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    project = build(tmp_path / "small")
    (project / "inbox" / "desk.csv").write_bytes(b"\0" * 100)
    with pytest.raises(BadData):
        run_study(Request(Study(project=project, month=LAST)))
    assert not list((project / "studies").glob("*"))
    assert not list((project / "store").rglob("*.parquet"))


def test_two_runs_at_once_are_one_too_many(project: Path, published: Path) -> None:
    with hold(project / "store" / "study.lock", purpose="a study of 2026-06"):
        done = study(project, "--replace")
    assert done.returncode == 9
    assert "A study of 2026-06 is running" in done.stderr
    assert len(done.stderr.splitlines()) == 3
    assert good_as_before(project, published)


@pytest.fixture
def waiting(project: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A run that hangs in a cell of its first notebook, while others run and wait for their turn."""
    here = tmp_path / "here"
    broken(project, WAIT.format(path=str(here)), notebook="01_intake")
    command = [sys.executable, "-m", "workbench", "study", "--project", str(project), "--month", LAST, "--replace"]
    running = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
        # a shell that runs these tests in the background has children ignore Ctrl-C, and nohup the closed terminal
        preexec_fn=lambda: [signal.signal(number, signal.SIG_DFL) for number in (signal.SIGINT, signal.SIGHUP)],
    )
    until(lambda: here.exists() or running.poll() is not None)
    yield running
    if running.poll() is None:
        running.kill()
    running.communicate()


def partial_run_id(project: Path) -> str:
    (partial,) = (project / "studies").glob(".partial-*")
    return str(run_json(partial)["run_id"])


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 143), (signal.SIGINT, 130)])
def test_an_interrupted_run_gives_the_lock_back_and_leaves_no_process(
    project: Path, published: Path, waiting: subprocess.Popen[str], number: signal.Signals, code: int
) -> None:
    run_id = partial_run_id(project)
    assert len(processes_of(run_id)) >= 2  # a notebook's runner and its kernel, so the search below can fail
    waiting.send_signal(number)
    said = waiting.communicate(timeout=60)[1]
    assert waiting.returncode == code
    assert said.startswith("Interrupted.")
    assert len(said.splitlines()) == 3
    until(lambda: not processes_of(run_id), seconds=60)
    assert no_lock_and_no_partial(project)
    assert run_json(failed_run(project))["status"] == "failed"
    assert good_as_before(project, published)


def test_a_killed_run_takes_its_notebooks_along_and_the_next_one_keeps_its_evidence(
    project: Path, published: Path, waiting: subprocess.Popen[str]
) -> None:
    run_id = partial_run_id(project)
    waiting.kill()
    waiting.communicate(timeout=60)
    until(lambda: not processes_of(run_id), seconds=120)
    assert good_as_before(project, published)
    (project / "notebooks" / "01_intake.ipynb").unlink()
    assert workbench("study", "--project", project, "--month", LAST).returncode == 0
    said = run_json(failed_run(project))
    assert (said["status"], said["error"]["what"]) == ("failed", "The run was killed before it was published.")
    assert no_lock_and_no_partial(project)


def test_a_fault_of_ours_leaves_its_traceback_in_the_log(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("workbench.report.run.write_tables", fails)
    with pytest.raises(ZeroDivisionError) as caught:
        run_study(Request(Study(project=project, month=LAST), replace=True))
    log = failed_run(project) / "log.txt"
    assert "ZeroDivisionError: ours" in log.read_text(encoding="utf-8")
    assert caught.value.__notes__ == [f"evidence: {log}"]
