"""`workbench sample`: write the sample project."""

from __future__ import annotations

from pathlib import Path

import click

from workbench.commands.terminal import answer


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--seed", default=1, show_default=True, help="Another seed writes another sample.")
def sample(folder: Path, seed: int) -> None:
    """Write the made-up sample project to FOLDER; one that is there already is left as it is."""
    if (folder / "project.toml").exists():
        return
    from workbench.simulate.world import build_sample

    build_sample(folder, seed=seed)
    answer(f"The sample project is in {folder}")
