"""`workbench selftest`: planted truth against the statistics."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.commands.terminal import answer, stage
from workbench.errors import Differs

if TYPE_CHECKING:
    import pandas as pd

#: rows named in the message; the table has them all.
NAMED = 3
PLAN = ("aim", "data", "estimand", "method", "performance")


@click.command()
@click.option("--repeats", type=click.IntRange(min=200), default=500, help="Repeats of each row; 500 otherwise.")
@click.option("--only", multiple=True, metavar="NAME", help="Only this row, or rows that begin so; may be repeated.")
@click.option("--seed", type=int, default=1, help="Another number draws other people; 1 otherwise.")
@click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write the table to this file.")
def selftest(repeats: int, only: tuple[str, ...], seed: int, file: Path | None) -> None:
    """Make up people whose truth is known and see whether the statistics find it, in every row of a battery."""
    from workbench.selftest.battery import failed, run_battery
    from workbench.selftest.rows import NOT_BUILT, chosen

    table = run_battery(chosen(only), repeats=repeats, seed=seed, not_built=() if only else NOT_BUILT, say=stage)
    for line in _lines(table, plans=bool(only)):
        answer(line)
    if file is not None:
        _write(file, table, seed)
    wrong = failed(table)
    if wrong:
        raise _differs(wrong, repeats, seed)
    answer(f"Rows tried: {table['repeats'].notna().sum()}. All are as they should be.")


def _lines(table: pd.DataFrame, *, plans: bool) -> list[str]:
    """Return the table as text: what came out, where it has to lie, and what was planted."""
    rows = [_cells(row) for row in table.to_dict("records")]
    head = ("row", "came out", "band", "verdict", "what was planted")
    widths = [max(len(cells[place]) for cells in (head, *rows)) for place in range(len(head) - 1)]
    lines = []
    for at, cells in enumerate((head, *rows)):
        written = [text.ljust(width) for text, width in zip(cells, [*widths, 0], strict=True)]
        lines.append("  ".join(written).rstrip())
        if plans and at:
            lines += [f"    {name}: {table.iloc[at - 1][name]}" for name in PLAN]
    return lines


def _cells(row: dict[Any, Any]) -> tuple[str, ...]:
    """Return the cells of one row; both empty where there is no measure yet."""
    from workbench.selftest.battery import Verdict

    planted = f"{row['planted']} ({row['reference']})"
    if row["verdict"] == Verdict.NOT_BUILT:
        return row["name"], "", "", row["verdict"], planted
    scale, digits, sign = (100, 1, " %") if row["unit"] == "share" else (1, 3, "")
    low, high = (row[end] * scale for end in ("low", "high"))
    digits += sign != "" and high - low < 1
    band = f"{low:g} to {high:g}{sign}"
    if row["verdict"] in (Verdict.FAILS, Verdict.SHOULD_FAIL):
        band = f"not {band}"
    came = "nothing"
    if isinstance(row["measured"], float):
        came = f"{row['measured'] * scale:.{digits}f}{sign} ± {row['error'] * scale:.{digits}f}"
    return row["name"], came, band, row["verdict"], planted


def _write(file: Path, table: pd.DataFrame, seed: int) -> None:
    import json

    from workbench import __version__
    from workbench.selftest.battery import failed
    from workbench.store.files import write_whole

    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    said = {"version": __version__, "seed": seed, "passed": not failed(table), "rows": rows}
    write_whole(file, (json.dumps(said, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode())


def _differs(wrong: list[str], repeats: int, seed: int) -> Differs:
    count = f"{len(wrong)} row{'' if len(wrong) == 1 else 's'} of the self-test"
    again = " ".join(f"--only {name}" for name in wrong[:NAMED])
    command = f"workbench selftest {again} --repeats {max(5 * repeats, 1000)} --seed {seed + 1}"
    return Differs(
        f"{count} {'is' if len(wrong) == 1 else 'are'} not as planted.",
        where=", ".join(wrong[:NAMED]) + (", …" if len(wrong) > NAMED else ""),
        fix=f"Chance alone does this now and then, so look again: {command}. What is outside again is a fault of ours:"
        " report it with this table, and rest nothing on the numbers that it is about.",
    )
