"""The month is drafted in one sentence: verbs of change only where it is sure, the largest only where it is."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from workbench.measures.headlines import Headline, News
from workbench.report.draft import one_sentence


def topics(*shares: tuple[float | None, float | None]) -> pd.DataFrame:
    rows = [
        {"topic_id": f"t{at}", "label": f"Topic {at}", "share_people_lo": low, "share_people_hi": high}
        for at, (low, high) in enumerate(shares)
    ]
    return pd.DataFrame(rows)


def drafted(
    table: pd.DataFrame, *, at: int = 0, change: dict[str, object] | None = None, news: News = News.LASTING
) -> str:
    row = table.iloc[at]
    line = Headline(news, str(row["topic_id"]), "topic", row, None if change is None else pd.Series(change))
    analysis = SimpleNamespace(topics=lambda: table, themes=lambda: table, before=object())
    return one_sentence([line], analysis)  # type: ignore[arg-type]


@pytest.mark.parametrize(("shares", "rank"), [
    ([(0.30, 0.40), (0.10, 0.20), (0.05, 0.29)], "is the largest subject"),
    ([(0.30, 0.40), (0.10, 0.20), (0.05, 0.31)], "is among the largest subjects"),
    ([(None, None), (0.10, 0.20)], "is among the largest subjects"),
    ([(0.30, 0.40)], "is the largest subject"),
])  # fmt: skip
def test_the_largest_is_said_where_no_other_range_reaches_it(shares, rank) -> None:
    assert drafted(topics(*shares)) == f"“Topic 0” {rank}."


def test_what_stays_is_said_only_where_a_move_would_have_been_seen() -> None:
    table = topics((0.3, 0.4), (0.1, 0.2))
    steady = {"now": 0.15, "before": 0.15, "mde": 0.02, "strength": "none"}
    assert drafted(table, at=1, change=steady) == "“Topic 1” stays about as large as before."
    assert drafted(table, at=1, change=steady | {"now": 0.17}) == "Nothing stands out at this size."


def test_only_a_firm_change_gets_a_verb() -> None:
    table = topics((0.3, 0.4))
    change = {"now": 0.35, "before": 0.2, "mde": 0.05, "strength": "firm"}
    assert drafted(table, change=change, news=News.RISING) == "“Topic 0” grows."
    likely = drafted(table, change=change | {"strength": "likely"}, news=News.RISING)
    assert likely == "“Topic 0” 35\u00a0% now, 20\u00a0% before."
