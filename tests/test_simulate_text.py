from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache

import py3langid
import pytest
from simulate_sample import files, folder, rows

from workbench.load.read import read_source
from workbench.project.toml import read_project
from workbench.simulate import plan


@cache
def texts() -> tuple[tuple[dict[str, str], str], ...]:
    """Return every post of every source with its truth, as the loader reads it."""
    project = read_project(folder())
    truth = {(row["file"], int(row["row"])): row for row in rows("truth/items.csv")}
    found = []
    for source in project.sources:
        if source.kind == "feedback":
            feedback = read_source(source, project.files(source), root=folder(), zone="UTC", key=b"k" * 32).feedback
            inbound = feedback[feedback["direction"] == "inbound"]
            found += [
                (truth[file, int(row)], str(text))
                for file, row, text in zip(inbound["source_file"], inbound["source_row"], inbound["text"], strict=True)
            ]
    return tuple(found)


def test_fewer_than_eight_percent_are_accidental_copies():
    said = [text for row, text in texts() if row["topic_1"] != plan.NO_REASON and not row["planted"]]
    assert 1 - len(set(said)) / len(said) < 0.08


def test_posts_on_a_topic_are_almost_never_the_same():
    said = [text for row, text in texts() if row["topic_1"] in plan.TOPICS and not row["planted"]]
    assert 1 - len(set(said)) / len(said) < 0.01


def test_six_to_eight_percent_are_not_in_english():
    langs = Counter(row["lang"] for row, _ in texts())
    assert 0.06 <= 1 - langs["en"] / langs.total() <= 0.08
    assert set(langs) == {"en", "de", "fr", "es", "nl"}


@pytest.mark.parametrize("lang", ["de", "fr", "es", "nl"])
def test_other_languages_are_what_they_are_said_to_be(lang):
    py3langid.set_languages(["en", "de", "fr", "es", "nl"])
    long = [text for row, text in texts() if row["lang"] == lang and len(text) > 60]
    assert sum(py3langid.classify(text)[0] == lang for text in long) / len(long) > 0.9


def test_about_a_tenth_of_posts_on_a_topic_hold_two():
    named = [row for row, _ in texts() if row["topic_1"] in plan.TOPICS and not row["planted"]]
    assert 0.08 < sum(bool(row["topic_2"]) for row in named) / len(named) < 0.12


def test_a_tenth_of_the_tickets_and_more_are_long():
    words = [len(text.split()) for row, text in texts() if row["source"] == "tickets"]
    assert sum(count >= 60 for count in words) / len(words) > 0.1
    assert max(words) < 200


def test_no_post_shows_how_it_was_made():
    for _, text in texts():
        assert not re.search(r"\{\w+\}|\bNone\b|  |\.\.\s*\.?$(?<!\.\.\.)", text), text


def test_every_mention_on_x_names_the_product():
    for name in files():
        if name.startswith("inbox/x/"):
            said = [
                row["body"] for row in rows(name) if row["body"] and row["author"] and row["author"] != "pennimoor_help"
            ]
            assert all("pennimoor" in text.lower() for text in said)


def test_replies_in_the_community_answer_a_post_of_their_thread():
    lines = [
        line
        for name, data in sorted(files().items())
        if name.endswith(".ndjson")
        for line in data.decode().splitlines()
    ]
    posts = [json.loads(line) for line in lines if line.endswith("}")]
    thread_of = {post["id"]: post["topic_id"] for post in posts}
    answers = [post for post in posts if post["reply_to_id"]]
    assert 0.3 < len(answers) / len(posts) < 0.8
    assert all(thread_of[post["reply_to_id"]] == post["topic_id"] for post in answers)
