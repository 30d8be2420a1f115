"""Pages and reviews: what is refused by name, figures kept apart, and people who share a name."""

from __future__ import annotations

from pathlib import Path

import pytest
from exports.export import table
from exports.tables import EXPORTS

from workbench.errors import BadData
from workbench.load.read import read_source
from workbench.project.source import Source


def load(folder: Path, data: bytes, *, name: str = "inbox/export.csv", **settings):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    said = {"name": "page", "files": [name], "origin": "social", "kind": "content"}
    source = Source.model_validate(said | settings, strict=False)
    return read_source(source, [path], root=folder, zone="Europe/Berlin", key=b"0" * 32)


@pytest.mark.parametrize("day", ["Date", "Datum"])
def test_figures_of_a_whole_page_are_refused_by_name(tmp_path, day):
    rows = [(day, "Primary"), ("2026-10-01", "120")]
    data = b"\xff\xfe" + table(rows, encoding="utf-16-le", head='"sep=,"\r\n"Facebook visits"\r\n')
    with pytest.raises(BadData, match="one figure a day of the whole page"):
        load(tmp_path, data)


@pytest.mark.parametrize("money", ["Amount spent (PLN)", "Amount spent (EUR)"])
@pytest.mark.parametrize("about", ["Campaign name", "Ad name", "Reporting starts"])
def test_paid_advertising_is_refused_by_name(tmp_path, money, about):
    with pytest.raises(BadData, match="paid advertising"):
        load(tmp_path, table([("Ad ID", about, money, "Results"), ("120211", "x", "9.50", "3")]))


def test_organic_and_promoted_figures_are_never_taken_for_the_whole(tmp_path):
    header = (
        "Post ID",
        "Publish time",
        "Post type",
        "Permalink",
        "Title",
        "Organic Post Views",
        "Views of Promoted Posts",
    )
    row = ("18182686576415017", "10/31/2026 06:08", "Photos", "https://f", "Tips", "40", "9")
    figures = load(tmp_path, table([header, row])).content_metric
    assert dict(zip(figures["metric"], figures["value"], strict=True)) == {"organic_views": 40, "paid_views": 9}


def test_lifetime_and_single_days_are_told_apart(tmp_path):
    header = ("Post ID", "Publish time", "Post type", "Permalink", "Title", "Date", "Views")
    rows = [
        ("1", "10/31/2026 06:08", "Photos", "https://f", "Tips", day, views)
        for day, views in (("Lifetime", 90), ("11/01/2026", 7))
    ]
    figures = load(tmp_path, table([header, *rows]), name="inbox/Oct-01-2026_Nov-30-2026.csv").content_metric
    told = {(row.period, f"{row.as_of:%Y-%m-%d}", int(row.value)) for row in figures.itertuples()}
    assert told == {("lifetime", "2026-11-30", 90), ("day", "2026-11-01", 7)}


def test_the_daily_sheet_of_a_linkedin_workbook_is_left_out_and_named(tmp_path):
    from exports.linkedin import EXPORTS as LINKEDIN

    export = LINKEDIN[0]
    loaded = load(tmp_path, export.write(export.posts), name="inbox/content.xlsx")
    assert len(loaded.content) == len(export.posts)
    assert any("left out" in one and "of the whole page" in one for one in loaded.reports[0].warnings)


@pytest.mark.parametrize("name", ["trustpilot", "google-business", "yelp", "podium"])
def test_two_reviewers_of_one_name_are_two_people(tmp_path, name):
    export = next(one for one in EXPORTS if one.format == name)
    loaded = load(tmp_path, export.write(export.posts), origin="review", kind="feedback")
    assert set(loaded.feedback["authors"]) == {"one_per_item"}


def test_a_view_of_tickets_without_messages_has_its_subjects(tmp_path):
    header = ("Id", "Requester", "Subject", "Status", "Created at")
    rows = table([header, ("7", "Mara", "Scanner stands still", "Open", "2026-10-03 08:15")])
    row = load(tmp_path, rows, origin="support", kind="feedback").feedback.iloc[0]
    assert (row["title"], row["text"]) == ("Scanner stands still", "")
