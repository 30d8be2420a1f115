"""The parameters of a study."""

from __future__ import annotations

import difflib
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import field_validator, model_validator

from workbench.errors import BadRequest
from workbench.project.model import Project
from workbench.project.period import Window, window
from workbench.project.source import Strict
from workbench.project.toml import read_project

AS_OF = "WORKBENCH_AS_OF"
#: the moment that a study was made, where it is made again to verify it: a period that was not over is not over then.
CLOCK = "WORKBENCH_CLOCK"


class Study(Strict):
    """One project in one period: the three parameters that papermill passes to every notebook.

    Parameters
    ----------
    project : Path
        The project's folder.
    month : str
        `YYYY-MM`, `YYYY-Qn`, or a name under `[periods]`.
    partial : bool
        Whether a period that is not over is wanted.

    Raises
    ------
    BadRequest
        If a parameter is unknown or of the wrong kind. papermill turns `-p month 202610` into an integer and lets
        unknown names pass with a warning; both stop here.
    """

    project: Path
    month: str
    partial: bool = False

    @model_validator(mode="before")
    @classmethod
    def _known(cls, given: Any) -> Any:  # noqa: ANN401 - whatever was passed
        for name in given if isinstance(given, dict) else ():
            if name not in cls.model_fields:
                near = difflib.get_close_matches(name, cls.model_fields, n=1)
                fix = f"Did you mean {near[0]!r}?" if near else f"Known are {', '.join(cls.model_fields)}."
                raise BadRequest(f"There is no parameter {name!r}.", where=f"parameter {name}", fix=fix)
        for name in ("project", "month"):
            if isinstance(given, dict) and name not in given:
                fix = "papermill passes it as -p month 2026-10, the command line as --month 2026-10."
                raise BadRequest(f"The parameter {name!r} is missing.", where=f"parameter {name}", fix=fix)
        return given

    @field_validator("project", mode="before")
    @classmethod
    def _folder(cls, value: object) -> object:
        if not isinstance(value, str | Path) or not str(value):
            fix = "Name the project's folder, such as build/sample."
            raise BadRequest(f"{value!r} is not a folder.", where="parameter project", fix=fix)
        return Path(value)

    @field_validator("month", mode="before")
    @classmethod
    def _period(cls, value: object) -> object:
        if not isinstance(value, str):
            text = str(value)
            meant = f"{text[:4]}-{text[4:]}" if len(text) == 6 and text.isdigit() else "2026-10"
            fix = f'Pass it as text, such as "{meant}"; with the papermill command: -p month {meant}.'
            raise BadRequest(f"The month {value!r} is not text.", where="parameter month", fix=fix)
        return value

    @field_validator("partial", mode="before")
    @classmethod
    def _flag(cls, value: object) -> object:
        if not isinstance(value, bool):
            raise BadRequest(f"{value!r} is not true or false.", where="parameter partial", fix="Pass true or false.")
        return value

    @property
    def as_of(self) -> str | None:
        """The day that the environment names for `--as-of`, if any (dates never travel through papermill)."""
        return os.environ.get(AS_OF) or None

    def open(self) -> Project:
        """Read the project.

        Raises
        ------
        BadRequest
            As `read_project`.
        """
        return read_project(self.project)

    def window(self, project: Project | None = None, *, now: datetime | None = None) -> Window:
        """Return the study's window.

        Raises
        ------
        BadRequest
            As `workbench.project.period.window`.
        """
        told = os.environ.get(CLOCK)
        clock = now or (datetime.fromisoformat(told) if told else None)
        return window(project or self.open(), self.month, as_of=self.as_of, partial=self.partial, now=clock)
