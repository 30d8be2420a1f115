from __future__ import annotations

from pathlib import Path

import pytest

from workbench.errors import BadRequest
from workbench.project.model import Project, not_built_yet
from workbench.project.source import Authors, Origin
from workbench.project.toml import read_project

TEN_LINES = """\
[project]
name = "Acme"
timezone = "Europe/Berlin"

[[sources]]
name = "app-store"
files = "inbox/chrome_*.csv"
origin = "review"
authors = "one_per_item"
columns = { text = ["title", "content"], created_at = "date" }
"""


def project_in(folder: Path, text: str) -> Path:
    (folder / "inbox").mkdir(exist_ok=True)
    (folder / "inbox" / "chrome_1.csv").write_text("a,b\n")
    (folder / "project.toml").write_text(text, encoding="utf-8")
    return folder


def fault(folder: Path, text: str) -> BadRequest:
    with pytest.raises(BadRequest) as caught:
        read_project(project_in(folder, text))
    return caught.value


def test_ten_lines_are_a_project_and_the_rest_has_defaults(tmp_path: Path) -> None:
    project = read_project(project_in(tmp_path, TEN_LINES))
    assert (project.name, project.timezone, project.window, project.k, project.seed) == (
        "Acme",
        "Europe/Berlin",
        "auto",
        10,
        1,
    )
    source = project.sources[0]
    assert (source.origin, source.authors) == (Origin.REVIEW, Authors.ONE_PER_ITEM)
    assert source.columns.text == ("title", "content")
    assert source.files == ("inbox/chrome_*.csv",)
    assert project.folder == tmp_path
    assert not_built_yet(project) == ()


def test_the_whole_schema_of_the_design_is_read(tmp_path: Path) -> None:
    rest = """
staff = ["@acme_help"]
retention_days = 730
deleted_marker = "（该条评论已经被删除）"
[customers]
url = "postgresql+psycopg://db/crm"
query = "select 1"
[topics]
granularity = 2
min_people = 12
split_words = 50
[segments]
compare = ["customer", "plan"]
[privacy]
quotes = "masked"
[[products]]
name = "App"
end_user = "customer"
stage = "grow"
goal = { measure = "csat", target = 1, by = "2027-03" }
[[departments]]
name = "Support"
topics = ["T0042"]
keywords = ["refund"]
[[series]]
name = "Tip Tuesday"
match = { hashtag = "#tip" }
intent = "educate"
product = "App"
minimum_run = 8
[periods]
launch = ["2026-10-05", "2026-10-12"]
fair = [2026-09-01, 2026-09-03]
[[competitors]]
name = "Globex"
aliases = ["globex app"]
[statistics]
precision = 0.03
pi_unknown = [0.0, 0.2]
comparisons = [["customer only", "audience only"]]
[compute]
threads = 4
scheduler = "tcp://10.0.0.1:8786"
"""
    project = read_project(project_in(tmp_path, TEN_LINES + rest))
    assert project.topics.granularity == 2.0
    assert project.periods == {"launch": ("2026-10-05", "2026-10-12"), "fair": ("2026-09-01", "2026-09-03")}
    assert project.products[0].goal is not None
    assert project.products[0].goal.target == 1.0
    assert not_built_yet(project) == (
        "sources.retention_days",
        "privacy.quotes",
        "series.minimum_run",
        "statistics.comparisons",
        "compute.scheduler",
    )


QUARTER = '[periods]\n2026-10 = ["2026-10-01", "2026-10-02"]\n[[sources]]'
BACKWARDS = '[periods]\nfair = ["2026-10-03", "2026-10-02"]\n[[sources]]'
NO_DAY = '[periods]\nfair = ["2026-10-03", "2026-02-30"]\n[[sources]]'
NO_PRODUCT = '[[series]]\nname = "a"\nproduct = "B"\nmatch = { text = "x" }\n[[sources]]'


@pytest.mark.parametrize(
    ("change", "where", "words"),
    [
        (("timezone", "timezon"), "project.toml line 3, project.timezon", "did you mean 'timezone'"),
        (("Europe/Berlin", "Europe/Berln"), "project.toml line 3, project.timezone", "Europe/Berlin"),
        (("Europe/Berlin", "berlin"), "project.toml line 3, project.timezone", "did you mean Europe/Berlin"),
        (('"review"', '"reviews"'), "project.toml line 8, sources.origin", "'review'"),
        (('name = "app-store"', 'name = "App Store"'), "project.toml line 6, sources.name", "small letters"),
        (('"inbox/chrome_*.csv"', "5"), "project.toml line 7, sources.files", "found 5"),
        (("chrome_*", "chrom_*"), "project.toml line 7, sources.files", "inbox/chrome_1.csv"),
        (("inbox/chrome_*", "inbx/chrome_*"), "project.toml line 7, sources.files", "no folder inbx/"),
        (('"inbox/chrome_*.csv"', "'inbox\\*.csv'"), "project.toml line 7, sources.files", "inbox/*.csv"),
        (('"inbox/chrome_*.csv"', '"/data/*.csv"'), "project.toml line 7, sources.files", "inbox/"),
        (('"inbox/chrome_*.csv"', '"../other/*.csv"'), "project.toml line 7, sources.files", "inbox/"),
        (("created_at", "created"), "project.toml line 10, sources.columns.created", "did you mean 'created_at'"),
        (('origin = "review"\n', ""), "project.toml line 5, sources.origin", "'origin' is missing"),
        (("[project]\n", "[project]\nk = 4\n"), "project.toml line 2, project.k", "greater than or equal to 5"),
        (("[project]\n", '[project]\nk = "10"\n'), "project.toml line 2, project.k", "integer"),
        (("[project]\n", "[project]\nseed = 1.0\n"), "project.toml line 2, project.seed", "integer"),
        (("[project]\n", '[project]\nwindow = "weekly"\n'), "project.toml line 2, project.window", '"3 months"'),
        (("[project]\n", "[project]\nprecision = 0.1\n"), "line 2, project.precision", "below [statistics]"),
        (("[project]\n", "k = 10\n[project]\n"), "project.toml line 1, k", "below [project]"),
        (("[project]\n", "[topic]\nmin_people = 3\n[project]\n"), "project.toml line 1, topic", "[topics]"),
        (("[[sources]]", QUARTER), "line 6, periods.2026-10", "letter first"),
        (("[[sources]]", BACKWARDS), "line 6, periods.fair", "before it starts"),
        (("[[sources]]", NO_DAY), "line 6, periods.fair", "not a day"),
        (("[[sources]]", '[customers]\nfile = "people.csv"\n[[sources]]'), "line 6, customers.file", "people.csv"),
        (("[[sources]]", '[topics]\ngranularity = inf\n[[sources]]'), "line 6, topics.granularity", "finite"),
        (("[[sources]]", NO_PRODUCT), "line 7, series.product", "[[products]]"),
        (("[[sources]]", "[sources]"), "line 5, sources", "write [[sources]]"),
        (("[project]", "[[project]]"), "line 1, project", "write [project]"),
        (('created_at = "date"', "keep = 5"), "line 10, sources.columns.keep", "a list"),
        (('name = "Acme"', "name = Acme"), "project.toml line 2, column 8", "straight quotes"),
        (('"inbox/chrome_*.csv"', '"inbox\\chrome.csv"'), "project.toml line 7", "Use / instead of \\"),
        (('name = "Acme"', 'name = "Acme"\nname = "B"'), "project.toml line 3", "Remove the second one"),
    ],
)  # fmt: skip
def test_every_fault_names_line_key_and_what_to_do(
    tmp_path: Path, change: tuple[str, str], where: str, words: str
) -> None:
    assert change[0] in TEN_LINES
    error = fault(tmp_path, TEN_LINES.replace(*change, 1))
    assert where in error.where
    assert words in f"{error.what} {error.fix}"
    assert error.code == 2


def test_all_faults_of_a_file_are_told_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    broken = TEN_LINES.replace("Berlin", "Berln").replace("review", "reviews").replace("created_at", "made")
    error = fault(tmp_path, broken)
    assert error.what.startswith("project.toml has 3 faults. First: there is no time zone 'Europe/Berln'")
    assert error.where == "project.toml line 3, project.timezone"
    assert error.fix.index("(2) line 8, sources.origin") < error.fix.index("(3) line 10, sources.columns.made")
    assert not any("\n" in line for line in error.lines())


def test_many_faults_are_still_one_line_and_counted(tmp_path: Path) -> None:
    error = fault(tmp_path, TEN_LINES + "".join(f"wrong{at} = 1\n" for at in range(20)))
    assert error.what.startswith("project.toml has 20 faults.")
    assert error.fix.endswith("… and 9 more")


def test_two_sources_of_one_name_are_refused_at_the_second(tmp_path: Path) -> None:
    second = TEN_LINES[TEN_LINES.index("[[sources]]") :]
    error = fault(tmp_path, TEN_LINES + second)
    assert error.where == "project.toml line 12, sources.name"
    assert "used twice" in error.what


def test_a_project_without_sources_says_so(tmp_path: Path) -> None:
    assert "[[sources]]" in fault(tmp_path, '[project]\nname = "x"\n').fix


def test_a_missing_folder_and_a_missing_file_are_two_errors(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="no such project folder"):
        read_project(tmp_path / "nowhere")
    with pytest.raises(BadRequest, match=r"holds no project\.toml"):
        read_project(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_fault_but_utf16_is(tmp_path: Path, encoding: str) -> None:
    folder = project_in(tmp_path, TEN_LINES)
    (folder / "project.toml").write_bytes(TEN_LINES.encode(encoding))
    if encoding == "utf-8-sig":
        assert read_project(folder).name == "Acme"
    else:
        with pytest.raises(BadRequest, match="Save the file as UTF-8"):
            read_project(folder)


def test_files_need_not_be_there_when_they_are_not_asked_for(tmp_path: Path) -> None:
    folder = project_in(tmp_path, TEN_LINES.replace("chrome_*", "none_*"))
    assert isinstance(read_project(folder, check_files=False), Project)


def test_a_sources_files_leave_out_what_office_programs_leave_behind(tmp_path: Path) -> None:
    project = read_project(project_in(tmp_path, TEN_LINES.replace("chrome_*.csv", "*")))
    for name in ("~$book.xlsx", ".~lock.a#", "a.csv"):
        (tmp_path / "inbox" / name).write_text("")
    assert [path.name for path in project.files(project.sources[0])] == ["a.csv", "chrome_1.csv"]
