"""The codebook as it stands: topics, themes and prototype vectors, with a version."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import BadData
from workbench.topics.codebook.topic import Status, Theme, Topic

FORMAT = 1


@dataclass(frozen=True)
class Codebook:
    """Topics with frozen ids; assignment is a pure function of this and the text.

    Parameters
    ----------
    model : str
        Key of the embedding model that the vectors come from.
    topics : tuple of Topic
        Sorted by id.
    themes : tuple of Theme
        Sorted by id.
    vectors : ndarray of int16, shape (p, d)
        Prototypes, each topic's in one run of rows.
    proposals : tuple of (str, str)
        Period and key of each run that proposed topics, in order: a run proposes once.
    least : int
        Smallest product with a prototype that any topic accepts; set by the first period, 0 before.
    """

    model: str
    topics: tuple[Topic, ...] = ()
    themes: tuple[Theme, ...] = ()
    vectors: NDArray[np.int16] = field(default_factory=lambda: np.zeros((0, 384), dtype=np.int16))
    proposals: tuple[tuple[str, str], ...] = ()
    least: int = 0

    def __len__(self) -> int:
        return len(self.topics)

    @property
    def version(self) -> str:
        """Sha256 of the canonical content; equal content has an equal version on every machine."""
        return hashlib.sha256(self._text().encode()).hexdigest()

    @property
    def vectors_sha256(self) -> str:
        """Sha256 of the prototype array's shape and bytes."""
        head = f"{self.vectors.shape[0]}x{self.vectors.shape[1]}:".encode()
        return hashlib.sha256(head + np.ascontiguousarray(self.vectors).tobytes()).hexdigest()

    def next_id(self, offset: int = 0) -> str:
        """Return the id that the next new topic gets."""
        last = max((int(topic.topic_id[1:]) for topic in self.topics), default=0)
        return f"T{last + 1 + offset:04d}"

    def topic(self, topic_id: str) -> Topic:
        """Return one topic.

        Raises
        ------
        KeyError
            If no topic has that id.
        """
        return {topic.topic_id: topic for topic in self.topics}[topic_id]

    def theme_labels(self) -> dict[str, str]:
        """Map theme ids to labels."""
        return {theme.theme_id: theme.label for theme in self.themes}

    def save(self, folder: Path) -> None:
        """Write `codebook.json` and `vectors/<sha256>.npy`; the json file is replaced last."""
        self._write(folder, "codebook.json")

    def keep(self, folder: Path) -> None:
        """Keep this version as `versions/<version>.json` and `vectors/<sha256>.npy`, whatever becomes of the newest."""
        if not (folder / version_file(self.version)).exists():
            self._write(folder, version_file(self.version))

    def _write(self, folder: Path, name: str) -> None:
        arrays = folder / "vectors"
        arrays.mkdir(parents=True, exist_ok=True)
        target = arrays / f"{self.vectors_sha256}.npy"
        if not target.exists():
            partial = target.with_suffix(".partial.npy")
            np.save(partial, self.vectors, allow_pickle=False)
            partial.replace(target)
        place = folder / name
        place.parent.mkdir(exist_ok=True)
        partial = place.with_name(f"{place.name}.partial")
        partial.write_text(self._text() + "\n", encoding="utf-8")
        partial.replace(place)

    def _text(self) -> str:
        content = {
            "format": FORMAT,
            "least": self.least,
            "model": self.model,
            "proposals": [list(proposal) for proposal in self.proposals],
            "vectors": self.vectors_sha256,
            "themes": [asdict(theme) for theme in self.themes],
            "topics": [asdict(topic) for topic in self.topics],
        }
        return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False)


def version_file(version: str) -> str:
    """Return where a version is kept in the codebook's folder."""
    return f"versions/{version}.json"


def load_codebook(folder: Path, model: str, *, name: str = "codebook.json") -> Codebook:
    """Read the codebook of a project, or an empty one where there is none yet.

    Parameters
    ----------
    folder : Path
        The project's `codebook/`.
    model : str
        Key of the embedding model in use.
    name : str
        The newest state, or the `version_file` of an older one.

    Raises
    ------
    BadData
        If a file is damaged or the codebook belongs to another embedding model.
    """
    path = folder / name
    if not path.exists():
        return Codebook(model=model)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        topics = tuple(_topic(row) for row in content["topics"])
        themes = tuple(Theme(**row) for row in content["themes"])
        proposals = tuple((str(period), str(key)) for period, key in content["proposals"])
        vectors = np.load(folder / "vectors" / f"{content['vectors']}.npy", allow_pickle=False)
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise BadData(
            "The codebook cannot be read.", where=f"codebook/{name}: {error}", fix="Restore the folder from git."
        ) from error
    codebook = Codebook(content["model"], topics, themes, vectors, proposals, int(content["least"]))
    rows = [topic.prototypes for topic in topics]
    if codebook.vectors_sha256 != content["vectors"] or not all(0 <= a < b <= len(vectors) for a, b in rows):
        raise BadData(
            "The codebook's vectors are damaged.", where="codebook/vectors", fix="Restore the folder from git."
        )
    if codebook.model != model:
        raise BadData(
            "The codebook was made with another embedding model, so its topics cannot be compared with these texts.",
            where=f"codebook/{name}, key model",
            fix="Use the model that the codebook was made with, or start a new codebook folder.",
        )
    return codebook


def _topic(row: dict[str, Any]) -> Topic:
    return Topic(
        **{
            **row,
            "status": Status(row["status"]),
            "keywords": tuple(row["keywords"]),
            "prototypes": tuple(row["prototypes"]),
        }
    )
