"""Commands: one module a command; the only place that writes to the terminal."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and end with the exit code of design section 6."""
    from workbench.commands.main import run

    sys.exit(run(sys.argv[1:]))
