from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from codebook_toys import MODEL, event, first
from topic_toys import SUBJECTS, encode, pool_of, sentences

from workbench.text.normalise import text_hash
from workbench.topics.assign import assign
from workbench.topics.codebook.events import Kind
from workbench.topics.codebook.replay import replay
from workbench.topics.codebook.state import Codebook
from workbench.topics.codebook.topic import Status
from workbench.topics.describe import distinct
from workbench.topics.pool import Alone, pool
from workbench.topics.propose import Settings, propose
from workbench.topics.watching import Voices

EMPTY = Codebook("toy")


def proposed(texts, codebook=EMPTY, *, people=None, period="2026-10", **settings):
    found = pool_of(texts, people)
    return propose(found, encode(found.texts), codebook, period=period, settings=Settings(**settings), encode=encode)


def texts_of(*subjects, count=40, seed=1):
    return [text for subject in subjects for text in sentences(subject, count, seed=seed)]


FIRST = proposed(texts_of("login", "export"))


def test_a_first_run_proposes_a_candidate_for_each_subject():
    assert FIRST.new == ("T0001", "T0002")
    assert [topic.topic_id for topic in FIRST.codebook.topics] == ["T0001", "T0002"]
    for topic in FIRST.codebook.topics:
        assert topic.status is Status.CANDIDATE
        assert topic.first_period == "2026-10"
        assert topic.members == 40
        assert topic.theme_id in FIRST.codebook.theme_labels()
    words = [set(" ".join(topic.keywords).split()) for topic in FIRST.codebook.topics]
    wanted = [set(SUBJECTS[subject].split()) for subject in ("login", "export")]
    assert all(any(found <= subject for subject in wanted) for found in words)


def test_a_topic_accepts_the_texts_that_it_was_made_from():
    # thresholds refuse at most a twentieth of them
    assert assign(encode(texts_of("login", "export")), FIRST.codebook).accepted.mean() >= 0.95


def test_the_order_of_texts_changes_nothing():
    texts = texts_of("login", "export")
    shuffled = [texts[at] for at in np.random.default_rng(3).permutation(len(texts))]
    people = {text: frozenset({text}) for text in texts}
    one = proposed(texts, people=[people[text] for text in texts])
    two = proposed(shuffled, people=[people[text] for text in shuffled])
    assert one.codebook.version == two.codebook.version


def test_proposing_again_gives_the_same_codebook_whatever_was_clustered_between():
    texts = texts_of("login", "export", "dark")
    assert len({proposed(texts).codebook.version for _ in range(3)}) == 1


def test_what_is_sorted_already_is_not_proposed_again():
    again = proposed(texts_of("login", "export"), FIRST.codebook, period="2026-11")
    assert again.new == ()
    assert again.codebook == FIRST.codebook
    assert again.description is None


def test_later_proposals_leave_topics_and_themes_as_they_were():
    grown = proposed(texts_of("login", "dark"), FIRST.codebook, period="2026-11")
    before, after = FIRST.codebook, grown.codebook
    assert after.topics[:2] == before.topics
    assert after.themes[: len(before.themes)] == before.themes
    assert all(np.array_equal(after.arrays[name], array) for name, array in before.arrays.items())
    assert grown.new[0] == "T0003"
    assert {after.topic(new).first_period for new in grown.new} == {"2026-11"}
    assert "dark" in " ".join(after.topic("T0003").keywords)
    assert np.array_equal(
        assign(encode(texts_of("login")), before).topic, assign(encode(texts_of("login")), after).topic
    )


RETIRED = replace(
    FIRST.codebook, topics=tuple(replace(topic, status=Status.RETIRED) for topic in FIRST.codebook.topics)
)


def test_what_a_person_has_rejected_is_neither_offered_nor_watched_again():
    again = proposed(texts_of("login", "export", seed=2), RETIRED, period="2026-12")
    assert again.new == ()
    assert again.codebook == RETIRED
    few = [frozenset({f"p{at % 9}"}) for at in range(80)]
    assert proposed(texts_of("login", "export", seed=2), RETIRED, people=few, period="2026-12").codebook == RETIRED


def test_what_was_split_or_merged_is_no_rejection():
    # its heirs speak for it: where they no longer stand for a subject, it may be offered
    heirs = replace(RETIRED, topics=tuple(replace(topic, became=("T0001",)) for topic in RETIRED.topics))
    assert proposed(texts_of("login", "export", seed=2), heirs, period="2026-12").new == ("T0003", "T0004")


def test_an_id_is_never_used_again():
    again = proposed(texts_of("dark", "camera"), RETIRED, period="2026-12")
    assert again.new == ("T0003", "T0004")


def few_of(subject, who, *, seed):
    texts = [*texts_of("login", "export", seed=seed), *sentences(subject, 30, seed=seed)]
    people = [frozenset({f"p{at}"}) if at < 80 else frozenset({f"{who} {at % 6}"}) for at in range(110)]
    return texts, people


def month_of(who, book, *, seed, period, **more):
    texts, people = few_of("dark", who, seed=seed)
    found = pool_of(texts, people)
    return propose(found, encode(found.texts), book, period=period, settings=Settings(), encode=encode, **more)


WATCHED = replace(
    month_of("june", FIRST.codebook, seed=2, period="2026-11").codebook, proposals=(("2026-10", "k"), ("2026-11", "k"))
)


def test_what_becomes_a_candidate_is_watched_no_longer_and_says_since_when_it_was():
    assert [(one.watch_id, one.people, one.first_period) for one in WATCHED.watched] == [("W0001", 6, "2026-11")]
    grown = proposed([*texts_of("login", "export", seed=2), *sentences("dark", 30, seed=2)], WATCHED, period="2026-12")
    assert grown.new == ("T0003",)
    assert grown.codebook.watched == ()
    assert grown.evidence["T0003"]["watched_since"] == "2026-11"
    straight = proposed(
        [*texts_of("login", "export", seed=2), *sentences("dark", 30, seed=2)], FIRST.codebook, period="2026-12"
    )
    assert straight.evidence["T0003"]["watched_since"] == ""


def test_people_add_up_over_the_months_in_which_a_cluster_is_watched():
    asked = []

    def before(watched, *, people):
        asked.append([(one.watch_id, one.first_period) for one in watched])
        return {"W0001": Voices(frozenset(people), frozenset({"2026-11-03"}))}

    june, july = [f"june {at}" for at in range(6)], [f"july {at}" for at in range(6)]
    later = {"seed": 3, "period": "2026-12"}
    # alone it has too few, and those who say it again count once
    alone = month_of("july", WATCHED, **later)
    assert alone.new == ()
    same = month_of("july", WATCHED, heard_before=lambda one: before(one, people=july), **later)
    assert (same.new, [(one.watch_id, one.people) for one in same.codebook.watched]) == ((), [("W0001", 6)])
    grown = month_of("july", WATCHED, heard_before=lambda one: before(one, people=june), **later)
    assert grown.new == ("T0003",)
    assert grown.evidence["T0003"]["people"] == alone.codebook.watched[0].people + 6 >= 10
    assert grown.codebook.watched == ()
    assert asked == [[("W0001", "2026-11")]] * 2
    again = month_of(
        "august", grown.codebook, seed=4, period="2027-01", heard_before=lambda one: before(one, people=june)
    )
    assert (again.new, again.codebook.watched, len(asked)) == ((), (), 2)


def test_nobody_is_asked_of_what_was_not_watched_or_has_enough_people():
    def never(watched):
        raise AssertionError(watched)

    assert month_of("june", FIRST.codebook, seed=2, period="2026-11", heard_before=never).new == ()
    texts = [*texts_of("login", "export", seed=2), *sentences("dark", 30, seed=2)]
    found = pool_of(texts)
    assert propose(
        found, encode(found.texts), WATCHED, period="2026-12", settings=Settings(), encode=encode, heard_before=never
    ).new == ("T0003",)


def test_what_is_said_on_days_that_nobody_knows_is_only_watched():
    texts = [*texts_of("login", "export", seed=2), *sentences("dark", 30, seed=2)]
    found = replace(pool_of(texts), days=())
    grown = propose(found, encode(found.texts), FIRST.codebook, period="2026-11", settings=Settings(), encode=encode)
    assert (grown.new, [one.days for one in grown.codebook.watched]) == ((), [0])


def test_the_number_of_a_watched_cluster_is_never_used_again():
    log = [first(), event(Kind.UNDO, 2, event="E00001")]
    assert (replay(log, MODEL).watched, replay(log, MODEL).watch_issued) == ((), 1)
    assert replay(log[:1], MODEL).watch_issued == 1


def test_a_cluster_of_too_few_people_is_not_proposed():
    texts = texts_of("login", "export")
    people = [frozenset({f"someone {at % 9}"}) if "sms" in text or "login" in text else frozenset({f"p{at}"})
              for at, text in enumerate(texts)]  # fmt: skip
    found = proposed(texts, people=people, min_people=10)
    assert len(found.new) == 1
    assert "export" in " ".join(found.codebook.topics[0].keywords)


def test_where_no_cluster_has_enough_people_nothing_is_proposed():
    found = proposed(texts_of("login"), people=[frozenset({"one"})] * 40)
    assert found.codebook is EMPTY


@pytest.mark.parametrize("count", [0, 1, 29])
def test_few_texts_suggest_nothing(count):
    texts = sentences("login", max(count, 1))[:count]
    found = propose(
        pool(passages([], [])) if not texts else pool_of(texts),
        encode(texts), EMPTY, period="2026-10", settings=Settings(), encode=encode,
    )  # fmt: skip
    assert found.new == ()


def test_scattered_remarks_make_no_later_topic():
    # beside a codebook a new topic must hold together: mean cosine to its centre .45 or more
    chance = np.random.default_rng(5)
    scattered = [" ".join(f"w{number}" for number in chance.integers(0, 4000, 6)) for _ in range(60)]
    assert proposed(scattered, FIRST.codebook, period="2026-11").new == ()


def test_no_two_topics_are_named_alike():
    grown = proposed(texts_of("dark", "camera"), FIRST.codebook, period="2026-11").codebook
    names = [topic.label.casefold() for topic in grown.topics]
    assert len(set(names)) == len(names) == 4


def passages(texts, people, *, months=None, sources=None, items=None):
    return pd.DataFrame(
        {
            "item_id": items or [f"i{at}" for at in range(len(texts))],
            "text": pd.Series(texts, dtype=object),
            "hash": [text_hash(text) for text in texts],
            "person": pd.Series(people, dtype=object),
            "month": months or ["2026-10"] * len(texts),
            "source": sources or ["s"] * len(texts),
        }
    )


COPY = "please bring back the old layout because the new one hides every button i use at work each single day"


def test_near_copies_are_one_text_with_all_their_people():
    copies = [COPY + mark for mark in ("", " !", "!!", " please")] + [COPY.upper()]
    found = pool(passages(copies * 5, [f"p{at}" for at in range(25)]))
    assert len(found) == 1
    assert len(found.people[0]) == 25


def test_copies_of_one_text_by_many_people_cannot_make_a_topic_alone():
    others = texts_of("login", "export", count=60)
    rows = passages([COPY] * 25 + others, [f"c{at}" for at in range(25)] + [f"p{at}" for at in range(len(others))])
    texts = pool(rows)
    found = propose(texts, encode(texts.texts), EMPTY, period="2026-10", settings=Settings(), encode=encode).codebook
    assert not any("layout" in topic.label.casefold() for topic in found.topics)
    assert sum(COPY == text for text in texts.texts) == 1


def test_a_pool_does_not_depend_on_the_order_of_rows():
    rows = passages(texts_of("login", "dark") * 2, [f"p{at}" for at in range(160)])
    assert pool(rows) == pool(rows.sample(frac=1, random_state=1))


def test_too_many_texts_are_sampled_by_hash_in_proportion():
    texts = texts_of("login", "export", "dark", "camera")
    rows = passages(
        texts, [f"p{at}" for at in range(160)], months=["2026-09"] * 40 + ["2026-10"] * 120, sources=["a", "b"] * 80
    )
    found = pool(rows, most=40)
    kept = rows[rows["hash"].isin(found.hashes)]
    assert len(found) <= 40
    assert kept.groupby(["month", "source"]).size().tolist() == [5, 5, 15, 15]
    assert pool(rows.sample(frac=1, random_state=2), most=40) == found


def test_texts_without_a_month_are_sampled_too():
    rows = passages(texts_of("login", "export"), [f"p{at}" for at in range(80)], months=[None] * 80)
    assert len(pool(rows, most=40)) == 40


def test_nothing_gives_an_empty_pool():
    assert len(pool(passages([], []))) == 0


def tickets(accompanied, *, count=40):
    """Return posts of two subjects in one channel, and a remark that goes with some of them or stands alone."""
    subjects = texts_of("login", "export", count=count)
    remarks = sentences("camera", count)
    items = [f"i{at}" for at in range(2 * count)]
    beside = [f"i{2 * at}" if accompanied else f"alone{at}" for at in range(count)]
    rows = passages(
        [*subjects, *remarks], [f"p{at}" for at in range(3 * count)], sources=["t"] * 3 * count, items=[*items, *beside]
    )
    texts = pool(rows)
    return propose(texts, encode(texts.texts), EMPTY, period="2026-10", settings=Settings(), encode=encode).codebook


def test_what_is_only_ever_said_beside_another_subject_is_no_topic():
    assert len(tickets(accompanied=True).topics) == 2
    assert not any("camera" in " ".join(topic.keywords) for topic in tickets(accompanied=True).topics)


def test_somebody_who_says_a_remark_alone_every_day_is_one_person():
    # forty people say it beside their subject; one more says it alone, as often as all of them
    everyone = 40
    subjects, remarks = texts_of("login", "export", count=everyone), sentences("camera", 2 * everyone)
    people = [f"p{at}" for at in range(3 * everyone)] + ["loud"] * everyone
    beside = [f"i{2 * at}" for at in range(everyone)]
    items = [*(f"i{at}" for at in range(2 * everyone)), *beside, *(f"alone{at}" for at in range(everyone))]
    found = pool(passages([*subjects, *remarks], people, sources=["t"] * 4 * everyone, items=items))
    grown = propose(found, encode(found.texts), EMPTY, period="2026-10", settings=Settings(), encode=encode).codebook
    assert not any("camera" in " ".join(topic.keywords) for topic in grown.topics)
    assert len(grown.topics) == 2


def test_how_often_a_person_says_a_text_alone_is_counted_by_person():
    text = "the export leaves out the last column of my invoice"
    rows = passages(
        [text, text, text, "and it takes ten minutes too", text], ["ana", "ana", "bo", "bo", "cy"],
        items=["a1", "a2", "b1", "b1", "c1"], sources=["s", "s", "s", "s", "u"],
    )  # fmt: skip
    found = pool(rows)
    said = found.alone[found.texts.index(text)]
    # of four passages of s two are alone, of one of u one
    assert said == {"ana": Alone(2, 2, 1.0), "bo": Alone(1, 0, 0.5), "cy": Alone(1, 1, 1.0)}


def test_a_first_run_tells_how_far_other_seeds_agree_and_a_later_one_does_not():
    said = FIRST.said(EMPTY)["seeds"]
    assert said == {"ami_mean": 1.0, "ami_min": 1.0, "ari_mean": 1.0, "ari_min": 1.0}
    later = proposed(texts_of("dark", "camera"), FIRST.codebook, period="2026-11")
    assert later.new
    assert "seeds" not in later.said(FIRST.codebook)


def test_the_same_words_said_alone_are_a_topic():
    assert len(tickets(accompanied=False).topics) == 3


def test_a_channel_of_long_items_loses_no_topic_for_being_long():
    # every item says two things: nothing is ever alone, so that tells nothing
    texts = [text for pair in zip(sentences("login", 40), sentences("export", 40), strict=True) for text in pair]
    found = pool(passages(texts, [f"p{at // 2}" for at in range(80)], items=[f"i{at // 2}" for at in range(80)]))
    grown = propose(found, encode(found.texts), EMPTY, period="2026-10", settings=Settings(), encode=encode).codebook
    assert len(grown.topics) == 2


def test_keywords_repeat_no_word_in_another_form():
    assert distinct(["tabs", "tab", "close", "close tabs", "swipe", "swiping", "swipe gesture"], 8) == (
        "tabs", "close", "swipe", "gesture",
    )  # fmt: skip
    assert distinct(["safari safari", "safari", "layout safari"], 2) == ("safari", "layout")
    assert distinct([], 8) == ()
