from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile import HOSTILE
from workbench.errors import BadData
from workbench.topics.frame.rule import combined, keyword_list, lower_operators, parse

VOCABULARY = ("login", "code", "sms", "dark", "mode", "and", "straße", "登录", "e-mail", "crash", "crashed", "7")
texts = st.lists(st.sampled_from(VOCABULARY), max_size=8).map(" ".join)
words = st.sampled_from(VOCABULARY)
leaves = st.one_of(
    words,
    words.map("{}*".format),
    st.lists(words, min_size=1, max_size=3).map(lambda some: f'"{" ".join(some)}"'),
)
rules = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"({two[0]}) AND {two[1]}"),
        st.tuples(inner, inner).map(lambda two: f"{two[0]} OR {two[1]}"),
        st.tuples(inner, inner).map(lambda two: f"{two[0]} {two[1]}"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}, {two[1]})"),
        inner.map(lambda one: f"NOT ({one})"),
        inner.map(lambda one: f"NOT {one}"),
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("rule", "yes", "no"),
    [
        ("login", "The LOGIN fails", "the logins fail"),
        ("crash*", "it crashes", "a car-accident"),
        ('"dark mode"', "please, a dark-mode!", "mode dark"),
        ("dark mode", "a mode that is dark", "dark"),
        ("dark, night; black\nshade", "black", "white"),
        ("a b OR c", "c", "a"),
        ("NOT a b", "b", "a b"),
        ("code AND NOT (rabatt OR gutschein)", "der code fehlt", "code für rabatt"),
        ("code UND NICHT rabatt ODER sms", "sms rabatt", "code rabatt"),
        ("code UND sms", "sms code", "code und"),
        ("sign-in", "cannot sign in", "in the sign"),
        ('"log* in"', "logging in", "in log"),
        ("can't", "I can’t pay", "I can pay"),
        ("STRASSE", "die Straße", "die Gasse"),
        ("登录", "我无法登录了", "录登"),
        ("“dark mode”", "dark mode", "dark"),
        ("user", "a user", "@user wrote"),
        ('"and"', "this and that", "this"),
        ("a, (b c)", "c b", "b"),
    ],
)
def test_a_rule_matches_whole_words_in_any_case(rule, yes, no):
    assert parse(rule).matches(yes)
    assert not parse(rule).matches(no)


@pytest.mark.parametrize(
    ("rule", "place", "said"),
    [
        ("code AND", 9, "ends where a word is expected"),
        ("OR code", 1, "OR stands where a word is expected"),
        ("code OR, sms", 8, "',' stands"),
        ("(code", 1, "never closed"),
        ("code)", 5, "never opened"),
        ("code ()", 6, "empty"),
        ('code "dark', 6, "never closed"),
        ('code ""', 7, "no letter or digit"),
        ("code !!!", 6, "no letter or digit"),
        ("*ode", 1, "star"),
        ("co*de", 1, "star"),
        (" , ;", 5, "no word"),
        ("(" * 60 + "a" + ")" * 60, 42, "deep"),
    ],
)
def test_a_fault_names_the_cell_the_character_and_what_to_do(rule, place, said):
    with pytest.raises(BadData) as caught:
        parse(rule, where='frame.xlsx, sheet Codes, row 5, column "Rule"')
    assert said in caught.value.what
    assert caught.value.where.startswith('frame.xlsx, sheet Codes, row 5, column "Rule", character ')
    assert caught.value.where.endswith(f"character {place} of the rule")
    assert caught.value.fix


@given(st.one_of(st.text(), st.text(alphabet='ab "()*,;\nANDORT-'), st.sampled_from(HOSTILE)))
def test_any_text_is_a_rule_or_a_told_fault(text):
    try:
        rule = parse(text)
    except BadData:
        return
    rule.matches(text)
    assert parse(str(rule)) == rule


@given(rules)
def test_a_rule_written_out_reads_as_the_same_rule(rule):
    once = parse(rule)
    assert parse(str(once)) == once
    assert str(parse(str(once))) == str(once)


@given(rules, rules, texts)
def test_de_morgan_holds(one, two, text):
    assert parse(f"NOT (({one}) AND ({two}))").matches(text) == parse(f"NOT ({one}) OR NOT ({two})").matches(text)
    assert parse(f"NOT (({one}) OR ({two}))").matches(text) == parse(f"NOT ({one}) AND NOT ({two})").matches(text)


@given(rules, rules, texts)
def test_operators_mean_what_they_say(one, two, text):
    first, second = parse(one), parse(two)
    assert parse(f"({one}) AND ({two})").matches(text) == (first.matches(text) and second.matches(text))
    assert parse(f"({one}), ({two})").matches(text) == (first.matches(text) or second.matches(text))
    assert parse(f"NOT ({one})").matches(text) != first.matches(text)
    assert combined([first, second]).matches(text) == (first.matches(text) or second.matches(text))


@given(rules, texts)
def test_case_never_matters(rule, text):
    assert parse(rule).matches(text.upper()) == parse(rule).matches(text)


def test_a_rule_of_what_a_post_is_not_names_nothing():
    assert parse("NOT discount").names_nothing
    assert parse("code, NOT discount").names_nothing
    assert not parse("code NOT discount").names_nothing


def test_a_keyword_list_is_parted_outside_quotes_and_brackets():
    assert keyword_list('dark  mode, "a, b";(c, d)\n e,,') == ("dark mode", '"a, b"', "(c, d)", "e")


@given(st.lists(rules, min_size=1, max_size=4), texts)
def test_the_entries_of_a_list_match_what_the_list_matches(some, text):
    listed = ", ".join(some)
    assert parse(listed).matches(text) == any(parse(entry).matches(text) for entry in keyword_list(listed))


def test_operators_in_lower_case_are_words_and_told():
    assert not parse("login or code").matches("login code")
    assert lower_operators('login or "this and that" NOT x, oder') == ("or", "oder")
