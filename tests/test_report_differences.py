"""What is no longer as it was, in plain words: input, setting, version or code."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.small_project import TOML, build
from workbench.project.study import CLOCK, Study
from workbench.project.toml import read_project
from workbench.report.details import differences
from workbench.report.differences import causes, input_causes, plain

RECORD: dict[str, Any] = {
    "inputs": {
        "settings": {
            "project": {"name": "Acme", "seed": 1},
            "topics": {"granularity": 1.0},
            "sources": [{"name": "forum", "files": ["inbox/forum.csv"], "columns": {"text": ["text"], "rating": None}}],
            "customers": {"file": "people.csv", "complete": False},
            "periods": {},
        },
        "hand_kept": {"notes/2026-10.md": "a1"},
        "notebooks": {"02_topics": "b1", "07_brief": "c1"},
        "files": [{"source": "forum", "file": "inbox/forum.csv", "sha256": "f" * 64}],
        "customers": "d1",
        "model": "minilm-1",
        "code": "e1",
        "window": ["2026-10-01", "2026-11-01"],
    },
    "python": "3.11.9",
    "platform": "Linux x86_64",
    "packages": {"numpy": "1.26.4", "scipy": "1.13.0"},
    "package": "p1",
    "git": {"commit": "1" * 40, "dirty": False},
}
NEW = {"source": "forum", "file": "inbox/november.csv", "sha256": "0" * 64}


def edited(edit: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    now = copy.deepcopy(RECORD)
    edit(now)
    return now


def setting(table: str, **values: object) -> Callable[[dict[str, Any]], object]:
    return lambda now: now["inputs"]["settings"][table].update(values)


def source(**values: object) -> Callable[[dict[str, Any]], object]:
    return lambda now: now["inputs"]["settings"]["sources"][0].update(values)


def inputs(**values: object) -> Callable[[dict[str, Any]], object]:
    return lambda now: now["inputs"].update(values)


CASES: dict[str, tuple[Callable[[dict[str, Any]], object], list[str]]] = {
    "nothing": (lambda now: None, []),
    "export missing": (inputs(files=[]), ["input: inbox/forum.csv is missing"]),
    "export changed": (
        inputs(files=[{"file": "inbox/forum.csv", "sha256": "2" * 64}]),
        ["input: inbox/forum.csv has changed (sha256 was ffffffff, is 22222222)"],
    ),
    "export again": (
        inputs(files=[*RECORD["inputs"]["files"], {"file": "inbox/forum.csv", "sha256": "2" * 64}]),
        ["input: inbox/forum.csv has a new version (sha256 22222222)"],
    ),
    "export new": (
        inputs(files=[*RECORD["inputs"]["files"], NEW, {**NEW, "file": "inbox/december.csv"}]),
        ["input: 2 new exports (inbox/december.csv, inbox/november.csv)"],
    ),
    "notes changed": (inputs(hand_kept={"notes/2026-10.md": "a2"}), ["input: notes/2026-10.md has changed"]),
    "notes gone": (inputs(hand_kept={}), ["input: notes/2026-10.md is missing"]),
    "customers": (inputs(customers="d2"), ["input: people.csv has changed"]),
    "customers gone": (inputs(customers=""), ["input: people.csv is missing"]),
    "window": (
        inputs(window=["2026-10-01", "2026-10-20"]),
        ["input: the period was 2026-10-01 to 2026-11-01, is 2026-10-01 to 2026-10-20"],
    ),
    "setting": (setting("topics", granularity=2.0), ["setting: [topics] granularity was 1.0, is 2.0"]),
    "setting new": (setting("periods", launch=["a", "b"]), ["setting: [periods] is new in project.toml"]),
    "setting of a source": (
        source(columns={"text": ["body"], "rating": "stars"}),
        [
            'setting: [[sources]] forum columns.text was ["text"], is ["body"]',
            'setting: [[sources]] forum columns.rating was not set, is "stars"',
        ],
    ),
    "source renamed": (
        source(name="board"),
        [
            "setting: [[sources]] forum is no longer in project.toml",
            "setting: [[sources]] board is new in project.toml",
        ],
    ),
    "package": (
        lambda now: now["packages"].update(numpy="2.0.1", scipy=""),
        ["version: numpy was 1.26.4, is 2.0.1", "version: scipy was 1.13.0, is not installed"],
    ),
    "python": (lambda now: now.update(python="3.12.1"), ["version: Python was 3.11.9, is 3.12.1"]),
    "system": (
        lambda now: now.update(platform="Darwin arm64"),
        ["version: the system was Linux x86_64, is Darwin arm64"],
    ),
    "model": (inputs(model="minilm-2"), ["version: the embedding model was minilm-1, is minilm-2"]),
    "notebook": (
        inputs(notebooks={"02_topics": "b2", "07_brief": "c1"}),
        ["code: notebooks/02_topics.ipynb has changed"],
    ),
    "commit alone": (lambda now: now["git"].update(commit="2" * 40), []),
    "pages' code": (
        lambda now: now.update(package="p2", git={}),
        ["code: the code that pages and files are written with is another"],
    ),
    "numbers' code": (
        lambda now: (
            now.update(package="p2", git={"commit": "2" * 40, "dirty": True}),
            now["inputs"].update(code="e2"),
        ),
        [
            "code: the code that the numbers come from is another",
            "code: the git commit was 111111111111, is 222222222222 with changes that were not committed",
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_difference_is_named_by_kind_with_what_was_and_is(name: str) -> None:
    edit, said = CASES[name]
    assert [f"{cause.kind}: {cause.what}" for cause in causes(RECORD, edited(edit))] == said


def test_notes_and_notebooks_explain_their_own_page_alone() -> None:
    (notes,) = causes(RECORD, edited(inputs(hand_kept={})))
    (notebook,) = causes(RECORD, edited(inputs(notebooks={"02_topics": "b2", "07_brief": "c1"})))
    (brief,) = causes(RECORD, edited(inputs(notebooks={"02_topics": "b1", "07_brief": "c2"})))
    (export,) = causes(RECORD, edited(inputs(files=[])))
    paths = ("brief.html", "02_topics.html", "tables/topics.csv")
    explained = [[path for path in paths if cause.explains(path)] for cause in (notes, notebook, brief, export)]
    assert explained == [["brief.html"], ["02_topics.html"], ["brief.html"], list(paths)]


def test_many_differences_stay_one_short_line() -> None:
    now = edited(setting("project", **{f"key{at}": "x" * 500 for at in range(9)}))
    said = plain(input_causes(RECORD["inputs"], now["inputs"]))
    assert said.endswith("; and 5 more")
    assert len(said) < 600
    assert "\n" not in said


def test_the_record_of_settings_holds_no_password_no_folder_and_no_other_period(tmp_path: Path) -> None:
    project = build(tmp_path / "small")
    url = "postgresql+psycopg://anna:geheim@db.example:5432/crm?password=geheim"
    more = f'[customers]\nurl = "{url}"\nquery = "select 1"\n[periods]\nlaunch = ["2026-07-01", "2026-07-03"]\n'
    (project / "project.toml").write_text(TOML + more + "[compute]\nthreads = 1\n", encoding="utf-8")
    said = read_project(project).recorded("2026-07")
    assert said["customers"]["url"] == "postgresql+psycopg://db.example:5432/crm"
    assert "geheim" not in str(said)
    assert str(tmp_path) not in str(said)
    assert said["periods"] == {}
    assert "compute" not in said
    assert read_project(project).recorded("launch")["periods"] == {"launch": ["2026-07-01", "2026-07-03"]}


def test_a_partial_study_is_verified_by_the_clock_of_its_making(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = Study(project=build(tmp_path / "small"), month="2026-07", partial=True)
    assert not study.window().partial
    monkeypatch.setenv(CLOCK, "2026-07-20T10:00:00+00:00")
    assert study.window().partial
    assert study.window().title == "July 2026, partial"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


TABLES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "a cell": ("id,n\na,1\nb,2\n", "id,n\na,1\nb,3\n", ("row 2 (b), n: was 2, is 3",)),
    "an empty cell": ("id,n\na,1\n", "id,n\na,\n", ("row 1 (a), n: was 1, is empty",)),
    "many cells": (
        "id,n,m\na,1,1\nb,2,2\n",
        "id,n,m\na,3,3\nb,4,4\n",
        (
            "row 1 (a), n: was 1, is 3",
            "row 1 (a), m: was 1, is 3",
            "row 2 (b), n: was 2, is 4",
            "in all 4 cells in 2 rows, columns n, m",
        ),
    ),
    "a row more": ("id,n\na,1\n", "id,n\na,1\nb,2\n", ("1 rows were there, 2 are", "new: b, 2")),
    "a row less": ("id,n\na,1\nb,2\n", "id,n\nb,2\n", ("2 rows were there, 1 are", "gone: a, 1")),
    "columns": ("id,n\na,1\n", "id,m\na,1\n", ("columns n are gone", "columns m are new")),
    "order of columns": ("id,n\na,1\n", "n,id\n1,a\n", ("the columns stand in another order",)),
    "line ends": ("id,n\na,1\n", "id,n\r\na,1\r\n", ("the cells are the same, the file is not",)),
    "a huge cell": ("id\na\n", f"id\n{'x' * 200_000}\n", ("one of them is not a table any more",)),
    "nothing left": ("id,n\na,1\n", "", ("columns id, n are gone",)),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_differing_table_names_rows_and_columns(tmp_path: Path, name: str) -> None:
    was, now, said = TABLES[name]
    assert differences(write(tmp_path / "a.csv", was), write(tmp_path / "b.csv", now)) == said


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("<p>One. Two is here.</p>", "<p>One. Two is gone.</p>", ("was: Two is here.", "is:  Two is gone.")),
        ("<dl><dt>Data</dt><dd>1</dd></dl>", "<dl><dt>Data</dt><dd>2</dd></dl>", ("was: Data 1", "is:  Data 2")),
        ("<li>A</li><li>B</li>", "<li>A</li>", ("was: B", "is:  nothing")),
        (
            f"<p>{'word ' * 60}one</p>",
            f"<p>{'word ' * 60}two</p>",
            (f"was: …{'word ' * 6}one", f"is:  …{'word ' * 6}two"),
        ),
        (
            "<p>A</p><script>1</script>",
            "<p>A</p><script>2</script>",
            ("the words are the same; a chart's figures or the markup differ",),
        ),
    ],
)
def test_a_differing_page_names_its_first_differing_sentence(
    tmp_path: Path, was: str, now: str, said: tuple[str, ...]
) -> None:
    assert differences(write(tmp_path / "a.html", was), write(tmp_path / "b.html", now)) == said


def workbook(path: Path, cell: object) -> Path:
    book = Workbook()
    book.active.title = "topics"
    book.active.append(["topic_id", "posts"])
    book.active.append(["T0001", cell])
    book.save(path)
    return path


def test_a_differing_workbook_names_sheet_and_cell(tmp_path: Path) -> None:
    one, two = workbook(tmp_path / "a.xlsx", 3), workbook(tmp_path / "b.xlsx", 4)
    assert differences(one, two) == ("sheet topics", "row 1 (T0001), posts: was 3, is 4")
    assert differences(one, write(tmp_path / "c.xlsx", "no")) == ("one of them is not a workbook any more",)
