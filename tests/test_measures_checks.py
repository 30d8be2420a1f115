from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from checked_toys import PERIOD, asked, coded, codings, draw, drawn, frame
from codebook_toys import child, event
from measured import levels
from topic_toys import codebook

from workbench.measures.checks import NO_SAMPLE, OUTGROWN, checks
from workbench.measures.compared import Side
from workbench.measures.corrected import NOT_BORNE_OUT, corrected, held_against
from workbench.measures.drawing import random_draw
from workbench.measures.marks import Mark, Marks
from workbench.measures.segments import Pair
from workbench.measures.sides import CUSTOMER_SIDE, PUBLIC_SIDE
from workbench.project.draws import Sample
from workbench.stats.strength import Checked, Judgement, Strength
from workbench.stats.truth import within
from workbench.topics.codebook.edits import apply
from workbench.topics.codebook.events import Kind

SIDES = (CUSTOMER_SIDE, PUBLIC_SIDE)


def row(table, topic="T0001", segment="all"):
    return table[(table["topic_id"] == topic) & (table["segment"] == segment)].iloc[0]


def items(first, last):
    return [f"i{at:05d}" for at in range(first, last)]


def anchor():
    """Statistics reference 3.6: 1,000 posts; 200 sorted under it, 50 read, 40 fit; of the others 150 read, 3 missed."""
    found = frame({item: ["T0001"] for item in items(0, 200)}, count=1000)
    said = {item: ["T0001"] for item in items(0, 40)} | {item: [] for item in items(40, 50)}
    said |= {item: ["T0001"] for item in items(200, 203)} | {item: [] for item in items(203, 350)}
    book = codebook(3)
    one = draw([(item, "") for item in said], book, of=1000)
    return asked(found, coded(one, said), [one], book)


def test_the_true_share_of_the_reference_comes_out():
    everything = np.ones(1000, dtype=bool)
    truth = within(anchor().gold.strata("T0001", everything))
    assert (truth.estimate, truth.lo, truth.hi) == pytest.approx((0.176, 0.1518787, 0.2043093), abs=1e-6)
    assert truth.true_positive == pytest.approx(0.9090909, abs=1e-6)


def test_a_random_sample_says_what_fits_and_what_was_missed():
    found = row(checks(anchor()))
    assert found[["posts", "asked", "fit", "read_outside", "misses", "gold_n"]].tolist() == [200, 50, 40, 150, 3, 200]
    assert found["precision"] == 0.8
    assert found["miss_rate"] == 0.02
    # Wilson with z: 40 of 50 (Newcombe 1998, method 3)
    assert (found["precision_lo"], found["precision_hi"]) == pytest.approx((0.6696, 0.8876), abs=1e-4)
    assert found["true_share"] == pytest.approx(0.176)
    assert found["true_share_lo"] < 0.1518787
    assert found["true_share_hi"] > 0.2043093, "other people may say it more or less often"
    assert (found["checked"], found["strength"]) == ("yes", "likely")


def test_a_topic_that_nobody_missed_or_took_is_measured_too():
    found = row(checks(anchor()), "T0002")
    assert found[["posts", "asked", "misses", "gold_n"]].tolist() == [0, 0, 0, 200]
    assert found["true_share"] == 0
    assert found["true_share_lo"] == 0
    assert found["true_share_hi"] > 0


def quick(fit, unsure=0, *, book=None, topic="T0001", count=20, name="q1", events=1, of=100):
    book = book or codebook(3)
    chosen = items(0, count)
    one = draw([(item, topic) for item in chosen], book, name=name, sample=Sample.QUICK, events=events)
    answers = ["yes"] * fit + ["unsure"] * unsure + ["no"] * (count - fit - unsure)
    return one, coded(one, dict(zip(chosen, answers, strict=True)))


def sorted_under(topic="T0001", posts=100, count=400):
    return frame({item: [topic] for item in items(0, posts)}, count=count)


def test_a_quick_check_says_how_many_fit_and_no_true_share():
    one, rows = quick(17, unsure=1)
    found = row(checks(asked(sorted_under(), rows, [one])))
    assert found[["asked", "fit", "unsure", "gold_n"]].tolist() == [20, 17, 1, 0]
    assert found["checked"] == "quick"
    assert pd.isna(found["true_share"])
    assert (found["strength"], found["reason"]) == ("too early", NO_SAMPLE)


def test_a_quick_check_that_is_half_done_is_none_yet():
    one, rows = quick(17)
    assert row(checks(asked(sorted_under(), rows[:12], [one])))["checked"] == "no"


def test_a_topic_of_few_posts_is_checked_by_reading_all_of_them():
    one, rows = quick(7, count=8)
    assert row(checks(asked(sorted_under(posts=8), rows, [one])))["checked"] == "quick"


def test_without_checks_every_topic_has_a_row_that_says_so():
    table = checks(asked(sorted_under(), [], []))
    assert table["topic_id"].tolist() == ["T0001", "T0002", "T0003"]
    assert set(table["checked"]) == {"no"}
    assert table["asked"].sum() == 0


def merged(book, *topics, into):
    return apply(book, event(Kind.MERGE, into=into, topics=list(topics)))


def test_answers_on_a_merged_topic_count_for_the_one_that_took_it():
    one, rows = quick(15, topic="T0002")
    book = merged(codebook(3), "T0002", into="T0001")
    found = row(checks(asked(sorted_under(), rows, [one], book)))
    assert found[["asked", "fit"]].tolist() == [20, 15]


def test_answers_survive_a_chain_of_merges_and_a_new_name():
    one, rows = quick(15, topic="T0003")
    book = merged(merged(codebook(3), "T0003", into="T0002"), "T0002", into="T0001")
    book = apply(book, event(Kind.RENAME, topic="T0001", label="Another name"))
    assert row(checks(asked(sorted_under(), rows, [one], book)))["fit"] == 15


def test_answers_on_a_topic_that_was_split_wait_until_its_parts_are_checked():
    one, rows = quick(15)
    before = codebook(3)
    book = apply(
        before, event(Kind.SPLIT, topic="T0001", topics=[child("T0004", "H001", 1), child("T0005", "H001", 2)])
    )
    known = codings(rows, [one], book)
    assert len(known.aside) == 20
    assert checks(asked(sorted_under("T0004"), rows, [one], book))["asked"].sum() == 0


def test_answers_on_a_retired_topic_rest_and_come_back_with_it():
    one, rows = quick(15)
    retired = apply(codebook(3), event(Kind.RETIRE, topic="T0001"))
    assert len(codings(rows, [one], retired).aside) == 20
    back = apply(retired, event(Kind.RESTORE, topic="T0001"))
    assert row(checks(asked(sorted_under(), rows, [one], back)))["asked"] == 20


def test_a_later_check_of_a_changed_codebook_replaces_the_earlier_one():
    first, before = quick(9)
    second, after = quick(18, name="q2", events=7)
    found = row(checks(asked(sorted_under(), [*before, *after], [first, second])))
    assert found[["asked", "fit"]].tolist() == [20, 18]


def sampled(count=300, *, book=None, period=PERIOD, name="d1"):
    book = book or codebook(3)
    one = draw([(item, "") for item in items(0, count)], book, name=name, period=period, of=1000)
    said = {item: ["T0001"] if at < 60 else [] for at, item in enumerate(items(0, count))}
    return one, coded(one, said)


def test_a_sample_says_nothing_of_a_topic_that_nobody_could_choose():
    one, rows = sampled()
    split = event(Kind.SPLIT, topic="T0003", topics=[child("T0004", "H003", 1), child("T0005", "H003", 2)])
    book = apply(codebook(3), split)
    table = checks(asked(frame({item: ["T0001"] for item in items(0, 80)}, count=1000), rows, [one], book))
    assert row(table, "T0001")["gold_n"] == 300
    assert row(table, "T0004")["gold_n"] == 0


def test_a_topic_that_took_in_one_that_nobody_could_choose_has_no_sample():
    one, rows = sampled(book=codebook(2))
    book = merged(codebook(3), "T0003", into="T0001")
    table = checks(asked(frame({item: ["T0001"] for item in items(0, 80)}, count=1000), rows, [one], book))
    assert row(table, "T0001")["gold_n"] == 0
    assert row(table, "T0002")["gold_n"] == 300


def test_posts_that_came_in_after_the_draw_end_what_it_says():
    one, rows = sampled()
    table = checks(asked(frame({item: ["T0001"] for item in items(0, 80)}, count=1100), rows, [one]))
    assert row(table)["gold_n"] == 0
    assert row(table)["reason"] == OUTGROWN


def earlier(misses):
    """A sample of the month before, of posts that are read and not measured."""
    book = codebook(3)
    old = [f"o{at:05d}" for at in range(200)]
    one = draw([(item, "") for item in old], book, name="d0", period="2026-09", of=900)
    said = {item: ["T0001"] if at < 40 or at >= 200 - misses else [] for at, item in enumerate(old)}
    return one, coded(one, said), old


@pytest.mark.parametrize(("misses", "gold"), [(0, 500), (80, 300)])
def test_earlier_samples_count_where_the_machine_erred_alike(misses, gold):
    new, rows = sampled()
    old, before, posts = earlier(misses)
    found = frame({item: ["T0001"] for item in items(0, 60)}, count=1000)
    about = pd.DataFrame({"item_id": posts[:40], "subject": "T0001"})
    sides = pd.Series("all", index=posts, dtype=object)
    found = replace(found, about=pd.concat([found.about, about]), side=pd.concat([found.side, sides]))
    assert row(checks(asked(found, [*rows, *before], [new, old])))["gold_n"] == gold


def test_two_people_who_agree_and_two_who_do_not():
    book = codebook(3)
    one = draw([(item, "") for item in items(0, 100)], book, of=400)
    first = {item: ["T0001", "T0002"] if at % 2 else [] for at, item in enumerate(items(0, 100))}
    second = {
        item: (["T0001"] if at % 2 else []) + (["T0002"] if at % 3 else []) for at, item in enumerate(items(0, 50))
    }
    rows = [*coded(one, first), *coded(one, second, coder="Ben", again=2)]
    table = checks(asked(sorted_under(), rows, [one], book))
    assert row(table)["read_twice"] == 50
    assert row(table)["alpha"] == 1
    assert row(table, "T0002")["alpha"] < 0.4
    assert "two people" in str(row(table, "T0002")["reason"]) or row(table, "T0002")["strength"] != "firm"
    assert pd.isna(row(table, "T0003")["alpha"]), "nobody chose it"


# marks


def marks(found):
    return Marks(checks(found), found.gold)


def test_a_topic_of_which_most_posts_do_not_fit_is_at_most_likely_and_says_so():
    one, rows = quick(9)
    mark = marks(asked(sorted_under(), rows, [one])).of(levels(codebook(3))[0])["T0001"]
    assert mark == Mark(Checked.QUICK, 0, 20, 9)
    assert mark.lower(Judgement(Strength.FIRM, Checked.QUICK, "")) == Judgement(
        Strength.LIKELY, Checked.QUICK, "only 9 of 20 posts read fit this topic"
    )
    early = Judgement(Strength.EARLY, Checked.QUICK, "too few people (A = 3)")
    assert mark.lower(early) == early


@pytest.mark.parametrize(("fit", "doubted"), [(11, True), (12, False)])
def test_twelve_of_twenty_are_enough(fit, doubted):
    assert bool(Mark(Checked.QUICK, 0, 20, fit).doubt) == doubted


def test_a_few_posts_that_do_not_fit_prove_nothing():
    assert Mark(Checked.NO, 0, 9, 0).doubt == ""


def test_nothing_is_marked_where_nobody_read_anything():
    assert marks(asked(sorted_under(), [], [])).of(levels(codebook(3))[0]) == {}


def test_a_theme_is_checked_where_half_of_its_posts_are_under_checked_topics():
    book = codebook(3, themes=[1, 1, 2])
    one, rows = quick(18, book=book)
    for small, checked in ((40, Checked.QUICK), (160, Checked.NO)):
        about = {item: ["T0001"] for item in items(0, 100)} | {item: ["T0002"] for item in items(100, 100 + small)}
        found = marks(asked(frame(about, count=400), rows, [one], book)).of(levels(book)[1])
        assert found["H001"].checked is checked
        assert "H002" not in found


def test_groups_are_checked_by_the_group_with_fewer_posts_read():
    book = codebook(3)
    sides = [SIDES[at % 2] for at in range(600)]
    found = frame({item: ["T0001"] for item in items(0, 200)}, count=600, side=sides)
    one = draw([(item, "") for item in items(0, 250)], book, of=600)
    said = {item: ["T0001"] if at < 200 else [] for at, item in enumerate(items(0, 250))}
    known = marks(asked(found, coded(one, said), [one], book))
    topics = levels(book)[0]
    assert known.of(topics, SIDES)["T0001"] == Mark(Checked.YES, 125, 200, 200)
    few = found.posts.iloc[:300:4]
    assert known.of(topics, (few, found.posts))["T0001"].gold == 63
    assert known.of(topics, (few, found.posts))["T0001"].checked is Checked.QUICK


# corrected differences


def planted(seed, posts=1000, share=0.15, recall=0.8, wrong=(0.01, 0.08)):
    """Both groups speak of the topic alike; the machine takes more of the second group's other posts for it."""
    chance = np.random.default_rng(seed)
    side = np.repeat([0, 1], posts)
    truth = chance.random(2 * posts) < share
    machine = np.where(truth, chance.random(2 * posts) < recall, chance.random(2 * posts) < np.array(wrong)[side])
    names = np.array(items(0, 2 * posts))
    about = {str(item): ["T0001"] for item in names[machine]}
    found = frame(about, count=2 * posts, side=[SIDES[at] for at in side])
    return found, dict(zip(names.tolist(), truth.tolist(), strict=True))


def compared(seed, count=400):
    found, truth = planted(seed)
    book = codebook(3)
    one = random_draw(drawn(found, book, seed=seed), count, ["T0001"])
    rows = coded(one, {post.item_id: ["T0001"] if truth[post.item_id] else [] for post in one.posts})
    known = asked(found, rows, [one], book)
    masks = [found.among(side) for side in SIDES]
    pair = Pair("channels", *(Side(name, found.posts[mask]) for name, mask in zip(SIDES, masks, strict=True)))
    table = corrected(known, [pair])
    return table[table["topic_id"] == "T0001"].iloc[0], checks(known), found, truth


def test_checked_posts_take_out_what_the_machine_gets_wrong_in_one_group():
    covered, shares, machine, repeats = 0, 0, 0, 20
    for seed in range(repeats):
        found, table, posts, truth = compared(seed)
        label = posts.sorted_under("T0001")
        apart = [label[posts.among(side)].mean() for side in SIDES]
        spread = np.sqrt(sum(share * (1 - share) / 1000 for share in apart))
        machine += abs(apart[0] - apart[1]) < 1.96 * spread
        real = [np.mean([truth[item] for item in posts.items[posts.among(side)]]) for side in SIDES]
        covered += found["lo"] <= real[0] - real[1] <= found["hi"]
        whole = row(table)
        shares += whole["true_share_lo"] <= np.mean(list(truth.values())) <= whole["true_share_hi"]
    assert covered >= 0.85 * repeats
    assert shares >= 0.85 * repeats
    assert machine < 0.2 * repeats, "the uncorrected difference is there and wrong"


def test_both_forms_of_a_corrected_difference_say_the_same():
    found, *_ = compared(3)
    assert found["shares_difference"] == pytest.approx(found["difference"], abs=1e-3)
    assert found["true_1"] - found["true_2"] == pytest.approx(found["shares_difference"])
    assert (found["checked"], found["gold_1"], found["gold_2"], found["gold_n"]) == ("yes", 200, 200, 200)


def test_differences_are_corrected_only_where_posts_of_both_groups_were_read():
    found, truth = planted(1, posts=100)
    book = codebook(3)
    one = draw([(item, "") for item in items(0, 60)], book, of=200)
    rows = coded(one, {item: ["T0001"] if truth[item] else [] for item in items(0, 60)})
    pair = Pair("channels", *(Side(name, found.posts[found.among(name)]) for name in SIDES))
    assert corrected(asked(found, rows, [one], book), [pair]).empty


def test_a_difference_that_checked_posts_do_not_bear_out_is_at_most_likely():
    key = {"topic_id": ["T0001", "T0002"], "segment_1": "a", "segment_2": "b"}
    before = pd.DataFrame({**key, "difference": [0.1, 0.1], "strength": "firm", "checked": "yes", "reason": ""})
    found = pd.DataFrame({**key, "lo": [-0.01, 0.02], "hi": [0.05, 0.2]})
    after = held_against(before, found)
    assert after["strength"].tolist() == ["likely", "firm"]
    assert after["reason"].tolist() == [NOT_BORNE_OUT, ""]
