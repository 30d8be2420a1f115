"""The check of notebooks: they parse, take the study's parameters, and are stored without outputs."""

from __future__ import annotations

from pathlib import Path

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
        faults += [f"{path.name} {fault}" for fault in _faults(path)]
    return faults


def _faults(path: Path) -> list[str]:
    import nbformat

    try:
        notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        nbformat.validate(notebook)
    except Exception as error:  # nbformat raises many kinds; each means that the file is no notebook
        return [f"is not a notebook: {error.__class__.__name__}"]
    faults = []
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if any(cell.outputs or cell.execution_count for cell in code):
        faults.append("holds outputs; clear them before it is kept")
    tagged = [cell for cell in code if "parameters" in cell.metadata.get("tags", [])]
    if len(tagged) != 1:
        return [*faults, f"has {len(tagged)} cells tagged parameters; it needs one"]
    names = [line.split(":")[0].split("=")[0].strip() for line in tagged[0].source.splitlines() if line.strip()]
    if names != list(Study.model_fields):
        faults.append(f"takes the parameters {', '.join(names)}; a study has {', '.join(Study.model_fields)}")
    if not code or "wb.finish()" not in code[-1].source:
        faults.append("does not end with wb.finish(), so a run cannot tell that it was finished")
    return faults
