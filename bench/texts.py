"""Runs of methods on texts, each in a process of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from bench.machine import cores, environment
from bench.method import METHODS
from bench.options import Options
from bench.score import clusters
from bench.shelf import Shelf
from bench.usage import Usage, measured

LONG_S = 120.0  # a run that takes longer is timed once
TOPICS_UNTOLD = 20  # for methods that must be told, where we have not run


def run_once(options: Options, name: str, method: str, number: int) -> dict[str, Any]:
    """Run a method on a set and keep what it used and found.

    Parameters
    ----------
    options : Options
    name : str
        The set.
    method : str
    number : int
        1 for the first run; also the seed. The first runs are timed whole; later ones take the vectors of the first.

    Returns
    -------
    dict
        The record that is kept.
    """
    shelf, known = Shelf(options.out / "runs" / name), METHODS[method]
    stored = shelf.vectors(known.vectors) if known.vectors else None
    whole = known.timed and number <= timed_runs(options, shelf.records(method))
    order = {
        "method": method,
        "set": name,
        "data": str(options.data),
        "limit": options.limit,
        "seed": number,
        "topics": _told(shelf, true=method.endswith("-true")),
        "threads": options.threads,
        "vectors": str(stored) if stored and not whole else "",
        "keep": str(stored) if stored and whole and number == 1 and method in ("ours", "bertopic", "evoc") else "",
    }
    path = shelf.order(method, number)
    path.write_text(json.dumps(order, sort_keys=True), encoding="utf-8")
    usage = work(options, path, options.out / "numba", extra=known.extra)
    record = {**order, "timed": whole, **outcome(path, usage)}
    shelf.keep(method, number, record)
    return record


def _told(shelf: Shelf, *, true: bool) -> int:
    """Return how many topics a method is told that needs it: as many as we found, or as there are."""
    if true:
        return max((int(record.get("true_topics", 0)) for record in shelf.records("ours")), default=0) or TOPICS_UNTOLD
    found = shelf.labels("ours")
    return clusters(found[0]) if found else TOPICS_UNTOLD


def timed_runs(options: Options, before: list[dict[str, Any]]) -> int:
    """Return how many runs of a method are timed: one where the first took long."""
    return options.repeats if not before or before[0]["wall_s"] <= LONG_S else 1


def work(options: Options, order: Path, caches: Path, *, extra: bool) -> Usage:
    """Carry out an order in a process of its own; `extra`: in the bench's own environment."""
    caches.mkdir(parents=True, exist_ok=True)
    return measured(
        [sys.executable if extra else str(options.core), "-m", "bench.worker", str(order)],
        environment=environment(caches, options.threads),
        cores=cores(options.threads),
        log=order.with_suffix(".log"),
    )


def outcome(order: Path, usage: Usage) -> dict[str, Any]:
    """Return what a run used, its seconds by stage, and why it failed if it did."""
    done = order.with_suffix(".done.json")
    if usage.code == 0 and done.exists():
        return {**usage.record(), **json.loads(done.read_text(encoding="utf-8")), "error": ""}
    said = order.with_suffix(".log").read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return {**usage.record(), "seconds": {}, "error": (said or ["it said nothing"])[-1][:300]}
