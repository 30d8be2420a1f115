"""Taught: the posts of which people said what they are about, to learn from."""

from __future__ import annotations

import pandas as pd

from workbench.explore.posts import Posts
from workbench.measures.codings import Codings
from workbench.project.codings import Answer
from workbench.topics.codebook.state import Codebook


def taught(codebook: Codebook, codings: Codings, posts: Posts) -> dict[str, str]:
    """Say of each text that people vouched for which topic it is about.

    Parameters
    ----------
    codebook : Codebook
    codings : Codings
        What was checked, under the codebook.
    posts : Posts
        Of a study.

    Returns
    -------
    dict of str to str
        Hash -> topic_id, sorted by hash: pinned posts, and those that somebody found to fit in the quick check.

    Notes
    -----
    A pin goes before a check, and a text that was checked under two topics teaches neither. Posts of a random sample
    are left out: true shares are measured by them, and something learnt from them would be measured by itself.
    """
    pinned = {text: topic.topic_id for topic in codebook.live for text in topic.pins}
    checked: dict[str, set[str]] = {}
    for text, topic_id in _checked(codings, posts).itertuples(index=False):
        if topic_id in codebook and text not in codebook.topic(topic_id).not_about:
            checked.setdefault(str(text), set()).add(str(topic_id))
    clear = {text: topics.pop() for text, topics in checked.items() if len(topics) == 1}
    return dict(sorted((clear | pinned).items()))


def _checked(codings: Codings, posts: Posts) -> pd.DataFrame:
    """Return the texts of posts that fit, and the topic: the passages that are filed under it."""
    quick = codings.quick
    yes = quick[(quick["answer"] == Answer.YES) & (quick["now"] != "")]
    under = posts.filed[posts.filed["decision"] == "topic"][["item_id", "passage", "topic_id"]]
    fits = under.merge(yes[["item_id", "now"]].astype(str), on="item_id")
    fits = fits[fits["topic_id"].astype(str) == fits["now"]]
    return fits.merge(posts.read[["item_id", "passage", "hash"]], on=["item_id", "passage"])[["hash", "topic_id"]]
