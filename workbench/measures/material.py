"""Material: the posts of a window, who wrote them, and the passages that topics are read from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pandas as pd

from workbench.people.doors import CHANNELS, INSIDE
from workbench.people.segments import person_ids
from workbench.topics.corpus import Part, Reading, corpus

ITEM_COLUMNS = [
    "item_id", "source", "origin", "direction", "authors", "author_id", "created_at", "title", "text", "masked",
    "lang", "rating", "rating_scale", "url", "is_repost", "is_bot", "is_staff", "is_deleted", "is_truncated", "period",
    "extra",
]  # fmt: skip

REASONS = (
    "our own replies", "staff", "said inside the house", "shared posts of others", "accounts that post by themselves",
)  # fmt: skip
MONTH = len("YYYY-MM")


class LeftOut(NamedTuple):
    """Rows that are nobody's opinion: why, through which source, and on which local day (or in which stated month)."""

    reason: str
    source: str
    day: str


@dataclass(frozen=True)
class Material:
    """What the measures are made from.

    Parameters
    ----------
    posts : DataFrame
        One row a post, sorted by item_id: item_id, person, source, origin, channel, authors, author_id, month, at
        (UTC), stars (1-5 or null), masked, url, extra, deleted, cut (short by its export), lang, part. `part` says
        whether it was read for topics.
    passages : DataFrame
        item_id, passage, text, hash, part, person, month, source.
    left_out : mapping of LeftOut to int
        Rows not counted as feedback.
    """

    posts: pd.DataFrame
    passages: pd.DataFrame
    left_out: Mapping[LeftOut, int]

    def within(self, start: datetime, end: datetime, months: frozenset[str]) -> Material:
        """Return the material of a part of the time; undated posts belong to their stated month."""
        at = self.posts["at"]
        first, last = f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d}"
        left_out = {
            row: count
            for row, count in self.left_out.items()
            if (row.day in months if len(row.day) == MONTH else first <= row.day < last)
        }
        chosen = self.of(((at >= start) & (at < end)) | (at.isna() & self.posts["month"].isin(months)))
        return replace(chosen, left_out=left_out)

    @property
    def reasons(self) -> dict[str, int]:
        """How many rows are not counted as feedback, by reason."""
        found: dict[str, int] = {}
        for row, count in self.left_out.items():
            found[row.reason] = found.get(row.reason, 0) + count
        return {reason: found[reason] for reason in REASONS if reason in found}

    def of(self, wanted: pd.Series) -> Material:
        """Return the material of some of the posts: a bool for each."""
        chosen = self.posts[wanted]
        passages = self.passages[self.passages["item_id"].isin(chosen["item_id"])]
        return Material(chosen.reset_index(drop=True), passages.reset_index(drop=True), self.left_out)

    def sorted_under(self, filed: pd.DataFrame) -> frozenset[str]:
        """Return the ids of topics that at least one of the posts is sorted under."""
        rows = filed[(filed["decision"] == "topic") & filed["item_id"].isin(self.posts["item_id"])]
        return frozenset(str(topic) for topic in rows["topic_id"].unique())

    @property
    def spoken(self) -> pd.DataFrame:
        """The posts that shares are of: in the project's language and with words."""
        return self.posts[self.posts["part"].isin([Part.TOPIC, Part.NO_REASON])]


def material(items: pd.DataFrame, reading: Reading, *, zone: str) -> Material:
    """Build the material from rows of the store.

    Parameters
    ----------
    items : DataFrame
        Columns `ITEM_COLUMNS`, sorted by item_id.
    reading : Reading
    zone : str
        Months are local to it.

    Returns
    -------
    Material
        Without our own replies, staff, bots, reposts and what was said inside the house; they are counted.
    """
    outbound = items["direction"] == "outbound"
    staff = items["is_staff"].fillna(False).astype(bool) & ~outbound
    inside = (items["origin"].isin(INSIDE) | (items["direction"] == "internal")) & ~outbound & ~staff
    repost = items["is_repost"].fillna(False).astype(bool) & ~outbound & ~staff & ~inside
    bot = items["is_bot"].fillna(False).astype(bool) & ~outbound & ~staff & ~inside & ~repost
    why = pd.Series(pd.NA, index=items.index, dtype="string")
    for reason, rows_of in zip(REASONS, (outbound, staff, inside, repost, bot), strict=True):
        why = why.mask(rows_of.to_numpy(), reason)
    rows = items[why.isna()].reset_index(drop=True)
    posts = _posts(rows, zone)
    passages = corpus(rows, reading)
    passages = passages.merge(posts[["item_id", "person", "month", "source"]], on="item_id", how="left", sort=False)
    one = passages.drop_duplicates("item_id").set_index("item_id")[["lang", "part"]]
    posts = posts.join(one, on="item_id")
    return Material(posts, passages, _left_out(items[why.notna()], why.dropna(), zone))


def _left_out(items: pd.DataFrame, why: pd.Series, zone: str) -> dict[LeftOut, int]:
    days = items["created_at"].dt.tz_convert(ZoneInfo(zone)).dt.strftime("%Y-%m-%d").astype("string")
    days = days.fillna(items["period"]).fillna("")
    keys = zip(why.astype(str), items["source"].astype(str), days.astype(str), strict=True)
    return {LeftOut(*key): count for key, count in sorted(Counter(keys).items())}


def _posts(rows: pd.DataFrame, zone: str) -> pd.DataFrame:
    local = rows["created_at"].dt.tz_convert(ZoneInfo(zone)).dt.strftime("%Y-%m")
    return pd.DataFrame(
        {
            "item_id": rows["item_id"].astype(str),
            "person": person_ids(rows),
            "source": rows["source"].astype(str),
            "origin": rows["origin"].astype(str),
            "channel": rows["origin"].map(CHANNELS).astype(str),
            "authors": rows["authors"].astype(str),
            "author_id": rows["author_id"],
            "month": local.where(rows["created_at"].notna(), rows["period"].astype(object)),
            "at": rows["created_at"],
            "stars": rows["rating"].where(rows["rating_scale"] == "stars5").astype("Float64"),
            "masked": rows["masked"].fillna("").astype(str),
            "url": rows["url"],
            "extra": rows["extra"],
            "deleted": rows["is_deleted"].fillna(False).astype(bool),
            "cut": rows["is_truncated"].fillna(False).astype(bool),
        }
    )
