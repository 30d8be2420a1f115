"""The record of a run, run.json: what went in, what came out, with what."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from workbench.store.files import sha256_of

#: of run.json; raise when what explains a difference is recorded otherwise.
FORMAT = 2
#: what a record must hold so that its study can be made again and compared.
WHOLE: dict[str, type] = {
    "inputs": dict, "codebook": dict, "parameters": dict, "packages": dict, "outputs": list, "git": dict,
    "started": str, "python": str, "platform": str, "package": str,
}  # fmt: skip
INPUTS: dict[str, type] = {
    "settings": dict, "hand_kept": dict, "notebooks": dict, "files": list, "customers": str, "model": str, "code": str,
    "snapshot": str,
}  # fmt: skip
#: rooms that no study is made with; the model has a digest of its own.
APART = frozenset({"simulate", "commands", "models", "__pycache__"})

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
        "package": _package(),
        "executable": Path(sys.executable).name,
    }


def is_whole(found: Mapping[str, Any]) -> bool:
    """Tell whether a record says all that verifying and explaining need; older and damaged ones do not.

    Parameters
    ----------
    found : mapping
        From `read`.
    """
    inputs = found.get("inputs")
    if found.get("format") != FORMAT or not isinstance(inputs, dict):
        return False
    fields = [isinstance(found.get(name), kind) for name, kind in WHOLE.items()]
    fields += [isinstance(inputs.get(name), kind) for name, kind in INPUTS.items()]
    if not all(fields):
        return False
    files = [*found["outputs"], *inputs["files"]]
    return (
        all(isinstance(file, dict) and isinstance(file.get("sha256"), str) for file in files)
        and all(isinstance(file.get("path"), str) for file in found["outputs"])
        and all(isinstance(file.get("file"), str) for file in inputs["files"])
        and re.fullmatch(r"[0-9a-f]{64}", str(found["codebook"].get("in"))) is not None
    )


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


def _package() -> str:
    """Digest of all of our own code that a study is made with, pages included."""
    root = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        place = path.relative_to(root)
        if not APART.intersection(place.parts):
            digest.update(place.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


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
