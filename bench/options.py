"""What a run of the bench is asked for."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.method import METHODS
from bench.textset import CHROME, SAMPLE, SETS, present

ROOT = Path(__file__).resolve().parents[1]
DATA = "BENCH_DATA"
QUICK_TEXTS = 400
#: what is measured beside the methods on texts.
STUDY, EMBEDDING, FIRST = "study", "embedding", "first"
PARTS = (STUDY, EMBEDDING, FIRST)


@dataclass(frozen=True)
class Options:
    """Parameters of a run.

    Parameters
    ----------
    data : Path
        Folder of evaluation data; a set whose files are absent is skipped.
    out : Path
        Takes runs, results.json and table.md.
    sets : tuple of str
        Sets that are there, in the order of the tables.
    only : tuple of str
        Methods, and parts from `PARTS`.
    seeds, repeats : int
        Runs for agreement between seeds; timed runs where one takes less than two minutes.
    limit : int or None
        Texts a set at most.
    threads : int
        Cores that everybody gets.
    table : bool
        Score the runs that are there and write the table; run nothing.
    core : Path
        The Python of an installation by the core lock: what needs neither torch nor UMAP runs there, because BERTopic
        imports both where it finds them.
    """

    data: Path
    out: Path
    sets: tuple[str, ...]
    only: tuple[str, ...]
    seeds: int = 3
    repeats: int = 3
    limit: int | None = None
    threads: int = 2
    table: bool = False
    core: Path = Path(sys.executable)

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods asked for, in the order of the tables."""
        return tuple(name for name in METHODS if name in self.only)

    @property
    def embedded(self) -> str | None:
        """The set whose embedding is timed cold and warm; None where it is not asked for."""
        wanted = [name for name in (CHROME, SAMPLE) if name in self.sets]
        return wanted[0] if wanted and EMBEDDING in self.only else None


def read(arguments: Sequence[str]) -> Options:
    """Read the command line; a wrong one ends the process with exit code 2 and the reason."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure topics, time and memory.")
    beside = ROOT.parent / "shared" / "data"
    parser.add_argument("--data", type=Path, default=Path(os.environ.get(DATA) or beside), help=f"or ${DATA}")
    parser.add_argument("--out", type=Path, help="default: build/bench, build/bench-quick with --quick")
    parser.add_argument("--sets", type=_Names(tuple(SETS)), help=f"of {', '.join(SETS)}")
    known = (*METHODS, *PARTS)
    parser.add_argument("--only", type=_Names(known), default=known, help=f"of {', '.join(known)}")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=3, help="timed runs where one takes less than two minutes")
    parser.add_argument("--limit", type=int, help="texts a set at most")
    parser.add_argument("--threads", type=int, default=2, help="cores that everybody gets")
    parser.add_argument("--quick", action="store_true", help=f"the sample alone, {QUICK_TEXTS} texts, one run")
    parser.add_argument("--table", action="store_true", help="score the runs that are there, run nothing")
    parser.add_argument("--core", type=Path, default=Path(sys.executable), help="Python of an install without torch")
    said = parser.parse_args(arguments)
    sets = said.sets or ((SAMPLE,) if said.quick else tuple(SETS))
    return Options(
        data=said.data,
        out=said.out or ROOT / "build" / ("bench-quick" if said.quick else "bench"),
        sets=tuple(name for name in SETS if name in sets and present(name, said.data)),
        only=tuple(name for name in said.only if not said.quick or name != FIRST),
        seeds=1 if said.quick else said.seeds,
        repeats=1 if said.quick else said.repeats,
        limit=said.limit or (QUICK_TEXTS if said.quick else None),
        threads=said.threads,
        table=said.table,
        core=said.core.absolute(),
    )


class _Names:
    """Read a list of known names, separated by commas."""

    def __init__(self, known: Sequence[str]) -> None:
        self._known = known

    def __call__(self, text: str) -> tuple[str, ...]:
        names = tuple(part.strip() for part in text.split(",") if part.strip())
        wrong = [name for name in names if name not in self._known]
        if wrong or not names:
            raise argparse.ArgumentTypeError(f"{', '.join(wrong) or 'nothing'}: choose of {', '.join(self._known)}")
        return names
