"""A topic split into its parts: where what people said of single texts goes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from topic_toys import SUBJECTS, encode, pool_of, sentences

from workbench.topics.codebook.state import Codebook, sha256_of_array
from workbench.topics.codebook.topic import Theme, Topic
from workbench.topics.prototypes import part_of, prototypes
from workbench.topics.split import Cutting, Known, Split, split

TEXTS = [*sentences("login", 40), *sentences("export", 30)]
MEMBERS = pool_of(TEXTS)
VECTORS = encode(MEMBERS.texts)
STAND = prototypes(VECTORS)
OUTSIDE = {name: name * 64 for name in "abcdef"}


def parent(**said: object) -> tuple[Topic, Codebook]:
    part = replace(part_of(STAND, 0), **{key: said.pop(key) for key in ("not_about",) if key in said})
    topic = Topic("T0001", "All", ("all",), "H001", (part,), "2026-10", **said)
    arrays = {sha256_of_array(STAND.vectors): STAND.vectors}
    return topic, Codebook("toy", (topic,), (Theme("H001", "All"),), arrays=arrays, issued=1)


def parted(known: Known | None = None, **said: object) -> Split:
    topic, book = parent(**said)
    return split(topic, MEMBERS, VECTORS, book, cutting=Cutting(), encode=encode, known=known)


def about(found: Split) -> list[str]:
    """Name the subject of each piece."""
    return [
        next(subject for subject, words in SUBJECTS.items() if piece.topic.keywords[0].split()[0] in words.split())
        for piece in found.pieces
    ]


def hash_in(subject: str) -> str:
    words = set(SUBJECTS[subject].split())
    return next(text for text, said in zip(MEMBERS.hashes, MEMBERS.texts, strict=True) if words <= set(said.split()))


def test_a_pin_goes_to_the_piece_that_its_text_is_in():
    pins = {subject: hash_in(subject) for subject in ("login", "export")}
    found = parted(pins=tuple(sorted(pins.values())))
    assert about(found) == ["login", "export"]
    assert [piece.topic.pins for piece in found.pieces] == [(pins["login"],), (pins["export"],)]
    assert found.astray == 0


def test_a_pin_from_elsewhere_goes_to_the_nearest_piece_and_not_to_the_largest():
    # a text of another month, or a near copy of one that is here, whose vector is kept
    vectors = dict(zip("ab", encode(["the export csv file for my accountant", "no login code by sms"]), strict=True))
    known = Known(vectors={OUTSIDE[name]: row for name, row in vectors.items()})
    found = parted(known, pins=(OUTSIDE["a"], OUTSIDE["b"]))
    assert [piece.topic.pins for piece in found.pieces] == [(OUTSIDE["b"],), (OUTSIDE["a"],)]
    assert found.astray == 0


def test_a_pin_of_which_nothing_is_known_goes_to_the_largest_piece_and_is_counted():
    found = parted(pins=(OUTSIDE["c"], OUTSIDE["d"]))
    assert [piece.topic.pins for piece in found.pieces] == [(OUTSIDE["c"], OUTSIDE["d"]), ()]
    assert found.astray == 2
    assert parted(pins=()).astray == 0


def test_what_one_part_of_the_whole_refused_is_refused_but_by_the_piece_that_holds_it():
    held, near, left = hash_in("export"), OUTSIDE["e"], OUTSIDE["f"]
    rows = encode(["the csv export of my invoice", "a csv export for the accountant"])
    known = Known(frozenset({*MEMBERS.hashes, near}), dict(zip((near, left), rows, strict=True)))
    found = parted(known, not_about=tuple(sorted((held, near, left))), exclusions=(OUTSIDE["a"],))
    login, export = (piece.topic for piece in found.pieces)
    assert login.parts[0].not_about == tuple(sorted((held, near, left)))
    assert export.parts[0].not_about == (left,), "nothing held that one, near as it is"
    assert login.exclusions == export.exclusions == (OUTSIDE["a"],)


def test_parts_that_stay_together_go_on_refusing_what_each_refused():
    held = hash_in("export")
    found = parted(Known(frozenset(MEMBERS.hashes)), not_about=(held,))
    topic, _ = parent(not_about=(held,))
    said = replace(found, pieces=(*found.pieces, replace(found.pieces[1], topic=replace(
        found.pieces[1].topic, topic_id="T0009"))))  # fmt: skip
    kept = said.keeping(topic, [3])["topics"]
    assert [part.get("not_about", ()) for part in kept[1]["parts"]] == [(held,), ()]


@pytest.mark.parametrize("order", [1, 2])
def test_the_order_of_texts_changes_no_piece(order):
    rows = np.random.default_rng(order).permutation(len(MEMBERS))
    topic, book = parent(pins=(OUTSIDE["c"],))
    again = split(topic, MEMBERS.take(rows), VECTORS[rows], book, cutting=Cutting(), encode=encode)
    assert {piece.topic.parts[0].vectors for piece in again.pieces} == {
        piece.topic.parts[0].vectors for piece in parted().pieces
    }
