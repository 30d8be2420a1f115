"""The battery: planted truth is found, and methods that are wrong are caught."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import BadRequest
from workbench.selftest import differences, families
from workbench.selftest.arm import COVERAGE, SIZE, Arm, Measured, always, average, held, repeated
from workbench.selftest.battery import COLUMNS, LEAST_REPEATS, Verdict, failed, run_battery, verdict
from workbench.selftest.corrected import MACHINE_ONLY, corrected_arm
from workbench.selftest.differences import by_posts, coverage_arm, shuffle_arm
from workbench.selftest.rows import ARMS, NOT_BUILT, chosen
from workbench.selftest.shares import share_arm
from workbench.stats.interval import Intervals, quantile

#: the formula of power is searched for by halving, which takes longer; tests/test_stats_power.py holds it quickly.
QUICK = [arm for arm in ARMS if not arm.name.startswith("power-")]
FAST = [arm for arm in ARMS if arm.name in ("share-10-people-30", "agreement-nominal", "true-share-10-posts")]
NUMBERS = ["measured", "error", "low", "high"]


@pytest.mark.parametrize("arm", QUICK, ids=lambda arm: arm.name)
def test_the_planted_truth_is_found_in_two_hundred_repeats(arm: Arm) -> None:
    # statistics reference 8: 200 repeats with a fixed seed on every change
    table = run_battery([arm], repeats=LEAST_REPEATS, not_built=())
    assert failed(table) == [], table[["name", *NUMBERS]].to_dict("records")


def test_every_row_of_the_reference_is_there() -> None:
    # sections of the table in statistics reference 8
    wanted = "1.2 1.3 1.4 1.5 1.6 1.7 2.1 2.2 2.5 3.3 3.5 3.6 3.7 4.2 5.3 6.3 7.1 7.3".split()
    assert sorted({row.reference for row in (*ARMS, *NOT_BUILT)}) == sorted(wanted)
    names = [row.name for row in (*ARMS, *NOT_BUILT)]
    assert len(set(names)) == len(names)


def test_a_measure_that_is_not_built_is_listed_and_fails_nothing() -> None:
    table = run_battery(FAST[:1], repeats=2)
    listed = table[table["verdict"] == Verdict.NOT_BUILT]
    assert listed["reference"].tolist() == ["2.2", "4.2", "5.3", "6.3"]
    assert listed["planted"].notna().all()
    assert listed[NUMBERS].isna().all(axis=None)
    assert not set(failed(table)) & set(listed["name"])


def test_the_plan_of_each_row_is_given() -> None:
    table = run_battery(FAST, repeats=2, not_built=())
    assert list(table.columns) == list(COLUMNS)
    assert table[["aim", "data", "estimand", "method", "performance"]].notna().all(axis=None)


# what is wrong is caught


@pytest.mark.parametrize("people", [100, 400])
def test_an_interval_that_counts_posts_fails(people: int) -> None:
    arm = coverage_arm(0.0, (people, people), 0.3, method=by_posts)
    assert failed(run_battery([arm], repeats=100, not_built=())) == [arm.name]


def test_an_interval_without_the_pooled_design_effect_fails() -> None:
    def symmetric(found):
        half = quantile(found, 0.05) * np.sqrt(found.variance)
        return Intervals(found.estimate - half, found.estimate + half, 0.95, found.deff, found.deff)

    arm = share_arm(0.02, 10, 100, method=symmetric)
    assert failed(run_battery([arm], repeats=100, not_built=())) == [arm.name]


@pytest.mark.parametrize("p", [0.01, 1.0])
def test_a_test_that_always_finds_or_never_does_fails(p: float) -> None:
    def broken(*_, **__):
        return SimpleNamespace(p=np.full(differences.TOPICS, p))

    arm = shuffle_arm(100, 0.3, method=broken)
    assert failed(run_battery([arm], repeats=5, not_built=())) == [arm.name]


def test_a_difference_that_is_not_adjusted_for_hidden_customers_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    from workbench.selftest import groups

    monkeypatch.setattr(
        groups, "unknown_bounds", lambda found, *_, **__: SimpleNamespace(adjusted_lo=found.lo, adjusted_hi=found.hi)
    )
    assert failed(run_battery(chosen(["unknown-adjusted"]), repeats=50, not_built=())) == ["unknown-adjusted"]


def test_a_method_that_must_fail_and_does_not_turns_the_verdict() -> None:
    # machine labels corrected by checks hold the truth: under the name of the machine alone they must not
    arm = replace(MACHINE_ONLY, run=corrected_arm(100).run)
    table = run_battery([arm], repeats=100, not_built=())
    assert failed(table) == ["machine-only"]
    assert table.loc[0, "verdict"] == "does not fail, and must"


def test_each_kind_of_fault_has_a_method_that_must_fail() -> None:
    assert [arm.name for arm in ARMS if arm.must_fail] == ["posts-alone", "words-alone", "machine-only", "campaign-raw"]
    assert MACHINE_ONLY.band.at(500)[0] == 0.60  # statistics reference 3.5


def constant(value: float, *, must_fail: bool = False) -> Arm:
    return replace(FAST[0], name="constant", run=lambda *_: Measured(value, 0.0), must_fail=must_fail)


@pytest.mark.parametrize(
    ("value", "must_fail", "wanted"),
    [
        (0.90, False, "passed"),
        (0.98, False, "passed"),
        (0.8999, False, "outside"),
        (0.9801, False, "outside"),
        (0.5, True, "fails, as it must"),
        (0.95, True, "does not fail, and must"),
        (np.nan, False, "outside"),
        (np.nan, True, "does not fail, and must"),
    ],
)
def test_a_value_lies_in_its_band_or_not(value: float, must_fail: bool, wanted: str) -> None:
    arm = constant(value, must_fail=must_fail)
    assert verdict(arm, Measured(value, 0.0), (0.90, 0.98)) == wanted
    assert (run_battery([arm], repeats=200, not_built=()).loc[0, "verdict"]) == wanted


@pytest.mark.parametrize(
    ("repeats", "coverage", "size"),
    [
        (200, (0.92, 0.98), 0.085),
        (499, (0.92, 0.98), 0.085),
        (500, (0.93, 0.97), 0.07),
        (1000, (0.93, 0.97), 0.065),
    ],
)
def test_bands_narrow_with_more_repeats(repeats: int, coverage: tuple[float, float], size: float) -> None:
    # statistics reference 8
    assert COVERAGE.at(repeats) == coverage
    assert SIZE.at(repeats) == (0.0, size)
    assert always(0.91, 1.0).at(repeats) == (0.91, 1.0)
    low, high = run_battery([families.ARMS[0]], repeats=1, not_built=()).loc[0, ["low", "high"]]
    assert (low, high) == (0.0, 0.085)


# the same numbers, whatever else is run


def test_neither_order_nor_selection_changes_the_numbers_of_a_row() -> None:
    whole = run_battery(FAST, repeats=20, not_built=()).set_index("name")
    backwards = run_battery(FAST[::-1], repeats=20).set_index("name")
    for arm in FAST:
        alone = run_battery([arm], repeats=20, not_built=()).set_index("name")
        assert alone.loc[arm.name].to_dict() == whole.loc[arm.name].to_dict() == backwards.loc[arm.name].to_dict()


def test_another_seed_makes_up_other_people() -> None:
    one, two = (run_battery(FAST, repeats=20, seed=seed, not_built=())["measured"].tolist() for seed in (1, 2))
    assert one != two


def test_each_row_is_named_before_it_runs() -> None:
    told: list[str] = []
    run_battery(FAST[:2], repeats=1, not_built=(), say=told.append)
    assert told == [f"1 of 2: {FAST[0].name}", f"2 of 2: {FAST[1].name}"]


# choosing


def test_a_name_stands_for_its_row_or_for_all_that_begin_so() -> None:
    assert [arm.name for arm in chosen(["machine-only"])] == ["machine-only"]
    assert {arm.reference for arm in chosen(["difference", "corrected"])} == {"1.3", "3.5"}
    assert chosen([]) == ARMS
    assert chosen(["words-far", "words"]) == chosen(["words"])


@pytest.mark.parametrize("name", ["diff", "share-1", "machine-onl", "", "-"])
def test_a_part_of_a_word_stands_for_nothing(name: str) -> None:
    with pytest.raises(BadRequest, match="no row"):
        chosen([name])


def test_an_unknown_name_is_refused_with_near_ones() -> None:
    with pytest.raises(BadRequest, match="machine-onyl") as refused:
        chosen(["machine-onyl"])
    assert "machine-only" in refused.value.fix


# measuring


def test_the_error_of_a_share_is_that_of_the_reference() -> None:
    # statistics reference 8: R = 200 1.54 points, 500 .97, 1 000 .69
    for repeats, points in ((200, 1.54), (500, 0.97), (1000, 0.69)):
        found = average(np.arange(repeats) < 0.95 * repeats)
        assert (found.value, round(found.error * 100, 2)) == (0.95, points)


def test_repeats_draw_one_after_the_other_from_one_stream() -> None:
    run = repeated(lambda chance: chance.random())
    wanted = np.random.default_rng(1).random(50)
    assert run(np.random.default_rng(1), 50).value == pytest.approx(wanted.mean())


@settings(max_examples=50)
@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=1, max_size=8), st.floats(-1, 1))
def test_a_range_that_could_not_be_given_holds_nothing(ranges: list[tuple[float, float]], truth: float) -> None:
    lo, hi = (np.array(ends) for ends in zip(*ranges, strict=True))
    share = held(lo, hi, truth)
    assert share == np.mean([low <= truth <= high for low, high in ranges])
    assert held(np.append(lo, np.nan), np.append(hi, np.nan), truth) == pytest.approx(share * len(lo) / (len(lo) + 1))
