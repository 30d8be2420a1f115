"""Large partitions are kept in pieces, and nothing but their files shows it."""

from __future__ import annotations

import tempfile
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store_helpers import Item, at, item, load
from workbench.store import rows
from workbench.store.rows import pieces
from workbench.store.store import Store

NAMES = [sha256(str(number).encode()).hexdigest()[:32] for number in range(40)]
ITEMS = st.builds(
    item,
    st.sampled_from(NAMES),
    st.sampled_from(["good", "bad", ""]),
    st.sampled_from(["2026-09-30 23:59:59", "2026-10-01", "2026-10-31", None]),
    updated_at=st.sampled_from([None, at("2026-11-01"), at("2026-11-02")]),
    author=st.sampled_from(["ann", "bob"]),
)
LOADS = st.lists(st.lists(ITEMS, max_size=25), min_size=1, max_size=3)


def added(folder: str, loads: list[list[Item]], *, most: int) -> tuple[pd.DataFrame, pd.DataFrame, Store]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "MOST", most)
        store = Store(Path(folder) / f"most{most}")
        for number, items in enumerate(loads):
            store.add(load({f"f{number}": items}))
        # files read again with other settings give way: partitions shrink, and their pieces with them
        again = load({"f0": loads[0][:3]})
        store.add(again, settings="other")
    return store.feedback(), store.reports(), store


@settings(max_examples=30, deadline=None)
@given(LOADS)
def test_a_store_in_pieces_holds_what_a_whole_one_holds(loads: list[list[Item]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        whole, reports, _ = added(folder, loads, most=1000)
        parted, same, store = added(folder, loads, most=2)
        pd.testing.assert_frame_equal(parted, whole)
        pd.testing.assert_frame_equal(same, reports)
        kept = store.manifest.parts.get("feedback", {})
        counts = {name: part["rows"] for name, part in kept.items()}
        assert all("." in name for name, count in counts.items() if count > 2)
        months = {name.partition(".")[0] for name in kept} - {"undated"}
        assert store.months() == tuple(sorted(months))
        october = store.feedback(at("2026-10-01"), at("2026-11-01"))
        pd.testing.assert_frame_equal(october, whole[whole["created_at"] >= at("2026-10-01")].reset_index(drop=True))


@settings(max_examples=15, deadline=None)
@given(LOADS)
def test_pieces_hang_on_what_is_held_and_not_on_the_way_there(loads: list[list[Item]]) -> None:
    once = list({one["item_id"]: one for items in loads for one in items}.values())
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "MOST", 4)
        one, many = Store(Path(folder) / "one"), Store(Path(folder) / "many")
        one.add(load({"a": once}))
        for number in range(0, len(once), 3):
            many.add(load({f"f{number}": once[number : number + 3]}))
        assert one.snapshot == many.snapshot


def test_a_partition_has_a_piece_for_every_first_digit_once_it_is_large() -> None:
    assert pieces(0) == pieces(rows.MOST) == ("",)
    assert pieces(rows.MOST + 1) == tuple("0123456789abcdef")
    assert len(pieces(17 * rows.MOST)) == 256
