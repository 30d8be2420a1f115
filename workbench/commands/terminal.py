"""The terminal: stages on stderr where somebody watches, results on stdout."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import click


def tell(text: str) -> None:
    """Write to stderr, control characters shown as such."""
    click.echo(_harmless(text), err=True)


def stage(text: str) -> None:
    """Name a stage while somebody watches; silent in a pipe or a schedule."""
    if sys.stderr.isatty():
        tell(f"… {text}")


def bar(what: str, total: int) -> Callable[[int], None]:
    """Show how far so many bytes were read, while somebody watches; return what is told how many they are."""
    from tqdm import tqdm

    shown = tqdm(
        desc=_harmless(what), total=total, unit="B", unit_scale=True, file=sys.stderr, disable=None, leave=False
    )

    def told(read: int) -> None:
        shown.update(read - shown.n)
        if read >= total:
            shown.close()

    return told


def answer(text: str) -> None:
    """Write a result to stdout; where nobody reads on (`| head`), what was asked for is done all the same."""
    try:
        click.echo(_harmless(text))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _harmless(text: str) -> str:
    return "".join(sign if sign.isprintable() or sign in "\n\t" else f"\\x{ord(sign):02x}" for sign in text)
