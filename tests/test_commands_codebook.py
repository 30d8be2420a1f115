"""`workbench codebook` on a project with a published study."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from small_project import LAST, workbench

from workbench.commands.main import run


@pytest.fixture(scope="module")
def project(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tests below change it one after the other and take their changes back."""
    to = tmp_path_factory.mktemp("codebook") / "small"
    shutil.copytree(published, to)
    return to


def done(capsys: pytest.CaptureFixture[str], project: Path, *arguments: str) -> str:
    assert run(["codebook", *arguments, "--project", str(project)]) == 0, capsys.readouterr().err
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], project: Path, *arguments: str) -> list[str]:
    assert run(["codebook", *arguments, "--project", str(project)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    return lines


def version(listed: str) -> str:
    found = re.search(r"codebook ([0-9a-f]{12})\.", listed)
    assert found
    return found[1]


def last_event(capsys: pytest.CaptureFixture[str], project: Path) -> str:
    return done(capsys, project, "log").splitlines()[-1].split()[0]


def test_the_list_names_every_topic_under_its_theme(project, capsys):
    listed = done(capsys, project, "list")
    topics = re.findall(r"^  (T\d{4})  candidate", listed, re.M)
    assert len(topics) >= 4
    assert f"{len(topics)} topics in use" in listed
    assert f"since {LAST}" in listed


def test_the_log_begins_with_what_the_run_proposed(project, capsys):
    first = done(capsys, project, "log", "--last", "1")
    assert re.match(rf"E00001  \S+  workbench +propose {LAST}: \d+ topics", first)


@pytest.mark.parametrize(
    "change",
    [
        ("accept", "T0001"),
        ("rename", "T0001", "In our own words"),
        ("rename", "H001", "A theme of ours"),
        ("describe", "T0001", "--text", "What belongs here.", "--ban-word", "the"),
        ("merge", "T0002", "T0003", "--into", "T0001"),
        ("retire", "T0001"),
        ("own", "T0001", "Support"),
        ("theme", "T0001", "Another theme"),
        ("note", "to be looked at", "--topic", "T0001"),
    ],
)
def test_each_change_is_a_line_of_the_log_and_can_be_taken_back(project, capsys, change):
    before = version(done(capsys, project, "list"))
    done(capsys, project, *change, "--by", "Ana", "--reason", "as agreed")
    line = done(capsys, project, "log", "--last", "1")
    assert "  Ana" in line
    assert "“as agreed”" in line
    after = version(done(capsys, project, "list"))
    assert (after == before) == (change[0] == "note")
    done(capsys, project, "undo", last_event(capsys, project), "--by", "Ana")
    assert version(done(capsys, project, "list")) == before
    assert "(undone)" in done(capsys, project, "log", "--last", "2").splitlines()[0]


def test_a_retired_topic_is_listed_on_demand_and_restored(project, capsys):
    done(capsys, project, "retire", "T0004", "--by", "Ana")
    assert "T0004" not in done(capsys, project, "list")
    assert re.search(r"T0004  retired", done(capsys, project, "list", "--all"))
    assert re.search(r"T0004  active", done(capsys, project, "restore", "T0004", "--by", "Ana"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("accept", "T0999"), "no topic T0999"),
        (("merge", "T0001", "--into", "T0001"), "other topics"),
        (("describe", "T0001"), "Nothing is said"),
        (("rename", "T0001", " "), "between 1 and 120"),
        (("undo", "E09999"), "no event E09999"),
        (("pin", "T0001", "nothing", "--month", LAST), "0 passages"),
        (("learn", "--month", LAST), "0 of the 0 pinned posts"),
        (("promote", "W0099", "--month", LAST), "Nothing is watched under W0099"),
    ],
)
def test_what_does_not_fit_is_refused_in_three_lines_and_writes_nothing(project, capsys, change, says):
    before = (project / "codebook" / "events.jsonl").read_bytes()
    assert says in refused(capsys, project, *change, "--by", "Ana")[0]
    assert (project / "codebook" / "events.jsonl").read_bytes() == before


def test_a_name_is_needed_and_the_workbenchs_own_is_taken(project, capsys):
    assert "a person" in refused(capsys, project, "accept", "T0001", "--by", "workbench")[0]


def test_a_change_waits_for_no_running_study(project, capsys):
    from workbench.store.lock import hold

    with hold(project / "store" / "study.lock", purpose="a study of 2026-07"):
        assert run(["codebook", "accept", "T0001", "--by", "Ana", "--project", str(project)]) == 9
    assert "A study of 2026-07 is running" in capsys.readouterr().err


def test_names_with_control_characters_reach_the_terminal_harmless(project, capsys):
    done(capsys, project, "rename", "T0001", "red \x1b[31mtext", "--by", "Ana")
    assert "\x1b" not in done(capsys, project, "list") + done(capsys, project, "log")
    done(capsys, project, "undo", last_event(capsys, project), "--by", "Ana")


def test_a_damaged_log_names_its_line(project, tmp_path, capsys):
    copy = tmp_path / "small"
    shutil.copytree(project, copy)
    with (copy / "codebook" / "events.jsonl").open("a", encoding="utf-8") as file:
        file.write("{\n")
    assert re.search(r"events.jsonl, line \d+", refused(capsys, copy, "list")[1])


def test_the_next_study_uses_what_people_changed(project, tmp_path):
    copy = tmp_path / "small"
    shutil.copytree(project, copy)
    for change in (("rename", "T0001", "In our own words"), ("merge", "T0002", "--into", "T0003")):
        assert workbench("codebook", *change, "--by", "Ana", "--project", copy).returncode == 0
    refused_ = workbench("study", "--project", copy, "--month", LAST)
    assert refused_.returncode == 2
    assert "the codebook has changed since" in refused_.stderr
    made = workbench("study", "--project", copy, "--month", LAST, "--replace")
    assert made.returncode == 0, made.stderr
    table = (copy / "studies" / LAST / "tables" / "topics.csv").read_text(encoding="utf-8")
    assert "In our own words" in table
    assert "T0002," not in table
    checked = workbench("verify", "--project", copy, "--month", LAST, "--cached-vectors")
    assert checked.returncode == 0, checked.stdout
