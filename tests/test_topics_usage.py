from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.topics.usage import EVEN, usage
from workbench.topics.words import stem, stems

TABS = ["Closing a tab takes two swipes", "the tabs close by themselves", "where is the dark mode"]
LOGIN = ["the code never arrives <url>", "@user no code, closed my account"]


def test_a_word_counts_in_any_of_its_forms():
    used = usage([TABS, LOGIN])
    assert used.texts(0, stems("close tabs")) == 0b011
    assert used.share(0, used.texts(0, stems("tab"))) == 2 / 3
    assert used.texts(1, stems("tab")) == 0


def test_apart_is_a_topics_share_of_all_use_each_topic_weighing_the_same():
    used = usage([TABS, LOGIN])
    # close: two of three texts here, one of two there
    assert used.apart(0, stems("close")) == (2 / 3) / (2 / 3 + 1 / 2 + EVEN)
    assert used.apart(0, stems("tab")) == (2 / 3) / (2 / 3 + EVEN)


def test_links_and_handles_are_no_words():
    used = usage([LOGIN])
    assert not {"url", "user"} & set(used.users[0])


def test_no_texts_are_used_by_nobody():
    used = usage([[]])
    assert used.share(0, used.texts(0, {"tab"})) == 0.0
    assert used.apart(0, {"tab"}) == 0.0


def test_a_phrase_is_read_by_its_telling_words():
    assert stems("swipe to close tabs") == {"swip", "clos", "tab"}
    assert stems("sign-in code") == {"sign", "in", "cod"}
    assert stems("the") == {stem("the")}


@given(st.text(max_size=20))
@settings(max_examples=100, deadline=None)
def test_a_stem_is_never_longer_than_its_word_and_never_empty(word):
    folded = word.casefold()
    assert len(stem(folded)) <= len(folded)
    assert bool(stem(folded)) == bool(folded)
