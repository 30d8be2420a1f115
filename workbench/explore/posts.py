"""The posts of a study as a curator names them: by the ids that pin takes."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from workbench.analysis import Analysis
from workbench.errors import BadRequest
from workbench.privacy.mask import mask
from workbench.topics.codebook.state import Codebook
from workbench.topics.corpus import Part
from workbench.topics.filing import file_passages

#: why a post that was loaded is not read for topics.
_UNREAD = {
    Part.NO_REASON: "praises or complains without saying why",
    Part.OTHER_LANGUAGE: "is in another language",
    Part.EMPTY: "has no words",
}


class Posts:
    """What a study reads for topics, the months before it included.

    Parameters
    ----------
    analysis : Analysis
    codebook : callable
        Gives the codebook that posts are filed by: as it stands, not as it stood when the study was opened.
    """

    def __init__(self, analysis: Analysis, codebook: Callable[[], Codebook]) -> None:
        self.analysis = analysis
        self._codebook = codebook
        self._filed: tuple[str, pd.DataFrame] | None = None

    @property
    def read(self) -> pd.DataFrame:
        """Passages that are read for topics: columns of `Material.passages`."""
        passages = self.analysis.ground.material.passages
        return pd.DataFrame(passages[passages["part"] == Part.TOPIC])

    @property
    def filed(self) -> pd.DataFrame:
        """Where those passages stand by the codebook as it is now: columns of `file_passages`."""
        book = self._codebook()
        if self._filed is None or self._filed[0] != book.version:
            self._filed = book.version, file_passages(self.read, book, self.analysis.ground.cache.vectors)
        return self._filed[1]

    def listed(self, topic_id: str = "", *, search: str = "") -> pd.DataFrame:
        """List posts with the ids that `pin` takes.

        Parameters
        ----------
        topic_id : str
            Of a topic; posts under any topic and none where empty.
        search : str
            Text that a post must hold, in any case.

        Returns
        -------
        DataFrame
            One row a passage, newest first: item (the post's id, with `:2` for the third passage where it has
            several), at (UTC), topic_id (missing where it is under none), decision, text (masked).
        """
        read = self.read
        several = read["item_id"].duplicated(keep=False)
        number = ":" + read["passage"].astype(str)
        at = self.analysis.ground.material.posts.set_index("item_id")["at"]
        rows = read.assign(
            item=read["item_id"] + number.where(several, ""),
            at=read["item_id"].map(at),
            text=[mask(text) for text in read["text"]],
        )
        filed = self.filed[["item_id", "passage", "topic_id", "decision"]]
        rows = rows.merge(filed, on=["item_id", "passage"], how="left")
        rows["topic_id"] = rows["topic_id"].where(rows["decision"] == "topic")
        if topic_id:
            rows = rows[rows["topic_id"] == topic_id]
        if search:
            rows = rows[rows["text"].str.casefold().str.contains(search.casefold(), regex=False)]
        rows = rows.sort_values(["at", "item_id", "passage"], ascending=[False, True, True], kind="stable")
        return rows[["item", "at", "topic_id", "decision", "text"]].reset_index(drop=True)

    def hash_of(self, item: str) -> str:
        """Return the hash of the text that an id names.

        Parameters
        ----------
        item : str
            As `listed` gives it.

        Raises
        ------
        BadRequest
            If the study reads no such post, or it has several passages and none is named.
        """
        head, _, tail = item.rpartition(":")
        name, passage = (head, int(tail)) if head and tail.isdecimal() and tail.isascii() else (item, None)
        rows = self.read
        whole = rows[rows["item_id"] == item]
        # an id may end in a number itself
        rows = whole if len(whole) or passage is None else rows[rows["item_id"] == name]
        chosen = rows if len(whole) or passage is None else rows[rows["passage"] == passage]
        if len(chosen) == 1:
            return str(chosen["hash"].iloc[0])
        if len(rows):
            told = ", ".join(f"{one}:{number}" for one, number in zip(rows["item_id"], rows["passage"], strict=True))
            many = f"has {len(rows)} passages that are read for topics" if len(chosen) else "has no such passage"
            raise BadRequest(f"{item[:80]} {many}.", where="the posts of this study", fix=f"Name one: {told}.")
        raise self._missing(item, name)

    def _missing(self, item: str, name: str) -> BadRequest:
        study = self.analysis.study
        command = f"workbench codebook posts --project {study.project} --month {study.month}"
        for one in dict.fromkeys((item, name)):
            posts = self.analysis.ground.material.posts
            part = posts.loc[posts["item_id"] == one, "part"]
            if len(part):
                why = _UNREAD.get(part.iloc[0], "is not read for topics")
                return BadRequest(
                    f"{one[:80]} {why}, so it stands under no topic.",
                    where="the posts of this study",
                    fix=f"Take another; {command} lists the ids.",
                )
            month = self._month(one)
            if month:
                return BadRequest(
                    f"{one[:80]} is a post of {month}, which this study does not read.",
                    where=f"the posts of {self.analysis.period.label} and the months before it that are read",
                    fix=f"Take the study of that month: --month {month}.",
                )
        return BadRequest(
            f"No post has the id {item[:80]}.",
            where="the posts of this study",
            fix=f"This lists the ids, --search TEXT finds one: {command}.",
        )

    def _month(self, item_id: str) -> str:
        """Return the local month of a post that was loaded and is not read by this study; empty where there is none."""
        rows = self.analysis.store.feedback(columns=["item_id", "created_at", "period"])
        rows = rows[rows["item_id"] == item_id]
        if rows.empty:
            return ""
        at = rows["created_at"].dt.tz_convert(self.analysis.project.timezone).iloc[0]
        inside = self.analysis.ground.spans.start <= at < self.analysis.period.end if pd.notna(at) else False
        return "" if inside else f"{at:%Y-%m}" if pd.notna(at) else str(rows["period"].iloc[0] or "")
