from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import BadData
from workbench.project.codings import (
    COLUMNS,
    FILE,
    coder_of,
    counting_for,
    digest,
    last_month,
    merged,
    read_codings,
    rows_of,
    text_of,
    units,
)


def row(item="i1", topic="T0001", *, answer="yes", coder="Ana", **more):
    usual = {"period": "2026-10", "sample": "quick", "probability": "0.5", "stratum": "T0001", "codebook": "c"}
    return {
        "item_id": item,
        "topic_id": topic,
        "answer": answer,
        "coder": coder,
        **usual,
        "draw": "d",
        "round": 1,
    } | more


RANDOM = {"sample": "random", "stratum": "all | all else"}
ROWS = st.lists(
    st.builds(
        lambda item, topic, answer, coder, again: row(item, topic, answer=answer, coder=coder, round=again),
        st.sampled_from(["i1", "i2", "i3"]),
        st.sampled_from(["T0001", "T0002"]),
        st.sampled_from(["yes", "no", "unsure"]),
        st.sampled_from(["Ana", "Ben"]),
        st.sampled_from([1, 2]),
    ),
    max_size=8,
    unique_by=lambda one: (one["item_id"], one["topic_id"], one["coder"], one["round"]),
)


@settings(max_examples=60, deadline=None)
@given(ROWS, ROWS)
def test_what_is_said_again_replaces_and_nothing_else_is_lost(first, second):
    kept, new = rows_of(first), rows_of(second)
    both = merged(kept, new)
    said = dict(zip(units(both), both["answer"], strict=True))
    expected = dict(zip(units(kept), kept["answer"], strict=True)) | dict(zip(units(new), new["answer"], strict=True))
    assert said == expected
    assert len(both) == len(expected)


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_merging_the_same_again_leaves_the_same_file(rows):
    once = merged(rows_of([]), rows_of(rows))
    assert text_of(merged(once, rows_of(rows))) == text_of(once)


@settings(max_examples=40, deadline=None)
@given(ROWS, st.randoms())
def test_the_file_does_not_depend_on_the_order_of_reading(rows, dice):
    other = list(rows)
    dice.shuffle(other)
    assert text_of(rows_of(other)) == text_of(rows_of(rows))


def test_all_topics_of_a_post_are_replaced_together_in_a_random_sample():
    kept = rows_of([row("i1", "T0001", **RANDOM), row("i1", "T0002", **RANDOM)])
    after = merged(kept, rows_of([row("i1", "none", **RANDOM)]))
    assert after["topic_id"].tolist() == ["none"]


def test_the_topics_of_a_quick_check_stand_for_themselves():
    after = merged(rows_of([row("i1", "T0001")]), rows_of([row("i1", "T0002", answer="no")]))
    assert sorted(after["topic_id"]) == ["T0001", "T0002"]


def test_no_file_is_a_table_without_rows(tmp_path):
    assert read_codings(tmp_path).empty
    assert list(read_codings(tmp_path).columns) == COLUMNS
    assert digest(tmp_path, "2026-10") == ""


def written(folder, rows):
    (folder / "checks").mkdir(exist_ok=True)
    (folder / FILE).write_bytes(text_of(rows_of(rows)))


def test_a_file_reads_back_as_it_was_written(tmp_path):
    rows = [row(), row("i2", "none", **RANDOM)]
    written(tmp_path, rows)
    assert text_of(read_codings(tmp_path)) == text_of(rows_of(rows))


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({"sample": "some"}, "use one of quick, random"),
        ({"answer": "perhaps"}, "use one of yes, no, unsure"),
        ({"topic_id": "42"}, "write a topic's id such as T0004, or none"),
        ({"probability": "0"}, "write a number above 0"),
        ({"probability": "often"}, "write a number above 0"),
        ({"round": "3"}, "write 1, or 2"),
        ({"coder": "=cmd()"}, "begins with a letter"),
    ],
)
def test_a_cell_that_cannot_be_is_named_with_its_row_and_column(tmp_path, fault, says):
    written(tmp_path, [row(), row("i2") | fault])
    with pytest.raises(BadData) as caught:
        read_codings(tmp_path)
    assert f"row 3, {next(iter(fault))}" in caught.value.where or f"row 2, {next(iter(fault))}" in caught.value.where
    assert says in caught.value.fix


@pytest.mark.parametrize("name", ["", "  ", "=1+1", "@SUM(1)", "-x", "+x", "_", "x" * 81, "a\x00b"])
def test_a_coder_has_a_name_that_no_spreadsheet_runs(name):
    with pytest.raises(ValueError, match="write a name"):
        coder_of(name)


@pytest.mark.parametrize(("name", "kept"), [(" Ana  Ruiz ", "Ana Ruiz"), ("ana@example.com", "ana@example.com")])
def test_usual_names_stay(name, kept):
    assert coder_of(name) == kept


@pytest.mark.parametrize(("period", "month"), [("2026-10", "2026-10"), ("2026-Q4", "2026-12"), ("launch", None)])
def test_periods_end_with_a_month(period, month):
    assert last_month(period) == month


@pytest.mark.parametrize(
    ("study", "known"),
    [
        ("2026-09", {"2026-08", "2026-Q3"}),
        ("2026-10", {"2026-08", "2026-10", "2026-Q3"}),
        ("2026-Q3", {"2026-08", "2026-Q3"}),
        ("launch", {"launch"}),
        ("2026-07", set()),
    ],
)
def test_a_study_knows_what_was_checked_until_it_ends(study, known):
    rows = rows_of([row(period=period) for period in ("2026-08", "2026-10", "2026-Q3", "launch")])
    assert set(counting_for(rows, study)["period"]) == known


def test_what_is_checked_later_is_no_input_of_an_earlier_study(tmp_path):
    written(tmp_path, [row()])
    before = digest(tmp_path, "2026-10")
    written(tmp_path, [row(), row("i9", period="2026-11")])
    assert digest(tmp_path, "2026-10") == before
    assert digest(tmp_path, "2026-11") != before
    written(tmp_path, [row(answer="no"), row("i9", period="2026-11")])
    assert digest(tmp_path, "2026-10") != before
