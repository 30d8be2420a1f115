from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from workbench.embed.transformers import Transformers
from workbench.errors import BadData, BadRequest

# A stand-in for the extra: the vector is the letters' counts, shifted by the size of the batch as padding would.
SENTENCE_TRANSFORMERS = """
import numpy as np
import torch
class SentenceTransformer:
    def __init__(self, folder, *, device, local_files_only, trust_remote_code):
        assert local_files_only and not trust_remote_code
    def encode(self, texts, **options):
        torch.seen.append(torch.threads)
        return np.array([[t.count(c) + len(texts) for c in "abcde"] for t in texts], dtype=np.float32)
"""
TORCH = """
threads, seen = 8, []
def get_num_threads(): return threads
def set_num_threads(n): global threads; threads = n
"""


@pytest.fixture
def extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install stand-ins for the extra; return a model folder."""
    code = {"sentence_transformers": SENTENCE_TRANSFORMERS, "torch": TORCH, "transformers": ""}
    for name, text in code.items():
        (tmp_path / f"{name}.py").write_text(text)
        info = tmp_path / f"{name}-9.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: 9.0\n")
        # Set, then removed: so the real module, or none, is put back at the end.
        monkeypatch.setitem(sys.modules, name, sys)
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "modules.json").write_text("[]")
    return folder


@pytest.mark.skipif(importlib.util.find_spec("sentence_transformers") is not None, reason="the extra is installed")
def test_a_missing_extra_is_named_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadRequest) as caught:
        Transformers(tmp_path)
    assert caught.value.what == "This embedding model needs the extra: pip install 'social-workbench[transformers]'."


def test_a_folder_without_a_model_is_refused_before_anything_is_fetched(extra: Path) -> None:
    (extra / "modules.json").unlink()
    with pytest.raises(BadData, match="holds no sentence-transformers model"):
        Transformers(extra)


def test_texts_go_one_a_call_and_come_back_as_whole_numbers_of_length_4000(extra: Path) -> None:
    model = Transformers(extra)
    found = model.encode(["abc", "bed", ""])
    assert model.dims == 5
    assert np.array_equal(found, np.vstack([model.encode([text]) for text in ("abc", "bed", "")]))
    assert np.abs(np.linalg.norm(found.astype(float), axis=1) - 4000).max() < 2


def test_the_key_changes_with_the_files_and_nothing_else(extra: Path) -> None:
    before = Transformers(extra).key
    assert Transformers(extra).key == before
    (extra / "weights").write_bytes(b"trained further")
    assert Transformers(extra).key != before


def test_texts_run_on_one_thread_and_the_process_keeps_its_own(extra: Path) -> None:
    model = Transformers(extra)
    import torch

    model.encode(["a"])
    assert torch.seen[-1:] == [1]
    assert torch.get_num_threads() == 8
