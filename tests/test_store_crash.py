from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.store_helpers import item, load
from workbench.store.store import Store

# Killed as the system would kill it: no handler runs, nothing is tidied up. Each step to the disk is one fsync of the
# content, one replace and one fsync of the folder; the load below takes lock, two months, rejects and manifest.
KILLED = """
import os, signal, sys
from tests.store_helpers import item, load
from workbench.store.store import Store

name, left = sys.argv[2], int(sys.argv[3])
real = getattr(os, name)

def step(*given, **more):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    return real(*given, **more)

setattr(os, name, step)
Store(sys.argv[1]).add(load({"b": [item("i1", "edited"), item("i2", day="2026-11-02")]}, rejects={"b": 1}))
"""
SECOND = {"b": [item("i1", "edited"), item("i2", day="2026-11-02")]}


def killed(root: Path, name: str, step: int) -> int:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(root), name, str(step)], check=False, capture_output=True, timeout=60
    )
    return done.returncode


@pytest.mark.parametrize(
    ("name", "step"), [*(("replace", step) for step in range(5)), *(("fsync", step) for step in (1, 2, 4, 6, 8))]
)
def test_a_killed_add_leaves_the_store_as_it_was_and_the_next_one_works(tmp_path: Path, name: str, step: int) -> None:
    store = Store(tmp_path / "store")
    store.add(load({"a": [item("i1"), item("i0", day="2026-09-02")]}))
    before = (store.snapshot, (store.root / "manifest.json").read_bytes())
    assert killed(store.root, name, step) == -9
    assert (store.snapshot, (store.root / "manifest.json").read_bytes()) == before
    assert list(store.feedback()["text"]) == ["text of i0", "text of i1"]
    assert not store.is_loaded("sha of b")
    result = store.add(load(SECOND, rejects={"b": 1}))
    assert (result.kept, result.updated, result.rejected) == (1, 1, 1)
    assert list(store.feedback()["text"]) == ["text of i0", "edited", "text of i2"]
    named = {part["file"] for parts in store.manifest.parts.values() for part in parts.values()}
    assert {str(path.relative_to(store.root)) for path in store.root.rglob("*") if path.is_file()} == {
        *named,
        "manifest.json",
        "lock.guard",
    }


def test_killed_after_the_manifest_is_in_place_everything_is_there(tmp_path: Path) -> None:
    # The sixth replace never comes: the process ends by itself.
    store = Store(tmp_path / "store")
    store.add(load({"a": [item("i1")]}))
    assert killed(store.root, "replace", 99) == 0
    assert store.is_loaded("sha of b")
