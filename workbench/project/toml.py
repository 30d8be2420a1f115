"""Read project.toml, or say every fault in it with its line and what to do."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from workbench.errors import BadRequest
from workbench.project.faults import Fault, refuse
from workbench.project.files import file_faults
from workbench.project.lines import key_lines
from workbench.project.model import Project

NAME = "project.toml"
Loc = tuple[str | int, ...]
SECTIONS = {name: field.annotation for name, field in Project.model_fields.items() if name != "folder"}
ARRAYS = frozenset({"sources", "products", "departments", "series", "competitors"})


def read_project(folder: Path | str, *, check_files: bool = True, check_sources: bool = True) -> Project:
    """Read and check a project.

    Parameters
    ----------
    folder : Path
        The project's folder.
    check_files : bool
        Also refuse patterns that match no file and named files that are not there.
    check_sources : bool
        Also refuse a project that names no source.

    Raises
    ------
    BadRequest
        If there is no project, or with every fault of the file: what, line, key and what to do.
    """
    path = Path(folder) / NAME
    data, lines = _parse(path)
    faults = [_unknown_section(key, lines) for key in data if key not in SECTIONS]
    known = {key: value for key, value in data.items() if key in SECTIONS}
    if check_sources and "sources" not in data:
        fix = "put exports into inbox/ and run workbench load, or add a [[sources]] table with name, files and origin"
        faults.append(Fault("no source is named", key="sources", line=None, fix=fix))
    try:
        text = json.dumps({**known, "folder": str(folder)}, default=str)
        project = Project.model_validate_json(text, strict=True)
    except ValidationError as problems:
        faults += [_fault(problem, lines, known) for problem in problems.errors(include_url=False)]
        refuse(path, faults)
    if check_files:
        faults += file_faults(project, lines)
    refuse(path, faults)
    return project


def _parse(path: Path) -> tuple[dict[str, Any], dict[Loc, int]]:
    if not path.parent.is_dir():
        raise BadRequest(
            "There is no such project folder.",
            where=str(path.parent),
            fix=f"Check the path, or make a project with: workbench new {path.parent}",
        )
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return tomllib.loads(text), key_lines(text)
    except FileNotFoundError as fault:
        fix = f"Name a project's folder, or make one with: workbench new {path.parent}"
        raise BadRequest("The folder holds no project.toml.", where=str(path.parent), fix=fix) from fault
    except OSError as fault:
        fix = "Check that it is a file and that you may read it."
        raise BadRequest(f"project.toml cannot be read: {fault.strerror}.", where=str(path), fix=fix) from fault
    except UnicodeDecodeError as fault:
        line = fault.object[: fault.start].count(b"\n") + 1
        fix = "Save the file as UTF-8."
        raise BadRequest("project.toml is not UTF-8 text.", where=f"{NAME} line {line}", fix=fix) from fault
    except tomllib.TOMLDecodeError as fault:
        raise _syntax(fault) from fault


def _syntax(fault: tomllib.TOMLDecodeError) -> BadRequest:
    found = re.search(r"\(at line (\d+), column (\d+)\)", str(fault))
    said = str(fault).split(" (at ")[0]
    where = f"{NAME} line {found[1]}, column {found[2]}" if found else f"{NAME}, at its end"
    fix = 'Write name = "text" with straight quotes; numbers, true and false stand without.'
    if "Unescaped" in said or "escape" in said:
        fix = "Use / instead of \\ in paths, or single quotes around the text."
    elif "Cannot" in said:
        fix = "Remove the second one; a key or table may stand once. Lists of tables need [[two brackets]]."
    return BadRequest(f"project.toml cannot be read: {said[:1].lower()}{said[1:]}.", where=where, fix=fix)


def _unknown_section(key: str, lines: Mapping[Loc, int]) -> Fault:
    homes = [name for name in SECTIONS if key in _keys((name,))]
    near = difflib.get_close_matches(key, SECTIONS, n=1, cutoff=0.6)
    if near:
        fix = f"did you mean {_header(near[0])}?"
    elif homes:
        fix = f"write it below {_header(homes[0])}"
    else:
        fix = f"known are {', '.join(_header(name) for name in SECTIONS)}"
    return Fault(f"unknown key {key!r}", key=key, line=lines.get((key,)), fix=fix)


def _header(section: str) -> str:
    return f"[[{section}]]" if section in ARRAYS else f"[{section}]"


def _fault(problem: ErrorDetails, lines: Mapping[Loc, int], data: Mapping[str, Any]) -> Fault:
    kind, context = problem["type"], problem.get("ctx", {})
    loc = tuple(context.get("place", [part for part in problem["loc"] if part != "[key]"]))
    key = ".".join(str(part) for part in loc if isinstance(part, str))
    line = _line(loc, lines)
    if kind == "extra_forbidden":
        return Fault(f"unknown key {loc[-1]!r}", key=key, line=line, fix=_unknown_fix(loc))
    if kind == "missing":
        if len(loc) == 1:
            return Fault(f"{_header(str(loc[0]))} is missing", key=key, line=None, fix="add the table")
        return Fault(
            f"{loc[-1]!r} is missing", key=key, line=line, fix=f"add it below line {line}" if line else "add it"
        )
    # A database's address may hold a password.
    value = None if loc[:2] == ("customers", "url") else _value(loc, data)
    if len(loc) == 1 and kind in ("tuple_type", "model_type", "model_attributes_type", "dict_type"):
        return Fault(f"{loc[0]!r} is not written as a table", key=key, line=line, fix=f"write {_header(str(loc[0]))}")
    shown = "" if value is None or isinstance(value, dict) else f", found {json.dumps(value, default=str)[:80]}"
    if kind == "at_key":
        return Fault(problem["msg"], key=key, line=line, fix="names must agree: correct one of them")
    if kind == "value_error":
        return Fault(str(context.get("error", problem["msg"])), key=key, line=line, fix="correct the value")
    if kind in ("literal_error", "enum"):
        return Fault(f"not one of the known values{shown}", key=key, line=line, fix=f"use {context.get('expected')}")
    if kind == "string_pattern_mismatch":
        return Fault(
            f"not in the expected form{shown}", key=key, line=line, fix=_form(str(context.get("pattern")), loc)
        )
    said = problem["msg"].replace("Input should", "it should").replace("valid dictionary", "table")
    if kind == "tuple_type":
        said = 'write text or a list, such as ["title", "text"]'
    return Fault(f"wrong value{shown}", key=key, line=line, fix=said)


def _form(pattern: str, loc: Loc) -> str:
    last = loc[-1] if loc else ""
    known = {
        "window": 'use "auto", "month", "quarter" or "3 months"',
        "name": "use small letters, digits, - and _ (at most 40)",
        "language": "use a language code such as en or de",
        "first_month": "write a month as 2026-10",
        "period": "write a month as 2026-10",
        "by": "write a month as 2026-10",
    }
    if loc[:1] == ("periods",):
        return "a period's name becomes a folder: small letters, digits, - and _, a letter first"
    return known.get(str(last), f"it should match {pattern}")


def _line(loc: Loc, lines: Mapping[Loc, int]) -> int | None:
    for length in range(len(loc), 0, -1):
        if loc[:length] in lines:
            return lines[loc[:length]]
    return None


def _value(loc: Loc, data: Any) -> Any:  # noqa: ANN401 - whatever the file holds
    for part in loc:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _unknown_fix(loc: Loc) -> str:
    name, parent = str(loc[-1]), loc[:-1]
    known = _keys(parent)
    if near := difflib.get_close_matches(name, known, n=1, cutoff=0.6):
        return f"did you mean {near[0]!r}?"
    for section in SECTIONS:
        if name in _keys((section,)):
            return f"{name!r} belongs below {_header(section)}"
    if parent[:1] == ("sources",) and name in _keys(("sources", "columns")):
        return f"{name!r} belongs in columns = {{ … }}"
    return f"known here are {', '.join(known)}" if known else "remove it"


def _keys(loc: Loc) -> list[str]:
    """Return the keys known at a place of the file."""
    kind: Any = Project
    for part in loc:
        if isinstance(part, str):
            field = kind.model_fields.get(part) if kind is not None else None
            kind = _model(field.annotation) if field is not None else None
    return list(kind.model_fields) if kind is not None else []


def _model(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - any type expression
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model(part)) is not None), None)
