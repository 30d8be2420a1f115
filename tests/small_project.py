"""A small made-up project for tests that run studies: two sources, a few hundred posts, four subjects."""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
MONTHS = ("2026-05", "2026-06", "2026-07")
LAST = MONTHS[-1]

SUBJECTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "export": (
        ("The export to CSV", "Exporting my invoices", "Every export of the year", "The download for my accountant"),
        ("stops halfway with an error", "leaves out the last column", "takes ten minutes", "gives me an empty file"),
    ),
    "code": (
        ("The sign-in code", "My verification text message", "The six digit login code", "The one-time code"),
        ("never arrives on my phone", "comes after it has expired", "is not sent abroad", "is refused every time"),
    ),
    "price": (
        ("The new subscription price", "The yearly price increase", "What the plan costs now", "The premium fee"),
        ("is too high for a freelancer", "doubled without notice", "is not worth it", "made me look for another tool"),
    ),
    "support": (
        ("The support team", "Somebody from customer service", "The help desk", "The support agent in the chat"),
        ("answered within an hour", "never replied to my email", "closed my ticket", "sent the same answer twice"),
    ),
}
TAILS = ("", " Please look into it.", " This happens since the update.", " I have tried it twice today.", " Thank you.")


def rows(number: int = 300, *, seed: int = 7) -> list[dict[str, str]]:
    """Return made-up posts: date, author, email, text, stars; the same for the same seed."""
    dice = random.Random(seed)
    made = []
    for at in range(number):
        begins, ends = SUBJECTS[dice.choice(sorted(SUBJECTS))]
        person = dice.randint(1, number // 2)
        text = f"{dice.choice(begins)} {dice.choice(ends)}.{dice.choice(TAILS)}"
        made.append(
            {
                "date": f"{dice.choice(MONTHS)}-{dice.randint(1, 28):02d} {dice.randint(0, 23):02d}:15:00",
                "author": f"person {person}",
                "email": f"Person.{person}@Example.com",
                # the same words shouted: which spelling stands for both must not depend on anything secret
                "text": text.upper() if dice.random() < 0.2 else text,
                "stars": str(dice.randint(1, 5)),
                "id": f"n{at:05d}",
            }
        )
    return made


def write_csv(path: Path, records: Sequence[Mapping[str, str]]) -> Path:
    """Write records as a CSV file and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(records[0]))
        writer.writeheader()
        writer.writerows(records)
    return path


TOML = """[project]
name = "Small"
timezone = "Europe/Berlin"

[topics]
min_people = 5

[[sources]]
name = "forum"
files = "inbox/forum.csv"
origin = "community"
authors = "column"
columns = { text = ["text"], created_at = "date", author = "author", email = "email", rating = "stars", id = "id" }

[[sources]]
name = "desk"
files = "inbox/desk.csv"
origin = "support"
authors = "one_per_item"
columns = { text = ["text"], created_at = "date", email = "email", id = "id" }
"""


def build(folder: Path) -> Path:
    """Write the project: exports and project.toml."""
    made = rows()
    write_csv(folder / "inbox" / "forum.csv", made[:200])
    write_csv(folder / "inbox" / "desk.csv", made[200:])
    (folder / "project.toml").write_text(TOML, encoding="utf-8")
    return folder


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return this process's environment with the package importable from anywhere."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **(more or {})}


def workbench(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command as a person would, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "workbench", *map(str, arguments)],
        cwd=cwd or ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=580,
    )


def study(project: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Make the study of the last month."""
    return workbench("study", "--project", project, "--month", LAST, *more)


def broken(project: Path, source: str, *, notebook: str = "03_segments", instead: bool = False) -> None:
    """Give the project a notebook of its own with a cell before the last one, or instead of it."""
    content = json.loads((NOTEBOOKS / f"{notebook}.ipynb").read_text(encoding="utf-8"))
    cell = {
        "cell_type": "code",
        "id": "broken",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": source,
    }
    content["cells"][len(content["cells"]) - 1 :] = [cell] if instead else [cell, content["cells"][-1]]
    own = project / "notebooks"
    own.mkdir(exist_ok=True)
    (own / f"{notebook}.ipynb").write_text(json.dumps(content), encoding="utf-8")


PARAMETERS = 'project: str = ""\nmonth: str = ""\npartial: bool = False'
#: what wb.finish() does, without the seconds that the package takes to import.
FINISH = """import json, os, pathlib  # wb.finish()
print("a page of an honest size " * 1000)
place = pathlib.Path(os.environ["WORKBENCH_RUN_FOLDER"]) / f"finished-{os.environ['WORKBENCH_NOTEBOOK']}.json"
place.write_text(json.dumps({"run_id": os.environ["WORKBENCH_RUN_ID"]}))"""


def light(folder: Path, name: str, *sources: str) -> Path:
    """Write a notebook that needs a kernel and nothing else."""
    import nbformat

    book = nbformat.v4.new_notebook()
    parameters = nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    book.cells = [parameters, *(nbformat.v4.new_code_cell(source) for source in (*sources, FINISH))]
    for at, cell in enumerate(book.cells):
        cell["id"] = f"cell-{at}"  # not by chance, so that it is the same notebook each time
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.ipynb"
    nbformat.write(book, path)
    return path


def lightened(project: Path, *names: str) -> Path:
    """Give the project light notebooks of its own, where a test looks at other pages or at none."""
    for name in names:
        light(project / "notebooks", name)
    return project


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return every file below a folder with its bytes and time."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def copy(project: Path, to: Path) -> Path:
    """Copy a whole project, times included."""
    shutil.copytree(project, to)
    return to
