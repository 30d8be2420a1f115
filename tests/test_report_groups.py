"""What the segments page says of its groups: the findings first, in plain words, and nothing that is not sure."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from workbench.measures.controls import Control
from workbench.measures.raked import Weights
from workbench.project.model import Project
from workbench.report import checked, groups, sentences, wording
from workbench.report.pairs import comparisons, headline

JARGON = ("interval", "confidence", "significan", "estimand", "kish", "rak", "mde", "q-value", "kitagawa", "variance")


def row(label: str, one: float, two: float, *, strength: str = "likely", **more: object) -> dict[str, object]:
    said: dict[str, object] = {
        "topic_id": label, "label": label, "comparison": "channels", "segment_1": "customer channels",
        "segment_2": "public channels", "share_1": one, "share_2": two, "difference": one - two,
        "lo": one - two - 0.01, "hi": one - two + 0.01, "strength": strength, "reason": "", "share_1_raked": None,
    }  # fmt: skip
    return said | more


def frame(*rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(list(rows)).astype({"share_1_raked": "Float64"})


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_comparison_is_headed_by_what_it_found() -> None:
    found = frame(row("Bank", 0.18, 0.03), row("Price", 0.04, 0.11), row("Dark", 0.02, 0.02, strength="too early"))
    said = plain(headline(found))
    assert said == "Customer channels and public channels: 2 of 3 topics likely differ, most “Bank” (18 % and 3 %)"
    firm = plain(headline(frame(row("Bank", 0.18, 0.03, strength="firm"))))
    assert "1 of 1 topic differ" in firm


def test_what_is_firm_and_what_is_likely_are_counted_apart() -> None:
    found = frame(row("A", 0.3, 0.1), row("B", 0.2, 0.1, strength="firm"), row("C", 0.1, 0.15))
    assert plain(headline(found)).endswith("1 of 3 topics differ and 2 more likely do, most “B” (20 % and 10 %)")


def test_the_widest_of_all_pairs_is_named() -> None:
    narrow = row("Export", 0.1, 0.07, comparison="plan", segment_1="free", segment_2="solo")
    wide = row("Bank", 0.4, 0.05, comparison="plan", segment_1="free", segment_2="studio", strength="firm")
    said = plain(headline(frame(narrow, wide)))
    assert said.endswith("1 firm and 1 likely differences, most “Bank” (free 40 %, studio 5 %)")


def test_a_phrase_of_one_channel_alone_is_not_the_finding() -> None:
    said = headline(frame(row("Customer number", 0.3, 0.001), row("Bank", 0.18, 0.03)))
    assert "most “Bank”" in said


def test_without_a_sure_difference_the_heading_says_so() -> None:
    early = row("Bank", 0.18, 0.03, strength="too early")
    assert headline(frame(early)) == "Customer channels and public channels: no difference is sure yet"


def test_three_values_of_a_column_stand_under_its_name() -> None:
    pairs = [("solo", "free"), ("solo", "big"), ("free", "big")]
    rows = [row("Bank", 0.2, 0.1, comparison="plan", segment_1=one, segment_2=two) for one, two in pairs]
    assert plain(headline(frame(*rows))) == (
        "Plan: solo, free and big: 3 likely differences, most “Bank” (solo 20 %, free 10 %)"
    )


def study(found: pd.DataFrame, **more: object) -> SimpleNamespace:
    return SimpleNamespace(segments=lambda: found, corrected=lambda: NO_CORRECTION, stopped=frozenset(), **more)


NO_CORRECTION = pd.DataFrame(columns=["topic_id", "segment_1", "segment_2", "difference", "lo", "hi"])


def test_every_pair_is_reachable_and_closed_until_it_is_opened() -> None:
    found = frame(row("Bank", 0.18, 0.03), row("Bank", 0.2, 0.1, comparison="plan", segment_1="a", segment_2="b"))
    page = str(comparisons(study(found)))
    assert page.count('<details class="fold">') == 2
    assert page.count("<table>") == 2
    assert "weighted" not in page.lower()


def test_a_weighted_share_stands_beside_the_plain_one() -> None:
    found = frame(row("Bank", 0.18, 0.03, share_1_raked=0.25))
    page = plain(str(comparisons(study(found))))
    assert "Customer channels, weighted" in page
    assert "25 %" in page
    assert "spread like all customers" in page


@pytest.fixture
def margins(tmp_path):
    (tmp_path / "margins.csv").write_text("column,value,share\nplan,free,0.6\nplan,pro,0.4\n", encoding="utf-8")
    return Project.model_validate(
        {
            "folder": tmp_path,
            "project": {"name": "Acme"},
            "segments": {"compare": ["plan"]},
            "statistics": {"margins": "margins.csv"},
        }
    )


def weights(free: float, **more: object) -> Weights:
    return Weights(pd.DataFrame(), {"plan": {"free": free, "pro": 1 - free}}, 100, 5, 90.0, **more)


def test_the_sentence_on_weights_gives_both_spreads_and_what_differs_most(margins) -> None:
    found = frame(row("Bank", 0.18, 0.03, share_1_raked=0.25), row("Price", 0.10, 0.1, share_1_raked=0.09))
    said = plain(str(groups.weighted(study(found, project=margins, weights={"customer channels": weights(0.3)}))))
    assert "People in customer channels who spoke are not spread like all customers" in said
    assert "30 % have plan free, of all customers 60 %" in said
    assert "“Bank” differs most: 25 % of posts in place of 18 %" in said
    assert "hint" not in said


def test_the_sentence_on_weights_does_not_make_up_a_difference(margins) -> None:
    found = frame(row("Bank", 0.18, 0.03, share_1_raked=0.181, segment_1="customers"))
    said = plain(str(groups.weighted(study(found, project=margins, weights={"customers": weights(0.6)}))))
    assert "Customers who spoke are spread like all customers" in said
    assert "no topic&#x27;s share differs by a point" in said


def test_few_people_with_much_weight_are_told(margins) -> None:
    found = frame(row("Bank", 0.18, 0.03, share_1_raked=0.25))
    heavy = Weights(pd.DataFrame(), {"plan": {"free": 0.1, "pro": 0.9}}, 100, 0, 40.0)
    assert "take it as a hint" in str(groups.weighted(study(found, project=margins, weights={"customers": heavy})))


def test_a_spread_that_is_not_reached_is_told(margins) -> None:
    found = frame(row("Bank", 0.18, 0.03, share_1_raked=0.25))
    cut = Weights(pd.DataFrame(), {"plan": {"free": 0.1, "pro": 0.9}}, 100, 0, 90.0, capped=7)
    said = str(groups.weighted(study(found, project=margins, weights={"customers": cut})))
    assert "7 of 100 people would have to count more than five times as much" in said
    assert "not quite reached, so take it as a hint" in said


@pytest.mark.parametrize(("failed", "held"), [(Control.GROUPS, True), (Control.CHANGE, False)])
def test_controls_of_groups_hold_back_what_is_said_of_groups_and_those_of_months_do_not(margins, failed, held) -> None:
    stopped = {"stopped": frozenset({failed})}
    found = frame(row("Bank", 0.18, 0.03, share_1_raked=0.25)).assign(
        turns_round=False, within_channel_difference=[0.1]
    )
    analysis = SimpleNamespace(segments=lambda: found, project=margins, weights={"customers": weights(0.3)}, **stopped)
    assert (groups.turned_round(analysis) == groups.HELD) is held
    assert (str(groups.weighted(analysis)) == "") is held
    spoken = SimpleNamespace(words=words().words, **stopped)
    assert (wording.words_said(spoken) == groups.HELD) is held


def test_where_weighting_is_refused_the_page_says_why_and_without_margins_nothing(margins) -> None:
    refused = Weights(pd.DataFrame(), refused="nobody of pro was heard, and weights cannot speak for them")
    said = str(groups.weighted(study(NO_CORRECTION, project=margins, weights={"customers": refused})))
    assert "Customers cannot be weighted to all customers: nobody of pro was heard" in said
    assert str(groups.weighted(study(NO_CORRECTION, weights={}))) == ""


def spoke(*rows: tuple[str, float, float, float, float, str]) -> SimpleNamespace:
    names = ["label", "before", "now", "said", "spoke", "strength"]
    return SimpleNamespace(spoke=lambda: pd.DataFrame(list(rows), columns=names), stopped=frozenset())


def test_a_move_is_told_with_what_made_it_and_what_worked_against_it() -> None:
    assert "; 3 points the other way because other people speak" in groups.who_spoke(
        spoke(("Code", 0.05, 0.10, 0.08, -0.03, "firm"))
    )
    assert "made hardly a difference" in groups.who_spoke(spoke(("Code", 0.05, 0.13, 0.08, 0.002, "firm")))


def test_a_move_that_is_not_sure_is_not_told() -> None:
    assert groups.who_spoke(spoke(("Code", 0.05, 0.13, 0.08, 0.0, "too early"))).startswith("Nothing moved for sure")


def test_shares_of_the_moves_are_percentages_and_nothing_is_minus_nothing() -> None:
    page = plain(str(groups.who_spoke_table(spoke(("Code", 0.05, 0.13, 0.08, -0.0001, "firm")))))
    assert "5 %" in page
    assert "13 %" in page
    assert "+8.0" in page
    assert "−0.0" not in page


def words(*rows: tuple[str, str, str, str, int, int, str]) -> SimpleNamespace:
    names = ["comparison", "segment", "other", "word", "people", "people_other", "strength"]
    return SimpleNamespace(words=lambda: pd.DataFrame(list(rows), columns=names), stopped=frozenset())


def test_the_first_words_of_each_group_stand_on_the_closed_line() -> None:
    page = str(
        wording.words_table(
            words(
                ("channels", "customer channels", "public channels", "bank", 61, 36, "firm"),
                ("channels", "public channels", "customer channels", "price", 77, 8, "firm"),
                ("channels", "public channels", "customer channels", "maybe", 9, 8, "too early"),
            )
        )
    )
    assert "<summary><h3>Customer channels: bank; Public channels: price</h3></summary>" in page
    assert "maybe" not in page


def test_the_lead_names_what_each_kind_of_channel_says_more_of() -> None:
    themes = frame(row("Bank", 0.2, 0.04), row("VAT", 0.14, 0.05), row("Price", 0.05, 0.13), row("Dark", 0.02, 0.06))
    said = sentences.segments(study(themes, segment_themes=lambda: themes))
    assert plain(said).startswith("Likely more is said in customer channels (support, surveys, calls) than in public")
    assert "of “Bank” (20 % and 4 %) and “VAT” (14 % and 5 %); less of “Price” (5 % and 13 %) and" in plain(said)
    firm = themes.assign(strength="firm")
    assert sentences.segments(study(firm, segment_themes=lambda: firm)).startswith("More is said")
    early = themes.assign(strength="too early")
    assert "“" not in sentences.segments(study(early, segment_themes=lambda: early))


def test_no_word_of_these_sentences_is_a_statisticians(margins) -> None:
    found = frame(row("Bank", 0.18, 0.03, share_1_raked=0.25))
    said = [
        headline(found),
        str(comparisons(study(found))),
        str(groups.weighted(study(found, project=margins, weights={"customers": weights(0.3)}))),
        groups.who_spoke(spoke(("Code", 0.05, 0.10, 0.08, -0.03, "firm"))),
        checked.UNCHECKED,
    ]
    assert [word for word in JARGON if any(word in text.lower() for text in said)] == []
