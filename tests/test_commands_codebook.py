"""`workbench codebook` on a project with a published study."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from small_project import LAST, lightened

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
    assert len(re.findall(rf"since {LAST}, last seen in {LAST}[,)]", listed)) == len(topics)


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
    said = done(capsys, project, *change, "--by", "Ana", "--reason", "as agreed")
    line = done(capsys, project, "log", "--last", "1")
    assert "  Ana" in line
    assert "“as agreed”" in line
    after = version(done(capsys, project, "list"))
    assert (after == before) == (change[0] == "note")
    assert ("The next study files every month by it" in said) == (change[0] != "note")
    assert ("Written into the log. Topics stay as they are" in said) == (change[0] == "note")
    done(capsys, project, "undo", last_event(capsys, project), "--by", "Ana")
    assert version(done(capsys, project, "list")) == before
    assert "(undone)" in done(capsys, project, "log", "--last", "2").splitlines()[0]


def test_what_is_so_already_is_said_and_not_written(project, capsys):
    done(capsys, project, "own", "T0001", "Support", "--by", "Ana")
    before = (project / "codebook" / "events.jsonl").read_bytes()
    assert done(capsys, project, "own", "T0001", "Support", "--by", "Ana") == "Nothing to change: it is so already.\n"
    assert (project / "codebook" / "events.jsonl").read_bytes() == before
    done(capsys, project, "undo", last_event(capsys, project), "--by", "Ana")


def test_a_theme_is_made_once_for_a_name(project, capsys):
    for name in ("Prices", "prices", "Prices"):
        done(capsys, project, "theme", "T0001", name, "--by", "Ana")
    listed = done(capsys, project, "list")
    assert len(re.findall(r"^H\d+ Prices$", listed, re.M)) == 1
    done(capsys, project, "undo", last_event(capsys, project), "--by", "Ana")
    assert "Prices" not in done(capsys, project, "list")


def test_the_list_shows_the_owner_that_pages_show_and_where_it_is_from(project, tmp_path, capsys):
    copy = tmp_path / "small"
    shutil.copytree(project, copy)
    with (copy / "project.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[departments]]\nname = "Desk"\nkeywords = ["code"]\n')
        file.write('\n[[departments]]\nname = "Sales"\ntopics = ["T0001"]\n')
    listed = done(capsys, copy, "list")
    assert "(Desk by keyword, since" in listed
    assert re.search(r"T0001 .*\(Sales in project.toml, since", listed)
    done(capsys, copy, "own", "T0001", "Desk", "--by", "Ana")
    assert re.search(r"T0001 .*\(Desk, since", done(capsys, copy, "list"))
    assert "No department is called Nobody" in refused(capsys, copy, "own", "T0001", "Nobody", "--by", "Ana")[0]


def test_what_is_watched_stands_under_a_heading_of_its_own(project, tmp_path, capsys):
    copy = tmp_path / "small"
    shutil.copytree(project, copy)
    watch(copy)
    listed = done(capsys, copy, "list").splitlines()
    at = listed.index("Watched, with too few people for a topic so far")
    assert listed[at + 1] == "  W0001  By one  (1 person, since 2026-06)"
    assert re.fullmatch(r"\d+ topics in use, codebook [0-9a-f]{12}\.", listed[at + 2])
    assert (
        "W0001 is watched and no topic yet; use promote" in refused(capsys, copy, "accept", "W0001", "--by", "Ana")[0]
    )


def watch(project: Path) -> None:
    """Put something on the watch list, as a month does that proposes nothing."""
    import numpy as np

    from workbench.embed.minilm import MiniLM
    from workbench.topics.codebook.curation import Curation
    from workbench.topics.codebook.events import Kind
    from workbench.topics.codebook.state import sha256_of_array

    array = np.zeros((1, 384), dtype=np.int16)
    array[0, 0] = 4000
    name = sha256_of_array(array)
    row = {
        "watch_id": "W0001", "label": "By one", "keywords": ["one"], "first_period": "2026-06", "people": 1, "days": 1,
        "last_period": LAST, "part": {"vectors": name, "threshold": 9_000_000, "members": 3},
    }  # fmt: skip
    curation = Curation(project, MiniLM(threads=1).key, author="Ana")
    said = {"period": "2026-08", "key": "k", "topics": [], "themes": [], "seen": [], "watched": [row]}
    curation.change(Kind.PROPOSE, {**said, "least": curation.codebook.least}, arrays={name: array})


def test_posts_are_listed_with_the_ids_that_pin_takes(project, capsys):
    topic = re.findall(r"^  (T\d{4})", done(capsys, project, "list"), re.M)[0]
    listed = done(capsys, project, "posts", topic, "--month", LAST).splitlines()
    assert re.fullmatch(r"\d+ posts or passages\. \d+ older ones not shown: add --all, or --search TEXT\.", listed[-1])
    assert len(listed) == 21
    rows = [re.match(rf"(\S+)  ({LAST}-\d\d)  {topic} +\S", line) for line in listed[:-1]]
    assert all(rows)
    everything = done(capsys, project, "posts", topic, "--month", LAST, "--all").splitlines()
    assert len(everything) == int(listed[-1].split()[0]) + 1
    some = done(capsys, project, "posts", "--month", LAST, "--search", "EXPORT", "--all").splitlines()
    assert some[:-1]
    assert all("export" in line.casefold() for line in some[:-1])
    done(capsys, project, "pin", topic, rows[0][1], "--month", LAST, "--by", "Ana")
    again = done(capsys, project, "pin", topic, rows[0][1], "--month", LAST, "--by", "Ana")
    assert again == "Nothing to change: it is so already.\n"
    done(capsys, project, "undo", last_event(capsys, project), "--by", "Ana")


def test_the_parts_that_a_split_would_make_have_numbers_and_no_ids_yet(project, tmp_path, capsys):
    from workbench.embed.minilm import MiniLM
    from workbench.topics.codebook.curation import Curation
    from workbench.topics.codebook.events import Kind

    copy = tmp_path / "small"
    shutil.copytree(project, copy)
    first, *others = re.findall(r"^  (T\d{4})", done(capsys, copy, "list"), re.M)
    done(capsys, copy, "merge", *others, "--into", first, "--by", "Ana")
    shown = done(capsys, copy, "split", first, "--month", LAST, "--keep", "2", "--by", "Ana")
    parts = [line for line in shown.splitlines() if line.startswith("part ")]
    assert [line.split()[1] for line in parts] == [str(at) for at in range(1, len(parts) + 1)]
    assert not re.search(r"T\d{4}", shown)
    assert [line.endswith("  stays") for line in parts] == [at != 1 for at in range(len(parts))]
    assert "pinned text" not in shown
    curation = Curation(copy, MiniLM(threads=1).key, author="Ana")
    curation.change(Kind.PIN, {"topic": first, "hash": "0" * 64})
    shown = done(capsys, copy, "split", first, "--month", LAST, "--by", "Ana")
    assert f"1 pinned text is not among the posts up to {LAST} and would go to part 1" in shown
    done(capsys, copy, "undo", last_event(capsys, copy), "--by", "Ana")
    made = done(capsys, copy, "split", first, "--month", LAST, "--keep", "2", "--commit", "--by", "Ana")
    assert len(re.findall(r"^T\d{4}  candidate", made, re.M)) == 2
    event = last_event(capsys, copy)
    what, _, fix = refused(capsys, copy, "restore", first, "--by", "Ana")
    assert "was split into" in what
    assert f"workbench codebook undo {event}" in fix


def test_a_retired_topic_is_listed_on_demand_and_restored(project, capsys):
    done(capsys, project, "retire", "T0004", "--by", "Ana")
    assert "T0004" not in done(capsys, project, "list")
    assert re.search(r"T0004  retired", done(capsys, project, "list", "--all"))
    assert re.search(r"T0004  candidate", done(capsys, project, "restore", "T0004", "--by", "Ana"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("accept", "T0999"), "no topic T0999"),
        (("merge", "T0002", "T0001", "--into", "T0001"), "T0001 is both source and target"),
        (("describe", "T0001"), "Nothing is said"),
        (("rename", "T0001", " "), "The new name is empty"),
        (("undo", "E09999"), "no event E09999"),
        (("pin", "T0001", "nothing", "--month", LAST), "No post has the id nothing"),
        (("learn", "--month", LAST), "No post is pinned yet"),
        (("split", "T0001", "--month", LAST, "--keep", "two"), "Parts are named by their numbers"),
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


def test_the_next_study_uses_what_people_changed(project, tmp_path, capsys):
    copy = tmp_path / "small"
    shutil.copytree(project, copy)
    for change in (("rename", "T0001", "In our own words"), ("merge", "T0002", "--into", "T0003")):
        done(capsys, copy, *change, "--by", "Ana")
    assert run(study_of(copy)) == 2
    assert "the codebook has changed since" in capsys.readouterr().err
    lightened(copy, "01_intake", "02_topics", "03_segments")
    assert run([*study_of(copy), "--replace"]) == 0, capsys.readouterr().err
    table = (copy / "studies" / LAST / "tables" / "topics.csv").read_text(encoding="utf-8")
    assert "In our own words" in table
    assert "T0002," not in table
    watch(copy)
    before = (copy / "studies" / LAST / "run.json").read_bytes()
    assert run(study_of(copy)) == 0, f"what is watched decides no assignment: {capsys.readouterr().err}"
    assert (copy / "studies" / LAST / "run.json").read_bytes() == before
    checked = run(["verify", "--project", str(copy), "--month", LAST, "--cached-vectors"])
    assert checked == 0, capsys.readouterr().out


def study_of(project: Path) -> list[str]:
    return ["study", "--project", str(project), "--month", LAST]
