from __future__ import annotations

import json
import re

import pytest
from hostile import HOSTILE

from workbench.report.index import entries, index_html, write_index
from workbench.report.selfcheck import problems


def study(studies, folder, run, files=("brief.html",)):
    place = studies / folder
    place.mkdir(parents=True)
    (place / "run.json").write_text(run if isinstance(run, str) else json.dumps(run), encoding="utf-8")
    for name in files:
        (place / name).write_text("x")


def good(period, **more):
    counts = {"posts": 1312, "people": 247, "topics": 11}
    return {"status": "ok", "period": period, "counts": counts, "finding": "Sign-in doubled", **more}


def test_periods_stand_newest_first_with_their_counts(tmp_path):
    study(tmp_path, "2026-09", good("2026-09"))
    study(tmp_path, "2026-10", good("2026-10"))
    found = entries(tmp_path)
    assert [entry.period for entry in found] == ["October 2026", "September 2026"]
    assert (found[0].posts, found[0].people, found[0].topics) == ("1,312", "247", "11")


def test_quarters_stand_among_their_months(tmp_path):
    for period in ("2026-09", "2026-10", "2026-Q3"):
        study(tmp_path, period, good(period))
    assert [entry.period for entry in entries(tmp_path)] == [
        "October 2026",
        "Third quarter of 2026",
        "September 2026",
    ]


def test_named_periods_stand_where_their_window_ends(tmp_path):
    study(tmp_path, "2026-10", good("2026-10", inputs={"window": ["2026-10-01", "2026-11-01"]}))
    study(tmp_path, "launch", good("launch", inputs={"window": ["2026-09-05", "2026-09-12"]}))
    assert [entry.period for entry in entries(tmp_path)] == ["October 2026", "Launch"]


def test_a_failed_period_is_a_row_with_its_reason_and_no_dead_link(tmp_path):
    run = {"status": "failed", "period": "2026-10", "error": {"what": "A notebook failed: 02_topics"}}
    study(tmp_path, ".failed/2026-10-abc", run, files=("log.txt",))
    [entry] = entries(tmp_path)
    assert entry.failed
    assert entry.finding == "A notebook failed: 02_topics"
    assert [link.label for link in entry.links] == ["run", "log"]
    page = index_html(tmp_path, project="Acme")
    for href in re.findall(r'href="([^"]+)"', page):
        assert (tmp_path / href).exists()


def test_a_failure_that_was_mended_is_not_listed(tmp_path):
    study(tmp_path, "2026-10", good("2026-10"))
    study(tmp_path, ".failed/2026-10-abc", {"status": "failed", "period": "2026-10"})
    assert [entry.failed for entry in entries(tmp_path)] == [False]


def test_a_failure_after_the_study_was_published_is_a_row_beside_it(tmp_path):
    study(tmp_path, "2026-10", good("2026-10", run_id="20261101T030000-aaaaaa"))
    for name in ("20261101T020000-bbbbbb", "20261102T030000-cccccc"):
        study(tmp_path, f".failed/2026-10-{name}", {"status": "failed", "period": "2026-10", "run_id": name})
    assert [(entry.failed, entry.started[:8]) for entry in entries(tmp_path)] == [
        (True, "20261102"),
        (False, "20261101"),
    ]


def test_a_failure_whose_record_could_not_be_finished_is_a_failure_all_the_same(tmp_path):
    study(tmp_path, ".failed/2026-10-abc", {"status": "running", "period": "2026-10"}, files=())
    [entry] = entries(tmp_path)
    assert (entry.failed, entry.status) == (True, "failed")
    assert [link.label for link in entry.links] == ["run"]


def test_a_list_that_says_the_same_is_not_written_again(tmp_path):
    study(tmp_path, "2026-10", good("2026-10"))
    before = write_index(tmp_path, project="Acme").stat().st_mtime_ns
    assert write_index(tmp_path, project="Acme").stat().st_mtime_ns == before


@pytest.mark.parametrize("text", ["{", "[]", "", "null"])
def test_a_broken_record_is_a_row_that_says_so(tmp_path, text):
    study(tmp_path, "2026-10", text)
    assert entries(tmp_path)[0].finding == "run.json cannot be read"


def test_half_finished_runs_are_not_listed(tmp_path):
    study(tmp_path, ".partial-abc", {"status": "running", "period": "2026-10"})
    study(tmp_path, ".old-2026-10", good("2026-10"))
    assert entries(tmp_path) == []
    assert "No study has been made yet" in index_html(tmp_path, project="Acme")


def test_the_list_is_the_same_bytes_each_time_and_passes_the_self_check(tmp_path):
    study(tmp_path, "2026-10", good("2026-10"))
    path = write_index(tmp_path, project="Acme")
    first = path.read_bytes()
    assert write_index(tmp_path, project="Acme").read_bytes() == first
    assert problems(first.decode(), charts=0, smallest=2_000) == []


def test_hostile_findings_stay_text(tmp_path):
    for place, text in enumerate(HOSTILE):
        run = {"status": "failed", "period": f"p{place}", "error": text}
        study(tmp_path, f"p{place}", run, files=())
    page = index_html(tmp_path, project=HOSTILE[0])
    page.encode("utf-8")
    assert problems(page, charts=0, smallest=2_000) == []
