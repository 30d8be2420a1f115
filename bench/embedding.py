"""The embedding stage alone, through the cache that a study uses: `python -m bench.embedding ORDER.json`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter

from bench.textset import load


def main(path: Path) -> None:
    """Embed the passages of a set and print seconds, texts and passages as JSON.

    Parameters
    ----------
    path : Path
        JSON: set, data, limit, threads, folder. The folder keeps the vectors: the first call is cold, later ones warm.
    """
    from workbench.embed.cache import VectorCache
    from workbench.embed.minilm import MiniLM
    from workbench.text.normalise import normalise_all
    from workbench.text.passages import passages

    said = json.loads(path.read_text(encoding="utf-8"))
    texts = load(said["set"], Path(said["data"])).first(said["limit"]).texts
    read = [passage for text in normalise_all(texts) for passage in passages(text, split_words=40)]
    begun = perf_counter()
    VectorCache(Path(said["folder"]), MiniLM(threads=said["threads"])).vectors(read)
    seconds = perf_counter() - begun
    sys.stdout.write(json.dumps({"seconds": seconds, "texts": len(texts), "passages": len(read)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
