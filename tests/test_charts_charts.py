from __future__ import annotations

import json

import altair as alt
import pandas as pd
import pytest
import report_samples as samples
from hostile import HOSTILE

from workbench.charts import brief, history, intake, segments, style, topics
from workbench.charts.style import Numbers, Wording, finish
from workbench.report.brief import chart_frame


def months_of(shares: dict[str, list[float | None]]) -> pd.DataFrame:
    """Return the frame of the months' chart: label -> the share of each month."""
    rows = [
        (label, f"2026-{at:02d}", share, *((None, None) if share is None else (share / 2, share * 1.5)), False)
        for label, line in shares.items()
        for at, share in enumerate(line, start=1)
    ]
    names = ["label", "month", "share_people", "share_people_lo", "share_people_hi", "partial"]
    return pd.DataFrame(rows, columns=names).astype({name: "Float64" for name in names[2:5]})


LINES = months_of({"Sign-in code": [0.05, 0.05, 0.14], "Price <b>": [0.02, None, 0.01]})
CHARTS = {
    "lines": lambda: history.lines(LINES),
    "channels": lambda: intake.channels(samples.channels()),
    "months": lambda: intake.months(samples.months()),
    "dots": lambda: topics.dots(samples.topics()),
    "themes": lambda: topics.themes(samples.themes()),
    "stars": lambda: topics.stars(samples.topics()),
    "dumbbell": lambda: segments.dumbbell(samples.segments()),
    "movers": lambda: brief.movers(chart_frame(samples.brief()), title="Sign-in doubled"),
}
EMPTY = {
    "lines": lambda: history.lines(LINES.head(0)),
    "channels": lambda: intake.channels(samples.channels().head(0)),
    "months": lambda: intake.months(samples.months().head(0)),
    "dots": lambda: topics.dots(samples.topics().head(0)),
    "themes": lambda: topics.themes(samples.themes().head(0)),
    "stars": lambda: topics.stars(samples.topics().head(0)),
    "dumbbell": lambda: segments.dumbbell(samples.segments().head(0)),
    "movers": lambda: brief.movers(pd.DataFrame(columns=["label", "share", "lo", "hi", "before"]), title="Nothing"),
}


@pytest.fixture(params=sorted(CHARTS))
def spec(request):
    return CHARTS[request.param]().to_dict()


def test_every_chart_has_a_finding_a_description_and_its_numbers(spec):
    assert spec["title"]["text"]
    assert len(spec["description"]) > 20
    assert spec["usermeta"]["rows"]
    assert {len(row) for row in spec["usermeta"]["rows"]} == {len(spec["usermeta"]["headings"])}


def test_every_chart_is_as_wide_as_what_holds_it(spec):
    assert spec["width"] == "container"
    assert spec["autosize"]["type"] == "fit-x"


def test_charts_use_only_colours_that_the_page_style_can_turn_dark(spec):
    text = json.dumps({key: part for key, part in spec.items() if key != "datasets"})
    used = {text[place : place + 7] for place in range(len(text)) if text[place] == "#"}
    assert used <= set(style.COLOURS)


def test_charts_carry_only_the_columns_they_draw():
    frame = samples.topics().assign(secret="a whole post that nobody draws")
    assert "nobody draws" not in topics.dots(frame).to_json()
    assert "keywords" not in topics.dots(frame).to_json()


def test_the_same_frame_in_another_order_gives_the_same_chart():
    shuffled = samples.topics().sample(frac=1, random_state=3)
    assert topics.dots(shuffled).to_json() == topics.dots(samples.topics()).to_json()


def test_charts_leave_their_frame_as_it_was():
    frame = samples.segments()
    before = frame.copy()
    segments.dumbbell(frame)
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize("name", sorted(EMPTY))
def test_an_empty_frame_gives_a_sentence_in_place_of_a_chart(name):
    assert EMPTY[name]().to_dict()["usermeta"]["rows"]


@pytest.mark.parametrize("lacking", [Wording("", "said"), Wording("said", " ")])
def test_a_chart_without_title_or_description_is_not_built(lacking):
    chart = alt.Chart(pd.DataFrame({"a": [1]})).mark_point()
    with pytest.raises(ValueError, match=r"title|description"):
        finish(chart, lacking, Numbers((), ()))


def test_topics_beyond_the_limit_are_counted_below_the_finding():
    assert "5 smaller topics" in topics.dots(samples.topics(), limit=3).to_dict()["usermeta"]["subtitle"]


def test_a_first_period_has_no_hollow_dots_to_explain():
    first = samples.topics().drop(columns="before_share_people")
    assert "○" not in topics.dots(first).to_dict()["usermeta"]["subtitle"]


def test_the_largest_difference_is_named_only_when_it_is_firm_or_likely():
    frame = samples.segments()
    assert segments.widest(frame).startswith("“Sign-in code never arrives”: 22")
    assert "no difference is sure yet" in segments.widest(frame.assign(strength="too early"))


def test_only_a_firm_difference_gets_a_verb():
    assert "speak more of" in segments.widest(samples.segments().assign(strength="firm"))
    assert "speak more of" not in segments.widest(samples.segments())


def test_hostile_labels_stay_text_in_every_chart():
    # a lone surrogate cannot stand in a pandas column of text at all
    labels = [text.encode("utf-8", "replace").decode() for text in HOSTILE if text.strip()]
    frame = pd.DataFrame(
        {
            "label": labels,
            "people": 10,
            "share_people": 0.1,
            "share_people_lo": 0.05,
            "share_people_hi": 0.2,
            "before_share_people": None,
        }
    )
    spec = topics.dots(frame, limit=len(labels)).to_dict()
    json.dumps(spec, ensure_ascii=False).encode("utf-8")
    assert max(len(row[0]) for row in spec["usermeta"]["rows"]) <= 400


def test_the_months_chart_names_the_months_that_lie_furthest_apart():
    assert history.widest(LINES) == (
        "“Sign-in code” lay furthest apart: 5\u00a0% of people in January 2026, 14\u00a0% in March 2026"
    )


def test_a_topic_of_the_months_chart_goes_from_zero_to_its_own_highest():
    datasets = history.lines(LINES).to_dict()["datasets"].values()
    drawn = pd.DataFrame([row for data in datasets for row in data if "y_hi" in row])
    tops = drawn.groupby("label")["y_hi"].min()
    assert tops["Sign-in code"] == pytest.approx(history.TOP)
    assert tops["Price <b>"] == pytest.approx(1 + history.TOP)
    assert drawn.loc[drawn["label"] == "Price <b>", "y"].isna().sum() == 1, "a month without posts is a gap"


def test_a_month_that_is_not_over_is_said_to_be():
    assert "March 2026 is not over" not in str(history.lines(LINES).to_dict()["title"])
    cut = LINES.assign(partial=LINES["month"] == "2026-03")
    assert "March 2026 is not over" in str(history.lines(cut).to_dict()["title"])


def test_at_most_twelve_topics_are_drawn_by_month():
    many = months_of({f"Topic {at:02d}": [0.1, 0.2, 0.3] for at in range(15)})
    drawn = [row[0] for row in history.lines(many).to_dict()["usermeta"]["rows"]]
    assert drawn == [f"Topic {at:02d}" for at in range(12)]
