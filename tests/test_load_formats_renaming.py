"""A column that a platform has renamed is named in project.toml, and the file is still what it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from exports.export import table

from tests.loaded import load
from workbench.errors import BadData
from workbench.load import propose, read_source
from workbench.load.formats.sorting import sorted_out
from workbench.project.source import Source

PLAY = ("Package Name", "Review Submit Date and Time", "Star Rating", "Review Text", "Review Link")
NEW = ("Package Name", "Written at", "Star Rating", "Review body", "Review Link")
ROWS = [
    ("org.x", f"2026-10-0{at}T08:15:00Z", "4", f"Words of {at}", f"https://play/x?reviewId=r{at}") for at in range(1, 6)
]
STUDIO = ("Content", "Video title", "Video publish time", "Views", "Likes")


def play(folder: Path, *files: bytes, **settings):
    return load(folder, *files, name="play.csv", **{"format": "google-play", "origin": "review"} | settings)


def test_a_renamed_column_is_read_where_project_toml_names_it(tmp_path):
    columns = {"text": "Review body", "created_at": "Written at"}
    found = play(tmp_path, table([NEW, *ROWS]), columns=columns)
    assert sorted(found.feedback["text"]) == [f"Words of {at}" for at in range(1, 6)]
    assert sorted(found.feedback["source_item_id"]) == [f"r{at}" for at in range(1, 6)]
    assert sorted(found.feedback["created_at"].dt.day) == [1, 2, 3, 4, 5]
    assert found.reports[0].profile == "google-play"


def test_older_files_of_the_source_are_read_by_the_names_that_they_have(tmp_path):
    columns = {"text": "Review body", "created_at": "Written at"}
    found = play(tmp_path, table([PLAY, *ROWS[:3]]), table([NEW, *ROWS[3:]]), columns=columns)
    assert sorted(found.feedback["text"]) == [f"Words of {at}" for at in range(1, 6)]
    older, newer = found.reports
    assert '"Review body" is not in this file; "Review Text" is read' in older.warnings
    assert not any("is not in this file" in warning for warning in newer.warnings)


def test_of_two_columns_the_one_that_project_toml_names_is_read(tmp_path):
    both = table([(*PLAY, "Translated"), *((*row, f"Other {row[3]}") for row in ROWS)])
    found = play(tmp_path, both, columns={"text": "Translated"})
    assert sorted(found.feedback["text"]) == [f"Other Words of {at}" for at in range(1, 6)]


def test_what_is_missing_is_named_with_what_to_write(tmp_path):
    with pytest.raises(BadData) as told:
        play(tmp_path, table([NEW, *ROWS]))
    assert 'lacks "Review Text", "Review Submit Millis Since Epoch"' in told.value.what
    assert 'name it: columns = { text = "…", created_at = "…" } in project.toml' in told.value.fix


def test_an_unknown_file_that_is_nearly_known_is_told_so(tmp_path):
    with pytest.raises(BadData) as told:
        play(tmp_path, table([(*PLAY[:3], "Review body", PLAY[4]), *ROWS]), format="auto")
    assert 'write format = "google-play" and columns = { text = "…" }; or' in told.value.fix


def test_a_figure_is_renamed_among_the_metrics(tmp_path):
    rows = [(f"v{at}", f"Film {at}", "Oct 3, 2026", str(at), "2") for at in range(1, 5)]
    renamed = (*STUDIO[:3], "Plays", STUDIO[4])
    said = {"format": "youtube-studio", "origin": "social", "kind": "content", "as_of": "2026-10-31"}
    found = play(tmp_path, table([renamed, *rows]), metrics={"views": "Plays"}, **said)
    views = found.content_metric[found.content_metric["metric"] == "views"]
    assert sorted(views["value"]) == [1, 2, 3, 4]


def test_what_the_cells_show_is_proposed_as_the_format_with_a_renamed_column(tmp_path):
    path = tmp_path / "reviews_202610.csv"
    path.write_bytes(table([(*PLAY[:3], "Review body", PLAY[4]), *ROWS]))
    one = propose([path])[0]
    assert (one.source.format, one.source.authors) == ("google-play", "one_per_item")
    assert one.source.columns.model_dump(exclude_unset=True) == {"text": ("Review body",)}
    loaded = read_source(one.source, one.files, root=tmp_path, zone="UTC", key=b"0" * 32)
    assert loaded.reports[0].kept == len(ROWS)


def test_a_table_that_shares_one_column_with_a_format_is_not_said_to_be_like_it(tmp_path):
    german = table([("Datum", "Kommentar"), *(("2026-10-01", f"Alles gut {at}") for at in range(5))])
    with pytest.raises(BadData) as told:
        load(tmp_path, german, name="x.csv")
    assert told.value.what == "no known export looks like this file"


def test_the_next_export_goes_to_the_source_that_names_the_column(tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "new.csv").write_bytes(table([NEW, *ROWS]))
    said = {"name": "play", "files": ["inbox/old.csv"], "format": "google-play", "origin": "review"}
    columns = {"text": "Review body", "created_at": "Written at"}
    reader = Source.model_validate(said | {"columns": columns}, strict=False)
    other = Source.model_validate(said, strict=False)
    done = sorted_out(tmp_path, ["inbox/new.csv"], [reader])
    assert (done.more, done.left) == ({"play": ["inbox/new.csv"]}, {})
    assert list(sorted_out(tmp_path, ["inbox/new.csv"], [other]).left) == ["inbox/new.csv"]
