"""Loading a project: what is read, what is named because it is not, and which periods can be studied."""

from __future__ import annotations

import pytest

import workbench as wb
from tests.small_project import LAST, build
from workbench.errors import BadData, BadRequest
from workbench.project.toml import read_project
from workbench.store.inbox import unread_files
from workbench.store.loading import load_project


def test_a_file_in_the_inbox_that_no_source_names_is_told(tmp_path):
    folder = build(tmp_path / "small")
    assert unread_files(read_project(folder)) == ()
    (folder / "inbox" / "next month.csv").write_text("text\nhello\n", encoding="utf-8")
    (folder / "inbox" / ".hidden").write_text("", encoding="utf-8")
    assert unread_files(read_project(folder)) == ("inbox/next month.csv",)


def test_a_second_load_reads_nothing_again(tmp_path):
    project = read_project(build(tmp_path / "small"))
    first = load_project(project)
    assert first.skipped == 0
    again = load_project(project)
    assert (again.added, again.skipped) == ((), sum(len(project.files(source)) for source in project.sources))


def test_a_file_of_no_source_cannot_be_loaded_alone(tmp_path):
    folder = build(tmp_path / "small")
    stray = folder / "inbox" / "stray.csv"
    stray.write_text("text\nhello\n", encoding="utf-8")
    with pytest.raises(BadRequest, match="belongs to no source"):
        load_project(read_project(folder), only=[stray])


def test_a_month_without_posts_is_refused_with_the_months_that_have_some(tmp_path):
    folder = build(tmp_path / "small")
    load_project(read_project(folder))
    with pytest.raises(BadData, match="no posts in January 2020") as caught:
        wb.open(folder, "2020-01")
    assert "2026-05" in caught.value.where
    assert LAST in caught.value.where
