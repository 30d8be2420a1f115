"""What the segments page says of measures and goals, on the sample tables of a study."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from workbench.report import enduser


def row(
    measure, end_user, *, segment=None, applicable=True, value=0.2, unit="share", subject="", reason="", product=None
):
    asked = segment or {"audience": "audience", "customer": "customers"}[end_user]
    return {
        "measure": measure, "end_user": end_user, "product": product, "segment": asked, "value": value,
        "lo": None if value is None else value - 0.1, "hi": None if value is None else value + 0.1,
        "applicable": applicable, "reason": reason, "title": measure.replace("_", " ").capitalize(), "unit": unit,
        "how": "how it is computed", "subject": subject, "strength": "firm" if applicable else "too early",
    }  # fmt: skip


def study(*rows, goals=()):
    names = ["product", "end_user", "title", "unit", "value", "lo", "hi", "target", "by", "status", "reason"]
    return SimpleNamespace(
        measures=lambda: pd.DataFrame(list(rows)), goals=lambda: pd.DataFrame(list(goals), columns=names)
    )


WRONG = row("new_people", "audience", segment="customers", applicable=False, value=None, reason="not of the customers")
LACKING = row("share_of_voice", "audience", applicable=False, value=None, reason="no competitor is named")


def test_each_end_user_has_its_own_table_with_its_own_units():
    found = str(
        enduser.measured(
            study(
                row("new_people", "audience"),
                row("nps", "customer", value=-0.27, unit="score"),
                row("first_reply_time", "customer", value=6.3, unit="hours"),
                WRONG,
            )
        )
    )
    assert found.index("Audience") < found.index("New people") < found.index("Customers") < found.index("Nps")
    assert "20 % (10–30)" in found
    assert "−27 (−37 to −17)" in found
    assert "6.3 hours" in found


def test_what_is_about_one_product_stands_in_no_table_of_the_whole():
    assert "no measure" in str(enduser.measured(study(row("nps", "customer", product="Acme")))).lower()


def test_what_cannot_be_told_says_why_and_the_other_end_user_is_no_reason():
    found = str(enduser.missing(study(row("new_people", "audience"), WRONG, LACKING)))
    assert "no competitor is named" in found
    assert "New people" not in found
    assert "Every measure applies" in str(enduser.missing(study(row("new_people", "audience"), WRONG)))


def test_the_sentence_counts_a_measure_once():
    said = enduser.apart(study(row("new_people", "audience"), WRONG, LACKING, row("nps", "customer")))
    assert said.startswith("1 of 2 measures of the audience and 1 of 1 measures of the customers")


def test_a_goal_stands_with_its_target_and_hostile_names_are_escaped():
    goal = (
        "<b>Acme",
        "customer",
        "Net promoter score",
        "score",
        -0.27,
        -0.4,
        -0.14,
        0.1,
        "2026-12",
        "not there yet",
        "x",
    )
    found = str(enduser.goals(study(row("nps", "customer"), goals=[goal])))
    assert "+10 by 2026-12" in found
    assert "not there yet" in found
    assert "<b>Acme" not in found


def test_a_project_without_products_is_told_how_to_name_one():
    assert "[[products]]" in str(enduser.goals(study(row("nps", "customer"))))
