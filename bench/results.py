"""The results: medians over runs, scores, and the bars that were set."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.machine import setting
from bench.method import METHODS, OUTLIER, Labels
from bench.options import FIRST, Options
from bench.score import agreement, clusters, moved, score
from bench.shelf import Shelf
from bench.textset import CHROME, load

USED = ("wall_s", "cpu_s", "memory_mib", "resident_mib", "largest_mib")


def results(options: Options) -> dict[str, Any]:
    """Return everything that was measured, by set and method.

    Parameters
    ----------
    options : Options

    Returns
    -------
    dict
        setting; sets -> name -> {texts, labels, methods -> {...}}; chrome's study; embedding; first runs.
    """
    found: dict[str, Any] = {"setting": setting(options.threads), "limit": options.limit, "sets": {}, "first": {}}
    for name in options.sets:
        found["sets"][name] = _of_set(options, name)
        shelf = Shelf(options.out / "runs" / name)
        if embedded := shelf.records("embedding"):
            found["embedding"] = _embedding(name, embedded)
        if name == CHROME and shelf.records("study"):
            found["study"] = {part: _study(shelf.records(part)) for part in ("study", "study-again")}
    shelf = Shelf(options.out / "runs" / FIRST)
    for method in METHODS:
        for record in shelf.records(method):
            found["first"][method] = {name: record[name]["wall_s"] for name in ("first", "again")}
    return found


def write(options: Options, found: Mapping[str, Any]) -> Path:
    """Write results.json and return its path."""
    path = options.out / "results.json"
    path.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return path


def _of_set(options: Options, name: str) -> dict[str, Any]:
    posts = load(name, options.data).first(options.limit)
    shelf = Shelf(options.out / "runs" / name)
    true = 0 if posts.labels is None else len(np.unique(posts.labels))
    said = {method: _of_method(shelf, method, posts.labels) for method in METHODS if shelf.records(method)}
    return {"texts": len(posts.texts), "true_topics": true, "methods": said}


def _of_method(shelf: Shelf, method: str, truth: npt.NDArray[np.str_] | None) -> dict[str, Any]:
    records, labels = shelf.records(method), shelf.labels(method)
    errors = [record["error"] for record in records if record["error"]]
    said: dict[str, Any] = {"runs": len(records), "error": errors[0] if errors else "", **usage(records)}
    if errors or not labels:
        return said
    said["topics"] = median(clusters(one) for one in labels)
    said["outliers"] = median(float((one == OUTLIER).mean()) for one in labels)
    said["agreement"] = agreement(labels) if METHODS[method].repeated else None
    if truth is not None:
        said["as_is"] = _medians([asdict(score(truth, one)) for one in labels])
        inside = _moved(shelf, method, labels)
        said["moved"] = _medians([asdict(score(truth, one)) for one in inside]) if inside else None
    return said


def _moved(shelf: Shelf, method: str, labels: Sequence[Labels]) -> list[Labels] | None:
    """Return the labels with outliers moved, by the vectors that the method used; ours where it used none."""
    path = shelf.vectors(METHODS[method].vectors or "minilm")
    if not any((one == OUTLIER).any() for one in labels):
        return list(labels)
    return [moved(one, np.load(path)) for one in labels] if path.exists() else None


def usage(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return medians over the timed runs, whole and by stage; empty where none was timed."""
    timed = [record for record in records if record.get("timed") and not record["error"]]
    if not timed:
        return {}
    stages = sorted({stage for record in timed for stage in record["seconds"]})
    return {
        "timed_runs": len(timed),
        **{name: round(median(record[name] for record in timed), 2) for name in USED},
        "wall_range_s": [min(record["wall_s"] for record in timed), max(record["wall_s"] for record in timed)],
        "seconds": {stage: round(median(record["seconds"].get(stage, 0.0) for record in timed), 2) for stage in stages},
    }


def _study(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    said = {"error": next((record["error"] for record in records if record["error"]), ""), **usage(records)}
    counts = records[-1].get("counts", {})
    if counts:
        said |= {
            "posts": counts["posts"],
            "topics": counts["topics"],
            "outliers": 1 - counts["posts_sorted"] / counts["posts"],
            "counts": counts,
        }
    return said


def _embedding(name: str, records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    cold, warm = (median(record[part]["seconds"] for record in records) for part in ("cold", "warm"))
    passages = records[0]["cold"]["passages"]
    return {"set": name, "passages": passages, "cold_s": round(cold, 3), "warm_s": round(warm, 3), "runs": len(records)}


def _medians(scores: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: round(median(one[name] for one in scores), 4) for name in scores[0]}
