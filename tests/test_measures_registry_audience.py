"""Measures of the audience, on exports small enough to count by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from heard_toys import COMMENTS, FORUM, HEAD, MENTIONS, answer, answers, project

from workbench.measures.registry.threads import thread_keys


def post(number: int, who: str, at: str, **more: str) -> dict[str, str]:
    return {"id": f"p{number:03d}", "who": who, "at": f"{at} 12:00", "text": f"words of post {number}", **more}


def extra(row: pd.Series) -> dict[str, object]:
    return json.loads(row["extra"])


@pytest.fixture(scope="module")
def coming(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Comments under our posts from May on: 20 people in September, of whom 5 speak again in October."""
    rows = [post(0, "first", "2026-05-02", post="a")]
    rows += [post(100 + at, f"s{at:02d}", "2026-09-10", post="a") for at in range(20)]
    # back in October: under another post, under the same one, the same day never counts
    rows += [post(200 + at, f"s{at:02d}", "2026-10-05", post="b") for at in range(4)]
    rows += [post(300, "s04", "2026-10-05", post="a")]
    rows += [post(301, "s05", "2026-09-10", post="b")]
    rows += [post(400 + at, f"o{at:02d}", "2026-10-20", post="b") for at in range(15)]
    # heard in July and silent since, for 76 days
    rows += [post(500, "old", "2026-07-20", post="a"), post(501, "old", "2026-10-04", post="b")]
    return answers(project(tmp_path_factory.mktemp("coming"), HEAD + COMMENTS, comments=rows))


def test_returning_people_are_those_of_the_months_before_who_speak_again(coming: pd.DataFrame) -> None:
    row = answer(coming, "returning_people")
    # July to September: 20 and "old"; of them five and "old" in October
    assert row["value"] == pytest.approx(6 / 21)
    assert row["n_authors"] == 21
    assert extra(row) == {"before": "2026-07..2026-09", "returned": 6}


def test_new_people_were_never_heard_before(coming: pd.DataFrame) -> None:
    row = answer(coming, "new_people")
    assert row["value"] == pytest.approx(15 / 21)
    # Wilson of 15 of 21, by hand: .5004-.8619
    assert (row["lo"], row["hi"]) == (pytest.approx(0.5004, abs=1e-3), pytest.approx(0.8619, abs=1e-3))


def test_a_cohort_counts_who_spoke_again_on_another_day_and_is_left_out_until_its_time_is_over(
    coming: pd.DataFrame,
) -> None:
    row = answer(coming, "cohorts")
    assert row["subject"] == "2026-09", "October's 28 days are not over"
    assert row["value"] == pytest.approx(5 / 20)
    assert set(coming.loc[(coming["measure"] == "cohorts") & coming["applicable"], "subject"]) == {"2026-09"}


def test_who_answers_the_same_post_again_has_not_returned(coming: pd.DataFrame) -> None:
    # four answered another post within 28 days, one the same again, one another one on the same minute
    row = answer(coming, "returning_engagers")
    assert row["value"] == pytest.approx(4 / 20)


def test_somebody_silent_for_ninety_days_is_new_again_and_fifteen_of_148_has_the_known_range(tmp_path: Path) -> None:
    # statistics reference 5.5: 15 of 148 is .0624-.1605
    rows = [post(0, "first", "2026-05-01", post="a")]
    rows += [post(100 + at, f"s{at:03d}", "2026-09-01", post="a") for at in range(147)]
    rows += [post(300, "again", "2026-06-02", post="a"), post(301, "again", "2026-09-02", post="a")]
    rows += [post(400 + at, f"s{at:03d}", "2026-09-29", post="b") for at in range(15)]
    rows += [post(500 + at, f"s{at:03d}", "2026-09-30", post="b") for at in range(15, 25)]  # 29 days later
    rows += [post(600, "first", "2026-10-30", post="b")]
    row = answer(answers(project(tmp_path, HEAD + COMMENTS, comments=rows)), "returning_engagers")
    assert (row["subject"], row["n_authors"]) == ("2026-09", 148)
    assert (row["lo"], row["hi"]) == (pytest.approx(0.0624, abs=1e-4), pytest.approx(0.1605, abs=1e-4))


def test_without_earlier_months_nobody_can_be_called_new(tmp_path: Path) -> None:
    rows = [post(at, f"s{at}", "2026-10-02", post="a") for at in range(30)]
    table = answers(project(tmp_path, HEAD + COMMENTS, comments=rows))
    for measure in ("new_people", "cohorts", "returning_people"):
        row = answer(table, measure)
        assert not row["applicable"], measure
        assert "load" in row["reason"]


@pytest.fixture(scope="module")
def talking(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Twenty threads of October: 12 begin with a question."""
    rows = []
    for at in range(20):
        asks = {"text": "How do I do it?"} if at < 12 else {}
        rows.append(post(at, f"a{at:02d}", "2026-10-02", thread=f"t{at}", **asks))
    # questions: three answered by others, one of them by two; two by us; one by the one who asked
    for number, (thread, who) in enumerate(
        [("t0", "b1"), ("t0", "b2"), ("t1", "b1"), ("t2", "b3"), ("t3", "helper"), ("t4", "helper"), ("t5", "a05")]
    ):
        rows.append(post(100 + number, who, "2026-10-03", thread=thread))
    # no question, and talked about all the same
    rows.append(post(200, "b1", "2026-10-03", thread="t15"))
    # a thread of September goes on, and one that we began: neither was begun by people in October
    rows += [post(300, "x", "2026-09-20", thread="old"), post(301, "b1", "2026-10-03", thread="old")]
    rows += [post(310, "helper", "2026-10-01", thread="ours"), post(311, "b1", "2026-10-03", thread="ours")]
    return answers(project(tmp_path_factory.mktemp("talking"), HEAD + FORUM, forum=rows))


def test_a_thread_is_deep_with_two_people_besides_us(talking: pd.DataFrame) -> None:
    row = answer(talking, "conversation_depth")
    assert extra(row) == {"posts": 28, "threads": 20}
    assert row["value"] == pytest.approx(4 / 20)
    assert row["n_authors"] == 20


def test_replies_per_thread_count_ours_too(talking: pd.DataFrame) -> None:
    row = answer(talking, "replies_per_thread")
    assert row["value"] == pytest.approx(8 / 20)
    assert pd.isna(row["estimand"])


def test_peer_help_is_an_answer_by_neither_us_nor_the_one_who_asked(talking: pd.DataFrame) -> None:
    row = answer(talking, "peer_help")
    assert row["value"] == pytest.approx(3 / 12)
    assert extra(row) == {"answered_by_us": 2, "asked": 12, "helpers": 3, "threads": 20}


def test_somebody_who_begins_many_threads_is_one_person(tmp_path: Path) -> None:
    rows = [post(at, "loud", "2026-10-02", thread=f"t{at}") for at in range(30)]
    rows += [post(100 + at, f"q{at}", "2026-10-02", thread=f"u{at}") for at in range(20)]
    row = answer(answers(project(tmp_path, HEAD + FORUM, forum=rows)), "conversation_depth")
    assert (row["n_posts"], row["n_authors"], row["strength"]) == (50, 21, "too early")
    assert row["reason"] == "one person wrote 60 % of these posts"


def test_answers_to_answers_belong_to_the_thread_at_whose_root_they_are() -> None:
    rows = pd.DataFrame(
        {
            "item_id": list("abcdef"),
            "source": ["x", "x", "x", "y", "x", "x"],
            "source_item_id": ["1", "2", "3", "1", "5", "6"],
            "thread_id": [None, None, None, None, "T", None],
            "parent_id": [None, "1", "2", "9", "1", "6"],
        }
    )
    one, two, three, away, named, ring = thread_keys(rows)
    assert one == two == three
    assert len({one, away, named, ring}) == 4


BRANDS = HEAD + MENTIONS + '\n[[competitors]]\nname = "Globex"\naliases = ["glo bex", "GX 9"]\n'


@pytest.fixture(scope="module")
def naming(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """30 people on a social channel: 20 name us, 9 a competitor, 4 of them both."""
    texts = ["I like ACME."] * 16 + ["acme or Globex?"] * 4 + ["my glo bex", "gx 9!", "@globex", "#Globex", "GX\n9"]
    texts += ["acmes and globexes"] * 5
    rows = [{**post(at, f"a{at:02d}", "2026-10-02", answers=""), "text": text} for at, text in enumerate(texts)]
    # one who says it ten times is one person
    rows += [{**post(50 + at, "a00", "2026-10-03", answers=""), "text": "Acme, once more"} for at in range(10)]
    # ours, and an answer to ours by somebody who names us because we asked
    rows += [{**post(70, "acme", "2026-10-01", answers=""), "text": "What do you like about Acme and Globex?"}]
    rows += [{**post(71, "asked", "2026-10-02", answers="p070"), "text": "Acme is nice"}]
    return answers(project(tmp_path_factory.mktemp("naming"), BRANDS, mentions=rows))


def test_share_of_voice_counts_each_person_once_for_each_company(naming: pd.DataFrame) -> None:
    ours, theirs = answer(naming, "share_of_voice"), answer(naming, "share_of_voice", "Globex")
    assert ours["subject"] == "Acme"
    assert ours["value"] == pytest.approx(21 / 30)
    assert theirs["value"] == pytest.approx(9 / 30)
    assert (ours["n_authors"], extra(theirs)["people"]) == (26, 9)


def test_unprompted_mentions_leave_out_answers_to_our_posts(naming: pd.DataFrame) -> None:
    row = answer(naming, "unprompted_mentions")
    assert extra(row)["people"] == 20
    assert row["value"] == pytest.approx(20 / 31)
