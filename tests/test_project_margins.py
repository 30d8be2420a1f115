"""What is known of all customers: read, and refused with the place where it cannot be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.errors import BadData, BadRequest
from workbench.measures.standing import standing
from workbench.project.margins import read_margins
from workbench.project.model import Project, not_built_yet
from workbench.project.toml import read_project

TOML = """[project]
name = "Acme"

[segments]
compare = ["customer", "Plan", "region"]

[[sources]]
name = "reviews"
files = "reviews.csv"
origin = "review"
columns = { text = ["text"], keep = ["Plan", "region"] }

"""
ROWS = "plan,free,0.7\nplan,pro,0.3\n"


def project(folder: Path, rows: str | None = ROWS, *, head: str = "column,value,share\n") -> Project:
    (folder / "reviews.csv").write_text("text,Plan,region\n", encoding="utf-8")
    (folder / "project.toml").write_text(TOML + '[statistics]\nmargins = "margins.csv"\n', encoding="utf-8")
    if rows is not None:
        (folder / "margins.csv").write_text(head + rows, encoding="utf-8")
    return read_project(folder)


def refused(folder: Path, rows: str) -> str:
    with pytest.raises(BadData) as found:
        read_margins(project(folder, rows))
    assert "margins.csv" in f"{found.value.what} {found.value.where}"
    assert found.value.fix
    return f"{found.value.what} {found.value.fix}"


def test_shares_are_read_by_column_and_value(tmp_path: Path) -> None:
    (only,) = read_margins(project(tmp_path))
    assert (only.column, only.shares) == ("Plan", {"free": 0.7, "pro": 0.3})


@pytest.mark.parametrize("rows", ["plan,free,70 %\nplan,pro,30%\n", "plan;free;0,7\nplan;pro;0,3\n"])
def test_a_share_may_be_written_as_people_write_it(tmp_path: Path, rows: str) -> None:
    (only,) = read_margins(
        project(tmp_path, rows, head="column;value;share\n" if ";" in rows else "column,value,share\n")
    )
    assert only.shares == pytest.approx({"free": 0.7, "pro": 0.3})


def test_rounded_shares_are_made_to_sum_to_one(tmp_path: Path) -> None:
    (only,) = read_margins(project(tmp_path, "plan,a,0.33\nplan,b,0.33\nplan,c,0.33\n"))
    assert sum(only.shares.values()) == pytest.approx(1, abs=1e-12)


def test_several_columns_are_kept_in_their_order(tmp_path: Path) -> None:
    found = read_margins(project(tmp_path, "region,north,1\n" + ROWS))
    assert [one.column for one in found] == ["region", "Plan"]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("plan,free,0.7\nplan,pro,0.2\n", "sum to 0.90"),
        ("plan,free,0.7\nplan,pro,0.7\n", "sum to 1.40"),
        ("plan,free,-0.1\nplan,pro,1\n", "between 0 and 1"),
        ("plan,free,70\nplan,pro,30\n", "70 %"),
        ("plan,free,most\n", "such as 0.7"),
        ("plan,free,nan\n", "between 0 and 1"),
        ("plan,free,0.5\nplan,free,0.5\n", "twice"),
        ("tariff,free,1\n", "names Plan, region"),
        ("customer,yes,1\n", "names Plan, region"),
        ("plan,,1\n", "empty"),
        ("", "holds no row"),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_place(tmp_path: Path, rows: str, says: str) -> None:
    assert says in refused(tmp_path, rows)


def test_a_file_that_is_not_there_is_told_with_the_key(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"margins\.csv"):
        project(tmp_path, None)


def test_nothing_is_read_without_the_key_and_it_is_built(tmp_path: Path) -> None:
    assert not_built_yet(project(tmp_path)) == ()
    (tmp_path / "project.toml").write_text(TOML, encoding="utf-8")
    assert read_margins(read_project(tmp_path)) == ()


def test_another_share_makes_results_stale_and_is_named_in_the_record(tmp_path: Path) -> None:
    before, after = (
        standing(project(tmp_path, rows), "2026-10", "model") for rows in (ROWS, "plan,free,0.6\nplan,pro,0.4\n")
    )
    assert before != after
    assert after["settings"]["statistics"]["margins"] == {"Plan": {"free": 0.6, "pro": 0.4}}
