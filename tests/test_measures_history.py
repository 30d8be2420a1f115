"""Every month under one version of the codebook, and the assignments that are kept for it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from tests.small_project import LAST, MONTHS, build, copy, rows, tree, write_csv
from workbench.analysis import Analysis
from workbench.measures.history import COLUMNS, movers
from workbench.measures.subjects import Level
from workbench.project.study import Study
from workbench.project.toml import read_project
from workbench.store.loading import load_project
from workbench.store.parquet import packed

TEXT = "The export to CSV stops halfway with an error."


def opened(project: Path, month: str = LAST) -> Analysis:
    """Open a study on the codebook as it stands: what posts are added here proposes nothing."""
    analysis = Analysis(Study(project=project, month=month))
    analysis.ground.__dict__["proposed"] = None
    return analysis


def add_posts(project: Path, dates: list[str]) -> None:
    """Add posts at these times to the forum's export."""
    made = [
        {**rows()[0], "date": date, "author": f"late {at}", "text": f"{TEXT} {at}", "id": f"late{at}"}
        for at, date in enumerate(dates)
    ]
    write_csv(project / "inbox" / "forum.csv", [*rows()[:200], *made])
    load_project(read_project(project))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project, loaded, whose last month was looked at once; one month is one window."""
    project = build(tmp_path_factory.mktemp("history") / "small")
    path = project / "project.toml"
    path.write_text(path.read_text().replace('name = "Small"', 'name = "Small"\nwindow = "month"', 1))
    load_project(read_project(project))
    Analysis(Study(project=project, month=LAST)).ground.keep_codebook()
    opened(project).past.keep()
    return project


@pytest.fixture
def project(first: Path, tmp_path: Path) -> Path:
    return copy(first, tmp_path / "small")


def topics_of(analysis: Analysis, month: str) -> pd.DataFrame:
    table = analysis.history()
    return table[(table["level"] == Level.TOPIC) & (table["month"] == month)].set_index("id")


def files(analysis: Analysis) -> Path:
    return Path(analysis.project.store / "assignments" / analysis.codebook.version)


def test_every_month_is_measured_as_its_own_study_would(project: Path) -> None:
    analysis = opened(project)
    table = analysis.history()
    assert list(table.columns) == list(COLUMNS)
    assert table["month"].drop_duplicates().tolist() == list(MONTHS)
    assert sorted(path.stem for path in files(analysis).iterdir()) == list(MONTHS)
    for month in MONTHS:
        study = opened(project, month)
        alone = study.topics().set_index("topic_id")
        assert study.codebook.version == analysis.codebook.version
        own = topics_of(analysis, month)
        for name in ("posts", "people", "share_people", "share_people_lo", "share_people_hi"):
            assert own[name].astype(float).to_dict() == pytest.approx(alone[name].astype(float).to_dict())
    assert not table["partial"].any()


def test_a_study_holds_no_month_after_its_own(project: Path) -> None:
    assert opened(project, "2026-06").history()["month"].drop_duplicates().tolist() == ["2026-05", "2026-06"]


def test_a_month_that_is_kept_is_read_back(project: Path) -> None:
    analysis = opened(project)
    path = files(analysis) / "2026-05.parquet"
    month = analysis.past.months[0]
    emptied = analysis.past.filed(month, analysis.codebook).iloc[:0]
    emptied.attrs = {"made_from": month.made_from, "until": month.until}
    path.write_bytes(packed(emptied))
    assert topics_of(opened(project), "2026-05")["posts"].sum() == 0
    path.write_bytes(b"no table")  # and one that cannot be read is made again
    shutil.rmtree(project / "store" / "results")
    assert topics_of(opened(project), "2026-05")["posts"].sum() > 50


def test_a_month_with_other_posts_is_sorted_again(project: Path) -> None:
    folder = files(opened(project))
    before, was = tree(folder), topics_of(opened(project), "2026-05")["of_posts"].iloc[0]
    add_posts(project, ["2026-05-20 12:00:00"] * 3)
    analysis = opened(project)
    assert topics_of(analysis, "2026-05")["of_posts"].iloc[0] == was + 3
    after = tree(folder)
    assert after["2026-05.parquet"][0] != before["2026-05.parquet"][0]
    assert after["2026-07.parquet"] == before["2026-07.parquet"]


def test_months_are_local(project: Path) -> None:
    was = topics_of(opened(project), "2026-07")["of_posts"].iloc[0]
    # half past midnight in Berlin; the second in the last month of the store, and yet in the one after
    add_posts(project, ["2026-06-30T22:30:00+00:00", "2026-07-31T22:30:00+00:00"])
    assert topics_of(opened(project), "2026-07")["of_posts"].iloc[0] == was + 1
    path = project / "project.toml"
    path.write_text(path.read_text() + '\n[periods]\nlate = ["2026-07-20", "2026-08-03"]\n')
    assert opened(project, "late").history()["month"].iloc[-1] == "2026-08"


def test_a_month_without_posts_counts_zero_and_has_no_share(project: Path) -> None:
    add_posts(project, ["2026-03-10 12:00:00"] * 2)
    table = opened(project).history()
    assert table["month"].drop_duplicates().tolist() == ["2026-03", "2026-04", *MONTHS]
    gap = table[table["month"] == "2026-04"]
    assert gap["posts"].sum() == gap["of_posts"].sum() == gap["of_people"].sum() == 0
    assert gap["share_people"].isna().all()
    assert set(gap["strength"]) == {"too early"}


def test_a_period_that_ends_within_a_month_leaves_the_whole_month_as_it_was(project: Path) -> None:
    before = tree(files(opened(project)))
    path = project / "project.toml"
    path.write_text(path.read_text() + '\n[periods]\nlaunch = ["2026-07-05", "2026-07-12"]\n')
    analysis = opened(project, "launch")
    table = analysis.history()
    last = table[table["month"] == "2026-07"]
    assert last["partial"].all()
    posts = analysis.past.posts(analysis.past.months[-1])
    assert posts["at"].max() < analysis.period.end
    assert last["of_posts"].iloc[0] == len(posts[posts["part"].isin(["topic", "no_reason"])])
    assert tree(files(analysis)) == before


def test_versions_that_published_studies_name_are_kept_and_others_go(project: Path) -> None:
    analysis = opened(project)
    folder = project / "store" / "assignments"
    for name in ("named", "nobody"):
        copy(files(analysis), folder / name)
    before = tree(folder / "named")
    analysis.past.prune(["named"])
    assert sorted(path.name for path in folder.iterdir()) == sorted(["named", analysis.codebook.version])
    assert tree(folder / "named") == before
    assert len(list((project / "store" / "results" / "months").iterdir())) == 2 * len(MONTHS)


def line(subject: str, shares: list[float], *, half: float = 0.02, people: int = 50) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "month": [f"2026-{at + 1:02d}" for at in range(len(shares))],
            "level": "topic", "id": subject, "label": subject, "people": people,
            "share_people": shares, "share_people_lo": [max(one - half, 0) for one in shares],
            "share_people_hi": [one + half for one in shares],
        }
    )  # fmt: skip


def test_the_widest_mover_comes_first_and_noise_is_not_drawn() -> None:
    table = pd.concat(
        [
            line("T0001", [0.10, 0.11, 0.09, 0.10]),
            line("T0002", [0.10, 0.10, 0.10, 0.20]),
            line("T0003", [0.30, 0.20, 0.10, 0.05]),
            line("T0004", [0.01, 0.30, 0.01, 0.01], people=9),
            line("T0005", [0.01, 0.30]),
        ]
    )
    assert movers(table)["id"].drop_duplicates().tolist() == ["T0003", "T0002"]
    assert movers(table, most=1)["month"].tolist() == ["2026-01", "2026-02", "2026-03", "2026-04"]
    assert movers(table, level=Level.THEME).empty
