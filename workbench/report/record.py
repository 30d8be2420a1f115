"""The record of a run, run.json: what went in, what came out, with what."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from workbench.store.files import sha256_of

PACKAGES = (
    "altair", "bertopic", "nbconvert", "numpy", "onnxruntime", "pandas", "papermill", "scikit-learn", "scikit-network",
    "scipy", "social-workbench", "tokenizers", "vl-convert-python",
)  # fmt: skip


def outputs(folder: Path) -> list[dict[str, str]]:
    """List the files of a study that a reader opens, with their hashes; sorted by path."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    kept = [path for path in paths if path.suffix in {".html", ".csv", ".xlsx"}]
    return [{"path": path.relative_to(folder).as_posix(), "sha256": sha256_of(path)} for path in kept]


def setting() -> dict[str, Any]:
    """Return what a run was made with: versions, system, threads, git commit."""
    return {
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "cpus": os.cpu_count(),
        "packages": {name: _version(name) for name in PACKAGES},
        "git": _git(),
        "executable": Path(sys.executable).name,
    }


def write(folder: Path, record: Mapping[str, Any]) -> None:
    """Write run.json, whole or not at all."""
    partial = folder / "run.json.part"
    partial.write_text(json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    partial.replace(folder / "run.json")


def read(folder: Path) -> dict[str, Any] | None:
    """Read a study's run.json; None where there is none or it is damaged."""
    try:
        found = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _git() -> dict[str, Any]:
    root = Path(__file__).resolve().parents[2]
    if not (root / ".git").exists():
        return {}
    commands = {"commit": ["git", "rev-parse", "HEAD"], "status": ["git", "status", "--porcelain"]}
    try:
        found = {
            name: subprocess.run(
                command, cwd=root, capture_output=True, text=True, timeout=10, check=True
            ).stdout.strip()
            for name, command in commands.items()
        }
    except (OSError, subprocess.SubprocessError):
        return {}
    return {"commit": found["commit"], "dirty": bool(found["status"])}
