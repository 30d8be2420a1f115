"""The registry of measures by end user: its contract, who is asked what, products and goals."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pandas as pd
import pytest
from heard_toys import COMMENTS, DESK, FORUM, HEAD, MENTIONS, MONTH, SURVEY, answer, answers, heard, project
from small_project import write_csv

from workbench.errors import BadRequest
from workbench.measures.belonging import belongs, whole_words
from workbench.measures.registry.catalogue import CATALOGUE, measure_named
from workbench.measures.registry.goals import Status, cards, goals_table, standing
from workbench.measures.registry.table import FIRST, measures
from workbench.project.goals import END_USERS
from workbench.project.sections import Goal, Product
from workbench.project.toml import read_project
from workbench.stats.row import COLUMNS

FILES = ("forum", "mentions", "comments", "desk", "survey")


def day(number: int, hour: int = 9) -> str:
    """Return a time on the given day from 15 May 2026 on."""
    at = pd.Timestamp("2026-05-15") + pd.Timedelta(days=number, hours=hour)
    return f"{at:%Y-%m-%d %H:%M}"


def rows_of(seed: int) -> dict[str, list[dict[str, str]]]:
    """Return made-up rows of five sources over five months, the same for the same seed."""
    dice = random.Random(seed)
    said = ("Acme helps me every day", "Globex is cheaper, is it not?", "how do I export my books?", "I want a refund")
    found: dict[str, list[dict[str, str]]] = {name: [] for name in FILES}
    for at in range(400):
        name, who, when = dice.choice(FILES), f"person {dice.randint(1, 60)}", day(at * 2 // 5, dice.randint(0, 23))
        row = {"id": f"{name}-{at:03d}", "at": when, "who": who, "text": f"{dice.choice(said)} {at}"}
        before = found[name][-1]["id"] if found[name] else ""
        more = {
            "forum": {"thread": f"t{at // 15}"},
            "mentions": {"answers": before if dice.random() < 0.4 else ""},
            "comments": {"post": f"p{dice.randint(1, 9)}"},
            "desk": {
                "status": "open",
                "replied": day(at * 2 // 5 + 1, dice.randint(0, 23)) if dice.random() < 0.8 else "",
                "solved": day(at * 2 // 5 + 3, dice.randint(0, 23)) if dice.random() < 0.5 else "",
                "reopens": dice.choice("0001"),
                "rating": dice.choice(("good", "bad", "")),
            },
            "survey": {"rating": str(dice.randint(0, 10))},
        }[name]
        found[name].append({**row, **more})
    found["forum"].append(
        {"id": "forum-x", "at": day(155), "who": "helper", "text": "we look into it", "thread": "t25"}
    )
    return found


RIVAL = '\n[[competitors]]\nname = "Globex"\n'
TOML = HEAD + FORUM + MENTIONS + COMMENTS + DESK + SURVEY + RIVAL


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return answers(project(tmp_path_factory.mktemp("whole"), TOML, **rows_of(1)))


def test_a_goal_may_name_every_measure_and_no_other_with_its_end_user() -> None:
    assert {one.name: str(one.end_user) for one in CATALOGUE} == END_USERS
    assert len({one.title for one in CATALOGUE}) == len(CATALOGUE)


def test_every_measure_finds_something_where_the_exports_hold_it(whole: pd.DataFrame) -> None:
    own = whole[whole["segment"].str.rstrip("s") == whole["end_user"]]
    assert set(own["measure"]) == set(END_USERS)
    assert own["applicable"].all(), own.loc[~own["applicable"], ["measure", "reason"]].to_string()
    assert own.groupby("measure")["value"].first().notna().sum() >= len(CATALOGUE) - 2, (
        "nine in ten may be too many to have seen"
    )


def test_rows_carry_the_contract(whole: pd.DataFrame) -> None:
    assert tuple(whole.columns[: len(FIRST)]) == FIRST
    assert set(COLUMNS) <= set(whole.columns)
    assert (whole["value"].isna() <= (whole["strength"] == "too early")).all()
    assert ((whole["lo"] <= whole["value"]) & (whole["value"] <= whole["hi"])).dropna().all()
    assert (whole["lo"].isna() == whole["hi"].isna()).all()
    assert all(json.loads(text) is not None for text in whole["extra"])


def test_asked_of_the_wrong_people_a_measure_does_not_apply_and_gives_no_number(whole: pd.DataFrame) -> None:
    wrong = whole[whole["segment"].str.rstrip("s") != whole["end_user"]]
    assert len(wrong) == len(CATALOGUE)
    assert not wrong["applicable"].any()
    assert wrong["value"].isna().all()
    nps = wrong[wrong["measure"] == "nps"].iloc[0]
    assert (nps["segment"], nps["reason"]) == ("audience", "this is a measure of the customers, not of the audience")


def test_the_order_of_rows_and_the_key_change_nothing(tmp_path: Path, whole: pd.DataFrame) -> None:
    dice, mixed = random.Random(4), rows_of(1)
    for rows in mixed.values():
        dice.shuffle(rows)
    again = answers(project(tmp_path, TOML, **mixed))
    pd.testing.assert_frame_equal(again, whole, check_exact=True)


@pytest.mark.parametrize(
    ("sources", "measure", "told"),
    [
        (SURVEY, "returning_people", "map author"),
        (FORUM.replace("[[sources]]", '[[sources]]\nauthors = "unknown"'), "new_people", 'authors = "column"'),
        (FORUM, "returning_engagers", "map content_id"),
        (COMMENTS, "conversation_depth", "map thread_id, or parent_id"),
        (FORUM.replace('staff = ["helper"]\n', ""), "peer_help", 'write staff = ["@handle"]'),
        (FORUM, "share_of_voice", "add [[competitors]] tables with name and aliases"),
        (COMMENTS, "unprompted_mentions", "without content_id"),
        (FORUM, "csat", 'no source has origin = "support", "survey" or "call"'),
        (DESK.replace(', rating = "rating"', ""), "csat", 'write columns = { rating = "…" }'),
        (SURVEY, "csat", "settle rating_scale"),
        (DESK, "nps", 'no source has origin = "survey"'),
        (SURVEY.replace("nps11", "csat5"), "nps", "on the scale nps11"),
        (DESK.replace(' first_reply_at = "replied",', ""), "first_reply_time", "mapped to first_reply_at"),
        (DESK.replace(' solved_at = "solved",', ""), "resolution_time", "mapped to solved_at"),
        (FORUM, "resolution_time_p90", 'no source has origin = "support"'),
        (DESK.replace(' reopens = "reopens",', ""), "reopens", 'write columns = { reopens = "…" }'),
        (DESK.replace('author = "who", ', ""), "churn_signals", ""),
        (FORUM, "churn_signals", "nobody is known as a customer"),
        (DESK.replace("[[sources]]", '[[sources]]\nauthors = "one_per_item"'), "repeat_contact", "map author"),
    ],
)
def test_what_does_not_fit_says_what_to_map_and_gives_no_zero(
    tmp_path: Path, sources: str, measure: str, told: str
) -> None:
    made = rows_of(2)
    names = [name for name in FILES if f'name = "{name}"' in sources]
    row = answer(answers(project(tmp_path, HEAD + sources, **{name: made[name] for name in names})), measure)
    if not told:
        assert row["applicable"], "who writes to support is a customer, named or not"
        return
    assert not row["applicable"]
    assert pd.isna(row["value"])
    assert told in row["reason"]


def test_small_groups_are_too_early(tmp_path: Path) -> None:
    few = [{"id": f"s{at}", "at": day(145, at), "who": f"p{at}", "text": "fine", "rating": "9"} for at in range(9)]
    row = answer(answers(project(tmp_path, HEAD + SURVEY, survey=few)), "nps")
    assert (row["value"], row["strength"], row["reason"]) == (1.0, "too early", "too few people (A = 9)")


PRODUCTS = """
[[products]]
name = "Books"
end_user = "customer"
match = { text = ["books"] }
goal = { measure = "reopens", target = 0.9, by = "2026-09" }

[[products]]
name = "Desk"
end_user = "customer"
match = { source = "desk" }

[[products]]
name = "Talk"
end_user = "audience"
goal = { measure = "new_people", target = 0.99, by = "2027-01" }
"""


def test_a_product_is_measured_by_its_own_posts_and_end_user(tmp_path: Path) -> None:
    made = rows_of(3)
    folder = project(tmp_path, TOML + PRODUCTS, **made)
    table = answers(folder, "Books")
    assert set(table["end_user"]) == {"customer"}
    assert set(table["product"]) == {"Books"}
    october = [row for row in made["desk"] if row["at"].startswith("2026-10") and "books" in row["text"]]
    assert answer(table, "reopens")["n_posts"] == len(october) > 0
    assert (
        answer(answers(folder, "Desk"), "nps")["reason"] == "nobody answered a survey about this product in this period"
    )
    everything = answers(folder, "Talk")
    assert answer(everything, "new_people")["value"] == answer(answers(folder), "new_people")["value"]


def test_posts_belong_to_a_product_by_source_word_or_label() -> None:
    posts = pd.DataFrame(
        {
            "source": ["a", "b", "b", "b", "b"],
            "title": [None, "The Mobile  App", None, None, None],
            "text": ["x", "y", "mobile apps", "it’s here", "z"],
            "extra": [None, None, None, None, '{"label": " Mobile "}'],
        }
    )
    match = {"source": ["a"], "text": ["mobile app", "it's"], "label": ["mobile"]}
    product = Product.model_validate({"name": "P", "end_user": "customer", "match": match})
    assert belongs(posts, product).tolist() == [True, True, False, True, True]
    assert belongs(posts, product.model_copy(update={"match": None})).all()


def test_names_are_whole_words() -> None:
    pattern = whole_words(["Globex", "C++", ""])
    found = [bool(pattern.search(text)) for text in ("@globex!", "globexes", "my c++ code", "c+", "")]
    assert found == [True, False, True, False, False]
    assert not whole_words([]).search("anything")


def test_an_unknown_product_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    folder = project(tmp_path, TOML + PRODUCTS, **rows_of(3))
    with pytest.raises(BadRequest, match="Known are Books, Desk, Talk"):
        heard(folder, "Boks")


def test_cards_tell_how_goals_stand(tmp_path: Path) -> None:
    folder = project(tmp_path, TOML + PRODUCTS, **rows_of(3))
    products = read_project(folder).products
    books, desk, talk = cards(products, lambda name: answers(folder, name), month=MONTH)
    assert (books.status, books.measure, books.by) == (Status.UNKNOWN, "reopens", "2026-09")
    assert "too few people" in books.reason
    assert (desk.status, desk.title) == (Status.NONE, "")
    assert (talk.status, talk.unit) == (Status.ON_THE_WAY, "share")
    assert talk.hi < 0.99
    table = goals_table((books, desk, talk))
    assert table["status"].tolist() == ["cannot be told", "no goal is set", "not there yet"]
    assert table["target"].isna().tolist() == [False, True, False]
    assert goals_table(()).columns.tolist() == table.columns.tolist()


@pytest.mark.parametrize(
    ("name", "ends", "target", "month", "status", "words"),
    [
        ("csat", (0.80, 0.90), 0.75, "2026-10", "reached", "80 % to 90 %, lies at or above 75 %"),
        ("csat", (0.60, 0.70), 0.75, "2026-10", "not there yet", "there is time until the end of 2027-01"),
        ("csat", (0.60, 0.70), 0.75, "2027-01", "not reached", "which was due by the end of 2027-01"),
        ("csat", (0.60, 0.80), 0.75, "2027-06", "cannot be told", "includes 75 %"),
        ("first_reply_time", (2.0, 4.0), 4, "2026-10", "reached", "2 hours to 4 hours, lies at or below 4 hours"),
        ("first_reply_time", (5.0, 9.0), 4, "2027-02", "not reached", "above 4 hours"),
        ("nps", (-0.1, 0.2), 0.1, "2026-10", "cannot be told", "-10 to +20, includes +10"),
    ],
)
def test_only_a_range_on_one_side_of_the_target_tells(
    name: str, ends: tuple[float, float], target: float, month: str, status: str, words: str
) -> None:
    goal = Goal(measure=name, target=target, by="2027-01")  # type: ignore[arg-type]
    found, reason = standing(measure_named(name), goal, ends, month)
    assert found == status
    assert words in reason


GOAL = '\n[[products]]\nname = "P"\nend_user = "{}"\ngoal = {{ measure = "{}", target = 1, by = "2027-01" }}\n'


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        (GOAL.format("customer", "csatt"), "line 14, products.goal.measure", "'csat', 'nps'"),
        (GOAL.format("audience", "nps"), "line 14, products.goal.measure", "those are returning_people, new_people"),
        ('\n[[products]]\nname = "P"\nend_user = "customer"\nmatch = { source = "no" }\n', "line 14", "holds no 'no'"),
        (
            '\n[[products]]\nname = "P"\nend_user = "customer"\nmatch = { text = " " }\n',
            "line 14",
            "needs one of source",
        ),
    ],
)
def test_a_wrong_goal_or_match_is_named_with_its_line(tmp_path: Path, text: str, where: str, words: str) -> None:
    toml = HEAD + SURVEY.replace('rating_scale = "nps11"\n', "") + text
    write_csv(tmp_path / "inbox" / "survey.csv", rows_of(1)["survey"])
    (tmp_path / "project.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(BadRequest) as refused:
        read_project(tmp_path)
    assert where in str(refused.value)
    assert words in str(refused.value)


def test_the_table_of_a_product_without_posts_says_so(tmp_path: Path) -> None:
    silent = '\n[[products]]\nname = "Silent"\nend_user = "audience"\nmatch = { text = "unheard" }\n'
    table = measures(heard(project(tmp_path, TOML + silent, **rows_of(1)), "Silent"))
    assert table["value"].isna().all()
    assert (table["strength"] == "too early").all()
    assert table["reason"].notna().all()
