"""The command line: its commands, and what becomes of errors."""

from __future__ import annotations

import signal
import sys
import traceback
from collections.abc import Sequence
from types import FrameType

import click

from workbench import __version__
from workbench.commands.check import check
from workbench.commands.load import load
from workbench.commands.new import new
from workbench.commands.sample import sample
from workbench.commands.study import study
from workbench.commands.terminal import tell
from workbench.commands.try_files import try_files
from workbench.errors import WorkbenchError

INTERRUPTED, TERMINATED, DISK, OURS = 130, 143, 9, 1


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="workbench")
def cli() -> None:
    """Turn the exports you have into a monthly study: what people told us, and how sure we are."""


for command in (try_files, new, load, study, check, sample):
    cli.add_command(command)


class _Terminated(BaseException):
    """SIGTERM, raised so that locks are given back and evidence is kept."""


def _on_sigterm(_number: int, _frame: FrameType | None) -> None:
    raise _Terminated


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    arguments : sequence of str
        Without the program's name.

    Returns
    -------
    int
        0 done; 2 a bad request; the others as in design section 6.
    """
    signal.signal(signal.SIGTERM, _on_sigterm)
    try:
        cli.main(args=list(arguments), prog_name="workbench", standalone_mode=False)
    except click.exceptions.Exit as end:
        return int(end.exit_code)
    except click.ClickException as error:
        error.show(file=sys.stderr)
        return 2
    except WorkbenchError as error:
        tell("\n".join(error.lines()))
        return error.code
    except (KeyboardInterrupt, click.Abort):
        tell("Interrupted.\n  where: by Ctrl-C\n  to do: run the same command again; nothing published was changed.")
        return INTERRUPTED
    except _Terminated:
        tell("Interrupted.\n  where: by SIGTERM\n  to do: run the same command again; nothing published was changed.")
        return TERMINATED
    except OSError as error:
        tell(
            f"The disk cannot be used: {error.strerror}.\n  where: {error.filename}\n  to do: make room or check its rights."
        )
        return DISK
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        tell(f"A fault of ours: {error}\n  where: see the lines above\n  to do: report them with the command.")
        return OURS
    return 0
