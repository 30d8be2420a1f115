"""Each notebook fails its own way; papermill's own record is never believed."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from tests.small_project import environment
from workbench.errors import Busy, KernelDied, NotebookFailed, TimeLimit, WorkbenchError
from workbench.report.notebooks import Run, run_notebooks
from workbench.report.outcome import OK, Order, judge

pytestmark = pytest.mark.slow

FINISH = "from workbench.report.notebook import finish\nfinish()"
KILL = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
# written without the package, whose import may take longer than the short limit below on a busy machine
QUICK = """import json, os, pathlib
name = f"finished-{os.environ['WORKBENCH_NOTEBOOK']}.json"
place = pathlib.Path(os.environ["WORKBENCH_RUN_FOLDER"]) / name
place.write_text(json.dumps({"run_id": os.environ["WORKBENCH_RUN_ID"]}))"""
SLEEP = "import time\ntime.sleep(600)"


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", environment()["PYTHONPATH"])


def write(folder: Path, *sources: str, name: str = "02_topics") -> Path:
    book = nbformat.v4.new_notebook()
    parameters = nbformat.v4.new_code_cell('project = ""\nmonth = ""', metadata={"tags": ["parameters"]})
    book.cells = [parameters, *(nbformat.v4.new_code_cell(source) for source in sources)]
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(book, folder / f"{name}.ipynb")
    return folder / f"{name}.ipynb"


def run(folder: Path, *notebooks: Path, limit: int = 60) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    given: dict[str, object] = {"project": "acme", "month": "2026-07"}
    run_notebooks(Run("run-1", folder, given, cell_limit_s=limit), notebooks, side_by_side=2)


def failure(tmp_path: Path, *sources: str, limit: int = 60) -> WorkbenchError:
    with pytest.raises(WorkbenchError) as caught:
        run(tmp_path / "run", write(tmp_path, *sources), limit=limit)
    return caught.value


def test_a_notebook_that_reaches_its_end_succeeds_and_keeps_no_folder_of_this_machine(tmp_path: Path) -> None:
    run(tmp_path / "run", write(tmp_path, "x = 1", "", FINISH))
    text = (tmp_path / "run" / "notebooks" / "02_topics.ipynb").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "run" / "outcome-02_topics.json").read_text())["code"] == OK
    assert str(tmp_path) not in text
    assert "color:red" not in text
    assert "papermill" not in json.loads(text)["metadata"]


def test_a_cell_that_raises_is_named(tmp_path: Path) -> None:
    error = failure(tmp_path, "x = 1", "raise ValueError('no such column')", FINISH)
    assert isinstance(error, NotebookFailed)
    assert error.code == 3
    assert "ValueError: no such column" in error.what
    assert error.where == "02_topics, code cell 4"  # parameters, the injected ones, x = 1, this one
    assert "notebooks/02_topics.ipynb" in error.fix


def test_a_killed_kernel_is_not_a_success_although_papermill_marks_every_cell_completed(tmp_path: Path) -> None:
    error = failure(tmp_path, "x = 1", KILL, FINISH)
    assert isinstance(error, KernelDied)
    assert error.code == 4
    assert error.where == "02_topics, code cell 4"


@pytest.mark.parametrize("last", [False, True])
def test_a_cell_over_its_time_is_a_failure_also_where_it_is_the_last(tmp_path: Path, last: bool) -> None:
    error = failure(tmp_path, *([QUICK, SLEEP] if last else [SLEEP, QUICK]), limit=5)
    assert isinstance(error, TimeLimit)
    assert error.code == 5
    assert error.where == f"02_topics, code cell {4 if last else 3}"


def test_leaving_early_without_an_error_is_a_failure(tmp_path: Path) -> None:
    error = failure(tmp_path, "raise SystemExit(0)", FINISH)
    assert isinstance(error, NotebookFailed)
    assert error.where == "02_topics, code cell 3"


def test_ending_the_kernel_politely_is_a_failure_too(tmp_path: Path) -> None:
    error = failure(tmp_path, "exit()", "import time\ntime.sleep(1)", FINISH)  # the kernel ends after the next cell
    assert isinstance(error, NotebookFailed)
    assert "closed its own kernel" in error.what


def test_a_notebook_whose_process_is_killed_says_so_and_how_its_memory_may_be_spared(tmp_path: Path) -> None:
    error = failure(tmp_path, "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)", SLEEP, FINISH)
    assert isinstance(error, KernelDied)
    assert "probably out of memory" in error.what
    assert "--at-once" in error.fix


def test_a_failure_that_papermill_does_not_see_is_told_on_top_of_its_notebook(tmp_path: Path) -> None:
    failure(tmp_path, "raise SystemExit(0)", FINISH)
    content = json.loads((tmp_path / "run" / "notebooks" / "02_topics.ipynb").read_text(encoding="utf-8"))
    assert "The notebook ended early" in content["cells"][0]["source"]


def test_a_full_disk_comes_before_what_it_made_of_the_other_notebooks(tmp_path: Path) -> None:
    first = write(tmp_path, "raise ValueError('confused')", name="01_intake")
    second = write(tmp_path, "raise OSError(28, 'No space left on device')", name="02_topics")
    with pytest.raises(Busy, match="No space left"):
        run(tmp_path / "run", first, second)


def test_a_notebook_without_its_last_word_is_a_failure(tmp_path: Path) -> None:
    error = failure(tmp_path, "x = 1")
    assert isinstance(error, NotebookFailed)
    assert error.where == "02_topics, last cell"


def test_a_last_word_of_another_run_does_not_count(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "finished-02_topics.json").write_text('{"run_id": "run-0"}', encoding="utf-8")
    with pytest.raises(NotebookFailed):
        run(folder, write(tmp_path, "x = 1"))


def test_a_file_that_is_no_notebook_is_a_failure_of_that_notebook(tmp_path: Path) -> None:
    (tmp_path / "02_topics.ipynb").write_text("no notebook", encoding="utf-8")
    with pytest.raises(NotebookFailed):
        run(tmp_path / "run", tmp_path / "02_topics.ipynb")
    assert "Traceback" in (tmp_path / "run" / "log.txt").read_text(encoding="utf-8")


def test_braces_in_a_folders_name_are_no_format_string(tmp_path: Path) -> None:
    folder = tmp_path / "{project} {0}"
    run(folder / "run", write(folder, FINISH))
    assert (folder / "run" / "notebooks" / "02_topics.ipynb").exists()


def test_the_first_notebook_that_failed_is_named_and_the_others_still_run(tmp_path: Path) -> None:
    bad = write(tmp_path, "raise ValueError('second')", name="03_segments")
    worse = write(tmp_path, KILL, name="02_topics")
    good = write(tmp_path, FINISH, name="01_intake")
    with pytest.raises(KernelDied) as caught:
        run(tmp_path / "run", good, worse, bad)
    assert caught.value.where.startswith("02_topics")
    assert (tmp_path / "run" / "finished-01_intake.json").exists()


def executed(tmp_path: Path, **cell: object) -> Order:
    """Return the order of an executed notebook of two cells, the second changed as given."""
    book = nbformat.v4.new_notebook()
    book.cells = [nbformat.v4.new_code_cell("x", execution_count=1), nbformat.v4.new_code_cell("y", execution_count=2)]
    book.cells[1].update(cell)
    nbformat.write(book, tmp_path / "out.ipynb")
    (tmp_path / "finished-02_topics.json").write_text('{"run_id": "r"}', encoding="utf-8")
    return Order(tmp_path / "02_topics.ipynb", tmp_path / "out.ipynb", tmp_path, "r", {})


def test_an_error_output_is_a_failure_whatever_the_status_says(tmp_path: Path) -> None:
    assert judge(executed(tmp_path)).code == OK
    output = nbformat.v4.new_output("error", ename="E", evalue="", traceback=[])
    assert judge(executed(tmp_path, outputs=[output])).where == "02_topics, code cell 2"


def test_a_cell_without_a_number_did_not_run(tmp_path: Path) -> None:
    assert judge(executed(tmp_path, execution_count=None)).code == 3
    assert judge(executed(tmp_path, execution_count=None, source=" \n")).code == OK  # nothing in it to run
