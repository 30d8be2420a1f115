"""The bundled sentence model: MiniLM as int8 ONNX, one text a call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np

from workbench.embed.encoder import PROGRESS_AFTER, Progress
from workbench.embed.vectors import Vectors, quantise
from workbench.models.bundle import MINILM, Bundle, open_bundle

CHUNK = 32  # texts a task of the pool


class MiniLM:
    """Embed texts with all-MiniLM-L6-v2 (int8), on the CPU, without any download.

    Parameters
    ----------
    threads : int, default 2
        Texts embedded side by side. Never changes a vector.
    folder : Path, optional
        A folder that `python -m workbench.models.export` wrote; default: the bundled one.
    sha256 : str, optional
        The model.onnx that is expected, for instance from a study's run.json.

    Raises
    ------
    BadData
        A model file is missing, damaged, or not the one expected.

    Notes
    -----
    int8 activations are scaled by the largest value of a call, so a vector would depend on the other texts of its
    batch (by up to .04 in cosine). Therefore one text a call, on one thread each: the vector is a function of the
    text alone, and cached and fresh vectors agree bit for bit on one type of machine. Lone surrogates are read as
    U+FFFD.

    Examples
    --------
    >>> from workbench.embed.minilm import MiniLM
    >>> MiniLM().encode(["the code never arrives"]).shape
    (1, 384)
    """

    def __init__(self, threads: int = 2, folder: Path | None = None, sha256: str | None = None) -> None:
        if threads < 1:
            raise ValueError(f"threads is {threads}; one or more are needed")
        self._bundle = open_bundle(folder or MINILM, sha256=sha256)
        self._threads = threads

    # Loaded with the first text: whoever finds all vectors kept needs neither, nor their 75 MB.
    @cached_property
    def _session(self) -> Any:  # noqa: ANN401 — onnxruntime has no types
        return _session(self._bundle)

    @cached_property
    def _tokenizer(self) -> Any:  # noqa: ANN401 — tokenizers has no types
        return _tokenizer(self._bundle)

    @property
    def key(self) -> str:
        """Name the model, tokenizer and length that decide a vector besides the text."""
        return self._bundle.key

    @property
    def dims(self) -> int:
        """Length of a vector."""
        return self._bundle.dims

    @property
    def sha256(self) -> str:
        """The sha256 of the model file, as run.json records it."""
        return self._bundle.graph_sha256

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Return one row a text, in the order given.

        Parameters
        ----------
        texts : sequence of str, length n
            Normalised texts; only the first 256 tokens count, an empty text is allowed.
        progress : callable, optional
            Called with (done, total) during runs longer than two seconds.

        Returns
        -------
        ndarray of int16, shape (n, 384)
            rint(4000·v) of unit-length v.
        """
        if isinstance(texts, str):
            raise TypeError("encode takes a list of texts, not one text")
        result = np.empty((len(texts), self.dims), dtype=np.int16)
        if texts:
            self._session, self._tokenizer  # noqa: B018 - loaded here and not by two threads at once
        begun, done = monotonic(), 0
        for rows in self._chunks(texts):
            result[done : done + len(rows)] = rows
            done += len(rows)
            if progress is not None and monotonic() - begun > PROGRESS_AFTER:
                progress(done, len(texts))
        return result

    def _chunks(self, texts: Sequence[str]) -> Iterator[Vectors]:
        starts = range(0, len(texts), CHUNK)
        if self._threads == 1 or len(starts) == 1:
            yield from (self._embed(texts[start : start + CHUNK]) for start in starts)
            return
        pool = ThreadPoolExecutor(self._threads, thread_name_prefix="minilm")
        try:
            yield from pool.map(self._embed, (texts[start : start + CHUNK] for start in starts))
        finally:  # an interrupt ends after the running chunks, not after all of them
            pool.shutdown(cancel_futures=True)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        floats = np.empty((len(texts), self.dims), dtype=np.float32)
        for row, text in enumerate(texts):
            ids = np.array([self._tokenizer.encode(sound(text)).ids], dtype=np.int64)
            feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
            floats[row] = self._session.run(None, feed)[0][0]
        return quantise(floats)


def sound(text: str) -> str:
    """Return a text that UTF-8 can carry: lone surrogates, which JSON exports do contain, become U+FFFD."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _session(bundle: Bundle) -> Any:  # noqa: ANN401 — onnxruntime has no types
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only
    return ort.InferenceSession(str(bundle.graph), options, providers=["CPUExecutionProvider"])


def _tokenizer(bundle: Bundle) -> Any:  # noqa: ANN401 — tokenizers has no types
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(bundle.tokenizer))
    tokenizer.no_padding()  # the file pads to 128: more work, and other activation scales
    tokenizer.enable_truncation(bundle.max_length)
    return tokenizer
