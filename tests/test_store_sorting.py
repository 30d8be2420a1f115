"""What lies in the inbox and belongs to no source is given to one that reads its format."""

from __future__ import annotations

import pytest
from exports import app_store, google_play

from workbench.commands.main import run
from workbench.errors import BadRequest
from workbench.load.formats.registry import columns_of
from workbench.project.source import Columns, Origin, Source
from workbench.project.toml import read_project
from workbench.store.loading import load_project
from workbench.store.sorting import sort_inbox

PLAY, FEED = google_play.EXPORTS[0], app_store.EXPORTS[0]
HEAD = '# ours\n[project]\nname = "Acme"   # as on the door\n'


@pytest.fixture
def acme(tmp_path):
    (tmp_path / "inbox").mkdir()
    (tmp_path / "project.toml").write_text(HEAD, encoding="utf-8")
    return tmp_path


def put(folder, name, export, posts=None):
    path = folder / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(export.write(export.posts if posts is None else posts))


def test_each_export_gets_a_source_of_its_format(acme):
    put(acme, "a.csv", PLAY)
    put(acme, "b.json", FEED)
    project, done = sort_inbox(acme)
    assert [(one.name, one.format, one.files, one.origin) for one in project.sources] == [
        ("google-play", "google-play", ("inbox/a.csv",), "review"),
        ("app-store", "app-store", ("inbox/b.json",), "review"),
    ]
    assert "Star Rating" in done.why["inbox/a.csv"]
    assert [one.kept for one in load_project(project).added] == [3, 2]


def test_what_a_person_wrote_stays(acme):
    put(acme, "a.csv", PLAY)
    sort_inbox(acme)
    assert (acme / "project.toml").read_text(encoding="utf-8").startswith(HEAD)


def test_a_second_run_adds_nothing(acme):
    put(acme, "a.csv", PLAY)
    load_project(sort_inbox(acme)[0])
    said = (acme / "project.toml").read_text(encoding="utf-8")
    project, done = sort_inbox(acme)
    assert (acme / "project.toml").read_text(encoding="utf-8") == said
    assert not done.new
    assert not done.more
    assert load_project(project).added == ()


def test_next_months_export_joins_the_source_and_its_overlap_counts_once(acme):
    put(acme, "a.csv", PLAY, PLAY.posts[:2])
    load_project(sort_inbox(acme)[0])
    put(acme, "of another name.csv", PLAY)
    project, done = sort_inbox(acme)
    assert done.more == {"google-play": ["inbox/of another name.csv"]}
    added = load_project(project).added[0]
    assert (added.read, added.kept, added.duplicates) == (3, 1, 2)


def test_signs_that_patterns_use_do_no_harm_in_a_name(acme):
    put(acme, "[2026] reviews*.csv", PLAY)
    project, _ = sort_inbox(acme)
    assert [path.name for path in project.files(project.sources[0])] == ["[2026] reviews*.csv"]


def test_many_files_of_one_folder_are_named_by_a_pattern(acme):
    for number in range(6):
        put(acme, f"play/{number}.csv", PLAY, PLAY.posts[:1])
    put(acme, "feed/1.json", FEED)
    project, _ = sort_inbox(acme)
    assert [one.files for one in project.sources] == [("inbox/feed/1.json",), ("inbox/play/**/*.csv",)]


def test_two_sources_of_one_format_are_not_chosen_between(acme):
    put(acme, "a.csv", PLAY)
    put(acme, "b.csv", PLAY)
    two = '[[sources]]\nname = "{0}"\nfiles = "inbox/{0}.csv"\nformat = "google-play"\norigin = "review"\n'
    (acme / "project.toml").write_text(HEAD + two.format("a") + two.format("b"), encoding="utf-8")
    put(acme, "c.csv", PLAY)
    _, done = sort_inbox(acme)
    assert "a and b both read" in done.left["inbox/c.csv"].what


def test_a_file_of_no_known_format_names_the_closest_and_the_source_to_write(acme, capsys):
    put(acme, "a.csv", PLAY)
    (acme / "inbox" / "own.csv").write_text(
        "Star Rating,Review Text,When\n4,Fine for me,2026-10-01\n2,It stops,2026-10-02\n", encoding="utf-8"
    )
    assert run(["load", "--project", str(acme)]) == 0
    said = capsys.readouterr().err
    assert "inbox/own.csv: no known export looks like this file; closest: " in said
    assert 2 <= said.count("(lacks ") <= 3
    assert "[[sources]]" in said
    assert 'text = ["Review Text"]' in said
    assert 'created_at = "When"' in said


def test_a_header_that_its_cells_contradict_is_not_trusted(acme):
    rows = PLAY.write([{**PLAY.posts[0], "stars": "blue"}])
    (acme / "inbox" / "a.csv").write_bytes(rows)
    project, done = sort_inbox(acme)
    assert (project.sources, list(done.left)) == ((), ["inbox/a.csv"])


def test_a_project_without_sources_and_exports_says_what_to_do(acme, capsys):
    assert run(["load", "--project", str(acme)]) == 2
    assert "put exports into inbox/" in capsys.readouterr().err


def test_sources_in_brackets_are_left_alone(acme):
    put(acme, "a.csv", PLAY)
    put(acme, "b.csv", FEED)
    text = 'sources = [{ name = "a", files = "inbox/a.csv", origin = "review", format = "google-play" }]\n' + HEAD
    (acme / "project.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadRequest, match="brackets"):
        sort_inbox(acme)
    assert (acme / "project.toml").read_text(encoding="utf-8") == text
    assert len(read_project(acme).sources) == 1


def test_a_new_project_begins_with_what_lies_in_its_inbox(tmp_path, capsys):
    folder = tmp_path / "new"
    assert run(["new", str(folder)]) == 0
    assert "put exports into" in capsys.readouterr().out
    put(folder, "a.csv", PLAY)
    assert run(["load", "--project", str(folder)]) == 0
    said = capsys.readouterr()
    assert "[[sources]] google-play for inbox/a.csv" in said.err
    assert "google-play" in said.out
    assert read_project(folder).sources[0].authors == "one_per_item"


def test_columns_of_a_format_count_as_mapped_and_project_toml_goes_before():
    source = Source(name="x", files=("a",), origin=Origin.COMMUNITY, format="discourse")
    assert columns_of(source).thread_id == "thread"
    own = source.model_copy(update={"columns": Columns(thread_id="topic")})
    assert (columns_of(own).thread_id, columns_of(own).parent_id) == ("topic", "parent")
    assert columns_of(source.model_copy(update={"format": "auto"})) == Columns()
