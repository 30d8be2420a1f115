"""The sets of texts that are measured; none of them lies in the repository."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

CHROME = "chrome"
SAMPLE = "sample"
REVIEWS = "app_reviews/google_chrome_reviews.xlsx"


@dataclass(frozen=True)
class TextSet:
    """Texts as a user has them, and what they are about where people said so.

    Parameters
    ----------
    texts : tuple of str, length n
    labels : ndarray of str, shape (n,), or None
    """

    texts: tuple[str, ...]
    labels: npt.NDArray[np.str_] | None = None

    def first(self, limit: int | None) -> TextSet:
        """Return at most `limit` texts, drawn evenly with a fixed seed; all of them for None."""
        if limit is None or limit >= len(self.texts):
            return self
        chosen = np.sort(np.random.default_rng(0).choice(len(self.texts), limit, replace=False))
        labels = None if self.labels is None else self.labels[chosen]
        return TextSet(tuple(self.texts[at] for at in chosen), labels)


@dataclass(frozen=True)
class _Source:
    """Where a set comes from: files below the data folder (none for the made-up sample) and how they are read."""

    files: tuple[str, ...]
    read: Callable[[Path], TextSet]


def load(name: str, data: Path) -> TextSet:
    """Read a set.

    Parameters
    ----------
    name : str
        A key of `SETS`.
    data : Path
        The folder of evaluation data.

    Raises
    ------
    FileNotFoundError
        If a file of the set is not there.
    """
    return SETS[name].read(data)


def present(name: str, data: Path) -> bool:
    """Say whether every file of a set is there."""
    return all((data / file).is_file() for file in SETS[name].files)


def _labelled(texts: list[str], labels: list[str]) -> TextSet:
    return TextSet(tuple(texts), np.array(labels, dtype=np.str_))


def _chrome(data: Path) -> TextSet:
    import pandas as pd

    table = pd.read_excel(data / REVIEWS, dtype=str)[["title", "content"]].fillna("")
    return TextSet(tuple(f"{title}. {text}" for title, text in table.itertuples(index=False)))


def _banking(part: str) -> Callable[[Path], TextSet]:
    def read(data: Path) -> TextSet:
        import pandas as pd

        table = pd.read_csv(data / f"labelled/banking77_{part}.csv", dtype=str)
        return _labelled(table["text"].tolist(), table["category"].tolist())

    return read


def _stackoverflow(data: Path) -> TextSet:
    titles, labels = (
        (data / f"labelled/stackoverflow_{name}.txt").read_text(encoding="utf-8").splitlines()
        for name in ("titles", "labels")
    )
    return _labelled(titles, labels)


def _airlines(data: Path) -> TextSet:
    """Return complaints to airlines by the reason that readers gave them; copies and "Can't Tell" left out."""
    import pandas as pd

    from workbench.text.normalise import normalise_all

    tweets = pd.read_csv(data / "airline_tweets/tweets.csv", dtype=str)
    tweets = tweets[(tweets["airline_sentiment"] == "negative") & tweets["negativereason"].notna()]
    tweets = tweets[tweets["negativereason"] != "Can't Tell"]
    tweets = tweets[~pd.Series(normalise_all(tweets["text"].tolist()), index=tweets.index).duplicated()]
    return _labelled(tweets["text"].tolist(), tweets["negativereason"].tolist())


def _sample(_: Path) -> TextSet:
    """Return the sample project's English posts that are about exactly one topic, copies left out."""
    from workbench.simulate.items import make_items
    from workbench.simulate.people import make_people
    from workbench.simulate.plan import CHAT, NO_REASON
    from workbench.simulate.planted import with_planted

    posts: dict[str, str] = {}
    for item in with_planted(1, make_items(1, make_people(1))):
        if item.lang == "en" and len(item.topics) == 1 and item.topics[0] not in (CHAT, NO_REASON):
            posts.setdefault(f"{item.said.title} {item.said.text}".strip(), item.topics[0])
    return _labelled(list(posts), list(posts.values()))


#: name -> where it comes from; the order of the tables.
SETS: dict[str, _Source] = {
    SAMPLE: _Source((), _sample),
    "banking-train": _Source(("labelled/banking77_train.csv",), _banking("train")),
    "banking-test": _Source(("labelled/banking77_test.csv",), _banking("test")),
    "stackoverflow": _Source(
        ("labelled/stackoverflow_titles.txt", "labelled/stackoverflow_labels.txt"), _stackoverflow
    ),
    "airlines": _Source(("airline_tweets/tweets.csv",), _airlines),
    CHROME: _Source((REVIEWS,), _chrome),
}
