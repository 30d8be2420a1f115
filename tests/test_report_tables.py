from __future__ import annotations

from html.parser import HTMLParser

import pandas as pd
import pytest
import report_samples as samples
from hostile import HOSTILE

from workbench.report.markup import Quote, notebook_style, quotes, say, web_address
from workbench.report.tables import table


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data):
        self.text.append(data)


def read(markup):
    reader = Reader()
    reader.feed(str(markup))
    reader.close()
    return reader


def test_shares_take_their_interval_along():
    shown = table(samples.topics(), {"label": "Topic", "share_people": "Share"})
    assert "18\u00a0% (14–24)" in str(shown)


def test_a_difference_is_written_in_points_with_its_interval():
    shown = table(samples.segments(), {"label": "Topic", "difference": "Difference"})
    assert "+16 (+8 to +24)" in str(shown)


def test_numbers_stand_right_and_text_left():
    shown = str(table(samples.topics(), {"label": "Topic", "posts": "Posts", "owner": "Owner"}))
    assert '<td class="number">52</td>' in shown
    assert '<td class="text">Product</td>' in shown


def test_counts_that_pandas_turned_into_floats_stay_whole():
    frame = pd.DataFrame({"channel": ["a", "b"], "people": [1204.0, None]})
    assert '<td class="number">1,204</td>' in str(table(frame, {"channel": "Channel", "people": "People"}))


def test_strength_is_a_word_in_a_shape_and_checking_is_said_in_words():
    shown = str(table(samples.topics(), {"label": "Topic", "strength": "How sure", "checked": "Sorting"}))
    assert '<span class="tag early">Too early</span>' in shown
    assert "checked by hand" in shown
    assert "not yet checked" in shown


def test_empty_cells_are_a_dash_and_an_empty_table_is_a_sentence():
    assert '<td class="number">–</td>' in str(table(samples.topics(), {"label": "Topic", "stars": "Stars"}))
    assert "None in this period" in str(table(samples.topics().head(0), {"label": "Topic"}))


def test_gaps_of_any_kind_in_shares_and_answers_are_dashes():
    frame = pd.DataFrame({"a": ["x", "y"], "share": [0.5, None], "yes": pd.array([True, None], dtype="boolean")})
    shown = str(table(frame.assign(share=frame["share"].astype("Float64")), {"a": "A", "share": "S", "yes": "Y"}))
    assert "50" in shown
    assert shown.count("–") == 2
    assert ">yes<" in shown


def test_a_column_of_long_text_gets_room():
    frame = pd.DataFrame({"a": ["x"], "reason": ["because " * 10]})
    assert 'class="text long"' in str(table(frame, {"a": "A", "reason": "Why"}))


def test_a_column_without_a_heading_has_no_empty_heading_element():
    assert "<td></td>" in str(table(samples.topics(), {"label": "Topic", "owner": ""}))


def test_rows_beyond_the_limit_are_counted():
    assert "6 more rows" in str(table(samples.topics(), {"label": "Topic"}, limit=2))


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(KeyError, match="mood"):
        table(samples.topics(), {"label": "Topic", "mood": "Mood"})


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_adds_no_element_and_no_attribute(text):
    frame = pd.DataFrame({"a": pd.Series([text], dtype=object), "checked": pd.Series([text], dtype=object)})
    plain = pd.DataFrame({"a": ["x"], "checked": ["x"]})
    for build in (
        lambda f, t: table(f, {"a": t, "checked": t}, caption=t),
        lambda f, t: say(t),
        lambda f, t: quotes([Quote(t, origin=t)]),
    ):
        hostile, expected = read(build(frame, text)), read(build(plain, "x"))
        assert set(hostile.tags) <= set(expected.tags)
        assert set(hostile.attributes) <= set(expected.attributes)
        str(build(frame, text)).encode("utf-8")


def test_only_plain_web_addresses_become_links():
    links = ["https://example.org/p/1", "javascript:alert(1)", "data:text/html,x", "//tracker.example", "https://a b"]
    assert [web_address(link) for link in links] == [True, False, False, False, False]
    assert "href" not in str(quotes([Quote("x", link="javascript:alert(1)")]))
    assert 'rel="noopener noreferrer nofollow"' in str(quotes([Quote("x", link="https://example.org/p/1")]))


def test_notebooks_get_the_page_style_bound_to_our_own_outputs():
    style = notebook_style()
    assert style.startswith(".wb")
    assert style.count("{") == style.count("}")
    assert not any(part in style for part in (":root", "@page", "prefers-color-scheme", "</"))
    assert say("x")._repr_html_() == '<div class="wb"><p class="say">x</p></div>'
