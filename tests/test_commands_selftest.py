"""`workbench selftest`: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.small_project import workbench
from workbench.commands.main import run
from workbench.selftest import rows
from workbench.selftest.arm import Arm, Measured

FAST = "agreement-nominal"


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def tell(*arguments: str) -> tuple[int, str, str]:
        code = run(("selftest", *arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    return tell


def planted(monkeypatch: pytest.MonkeyPatch, *arms: Arm) -> None:
    monkeypatch.setattr(rows, "chosen", lambda _: arms)


def arm(name: str, value: float, **more: object) -> Arm:
    return replace(rows.ARMS[0], name=name, run=lambda *_: Measured(value, 0.01), **more)


def test_rows_in_their_bands_end_well(told: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = told("--only", FAST, "--repeats", "200")
    assert (code, err) == (0, "")  # no progress where nobody watches
    head, row, *plan, last = out.splitlines()
    assert head.split("  ")[0] == "row"
    assert row.startswith(FAST)
    assert "-0.02 to 0.02" in row
    assert row.endswith("(3.3)")
    assert [line.split(":")[0].strip() for line in plan] == ["aim", "data", "estimand", "method", "performance"]
    assert last == "Rows tried: 1. All are as they should be."


def test_in_a_process_of_its_own_it_needs_no_project(tmp_path: Path) -> None:
    done = workbench("selftest", "--only", FAST, "--repeats", "200", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_row_outside_its_band_ends_with_7_and_says_what_to_do(
    told: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(monkeypatch, arm("good", 0.95), arm("bad", 0.5), arm("worse", 0.1))
    code, out, err = told("--seed", "4")
    assert code == 7
    what, where, fix = err.splitlines()
    assert what == "2 rows of the self-test are not as planted."
    assert where.endswith("bad, worse")
    assert "workbench selftest --only bad --only worse --repeats 2500 --seed 5" in fix
    lines = {line.split()[0]: line for line in out.splitlines()}
    assert "50.0 % ± 1.0" in lines["bad"]
    assert "outside" in lines["bad"]
    assert "passed" in lines["good"]


def test_a_method_that_must_fail_and_does_not_ends_with_7(
    told: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(monkeypatch, arm("wrong", 0.95, must_fail=True))
    code, out, err = told()
    assert code == 7
    assert "not 90 to 98 %" in out
    assert "does not fail, and must" in out
    assert err.startswith("1 row of the self-test is not")


def test_what_is_not_built_is_listed_with_all_rows(
    told: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(monkeypatch, arm("good", 0.95))
    code, out, _ = told()
    assert code == 0
    assert sum("not built yet" in line for line in out.splitlines()) == len(rows.NOT_BUILT)
    assert out.splitlines()[-1] == "Rows tried: 1. All are as they should be."


def test_the_table_is_written_as_json(told: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    file = tmp_path / "deeper" / "selftest.json"
    code, *_ = told("--only", FAST, "--repeats", "200", "--seed", "2", "--json", str(file))
    assert code == 0
    said = json.loads(file.read_text(encoding="utf-8"))
    assert (said["seed"], said["passed"]) == (2, True)
    (row,) = said["rows"]
    assert (row["name"], row["repeats"], row["verdict"]) == (FAST, 200, "passed")
    assert row["low"] <= row["measured"] <= row["high"]
    assert row["aim"]
    again = tmp_path / "again.json"
    told("--only", FAST, "--repeats", "200", "--seed", "2", "--json", str(again))
    assert again.read_bytes() == file.read_bytes()


def test_the_file_is_written_also_where_rows_fail(
    told: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    planted(monkeypatch, arm("bad", float("nan")))
    code, *_ = told("--json", str(tmp_path / "selftest.json"))
    assert code == 7
    said = json.loads((tmp_path / "selftest.json").read_text(encoding="utf-8"))
    assert not said["passed"]
    assert said["rows"][0]["measured"] is None
    assert {row["measured"] for row in said["rows"] if row["verdict"] == "not built yet"} == {None}


@pytest.mark.parametrize(
    "arguments", [("--repeats", "199"), ("--repeats", "many"), ("--only", "nowhere"), ("--json", ".")]
)
def test_a_wrong_request_is_refused_before_anything_runs(
    told: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setattr("workbench.selftest.battery.run_battery", lambda *_, **__: pytest.fail("it ran"))
    code, out, err = told(*arguments)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 3
