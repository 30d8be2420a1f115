"""Rebuilding: a project that holds what a published study was made from, in another folder."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from workbench.errors import BadData
from workbench.project import codings, draws
from workbench.project.kept import notes_path
from workbench.project.model import Project, files_matching
from workbench.project.new import toml_table
from workbench.project.toml import NAME, read_project
from workbench.report import record
from workbench.store.customers import copy_list
from workbench.store.files import make_folder, sha256_of
from workbench.topics.codebook.events import LOG
from workbench.topics.codebook.shelf import copy_log


@dataclass(frozen=True)
class Export:
    """An export that a study was made from, and what is left of it.

    Parameters
    ----------
    name, sha256 : str
        As recorded: the file, and within it a sheet or member.
    repeat : bool
        It brought nothing that another had not brought.
    place : str
        Where it stood in the project.
    found : Path or None
        The same bytes, or else what stands in that place now; None where nothing does.
    now : str
        The sha256 of what was found.
    """

    name: str
    sha256: str
    repeat: bool
    place: str
    found: Path | None
    now: str


class Exports:
    """The exports of a project, by their bytes."""

    def __init__(self, project: Project) -> None:
        listed = {path for source in project.sources for path in project.files(source)}
        inbox = {path for path in (project.folder / "inbox").rglob("*") if path.is_file()}
        self._paths = {path.relative_to(project.folder).as_posix(): path for path in sorted(listed | inbox)}

    @cached_property
    def _digests(self) -> dict[str, str]:
        return {place: sha256_of(path) for place, path in self._paths.items()}

    def find(self, recorded: Mapping[str, Any]) -> Export:
        """Find a recorded export: in its place, moved within the project, or changed.

        Parameters
        ----------
        recorded : mapping
            file, sha256, repeat.
        """
        name, digest = recorded["file"], recorded["sha256"]
        place = self._place(name)
        same = [at for at in (place, *self._digests) if self._digests.get(at) == digest]
        at = same[0] if same else place
        return Export(name, digest, bool(recorded.get("repeat")), place, self._paths.get(at), self._digests.get(at, ""))

    def _place(self, name: str) -> str:
        """Return the file of a table's name: `a.xlsx#Sheet` and `a.zip/b.csv` stand in a.xlsx and a.zip."""
        held = [at for at in self._paths if name == at or (name.startswith(at) and not name[len(at)].isalnum())]
        return max(held, key=len) if held else re.sub(r"(?<=\.zip)\W.*|#.*", "", name)


def standing_files(exports: Iterable[Export]) -> list[dict[str, str]]:
    """Return what stands of recorded exports, in the form of the record."""
    return [{"file": export.name, "sha256": export.now} for export in exports if export.now]


def rebuild(project: Project, said: Mapping[str, Any], exports: Sequence[Export], to: Path) -> None:
    """Copy what a study was made from into an empty folder; nothing there is a link into the project.

    Parameters
    ----------
    project : Project
    said : mapping
        The study's run.json.
    exports : sequence of Export
        Without what the study did not know.
    to : Path

    Raises
    ------
    BadData
        If the codebook that went in is not there any more.
    """
    folder = project.folder
    put_exports(exports, to)
    named = [project.customers.file if project.customers else None, project.topics.frame, project.statistics.margins]
    for name in ("secret/key", *(name for name in named if name)):
        _copy(folder / name, to / name)
    copy_list(project.store, to / "store", str(said["inputs"].get("customers", "")))
    notes = notes_path(folder, str(said["period"]))
    _copy(notes, to / notes.relative_to(folder))
    _copy(folder / codings.FILE, to / codings.FILE)
    for draw in sorted((folder / draws.FOLDER).glob("*.json")):
        _copy(draw, to / draws.FOLDER / draw.name)
    for notebook in said["inputs"]["notebooks"]:
        _copy(folder / "notebooks" / f"{notebook}.ipynb", to / "notebooks" / f"{notebook}.ipynb")
    _codebook(said["codebook"], said["inputs"]["model"], folder / "codebook", to / "codebook")
    _published(said, to)
    _settings(project, to)


def _published(said: Mapping[str, Any], to: Path) -> None:
    """Leave what the study says of its codebook: which version it was held against stands nowhere else."""
    place = make_folder(to / "studies" / str(said["period"]))
    record.write(place, {name: said[name] for name in ("status", "period", "started", "codebook")})


def _codebook(said: Mapping[str, Any], model: str, folder: Path, to: Path) -> None:
    """Copy the codebook that went in: the log as far as it went then."""
    if copy_log(folder, to, int(said["events"]), model).version != said["in"]:
        raise BadData(
            "The codebook that the study started from is missing or was changed.",
            where=f"codebook/{LOG}, the first {said['events']} lines",
            fix="Restore the folder codebook/ from git.",
        )


def put_exports(exports: Iterable[Export], to: Path) -> None:
    """Copy exports to their places; where two stood in one place one after the other, the recorded bytes win."""
    for export in sorted(exports, key=lambda export: export.now == export.sha256):
        if export.found is not None and ".." not in PurePosixPath(export.place).parts:
            _copy(export.found, to / PurePosixPath(export.place.lstrip("/")))


def copy_vectors(project: Project, to: Path) -> None:
    """Copy the vectors that the project has kept; copies, because a run puts small files together."""
    if (project.store / "vectors").is_dir():
        shutil.copytree(project.store / "vectors", make_folder(to / "store") / "vectors")


def _copy(path: Path, to: Path) -> None:
    if path.is_file():
        make_folder(to.parent)
        shutil.copyfile(path, to)
        to.chmod(0o600)


def _settings(project: Project, to: Path) -> None:
    """Copy project.toml, without sources and patterns that name only exports that the study did not know."""
    shutil.copyfile(project.folder / NAME, to / NAME)
    known = [
        source.model_copy(update={"files": tuple(one for one in source.files if files_matching(to, [one]))})
        for source in project.sources
    ]
    left = tuple(source for source in known if source.files)
    if left != project.sources:
        said = project.model_copy(update={"sources": left}).model_dump(mode="json", exclude={"folder"})
        (to / NAME).write_text(toml_table(said), encoding="utf-8")
        read_project(to, check_files=False)
