"""Run one notebook in this process, judge whether it succeeded, and say so in `outcome.json`.

Started by the runner as `python -m workbench.report.run_one`, so that each notebook has its own
environment (papermill drops `env=`) and can be killed without harm to the others.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import Any

#: environment in which run and last cell find each other; papermill parameters stay the reader's.
RUN_ID = "WORKBENCH_RUN_ID"
RUN_FOLDER = "WORKBENCH_RUN_FOLDER"
NOTEBOOK = "WORKBENCH_NOTEBOOK"

#: seconds a cell may take before the run is stopped.
CELL_LIMIT_S = 1800

OK, FAILED, KERNEL, LIMIT = 0, 3, 4, 5


@dataclass(frozen=True)
class Outcome:
    """How one notebook ended.

    Parameters
    ----------
    notebook : str
        Name without folder, such as `02_topics`.
    code : int
        0, or the exit code of design section 6.
    what, where : str
        The fault in plain words, and the cell.
    """

    notebook: str
    code: int
    what: str = ""
    where: str = ""


@dataclass(frozen=True)
class Order:
    """What to run: the notebook, where it goes, and its parameters."""

    notebook: Path
    out: Path
    run_folder: Path
    run_id: str
    parameters: dict[str, Any]
    cell_limit_s: int = CELL_LIMIT_S


def execute(order: Order) -> Outcome:
    """Run the notebook by papermill and judge it by the five checks, never by papermill's own metadata.

    Parameters
    ----------
    order : Order

    Returns
    -------
    Outcome

    Notes
    -----
    papermill marks every cell `completed` when the kernel died or a cell timed out, and exits 0 after
    `SystemExit(0)`; what counts is checked in `judge`.
    """
    order.out.parent.mkdir(parents=True, exist_ok=True)
    outcome = _executed(order)
    _tidy(order.out)
    return outcome


def _executed(order: Order) -> Outcome:
    import papermill
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    name = order.notebook.stem
    try:
        papermill.execute_notebook(
            _literal(order.notebook),
            _literal(order.out),
            parameters=order.parameters,
            kernel_name="python3",
            language="python",
            progress_bar=False,
            record_timing=False,
            execution_timeout=order.cell_limit_s,
            extra_arguments=["--log-level=40"],
        )
    except papermill.PapermillExecutionError as error:
        return Outcome(name, FAILED, f"{error.ename}: {error.evalue}"[:600], _place(order.out, name))
    except DeadKernelError:
        return Outcome(name, KERNEL, "The kernel died, probably out of memory.", _place(order.out, name))
    except CellTimeoutError:
        return Outcome(name, LIMIT, f"A cell took longer than {order.cell_limit_s} s.", _place(order.out, name))
    except (RuntimeError, NoSuchKernel) as error:
        return Outcome(name, KERNEL, f"The kernel could not start: {error}"[:600], name)
    except Exception as error:  # papermill and nbformat raise many kinds; each means that the notebook did not run
        traceback.print_exc()
        return Outcome(name, FAILED, f"{type(error).__name__}: {error}"[:600], name)
    return judge(order)


def _literal(path: Path) -> str:
    """Return a path that papermill's `str.format` turns back into itself."""
    return str(path).replace("{", "{{").replace("}", "}}")


def judge(order: Order) -> Outcome:
    """Apply checks two to five to a notebook whose execution returned."""
    name = order.notebook.stem
    content = json.loads(order.out.read_text(encoding="utf-8"))
    if content["metadata"].get("papermill", {}).get("exception"):
        return Outcome(name, FAILED, "The notebook ended early.", _place(order.out, name))
    for number, cell in enumerate(_code(content), start=1):
        if any(output["output_type"] == "error" for output in cell["outputs"]):
            return Outcome(name, FAILED, "A cell holds an error.", f"{name}, code cell {number}")
        if cell["execution_count"] is None and "".join(cell["source"]).strip():
            return Outcome(name, FAILED, "A cell did not run.", f"{name}, code cell {number}")
    if not _finished(order):
        return Outcome(name, FAILED, "The last cell did not report that the work is done.", f"{name}, last cell")
    return Outcome(name, OK)


def _finished(order: Order) -> bool:
    path = order.run_folder / f"finished-{order.notebook.stem}.json"
    try:
        return bool(json.loads(path.read_text(encoding="utf-8"))["run_id"] == order.run_id)
    except (OSError, ValueError, KeyError):
        return False


def _place(out: Path, name: str) -> str:
    """Name the cell that failed: the last that began.

    papermill's start times say so also after a dead kernel or a time limit, when it calls every cell completed and
    a cell's number may or may not have reached the file.
    """
    try:
        cells = _code(json.loads(out.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return name
    begun = [number for number, cell in enumerate(cells, start=1) if _started(cell)]
    return f"{name}, code cell {max(begun)}" if begun else name


def _started(cell: dict[str, Any]) -> bool:
    return bool(cell["metadata"].get("papermill", {}).get("start_time"))


def _code(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in content["cells"] if cell["cell_type"] == "code"]


def _tidy(out: Path) -> None:
    """Take papermill's own record off the notebook: it names the folders of this machine."""
    try:
        content = json.loads(out.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    content["metadata"].pop("papermill", None)
    for cell in content["cells"]:
        cell["metadata"].pop("papermill", None)
    out.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Read an order as JSON from a file, run it, write `outcome-<notebook>.json`; return the exit code."""
    given = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    order = Order(
        **{**given, **{key: Path(given[key]) for key in ("notebook", "out", "run_folder")}},
    )
    outcome = execute(order)
    path = order.run_folder / f"outcome-{order.notebook.stem}.json"
    path.write_text(json.dumps(asdict(outcome), sort_keys=True), encoding="utf-8")
    return outcome.code


def _end(_number: int, _frame: FrameType | None) -> None:
    # Raised in the main thread, so that nbclient shuts the kernel down on the way out.
    sys.exit(128 + signal.SIGTERM)


def _end_with(runner: int) -> None:
    """End this process when the runner does: its end of the pipe closes then, however it ended."""
    # Not the buffered stream: its lock, held by this thread, would end the interpreter with a fatal error.
    while os.read(runner, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _end)
    threading.Thread(target=_end_with, args=(sys.stdin.fileno(),), daemon=True).start()
    sys.exit(main(sys.argv[1:]))
