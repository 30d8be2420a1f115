"""Our own posts: each in the first series that it matches, paid and organic told apart."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd

from workbench.load.schema import CONTENT, conform
from workbench.measures.own_posts import COLUMNS, own_posts
from workbench.project.sections import Series

SERIES = [
    Series.model_validate({"name": "Tips", "match": {"hashtag": "#TipTuesday"}, "intent": "educate", "product": "App"}),
    Series.model_validate({"name": "Updates", "match": {"text": "what's new", "label": "release"}, "intent": "inform"}),
]


def found(*rows: dict[str, object], start: int = 1, end: int = 31) -> pd.DataFrame:
    blank = {"source": "page", "published_at": pd.Timestamp("2026-10-05 12:00", tz="UTC"), "text": ""}
    table = [{**blank, "content_id": f"c{at}", **row} for at, row in enumerate(rows)]
    window = {"start": datetime(2026, 10, start, tzinfo=UTC), "end": datetime(2026, 10, end, tzinfo=UTC)}
    return own_posts(conform(pd.DataFrame(table), CONTENT), SERIES, **window, zone="Europe/Berlin")


def series(*rows: dict[str, object]) -> list[object]:
    return [None if pd.isna(name) else name for name in found(*rows)["series"]]


def test_a_hashtag_is_a_whole_tag_in_any_case() -> None:
    assert series(
        {"text": "Export in bulk #tiptuesday!"}, {"text": "#TipTuesdays are over"}, {"text": "a tiptuesday"},
        {"text": "##tiptuesday"},
    ) == ["Tips", None, None, None]  # fmt: skip


def test_words_and_labels_match_and_the_first_series_of_project_toml_wins() -> None:
    assert series(
        {"text": "What’s new in 4.2"}, {"text": "x", "series": " Release "}, {"text": "what's new #TipTuesday"},
        {"text": "whats newer"},
    ) == ["Updates", "Updates", "Tips", None]  # fmt: skip


def test_a_label_of_the_export_stays_where_no_rule_matches() -> None:
    table = found({"series": "Monday quiz"}, {"text": "#tiptuesday", "series": "Monday quiz"})
    assert table["series"].tolist() == ["Monday quiz", "Tips"]
    assert table["intent"].isna().tolist() == [True, False]
    assert table["product"].tolist()[1] == "App"


def test_only_posts_of_the_window_are_there_by_local_day() -> None:
    days = ("2026-09-30 23:59", "2026-10-01 00:00", "2026-10-30 22:30", "2026-10-31 00:00", None)
    rows = [{"published_at": pd.Timestamp(day, tz="UTC") if day else pd.NaT} for day in days]
    assert found(*rows)["day"].tolist() == ["2026-10-01", "2026-10-30"]


def test_what_is_not_known_to_be_paid_stays_unknown() -> None:
    paid = found({"is_paid": True}, {"is_paid": False}, {})["is_paid"]
    assert paid.tolist()[:2] == [True, False]
    assert pd.isna(paid[2])


def test_no_posts_make_an_empty_table_of_the_same_columns() -> None:
    empty = found({}, start=20)
    assert empty.empty
    assert list(empty.columns) == list(COLUMNS)
