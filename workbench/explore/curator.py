"""The curator: changes of the codebook that need the posts, previewed before they are made."""

from __future__ import annotations

import pandas as pd

from workbench.analysis import Analysis
from workbench.errors import BadRequest
from workbench.measures.growth import own_words
from workbench.measures.material import Material
from workbench.topics.codebook.curation import Curation
from workbench.topics.codebook.events import Kind
from workbench.topics.codebook.rows import row_of
from workbench.topics.codebook.state import Codebook, sha256_of_array
from workbench.topics.codebook.topic import Learnt, Topic
from workbench.topics.corpus import Part
from workbench.topics.learnt import LEAST_OF_TOPIC, LEAST_PINS, learn
from workbench.topics.pool import Pool, pool
from workbench.topics.split import Cutting, Split, split


class Curator:
    """Split topics, pin posts and learn from pins, on the posts of one study.

    Parameters
    ----------
    analysis : Analysis
        The study whose posts are looked at: everything that it reads, also the months before.
    author : str
        Whose changes they are.

    Examples
    --------
    >>> curator = Curator(wb.open("acme", "2026-10"), author="Ana")  # doctest: +SKIP
    >>> curator.preview("T0005").pieces  # doctest: +SKIP
    >>> curator.split("T0005", reason="two different wishes")  # doctest: +SKIP
    """

    def __init__(self, analysis: Analysis, *, author: str) -> None:
        self.analysis = analysis
        self.curation = Curation(analysis.project.folder, analysis.ground.cache.encoder.key, author=author)

    @property
    def codebook(self) -> Codebook:
        """The codebook as it stands."""
        return self.curation.codebook

    def preview(self, topic_id: str, *, finer: float = 1.0) -> Split:
        """Look at the parts that a topic falls into; nothing is changed.

        Parameters
        ----------
        topic_id : str
        finer : float
            Above 1 more and smaller parts.

        Returns
        -------
        Split
            Without pieces where the topic does not fall apart.

        Raises
        ------
        BadRequest
            If there is no such topic in use, or too few posts.
        """
        topic = self._topic(topic_id)
        members = self._members(topic_id)
        project = self.analysis.project
        cutting = Cutting(finer, project.topics.min_people, own_words(project), project.seed)
        encode = self.analysis.ground.cache.vectors
        return split(topic, members, encode(members.texts), self.codebook, cutting=cutting, encode=encode)

    def split(self, topic_id: str, *, finer: float = 1.0, reason: str = "") -> Codebook:
        """Replace a topic by the parts that `preview` shows.

        Raises
        ------
        BadRequest
            If the topic does not fall apart.
        """
        found = self.preview(topic_id, finer=finer)
        if len(found.pieces) < 2:
            raise BadRequest(
                f"{topic_id} does not fall into parts of enough people.",
                where="the posts of this study",
                fix="Try it finer (above 1), take a longer period, or leave the topic as it is.",
            )
        return self.curation.change(Kind.SPLIT, found.said(), reason=reason, arrays=found.arrays)

    def pin(self, topic_id: str, item_id: str, *, about: bool = True, reason: str = "") -> Codebook:
        """Say that a post is, or is not, about a topic.

        Parameters
        ----------
        topic_id : str
        item_id : str
            As in items; of a long post `id:2` means its third passage.
        about : bool
            False excludes it.

        Raises
        ------
        BadRequest
            If the study has no such post, or it has several passages and none is named.
        """
        text = self._hash(item_id)
        return self.curation.change(
            Kind.PIN if about else Kind.EXCLUDE, {"topic": topic_id, "hash": text}, reason=reason
        )

    def unpin(self, topic_id: str, item_id: str, *, reason: str = "") -> Codebook:
        """Take back what was said of a post and a topic.

        Raises
        ------
        BadRequest
            If nothing was said of them.
        """
        said = {"topic": topic_id, "hash": self._hash(item_id)}
        return self.curation.change(Kind.UNPIN, said, reason=reason)

    def learn(self, *, reason: str = "") -> Codebook:
        """Let the pinned posts decide between near topics from now on.

        Raises
        ------
        BadRequest
            If too few posts are pinned.
        """
        pinned = {text: topic.topic_id for topic in self.codebook.live for text in topic.pins}
        read = self._read().drop_duplicates("hash").sort_values("hash")
        rows = read[read["hash"].isin(pinned)]
        vectors = self.analysis.ground.cache.vectors(rows["text"].tolist())
        choice = learn(vectors, [pinned[text] for text in rows["hash"]])
        if choice is None:
            raise BadRequest(
                f"{len(rows)} of the {len(pinned)} pinned posts are among the posts of this study.",
                where="the codebook's pins",
                fix=f"Pin {LEAST_PINS} posts, {LEAST_OF_TOPIC} or more to each of two topics, or take a longer period.",
            )
        name = sha256_of_array(choice.coefficients)
        said = row_of(Learnt(choice.topics, name, choice.pins))
        return self.curation.change(Kind.LEARN, said, reason=reason, arrays={name: choice.coefficients})

    def promote(self, watch_id: str, *, reason: str = "") -> Codebook:
        """Make a topic of what was only watched.

        Raises
        ------
        BadRequest
            If nothing is watched under that id.
        """
        book = self.codebook
        found = {one.watch_id: one for one in book.watched}.get(watch_id)
        if found is None:
            raise BadRequest(
                f"Nothing is watched under {watch_id}.", where="the codebook", fix="See workbench codebook list."
            )
        theme = book.next_theme_id()
        new = Topic(book.next_id(), found.label, found.keywords, theme, (found.part,), found.first_period)
        said = {"watched": watch_id, "new": row_of(new), "themes": [{"theme_id": theme, "label": found.label}]}
        return self.curation.change(Kind.PROMOTE, said, reason=reason)

    def _topic(self, topic_id: str) -> Topic:
        book = self.codebook
        if topic_id not in book or not book.topic(topic_id).live:
            raise BadRequest(
                f"No topic in use is called {topic_id}.", where="the codebook", fix="See workbench codebook list."
            )
        return book.topic(topic_id)

    def _material(self) -> Material:
        return self.analysis.ground.material

    def _read(self) -> pd.DataFrame:
        passages = self._material().passages
        return pd.DataFrame(passages[passages["part"] == Part.TOPIC])

    def _members(self, topic_id: str) -> Pool:
        filed = self.analysis.filed
        own = filed[(filed["topic_id"] == topic_id) & (filed["decision"] == "topic")][["item_id", "passage"]]
        return pool(self._read().merge(own, on=["item_id", "passage"]))

    def _hash(self, item_id: str) -> str:
        name, _, passage = item_id.rpartition(":") if item_id.rpartition(":")[2].isdigit() else (item_id, "", "")
        rows = self._read()
        rows = rows[rows["item_id"] == (name or item_id)]
        if passage:
            rows = rows[rows["passage"] == int(passage)]
        if len(rows) != 1:
            told = ", ".join(f"{name or item_id}:{number}" for number in rows["passage"])
            raise BadRequest(
                f"{item_id} has {len(rows)} passages that are read for topics.",
                where="the posts of this study",
                fix=f"Name one: {told}." if told else "Take an item_id of items.xlsx or analysis.items.",
            )
        return str(rows["hash"].iloc[0])
