"""One method on one set, in a process of its own: `python -m bench.worker ORDER.json`."""

from __future__ import annotations

import json
import sys
import warnings
from importlib import import_module
from pathlib import Path
from time import perf_counter

import numpy as np

from bench.method import METHODS, Order
from bench.textset import load


def main(path: Path) -> None:
    """Carry out an order and write what was found beside it.

    Parameters
    ----------
    path : Path
        JSON: method, set, data, limit, seed, topics, threads, vectors (in), keep (vectors out). Labels go to the same
        name with .npy; seconds by stage, texts and the true number of topics to .done.json.
    """
    said = json.loads(path.read_text(encoding="utf-8"))
    begun = perf_counter()
    posts = load(said["set"], Path(said["data"])).first(said["limit"])
    texts = posts.texts
    reading = perf_counter() - begun
    order = Order(said["seed"], said["topics"], said["threads"], Path(said["vectors"]) if said["vectors"] else None)
    module, name = METHODS[said["method"]].run.split(":")
    warnings.simplefilter("ignore")
    outcome = getattr(import_module(module), name)(texts, order)
    np.save(path.with_suffix(".npy"), outcome.labels)
    if said["keep"] and outcome.vectors is not None:
        np.save(said["keep"], outcome.vectors)
    true = 0 if posts.labels is None else len(np.unique(posts.labels))
    done = {"seconds": {"reading": reading, **outcome.seconds}, "texts": len(texts), "true_topics": true}
    path.with_suffix(".done.json").write_text(json.dumps(done, sort_keys=True), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
