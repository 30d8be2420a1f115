"""Figures of our posts: each as of a day, so that two export days are never mixed."""

from __future__ import annotations

from pathlib import Path

import pytest
from exports.export import table

from workbench.load.read import read_source
from workbench.project.source import Source
from workbench.store.store import Store

HEADER = ("Post ID", "Published", "Views", "Likes", "Day")
COLUMNS = {"text": "Post ID", "id": "Post ID", "created_at": "Published", "likes": "Likes"}


def load(folder: Path, files: dict[str, list[tuple]], **settings):
    paths = []
    for name, rows in files.items():
        path = folder / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(table([HEADER, *rows]))
        paths.append(path)
    said = {"name": "posts", "files": ["inbox/*"], "origin": "social", "kind": "content", "columns": COLUMNS}
    source = Source.model_validate(said | {"metrics": {"views": "Views"}} | settings, strict=False)
    return read_source(source, paths, root=folder, zone="Europe/Berlin", key=b"0" * 32)


def told(loaded) -> list[tuple]:
    rows = loaded.content_metric.sort_values(["as_of", "metric", "value"], na_position="last")
    days = [None if str(at) == "NaT" else at.strftime("%Y-%m-%d") for at in rows["as_of"]]
    return list(zip(rows["metric"], days, rows["period"], rows["value"].tolist(), strict=True))


POST = ("17841400000000001", "2026-10-01 08:00", "1,200", "12", "")


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("posts_2026-10-01_2026-10-31.csv", "2026-10-31"),
        ("posts 20261031.csv", "2026-10-31"),
        ("Oct-01-2026_Oct-31-2026_998877.csv", "2026-10-31"),
        ("posts.csv", None),
        ("posts_202610.csv", None),
        ("posts_2026-02-31.csv", None),
    ],
)
def test_the_day_of_the_figures_stands_in_the_name_of_the_file(tmp_path, name, day):
    loaded = load(tmp_path, {name: [POST]})
    assert told(loaded) == [("reactions", day, "lifetime", 12), ("views", day, "lifetime", 1200)]
    assert any("as_of" in one for one in loaded.reports[0].warnings) == (day is None)


def test_project_toml_can_say_the_day(tmp_path):
    assert told(load(tmp_path, {"posts.csv": [POST]}, as_of="2026-10-30"))[0][1] == "2026-10-30"


def test_a_column_of_days_gives_figures_of_that_day_and_lifetime_stays_lifetime(tmp_path):
    rows = [
        (*POST[:4], "Lifetime"),
        (POST[0], POST[1], "80", "3", "2026-10-02"),
        (POST[0], POST[1], "60", "", "2026-10-03"),
    ]
    loaded = load(tmp_path, {"posts_2026-10-31.csv": rows}, as_of="Day")
    assert told(loaded) == [
        ("reactions", "2026-10-02", "day", 3),
        ("views", "2026-10-02", "day", 80),
        ("views", "2026-10-03", "day", 60),
        ("reactions", "2026-10-31", "lifetime", 12),
        ("views", "2026-10-31", "lifetime", 1200),
    ]


def test_blank_is_missing_and_not_zero(tmp_path):
    assert told(load(tmp_path, {"posts_2026-10-31.csv": [(*POST[:2], "", "0", "")]})) == [
        ("reactions", "2026-10-31", "lifetime", 0)
    ]


def test_two_export_days_stand_side_by_side_and_the_post_is_one(tmp_path):
    later = (*POST[:2], "1,900", "20", "")
    loaded = load(tmp_path, {"posts_2026-10-31.csv": [POST], "posts_2026-11-30.csv": [later]})
    assert len(loaded.content) == 1
    assert [value for _, _, _, value in told(loaded)] == [12, 1200, 20, 1900]


def test_the_store_keeps_both_days_and_a_second_load_adds_nothing(tmp_path):
    later = (*POST[:2], "1,900", "20", "")
    store = Store(tmp_path / "store")
    first = load(tmp_path / "a", {"posts_2026-10-31.csv": [POST]})
    second = load(tmp_path / "b", {"posts_2026-11-30.csv": [later]})
    for loaded in (first, second):
        store.add(loaded, source="posts", settings="x")
    assert len(store.content()) == 1
    assert len(store.content_metric()) == 4
    assert not store.add(second, source="posts", settings="x").changed
