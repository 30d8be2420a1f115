"""The curator on a small project: splits, pins and what is learnt from them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from small_project import LAST, build

import workbench as wb
from workbench.errors import BadRequest
from workbench.explore.curator import Curator
from workbench.explore.posts import Posts
from workbench.explore.taught import taught
from workbench.project.toml import read_project
from workbench.store.loading import load_project
from workbench.topics.codebook.events import Kind


@pytest.fixture
def project(published: Path, tmp_path: Path) -> Path:
    shutil.copytree(published, tmp_path / "small")
    return tmp_path / "small"


def curator(project: Path) -> Curator:
    return Curator(wb.open(project, LAST), author="Ana")


def filed(project: Path) -> dict[str, str]:
    """Map each post of the study to the topic it is filed under."""
    rows = wb.open(project, LAST).filed
    rows = rows[rows["decision"] == "topic"].drop_duplicates("item_id")
    return dict(zip(rows["item_id"], rows["topic_id"], strict=True))


def all_in_one(project: Path) -> tuple[Curator, str]:
    """Merge every topic into the first, so that there is something to split."""
    ana = curator(project)
    first, *others = [topic.topic_id for topic in ana.codebook.live]
    ana.curation.change(Kind.MERGE, {"topics": others, "into": first})
    return curator(project), first


def test_a_preview_changes_nothing_and_is_what_the_split_makes(project):
    ana, whole = all_in_one(project)
    before = ana.codebook.version
    found = ana.preview(whole)
    assert ana.codebook.version == before
    assert len(found.pieces) >= 3
    after = ana.split(whole)
    assert after.topic(whole).became == tuple(piece.topic.topic_id for piece in found.pieces)
    assert [after.topic(piece.topic.topic_id).label for piece in found.pieces] == [
        piece.topic.label for piece in found.pieces
    ]
    assert len({piece.topic.label for piece in found.pieces}) == len(found.pieces)


def test_a_split_finds_the_subjects_again_and_few_posts_are_lost(project):
    apart = filed(project)
    ana, whole = all_in_one(project)
    together = filed(project)
    assert set(together.values()) == {whole}
    ana.split(whole)
    again = filed(project)
    assert len(again) >= 0.85 * len(together)
    # posts of one topic before the merge are of one piece after the split, by and large
    pairs = [(apart[item], again[item]) for item in again if item in apart]
    main = {piece: max(sum(pair == (topic, piece) for pair in pairs) for topic in set(apart.values()))
            for piece in set(again.values())}  # fmt: skip
    assert sum(main.values()) >= 0.9 * len(pairs)


def test_undo_of_a_split_files_every_post_as_before(project):
    ana, whole = all_in_one(project)
    before = filed(project)
    ana.split(whole)
    assert filed(project) != before
    split = ana.curation.log[-1].event_id
    ana.curation.change(Kind.UNDO, {"event": split})
    assert filed(project) == before


def test_finer_gives_more_pieces_and_min_people_bounds_them(project):
    ana, whole = all_in_one(project)
    coarse, fine = ana.preview(whole, finer=0.5), ana.preview(whole, finer=2.0)
    assert len(coarse.pieces) <= len(fine.pieces)
    assert all(piece.people >= ana.analysis.project.topics.min_people for piece in fine.pieces)


def test_a_topic_that_does_not_fall_apart_is_left_alone(project):
    ana = curator(project)
    log = len(ana.curation.log)
    topic = min(ana.codebook.live, key=lambda topic: topic.members).topic_id
    with pytest.raises(BadRequest, match=r"does not fall|different texts"):
        ana.split(topic, finer=0.1)
    assert len(ana.curation.log) == log


def test_a_pinned_post_is_filed_where_it_was_pinned_and_an_excluded_one_elsewhere(project):
    before = filed(project)
    ana = curator(project)
    item, topic = sorted(before.items())[0]
    other = next(one.topic_id for one in ana.codebook.live if one.topic_id != topic)
    ana.pin(other, item)
    assert filed(project)[item] == other
    curator(project).unpin(other, item)
    assert filed(project) == before
    curator(project).pin(topic, item, about=False)
    assert filed(project).get(item) != topic


def test_the_posts_of_a_topic_are_listed_with_the_ids_that_pin_takes(project):
    ana = curator(project)
    topic = ana.codebook.live[0].topic_id
    found = ana.posts(topic)
    assert set(found["topic_id"]) == {topic}
    items = {item for item, other in filed(project).items() if other == topic}
    assert {item.split(":")[0] if item not in items else item for item in found["item"]} == items
    assert list(found["at"]) == sorted(found["at"], reverse=True)
    word = found["text"].iloc[0].split()[0]
    some = ana.posts(topic, search=word.upper())
    assert 0 < len(some) <= len(found)
    assert some["text"].str.casefold().str.contains(word.casefold(), regex=False).all()
    everything = ana.posts()
    assert len(everything) > len(found)
    assert everything["topic_id"].isna().any(), "posts under no topic too: those are pinned"
    for item in everything["item"].head(5):
        assert ana.pin(topic, item).topic(topic).pins


def test_what_is_listed_is_masked(tmp_path):
    project = build(tmp_path / "small")
    with (project / "inbox" / "forum.csv").open("a", encoding="utf-8") as file:
        said = "The export to CSV never charged my card 4111 1111 1111 1111, ask jo@example.com."
        file.write(f'2026-07-02 10:15:00,person 1,,"{said}",1,n99999\n')
    load_project(read_project(project))
    found = curator(project).posts(search="charged my card")["text"]
    assert len(found) == 1
    assert "4111" not in found[0]
    assert "jo@example.com" not in found[0]


def test_posts_of_an_unknown_topic_are_refused(project):
    with pytest.raises(BadRequest, match="No topic in use is called T0999"):
        curator(project).posts("T0999")


def test_a_post_that_cannot_be_pinned_is_told_why(project):
    early = Curator(wb.open(project, "2026-05"), author="Ana")
    topic = early.codebook.live[0].topic_id
    posts = wb.open(project, LAST).now.posts
    later = posts[posts["month"] == LAST]["item_id"].iloc[0]
    with pytest.raises(BadRequest, match=f"{later} is a post of {LAST}, which this study does not read") as caught:
        early.pin(topic, later)
    assert f"--month {LAST}" in caught.value.fix
    with pytest.raises(BadRequest, match="No post has the id nothing") as caught:
        early.pin(topic, "nothing")
    assert "workbench codebook posts --project" in caught.value.fix
    assert "items.xlsx" not in caught.value.fix


def test_learning_without_a_pin_is_told_as_that(project):
    with pytest.raises(BadRequest, match="No post is pinned yet"):
        curator(project).learn()


def test_some_parts_become_topics_and_the_others_stay_together(project):
    ana, whole = all_in_one(project)
    ana.own(whole, "Support")
    found = ana.preview(whole)
    assert len(found.pieces) >= 3
    with pytest.raises(BadRequest, match=f"{whole} has no part 99"):
        ana.split(whole, keep=[99])
    after = ana.split(whole, keep=[2])
    second, rest = (after.topic(topic_id) for topic_id in after.topic(whole).became)
    assert second.label == found.pieces[1].topic.label
    assert (rest.label, rest.owner) == (ana.codebook.topic(whole).label, "Support")
    assert {part.vectors for part in rest.parts} == {
        part.vectors for at, piece in enumerate(found.pieces) if at != 1 for part in piece.topic.parts
    }
    assert set(filed(project).values()) == {second.topic_id, rest.topic_id}


def test_a_curator_does_all_that_an_editor_does(project):
    ana = curator(project)
    one, two, *_ = (topic.topic_id for topic in ana.codebook.live)
    assert ana.rename(one, "In our words").topic(one).label == "In our words"
    assert ana.merge([two], one).current(two) == (one,)
    ana.undo(ana.curation.log[-1].event_id)
    assert ana.codebook.topic(two).live


def test_thirty_pins_teach_a_choice_and_fewer_do_not(project):
    before = filed(project)
    ana = curator(project)
    largest = sorted(set(before.values()), key=lambda topic: -list(before.values()).count(topic))[:2]
    items = [item for topic in largest for item in sorted(before) if before[item] == topic]
    texts = (
        Posts(ana.analysis, lambda: ana.codebook)
        .read.drop_duplicates("hash")
        .drop_duplicates("item_id")
        .set_index("item_id")["hash"]
    )
    chosen = [item for item in items if item in texts.index]
    for item in chosen[:10]:
        ana.curation.change(Kind.PIN, {"topic": before[item], "hash": texts[item]})
    with pytest.raises(BadRequest, match="pinned or checked are read by this study"):
        ana.learn()
    for item in chosen[10:]:
        ana.curation.change(Kind.PIN, {"topic": before[item], "hash": texts[item]})
    after = ana.learn()
    assert after.learnt is not None
    assert after.learnt.topics == tuple(sorted(largest))
    assert after.learnt.coefficients in after.arrays
    assert curator(project).learn().version == after.version, "the same pins teach the same, to the last digit"


def codings(project, rows, sample="quick"):
    """Write what somebody said of posts: (item, topic, answer)."""
    lines = [f"{item},{LAST},{sample},{topic},{said},Ana,1,all,v,d1,1" for item, topic, said in rows]
    head = "item_id,period,sample,topic_id,answer,coder,probability,stratum,codebook,draw,round"
    (project / "checks").mkdir(exist_ok=True)
    (project / "checks" / "codings.csv").write_text("\n".join([head, *lines]) + "\n")


def two_largest(project):
    """Return the two largest topics, and forty posts of one passage with the topic that each is filed under."""
    under = filed(project)
    ids = sorted(set(under.values()), key=lambda topic: -list(under.values()).count(topic))[:2]
    read = Posts(curator(project).analysis, lambda: curator(project).codebook).read
    single = read.drop_duplicates("hash").drop_duplicates("item_id", keep=False)["item_id"]
    posts = [[item for item in sorted(single) if under.get(item) == topic][:20] for topic in ids]
    return ids, [(item, topic) for topic, items in zip(ids, posts, strict=True) for item in items]


def test_posts_that_were_found_to_fit_teach_as_pins_do(project):
    ids, posts = two_largest(project)
    codings(project, [(item, topic, "yes") for item, topic in posts])
    after = curator(project).learn()
    assert after.learnt is not None
    assert (after.learnt.topics, after.learnt.pins) == (tuple(sorted(ids)), len(posts))


@pytest.mark.parametrize(("sample", "answer"), [("quick", "no"), ("quick", "unsure"), ("random", "yes")])
def test_posts_that_do_not_fit_and_those_that_measure_teach_nothing(project, sample, answer):
    _, posts = two_largest(project)
    codings(project, [(item, topic, answer) for item, topic in posts], sample)
    with pytest.raises(BadRequest, match="none was found to fit in a quick check"):
        curator(project).learn()


def test_a_pin_goes_before_a_check_and_an_exclusion_too(project):
    ids, posts = two_largest(project)
    codings(project, [(item, topic, "yes") for item, topic in posts])
    ana = curator(project)
    ana.pin(ids[1], posts[0][0])
    ana.pin(ids[0], posts[1][0], about=False)
    found = taught(ana.codebook, ana.analysis.checking.codings, Posts(ana.analysis, lambda: ana.codebook))
    hashes = {item: Posts(ana.analysis, lambda: ana.codebook).hash_of(item) for item, _ in posts}
    assert found[hashes[posts[0][0]]] == ids[1]
    assert hashes[posts[1][0]] not in found
    assert found[hashes[posts[2][0]]] == ids[0]


def test_a_topic_is_split_with_the_posts_that_were_merged_into_it_just_before(project):
    ana = curator(project)
    first, *others = [topic.topic_id for topic in ana.codebook.live]
    alone = len(ana.posts(first))
    ana.merge(others, first)
    assert len(ana.posts(first)) > alone
    found = ana.preview(first)
    assert found.pieces == curator(project).preview(first).pieces
    assert len(ana.split(first).topic(first).became) == len(found.pieces)
    assert ana.posts(first[:0])["topic_id"].dropna().isin(ana.codebook.topic(first).became).all()


def test_a_curator_files_by_the_stored_codebook_not_by_what_a_period_would_propose(tmp_path):
    project = build(tmp_path / "small")
    load_project(read_project(project))
    ana = curator(project)
    assert not ana.codebook.live
    assert ana.posts()["topic_id"].isna().all()


def test_a_post_that_one_topic_excludes_and_another_holds_stays_when_they_are_merged(project):
    ana = curator(project)
    item, topic = sorted(filed(project).items())[0]
    others = [one.topic_id for one in ana.codebook.live if one.topic_id != topic]
    ana.pin(others[0], item, about=False)
    assert ana.merge([topic], others[0]).topic(others[0]).exclusions == ()
    assert filed(project)[item] == others[0]


def test_the_parts_of_a_split_keep_what_people_said_of_the_whole(project):
    ana, whole = all_in_one(project)
    item = sorted(filed(project))[0]
    ana.pin(whole, item, about=False)
    ana.describe(whole, "what belongs here", pin_words=["first"], ban_words=["never"])
    parts = [piece.topic for piece in ana.preview(whole).pieces]
    assert {(one.description, one.pinned_words, one.banned_words) for one in parts} == {
        ("what belongs here", ("first",), ("never",))
    }
    assert all(one.exclusions == ana.codebook.topic(whole).exclusions for one in parts)


def test_pins_from_months_that_a_study_does_not_read_are_placed_and_later_ones_counted(project):
    ana, whole = all_in_one(project)
    posts = ana.analysis.ground.material.posts
    kept = set(ana.posts(whole)["item"])
    early, late = (sorted(kept & set(posts[posts["month"] == month]["item_id"]))[0] for month in ("2026-05", LAST))
    for item in (early, late):
        ana.pin(whole, item)
    assert ana.preview(whole).astray == 0
    # what was said in May or in July is said nowhere else, so that it is known from there alone
    wanted = {item: Posts(ana.analysis, lambda: ana.codebook).hash_of(item) for item in (early, late)}
    june = Curator(wb.open(project, "2026-06"), author="Ana")
    read = june.analysis.ground.material.passages
    everything = june.analysis.ground.__dict__["material"]
    june.analysis.ground.__dict__["material"] = replace(
        everything, passages=read[~read["hash"].isin(wanted.values())].reset_index(drop=True)
    )
    found = june.preview(whole)
    assert wanted[early] not in set(june.analysis.ground.material.passages["hash"])
    assert found.astray == (wanted[late] not in set(read["hash"]))
    piece = [wanted[early] in one.topic.pins for one in found.pieces]
    assert sum(piece) == 1
