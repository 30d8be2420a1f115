"""Run one notebook in this process, judge whether it succeeded, and say so in `outcome.json`.

Started by the runner as `python -m workbench.report.run_one`, so that each notebook has its own
environment (papermill drops `env=`) and can be killed without harm to the others.
"""

from __future__ import annotations

import contextlib
import html
import json
import os
import signal
import sys
import threading
import traceback
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import Any

from workbench.report.outcome import DISK, DISK_FULL, LIMIT, Order, Outcome, died, judge, not_run, place_of, raised

#: environment in which run and last cell find each other; papermill parameters stay the reader's.
RUN_ID = "WORKBENCH_RUN_ID"
RUN_FOLDER = "WORKBENCH_RUN_FOLDER"
NOTEBOOK = "WORKBENCH_NOTEBOOK"

#: the tag that papermill gives its own note on a failure and takes off again before it runs the notebook once more.
BANNER = "papermill-error-cell-tag"


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
    outcome = _executed(order)
    with contextlib.suppress(OSError):  # a full disk has its own outcome already
        _tidy(order.out, outcome)
    return outcome


def _executed(order: Order) -> Outcome:
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    from workbench.report.kernel import Watch, doors, watched

    name, watch = order.notebook.stem, Watch()
    try:
        order.out.parent.mkdir(parents=True, exist_ok=True)
        with doors() as door:
            papermill.execute_notebook(
                _literal(order.notebook),
                _literal(order.out),
                parameters=order.parameters,
                kernel_name="python3",
                language="python",
                progress_bar=False,
                record_timing=False,
                execution_timeout=order.cell_limit_s,
                # nbclient's 4 s for the last output of a cell are too few on a busy machine
                iopub_timeout=60,
                extra_arguments=["--log-level=40"],
                kernel_manager_class=watched(watch, door),
            )
    except papermill.PapermillExecutionError as error:
        return raised(error.ename, error.evalue, name, place_of(order.out, name))
    except DeadKernelError:
        return died(watch, name, place_of(order.out, name))
    except CellTimeoutError:
        fix = "Give each cell more time (--cell-limit SECONDS), or study a shorter period."
        return Outcome(name, LIMIT, f"A cell took longer than {order.cell_limit_s} s.", place_of(order.out, name), fix)
    except Exception as error:  # papermill and nbformat raise many kinds; each means that the notebook did not run
        with contextlib.suppress(OSError):
            traceback.print_exc()
        return not_run(error, watch, name, place_of(order.out, name))
    return judge(order)


def _literal(path: Path) -> str:
    """Return a path that papermill's `str.format` turns back into itself."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _tidy(out: Path, outcome: Outcome) -> None:
    """Take papermill's own record off the notebook, which names folders of this machine; put the fault on top."""
    try:
        content = json.loads(out.read_text(encoding="utf-8"))
    except ValueError:
        return
    content["metadata"].pop("papermill", None)
    for cell in content["cells"]:
        cell["metadata"].pop("papermill", None)
    if outcome.code and not any(BANNER in cell["metadata"].get("tags", []) for cell in content["cells"]):
        content["cells"].insert(0, _banner(outcome))
    out.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _banner(outcome: Outcome) -> dict[str, Any]:
    """Return a cell that says how the run ended; papermill writes one only where a cell raised."""
    said = html.escape(f"{outcome.what} ({outcome.where})")
    source = f'<p style="color:red; font-size:1.5em">{said}</p>'
    return {"cell_type": "markdown", "id": "failed", "metadata": {"tags": [BANNER]}, "source": source}


def main(arguments: list[str]) -> int:
    """Read an order as JSON from a file, run it, write `outcome-<notebook>.json`; return the exit code."""
    given = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    order = Order(
        **{**given, **{key: Path(given[key]) for key in ("notebook", "out", "run_folder")}},
    )
    outcome = execute(order)
    path = order.run_folder / f"outcome-{order.notebook.stem}.json"
    try:
        path.write_text(json.dumps(asdict(outcome), sort_keys=True), encoding="utf-8")
    except OSError as error:
        path.unlink(missing_ok=True)  # half an outcome is none
        return DISK if error.errno in DISK_FULL else outcome.code
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
