from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from workbench.errors import BadRequest
from workbench.project.new import write_project
from workbench.project.source import Origin, Source
from workbench.project.study import AS_OF, Study

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_a_study_has_the_three_parameters_of_every_notebook() -> None:
    assert list(Study.model_fields) == ["project", "month", "partial"]
    study = Study.model_validate({"project": "build/sample", "month": "2026-10"})
    assert (study.project, study.partial) == (Path("build/sample"), False)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"project": "a", "month": 202610}, "2026-10"),
        ({"project": "a", "month": "2026-10", "partial": "yes"}, "true or false"),
        ({"project": "a", "mnth": "2026-10"}, "Did you mean 'month'?"),
        ({"project": "a"}, "'month' is missing"),
        ({"project": "", "month": "2026-10"}, "not a folder"),
        ({"project": 5, "month": "2026-10"}, "not a folder"),
    ],
)
def test_what_papermill_lets_pass_is_refused(given: dict[str, Any], words: str) -> None:
    with pytest.raises(BadRequest) as caught:
        Study(**given)
    assert words in f"{caught.value.what} {caught.value.fix}"


def test_as_of_comes_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_project(tmp_path / "p", "P", [Source(name="a", files=("inbox/a.csv",), origin=Origin.SOCIAL)])
    (tmp_path / "p" / "inbox" / "a.csv").write_text("x\n")
    study = Study(project=tmp_path / "p", month="2026-10", partial=True)
    monkeypatch.delenv(AS_OF, raising=False)
    assert study.window(now=NOW).end == datetime(2026, 11, 1, tzinfo=UTC)
    monkeypatch.setenv(AS_OF, "2026-10-15")
    assert study.window(now=NOW).end == datetime(2026, 10, 16, tzinfo=UTC)
