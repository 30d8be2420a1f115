"""A period's folder is there whole, or as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.report.publish import KEPT_FAILURES, keep_failed, publish, recover


def folder(path: Path, text: str) -> Path:
    path.mkdir(parents=True)
    (path / "brief.html").write_text(text, encoding="utf-8")
    (path / "run.json").write_text(json.dumps({"status": "running", "period": "2026-07"}), encoding="utf-8")
    return path


def shown(studies: Path) -> str:
    return (studies / "2026-07" / "brief.html").read_text(encoding="utf-8")


def test_a_first_study_is_put_in_place(tmp_path: Path) -> None:
    publish(tmp_path, folder(tmp_path / ".partial-2026-07-a", "new"), "2026-07")
    assert [path.name for path in tmp_path.iterdir()] == ["2026-07"]
    assert shown(tmp_path) == "new"


def test_a_later_one_takes_its_place_and_nothing_is_left_aside(tmp_path: Path) -> None:
    folder(tmp_path / "2026-07", "old")
    publish(tmp_path, folder(tmp_path / ".partial-2026-07-a", "new"), "2026-07")
    assert [path.name for path in tmp_path.iterdir()] == ["2026-07"]
    assert shown(tmp_path) == "new"


def test_a_swap_that_cannot_be_finished_puts_the_old_study_back(tmp_path: Path) -> None:
    folder(tmp_path / "2026-07", "old")
    with pytest.raises(FileNotFoundError):
        publish(tmp_path, tmp_path / ".partial-gone", "2026-07")
    assert shown(tmp_path) == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["2026-07"]


def test_a_swap_stopped_between_its_two_steps_is_undone(tmp_path: Path) -> None:
    folder(tmp_path / ".old-2026-07", "old")
    folder(tmp_path / ".partial-2026-07-a", "new")
    assert recover(tmp_path)
    assert shown(tmp_path) == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".failed", "2026-07"]


def test_a_swap_stopped_after_its_second_step_is_finished(tmp_path: Path) -> None:
    folder(tmp_path / ".old-2026-07", "old")
    folder(tmp_path / "2026-07", "new")
    assert recover(tmp_path)
    assert shown(tmp_path) == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["2026-07"]


def test_what_a_killed_run_left_is_kept_as_a_failed_run_with_a_reason(tmp_path: Path) -> None:
    folder(tmp_path / ".partial-2026-07-a", "half")
    assert recover(tmp_path)
    said = json.loads((tmp_path / ".failed" / "2026-07-a" / "run.json").read_text(encoding="utf-8"))
    assert said["status"] == "failed"
    assert "killed" in said["error"]["what"]
    assert said["period"] == "2026-07"


def test_where_nothing_was_interrupted_nothing_is_done(tmp_path: Path) -> None:
    folder(tmp_path / "2026-07", "good")
    before = sorted(path.stat().st_mtime_ns for path in tmp_path.rglob("*"))
    assert not recover(tmp_path)
    assert not recover(tmp_path / "nowhere")
    assert sorted(path.stat().st_mtime_ns for path in tmp_path.rglob("*")) == before


def test_the_evidence_of_a_run_is_kept_once(tmp_path: Path) -> None:
    for text in ("first", "second"):
        kept = keep_failed(tmp_path, folder(tmp_path / ".partial-2026-07-a", text), "2026-07-a")
    assert (kept / "brief.html").read_text(encoding="utf-8") == "second"


def test_the_newest_failures_of_a_period_are_kept_and_nothing_else_is_touched(tmp_path: Path) -> None:
    stray = folder(tmp_path / ".failed" / "2026-07-mine", "mine")
    other = folder(tmp_path / ".failed" / "2026-06-20260701T000000-0000aa", "other")
    names = [f"2026-07-202608{day:02d}T030000-0000aa" for day in range(1, 13)]
    for name in names:
        keep_failed(tmp_path, folder(tmp_path / f".partial-{name}", name), name)
    kept = {path.name for path in (tmp_path / ".failed").iterdir()}
    assert kept == {stray.name, other.name, *names[-KEPT_FAILURES:]}


def test_files_that_are_named_like_runs_are_left_alone(tmp_path: Path) -> None:
    for name in (".partial-note", ".old-note", ".DS_Store"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert not recover(tmp_path)
    assert len(list(tmp_path.iterdir())) == 3
