"""The command line: what it prints, what it leaves, and how it ends."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.small_project import LAST, NOTEBOOKS, build, rows, tree, workbench, write_csv
from workbench.commands.main import run
from workbench.errors import Busy, WorkbenchError
from workbench.project.toml import read_project
from workbench.report.compared import Compared, State
from workbench.report.differences import Cause, Kind
from workbench.report.run import Request
from workbench.report.verify import Verified


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(arguments)
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """Take note of the studies that would be made."""
    seen: list[Request] = []

    def made(request: Request, *, say: Callable[[str], None], progress: object) -> Path:
        seen.append(request)
        return request.study.project / "studies" / request.study.month / "brief.html"

    monkeypatch.setattr("workbench.report.run.run_study", made)
    return seen


def test_every_command_is_listed_with_what_it_does() -> None:
    done = workbench("--help")
    assert done.returncode == 0
    for name in ("try", "new", "load", "study", "verify", "check", "sample"):
        assert f"\n  {name} " in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [("stdy",), ("study",), ("study", "--month"), ("load", "--project", "x", "nowhere.csv"), ("study", "x")],
)
def test_a_wrong_command_line_is_three_lines_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    code, out, err = told(capsys, *arguments)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 3
    assert "--help" in err


@pytest.mark.slow
def test_try_writes_one_page_and_keeps_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, temporary = tmp_path / "here", tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    nameless = [{"comment": row["text"], "stars": row["stars"]} for row in rows(300)]
    write_csv(here / "reviews.csv", nameless)
    done = workbench("try", "reviews.csv", cwd=here)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "brief-reviews.html"
    assert "reviews: channel: review" in done.stdout  # the guess is printed
    assert sorted(path.name for path in here.iterdir()) == ["brief-reviews.html", "reviews.csv"]
    assert [path for path in temporary.iterdir() if path.name.startswith("workbench")] == []
    page = (here / "brief-reviews.html").read_text(encoding="utf-8")
    assert "posts without dates" in page
    assert 'href="0' not in page  # no link to pages that are not there


def test_try_on_a_file_that_holds_no_posts_is_refused_in_three_lines(tmp_path: Path) -> None:
    write_csv(tmp_path / "numbers.csv", [{"a": "1", "b": "2"}] * 5)
    done = workbench("try", "numbers.csv", cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["numbers.csv"]


def test_new_writes_a_project_that_reads_back_and_holds_the_exports_and_notebooks(tmp_path: Path) -> None:
    export = write_csv(tmp_path / "forum.csv", rows(60))
    done = workbench(
        "new", tmp_path / "acme", "--from", export, "--name", 'A "quoted" name', "--timezone", "Asia/Tokyo"
    )
    assert done.returncode == 0, done.stderr
    project = read_project(tmp_path / "acme")
    assert (project.name, project.timezone) == ('A "quoted" name', "Asia/Tokyo")
    (source,) = project.sources
    assert list(project.files(source)) == [tmp_path / "acme" / "inbox" / "forum.csv"]
    assert source.columns.text == ("text",)
    assert (tmp_path / "acme" / "inbox" / "forum.csv").read_bytes() == export.read_bytes()
    assert {path.name for path in (tmp_path / "acme" / "notebooks").iterdir()} == {
        path.name for path in NOTEBOOKS.glob("*.ipynb")
    }
    before = tree(tmp_path / "acme")
    again = workbench("new", tmp_path / "acme", "--from", export)
    assert again.returncode == 2
    assert tree(tmp_path / "acme") == before
    assert workbench("check", "--project", tmp_path / "acme").returncode == 0


def test_exports_of_one_name_from_two_folders_are_both_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = write_csv(tmp_path / "may" / "export.csv", rows(60))
    second = write_csv(tmp_path / "june" / "export.csv", rows(60, seed=8))
    code, *_ = told(capsys, "new", str(tmp_path / "acme"), "--from", str(first), "--from", str(second))
    assert code == 0
    kept = {path.read_bytes() for path in (tmp_path / "acme" / "inbox").iterdir()}
    assert kept == {first.read_bytes(), second.read_bytes()}
    project = read_project(tmp_path / "acme")
    assert sum(len(project.files(source)) for source in project.sources) == 2


def test_brackets_in_an_exports_name_are_no_pattern(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = write_csv(tmp_path / "export[1].csv", rows(60))
    assert told(capsys, "new", str(tmp_path / "acme"), "--from", str(export))[0] == 0
    assert "60" in told(capsys, "load", "--project", str(tmp_path / "acme"))[1]


def test_load_prints_what_became_of_every_row_and_the_second_time_finds_nothing_new(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = build(tmp_path / "small")
    code, out, _ = told(capsys, "load", "--project", str(project))
    assert code == 0
    numbers = {line.split()[0]: line.split()[1:] for line in out.splitlines() if line.startswith("inbox/")}
    assert numbers == {
        "inbox/forum.csv": ["200", "200", "0", "0", "table"],
        "inbox/desk.csv": ["100", "100", "0", "0", "table"],
    }
    assert "2 sources had new files; 0 files were loaded before." in out
    assert "loaded before:" not in out
    again = told(capsys, "load", "--project", str(project))[1]
    assert "0 sources had new files; 2 files were loaded before." in again
    assert again.splitlines()[1] == "loaded before:"


def test_an_export_that_two_sources_read_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = build(tmp_path / "small")
    (project / "inbox" / "copy.csv").write_bytes((project / "inbox" / "desk.csv").read_bytes())
    written = (project / "project.toml").read_text(encoding="utf-8")
    second = written[written.index("[[sources]]") :].split("[[sources]]")[-1]
    again = second.replace("desk", "copy")
    (project / "project.toml").write_text(f"{written}\n[[sources]]{again}", encoding="utf-8")
    told_twice = "Careful: inbox/copy.csv and inbox/desk.csv are one export, read by copy and desk: its posts count"
    assert told_twice in told(capsys, "load", "--project", str(project))[2]
    assert told_twice.removeprefix("Careful: ") in "".join(told(capsys, "check", "--project", str(project))[1:])


def test_a_first_file_that_cannot_be_read_is_told_before_the_missing_source(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(capsys, "new", str(tmp_path / "acme"))[0] == 0
    (tmp_path / "acme" / "inbox" / "broken.xlsx").write_bytes(b"PK\x03\x04" + bytes(900))
    code, _, err = told(capsys, "load", "--project", str(tmp_path / "acme"))
    assert code == 2
    assert err.index("Not read: inbox/broken.xlsx: the archive is broken") < err.index("no source is named")


def test_load_refuses_a_file_of_no_source(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project, other = build(tmp_path / "small"), write_csv(tmp_path / "other.csv", rows(5))
    code, _, err = told(capsys, "load", "--project", str(project), str(other))
    assert code == 2
    assert len(err.splitlines()) == 3


def test_check_names_the_sections_that_nothing_is_done_with_yet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = build(tmp_path / "small")
    with (project / "project.toml").open("a", encoding="utf-8") as file:
        file.write('\n[privacy]\nquotes = "none"\n[[series]]\nname = "Tips"\nmatch = { hashtag = "#tips" }\n')
    code, out, _ = told(capsys, "check", "--project", str(project))
    assert code == 0
    assert "privacy.quotes" in out
    assert "[[series]]" not in out
    assert "[[departments]]" not in out
    assert "Everything is sound." in out


def test_check_finds_faults_of_a_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = build(tmp_path / "small")
    (project / "notebooks").mkdir()
    (project / "notebooks" / "02_topics.ipynb").write_text("{", encoding="utf-8")
    code, _, err = told(capsys, "check", "--project", str(project))
    assert code == 2
    assert "02_topics.ipynb is not a notebook" in err
    (project / "project.toml").write_text("[project]\nnam = 1\n", encoding="utf-8")
    assert told(capsys, "check", "--project", str(project))[0] == 2


def test_check_says_which_notebooks_are_the_projects_own(tmp_path: Path) -> None:
    project = build(tmp_path / "small")
    shutil.copytree(NOTEBOOKS, project / "notebooks", ignore=shutil.ignore_patterns(".*"))
    own = project / "notebooks" / "02_topics.ipynb"
    own.write_text(own.read_text(encoding="utf-8").replace("What people talk about", "Our topics"), encoding="utf-8")
    done = workbench("check", "--project", project)
    assert done.returncode == 0
    assert "notebooks/02_topics.ipynb differs" in done.stdout
    assert "notebooks/01_intake.ipynb" not in done.stdout


def test_the_sample_is_written_once_and_then_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "sample"
    assert told(capsys, "sample", str(folder))[0] == 0
    before = tree(folder)
    assert "project.toml" in before
    assert told(capsys, "sample", str(folder), "--seed", "2")[0] == 0
    assert tree(folder) == before


def months(asked: list[Request]) -> list[str]:
    return [request.study.month for request in asked]


def test_a_range_of_months_is_made_oldest_first(asked: list[Request], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "study", "--project", "acme", "--months", "2025-11..2026-02")
    assert code == 0
    assert months(asked) == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert out.splitlines()[-1] == "acme/studies/2026-02/brief.html"


@pytest.mark.parametrize("text", ["2026-02..2025-11", "2026-02", "2026-02..", "2026-13..2027-01", "2026-00..2026-02"])
def test_a_range_that_is_none_is_refused(asked: list[Request], capsys: pytest.CaptureFixture[str], text: str) -> None:
    assert told(capsys, "study", "--project", "acme", "--months", text)[0] == 2
    assert asked == []


def test_options_reach_the_study(asked: list[Request], capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "study", "--project", "a", "--quarter", "2026-Q3", "--partial", "--replace")[0] == 0
    assert told(capsys, "study", "--project", "a", "--month", LAST, "--as-of", "2026-07-20")[0] == 0
    first, second = asked
    assert (first.study.month, first.study.partial, first.replace, first.as_of) == ("2026-Q3", True, True, None)
    assert (second.study.month, second.study.partial, second.replace, second.as_of) == (
        LAST,
        False,
        False,
        "2026-07-20",
    )


def test_a_period_of_ones_own_is_written_into_the_project(
    tmp_path: Path, asked: list[Request], capsys: pytest.CaptureFixture[str]
) -> None:
    project = build(tmp_path / "small")
    named = ("study", "--project", str(project), "--from", "2026-06-10", "--to", "2026-06-20", "--name", "launch")
    assert told(capsys, *named)[0] == 0
    assert told(capsys, *named)[0] == 0
    assert months(asked) == ["launch", "launch"]
    assert read_project(project).periods == {"launch": ("2026-06-10", "2026-06-20")}


@pytest.mark.parametrize(
    "more",
    [
        (),
        ("--month", LAST, "--months", "2026-06..2026-07"),
        ("--month", LAST, "--quarter", "2026-Q3"),
        ("--from", "2026-06-10"),
        ("--from", "2026-06-10", "--to", "2026-06-20"),
        ("--from", "2026-06-20", "--to", "2026-06-10", "--name", "launch"),
        ("--month", LAST, "--name", "launch"),
    ],
)
def test_exactly_one_period_must_be_named(
    tmp_path: Path, asked: list[Request], capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    project = build(tmp_path / "small")
    before = {name: kept for name, (kept, _) in tree(project).items()}
    code, _, err = told(capsys, "study", "--project", str(project), *more)
    assert code == 2
    assert len(err.splitlines()) == 3
    assert asked == []
    assert {name: kept for name, (kept, _) in tree(project).items()} == before


ENDS: dict[str, tuple[BaseException, int, str]] = {
    "busy": (Busy("Held.", where="store", fix="Wait."), 9, "Held."),
    "disk": (OSError(28, "No space left on device", "store/x"), 9, "No space left"),
    "ours": (ZeroDivisionError("division"), 1, "A fault of ours"),
    "ctrl-c": (KeyboardInterrupt(), 130, "Interrupted."),
    "many lines": (WorkbenchError("a\nb\u2028c\rd", where="x\ny", fix="e\n\nf"), 1, "a b c d"),
    "escape": (Busy("\x1b[31mred\x1b[0m", where="w", fix="f"), 9, "\\x1b[31mred"),
}


@pytest.mark.parametrize("name", ENDS)
def test_what_ends_a_command_is_its_exit_code_and_three_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    error, code, says = ENDS[name]

    def ends(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("workbench.report.run.run_study", ends)
    found, out, err = told(capsys, "study", "--project", "acme", "--month", LAST)
    assert found == code
    assert out == ""
    lines = err.strip().splitlines()
    assert says in lines[-3]
    assert lines[-2].startswith("  where: ")
    assert lines[-1].startswith("  to do: ")
    assert len(lines) == 3 or name == "ours"  # without a log, the traceback stands above them


NOTES = Cause(Kind.INPUT, f"notes/{LAST}.md has changed", "brief.html")
SEED = Cause(Kind.SETTING, "[project] seed was 1, is 2")
SAME = Compared("tables/topics.csv", State.SAME)
BRIEF = Compared("brief.html", State.DIFFERENT, ("was: One.", "is:  Two."))
EDITED = Compared("02_topics.html", State.EDITED, ("was: A", "is:  B"))
VERIFIED: dict[str, tuple[Verified, int, list[str], str]] = {
    "same": (Verified((SAME,), ()), 0, ["same       tables/topics.csv", "All 1 files are the same."], ""),
    "same, though something has changed": (
        Verified((SAME,), (SEED,)),
        0,
        [
            "same       tables/topics.csv",
            "Not as it was when the study was made, though no file shows it:",
            "  setting: [project] seed was 1, is 2",
            "All 1 files are the same.",
        ],
        "",
    ),
    "explained": (
        Verified((BRIEF, SAME), (NOTES, SEED)),
        7,
        [
            "different  brief.html",
            "             was: One.",
            "             is:  Two.",
            f"             why: input: notes/{LAST}.md has changed",
            "same       tables/topics.csv",
            "Why:",
            "  setting: [project] seed was 1, is 2",
        ],
        f"make the study again with --replace: notes/{LAST}.md has changed; [project] seed was 1, is 2.",
    ),
    "ours": (
        Verified((BRIEF,), ()),
        7,
        [
            "different  brief.html",
            "             was: One.",
            "             is:  Two.",
            "             why: no input, setting, version or code differs: a fault of ours, please report.",
        ],
        "No input, setting, version or code differs: a fault of ours, please report.",
    ),
    "edited": (
        Verified((EDITED, SAME), ()),
        7,
        [
            "edited     02_topics.html  (after publication; made again, it has the published bytes)",
            "             was: A",
            "             is:  B",
            "same       tables/topics.csv",
        ],
        "Edited after publication",
    ),
}


@pytest.mark.parametrize("name", VERIFIED)
def test_verify_says_of_each_file_whether_it_is_the_same_and_why_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    done, code, lines, fix = VERIFIED[name]
    asked: list[tuple[Path, str]] = []

    def made(project: Path, month: str, **_: object) -> Verified:
        asked.append((project, month))
        return done

    monkeypatch.setattr("workbench.report.verify.verify_study", made)
    found, out, err = told(capsys, "verify", "--project", "acme", "--quarter", "2026-Q3")
    assert (found, out.splitlines()) == (code, lines)
    assert asked == [(Path("acme"), "2026-Q3")]
    assert len(err.splitlines()) == (3 if code else 0)
    assert fix in err


@pytest.mark.parametrize("more", [(), ("--month", LAST, "--quarter", "2026-Q3")])
def test_verify_wants_one_period(capsys: pytest.CaptureFixture[str], more: tuple[str, ...]) -> None:
    code, _, err = told(capsys, "verify", "--project", "acme", *more)
    assert code == 2
    assert len(err.splitlines()) == 3


def test_a_command_gives_the_signal_back(capsys: pytest.CaptureFixture[str]) -> None:
    before = signal.getsignal(signal.SIGTERM)
    told(capsys, "--version")
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize("module", ["workbench", "workbench.commands.main"])
def test_nothing_heavy_is_imported_before_it_is_needed(module: str) -> None:
    code = f"import {module}, sys; print(*sorted({{'pandas', 'numpy', 'altair', 'sklearn'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_reading_a_study_s_tables_brings_no_machine_learning_along() -> None:
    heavy = "{'sklearn', 'bertopic', 'onnxruntime', 'altair'}"
    code = f"import workbench.analysis, sys; print(*sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""  # each notebook would wait for it


def test_an_answer_that_nobody_reads_on_ends_nothing() -> None:
    # as in `workbench verify … | head -1`
    code = (
        "import sys\nfrom workbench.commands.terminal import answer\n"
        "for _ in range(9999):\n    answer('x' * 99)\nsys.exit(7)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        said = running.stderr.read()
    assert (running.returncode, said) == (7, b"")
