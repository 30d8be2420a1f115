"""Verification: a published study made again in a temporary folder, and compared file by file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import EVIDENCE, BadRequest, Busy, Differs, WorkbenchError
from workbench.measures.standing import standing
from workbench.project.model import Project
from workbench.project.study import Study
from workbench.project.toml import read_project
from workbench.report import record
from workbench.report.compared import Compared, Files, State, compare
from workbench.report.differences import Cause, Kind, causes, plain
from workbench.report.inputs import written
from workbench.report.rebuilt import Export, Exports, copy_vectors, put_exports, rebuild, standing_files
from workbench.report.run import Request, run_study
from workbench.store.customers import has_list
from workbench.store.loading import load_project

Say = Callable[[str], None]
STORE = Cause(
    Kind.INPUT,
    "the exports, loaded anew, do not give the posts that the store held"
    " (overlapping exports loaded in another order, or a store that was changed)",
)


@dataclass(frozen=True)
class Verified:
    """What a study made again is like beside the published one.

    Parameters
    ----------
    files : tuple of Compared
    causes : tuple of Cause
        What is not as it was when the study was made, whether or not it shows in a file.
    """

    files: tuple[Compared, ...]
    causes: tuple[Cause, ...]

    @property
    def differing(self) -> tuple[Compared, ...]:
        """Files that are not the same, edited and removed ones included."""
        return tuple(file for file in self.files if file.state is not State.SAME)

    def why(self, file: Compared) -> tuple[Cause, ...]:
        """Return what can be the reason why a file was made otherwise."""
        return tuple(cause for cause in self.causes if file.state is State.DIFFERENT and cause.explains(file.path))

    def unexplained(self, file: Compared) -> bool:
        """Tell whether a file was made otherwise for no reason that can be named: a fault of ours."""
        return file.state is State.DIFFERENT and not self.why(file)


def verify_study(project: Path, month: str, *, cached_vectors: bool = False, say: Say = lambda _: None) -> Verified:
    """Make a published study again, from what is named in its run.json, and compare it.

    Parameters
    ----------
    project : Path
        Its folder; nothing in it is written.
    month : str
        The period, as for `Study`.
    cached_vectors : bool
        Take the vectors that the project has kept instead of computing them anew.
    say : callable
        Told each stage as it begins.

    Returns
    -------
    Verified

    Raises
    ------
    BadRequest
        If there is no such study, or its run.json is damaged or too old.
    BadData
        If the codebook that went in is missing or damaged.
    Differs
        If the study cannot be made again from what is there now.
    """
    study = Study(project=project, month=month)
    opened = read_project(project, check_files=False)
    said = _record(opened, study.month)
    exports = [Exports(opened).find(file) for file in said["inputs"]["files"]]
    found = causes(said, _now(opened, said, exports))
    place = project / "studies" / study.month
    published = Files(place, {file["path"]: file["sha256"] for file in record.outputs(place)})
    with tempfile.TemporaryDirectory(prefix="workbench-verify-") as temporary:
        folder = Path(temporary).resolve() / "project"
        folder.mkdir(mode=0o700)
        first = [export for export in exports if not export.repeat]
        rebuild(opened, said, first, folder)
        if cached_vectors:
            copy_vectors(opened, folder)
        again = _again(folder, said, exports, found, say)
        made = record.read(again) or {}
        if not found and made["inputs"]["snapshot"] != said["inputs"]["snapshot"]:
            found = (STORE,)
        return Verified(
            compare(_digests(said), published, Files(again, _digests(made))),
            found,
        )


def _record(project: Project, period: str) -> dict[str, Any]:
    """Read the record of a published study."""
    place = project.folder / "studies" / period
    again = f"Make it again: workbench study --project {project.folder} --month {period} --replace"
    if not place.is_dir():
        fix = "Name a period that stands in studies/index.html."
        raise BadRequest(f"There is no study of {period}.", where=str(place), fix=fix)
    said = record.read(place)
    if said is None:
        raise BadRequest("The study's record is missing or damaged.", where=str(place / "run.json"), fix=again)
    if not record.is_whole(said) or said.get("period") != period or said.get("status") != "ok":
        what = "The study's record does not say enough to verify it: it was made by an earlier version, or edited."
        raise BadRequest(what, where=str(place / "run.json"), fix=again)
    return said


def _now(project: Project, said: Mapping[str, Any], exports: list[Export]) -> dict[str, Any]:
    """Return what the record would say today."""
    from workbench.embed.minilm import MiniLM

    period = str(said["period"])
    inputs = {
        **standing(project, period, MiniLM(threads=1).key),
        **written(project.folder, period),
        "files": standing_files(exports),
    }
    if has_list(project.store, str(said["inputs"]["customers"])):  # as it was then, whatever the database says now
        inputs["customers"] = said["inputs"]["customers"]
    return {"inputs": inputs, **record.setting()}


def _again(folder: Path, said: Mapping[str, Any], exports: list[Export], found: tuple[Cause, ...], say: Say) -> Path:
    """Make the study in the temporary project and return its folder there."""
    parameters = said["parameters"]
    study = Study(project=folder, month=said["period"], partial=bool(parameters.get("partial")))
    request = Request(study, parameters.get("as_of"), replace=True, clock=said["started"], ask=False)
    try:
        if any(export.repeat for export in exports):
            # What brought nothing then was loaded after what brought it; load reports tell the two apart.
            load_project(read_project(folder, check_files=False), ask=False, say=say)
            put_exports(exports, folder)
        return run_study(request, say=say).parent
    except WorkbenchError as error:
        error.fix = error.fix.partition("The evidence is in")[0].strip()  # it goes with the temporary folder
        if isinstance(error, Busy) or not found:
            raise
        where = error.where.replace(f"{folder}/", "")
        raise Differs(f"The study cannot be made again: {error.what}", where=where, fix=plain(found)) from error
    except Exception as error:
        # The traceback itself is shown: the log that the note names goes with the temporary folder.
        error.__notes__ = [note for note in getattr(error, "__notes__", ()) if not note.startswith(EVIDENCE)]
        raise


def _digests(said: Mapping[str, Any]) -> dict[str, str]:
    return {file["path"]: file["sha256"] for file in said["outputs"]}
