"""Small projects whose measures by end user can be counted by hand; no topic is looked for in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
from small_project import write_csv

from workbench.measures.belonging import product_named
from workbench.measures.ground import Ground
from workbench.measures.narrowed import narrowed
from workbench.measures.registry.heard import Heard
from workbench.measures.registry.table import measures
from workbench.people.segments import segments
from workbench.project.study import Study
from workbench.project.toml import read_project
from workbench.store.loading import load_project

MONTH = "2026-10"
HEAD = '[project]\nname = "Acme"\nwindow = "month"\n'
FORUM = """
[[sources]]
name = "forum"
files = "inbox/forum.csv"
origin = "community"
staff = ["helper"]
columns = { text = "text", created_at = "at", author = "who", id = "id", thread_id = "thread" }
"""
MENTIONS = """
[[sources]]
name = "mentions"
files = "inbox/mentions.csv"
origin = "social"
own_ids = ["acme"]
columns = { text = "text", created_at = "at", author = "who", id = "id", parent_id = "answers" }
"""
COMMENTS = """
[[sources]]
name = "comments"
files = "inbox/comments.csv"
origin = "social"
columns = { text = "text", created_at = "at", author = "who", id = "id", content_id = "post" }
"""
DESK = """
[[sources]]
name = "desk"
files = "inbox/desk.csv"
origin = "support"
rating_scale = "good_bad"
columns = { text = "text", created_at = "at", author = "who", id = "id", status = "status", \
first_reply_at = "replied", solved_at = "solved", reopens = "reopens", rating = "rating" }
"""
SURVEY = """
[[sources]]
name = "survey"
files = "inbox/survey.csv"
origin = "survey"
rating_scale = "nps11"
columns = { text = "text", created_at = "at", author = "who", id = "id", rating = "rating" }
"""
Rows = Sequence[Mapping[str, str]]


def project(folder: Path, toml: str, **files: Rows) -> Path:
    """Write a project and load it."""
    for name, rows in files.items():
        write_csv(folder / "inbox" / f"{name}.csv", rows)
    (folder / "project.toml").write_text(toml, encoding="utf-8")
    load_project(read_project(folder))
    return folder


def heard(folder: Path, product: str | None = None) -> Heard:
    """Return what was heard in a loaded project, with a fixed design effect, which would take topics to find."""
    ground = Ground(Study(project=folder, month=MONTH))
    ground.__dict__ |= {name: None for name in ("codebook", "results", "filed")}
    ground.effect = 3.0
    people = segments(ground.now.posts)
    chosen = None if product is None else product_named(ground.project, product)
    return Heard(ground if chosen is None else narrowed(ground, chosen), people, chosen)


def answers(folder: Path, product: str | None = None) -> pd.DataFrame:
    """Return the table of measures of a loaded project."""
    return measures(heard(folder, product))


def answer(table: pd.DataFrame, measure: str, subject: str = "") -> pd.Series:
    """Return one measure's first row for its own end user, or the one about a subject."""
    own = table[(table["measure"] == measure) & (table["segment"].str.rstrip("s") == table["end_user"])]
    found = own[own["subject"].fillna("") == subject] if subject else own
    assert len(found), f"no row of {measure} {subject}"
    return found.iloc[0]
