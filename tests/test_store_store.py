from __future__ import annotations

import stat
import tempfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store_helpers import Item, Load, Report, at, id_of, item, load, names_of
from workbench.errors import BadData, BadRequest, WorkbenchError
from workbench.load.content import EVENTS
from workbench.load.schema import CONTENT, FEEDBACK, conform, empty
from workbench.project.source import Origin, Source
from workbench.store.ledger import settings_of
from workbench.store.store import Store

ITEMS = st.builds(
    item,
    st.sampled_from([f"i{n}" for n in range(8)]),
    st.sampled_from(["good", "bad", ""]),
    st.sampled_from(["2026-09-30 23:59:59.999999", "2026-10-01", "2026-10-31", None]),
    rating=st.sampled_from([1.0, 5.0, None]),
    updated_at=st.sampled_from([None, at("2026-11-01"), at("2026-11-02")]),
    author=st.sampled_from(["ann", "bob"]),
)
LOADS = st.lists(st.lists(ITEMS, max_size=6), min_size=1, max_size=3)


def files(store: Store) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in store.root.rglob("*") if path.suffix in (".json", ".parquet")}


def test_what_was_added_is_read_back_sorted_in_the_dtypes_of_the_schema(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.add(load({"a": [item("i2", like_count=3), item("i1", rating=4.0, is_repost=True, day=None)]}))
    read = store.feedback()
    assert names_of(read["item_id"]) == ["i1", "i2"]
    assert read.dtypes.to_dict() == empty(FEEDBACK).dtypes.to_dict()
    assert pd.isna(read.loc[0, "created_at"])
    assert read.loc[1, "like_count"] == 3


def test_an_empty_store_has_empty_tables_and_a_snapshot(tmp_path: Path) -> None:
    store = Store(tmp_path / "none")
    assert store.feedback().dtypes.to_dict() == empty(FEEDBACK).dtypes.to_dict()
    assert [len(table) for table in (store.content(), store.events(), store.rejects(), store.reports())] == [0, 0, 0, 0]
    assert store.snapshot == Store(tmp_path / "other").snapshot
    assert not store.root.exists()


@settings(max_examples=10, deadline=None)
@given(LOADS, st.integers(0, 3))
def test_every_report_balances_and_kept_counts_the_items(loads: list[list[Item]], bad: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "store")
        kept = 0
        for number, items in enumerate(loads):
            result = store.add(load({f"f{number}": items}, rejects={f"f{number}": bad}))
            assert result.read == result.kept + result.duplicates + result.rejected
            kept += result.kept
        reports = store.reports()
        assert (reports["rows_read"] == reports["kept"] + reports["duplicates"] + reports["rejected"]).all()
        assert (reports["updated"] <= reports["duplicates"]).all()
        assert kept == reports["kept"].sum() == len(store.feedback()) == store.feedback()["item_id"].nunique()
        assert reports["rows_read"].sum() == sum(map(len, loads)) + bad * len(loads)


@settings(max_examples=10, deadline=None)
@given(LOADS)
def test_adding_the_same_again_changes_no_byte(loads: list[list[Item]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "store")
        everything = load({f"f{number}": items for number, items in enumerate(loads)})
        store.add(everything)
        before = files(store)
        again = store.add(everything)
        assert files(store) == before
        assert (again.kept, again.changed) == (0, False)


@settings(max_examples=10, deadline=None)
@given(LOADS)
def test_one_load_and_several_hold_the_same(loads: list[list[Item]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        one, many = Store(Path(folder) / "one"), Store(Path(folder) / "many")
        one.add(load({f"f{number}": items for number, items in enumerate(loads)}))
        for number, items in enumerate(loads):
            many.add(load({f"f{number}": items}))
        columns = ["item_id", "text", "rating", "updated_at"]
        pd.testing.assert_frame_equal(one.feedback(columns=columns), many.feedback(columns=columns))
        assert one.reports()["kept"].sum() == many.reports()["kept"].sum()


@settings(max_examples=10, deadline=None)
@given(
    st.lists(ITEMS, min_size=1, max_size=8, unique_by=lambda one: one["item_id"]).flatmap(
        lambda items: st.tuples(st.just(items), st.permutations(items))
    )
)
def test_the_snapshot_is_free_of_key_and_order(orders: tuple[list[Item], list[Item]]) -> None:
    items, mixed = orders
    half = len(items) // 2
    with tempfile.TemporaryDirectory() as folder:
        one, two = Store(Path(folder) / "one"), Store(Path(folder) / "two")
        one.add(load({"a": items}, key="first key"))
        two.add(load({"b": mixed[:half]}, key="second key"))
        two.add(load({"a": mixed[half:]}, key="second key"))
        assert one.snapshot == two.snapshot
        assert set(one.feedback()["author_id"]).isdisjoint(two.feedback()["author_id"])


@pytest.mark.parametrize(
    "other",
    [
        [item("i1", "x"), item("i2", author="ann")],
        [item("i1", author="ann"), item("i2", author="bob")],
        [item("i1", author="ann", rating=0.0), item("i2", author="ann")],
        [item("i1", author="ann", day="2026-10-06"), item("i2", author="ann")],
        [item("i1", author="ann")],
    ],
)
def test_the_snapshot_follows_texts_times_ratings_and_who_is_one_person(tmp_path: Path, other: list[Item]) -> None:
    one, two = Store(tmp_path / "one"), Store(tmp_path / "two")
    one.add(load({"a": [item("i1", author="ann"), item("i2", author="ann")]}))
    two.add(load({"a": other}))
    assert one.snapshot != two.snapshot


def test_people_are_compared_across_months(tmp_path: Path) -> None:
    one, two = Store(tmp_path / "one"), Store(tmp_path / "two")
    one.add(load({"a": [item("i1", author="ann"), item("i2", day="2026-11-02", author="ann")]}))
    two.add(load({"a": [item("i1", author="ann"), item("i2", day="2026-11-02", author="bob")]}))
    assert one.snapshot != two.snapshot


def test_an_overlapping_export_adds_only_what_is_new(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.add(load({"sep": [item("i1"), item("i2")]}))
    result = store.add(load({"oct": [item("i2"), item("i3")]}))
    assert (result.read, result.kept, result.duplicates, result.updated) == (2, 1, 1, 0)
    assert list(store.feedback()["source_file"]) == ["sep", "sep", "oct"]


def test_an_export_that_adds_nothing_leaves_the_manifest_as_it_is_and_is_reported(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.add(load({"sep": [item("i1"), item("i2")]}, rejects={"sep": 2}))
    before = (store.root / "manifest.json").read_bytes()
    result = store.add(load({"copy": [item("i2")]}, rejects={"copy": 2}))
    assert (store.root / "manifest.json").read_bytes() == before
    assert not result.changed
    reports = store.reports().set_index("file")
    assert bool(reports.loc["copy", "repeat"])
    assert reports.loc["copy", ["rows_read", "kept", "duplicates", "rejected"]].tolist() == [3, 0, 1, 2]
    assert len(store.rejects()) == 2
    assert store.is_loaded("sha of copy")


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        ({"updated_at": None}, {"updated_at": None}, "new"),
        ({"updated_at": at("2026-10-06")}, {"updated_at": at("2026-10-07")}, "new"),
        ({"updated_at": at("2026-10-07")}, {"updated_at": at("2026-10-06")}, "old"),
        ({"updated_at": at("2026-10-07")}, {"updated_at": None}, "old"),
    ],
)
def test_the_last_edit_wins_whatever_is_loaded_last(tmp_path: Path, first: Item, second: Item, text: str) -> None:
    store = Store(tmp_path / "store")
    store.add(load({"a": [item("i1", "old", **first)]}))
    result = store.add(load({"b": [item("i1", "new", **second)]}))
    assert list(store.feedback()["text"]) == [text]
    assert (result.kept, result.duplicates, result.updated) == (0, 1, int(text == "new"))


def test_an_edit_that_moves_an_item_to_another_month_leaves_no_copy(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.add(load({"a": [item("i1", "old", "2026-09-05"), item("i2", day="2026-09-05")]}))
    store.add(load({"b": [item("i1", "new", "2026-10-05")]}))
    assert list(store.feedback()["text"]) == ["new", "text of i2"]
    assert store.months() == ("2026-09", "2026-10")


def test_an_item_twice_in_one_load_is_kept_once_where_it_stood_first(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    result = store.add(load({"a": [item("i1", "x"), item("i1", "x")], "b": [item("i1", "y")]}))
    assert (result.kept, result.duplicates, result.updated) == (1, 2, 1)
    assert list(result.reports["kept"]) == [1, 0]
    assert list(store.feedback()["text"]) == ["y"]


def test_a_reply_cut_from_a_review_is_no_row_of_the_file(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    whole = load({"a": [item("i1"), item("i1-reply", direction="outbound")]})
    rows = whole.feedback.assign(source_row=pd.array([2, 2], dtype="Int64"))
    review = Load(rows, (Report("a", "1", rows_read=1, kept=1),))
    assert store.add(review).kept == 1
    again = Load(rows, (Report("a", "2", rows_read=1, kept=1),))
    assert store.add(again).duplicates == 1
    assert len(store.feedback()) == 2


def test_outbound_rows_that_were_known_no_longer_count_as_kept(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.add(load({"a": [item("i1", direction="outbound")]}))
    result = store.add(load({"b": [item("i1", direction="outbound"), item("i2", direction="outbound")]}))
    assert result.reports["outbound"].tolist() == [1]


def test_the_same_file_read_with_other_settings_replaces_what_it_brought(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.add(load({"a": [item("wrong1"), item("i2")], "b": [item("i3")]}, rejects={"a": 1}), settings="one")
    result = store.add(load({"a": [item("i1", author="ann"), item("i2", author="ann")]}), settings="two")
    assert names_of(store.feedback()["item_id"]) == ["i1", "i2", "i3"]
    assert (result.kept, result.duplicates) == (2, 0)
    assert len(store.rejects()) == 0
    assert store.is_loaded("sha of a", "two")
    assert not store.is_loaded("sha of a", "one")
    assert store.is_loaded("sha of b", "one")
    assert store.feedback()["author_id"].iloc[:2].nunique() == 1


def test_a_source_that_the_project_no_longer_names_leaves_the_store(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    assert not store.keep_sources(["t"])
    store.add(load({"a": [item("i1")]}, rejects={"a": 1}))
    other = load({"b": [item("i2")]})
    store.add(Load(other.feedback.assign(source="t").astype({"source": "string"}), other.reports))
    store.add(load({"copy": [item("i1")]}))
    assert store.keep_sources(["t"])
    assert names_of(store.feedback()["item_id"]) == ["i2"]
    assert len(store.rejects()) == 0
    assert list(store.reports()["source"]) == ["t"]
    assert not store.keep_sources(["t"])


def test_a_window_is_half_open_and_reads_only_the_months_it_touches(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    zone = timezone(timedelta(hours=2))
    days = ["2026-08-15", "2026-09-30 21:59:59.999999", "2026-09-30 22:00", "2026-10-31 21:59", "2026-10-31 22:00"]
    store.add(load({"a": [item(f"i{n}", day=day) for n, day in enumerate(days)]}))
    for part in (store.root / "feedback").glob("2026-08*"):
        part.write_bytes(b"not read")
    start, end = datetime(2026, 10, 1, tzinfo=zone), datetime(2026, 11, 1, tzinfo=zone)
    read = store.feedback(start, end, ["text", "item_id"])
    assert list(read.columns) == ["text", "item_id"]
    assert names_of(read["item_id"]) == ["i2", "i3"]
    with pytest.raises(BadData, match="damaged"):
        store.feedback()


@pytest.mark.parametrize("hours", [-12, 0, 14])
def test_undated_items_belong_to_windows_that_hold_their_whole_month(tmp_path: Path, hours: int) -> None:
    store = Store(tmp_path / "store")
    store.add(load({"a": [item("i1", day=None, period="2026-10"), item("i2", day=None)]}))
    zone = timezone(timedelta(hours=hours))

    def read(first: tuple[int, int], after: tuple[int, int]) -> list[str]:
        bounds = (datetime(2026, *day, tzinfo=zone) for day in (first, after))
        return names_of(store.feedback(*bounds)["item_id"])

    assert read((10, 1), (11, 1)) == ["i1"]
    assert read((9, 1), (12, 1)) == ["i1"]
    assert read((10, 1), (10, 30)) == []
    assert read((11, 1), (12, 1)) == []
    assert names_of(store.feedback()["item_id"]) == ["i1", "i2"]


def test_a_period_cannot_name_a_file_elsewhere(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.add(load({"a": [item("i1", day=None, period="../../evil")]}))
    assert {path.parent for path in tmp_path.rglob("*.parquet")} == {store.root / "feedback"}


def test_own_posts_are_kept_once_and_their_edits_replace_them(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")

    def posts(sha: str, text: str) -> Load:
        row = {
            "content_id": "c1",
            "source": "s",
            "text": text,
            "published_at": at("2026-10-01"),
            "source_file": "p",
            "source_row": 2,
        }
        return Load(
            empty(FEEDBACK), (Report("p", sha, 1, 1, content_rows=1),), content=conform(pd.DataFrame([row]), CONTENT)
        )

    store.add(posts("1", "a"))
    result = store.add(posts("2", "b"))
    assert (result.kept, result.duplicates, result.updated) == (0, 1, 1)
    assert list(store.content()["text"]) == ["b"]
    assert result.reports["content_rows"].tolist() == [0]


def test_an_event_comes_once_and_its_edit_replaces_it(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    for sha, text in (("1", "Release"), ("2", "Release"), ("3", "Release 4.2")):
        row = {"event_id": "e1", "source": "s", "date": at("2026-10-06"), "text": text, "source_file": "e"}
        rows = conform(pd.DataFrame([{**row, "source_row": 2}]), EVENTS)
        store.add(Load(empty(FEEDBACK), (Report("e", sha, 1, 1),), events=rows))
    assert list(store.events()["text"]) == ["Release 4.2"]
    assert store.reports()[["kept", "updated"]].sum().tolist() == [1, 1]


def test_a_report_that_does_not_balance_is_refused_and_nothing_is_added(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    good = load({"a": [item("i1")]})
    with pytest.raises(WorkbenchError, match="does not balance"):
        store.add(Load(good.feedback, (Report("a", "1", rows_read=3, kept=1),)))
    assert len(store.feedback()) == 0
    store.add(good)
    assert len(list((store.root / "feedback").iterdir())) == 1


def test_replaced_parts_are_removed_and_everything_is_the_owners_alone(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    for n in range(3):
        store.add(load({f"f{n}": [item(f"i{n}")]}))
    assert len(list(store.root.rglob("*.parquet"))) == 1
    for path in (store.root, *store.root.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_a_reader_that_meets_a_new_manifest_half_way_reads_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "store")
    store.add(load({"a": [item("i1")]}))
    old = store.manifest
    store.add(load({"b": [item("i2")]}))
    seen = iter([old])
    new = store.manifest
    monkeypatch.setattr(Store, "manifest", property(lambda _: next(seen, new)))
    assert names_of(store.feedback()["item_id"]) == ["i1", "i2"]


def test_a_wrong_column_or_a_time_without_zone_is_refused(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    with pytest.raises(BadRequest, match="no column 'txt'"):
        store.feedback(columns=["txt"])
    with pytest.raises(BadRequest, match="zone"):
        store.feedback(datetime(2026, 10, 1))
    assert store.feedback(datetime(2026, 10, 1, tzinfo=UTC)).empty


def test_a_damaged_manifest_says_what_to_do(tmp_path: Path) -> None:
    store = Store(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(BadData, match="load again"):
        store.feedback()


def test_settings_change_with_how_files_are_read_and_not_with_their_names() -> None:
    source = Source(name="s", files=("inbox/*.csv",), origin=Origin.REVIEW)
    same = source.model_copy(update={"files": ("inbox/b.csv",), "retention_days": 9})
    assert settings_of(source, zone="UTC") == settings_of(same, zone="UTC")
    others = [{"date_format": "%d/%m/%Y"}, {"name": "t"}, {"private": True}]
    named = {settings_of(source.model_copy(update=change), zone="UTC") for change in others}
    assert len(named | {settings_of(source, zone="UTC"), settings_of(source, zone="Asia/Tokyo")}) == 5


def test_reading_100_000_rows_takes_well_under_a_second(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    count = 100_000
    whole = load({"a": [item("i")]}).feedback
    rows = whole.loc[whole.index.repeat(count)].reset_index(drop=True)
    rows["item_id"] = pd.Series([id_of(f"{n:07d}") for n in range(count)], dtype="string")
    rows["source_row"] = pd.Series(range(count), dtype="Int64")
    store.add(Load(rows, (Report("a", "1", count, count),)))
    began = datetime.now(UTC)
    assert len(store.feedback()) == count
    assert datetime.now(UTC) - began < timedelta(seconds=1)
