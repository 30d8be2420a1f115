"""The curator: changes of the codebook that need the posts, previewed before they are made."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from workbench.analysis import Analysis
from workbench.embed.vectors import Vectors
from workbench.errors import BadRequest
from workbench.explore.editor import Editor
from workbench.explore.posts import Posts
from workbench.explore.taught import taught
from workbench.measures.codings import codings_of
from workbench.measures.growth import own_words
from workbench.topics.codebook.events import Kind
from workbench.topics.codebook.rows import row_of
from workbench.topics.codebook.state import Codebook, sha256_of_array
from workbench.topics.codebook.topic import Learnt, Topic
from workbench.topics.learnt import LEAST_OF_TOPIC, LEAST_PINS, learn
from workbench.topics.pool import Pool, pool
from workbench.topics.split import Cutting, Known, Split, split


class Curator(Editor):
    """Split topics, pin posts and learn from pins, on the posts of one study; and all that an editor does.

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
    >>> curator.rename("T0007", "Queue at the till")  # doctest: +SKIP
    """

    def __init__(self, analysis: Analysis, *, author: str) -> None:
        super().__init__(analysis.project, analysis.ground.cache.encoder.key, author=author)
        self.analysis = analysis
        self._posts = Posts(analysis, lambda: self.codebook)

    def posts(self, topic_id: str = "", *, search: str = "") -> pd.DataFrame:
        """List the posts of a topic, or all, with the ids that `pin` takes; see `Posts.listed`."""
        return self._posts.listed(self._topic(topic_id).topic_id if topic_id else "", search=search)

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
        known = Known(frozenset(self._under(topic_id)["hash"]), self._vectors_of(topic.pins, topic.not_about))
        return split(topic, members, encode(members.texts), self.codebook, cutting=cutting, encode=encode, known=known)

    def split(self, topic_id: str, *, finer: float = 1.0, keep: Sequence[int] = (), reason: str = "") -> Codebook:
        """Replace a topic by the parts that `preview` shows.

        Parameters
        ----------
        topic_id : str
        finer : float
        keep : sequence of int
            Numbers of the parts that become topics of their own, counted from 1; the others stay together in one that
            has the name, owner and pins of the whole. All where empty.
        reason : str

        Raises
        ------
        BadRequest
            If the topic does not fall apart, or has no part of such a number.
        """
        found = self.preview(topic_id, finer=finer)
        if len(found.pieces) < 2:
            raise BadRequest(
                f"{topic_id} does not fall into parts of enough people.",
                where="the posts of this study",
                fix="Try it finer (above 1), take a longer period, or leave the topic as it is.",
            )
        wrong = [number for number in keep if not 1 <= number <= len(found.pieces)]
        if wrong:
            raise BadRequest(
                f"{topic_id} has no part {wrong[0]}.",
                where=f"the {len(found.pieces)} parts that it falls into here",
                fix="Look at the parts first: the same command without --commit.",
            )
        said = found.keeping(self.codebook.topic(topic_id), keep) if keep else found.said()
        return self.curation.change(Kind.SPLIT, said, reason=reason, arrays=found.arrays)

    def pin(self, topic_id: str, item_id: str, *, about: bool = True, reason: str = "") -> Codebook:
        """Say that a post is, or is not, about a topic.

        Parameters
        ----------
        topic_id : str
        item_id : str
            As in `posts`; of a long post `id:2` means its third passage.
        about : bool
            False excludes it.

        Raises
        ------
        BadRequest
            If the study has no such post, or it has several passages and none is named.
        """
        text = self._posts.hash_of(item_id)
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
        said = {"topic": topic_id, "hash": self._posts.hash_of(item_id)}
        return self.curation.change(Kind.UNPIN, said, reason=reason)

    def learn(self, *, reason: str = "") -> Codebook:
        """Let the posts that people vouched for decide between near topics from now on, see `taught`.

        Raises
        ------
        BadRequest
            If they are too few.
        """
        project, book = self.analysis.project, self.codebook
        vouched = taught(book, codings_of(project, self.analysis.period.label, book), self._posts)
        if not vouched:
            raise BadRequest(
                "No post is pinned yet, and none was found to fit in a quick check.",
                where="the codebook's pins and checks/codings.csv",
                fix=f"Pin {LEAST_PINS} posts, {LEAST_OF_TOPIC} or more to each of two topics; posts lists their ids.",
            )
        read = self._posts.read.drop_duplicates("hash").sort_values("hash")
        rows = read[read["hash"].isin(vouched)]
        vectors = self.analysis.ground.cache.vectors(rows["text"].tolist())
        choice = learn(vectors, [vouched[text] for text in rows["hash"]])
        if choice is None:
            raise BadRequest(
                f"{len(rows)} of the {len(vouched)} posts that were pinned or checked are read by this study.",
                where="the codebook's pins and checks/codings.csv",
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

    def _members(self, topic_id: str) -> Pool:
        return pool(self._under(topic_id))

    def _under(self, topic_id: str) -> pd.DataFrame:
        """Return the passages that are filed under a topic."""
        filed = self._posts.filed
        own = filed[(filed["topic_id"] == topic_id) & (filed["decision"] == "topic")][["item_id", "passage"]]
        return self._posts.read.merge(own, on=["item_id", "passage"])

    def _vectors_of(self, *marked: Collection[str]) -> dict[str, Vectors]:
        """Return the vectors of texts that people marked, by hash: those of this study and of the months before it."""
        wanted = set().union(*marked)
        texts = self._texts(self._posts.read, wanted)
        for month in self.analysis.past.months if wanted - texts.keys() else ():
            texts |= self._texts(self.analysis.past.passages(month), wanted - texts.keys())
        names = sorted(texts)
        return dict(zip(names, self.analysis.ground.cache.vectors([texts[name] for name in names]), strict=True))

    @staticmethod
    def _texts(passages: pd.DataFrame, wanted: Collection[str]) -> dict[str, str]:
        rows = passages[passages["hash"].isin(wanted)].sort_values(["hash", "text"], kind="stable")
        rows = rows.drop_duplicates("hash")
        return dict(zip(rows["hash"].astype(str), rows["text"].astype(str), strict=True))
