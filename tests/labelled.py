"""Labelled texts of the evaluation data, embedded once for all the files that look at them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.built_once import built_once
from workbench.embed.cache import VectorCache
from workbench.embed.minilm import MiniLM
from workbench.text.normalise import normalise_all

LABELLED = Path(__file__).resolve().parents[2] / "shared" / "data" / "labelled"


def banking(part: str) -> pd.DataFrame:
    """Return the questions to a bank of one part, "train" or "test": normalised text and label."""
    table = pd.read_csv(LABELLED / f"banking77_{part}.csv").set_axis(["text", "label"], axis=1)
    return table.assign(text=normalise_all(table["text"].tolist()))


def vectors_of_labelled(factory: pytest.TempPathFactory) -> VectorCache:
    """Return a cache of vectors that has those of all questions to a bank; it makes others when asked for them."""

    def make(place: Path) -> None:
        texts = [text for part in ("train", "test") for text in banking(part)["text"]]
        VectorCache(place, MiniLM(threads=2)).vectors(texts)

    return VectorCache(built_once(factory, "labelled", make), MiniLM(threads=2))
