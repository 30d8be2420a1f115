"""A made-up window for the tests of measures: posts, their filing, and the codebook's subjects."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from topic_toys import codebook, items

from workbench.measures.material import Material, material
from workbench.measures.subjects import Level, Subjects, subjects
from workbench.project.model import Project
from workbench.project.sections import Department, Settings
from workbench.topics.codebook.state import Codebook
from workbench.topics.corpus import Reading


def project(**sections: object) -> Project:
    from pathlib import Path

    return Project(folder=Path("nowhere"), project=Settings(name="Acme"), **sections)  # type: ignore[arg-type]


def window(rows: Sequence[dict[str, object]]) -> Material:
    return material(items(rows), Reading(), zone="UTC")


def filing(material_: Material, about: dict[str, Sequence[str]]) -> pd.DataFrame:
    """Return an assignment: item → topic ids, one passage each; the other items read are "none"."""
    rows = [
        (item, at, topic, "topic")
        for item in material_.posts["item_id"]
        for at, topic in enumerate(about.get(item, ()))
    ]
    rows += [
        (item, 0, None, "none" if part == "topic" else part)
        for item, part in zip(material_.posts["item_id"], material_.posts["part"], strict=True)
        if not about.get(item)
    ]
    return pd.DataFrame(rows, columns=["item_id", "passage", "topic_id", "decision"])


def levels(book: Codebook | None = None, **sections: object) -> tuple[Subjects, Subjects]:
    book = codebook(3) if book is None else book
    whole = project(**sections)
    return subjects(book, whole, Level.TOPIC), subjects(book, whole, Level.THEME)


def department(name: str, **more: object) -> Department:
    return Department(name=name, **more)  # type: ignore[arg-type]
