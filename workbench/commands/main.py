"""The command line: its commands, and what becomes of errors."""

from __future__ import annotations

import re
import signal
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import click

from workbench import __version__
from workbench.commands import codebook_changes, codebook_frame, codebook_posts  # noqa: F401 - they add to the group
from workbench.commands.check import check
from workbench.commands.codebook import codebook
from workbench.commands.codings import codings
from workbench.commands.formats import formats
from workbench.commands.load import load
from workbench.commands.new import new
from workbench.commands.sample import sample
from workbench.commands.selftest import selftest
from workbench.commands.study import study
from workbench.commands.terminal import tell
from workbench.commands.try_files import try_files
from workbench.commands.verify import verify
from workbench.errors import EVIDENCE, BadRequest, WorkbenchError

OURS, BAD_REQUEST, DISK, INTERRUPTED, TERMINATED = 1, 2, 9, 130, 143
#: what ends a command early; a terminal that is closed sends SIGHUP, where the system has it.
SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name))
AGAIN = "Run the same command again; nothing published was changed."


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="workbench")
def cli() -> None:
    """Turn the exports you have into a monthly study: what people told us, and how sure we are."""


for command in (try_files, new, load, study, verify, codebook, codings, check, formats, sample, selftest):
    cli.add_command(command)


class Terminated(BaseException):
    """SIGTERM or SIGHUP, named, raised so that locks are given back and evidence is kept."""


class Interrupted(BaseException):
    """Ctrl-C, for the same; click turns a KeyboardInterrupt into another error and a line of its own."""


def _on_signal(number: int, _frame: FrameType | None) -> None:
    # Once is enough: `timeout` sends it twice, people press Ctrl-C twice, and the second must not stop the first
    # from tidying up, which takes seconds.
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise Interrupted if number == signal.SIGINT else Terminated(signal.Signals(number).name)


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
    before = {number: signal.getsignal(number) for number in SIGNALS}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:  # as in the background of a shell, or under nohup
            signal.signal(number, _on_signal)
    try:
        cli.main(args=list(arguments), prog_name="workbench", standalone_mode=False)
    except (Exception, KeyboardInterrupt, Interrupted, Terminated) as error:
        return _ended(error)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0


def _ended(error: BaseException) -> int:
    """Tell what ended a command, in three lines on stderr, and return its exit code."""
    match error:
        case click.exceptions.NoArgsIsHelpError():
            tell(error.format_message())
            return BAD_REQUEST
        case click.exceptions.Exit():
            return int(error.exit_code)
        case WorkbenchError():
            return _told(error, error.code)
        case click.ClickException():
            context = getattr(error, "ctx", None)
            path = context.command_path if context else "workbench"
            return _told(BadRequest(error.format_message(), where=path, fix=f"See {path} --help."), BAD_REQUEST)
        case Interrupted() | KeyboardInterrupt() | click.Abort():
            return _told(WorkbenchError("Interrupted.", where="by Ctrl-C", fix=AGAIN + _kept(error)), INTERRUPTED)
        case Terminated():
            return _told(WorkbenchError("Interrupted.", where=f"by {error}", fix=AGAIN + _kept(error)), TERMINATED)
        case OSError():
            where = str(error.filename or "not known")
            fix = "Make room or check its rights, then run the command again." + _kept(error)
            return _told(WorkbenchError(f"The disk cannot be used: {error.strerror}.", where=where, fix=fix), DISK)
    return _told(
        WorkbenchError(f"A fault of ours: {error}", where=_log(error), fix="Report it with the command."), OURS
    )


def _evidence(error: BaseException) -> Path | None:
    """Return the log that an error was noted down in."""
    for note in getattr(error, "__notes__", ()):
        if note.startswith(EVIDENCE):
            return Path(note.removeprefix(EVIDENCE))
    return None


def _kept(error: BaseException) -> str:
    log = _evidence(error)
    return f" The evidence is in {log.parent}" if log else ""


def _log(error: BaseException) -> str:
    """Return the log with the traceback; a command without one shows the traceback itself."""
    log = _evidence(error)
    if log is not None:
        return str(log)
    tell("".join(traceback.format_exception(error)))
    return "the lines above"


def _told(error: WorkbenchError, code: int) -> int:
    for line in error.lines():
        tell(re.sub(r"\s*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+\s*", " ", line))
    return code
