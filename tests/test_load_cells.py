from __future__ import annotations

import pytest

from workbench.load.ids import author_key, clean_id, damaged, first_id, item_id
from workbench.load.numbers import read_counts, yes_no
from workbench.load.plain import TextRules, is_truncated, take_apart
from workbench.load.ratings import guess_scale, read_ratings, row_scales
from workbench.project.source import Origin


def test_ids_damaged_by_a_spreadsheet_are_flagged():
    assert damaged(["5.70306E+17", "570306133677760513", None]) == [True, False, False]
    assert damaged(["570306133677760000", "570306133677761000"]) == [True, True]


def test_one_sound_id_that_ends_in_zeros_is_not_flagged():
    assert damaged(["570306133677760000", "570306133677760513", "570306133677760514"]) == [False] * 3
    assert damaged(["1000000000000000"]) == [False]  # sixteen digits end in a zero by chance one time in ten


def test_ids_as_floats_and_comma_lists():
    assert clean_id("3.0") == "3"
    assert clean_id("18182686576415017") == "18182686576415017"
    assert first_id("12,13") == "12"
    assert first_id(None) is None


def test_item_ids_depend_on_source_and_id_only():
    assert item_id("a", "1") == item_id("a", "1") != item_id("a1", "")
    assert len(item_id("a", "1")) == 32


def test_nobody_is_no_author():
    assert author_key("[deleted]") is None
    assert author_key(" @Anna ") == author_key("anna") == "anna"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,234", 1234),
        ("1.234", 1234),
        ("12 400", 12400),
        ("12K", 12000),
        ("1.2M", 1200000),
        ("3.0", 3),
        ("0", 0),
        (None, None),
    ],
)
def test_counts_as_exports_write_them(written, value):
    assert read_counts([written]).values == [value]


def test_a_bound_is_no_value_and_a_word_is_counted():
    counts = read_counts(["< 15", "many", None])
    assert counts.values == [None, None, None]
    assert counts.below == [15, None, None]
    assert counts.unread == 1


def test_yes_and_no():
    assert [yes_no(cell) for cell in ("True", "0", "Inbound", "maybe", None)] == [True, False, True, None, None]


def test_scales_are_told_from_the_whole_column_and_never_mixed():
    assert guess_scale(["1", "5", "3"], Origin.REVIEW) == "stars5"
    assert guess_scale(["1", "5"], Origin.SURVEY) == "csat5"
    assert guess_scale(["0", "9", "10"], Origin.SURVEY) == "nps11"
    assert guess_scale(["FIVE", "ONE"], Origin.REVIEW) == "stars5"
    assert guess_scale(["👍", "👎"], Origin.SUPPORT) == "thumbs"
    assert guess_scale(["good", "bad"], Origin.SUPPORT) == "good_bad"
    assert guess_scale(["1", "100"], Origin.SURVEY) is None


def test_ratings_in_words_and_drawings_and_one_that_does_not_fit():
    ratings = read_ratings(["FIVE", "★★★★☆", "4/5", "4,5", "9", None], ["stars5"] * 6)
    assert ratings.values == [5.0, 4.0, 4.0, 4.5, None, None]
    assert ratings.unfit == 1
    assert row_scales(["nps11", None], "stars5") == ["nps11", "stars5"]


DASHES = "\n " + "-" * 40 + " \n "


def test_a_glued_reply_is_split_off_below_dashes_and_a_marker():
    rules = TextRules(split_reply="----")
    plain = take_apart(
        [f"no dark mode{DASHES}开发者回复：Hi, it is coming.", f"bad{DASHES}Developer Response: sorry"], rules
    )
    assert plain.texts == ["no dark mode", "bad"]
    assert plain.replies == ["Hi, it is coming.", "sorry"]


def test_a_writers_own_line_of_dashes_stays():
    text = "pros: fast\n-----\ncons: price"
    assert take_apart([text], TextRules(split_reply="----")).texts == [text]


def test_a_marker_of_ones_own_splits_with_or_without_dashes():
    plain = take_apart(
        ["late\nOur answer: sorry", f"late{DASHES}Our answer: sorry"], TextRules(split_reply="Our answer:")
    )
    assert plain.texts == ["late", "late"]
    assert plain.replies == ["sorry", "sorry"]


def test_a_deletion_marker_leaves_the_text():
    plain = take_apart(
        ["（该条评论已经被删除）It stops", "fine", "[removed]"], TextRules(deleted_marker="（该条评论已经被删除）")
    )
    assert plain.texts == ["It stops", "fine", ""]
    assert plain.deleted == [True, False, True]


def test_double_escapes_and_entities_are_repaired_once_and_counted():
    plain = take_apart([r"can\'t \"go\"", "a &amp; b &amp;lt; c", r"C:\new"], TextRules())
    assert plain.texts == ['can\'t "go"', "a & b &lt; c", r"C:\new"]
    assert (plain.escapes, plain.entities) == (1, 1)


def test_markup_goes_only_where_the_column_is_markup():
    assert take_apart(["<p>one<br>two</p>", "<p>x</p>"], TextRules()).texts == ["one\ntwo", "x"]
    hostile = '<img src=x onerror="alert(1)"> if a < b and c > d'
    assert take_apart([hostile, "plain"], TextRules()).texts == [hostile, "plain"]


def test_cut_texts_end_in_an_ellipsis():
    assert is_truncated("and then the driver… https://t.co/abc")
    assert not is_truncated("see https://t.co/abc")
