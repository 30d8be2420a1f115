from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.embed import minilm
from workbench.embed.minilm import MiniLM
from workbench.embed.vectors import cosine
from workbench.models.bundle import open_bundle

TEXTS = [
    "The sign-in code never arrives",
    "I do not get the text message to log in",
    "Please add a dark theme",
    "the battery is empty after two hours",
    "",
    "too expensive for what it does 😡",
    "价格太贵了",
    "Exports are missing the tax column, and the adviser asks for it every single month. " * 6,
]


@pytest.fixture(scope="module")
def model() -> MiniLM:
    return MiniLM()


@pytest.fixture(scope="module")
def alone(model: MiniLM) -> np.ndarray:
    """Each text embedded in a call of its own."""
    return np.vstack([model.encode([text]) for text in TEXTS])


@given(rows=st.lists(st.integers(0, len(TEXTS) - 1), max_size=80))
@settings(max_examples=8, deadline=None)
def test_a_vector_depends_neither_on_order_nor_on_company(model: MiniLM, alone: np.ndarray, rows: list[int]) -> None:
    assert np.array_equal(model.encode([TEXTS[row] for row in rows]), alone[rows])


@pytest.mark.parametrize("threads", [1, 3])
def test_a_vector_does_not_depend_on_threads(alone: np.ndarray, threads: int) -> None:
    rows = np.arange(120) % len(TEXTS)  # several chunks, so that the pool is used
    assert np.array_equal(MiniLM(threads=threads).encode([TEXTS[row] for row in rows]), alone[rows])


def test_vectors_are_whole_numbers_of_length_4000(alone: np.ndarray) -> None:
    assert alone.dtype == np.int16
    assert alone.shape == (len(TEXTS), 384)
    assert np.abs(np.linalg.norm(alone.astype(float), axis=1) - 4000).max() < 10


def test_cosines_are_those_of_the_float_model(alone: np.ndarray) -> None:
    # Expected: all-MiniLM-L6-v2 in float32 by sentence-transformers 6.2 on the first four texts.
    expected = {(0, 1): 0.469, (0, 2): 0.100, (0, 3): 0.255, (1, 2): 0.082, (1, 3): 0.268, (2, 3): 0.076}
    found = cosine(alone, alone)
    assert {pair: float(found[pair]) for pair in expected} == pytest.approx(expected, abs=0.04)


def test_texts_that_mean_the_same_are_closer_than_others(alone: np.ndarray) -> None:
    found = cosine(alone[:4], alone[:4])
    assert found[0, 1] > found[0, 2:].max() + 0.1


@pytest.mark.parametrize("unit", ["word ", "x", "日", " ", "a\u0301\u202e\x00"])
def test_a_text_of_100_kilobytes_is_cut_at_the_longest_length(model: MiniLM, unit: str) -> None:
    huge = unit * (100_000 // len(unit))
    assert model.encode([huge]).shape == (1, 384)
    if unit == "word ":  # 254 pieces and two markers are 256
        assert np.array_equal(model.encode([huge]), model.encode(["word " * 254]))
        assert not np.array_equal(model.encode([huge]), model.encode(["word " * 253]))


def test_a_lone_surrogate_counts_as_an_unreadable_character(model: MiniLM) -> None:
    assert np.array_equal(model.encode(["bad \ud83d text"]), model.encode(["bad \ufffd text"]))


def test_no_texts_give_no_rows_and_one_string_is_refused(model: MiniLM) -> None:
    assert model.encode([]).shape == (0, 384)
    with pytest.raises(TypeError, match="list of texts"):
        model.encode("one text")
    with pytest.raises(ValueError, match="threads"):
        MiniLM(threads=0)


def test_the_key_names_model_tokenizer_and_length(model: MiniLM) -> None:
    bundle = open_bundle()
    assert model.key == f"{bundle.graph_sha256}-{bundle.tokenizer_sha256}-256"
    assert (model.sha256, model.dims) == (bundle.graph_sha256, 384)


def test_only_runs_of_more_than_two_seconds_report_progress(model: MiniLM, monkeypatch: pytest.MonkeyPatch) -> None:
    def clock(step: float) -> Iterator[float]:
        now = 0.0
        while True:
            yield now
            now += step

    def reports(step: float) -> list[tuple[int, int]]:
        ticks, seen = clock(step), list[tuple[int, int]]()
        monkeypatch.setattr(minilm, "monotonic", lambda: next(ticks))
        model.encode(["ok"] * 100, progress=lambda done, total: seen.append((done, total)))
        return seen

    assert reports(0.4) == []
    assert reports(0.9) == [(96, 100), (100, 100)]
