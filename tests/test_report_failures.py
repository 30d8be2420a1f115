"""How a study fails: its exit code, three lines, the evidence, a row in the list, and the last good study as it was.

Kernels, signals and small disks are real. All runs share one project, so each also shows that the one before left
nothing in its way.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.small_project import LAST, PARAMETERS, ROOT, copy, environment, light, lightened, tree
from tests.test_report_run import processes_of, until
from workbench.commands.main import run
from workbench.report.notebook_check import refuse_unusable
from workbench.report.notebooks import PAGES, Run, run_notebooks
from workbench.report.run import Request

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    lines: list[str]

    @property
    def told(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True)
class Place:
    """A project whose last month is published, and how that study was."""

    project: Path
    good: dict[str, tuple[bytes, int]]

    @property
    def studies(self) -> Path:
        return self.project / "studies"

    def kept(self) -> set[Path]:
        return set((self.studies / ".failed").glob("*"))


def place_of(project: Path) -> Place:
    lightened(project, *PAGES)
    return Place(project, tree(project / "studies" / LAST))


@pytest.fixture(scope="module")
def shared(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    return place_of(copy(published, tmp_path_factory.mktemp("failures") / "small"))


@pytest.fixture(autouse=True)
def _one_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the notebook that fails alone; what the others do then is tested with test_report_run_one."""
    monkeypatch.setattr("workbench.report.run.Request", partial(Request, pages=("03_segments",)))


@pytest.fixture
def place(shared: Place) -> Iterator[Place]:
    yield shared
    light(shared.project / "notebooks", "03_segments")


def study(capsys: pytest.CaptureFixture[str], place: Place, *more: str) -> Ended:
    code = run(["study", "--project", str(place.project), "--month", LAST, *(more or ("--replace",))])
    return Ended(code, capsys.readouterr().err.splitlines())


def broken(place: Place, *sources: str) -> None:
    light(place.project / "notebooks", "03_segments", *sources)


def three_lines_and_nothing_spoilt(place: Place, ended: Ended, code: int) -> None:
    assert ended.code == code, ended.told
    what, where, to_do = ended.lines
    assert "Traceback" not in what
    assert where.startswith("  where: ")
    assert to_do.startswith("  to do: ")
    assert tree(place.studies / LAST) == place.good
    assert not (place.project / "store" / "study.lock").exists()
    assert sorted(path.name for path in place.studies.iterdir() if path.name != ".failed") == [LAST, "index.html"]


def failed(place: Place, before: set[Path], ended: Ended, code: int, says: str) -> Path:
    """Check everything that each failure has in common and return its evidence."""
    three_lines_and_nothing_spoilt(place, ended, code)
    assert re.search(says, ended.lines[0]), ended.told
    (evidence,) = place.kept() - before
    assert str(evidence) in ended.lines[2]
    said = json.loads((evidence / "run.json").read_text(encoding="utf-8"))
    assert said["status"] == "failed"
    assert re.search(says, said["error"]["what"])
    assert re.search(says, (evidence / "log.txt").read_text(encoding="utf-8"))
    assert not [path for path in evidence.iterdir() if path.suffix == ".part"]
    # a kernel whose runner was killed looks for it once a second
    until(lambda: not processes_of(str(said["run_id"])), seconds=5)
    page = (place.studies / "index.html").read_text(encoding="utf-8")
    assert f'href=".failed/{evidence.name}/log.txt"' in page
    for href in re.findall(r'href="([^"]+)"', page):
        assert (place.studies / href).exists(), href
    return evidence


def banner(evidence: Path) -> str:
    """Return the first cell of the notebook that failed."""
    book = nbformat.read(evidence / "notebooks" / "03_segments.ipynb", as_version=4)
    return str(book.cells[0].source)


GREEDY = "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))\nheld = bytearray(2**32)"
KILLED = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
CRASHED = "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)"
CASES = {
    "memory, told by Python": ((GREEDY,), 3, "memory ran out", "shorter period"),
    "memory, told by the system": ((KILLED,), 4, "probably out of memory", "--at-once 1"),
    "a crash in compiled code": ((CRASHED,), 4, r"crashed \(SIGSEGV\)", "code cell 3"),
    "quitting": (("quit()", "import time\ntime.sleep(1)"), 3, "closed its own kernel", "quit()"),
    "no room, met in a cell": (("raise OSError(28, 'No space left on device')",), 9, "No space left", "Make room"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_failing_notebook_says_why_and_what_to_do(
    place: Place, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    sources, code, says, advises = CASES[name]
    broken(place, *sources)
    before = place.kept()
    ended = study(capsys, place)
    evidence = failed(place, before, ended, code, says)
    assert advises in ended.told
    assert "03_segments" in ended.lines[1]
    assert "red" in banner(evidence)


def test_the_time_of_a_cell_can_be_set_and_its_end_is_a_failure(
    place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(place, "import time\ntime.sleep(600)")
    monkeypatch.setenv("WORKBENCH_CELL_LIMIT", "2")
    before = place.kept()
    ended = study(capsys, place)
    failed(place, before, ended, 5, "longer than 2 s")
    assert "--cell-limit" in ended.lines[2]


def test_a_kernel_that_cannot_start_is_told_as_such(
    place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # IPython reads this before the first cell: a start-up file that ends the process.
    start = tmp_path / "ipython" / "profile_default" / "startup"
    start.mkdir(parents=True)
    (start / "00.py").write_text("import os\nos._exit(7)")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    before = place.kept()
    ended = study(capsys, place)
    failed(place, before, ended, 4, "could not start")
    assert "code 7" in ended.told


def mounted(folder: Path, *command: str) -> None:
    """Mount something on a folder, or skip where this process may not."""
    done = subprocess.run(["mount", *command, str(folder)], check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"a small disk cannot be made here: {done.stderr.strip()}")


def unmounted(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)


@pytest.fixture(scope="module")
def small_disk(shared: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The project on a disk of its own."""
    disk = tmp_path_factory.mktemp("disk")
    mounted(disk, "-t", "tmpfs", "-o", "size=64m", "tmpfs")
    yield place_of(copy(shared.project, disk / "small"))
    unmounted(disk)


def filled(place: Place, *, but: int = 0) -> None:
    """Fill the disk, all but some bytes."""
    path = place.project.parent / "filled"
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"1" * 4096)
    os.truncate(path, path.stat().st_size - but)


@pytest.fixture
def disk(small_disk: Place) -> Iterator[Place]:
    yield small_disk
    (small_disk.project.parent / "filled").unlink(missing_ok=True)


def when(stage: str, act: Callable[[], object]) -> Callable[[str], None]:
    """Return a teller of stages that acts when one begins, the first time."""
    waiting = [stage]

    def said(text: str) -> None:
        if text in waiting:
            waiting.clear()
            act()

    return said


@pytest.mark.parametrize(
    "stage", ["loading", "measuring", "running the notebooks", "rendering the pages", "publishing"]
)
def test_a_full_disk_is_told_whatever_is_being_done_and_its_evidence_still_finds_room(
    disk: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    monkeypatch.setattr("workbench.commands.study.stage", when(stage, lambda: filled(disk)))
    if stage == "loading":
        with (disk.project / "inbox" / "forum.csv").open("a", encoding="utf-8") as file:
            file.write("2026-07-02 10:15:00,person 1,The export stops halfway.,2,n90001\n")
    before = disk.kept()
    evidence = failed(disk, before, study(capsys, disk), 9, "[Dd]isk")
    assert (evidence / "log.txt").stat().st_size


def test_a_disk_that_fills_up_under_a_notebook_is_told_as_a_full_disk(
    disk: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    path = disk.project.parent / "filled"
    broken(disk, FILLS.format(path=str(path)), "x = 'the kernel goes on'")
    before = disk.kept()
    failed(disk, before, study(capsys, disk), 9, "[Dd]isk")


#: the kernel meets no error: papermill does, when it writes the notebook, and then the process that runs it.
FILLS = """import contextlib
with open({path!r}, "wb", buffering=0) as file, contextlib.suppress(OSError):
    while True:
        file.write(b"1" * 4096)
"""


def test_a_disk_without_any_room_at_the_start_leaves_nothing_behind(
    disk: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(disk, but=16 * 1024)
    before = disk.kept()
    three_lines_and_nothing_spoilt(disk, study(capsys, disk), 9)
    assert disk.kept() == before


@pytest.mark.parametrize("part", [".", "studies"])
def test_a_folder_that_may_not_be_written_is_told_and_nothing_is_tried(
    place: Place, capsys: pytest.CaptureFixture[str], part: str
) -> None:
    folder = (place.project / part).resolve()
    before = place.kept()
    with read_only(folder):
        ended = study(capsys, place)
    three_lines_and_nothing_spoilt(place, ended, 9)
    assert re.search("Read-only|Permission", ended.lines[0])
    assert str(place.project) in ended.lines[1]
    assert place.kept() == before


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Take the right to write away, from root as well, whom permission bits do not bind."""
    if os.geteuid():
        mode = folder.stat().st_mode
        folder.chmod(0o500)
        yield
        folder.chmod(mode)
        return
    mounted(folder, "--bind", str(folder))
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True, capture_output=True)
        yield
    finally:
        unmounted(folder)


def test_a_folder_that_turns_read_only_during_a_run_is_told_and_the_next_run_keeps_the_evidence(
    place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    guard = contextlib.ExitStack()
    shut = partial(guard.enter_context, read_only(place.studies))
    monkeypatch.setattr("workbench.commands.study.stage", when("measuring", shut))
    before = place.kept()
    with guard:
        ended = study(capsys, place)
    assert ended.code == 9, ended.told
    assert len(ended.lines) == 3
    broken(place, "raise ValueError('next')")
    assert study(capsys, place).code == 3
    said = [json.loads((path / "run.json").read_text(encoding="utf-8")) for path in place.kept() - before]
    assert {one["status"] for one in said} == {"failed"}
    assert len(said) == 2


def test_a_fault_of_ours_is_exit_code_1_with_the_traceback_in_the_log_alone(
    place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(text: str) -> None:
        if text == "measuring":
            raise ZeroDivisionError("ours")

    monkeypatch.setattr("workbench.commands.study.stage", fails)
    before = place.kept()
    ended = study(capsys, place)
    three_lines_and_nothing_spoilt(place, ended, 1)
    (evidence,) = place.kept() - before
    assert str(evidence / "log.txt") in ended.lines[1]
    assert "ZeroDivisionError: ours" in (evidence / "log.txt").read_text(encoding="utf-8")


def test_the_memory_of_the_run_itself_is_told_too(
    place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def greedy() -> None:
        before = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (2**31, before[1]))
        try:
            bytearray(2**32)
        finally:
            resource.setrlimit(resource.RLIMIT_AS, before)

    monkeypatch.setattr("workbench.commands.study.stage", when("measuring", greedy))
    before = place.kept()
    ended = study(capsys, place)
    failed(place, before, ended, 4, "memory ran out")
    assert "while measuring" in ended.lines[1]


def edited(place: Place, change: Callable[[dict[str, Any]], None]) -> None:
    path = place.project / "notebooks" / "03_segments.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def untag(content: dict[str, Any]) -> None:
    content["cells"][0]["metadata"] = {}


def rename(content: dict[str, Any]) -> None:
    content["cells"][0]["source"] = PARAMETERS.replace("month", "period")


def unfinish(content: dict[str, Any]) -> None:
    content["cells"].pop()


def truncate(content: dict[str, Any]) -> None:
    del content["cells"][0]["cell_type"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (untag, "0 cells tagged parameters"),
        (rename, "takes the parameters project, period, partial"),
        (unfinish, "does not end with wb.finish()"),
        (truncate, "is not a notebook"),
    ],
)
def test_a_notebook_that_could_not_succeed_is_refused_before_anything_starts(
    place: Place, capsys: pytest.CaptureFixture[str], change: Callable[[dict[str, Any]], None], says: str
) -> None:
    edited(place, change)
    before = place.kept()
    ended = study(capsys, place)
    three_lines_and_nothing_spoilt(place, ended, 2)
    assert says in ended.lines[0]
    assert "03_segments.ipynb" in ended.lines[1]
    assert place.kept() == before


def test_broken_json_is_refused_before_anything_starts(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    (place.project / "notebooks" / "03_segments.ipynb").write_text("{", encoding="utf-8")
    ended = study(capsys, place)
    three_lines_and_nothing_spoilt(place, ended, 2)
    assert "is not a notebook" in ended.lines[0]


def test_a_tag_that_lets_errors_pass_hides_none(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    broken(place, "raise ValueError('hidden')")
    edited(place, lambda content: content["cells"][1]["metadata"].update(tags=["raises-exception"]))
    before = place.kept()
    failed(place, before, study(capsys, place), 3, "ValueError: hidden")


def harmless(content: dict[str, Any]) -> None:
    """Edit as JupyterLab does: outputs kept, another kernel's name, an older format, an empty cell at the end."""
    error = {"output_type": "error", "ename": "Old", "evalue": "left in", "traceback": []}
    content["cells"][0].update(outputs=[error], execution_count=7)
    content["cells"].append({"cell_type": "code", "metadata": {}, "source": "", "outputs": [], "execution_count": None})
    for cell in content["cells"]:
        cell.pop("id", None)
    content["metadata"]["kernelspec"] = {"name": "gone", "display_name": "Gone", "language": "python"}
    content["nbformat_minor"] = 2


def test_what_jupyterlab_leaves_in_a_notebook_is_no_hindrance(place: Place, tmp_path: Path) -> None:
    edited(place, harmless)
    path = place.project / "notebooks" / "03_segments.ipynb"
    refuse_unusable([path])
    folder = tmp_path / "run"
    folder.mkdir()
    run_notebooks(Run("r", folder, {"project": "a", "month": LAST, "partial": False}), [path], side_by_side=1)
    assert "left in" not in (folder / "notebooks" / path.name).read_text(encoding="utf-8")


def test_three_presses_of_ctrl_c_are_one(place: Place, tmp_path: Path) -> None:
    here = tmp_path / "here"
    broken(place, f"import pathlib, time\npathlib.Path({str(here)!r}).write_text('')\ntime.sleep(600)")
    running = subprocess.Popen(
        [sys.executable, "-m", "workbench", "study", "--project", str(place.project), "--month", LAST, "--replace"],
        cwd=ROOT,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    before = place.kept()
    until(lambda: here.exists() or running.poll() is not None)
    for _ in range(3):
        running.send_signal(signal.SIGINT)
    said = running.communicate(timeout=60)[1].splitlines()
    evidence = failed(place, before, Ended(running.returncode, said), 130, "[Ii]nterrupted")
    assert "by Ctrl-C" in said[1]
    assert (evidence / "notebooks" / "03_segments.ipynb").exists()


def test_the_lock_of_a_run_that_died_is_taken_over_although_the_machine_has_another_name_now(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = place.project / "store" / "study.lock"
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(lock)], cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    owner = json.loads(lock.read_text(encoding="utf-8"))
    lock.write_text(json.dumps(owner | {"host": "elsewhere"}), encoding="utf-8")
    ended = study(capsys, place)
    assert ended.code == 9
    assert f"held by process {child.pid} on elsewhere" in ended.lines[1]
    assert "end that process" in ended.lines[2]
    child.kill()
    child.communicate()
    broken(place, "raise ValueError('got past the lock')")
    before = place.kept()
    failed(place, before, study(capsys, place), 3, "got past the lock")


HOLDS = """
import sys, time
from pathlib import Path
from workbench.store.lock import hold
with hold(Path(sys.argv[1]), purpose="a study of 2026-06"):
    print("held", flush=True)
    time.sleep(600)
"""


def test_what_a_file_manager_leaves_in_studies_breaks_nothing(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    strays = [".DS_Store", "Thumbs.db", ".failed/.DS_Store", ".partial-note", ".old-note", "notes/mine.txt"]
    for name in strays:
        path = place.studies / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x", encoding="utf-8")
    broken(place, "raise ValueError('among strays')")
    assert study(capsys, place).code == 3
    assert all((place.studies / name).read_text(encoding="utf-8") == "x" for name in strays)
    assert "among strays" in (place.studies / "index.html").read_text(encoding="utf-8")
    for name in strays:
        (place.studies / name).unlink()
    (place.studies / "notes").rmdir()


def test_after_all_of_these_a_study_is_published_and_its_row_stands_alone(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = study(capsys, place)
    assert (ended.code, ended.lines) == (0, [])
    page = (place.studies / "index.html").read_text(encoding="utf-8")
    assert '<tr class="failed">' not in page
    assert page.count("<tr>") == 2  # the headings and July
