from __future__ import annotations

import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import BadRequest
from workbench.project.new import write_project
from workbench.project.source import Authors, Columns, Origin, Source
from workbench.project.toml import read_project

NAMES = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,39}", fullmatch=True)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
COLUMNS = st.builds(
    Columns,
    text=st.lists(TEXTS, max_size=3).map(tuple),
    created_at=st.none() | TEXTS,
    author=st.none() | TEXTS,
    id=st.none() | TEXTS,
    keep=st.lists(TEXTS, max_size=2).map(tuple),
)
SOURCES = st.builds(
    Source,
    name=NAMES,
    files=st.lists(TEXTS, min_size=1, max_size=2).map(tuple),
    origin=st.sampled_from(Origin),
    authors=st.sampled_from(Authors),
    columns=COLUMNS,
    date_format=TEXTS,
    timezone=st.sampled_from([None, "Asia/Tokyo"]),
    split_reply=st.none() | TEXTS,
    own_ids=st.lists(TEXTS, max_size=2).map(tuple),
    private=st.booleans(),
    retention_days=st.none() | st.integers(1, 10**6),
    rating_scale=st.sampled_from([None, "stars5", "nps11"]),
)
SIMPLE = Source(name="reviews", files=("inbox/a.csv",), origin=Origin.REVIEW, authors=Authors.ONE_PER_ITEM)


@settings(deadline=None, max_examples=50)
@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120),
    st.lists(SOURCES, min_size=1, max_size=3, unique_by=lambda source: source.name),
    st.sampled_from(["UTC", "Europe/Berlin"]),
)
def test_what_is_written_is_read_back(name: str, sources: list[Source], zone: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_project(Path(folder) / "new", name, sources, timezone=zone)
        project = read_project(path.parent, check_files=False)
    assert (project.name, project.timezone, project.sources) == (name, zone, tuple(sources))


def test_a_new_project_is_about_ten_lines_and_the_rest_is_commented(tmp_path: Path) -> None:
    text = write_project(tmp_path / "new", "Acme", [SIMPLE]).read_text(encoding="utf-8")
    live = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    assert len(live) <= 12
    assert "# [customers]" in text


def test_every_commented_line_is_valid_when_its_mark_is_taken_away(tmp_path: Path) -> None:
    path = write_project(tmp_path / "new", "Acme", [SIMPLE])
    for name in ("inbox/a.csv", "people.csv"):
        (tmp_path / "new" / name).write_text("x\n")
    text = path.read_text(encoding="utf-8")
    path.write_text(
        "".join(line.removeprefix("# ") + "\n" for line in text.split("\n") if not line.startswith("# Every"))
    )
    project = read_project(path.parent)
    assert project.first_month == "2026-05"
    assert project.customers is not None
    assert project.periods == {"launch": ("2026-10-05", "2026-10-12")}


def test_secrets_and_the_store_stay_out_of_version_control(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / ".gitignore").write_text("mine\nstore/\n")
    write_project(tmp_path / "new", "Acme", [SIMPLE])
    lines = (tmp_path / "new" / ".gitignore").read_text().splitlines()
    assert lines == ["mine", "store/", "secret/", "checks/sheet*"]
    assert stat.S_IMODE((tmp_path / "new" / "secret").stat().st_mode) == 0o700


def test_a_project_is_never_written_over(tmp_path: Path) -> None:
    path = write_project(tmp_path / "new", "Acme", [SIMPLE])
    before = path.read_bytes()
    with pytest.raises(BadRequest, match="already is a project"):
        write_project(tmp_path / "new", "Other", [SIMPLE])
    assert path.read_bytes() == before


def test_what_could_not_be_read_back_leaves_no_project(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="time zone"):
        write_project(tmp_path / "new", "Acme", [SIMPLE], timezone="Mars/Base")
    assert not (tmp_path / "new" / "project.toml").exists()
