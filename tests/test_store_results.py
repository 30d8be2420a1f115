from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from workbench.store.results import Results


def counted(table: pd.DataFrame) -> tuple[Callable[[], pd.DataFrame], list[int]]:
    calls: list[int] = []

    def compute() -> pd.DataFrame:
        calls.append(1)
        return table

    return compute, calls


TABLE = pd.DataFrame(
    {
        "name": pd.Series(["b", None], dtype="string"),
        "share": [0.5, float("nan")],
        "count": pd.Series([1, pd.NA], dtype="Int64"),
        "kind": pd.Categorical(["x", "y"], categories=["y", "x"], ordered=True),
        "at": pd.to_datetime(["2026-10-01", None], utc=True).as_unit("us"),
    },
    index=[7, 3],
)


def test_a_table_is_computed_once_and_read_the_same_ever_after(tmp_path: Path) -> None:
    compute, calls = counted(TABLE)
    cold = Results(tmp_path, "k1").table("topics", compute)
    warm = Results(tmp_path, "k1").table("topics", compute)
    assert calls == [1]
    pd.testing.assert_frame_equal(cold, warm)
    pd.testing.assert_frame_equal(cold, TABLE.reset_index(drop=True))
    assert "topics" in Results(tmp_path, "k1")


def test_another_key_has_its_own_tables(tmp_path: Path) -> None:
    compute, calls = counted(TABLE)
    for key in ("k1", "k2"):
        Results(tmp_path, key).table("topics", compute)
    assert calls == [1, 1]


def test_a_cut_off_file_is_computed_again(tmp_path: Path) -> None:
    compute, calls = counted(TABLE)
    results = Results(tmp_path, "k")
    results.table("topics", compute)
    path = results.folder / "topics.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    results.table("topics", compute)
    assert calls == [1, 1]
    assert path.read_bytes() == whole


def test_a_failed_computation_leaves_nothing(tmp_path: Path) -> None:
    results = Results(tmp_path, "k")
    with pytest.raises(ZeroDivisionError):
        results.table("topics", lambda: pd.DataFrame({"a": [1 // 0]}))
    assert "topics" not in results


def test_an_index_that_would_be_lost_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="reset it"):
        Results(tmp_path, "k").table("topics", lambda: TABLE.set_index("name"))


@pytest.mark.parametrize("name", ["../x", "", "a/b", ".hidden", "a\x00"])
def test_a_name_cannot_leave_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="cannot name a file"):
        Results(tmp_path, name)
    with pytest.raises(ValueError, match="cannot name a file"):
        Results(tmp_path, "k").table(name, lambda: TABLE)


def test_results_are_the_owners_alone(tmp_path: Path) -> None:
    Results(tmp_path / "store", "k").table("topics", lambda: TABLE)
    for path in (tmp_path / "store").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


RACE = """
import sys
import pandas as pd
from workbench.store.results import Results
for n in range(8):
    table = Results(sys.argv[1], "k").table(f"t{n}", lambda: pd.DataFrame({"a": range(5000)}))
    assert table["a"].sum() == 12497500
"""


def test_processes_side_by_side_never_see_half_a_table(tmp_path: Path) -> None:
    children = [subprocess.Popen([sys.executable, "-c", RACE, str(tmp_path)]) for _ in range(3)]
    assert [child.wait(timeout=60) for child in children] == [0, 0, 0]
    assert len(list((tmp_path / "results" / "k").iterdir())) == 8


THREADS = """
import os, sys
import pandas as pd
from pathlib import Path
from workbench.store.results import Results
import pyarrow.parquet
before = len(os.listdir("/proc/self/task"))
for _ in range(2):
    Results(sys.argv[1], "k").table("t", lambda: pd.DataFrame({"a": ["x", "y"] * 500, "b": range(1000)}))
assert len(os.listdir("/proc/self/task")) == before
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted in /proc, which is Linux's")
def test_reading_starts_no_thread_that_could_end_the_process_badly(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", THREADS, str(tmp_path)], check=True, timeout=60)
