"""The past: every month that the store holds, one at a time, filed under any version of the codebook."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

import pandas as pd

from workbench.measures.ground import MONTHS, Ground
from workbench.measures.growth import reading
from workbench.measures.material import ITEM_COLUMNS, Material, material
from workbench.measures.spans import FAR, months_of
from workbench.project.period import window
from workbench.store.files import write_whole
from workbench.store.parquet import packed, unpacked
from workbench.store.results import Results
from workbench.topics.codebook.state import Codebook
from workbench.topics.filing import file_passages

logger = logging.getLogger(__name__)

ASSIGNMENTS = "assignments"
#: what measures need to know of a post.
POST_COLUMNS = ["item_id", "person", "source", "channel", "authors", "month", "at", "stars", "part"]
PASSAGE_COLUMNS = ["item_id", "passage", "text", "hash", "part"]


@dataclass(frozen=True)
class Month:
    """A month of local time, as far as the study's period goes.

    Parameters
    ----------
    label : str
        `2026-10`.
    start, end : datetime
        In UTC, half-open.
    partial : bool
        Whether the period ends within it.
    made_from : str
        Digest of its posts and of how they are read, however far it has come.
    """

    label: str
    start: datetime
    end: datetime
    partial: bool
    made_from: str

    @property
    def until(self) -> str:
        """Its end, as text that sorts by time."""
        return f"{self.end:%Y-%m-%dT%H:%M:%S}"


class Past:
    """All months up to the end of a study's period; only one is in memory at a time.

    Parameters
    ----------
    ground : Ground

    Notes
    -----
    The assignments of a month are kept as `store/assignments/<codebook version>/<month>.parquet` (design section 6)
    and read back as long as the month's posts are the same. What was read of a month is kept apart from that, so that
    another version of the codebook files it without reading it again.
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground

    @cached_property
    def months(self) -> tuple[Month, ...]:
        """From the first month with posts to the one in which the period ends; months without posts included."""
        held = self.ground.store.months()
        until = self.ground.period.end
        if not held:
            return ()
        # a month of UTC reaches into a neighbour of local time
        named = pd.period_range(pd.Period(held[0]) - 1, pd.Period(held[-1]) + 1, freq="M").astype(str)
        found = [self._month(label, until) for label in named]
        found = [month for month in found if month.start < until]
        while found and self.posts(found[0]).empty:
            found = found[1:]
        while found and self.posts(found[-1]).empty:
            found = found[:-1]
        return tuple(found)

    def posts(self, month: Month) -> pd.DataFrame:
        """Return the posts of a month: columns `POST_COLUMNS`, sorted by item_id."""
        return self._read(month, "posts")

    def passages(self, month: Month) -> pd.DataFrame:
        """Return the passages of a month: columns `PASSAGE_COLUMNS`."""
        return self._read(month, "passages")

    def filed(self, month: Month, codebook: Codebook) -> pd.DataFrame:
        """Return the assignments of a month under a version of the codebook, kept or made from kept vectors.

        Parameters
        ----------
        month : Month
        codebook : Codebook

        Returns
        -------
        DataFrame
            As from `file_passages`. A file of the study's own version is brought up to date; of another version, what
            a published study left is never written over.
        """
        path = self._path(month, codebook)
        kept = _kept(path)
        if kept is not None and kept.attrs.get("made_from") == month.made_from and kept.attrs["until"] >= month.until:
            if kept.attrs["until"] == month.until:
                return kept
            return kept[kept["item_id"].isin(self.posts(month)["item_id"])].reset_index(drop=True)
        made = self._file(month, codebook)
        if kept is None or codebook.version == self.ground.codebook.version:
            made.attrs = {"made_from": month.made_from, "until": month.until}
            write_whole(path, packed(made), lasting=False)
        return made

    def keep(self) -> None:
        """See that the assignments of every month are kept under the study's version of the codebook."""
        for month in self.months:
            self.filed(month, self.ground.codebook)

    def prune(self, versions: Collection[str]) -> None:
        """Remove assignments of other versions than these and the study's own, and what was read of other posts.

        Parameters
        ----------
        versions : collection of str
            Those that published studies name.
        """
        store = self.ground.project.store
        for folder in sorted((store / ASSIGNMENTS).glob("*")):
            if folder.name not in {*versions, self.ground.codebook.version}:
                shutil.rmtree(folder, ignore_errors=True)
        wanted = {f"{self._name(month, kind)}.parquet" for month in self.months for kind in ("posts", "passages")}
        for path in sorted((store / "results" / MONTHS).glob("*.parquet")):
            if path.name not in wanted:
                path.unlink(missing_ok=True)

    def _month(self, label: str, until: datetime) -> Month:
        whole = window(self.ground.project, label, now=FAR)
        end = min(whole.end, until)
        return Month(label, whole.start, end, end < whole.end, self._made_from(whole.start, whole.end))

    def _made_from(self, start: datetime, end: datetime) -> str:
        parts = self.ground.store.manifest.parts.get("feedback", {})
        held = [
            (name, parts[name]["sha256"]) for name in sorted(parts) if f"{start:%Y-%m}" <= name[:7] <= f"{end:%Y-%m}"
        ]
        project = self.ground.project
        said = {
            "posts": held,
            "reading": asdict(reading(project)),
            "zone": project.timezone,
            "model": self.ground.cache.encoder.key,
            "code": self.ground.parts["code"],
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    def _name(self, month: Month, kind: str) -> str:
        cut = f"-{month.end:%Y%m%dT%H%M}" if month.partial else ""
        return f"{kind}-{month.label}-{month.made_from[:24]}{cut}"

    def _read(self, month: Month, kind: str) -> pd.DataFrame:
        kept = Results(self.ground.project.store, MONTHS)
        made: list[Material] = []

        def read() -> Material:
            if not made:
                made.append(self._material(month))
            return made[0]

        # both are made from one reading, and only the one that is asked for is read back
        if self._name(month, "posts") not in kept or self._name(month, "passages") not in kept:
            kept.table(self._name(month, "posts"), lambda: read().posts[POST_COLUMNS])
            kept.table(self._name(month, "passages"), lambda: read().passages[PASSAGE_COLUMNS])
        columns = {"posts": POST_COLUMNS, "passages": PASSAGE_COLUMNS}[kind]
        return kept.table(self._name(month, kind), lambda: getattr(read(), kind)[columns])

    def _material(self, month: Month) -> Material:
        ground = self.ground
        if month.start >= ground.spans.start:
            whole = months_of(window(ground.project, month.label, now=FAR)) if not month.partial else frozenset()
            return ground.material.within(month.start, month.end, frozenset(whole))
        items = ground.store.feedback(month.start, month.end, ITEM_COLUMNS)
        return material(items, reading(ground.project), zone=ground.project.timezone)

    def _file(self, month: Month, codebook: Codebook) -> pd.DataFrame:
        ground = self.ground
        if month.start >= ground.spans.start and codebook.version == ground.codebook.version:
            filed = ground.filed
            return filed[filed["item_id"].isin(self.posts(month)["item_id"])].reset_index(drop=True)
        return file_passages(self.passages(month), codebook, ground.cache.vectors)

    def _path(self, month: Month, codebook: Codebook) -> Path:
        return self.ground.project.store / ASSIGNMENTS / codebook.version / f"{month.label}.parquet"


def _kept(path: Path) -> pd.DataFrame | None:
    import pyarrow as pa

    try:
        return unpacked(path.read_bytes())
    except FileNotFoundError:
        return None
    except (pa.ArrowException, OSError, ValueError) as fault:
        logger.warning("%s/%s cannot be read and is made again: %s", path.parent.name, path.name, fault)
        return None
