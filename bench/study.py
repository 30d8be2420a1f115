"""The Chrome reviews from load to brief: the commands that a user gives, cold and then warm."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from bench.machine import cores, environment
from bench.options import Options
from bench.shelf import Shelf
from bench.textset import CHROME, REVIEWS
from bench.usage import Usage, measured

NAME = "all"  # of the period that holds every review


def run_study(options: Options, number: int) -> None:
    """Make a project, then time its study, which loads the reviews, and the study again with everything cached.

    Parameters
    ----------
    options : Options
        `limit` does not apply: a study reads the whole file.
    number : int
        1 for the first.
    """
    shelf, folder = Shelf(options.out / "runs" / CHROME), options.out / "project"
    shutil.rmtree(folder, ignore_errors=True)
    file = options.data / REVIEWS
    log = shelf.order("study", number).with_suffix(".log")
    log.unlink(missing_ok=True)
    made = _command(options, log, "new", str(folder), "--name", "Chrome", "--from", str(file))
    study = ("study", "--project", str(folder), *_period(file), "--name", NAME)
    cold = _command(options, log, *study)  # which loads what is new, as in every month
    shelf.keep("study", number, _record(folder, cold, log) | {"new_wall_s": round(made.wall_s, 2)})
    warm = _command(options, log, *study, "--replace")
    shelf.keep("study-again", number, _record(folder, warm, log))


def run_cache(options: Options, name: str, number: int) -> None:
    """Time the embedding stage on one set, without kept vectors and with all of them.

    Parameters
    ----------
    options : Options
    name : str
        The set.
    number : int
    """
    shelf, folder = Shelf(options.out / "runs" / name), options.out / "vectors"
    shutil.rmtree(folder, ignore_errors=True)
    order = shelf.order("embedding", number)
    said = {"set": name, "data": str(options.data), "limit": options.limit, "threads": options.threads}
    order.write_text(json.dumps(said | {"folder": str(folder)}, sort_keys=True), encoding="utf-8")
    answers = [_seconds(options, order) for _ in ("cold", "warm")]
    shelf.keep("embedding", number, {"cold": answers[0], "warm": answers[1]})


def _seconds(options: Options, order: Path) -> dict[str, float]:
    done = subprocess.run(
        [str(options.core), "-m", "bench.embedding", str(order)],
        env=environment(options.out / "numba", options.threads),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _period(file: Path) -> tuple[str, str, str, str]:
    """Return the options that name the whole stretch of the file's dates."""
    import openpyxl

    sheet = openpyxl.load_workbook(file, read_only=True).worksheets[0]
    rows = sheet.iter_rows(values_only=True)
    at = [str(cell) for cell in next(rows)].index("date")
    days = sorted(str(row[at])[:10] for row in rows if row[at])
    return "--from", days[0], "--to", days[-1]


def _command(options: Options, log: Path, *arguments: str) -> Usage:
    return measured(
        [str(options.core), "-m", "workbench", *arguments],
        environment=environment(options.out / "numba", options.threads),
        cores=cores(options.threads),
        log=log,
    )


def _record(folder: Path, usage: Usage, log: Path) -> dict[str, Any]:
    place = folder / "studies" / NAME / "run.json"
    if usage.code or not place.exists():
        said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return {**usage.record(), "timed": True, "error": " ".join(said[-3:])[:300]}
    run = json.loads(place.read_text(encoding="utf-8"))
    return {
        **usage.record(),
        "timed": True,
        "error": "",
        "seconds": run["seconds"],
        "counts": run["counts"],
        "bytes": (folder / "studies" / NAME / "brief.html").stat().st_size,
    }
