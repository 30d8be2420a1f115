"""The intake page says how posts came in: steadily, from how many sources, in which languages."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from workbench.measures.collection import COLUMNS
from workbench.measures.material import LeftOut
from workbench.report import collected

READ = {"kind": "feedback", "kept": 9, "duplicates": 0, "rejected": 0}


def analysis(rows=(), posts=None, patterns=0, sources=("play", "x"), left_out=None, loads=None):
    table = pd.DataFrame([{**dict.fromkeys(COLUMNS), "days_silent": 0, **row} for row in rows], columns=list(COLUMNS))
    return SimpleNamespace(
        collection=lambda: table.astype(COLUMNS),
        now=SimpleNamespace(posts=posts, left_out=left_out or {}),
        loads=lambda: pd.DataFrame([{**READ, "source": name, **(loads or {}).get(name, {})} for name in sources]),
        patterns=lambda: pd.DataFrame({"pattern": range(patterns)}),
        project=SimpleNamespace(
            language="en", sources=[SimpleNamespace(name=name, kind="feedback") for name in sources]
        ),
    )


def row(standing, **more):
    return {"source": "x", "channel": "social", "period": "2026-07", "standing": standing, "posts": 40, **more}


def heard(**people):
    rows = [(source, f"{source}{at}", "en") for source, count in people.items() for at in range(count)]
    return pd.DataFrame(rows, columns=["source", "person", "lang"])


def test_a_gap_is_told_with_its_days_and_what_follows_from_it():
    said = collected.breaks(
        analysis([row("stood still", empty_from="2026-07-08", empty_to="2026-07-12", empty_days=5)])
    )
    assert said.startswith("x stood still from 8 to 12 July 2026: 5 days with next to nothing.")
    assert "gap in the collection" in said


def test_a_quiet_month_is_no_gap():
    said = collected.breaks(analysis([row("quiet", usual_posts=99.6)]))
    assert said == "x was quiet in July 2026: 40 posts, where 100 are usual."


def test_a_missing_month_and_an_end_are_told():
    missing = row("missing", posts=0, usual_posts=80.0, empty_from="2026-07-01", empty_to="2026-07-31", empty_days=31)
    assert "x has no post at all in July 2026, where 80 are usual." in collected.breaks(analysis([missing]))
    stopped = row("stopped", empty_from="2026-07-20", empty_to="2026-07-31", empty_days=12)
    assert "x has stopped: nothing since 20 July 2026." in collected.breaks(analysis([stopped]))


def test_steady_and_undated_are_said_plainly():
    assert "steadily" in collected.breaks(analysis([row("steady")]))
    assert "No post has a date" in collected.breaks(analysis())


def test_sources_that_fell_silent_are_named_the_longest_first():
    rows = [
        {**row("steady"), "source": name, "last_at": last, "days_silent": days}
        for name, last, days in (("play", "2026-10-30", 1), ("survey", "2026-10-20", 11), ("x", "2026-10-27", 4))
    ]
    assert collected.fresh(analysis(rows)) == (
        "survey was last heard on 20 October, 11 days before the end; x was last heard on 27 October, 4 days before the"
        " end."
    )
    assert collected.fresh(analysis(rows[:1])) == "Every source has posts up to the last days."


def test_one_large_source_decides_and_is_named():
    said = collected.breadth(analysis(posts=heard(play=90, x=5, survey=5), sources=("play", "x", "survey", "mail")))
    assert "The largest, play, brings 90\u00a0% of them" in said
    assert "count as 1.2 sources of equal size" in said
    assert said.endswith("Nothing came through mail in this period.")


def test_a_source_without_posts_says_why_it_has_none():
    said = collected.breadth(
        analysis(
            posts=heard(play=9, x=9), sources=("play", "x", "notes", "form", "mail"),
            left_out={LeftOut("said inside the house", "notes", "2026-10-05"): 33},
            loads={"form": {"kept": 0, "rejected": 80}},
        )
    )  # fmt: skip
    assert said.endswith(
        "Loaded and counted apart, as no user said it: notes (33). Of form no row could be used; the tables below say"
        " why. Nothing came through mail in this period."
    )


def test_sources_of_one_size_and_a_single_one():
    assert "no single one decides" in collected.breadth(analysis(posts=heard(play=50, x=48)))
    assert "one source only" in collected.breadth(analysis(posts=heard(play=50)))


def test_languages_stand_by_name_and_say_whether_topics_are_read():
    posts = pd.DataFrame({"lang": ["en"] * 8 + ["de"] + ["xx"] + [None]})
    table = collected.languages(analysis(posts=posts))
    assert table.to_numpy().tolist() == [
        ["English", 8, 0.8, "yes"], ["German", 1, 0.1, "no, counted only"], ["xx", 1, 0.1, "no, counted only"]
    ]  # fmt: skip


def test_copies_are_counted_and_not_judged():
    assert collected.copies(analysis(patterns=2)).startswith("2 texts came from many accounts")
    assert collected.copies(analysis()) == "No text came from many accounts at once."
