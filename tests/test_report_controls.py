"""The sentence about differences that are found where there are none."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from workbench.measures.controls import COLUMNS
from workbench.report.controls import controlled


def said(*rows: tuple[str, int, int, str]) -> str:
    table = pd.DataFrame(
        [
            {
                "control": control,
                "split": "all",
                "tested": tested,
                "flagged": flagged,
                "flagged_share": flagged / tested if tested else None,
                "verdict": verdict,
            }
            for control, tested, flagged, verdict in rows
        ],
        columns=list(COLUMNS),
    ).astype(COLUMNS)
    return controlled(SimpleNamespace(controls=lambda: table))


def test_false_findings_are_told_beside_what_chance_gives() -> None:
    text = said(("groups", 1_200, 49, "passed"), ("change", 1_200, 12, "passed"))
    assert "dealt at random into two made-up groups, 20 times: 4 % of 1,200 comparisons" in text.replace("\u00a0", " ")
    assert "Months were exchanged at random within people, 20 times: 1 % of 1,200" in text.replace("\u00a0", " ")
    assert "about 5" in text
    assert "Do not publish" not in text


@pytest.mark.parametrize(
    ("control", "about"), [("groups", "differences between groups"), ("change", "changes against the months before")]
)
def test_too_many_false_findings_forbid_publication(control: str, about: str) -> None:
    text = said((control, 400, 60, "stop"))
    assert "15" in text
    assert f"Do not publish {about}" in text


def test_a_study_with_few_comparisons_says_so() -> None:
    text = said(("groups", 0, 0, "too little to tell"))
    assert "too few comparisons (0)" in text
    assert "Months" not in text
