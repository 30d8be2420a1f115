"""What the workbench asks of an embedding model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from workbench.embed.vectors import Vectors

Progress = Callable[[int, int], None]
"""Called with (texts done, texts in all), from the thread that called `encode`."""

Embed = Callable[[Sequence[str]], Vectors]
"""Turns texts into their int16 vectors, one row a text: an encoder's or a cache's bound method."""

PROGRESS_AFTER = 2.0  # seconds; shorter runs report nothing


class Encoder(Protocol):
    """Turn texts into vectors, each a pure function of its text.

    Any encoder may stand in for another, provided that a text's vector depends neither on the other texts of a call
    nor on their order, nor on threads. The cache, the codebook and `workbench verify` rely on it.
    """

    @property
    def key(self) -> str:
        """Name everything that decides a vector besides the text; other key, other vectors."""
        ...

    @property
    def dims(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Return one row a text, in the order given.

        Parameters
        ----------
        texts : sequence of str, length n
            Normalised texts.
        progress : callable, optional
            Called with (done, total) during runs longer than two seconds.

        Returns
        -------
        ndarray of int16, shape (n, dims)
            rint(4000·v) of unit-length v.
        """
        ...
