"""The bench's command: every run in turn, then the scores and the table."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from time import monotonic

from bench.first import measured_here, run_first
from bench.method import METHODS
from bench.options import FIRST, STUDY, Options, read
from bench.shelf import Shelf
from bench.study import run_cache, run_study
from bench.table import markdown
from bench.texts import run_once, timed_runs
from bench.textset import CHROME

#: what a study's runs are kept under: the first one, and the one with everything cached.
PART_FILES = ("study", "study-again")


def main(arguments: Sequence[str]) -> int:
    """Measure what is asked for and write results.json and table.md; return the exit code."""
    options = read(arguments)
    if not options.table:
        _measure(options)
    from bench.results import results, write  # scikit-learn: not in memory while others are measured

    found = results(options)
    path = write(options, found)
    table = markdown(found)
    (options.out / "table.md").write_text(table, encoding="utf-8")
    sys.stdout.write(f"{table}\n{path}\n")
    return 0


def _measure(options: Options) -> None:
    for name in options.sets:
        shelf = Shelf(options.out / "runs" / name)
        for part in (*options.methods, *(PART_FILES if name == CHROME and STUDY in options.only else ())):
            shelf.clear(part)
    if FIRST in options.only:
        for method in measured_here(options.methods):
            _say(f"first run of {method}")
            run_first(options, method)
    for name, part, number in turns(options):
        begun = monotonic()
        _say(f"{name}: {part}, run {number}", end="")
        error = _turn(options, name, part, number)
        _say(f", {monotonic() - begun:.0f} s{f', FAILED: {error}' if error else ''}")


def turns(options: Options) -> Iterator[tuple[str, str, int]]:
    """Yield set, part and number, competitors in turn: A B … A B …; what took long comes once."""
    for number in range(1, max(options.repeats, options.seeds) + 1):
        for name in options.sets:
            if name == CHROME and STUDY in options.only and _wanted(options, name, STUDY, number, quality=False):
                yield name, STUDY, number
            for method in options.methods:
                if _wanted(options, name, method, number, quality=METHODS[method].repeated):
                    yield name, method, number
        if options.embedded and number <= options.repeats:
            yield options.embedded, "embedding", number


def _wanted(options: Options, name: str, part: str, number: int, *, quality: bool) -> bool:
    if number == 1:
        return True
    before = Shelf(options.out / "runs" / name).records(part)
    if before and before[0].get("error"):
        return False
    return number <= timed_runs(options, before) or (quality and number <= options.seeds)


def _turn(options: Options, name: str, part: str, number: int) -> str:
    """Do one run and return what went wrong with it."""
    if part == STUDY:
        run_study(options, number)
        return str(Shelf(options.out / "runs" / name).records(part)[-1]["error"])
    if part == "embedding":
        run_cache(options, name, number)
        return ""
    return str(run_once(options, name, part, number)["error"])


def _say(text: str, *, end: str = "\n") -> None:
    sys.stderr.write(text + end)
    sys.stderr.flush()
