"""What the very first run costs more: numba compiles, later runs read what it kept."""

from __future__ import annotations

import json
import shutil

from bench.method import METHODS
from bench.options import FIRST, Options
from bench.shelf import Shelf
from bench.texts import outcome, work
from bench.textset import SAMPLE

TEXTS = 4500  # above 4,096 UMAP and pynndescent take the way of large sets, which compiles more
TOPICS = 20


def run_first(options: Options, method: str) -> None:
    """Run a method twice on some of the sample, first with an empty compilation cache.

    Parameters
    ----------
    options : Options
    method : str
    """
    shelf, caches = Shelf(options.out / "runs" / FIRST), options.out / "numba-first"
    shutil.rmtree(caches, ignore_errors=True)
    order = shelf.order(method, 1)
    said = {"method": method, "set": SAMPLE, "data": "", "limit": TEXTS, "seed": 1, "topics": TOPICS}
    order.write_text(json.dumps({**said, "threads": options.threads, "vectors": "", "keep": ""}), encoding="utf-8")
    extra = METHODS[method].extra
    record = {name: outcome(order, work(options, order, caches, extra=extra)) for name in ("first", "again")}
    shelf.keep(method, 1, record)
    # What was compiled serves the timed runs too, so that none of them pays for it.
    shutil.copytree(caches, options.out / "numba", dirs_exist_ok=True)


def measured_here(methods: tuple[str, ...]) -> list[str]:
    """Return the methods whose first run is worth a look: ours and those with other libraries."""
    return [name for name in methods if METHODS[name].timed and (METHODS[name].extra or name == "ours")]
