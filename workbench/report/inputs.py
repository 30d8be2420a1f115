"""Inputs: what a study is made from, and whether it has been made from the same."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import BadRequest
from workbench.project.kept import notes_path
from workbench.report import record
from workbench.report.notebooks import PAGES, notebook_path
from workbench.store.files import sha256_of

if TYPE_CHECKING:
    from workbench.analysis import Analysis


def fingerprint(analysis: Analysis) -> dict[str, Any]:
    """Return the hashes of everything that a study is made from.

    Parameters
    ----------
    analysis : Analysis
    """
    project = analysis.project
    notes = notes_path(project.folder, analysis.period.label)
    hand_kept = {path.name: sha256_of(path) for path in (notes,) if path.exists()}
    notebooks = {name: sha256_of(notebook_path(project.folder, name)) for name in PAGES}
    said = {
        "analysis": analysis.ground.inputs,
        "hand_kept": hand_kept,
        "notebooks": notebooks,
        "window": [analysis.period.start.isoformat(), analysis.period.end.isoformat()],
        "files": analysis.store.reports()[["file", "sha256"]].drop_duplicates().to_dict("records"),
    }
    said["sha256"] = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    return said


def is_published(place: Path, inputs: dict[str, Any], analysis: Analysis) -> bool:
    """Tell whether the same study is there already.

    Parameters
    ----------
    place : Path
        The period's folder.
    inputs : dict
        From `fingerprint`.
    analysis : Analysis

    Raises
    ------
    BadRequest
        If a study of other inputs is there: it is not overwritten without being asked to.
    """
    if not place.exists():
        return False
    found = record.read(place) or {}
    before, codebooks = found.get("inputs") or {}, found.get("codebook") or {}
    if before.get("sha256") == inputs["sha256"] and analysis.ground.codebook_before in codebooks.values():
        return True
    changed = [key for key in ("analysis", "hand_kept", "notebooks", "window") if before.get(key) != inputs[key]]
    raise BadRequest(
        "This period is published already, from other inputs.",
        where=f"{place}; what differs: {', '.join(changed) or 'the codebook'}",
        fix="Add --replace to make it again, or leave it as it is.",
    )
