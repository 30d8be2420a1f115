"""The intake page says what came in beside opinions: our own posts, answers, what is cut short or not read."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from workbench.people.ties import COLUMNS
from workbench.report import beside


def analysis(posts=None, items=(), content=None, project=None):
    """Return what the sentences ask of an analysis."""
    table = pd.DataFrame(list(items), columns=COLUMNS, dtype="string")
    return SimpleNamespace(
        now=SimpleNamespace(posts=posts),
        period=SimpleNamespace(start=None, end=None, title="July 2026"),
        store=SimpleNamespace(feedback=lambda start, end, columns: table[columns]),
        content=lambda: content,
        project=project,
    )


def post(name, parent=None, author="ann", text=""):
    return (f"i{name}", "x", name, parent, author, text)


def test_what_is_nobodys_opinion_is_counted_by_what_it_is():
    values = {"posts": 90, "left_out: our own replies": 128, "left_out: accounts that post by themselves": 3}
    told = analysis(pd.DataFrame({"deleted": [True, True, False]}))
    told.quality = lambda: pd.DataFrame({"name": list(values), "value": list(values.values())})
    assert beside.not_feedback(told) == (
        "Loaded and counted as nobody's opinion: 128 of our own (replies, questions, posts), 3 by accounts that post"
        " by themselves. 2 posts"
        ' were deleted by their authors and count all the same; deleted = "drop" leaves such posts out.'
    )


def test_nothing_is_said_where_nothing_was_left_out():
    told = analysis(pd.DataFrame({"deleted": [False]}))
    told.quality = lambda: pd.DataFrame({"name": ["posts"], "value": [5]})
    assert beside.not_feedback(told) == ""


def test_it_is_told_how_far_it_is_known_who_speaks_to_whom():
    talk = [post("1"), post("2", "1", "ben"), post("3", "2", "cem"), post("4", None, "dan")]
    assert beside.conversations(analysis(items=talk)) == (
        "2 posts answer another person, in conversations of up to 3 levels; 0 name somebody who wrote too."
        " Our own answers are among them."
    )
    assert beside.conversations(analysis(items=talk[1:3])).startswith("1 post answers another person, in")
    assert "not known" in beside.conversations(analysis(items=[post("1"), post("2")]))


def own(series, paid=None):
    return pd.DataFrame({"series": series, "is_paid": pd.array(paid or [None] * len(series), dtype="boolean")})


def test_our_own_posts_are_told_by_series_and_the_paid_apart():
    told = beside.own_posts(analysis(content=own(["tips", "news", "tips", None], [True, False, None, None])))
    assert told == (
        "4 posts of our own went out in July 2026: tips 2, news 1; 1 in no series."
        " 1 of them was shown for money: its figures are kept apart."
    )
    two = beside.own_posts(analysis(content=own([None, None], [True, True])))
    assert two.endswith("2 of them were shown for money: their figures are kept apart.")
    assert beside.own_posts(analysis(content=own([]))) == ""


def test_posts_that_are_cut_short_are_counted():
    assert beside.cut_short(analysis(pd.DataFrame({"cut": [True, False]}))).startswith("1 post is cut short")
    assert beside.cut_short(analysis(pd.DataFrame({"cut": [False]}))) == ""


def test_a_file_in_no_study_is_named(tmp_path):
    (tmp_path / "inbox").mkdir()
    project = SimpleNamespace(folder=tmp_path, sources=())
    assert beside.unread(analysis(project=project)) == ""
    (tmp_path / "inbox" / "odd.csv").write_text("a,b")
    assert beside.unread(analysis(project=project)).startswith("1 file in the inbox is in no study")
