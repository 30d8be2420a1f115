"""The check of notebooks: they parse, take the study's parameters, and are stored without outputs."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from workbench.errors import BadRequest
from workbench.project.study import Study


def notebook_faults(folder: Path) -> list[str]:
    """Find what is wrong with the notebooks of a folder.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    list of str
        One sentence a fault, naming the file.
    """
    paths = sorted(folder.glob("*.ipynb"))
    faults = [] if paths else [f"{folder} holds no notebook"]
    for path in paths:
        faults += [f"{path.name} {fault}" for fault in (*_faults(path), *_left_in(path))]
    return faults


def refuse_unusable(paths: Sequence[Path]) -> None:
    """Refuse notebooks that could not succeed, or would study another period than was asked for.

    Parameters
    ----------
    paths : sequence of Path

    Raises
    ------
    BadRequest
        For the first; outputs that were left in are no hindrance, a run drops them.
    """
    for path in paths:
        for fault in _faults(path):
            shipped = "rename your copy, and the shipped notebook is used"
            raise BadRequest(f"A notebook cannot be run: it {fault}.", where=str(path), fix=f"Mend it, or {shipped}.")


def _faults(path: Path) -> list[str]:
    notebook = _read(path)
    if isinstance(notebook, str):
        return [f"is not a notebook: {notebook}"]
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    tagged = [cell for cell in code if "parameters" in cell.metadata.get("tags", [])]
    if len(tagged) != 1:
        return [f"has {len(tagged)} cells tagged parameters; it needs one"]
    faults = []
    names = _assigned(tagged[0].source)
    if sorted(names) != sorted(Study.model_fields):
        said = ", ".join(names) or "none"
        faults.append(f"takes the parameters {said}; a study has {', '.join(Study.model_fields)}")
    # Running the last cell in JupyterLab adds an empty one below it.
    written = [cell.source for cell in code if cell.source.strip()]
    if not written or "wb.finish()" not in written[-1]:
        faults.append("does not end with wb.finish(), so a run cannot tell that it was finished")
    return faults


def _assigned(source: str) -> list[str]:
    """Return the names that a cell gives values to; comments and order are the researcher's."""
    try:
        lines = ast.parse(source).body
    except SyntaxError:
        return []
    targets = [line.target for line in lines if isinstance(line, ast.AnnAssign)]
    several = [target for line in lines if isinstance(line, ast.Assign) for target in line.targets]
    return [target.id for target in (*targets, *several) if isinstance(target, ast.Name)]


def _left_in(path: Path) -> list[str]:
    notebook = _read(path)
    code = [] if isinstance(notebook, str) else [cell for cell in notebook.cells if cell.cell_type == "code"]
    return ["holds outputs; clear them before it is kept"] * any(cell.outputs or cell.execution_count for cell in code)


def _read(path: Path) -> Any:  # noqa: ANN401 - nbformat has no types
    """Read a notebook, or say in words why it is none."""
    import nbformat

    try:
        notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        nbformat.validate(notebook)
    except Exception as error:  # nbformat raises many kinds; each means that the file is no notebook
        return error.__class__.__name__
    return notebook
