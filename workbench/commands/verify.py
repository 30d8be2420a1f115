"""`workbench verify`: a published study made again and compared, file by file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.commands.terminal import answer, stage
from workbench.errors import BadRequest, Differs

if TYPE_CHECKING:
    from workbench.report.verify import Verified

AFTER = "after publication; made again, it has the published bytes"
OURS = "No input, setting, version or code differs: a fault of ours, please report."


@click.command()
@click.option("--project", "folder", required=True, type=click.Path(path_type=Path), help="Folder with project.toml.")
@click.option("--month", help="YYYY-MM, or a name under [periods].")
@click.option("--quarter", help="YYYY-Qn.")
@click.option("--cached-vectors", is_flag=True, help="Take the texts' vectors from the store: faster, less of a check.")
def verify(folder: Path, month: str | None, quarter: str | None, cached_vectors: bool) -> None:
    """Make a published study again in a temporary folder and say of each file whether it is the same, and why not."""
    from workbench.report.verify import verify_study

    named = [period for period in (month, quarter) if period is not None]
    if len(named) != 1:
        raise BadRequest("Name exactly one period.", where="workbench verify", fix="Use --month or --quarter.")
    done = verify_study(folder, named[0], cached_vectors=cached_vectors, say=stage)
    for line in _lines(done):
        answer(line)
    if done.differing:
        raise _differs(done, folder / "studies" / named[0])
    answer(f"All {len(done.files)} files are the same.")


def _lines(done: Verified) -> list[str]:
    lines = []
    for file in done.files:
        after = file.state in ("edited", "removed")
        lines.append(f"{file.state:<10} {file.path}{f'  ({AFTER})' if after else ''}")
        lines += [f"             {detail}" for detail in file.details]
        lines += [f"             why: {cause.kind}: {cause.what}" for cause in done.why(file) if cause.reaches]
        if done.unexplained(file):
            lines.append(f"             why: {OURS[:1].lower()}{OURS[1:]}")
    known = [cause for cause in done.causes if not cause.reaches or not done.differing]
    if known:
        differs = any(file.state == "different" for file in done.files)
        lines.append("Why:" if differs else "Not as it was when the study was made, though no file shows it:")
        lines += [f"  {cause.kind}: {cause.what}" for cause in known]
    return lines


def _differs(done: Verified, place: Path) -> Differs:
    from workbench.report.differences import plain

    files = ", ".join(file.path for file in done.differing[:3]) + (", …" if len(done.differing) > 3 else "")
    reasons = dict.fromkeys(cause for file in done.differing for cause in done.why(file))
    if any(done.unexplained(file) for file in done.differing):
        fix = OURS
    elif reasons:
        fix = f"Put back what differs, or make the study again with --replace: {plain(tuple(reasons))}."
    else:
        fix = "Edited after publication: put the files back, or make the study again with --replace."
    return Differs(
        f"{len(done.differing)} of {len(done.files)} files are not the same.", where=f"{place}: {files}", fix=fix
    )
