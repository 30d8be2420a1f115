"""The shipped notebooks: their contract, and plain papermill without the runner."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import papermill
import pytest

from tests.small_project import LAST, NOTEBOOKS, ROOT, copy, environment, tree, workbench
from workbench.project.study import Study
from workbench.report.notebook_check import notebook_faults
from workbench.report.notebooks import PAGES, notebook_folder, notebook_path

SHIPPED = sorted(NOTEBOOKS.glob("*.ipynb"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_notebook_takes_the_parameters_of_a_study_and_no_other(path: Path) -> None:
    found = papermill.inspect_notebook(str(path))
    assert list(found) == list(Study.model_fields)
    assert {name: one["inferred_type_name"] for name, one in found.items()} == {
        "project": "str",
        "month": "str",
        "partial": "bool",
    }
    assert all(one["help"] for one in found.values())


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_notebook_tells_the_story_and_holds_no_logic(path: Path) -> None:
    for cell in nbformat.read(path, as_version=4).cells:
        lines = [line for line in cell.source.splitlines() if line.strip() and not line.startswith(("import", "from"))]
        assert cell.cell_type != "code" or len(lines) <= 5


def test_every_page_has_its_notebook_and_the_shipped_ones_are_sound() -> None:
    assert [path.stem for path in SHIPPED] == sorted(PAGES)
    assert notebook_folder() == NOTEBOOKS
    assert notebook_faults(NOTEBOOKS) == []


def test_a_projects_own_notebook_goes_before_the_shipped_one(tmp_path: Path) -> None:
    assert notebook_path(tmp_path, "07_brief") == NOTEBOOKS / "07_brief.ipynb"
    (tmp_path / "notebooks").mkdir()
    shutil.copy(NOTEBOOKS / "07_brief.ipynb", tmp_path / "notebooks")
    assert notebook_path(tmp_path, "07_brief") == tmp_path / "notebooks" / "07_brief.ipynb"


def changed(folder: Path, change: object) -> Path:
    """Write the intake notebook with one thing changed."""
    content = json.loads((NOTEBOOKS / "01_intake.ipynb").read_text(encoding="utf-8"))
    change(content["cells"])
    folder.mkdir(exist_ok=True)
    (folder / "01_intake.ipynb").write_text(json.dumps(content), encoding="utf-8")
    return folder


def first_code(cells: list[dict]) -> dict:
    return next(cell for cell in cells if cell["cell_type"] == "code")


STREAM = {"output_type": "stream", "name": "stdout", "text": "x"}
FAULTS = {
    "holds outputs": lambda cells: first_code(cells).update(outputs=[STREAM]),
    "holds outputs; clear": lambda cells: first_code(cells).update(execution_count=1),
    "has 0 cells tagged parameters": lambda cells: first_code(cells).update(metadata={}),
    "has 2 cells tagged": lambda cells: cells[-1].update(metadata={"tags": ["parameters"]}),
    "takes the parameters projekt, month, partial": lambda cells: first_code(cells).update(
        source='projekt: str = "x"\nmonth: str = "y"\npartial: bool = False'
    ),
    "does not end with wb.finish()": lambda cells: cells.pop(),
}


@pytest.mark.parametrize("says", FAULTS)
def test_each_fault_of_a_notebook_is_named(tmp_path: Path, says: str) -> None:
    (fault,) = notebook_faults(changed(tmp_path / "own", FAULTS[says]))
    assert fault.startswith("01_intake.ipynb ")
    assert says in fault


def test_a_broken_file_and_an_empty_folder_are_faults(tmp_path: Path) -> None:
    assert "holds no notebook" in notebook_faults(tmp_path)[0]
    (tmp_path / "01_intake.ipynb").write_text("{", encoding="utf-8")
    assert "is not a notebook" in notebook_faults(tmp_path)[0]


def test_check_refuses_faulty_notebooks_with_exit_code_2(tmp_path: Path) -> None:
    folder = changed(tmp_path / "own", FAULTS["does not end with wb.finish()"])
    done = workbench("check", "--notebooks", folder)
    assert done.returncode == 2
    assert "does not end with wb.finish()" in done.stderr
    assert len(done.stderr.splitlines()) == 3
    assert workbench("check", "--notebooks", NOTEBOOKS).returncode == 0


#: what papermill says of a kernel that never began
NO_KERNEL = ("Kernel didn't respond in", "Kernel died before replying to kernel_info")


def papermill_run(notebook: Path, out: Path, *parameters: str) -> subprocess.CompletedProcess[str]:
    """Run plain papermill from the repository's root, as its documentation says.

    Plain papermill reaches its kernel by TCP ports that were free a moment before; where another test took one, the
    kernel hangs before any cell runs. Then it is started once more. `workbench study` has no such ports.
    """
    command = [sys.executable, "-m", "papermill", str(notebook.relative_to(ROOT)), str(out), "--no-progress-bar"]
    for _ in range(2):
        done = subprocess.run(
            [*command, *parameters],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        if not any(said in done.stderr for said in NO_KERNEL):
            break
    return done


@pytest.fixture(scope="module")
def loaded(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was loaded, and of which no study was ever made."""
    project = copy(published, tmp_path_factory.mktemp("loaded") / "small")
    for name in ("studies", "codebook", "store/results", "store/assignments"):
        shutil.rmtree(project / name)
    return project


@pytest.mark.slow
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_plain_papermill_works_without_a_codebook_and_writes_no_study(path: Path, loaded: Path, tmp_path: Path) -> None:
    before = {name for name in tree(loaded) if not name.startswith("store/")}
    done = papermill_run(path, tmp_path / "out.ipynb", "-p", "project", str(loaded), "-p", "month", LAST)
    assert done.returncode == 0, done.stderr[-2000:]
    assert {name for name in tree(loaded) if not name.startswith("store/")} == before
    assert not (loaded / "studies").exists()
    assert not (loaded / "codebook").exists()
    code = [cell for cell in nbformat.read(tmp_path / "out.ipynb", as_version=4).cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code)
    assert any(cell.outputs for cell in code)


@pytest.mark.slow
def test_plain_papermill_with_a_month_that_it_turned_into_a_number_is_refused(loaded: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.ipynb"
    done = papermill_run(NOTEBOOKS / "01_intake.ipynb", out, "-p", "project", str(loaded), "-p", "month", "202607")
    assert done.returncode == 1
    assert 'Pass it as text, such as "2026-07"' in done.stderr
