"""What is compared: one function a method, texts in, clusters out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int64]
OUTLIER = -1


@dataclass(frozen=True)
class Order:
    """How a method is run.

    Parameters
    ----------
    seed : int
        BERTopic's default takes none, so its runs differ as its users' runs do.
    topics : int
        How many topics to find, for those that must be told.
    threads : int
    vectors : Path or None
        Vectors made by an earlier run; embedding is then skipped, and the time is not one to report.
    """

    seed: int = 1
    topics: int = 20
    threads: int = 2
    vectors: Path | None = None


@dataclass
class Outcome:
    """What a method found.

    Parameters
    ----------
    labels : ndarray of int64, shape (n,)
        Cluster of each text, -1 for outliers.
    vectors : ndarray, shape (n, d), or None
        What the clusters were made from, for moving outliers.
    seconds : dict of str to float
        By stage: loading (imports and weights), embedding, topics.
    """

    labels: Labels = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    vectors: npt.NDArray[Any] | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage."""
        begun = perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - begun


Run = Callable[[Sequence[str], Order], Outcome]


@dataclass(frozen=True)
class Method:
    """One competitor.

    Parameters
    ----------
    title : str
        As in the tables.
    run : str
        module:function, imported only in the process that runs it.
    vectors : str
        Which vectors it uses: minilm (ours, int8 ONNX), torch, or none.
    seeded : bool
        Whether a run is a function of its seed.
    repeated : bool
        Whether it is run with several seeds.
    timed : bool
        Whether its time means something: not where it borrows another's vectors.
    extra : bool
        Whether it needs the bench's own environment.
    """

    title: str
    run: str
    vectors: str = ""
    seeded: bool = True
    repeated: bool = True
    timed: bool = True
    extra: bool = False


METHODS: dict[str, Method] = {
    "ours": Method("Social Workbench, topics", "bench.ours:topics", "minilm"),
    "filed": Method("Social Workbench, posts as a study files them", "bench.ours:filed", repeated=False),
    "bertopic": Method("BERTopic, default", "bench.bertopics:default", "torch", seeded=False, extra=True),
    "bertopic-same": Method(
        "BERTopic's default steps on our vectors", "bench.bertopics:same", "minilm", False, timed=False, extra=True
    ),
    "evoc": Method("BERTopic with EVoC", "bench.bertopics:evoc", "torch", extra=True),
    "nmf": Method("NMF on TF-IDF, told our K", "bench.scikit:nmf"),
    "lda": Method("LDA on counts, told our K", "bench.scikit:lda"),
    "kmeans": Method("k-means on our vectors, told our K", "bench.scikit:kmeans", "minilm"),
    "kmeans-true": Method("k-means on our vectors, told the true K", "bench.scikit:kmeans", "minilm", timed=False),
}
