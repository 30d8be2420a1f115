"""Broken exports, through the command line: three lines and exit 2, or rows refused with reasons; nothing good lost."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from codebook_toys import MODEL, first

from tests.broken_inputs import BODY, HEADER, KEPT, REFUSED, as_csv, posts
from workbench.commands.main import run
from workbench.errors import BadData
from workbench.project.toml import read_project
from workbench.store.loading import load_project
from workbench.store.store import Store
from workbench.topics.codebook.shelf import append

TOML = """[project]
name = "Broken"
timezone = "Europe/Berlin"

[[sources]]
name = "posts"
files = "inbox/*"
origin = "review"
authors = "column"
columns = { text = "text", created_at = "date", author = "author", rating = "stars", id = "id" }
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with four good posts in its store."""
    folder = tmp_path_factory.mktemp("broken") / "project"
    (folder / "inbox").mkdir(parents=True)
    (folder / "project.toml").write_text(TOML, encoding="utf-8")
    (folder / "inbox" / "good.csv").write_text(as_csv(posts(4, lead="g")), encoding="utf-8")
    assert run(["load", "--project", str(folder)]) == 0
    return folder


@pytest.fixture
def project(loaded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(loaded, tmp_path / "project"))


def told(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    capsys.readouterr()
    code = run(list(map(str, arguments)))
    said = capsys.readouterr()
    return code, said.out, said.err


def put(project: Path, name: str, content: bytes | str) -> Path:
    path = project / "inbox" / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def texts(project: Path) -> dict[str, str]:
    """Return id → text of what the store holds."""
    items = Store(project / "store").feedback(columns=["source_item_id", "text"])
    return dict(zip(items["source_item_id"], items["text"], strict=True))


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_cannot_be_read_is_three_lines_and_the_store_stays(
    project: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    name, content, what, fix = REFUSED[case]
    put(project, name, content)
    before = texts(project)
    code, out, err = told(capsys, "load", "--project", project)
    assert (code, out) == (2, "")
    lines = err.splitlines()
    assert len(lines) == 3
    assert what in lines[0]
    assert f"inbox/{name}" in lines[1]
    assert fix in lines[2]
    assert texts(project) == before


@pytest.mark.parametrize("case", KEPT)
def test_good_rows_of_a_damaged_file_are_kept_and_the_others_told(
    project: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    name, content, kept, refused, note = KEPT[case]
    put(project, name, content)
    before = texts(project)
    code, out, err = told(capsys, "load", "--project", project)
    assert code == 0, err
    store = Store(project / "store")
    reports = store.reports()
    mine = reports[reports["file"].str.startswith(f"inbox/{name}")]
    assert (mine["rows_read"] == mine["kept"] + mine["duplicates"] + mine["rejected"]).all()
    assert (mine["kept"].sum(), mine["rejected"].sum()) == (kept, refused)
    assert len(store.rejects()) == refused
    assert store.rejects()[["source_file", "source_row", "reason", "detail"]].notna().all(axis=None)
    after = texts(project)
    assert before.keys() <= after.keys()
    assert len(after) == len(before) + kept
    assert note in out + err


def test_rows_after_an_unclosed_quote_are_kept_as_written(project: Path) -> None:
    put(project, "b.csv", KEPT["a quote never closed"][1])
    load_project(read_project(project))
    assert {key: text for key, text in texts(project).items() if key.startswith("x")} == {
        row[0]: row[4] for row in posts(40) if row[0] != "x6"
    }


def test_posts_that_hold_tables_are_not_taken_apart(project: Path) -> None:
    pasted = "\n".join(["I see this:", "a,b,c,d,e", "1,2,3,4,5", "6,7,8,9,0", "a,b,c,d,e", "and it is wrong"])
    rows = [[*row[:4], pasted] if row[0] == "x3" else row for row in posts(20)]
    put(project, "b.csv", as_csv(rows))
    load_project(read_project(project))
    assert texts(project)["x3"] == pasted


def test_lines_in_two_encodings_are_each_read_in_their_own(project: Path) -> None:
    put(project, "b.csv", KEPT["lines in two encodings"][1])
    load_project(read_project(project))
    found = texts(project)
    assert found["x3"] == "der Code 3 fällt aus – is late"
    assert found["x9"] == "ça ne marche pas"


def test_one_rating_out_of_range_costs_the_others_nothing(project: Path) -> None:
    put(project, "b.csv", KEPT["a rating out of range"][1])
    load_project(read_project(project))
    items = Store(project / "store").feedback(columns=["source_item_id", "rating", "rating_scale"])
    ratings = items.set_index("source_item_id")["rating"]
    assert ratings.isna().sum() == 1
    assert set(items["rating_scale"].dropna()) == {"stars5"}


def test_all_files_that_cannot_be_read_are_told_together(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(project, "b.csv", b"")
    put(project, "c.pdf", b"%PDF-1.7")
    put(project, "d.csv", BODY)
    code, _, err = told(capsys, "load", "--project", project)
    assert code == 2
    assert "inbox/b.csv" in err.splitlines()[1]
    assert "inbox/c.pdf: the file is a PDF" in err.splitlines()[1]
    # the good one can be loaded alone meanwhile
    assert told(capsys, "load", "--project", project, project / "inbox" / "d.csv")[0] == 0
    assert len(texts(project)) == 10


@pytest.mark.parametrize(
    "name", ["a\nb.csv", 'it\'s "q".csv', "😀 données.csv", "-rf.csv", "export [1].csv", "$(x).csv"]
)
def test_any_name_is_read_and_shown_on_one_line(project: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    put(project, name, BODY)
    code, out, _ = told(capsys, "load", "--project", project)
    assert code == 0
    rows = [line for line in out.splitlines() if line.startswith("inbox/")]
    assert sorted(line.split()[-5:-1] for line in rows) == [["4", "4", "0", "0"], ["6", "6", "0", "0"]]
    assert len(texts(project)) == 10


@pytest.mark.skipif(sys.platform == "darwin", reason="names there are always text")
def test_a_name_that_is_no_text_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(os.fsdecode(os.fsencode(project / "inbox") + b"/caf\xe9.csv"))
    path.write_text(BODY, encoding="utf-8")
    code, _, err = told(capsys, "load", "--project", project)
    assert code == 2
    assert len(err.splitlines()) == 3
    assert "another name" in err


def test_the_same_file_under_two_names_is_counted_once(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(project, "b.csv", BODY)
    put(project, "copy.csv", BODY)
    assert told(capsys, "load", "--project", project)[0] == 0
    assert len(texts(project)) == 10
    reports = Store(project / "store").reports()
    assert reports["kept"].sum() == 10
    assert reports["duplicates"].sum() == 6


@pytest.mark.parametrize("target", ["nowhere.csv", "loop.csv"])
def test_a_link_that_leads_nowhere_stops_the_load(
    project: Path, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    (project / "inbox" / "loop.csv").symlink_to(target)
    code, _, err = told(capsys, "load", "--project", project)
    assert code == 2
    assert len(err.splitlines()) == 3
    assert "inbox/loop.csv" in err


def test_a_folder_named_like_an_export_and_a_ring_of_folders_are_passed_over(project: Path) -> None:
    (project / "inbox" / "x.csv").mkdir()
    (project / "inbox" / "ring").symlink_to(project, target_is_directory=True)
    put(project, "b.csv", BODY)
    assert run(["load", "--project", str(project)]) == 0
    assert len(texts(project)) == 10


def test_a_folder_named_as_a_source_says_what_to_write(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "inbox" / "x.csv").mkdir()
    toml = project / "project.toml"
    toml.write_text(TOML.replace("inbox/*", "inbox/x.csv"), encoding="utf-8")
    code, _, err = told(capsys, "load", "--project", project)
    assert code == 2
    assert "inbox/x.csv/*.csv" in err


def test_a_file_that_vanishes_after_it_was_listed_is_told(project: Path) -> None:
    path = put(project, "b.csv", BODY)
    with pytest.raises(BadData, match="it is not there"):
        load_project(read_project(project), say=lambda _: path.unlink())
    assert len(texts(project)) == 4


def test_a_file_that_changes_while_it_is_read_is_refused(project: Path) -> None:
    path = put(project, "b.csv", BODY)
    writing = [True]

    def more(event: str, arguments: tuple[object, ...]) -> None:
        # a hook cannot be taken away again, so it is silenced below
        if writing[0] and event == "open" and str(arguments[0]) == str(path.resolve()) and arguments[1] != "a":
            writing[0] = False
            with path.open("a", encoding="utf-8") as file:
                file.write("x9,anna,2026-10-09,3,more\n")

    def begin(_: str) -> None:
        sys.addaudithook(more)

    with pytest.raises(BadData, match="changed while it was read"):
        load_project(read_project(project), say=begin)
    assert not writing[0]
    assert len(load_project(read_project(project)).added) == 1
    assert len(texts(project)) == 11


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that opens and cannot be read")
def test_a_file_that_cannot_be_read_is_no_fault_of_the_disk(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "inbox" / "b.csv").symlink_to("/proc/self/mem")
    code, _, err = told(capsys, "load", "--project", project)
    assert code == 2
    assert "cannot be opened" in err
    assert len(err.splitlines()) == 3


@pytest.mark.parametrize("of", ["project", "source"])
def test_an_unknown_zone_names_the_nearest(project: Path, capsys: pytest.CaptureFixture[str], of: str) -> None:
    wrong = TOML.replace("Europe/Berlin", "Europe/Berln") if of == "project" else f'{TOML}timezone = "berlin"\n'
    (project / "project.toml").write_text(wrong, encoding="utf-8")
    code, _, err = told(capsys, "load", "--project", project)
    assert code == 2
    assert len(err.splitlines()) == 3
    assert "Europe/Berlin" in err


def test_a_period_without_posts_names_the_months_that_have_some(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = told(capsys, "study", "--project", project, "--month", "2020-01")
    assert code == 2
    assert "2026-10" in err.splitlines()[-2]


@pytest.mark.parametrize("command", ["try", "new"])
@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("b.csv", as_csv([]), "holds no row below them"),
        ("b.docx", REFUSED["a Word document"][1], "Word document"),
        ("b.csv", b"", "empty"),
        ("b.csv", REFUSED["rows parted by another sign"][1], "header"),
    ],
)
def test_guessing_from_a_broken_file_says_what_is_wrong_with_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, name: str, content: bytes | str, what: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    place = (
        ["try", path, "--out", tmp_path / "out.html"] if command == "try" else ["new", tmp_path / "p", "--from", path]
    )
    code, _, err = told(capsys, *place)
    assert code == 2
    assert what in err.splitlines()[0]
    assert len(err.splitlines()) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]


def test_check_and_load_say_what_no_study_will_see(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "notes").mkdir()
    (project / "notes" / "october.md").write_text("# Headline\nx\n", encoding="utf-8")
    (project / "notes" / "2026-10.txt").write_text("# Headline\nx\n", encoding="utf-8")
    (project / "notes" / "2026-09.md").write_text("# Headline\nx\n", encoding="utf-8")
    with (project / "project.toml").open("a", encoding="utf-8") as file:
        file.write('\n[segments]\ncompare = ["customer", "region"]\n')
    code, _, err = told(capsys, "check", "--project", project)
    assert code == 2
    out = told(capsys, "load", "--project", project)[1]
    study = told(capsys, "study", "--project", project, "--month", "2020-01")[2]
    for said in (err, out, study):
        assert "notes/october.md is not read: name it after its period" in said
        assert "notes/2026-10.txt is not read: rename it to notes/2026-10.md" in said
        assert "notes/2026-09.md" not in said
        assert '"region", which no source keeps' in said
        assert '"customer"' not in said


def test_a_mended_file_is_shown_as_it_is_now(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for stars in ("", "1", "2", "3"):  # whichever digest sorts last, the file as it lies there counts
        put(project, "b.csv", as_csv([[*row[:3], stars, ""] for row in posts(6)]))
        code, out, err = told(capsys, "load", "--project", project)
        assert code == 0
        row = next(line for line in out.splitlines() if line.startswith("inbox/b.csv")).split()[1:]
        assert row[-2] == ("6" if not stars else "0")
        assert ("Careful" in err) == (not stars)


def test_the_columns_of_the_cases_are_those_of_the_project() -> None:
    assert all(f'"{name}"' in TOML for name in HEADER)


def test_a_setting_that_changes_no_topic_any_more_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = {**first().said, "settings": {"granularity": 1.0, "min_people": 10}}
    append(project / "codebook", replace(first(), said=said), MODEL)
    assert "granularity" not in told(capsys, "load", "--project", project)[1]
    with (project / "project.toml").open("a", encoding="utf-8") as file:
        file.write("\n[topics]\ngranularity = 2.0\n")
    out = told(capsys, "load", "--project", project)[1]
    assert "[topics] granularity = 2.0 changes no topic there is: they were found with 1.0" in out
    assert "min_people" not in out
