from __future__ import annotations

import hashlib
import logging
import stat
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.embed import cache as cache_module
from workbench.embed.cache import VectorCache, forget
from workbench.embed.encoder import Progress
from workbench.embed.minilm import MiniLM


class Letters:
    """An encoder whose vectors can be told from the text alone; it remembers what it was asked."""

    def __init__(self, key: str = "letters", dims: int = 8) -> None:
        self.key, self.dims, self.asked = key, dims, list[str]()

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> np.ndarray:
        self.asked += texts
        if progress is not None:
            progress(len(texts), len(texts))
        return expected(texts, self.dims)


def expected(texts: Sequence[str], dims: int = 8) -> np.ndarray:
    digests = [hashlib.sha512(text.encode("utf-8", "surrogatepass")).digest()[: 2 * dims] for text in texts]
    return np.frombuffer(b"".join(digests), dtype="<i2").reshape(-1, dims).astype(np.int16)


def parts(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.npy"))


def names(n: int, start: int = 0) -> list[str]:
    return [f"text {i}" for i in range(start, start + n)]


@given(calls=st.lists(st.lists(st.text(max_size=3), max_size=12), max_size=12))
@settings(max_examples=25, deadline=None)
def test_any_sequence_of_calls_gives_what_the_encoder_gives(
    tmp_path_factory: pytest.TempPathFactory, calls: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("vectors")
    encoder = Letters()
    kept = VectorCache(folder, encoder)
    for number, texts in enumerate(calls):
        cache = VectorCache(folder, encoder) if number % 2 else kept
        assert np.array_equal(cache.vectors(texts), expected(texts))
    assert sorted(encoder.asked) == sorted({text for texts in calls for text in texts})  # each text once, ever


def test_cached_and_fresh_vectors_of_the_bundled_model_are_the_same_bits(tmp_path: Path) -> None:
    texts = ["the code never arrives", "", "love it 😡", "the code never arrives", "x " * 50_000]
    model = MiniLM()
    fresh = model.encode(texts)
    cold = VectorCache(tmp_path, model).vectors(texts)
    warm = VectorCache(tmp_path, model).vectors(texts[::-1])[::-1]
    assert np.array_equal(cold, fresh)
    assert np.array_equal(warm, fresh)


def test_lone_surrogates_and_empty_lists_are_kept_like_any_text(tmp_path: Path) -> None:
    texts = ["\ud83d", "\ufffd", ""]
    cache = VectorCache(tmp_path, Letters())
    assert cache.vectors([]).shape == (0, 8)
    assert np.array_equal(cache.vectors(texts), expected(texts))
    assert np.array_equal(VectorCache(tmp_path, Letters()).vectors(texts), expected(texts))


def test_one_string_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="list of texts"):
        VectorCache(tmp_path, Letters()).vectors("abc")


def test_another_model_finds_nothing_of_the_first(tmp_path: Path) -> None:
    VectorCache(tmp_path, Letters("one")).vectors(["a"])
    other = Letters("two", dims=4)
    assert np.array_equal(VectorCache(tmp_path, other).vectors(["a"]), expected(["a"], 4))
    assert other.asked == ["a"]


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "swap"])
def test_a_damaged_part_is_never_served_and_made_again(
    tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    VectorCache(tmp_path, Letters()).vectors(names(3))
    VectorCache(tmp_path, Letters()).vectors(names(3, start=3))
    first, second = parts(tmp_path)
    data = bytearray(first.read_bytes())
    data[-1] ^= 1
    damaged = {"cut": bytes(data[:-9]), "flip": bytes(data), "empty": b"", "swap": second.read_bytes()}[damage]
    first.write_bytes(damaged)
    encoder = Letters()
    with caplog.at_level(logging.WARNING):
        assert np.array_equal(VectorCache(tmp_path, encoder).vectors(names(6)), expected(names(6)))
    assert len(encoder.asked) == 3
    assert "damaged" in caplog.text
    again = Letters()
    assert np.array_equal(VectorCache(tmp_path, again).vectors(names(6)), expected(names(6)))
    assert again.asked == []
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == path.stem for path in parts(tmp_path))


def test_a_part_damaged_after_it_was_read_is_not_served_either(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path, Letters())
    cache.vectors(names(3))
    cache.vectors(names(3))
    (part,) = parts(tmp_path)
    part.write_bytes(part.read_bytes()[:-2] + b"\x00\x01")
    assert np.array_equal(cache.vectors(names(3)), expected(names(3)))


def test_work_done_before_an_interrupt_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "BLOCK", 10)

    class Interrupted(Letters):
        def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> np.ndarray:
            if len(self.asked) == 20:
                raise KeyboardInterrupt
            return super().encode(texts, progress=progress)

    with pytest.raises(KeyboardInterrupt):
        VectorCache(tmp_path, Interrupted()).vectors(names(35))
    encoder = Letters()
    assert np.array_equal(VectorCache(tmp_path, encoder).vectors(names(35)), expected(names(35)))
    assert encoder.asked == names(15, start=20)


def test_progress_counts_new_texts_over_all_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "BLOCK", 10)
    seen: list[tuple[int, int]] = []
    cache = VectorCache(tmp_path, Letters())
    cache.vectors(names(5))
    cache.vectors(names(30), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(10, 25), (20, 25), (25, 25)]


def test_many_small_parts_are_put_together_without_losing_a_row(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path, Letters())
    for i in range(40):
        cache.vectors([f"text {i}"])
    encoder = Letters()
    assert len(parts(tmp_path)) < 8
    assert np.array_equal(VectorCache(tmp_path, encoder).vectors(names(40)), expected(names(40)))
    assert np.array_equal(cache.vectors(names(40)), expected(names(40)))
    assert encoder.asked == []


def test_files_are_readable_by_the_owner_alone_and_nothing_is_left_over(tmp_path: Path) -> None:
    VectorCache(tmp_path / "vectors", Letters()).vectors(names(3))
    (part,) = parts(tmp_path)
    assert stat.S_IMODE(part.stat().st_mode) == 0o600
    assert stat.S_IMODE(part.parent.stat().st_mode) == 0o700
    assert list(part.parent.iterdir()) == [part]


def test_a_disk_that_cannot_be_written_costs_a_warning_not_the_result(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "vectors").write_text("a file where the folder should be")
    with caplog.at_level(logging.WARNING):
        found = VectorCache(tmp_path / "vectors", Letters()).vectors(names(3))
    assert np.array_equal(found, expected(names(3)))
    assert "could not be kept" in caplog.text


def test_a_listed_part_that_is_gone_hides_no_other(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path, Letters())
    cache.vectors(names(3))
    (parts(tmp_path)[0].parent / ("0" * 64 + ".npy")).symlink_to(tmp_path / "gone")
    encoder = Letters()
    assert np.array_equal(VectorCache(tmp_path, encoder).vectors(names(3)), expected(names(3)))
    assert encoder.asked == []


def test_forgotten_texts_leave_the_disk_for_every_model(tmp_path: Path) -> None:
    one, two = Letters("one"), Letters("two", dims=4)
    for encoder in (one, two):
        VectorCache(tmp_path, encoder).vectors(names(6))
        VectorCache(tmp_path, encoder).vectors(["alone"])
    (parts(tmp_path)[0].parent / ".part-left").write_bytes(b"from a killed writer")
    assert forget(tmp_path, ["text 2", "alone", "alone", "never seen"]) == 4
    digest = hashlib.sha256(b"text 2").digest()
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and digest in path.read_bytes()]
    assert not list(tmp_path.rglob(".part-*"))
    one.asked.clear()
    assert np.array_equal(VectorCache(tmp_path, one).vectors(names(6)), expected(names(6)))
    assert one.asked == ["text 2"]


READER = """
import sys
from pathlib import Path
import numpy as np
sys.path[:0] = sys.argv[2:]
from test_embed_cache import Letters, expected, names
from workbench.embed.cache import VectorCache
print("ready", flush=True)
encoder = Letters()
for line in sys.stdin:
    texts = names(int(line))
    assert np.array_equal(VectorCache(Path(sys.argv[1]), encoder).vectors(texts), expected(texts))
assert encoder.asked == []
"""


def test_a_reader_in_another_process_finds_everything_while_parts_are_put_together(tmp_path: Path) -> None:
    here = Path(__file__).parent
    command = [sys.executable, "-c", READER, str(tmp_path), str(here), str(here.parent)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as reader:
        assert reader.stdin is not None and reader.stdout is not None and reader.stdout.readline() == "ready\n"
        writer = VectorCache(tmp_path, Letters())
        for i in range(100):
            writer.vectors([f"text {i}"])
            print(i + 1, file=reader.stdin, flush=True)
        _, errors = reader.communicate(timeout=300)
    assert reader.returncode == 0, errors
