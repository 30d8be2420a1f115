from __future__ import annotations

import pytest

from workbench.errors import BadRequest
from workbench.project.named import add_period
from workbench.project.toml import read_project

HEAD = """[project]
name = "Acme"

[[sources]]
name = "x"
files = "inbox/x.csv"
origin = "social"
authors = "unknown"
columns = { text = "text" }
"""


def project(folder, text=HEAD):
    (folder / "inbox").mkdir(exist_ok=True)
    (folder / "inbox" / "x.csv").write_text("text\nhello\n", encoding="utf-8")
    (folder / "project.toml").write_text(text, encoding="utf-8", newline="")
    return folder


def text_of(folder):
    return (folder / "project.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        HEAD + "\n[periods]\n",
        HEAD + '[periods]  # named\nlaunch = ["2026-10-05", "2026-10-12"]\n',
        HEAD + '[periods]\nlaunch = ["2026-10-05", "2026-10-12"]\n\n[topics]\nmin_people = 5\n',
        HEAD.rstrip(),
        "# über alles\r\n" + HEAD.replace("\n", "\r\n"),
    ],
)
def test_a_period_is_added_and_everything_else_stays(tmp_path, text):
    project(tmp_path, text)
    before = read_project(tmp_path)
    assert add_period(tmp_path, "sale", "2026-09-01", "2026-09-14") == "sale"
    after = read_project(tmp_path)
    assert dict(after.periods) == {**before.periods, "sale": ("2026-09-01", "2026-09-14")}
    assert after.model_copy(update={"periods": before.periods}) == before
    assert all(line in text_of(tmp_path).splitlines() for line in text.splitlines())


def test_the_same_period_again_changes_nothing(tmp_path):
    project(tmp_path)
    add_period(tmp_path, "sale", "2026-09-01", "2026-09-14")
    before = text_of(tmp_path)
    assert add_period(tmp_path, "sale", "2026-09-01", "2026-09-14") == "sale"
    assert text_of(tmp_path) == before


def test_a_name_keeps_its_days(tmp_path):
    add_period(project(tmp_path), "sale", "2026-09-01", "2026-09-14")
    before = text_of(tmp_path)
    with pytest.raises(BadRequest, match="2026-09-01 to 2026-09-14"):
        add_period(tmp_path, "sale", "2026-09-01", "2026-09-15")
    assert text_of(tmp_path) == before


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Sale", "2026-09-01", "2026-09-14"), ("2026-09", "2026-09-01", "2026-09-14"), ("", "2026-09-01", "2026-09-14"),
        ("a.b", "2026-09-01", "2026-09-14"), ('a = 1\n[x]\nb', "2026-09-01", "2026-09-14"),
        ("../evil", "2026-09-01", "2026-09-14"), ("sale", "2026-09-14", "2026-09-01"),
        ("sale", "2026-02-30", "2026-03-01"), ("sale", "yesterday", "today"),
        ("sale", '2026-09-01"]\nx = ["', "2026-09-14"),
    ],
)  # fmt: skip
def test_a_wrong_name_or_day_is_refused_and_the_file_is_as_it_was(tmp_path, name, first, last):
    before = (project(tmp_path) / "project.toml").read_bytes()
    with pytest.raises(BadRequest):
        add_period(tmp_path, name, first, last)
    assert (tmp_path / "project.toml").read_bytes() == before


def test_a_folder_without_a_project_is_refused(tmp_path):
    with pytest.raises(BadRequest):
        add_period(tmp_path, "sale", "2026-09-01", "2026-09-14")
