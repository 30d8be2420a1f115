"""`workbench codings` on a project with a published study: sheets out, answers in, and what becomes of them."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from small_project import LAST, lightened

from workbench.analysis import open_study
from workbench.commands.main import run

SHEET, SECOND = f"checks/sheet-{LAST}.xlsx", f"checks/sheet-{LAST}-second.xlsx"


@pytest.fixture
def project(published: Path, tmp_path: Path) -> Path:
    shutil.copytree(published, tmp_path / "small")
    return tmp_path / "small"


def done(capsys: pytest.CaptureFixture[str], project: Path, *arguments: str) -> str:
    assert run(["codings", *arguments, "--project", str(project)]) == 0, capsys.readouterr().err
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], project: Path, *arguments: str) -> list[str]:
    assert run(["codings", *arguments, "--project", str(project)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    return lines


def write(capsys: pytest.CaptureFixture[str], project: Path, *more: str) -> Path:
    return Path(done(capsys, project, "write", "--month", LAST, *more).splitlines()[-1])


def fill(path: Path, say: Callable[[int, dict[str, str]], dict[str, str | None]]) -> list[dict[str, str]]:
    """Write into each row what `say` answers to its number and cells; return the rows as they were."""
    book = openpyxl.load_workbook(path)
    paper = book["Posts"]
    headers = [str(cell.value) for cell in paper[1]]
    rows = []
    for number, cells in enumerate(paper.iter_rows(min_row=2)):
        row = {title: str(cell.value or "") for title, cell in zip(headers, cells, strict=True)}
        rows.append(row)
        for title, value in say(number, row).items():
            cells[headers.index(title)].value = value
    book.save(path)
    return rows


def kept(project: Path) -> list[dict[str, str]]:
    with (project / "checks" / "codings.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def checks(project: Path, topic: str) -> dict[str, object]:
    table = open_study(project, LAST).checks()
    return dict(table[(table["topic_id"] == topic) & (table["segment"] == "all")].iloc[0])


def mostly(topic: str, misfits: int) -> Callable[[int, dict[str, str]], dict[str, str | None]]:
    """Say yes, but for some posts of a topic."""
    seen = {topic: 0}

    def say(_number: int, row: dict[str, str]) -> dict[str, str | None]:
        seen[topic] += row["topic id"] == topic
        return {"fits?": "no" if row["topic id"] == topic and seen[topic] <= misfits else "yes"}

    return say


def test_the_quick_check_goes_from_sheet_to_page(project, capsys):
    path = write(capsys, project)
    assert path == project / SHEET
    rows = fill(path, mostly("T0001", 11))
    assert len(rows) == 80
    assert {len([row for row in rows if row["topic id"] == topic]) for topic in ("T0001", "T0002")} == {20}
    assert "80 new answers, 0 changed, 0 posts still open" in done(capsys, project, "read", "--by", "Ana")
    before = (project / "checks" / "codings.csv").read_bytes()
    assert "0 new answers, 0 changed" in done(capsys, project, "read", "--by", "Ana")
    assert (project / "checks" / "codings.csv").read_bytes() == before
    told = done(capsys, project, "status", "--month", LAST)
    assert re.search(r"^T0001 .+: 9 of 20 fit\. Most do not fit", told, re.M)
    assert re.search(r"^T0002 .+: 20 of 20 fit\.$", told, re.M)
    assert "\\x" not in told

    study = ["study", "--project", str(project), "--month", LAST]
    assert run(study) == 2
    assert "checks/codings.csv is new" in capsys.readouterr().err
    lightened(project, "01_intake", "02_topics", "03_segments")
    assert run([*study, "--replace"]) == 0, capsys.readouterr().err
    brief = (project / "studies" / LAST / "brief.html").read_text(encoding="utf-8")
    assert "checked by hand (20 of 20 fit)" in brief
    assert "People read 80 posts to see whether they belong: 69 fit." in brief
    tables = project / "studies" / LAST / "tables"
    with (tables / "topics.csv").open(encoding="utf-8", newline="") as file:
        topics = {row["topic_id"]: row for row in csv.DictReader(file)}
    assert {row["checked"] for row in topics.values()} == {"quick"}
    assert topics["T0001"]["reason"] == "only 9 of 20 posts read fit this topic"
    assert topics["T0001"]["strength"] == "likely"
    assert run(["verify", "--project", str(project), "--month", LAST, "--cached-vectors"]) == 0, capsys.readouterr()


def test_no_word_of_a_post_leaves_the_sheet(project, capsys):
    path = write(capsys, project)
    posts = [row["post"] for row in fill(path, lambda *_: {"fits?": "yes"})]
    done(capsys, project, "read", "--by", "Ana")
    files = [*(project / "checks" / "draws").iterdir(), project / "checks" / "codings.csv"]
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    assert not [post for post in posts if post in text]
    assert "person " not in text
    assert path.stat().st_mode & 0o077 == 0


def test_the_sheet_is_not_in_git():
    from fnmatch import fnmatch

    from workbench.project.new import IGNORED

    assert any(fnmatch(SHEET, pattern) for pattern in IGNORED)
    assert any(fnmatch(SECOND, pattern) for pattern in IGNORED)
    assert not any(fnmatch("checks/draws/a.json", pattern) for pattern in IGNORED)


def test_the_same_sheet_comes_again_and_answers_in_it_are_not_lost(project, capsys):
    path = write(capsys, project)
    first = path.read_bytes()
    assert write(capsys, project).read_bytes() == first
    fill(path, lambda number, _: {"fits?": "yes" if number < 30 else None})
    assert "30 answers that were not read" in refused(capsys, project, "write", "--month", LAST)[0]
    done(capsys, project, "read", "--by", "Ana")
    left = fill(write(capsys, project), lambda *_: {})
    assert len(left) == 60 - 10, "one topic is done, ten posts of the next are"


def test_only_what_can_be_understood_is_kept_and_the_rest_is_named(project, capsys):
    path = write(capsys, project)
    fill(path, lambda number, _: {"fits?": "maybe" if number in (4, 7) else "yes" if number < 12 else None})
    lines = refused(capsys, project, "read", "--by", "Ana")
    assert lines[0].startswith("2 rows cannot be used")
    assert lines[1].endswith(f"sheet-{LAST}.xlsx, sheet Posts, cell D6")
    assert "The other 10 answers are kept" in lines[2]
    assert len(kept(project)) == 10
    fill(path, lambda number, _: {"fits?": "no" if number in (4, 7) else "yes" if number < 12 else None})
    assert "2 new answers, 0 changed, 68 posts still open" in done(capsys, project, "read", "--by", "Ana")
    fill(path, lambda number, _: {"fits?": "no" if number == 0 else "yes" if number < 12 else None})
    assert "0 new answers, 3 changed" in done(capsys, project, "read", "--by", "Ana")
    assert len(kept(project)) == 12


def offered(project: Path) -> dict[str, str]:
    return {topic.topic_id: f"{topic.topic_id} {topic.label}" for topic in open_study(project, LAST).codebook.live}


def truth(row: dict[str, str]) -> str:
    text = row["post"].casefold()
    for words, label in ((("export", "download"), "export"), (("code", "verification"), "code")):
        if any(word in text for word in words):
            return label
    return "support" if any(word in text for word in ("support", "customer service", "help desk")) else "price"


def test_the_random_sample_is_read_by_two_people(project, capsys):
    labels = offered(project)
    of = {
        word: next(said for said in labels.values() if word in said.casefold())
        for word in ("export", "code", "price", "support")
    }
    path = write(capsys, project, "--sample", "210", "--twice")
    rows = fill(path, lambda _, row: {"topic 1": of[truth(row)]})
    assert len(rows) == 210
    assert not [row for row in rows if "T0" in row["draw"]]
    again = fill(project / SECOND, lambda _, row: {"topic 1": of[truth(row)]})
    assert len(again) == 50
    assert {row["item"] for row in again} <= {row["item"] for row in rows}
    done(capsys, project, "read", "--by", "Ana")
    assert "as the first person" in refused(capsys, project, "read", str(project / SECOND), "--by", "Ana")[0]
    assert "50 new answers" in done(capsys, project, "read", str(project / SECOND), "--by", "Ben")
    found = checks(project, of["code"][:5])
    assert (found["gold_n"], found["checked"], found["read_twice"], found["alpha"]) == (210, "yes", 50, 1)
    assert found["true_share_lo"] < found["true_share"] < found["true_share_hi"]
    analysis = open_study(project, LAST)
    assert set(analysis.segments()["checked"]) == {"yes"}
    assert set(analysis.topics()["checked"]) == {"yes"}
    corrected = analysis.corrected()
    assert len(corrected) == 4
    assert set(corrected["gold_n"]) == {100}
    probability = {float(row["probability"]) for row in kept(project)}
    assert 0 < min(probability) <= max(probability) <= 1


def test_half_a_random_sample_counts_for_what_was_read(project, capsys):
    labels = offered(project)
    path = write(capsys, project, "--sample", "200")
    fill(path, lambda number, _: {"topic 1": labels["T0001"] if number < 80 else None})
    assert run(["codings", "read", "--by", "Ana", "--project", str(project)]) == 0
    captured = capsys.readouterr()
    assert "80 new answers, 0 changed, 120 posts still open" in captured.out
    assert "read from the top" in captured.err
    assert checks(project, "T0001")["gold_n"] == 80
    left = fill(write(capsys, project, "--sample", "200"), lambda *_: {})
    assert len(left) == 120, "the rest of the same draw"


def test_codings_survive_a_merge_and_not_a_retirement(project, capsys):
    fill(write(capsys, project), lambda *_: {"fits?": "yes"})
    done(capsys, project, "read", "--by", "Ana")
    for change in (("merge", "T0002", "--into", "T0001"), ("retire", "T0003")):
        assert run(["codebook", *change, "--by", "Ana", "--project", str(project)]) == 0
    assert checks(project, "T0001")["asked"] == 40
    assert "20 answers on T0003 do not count: it is retired." in done(capsys, project, "status", "--month", LAST)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("write", "--month", LAST, "--twice"), "Only a random sample is read twice."),
        (("write", "--month", LAST, "--topic", "T0099"), "No post of this period is sorted under T0099."),
        (("write", "--month", LAST, "--sample", "3"), "A sample of 3 posts is too small."),
        (("write", "--month", "2026-06"), "The topics of this period are not in the codebook yet."),
        (("read",), "There is no sheet to read."),
    ],
)
def test_what_does_not_fit_is_refused_in_three_lines_and_writes_nothing(project, capsys, arguments, says):
    assert refused(capsys, project, *arguments)[0] == says
    assert not list((project / "checks").rglob("*.*"))


@pytest.mark.parametrize("name", ["=cmd()", " "])
def test_a_coder_needs_a_name_that_can_stand_in_a_table(project, capsys, name):
    fill(write(capsys, project), lambda *_: {"fits?": "yes"})
    assert refused(capsys, project, "read", "--by", name)[0] == "The answers need a name."
    assert not (project / "checks" / "codings.csv").exists()


def test_a_running_study_is_not_disturbed(project, capsys):
    from workbench.store.lock import hold

    with hold(project / "store" / "study.lock", purpose="a study of 2026-07"):
        assert run(["codings", "write", "--month", LAST, "--project", str(project)]) == 9
    assert "A study of 2026-07 is running" in capsys.readouterr().err


def test_the_key_behind_the_pseudonyms_changes_no_draw(project, elsewhere, capsys, tmp_path):
    other = Path(shutil.copytree(elsewhere, tmp_path / "other"))
    assert (other / "secret" / "key").read_bytes() != (project / "secret" / "key").read_bytes()
    for arguments in ((), ("--sample", "200", "--twice")):
        one, two = write(capsys, project, *arguments), write(capsys, other, *arguments)
        assert one.read_bytes() == two.read_bytes()
    assert {path.name: path.read_bytes() for path in (project / "checks" / "draws").iterdir()} == {
        path.name: path.read_bytes() for path in (other / "checks" / "draws").iterdir()
    }


def test_check_names_a_damaged_file(project, capsys):
    fill(write(capsys, project), lambda *_: {"fits?": "yes"})
    done(capsys, project, "read", "--by", "Ana")
    assert run(["check", "--project", str(project)]) == 0
    path = project / "checks" / "codings.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",yes,", ",maybe,", 1), encoding="utf-8")
    capsys.readouterr()
    assert run(["check", "--project", str(project)]) == 2
    assert "checks/codings.csv row 2, answer" in capsys.readouterr().err
