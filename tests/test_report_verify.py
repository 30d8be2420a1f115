"""A published study made again: the same bytes, or which file differs and why; nothing in the project is touched."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.small_project import LAST, ROOT, broken, build, copy, environment, rows, tree, workbench, write_csv
from tests.test_report_run import WAIT, until
from workbench.commands.main import run
from workbench.errors import BadData, BadRequest, Differs
from workbench.project.toml import read_project
from workbench.report.compared import State
from workbench.report.outputs import TABLES
from workbench.report.rebuilt import Exports, put_exports, rebuild
from workbench.report.verify import Verified, verify_study
from workbench.store.loading import load_project
from workbench.store.store import Store
from workbench.topics.codebook.state import Codebook

pytestmark = pytest.mark.slow

EARLIER = "2026-06"


@pytest.fixture
def project(published: Path, tmp_path: Path) -> Path:
    return copy(published, tmp_path / "small")


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files, so that whatever is left behind is seen."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def verify(project: Path, month: str = LAST, *more: str) -> subprocess.CompletedProcess[str]:
    return workbench("verify", "--project", project, "--month", month, *more)


def untouched(project: Path, temporary: Path, act: Callable[[], object]) -> None:
    before = tree(project)
    act()
    assert tree(project) == before
    assert list(temporary.glob("workbench*")) == []


def states(done: Verified) -> dict[str, State]:
    return {file.path: file.state for file in done.files}


def edit_record(project: Path, edit: Callable[[dict[str, object]], object]) -> None:
    path = project / "studies" / LAST / "run.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    edit(said)
    path.write_text(json.dumps(said), encoding="utf-8")


@pytest.fixture(scope="module")
def history(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose topics a person has changed since, with a second study, of another month as it stood on a day."""
    project = copy(published, tmp_path_factory.mktemp("history") / "small")
    for change in (("rename", "T0001", "In our words"), ("retire", "T0002")):
        assert run(["codebook", *change, "--project", str(project), "--by", "Ana"]) == 0
    asked = ["study", "--project", str(project), "--month", EARLIER, "--as-of", f"{EARLIER}-20", "--partial"]
    assert run(asked) == 0
    first, second = (json.loads((project / "studies" / name / "run.json").read_text()) for name in (LAST, EARLIER))
    assert len({first["codebook"]["in"], first["codebook"]["out"], second["codebook"]["out"]}) == 3
    return project


def test_a_study_verifies_after_another_one_has_changed_the_codebook(history: Path, temporary: Path) -> None:
    def act() -> None:
        done = verify(history)
        assert (done.returncode, done.stderr) == (0, "")
        lines = done.stdout.splitlines()
        assert lines[-1] == f"All {len(TABLES) + 5} files are the same."  # with four pages and the workbook
        assert {line.split()[0] for line in lines[:-1]} == {"same"}
        assert {"same       brief.html", "same       tables/topics.csv"} <= set(lines)

    untouched(history, temporary, act)


def test_a_study_as_of_a_day_verifies_with_the_vectors_that_are_kept(history: Path, temporary: Path) -> None:
    done: list[Verified] = []
    untouched(history, temporary, lambda: done.append(verify_study(history, EARLIER, cached_vectors=True)))
    assert set(states(done[0]).values()) == {State.SAME}
    assert done[0].causes == ()


def test_a_changed_export_and_a_changed_setting_are_named_beside_what_they_changed(
    project: Path, temporary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk, toml = project / "inbox" / "desk.csv", project / "project.toml"
    desk.write_text(desk.read_text(encoding="utf-8").rstrip().rpartition("\n")[0] + "\n", encoding="utf-8")
    toml.write_text(toml.read_text(encoding="utf-8").replace("min_people = 5", "min_people = 6"), encoding="utf-8")

    def act() -> None:
        code = run(["verify", "--project", str(project), "--month", LAST, "--cached-vectors"])
        out, err = capsys.readouterr()
        assert code == 7, err
        assert "different  tables/sources.csv" in out
        assert "(desk), kept: was 100, is 99" in out
        assert "  input: inbox/desk.csv has changed" in out
        assert "  setting: [topics] min_people was 5, is 6" in out
        assert "a fault of ours" not in out + err
        lines = err.splitlines()
        assert len(lines) == 3
        assert "files are not the same" in lines[0]
        assert "min_people" in lines[2]

    untouched(project, temporary, act)


def test_what_was_edited_after_publication_is_told_apart_from_what_is_made_otherwise(
    project: Path, temporary: Path
) -> None:
    study = project / "studies" / LAST
    (project / "notes").mkdir()
    (project / "notes" / f"{LAST}.md").write_text("# Headline\nThe export comes first.\n", encoding="utf-8")
    page, table, ours = study / "02_topics.html", study / "tables" / "topics.csv", study / "tables" / "quality.csv"
    page.write_text(page.read_text(encoding="utf-8").replace("<h1", "<p>Nothing to see.</p><h1", 1), encoding="utf-8")
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join([lines[0], f"T9999{lines[1][5:]}", *lines[2:]]) + "\n", encoding="utf-8")
    (study / "01_intake.html").unlink()
    ours.write_text(ours.read_text(encoding="utf-8").replace("posts,", "posts!,", 1), encoding="utf-8")
    digest = hashlib.sha256(ours.read_bytes()).hexdigest()

    def tampered(said: dict[str, object]) -> None:
        (entry,) = [entry for entry in said["outputs"] if entry["path"] == "tables/quality.csv"]
        entry["sha256"] = digest

    edit_record(project, tampered)

    def act() -> None:
        done = verify_study(project, LAST, cached_vectors=True)
        of = {file.path: file for file in done.files}
        assert {path: state for path, state in states(done).items() if state is not State.SAME} == {
            "01_intake.html": State.REMOVED,
            "02_topics.html": State.EDITED,
            "tables/topics.csv": State.EDITED,
            "brief.html": State.DIFFERENT,
            "tables/quality.csv": State.DIFFERENT,
        }
        assert "is:  Nothing to see." in of["02_topics.html"].details
        assert any(line.endswith(f"topic_id: was {lines[1][:5]}, is T9999") for line in of["tables/topics.csv"].details)
        assert "is:  The export comes first." in of["brief.html"].details
        assert [cause.what for cause in done.why(of["brief.html"])] == [f"notes/{LAST}.md is new"]
        assert done.unexplained(of["tables/quality.csv"])
        assert not done.unexplained(of["tables/topics.csv"])

    untouched(project, temporary, act)


def test_an_interrupted_verification_leaves_nothing_behind(project: Path, tmp_path: Path, temporary: Path) -> None:
    here = tmp_path / "here"
    broken(project, WAIT.format(path=str(here)), notebook="01_intake")

    def act() -> None:
        running = subprocess.Popen(
            [sys.executable, "-m", "workbench", "verify", "--project", project, "--month", LAST, "--cached-vectors"],
            cwd=ROOT,
            env=environment(),
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        until(lambda: here.exists() or running.poll() is not None, seconds=120)
        assert list(temporary.glob("workbench*"))  # so that finding none below can fail
        running.send_signal(signal.SIGINT)
        said = running.communicate(timeout=60)[1]
        assert running.returncode == 130
        assert "Interrupted." in said

    untouched(project, temporary, act)


def test_a_study_whose_exports_are_gone_differs_and_says_which(project: Path, temporary: Path) -> None:
    for path in (project / "inbox").iterdir():
        path.unlink()

    def act() -> None:
        with pytest.raises(Differs, match="cannot be made again") as caught:
            verify_study(project, LAST)
        assert "inbox/desk.csv is missing; inbox/forum.csv is missing" in caught.value.fix
        assert "workbench-verify" not in str(caught.value)

    untouched(project, temporary, act)


def test_a_fault_while_making_it_again_shows_its_traceback_and_no_folder_that_is_gone(
    project: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("workbench.report.run.write_tables", fails)

    def act() -> None:
        with pytest.raises(ZeroDivisionError) as caught:
            verify_study(project, LAST, cached_vectors=True)
        assert caught.value.__notes__ == []

    untouched(project, temporary, act)


def without(key: str) -> Callable[[dict[str, object]], object]:
    return lambda said: said.pop(key)


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (without("format"), "earlier version"),
        (without("inputs"), "earlier version"),
        (without("packages"), "earlier version"),
        (lambda said: said.update(status="failed"), "earlier version"),
        (lambda said: said["codebook"].update({"in": "../../secret/key"}), "earlier version"),
        (lambda said: said["outputs"].append({"path": 1}), "earlier version"),
        (lambda said: said["inputs"]["files"].append("x"), "earlier version"),
    ],
)
def test_a_record_that_is_too_old_or_damaged_is_a_bad_request(
    project: Path, edit: Callable[[dict[str, object]], object], says: str
) -> None:
    edit_record(project, edit)
    with pytest.raises(BadRequest, match=says) as caught:
        verify_study(project, LAST)
    assert "--replace" in caught.value.fix


def test_no_study_and_a_broken_record_are_bad_requests(project: Path) -> None:
    with pytest.raises(BadRequest, match="no study of 2026-05"):
        verify_study(project, "2026-05")
    (project / "studies" / LAST / "run.json").write_text("{", encoding="utf-8")
    with pytest.raises(BadRequest, match="damaged"):
        verify_study(project, LAST)
    done = verify(project, "2026-05")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 3


def test_a_codebook_that_is_not_kept_any_more_is_named(project: Path) -> None:
    said = json.loads((project / "studies" / LAST / "run.json").read_text(encoding="utf-8"))
    edit_record(project, lambda record: record["codebook"].update({"in": said["codebook"]["out"]}))
    with pytest.raises(BadData, match="started from is missing"):
        verify_study(project, LAST)


def recorded(project: Path) -> list[dict[str, object]]:
    reports = Store(project / "store").reports()
    return reports[["source", "file", "sha256", "repeat"]].to_dict("records")


def said_of(project: Path) -> dict[str, object]:
    return {
        "status": "ok",
        "started": "2026-08-01T08:00:00+00:00",
        "period": LAST,
        "codebook": {"in": Codebook("none").version, "events": 0},
        "inputs": {"model": "none", "notebooks": {}, "files": recorded(project)},
    }


def test_a_rebuilt_store_tells_repeats_and_kept_rows_as_the_first_one_did(tmp_path: Path) -> None:
    project = build(tmp_path / "small")
    toml = project / "project.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("inbox/forum.csv", "inbox/f*.csv"), encoding="utf-8")
    load_project(read_project(project))
    write_csv(project / "inbox" / "f-again.csv", rows()[:150])
    load_project(read_project(project))
    said = said_of(project)
    assert [file["repeat"] for file in said["inputs"]["files"]].count(True) == 1
    shutil.move(project / "inbox" / "desk.csv", project / "inbox" / "renamed.csv")  # found by its bytes
    opened = read_project(project, check_files=False)
    exports = [Exports(opened).find(file) for file in said["inputs"]["files"]]
    assert all(export.now == export.sha256 for export in exports)
    again = tmp_path / "again"
    again.mkdir()
    rebuild(opened, said, [export for export in exports if not export.repeat], again)
    load_project(read_project(again, check_files=False))
    put_exports(exports, again)
    load_project(read_project(again))
    assert recorded(again) == recorded(project)
    assert Store(again / "store").snapshot == Store(project / "store").snapshot
    assert (again / "secret" / "key").stat().st_mode & 0o777 == 0o600
    assert not [path for path in again.rglob("*") if path.is_symlink() or (path.is_file() and path.stat().st_nlink > 1)]


def test_a_source_that_the_study_did_not_know_is_left_out(tmp_path: Path) -> None:
    project = build(tmp_path / "small")
    load_project(read_project(project))
    said = said_of(project)
    before = read_project(project)
    write_csv(project / "inbox" / "later.csv", rows(20, seed=8))
    with (project / "project.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[sources]]\nname = "later"\nfiles = "inbox/later.csv"\norigin = "review"\n')
        file.write('authors = "one_per_item"\ncolumns = { text = "text", keep = ["a key"] }\n')
    opened = read_project(project)
    again = tmp_path / "again"
    again.mkdir()
    rebuild(opened, said, [Exports(opened).find(file) for file in said["inputs"]["files"]], again)
    assert read_project(again).recorded(LAST) == before.recorded(LAST)
    assert not (again / "inbox" / "later.csv").exists()


def test_a_recorded_name_never_leaves_the_temporary_folder(tmp_path: Path) -> None:
    project = build(tmp_path / "small")
    outside = tmp_path / "outside.csv"
    outside.write_text("x", encoding="utf-8")
    digest = hashlib.sha256((project / "inbox" / "desk.csv").read_bytes()).hexdigest()
    exports = [
        Exports(read_project(project)).find({"file": name, "sha256": digest})
        for name in ("../outside.csv", str(outside), "inbox/../../outside.csv")
    ]
    again = tmp_path / "again"
    put_exports(exports, again)
    assert outside.read_text(encoding="utf-8") == "x"
    assert [path for path in tmp_path.rglob("outside.csv") if not path.is_relative_to(again)] == [outside]
