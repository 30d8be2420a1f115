"""The curator on a small project: splits, pins and what is learnt from them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from small_project import LAST

import workbench as wb
from workbench.errors import BadRequest
from workbench.explore.curator import Curator
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


def test_thirty_pins_teach_a_choice_and_fewer_do_not(project):
    before = filed(project)
    ana = curator(project)
    largest = sorted(set(before.values()), key=lambda topic: -list(before.values()).count(topic))[:2]
    items = [item for topic in largest for item in sorted(before) if before[item] == topic]
    texts = ana._read().drop_duplicates("hash").drop_duplicates("item_id").set_index("item_id")["hash"]
    chosen = [item for item in items if item in texts.index]
    for item in chosen[:10]:
        ana.curation.change(Kind.PIN, {"topic": before[item], "hash": texts[item]})
    with pytest.raises(BadRequest, match="pinned posts are among"):
        ana.learn()
    for item in chosen[10:]:
        ana.curation.change(Kind.PIN, {"topic": before[item], "hash": texts[item]})
    after = ana.learn()
    assert after.learnt is not None
    assert after.learnt.topics == tuple(sorted(largest))
    assert after.learnt.coefficients in after.arrays
    assert curator(project).learn().version == after.version, "the same pins teach the same, to the last digit"
