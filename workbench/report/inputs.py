"""Inputs: what a study is made from, and whether it has been made from the same."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import BadRequest
from workbench.project import codings
from workbench.project.kept import notes_path
from workbench.report import record
from workbench.report.differences import input_causes, plain
from workbench.report.notebooks import PAGES, notebook_path
from workbench.store.files import sha256_of

if TYPE_CHECKING:
    from workbench.analysis import Analysis


def fingerprint(analysis: Analysis) -> dict[str, Any]:
    """Return everything that a study is made from: hashes of files, and settings by key.

    Parameters
    ----------
    analysis : Analysis
    """
    project = analysis.project
    reports = analysis.store.reports()[["source", "file", "sha256", "repeat"]].astype({"repeat": bool})
    said = {
        **analysis.ground.parts,
        "analysis": analysis.ground.inputs,
        **written(project.folder, analysis.period.label),
        "window": [analysis.period.start.isoformat(), analysis.period.end.isoformat()],
        "files": reports.drop_duplicates().to_dict("records"),
    }
    said["sha256"] = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    return said


def written(folder: Path, period: str) -> dict[str, dict[str, str]]:
    """Return the hashes of what people wrote for a period: hand-kept files and notebooks.

    Parameters
    ----------
    folder : Path
        The project's.
    period : str
        The period's label.
    """
    kept = [notes_path(folder, period)]
    hashes = {path.relative_to(folder).as_posix(): sha256_of(path) for path in kept if path.exists()}
    # what is checked for a later period is no input of this one
    checked = codings.digest(folder, period)
    return {
        "hand_kept": hashes | ({codings.FILE: checked} if checked else {}),
        "notebooks": {name: sha256_of(notebook_path(folder, name)) for name in PAGES},
    }


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
    same = before.get("sha256") == inputs["sha256"]
    if same and analysis.ground.codebook_before in (codebooks.get("in"), codebooks.get("out")):
        return True
    if same:
        differs = "the codebook has changed since"
    elif record.is_whole(found):
        differs = plain(input_causes(before, inputs)) or "the store holds other posts"
    else:
        differs = "not known, because run.json is damaged or of an earlier version"
    raise BadRequest(
        "This period is published already, from other inputs.",
        where=f"{place}; what differs: {differs}",
        fix="Add --replace to make it again, or leave it as it is.",
    )
