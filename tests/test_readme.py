"""The README as a user meets it: its commands run, in order, in a clean folder with an empty home."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.small_project import ROOT
from workbench.project.study import Study

pytestmark = pytest.mark.slow

README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
ROWS = 100  # of each export: enough for topics, few enough to be quick


def blocks(language: str) -> list[str]:
    """Return the examples in one language, without the indent of a list."""
    found = [(len(indent), text) for indent, kind, text in FENCE.findall(README) if kind == language]
    return ["\n".join(line[indent:] for line in text.splitlines()) for indent, text in found]


def commands(text: str) -> list[str]:
    lines = (line.partition(" # ")[0].partition("    #")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


SETUP, OWN, VERIFY = (commands(text) for text in blocks("sh"))


def environment(home: Path) -> dict[str, str]:
    """Return what a new user has: an empty home, the virtual environment's programs, and no settings of ours."""
    home.mkdir(exist_ok=True)
    programs = str(Path(sys.executable).parent)
    return {"HOME": str(home), "PATH": f"{programs}:/usr/bin:/bin", "EDITOR": "true", "LANG": "C.UTF-8"}


def run(command: str, *, cwd: Path, env: Mapping[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-c", command], cwd=cwd, env=dict(env), capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the two exports that the README names, from the sample project."""
    import openpyxl

    place = tmp_path_factory.mktemp("readme")
    env = environment(place / "home")
    run("workbench sample sample", cwd=place, env=env)
    inbox = place / "sample" / "inbox"
    with (inbox / "tickets" / "tickets_2026-10.csv").open(encoding="utf-8", newline="") as file:
        tickets = list(csv.reader(file))
    with (place / "tickets.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(tickets[: ROWS + 1])
    book = openpyxl.load_workbook(inbox / "app-store" / "pennimoor_reviews_2026-11-01.xlsx")
    october = [row for row in book.worksheets[0].iter_rows(values_only=True) if "2026-10" in str(row)]
    kept = openpyxl.Workbook()
    for row in [next(book.worksheets[0].iter_rows(values_only=True)), *october[:ROWS]]:
        kept.active.append(row)
    kept.save(place / "reviews.xlsx")
    return place


@pytest.fixture(scope="module")
def own(folder: Path) -> str:
    """What the commands on one's own data print, run in order."""
    env = environment(folder / "home")
    return "".join(run(command, cwd=folder, env=env) for command in OWN)


def test_the_commands_on_own_data_end_in_the_brief_that_is_named(folder: Path, own: str) -> None:
    assert len(OWN) == 5
    named = re.search(r"the path of the brief: `([^`]+)`", README)
    assert named is not None
    assert own.rstrip().splitlines()[-1] == named[1]
    assert "<h1" in (folder / named[1]).read_text(encoding="utf-8")


def test_the_draft_stands_where_it_was_asked_for(folder: Path, own: str) -> None:
    assert (folder / "brief-reviews.html").exists()
    assert not list((folder / "home").rglob("*.toml"))


def test_what_load_prints_has_the_form_that_is_shown(own: str) -> None:
    shown = next(text for text in blocks("text") if text.startswith("file "))
    printed = own.splitlines()
    for line in shown.splitlines():
        form = re.sub(r"\d+", r"\\d+", re.escape(re.sub(r" +", " ", line)).replace(r"\ ", " +"))
        if "refused: " not in line:  # that row is not among the few
            assert any(re.fullmatch(form, one) for one in printed), line


def test_notes_reach_the_brief_when_the_study_is_made_again(folder: Path, own: str) -> None:
    notes = next(text for text in blocks("markdown") if text.startswith("# Headline"))
    path = re.search(r"own words into `([^`]+)`", README)
    again = re.search(r"Run it again: `([^`]+)`", README)
    assert path is not None
    assert again is not None
    (folder / path[1]).write_text(notes, encoding="utf-8")
    run(again[1], cwd=folder, env=environment(folder / "home"))
    brief = (folder / "acme/studies/2026-10/brief.html").read_text(encoding="utf-8")
    for line in notes.splitlines():
        assert line.startswith("#") or line in brief


def test_the_study_that_was_made_is_verified(folder: Path, own: str) -> None:
    for command in VERIFY:
        assert run(f"{command} --cached-vectors", cwd=folder, env=environment(folder / "home")).endswith("the same.\n")


def test_the_python_examples_run(folder: Path, own: str) -> None:
    (example,) = blocks("python")
    opened = re.search(r"# or (wb\.open\([^)]*\))", example)
    assert opened is not None
    script = folder / "example.py"
    script.write_text(f"{example}\nassert len({opened[1]}.topics())\n", encoding="utf-8")
    run(f"python {script.name}", cwd=folder, env=environment(folder / "home"))


def clone(to: Path) -> Path:
    """Copy what git keeps of the working tree, as a clone of it would be."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in names:
        if name and (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    return to


@pytest.fixture(scope="module")
def cloned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone with the present environment as its own, set up already."""
    place = clone(tmp_path_factory.mktemp("clone"))
    (place / ".venv" / "bin").mkdir(parents=True)
    for program in ("workbench", "python"):
        (place / ".venv" / "bin" / program).symlink_to(Path(sys.executable).parent / program)
    for mark in ("python.done", "dev.done", "core.done"):  # in the order in which make sees them made
        (place / ".venv" / mark).touch()
    return place


def test_the_study_command_makes_the_samples_brief(cloned: Path, tmp_path: Path) -> None:
    # The first month alone, and the code of the clone; the whole sample is studied elsewhere.
    env = environment(tmp_path / "home") | {"MONTH": "2026-05", "PYTHONPATH": str(cloned)}
    (command,) = (line for line in SETUP if line == "make study")
    printed = run(command, cwd=cloned, env=env).splitlines()
    assert printed[-1] == "build/sample/studies/2026-05/brief.html"
    assert (cloned / printed[-1]).exists()


def test_the_other_commands_are_known_to_make(cloned: Path, tmp_path: Path) -> None:
    named = {*SETUP, *re.findall(r"`(make [a-z]+)`", README)} - {"make study"}
    assert "make test" in named
    for command in sorted(named):
        assert run(f"{command} -n", cwd=cloned, env=environment(tmp_path / "home"))


def test_the_papermill_command_names_a_notebook_and_its_parameters() -> None:
    # It is run in tests/test_notebooks.py.
    found = re.search(r"`papermill (\S+) \S+ ([^`]+)`", README)
    assert found is not None
    assert (ROOT / found[1]).exists()
    assert set(re.findall(r"-p (\w+)", found[2])) <= set(Study.model_fields)
