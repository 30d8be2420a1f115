"""The table reader under anything: no crash, counts that balance, and texts as they were written."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tempfile
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from load_reader import read

from tests.broken_inputs import COLUMNS, HEADER, packed, posts, workbook
from workbench.errors import WorkbenchError
from workbench.load.propose import propose
from workbench.load.report import Loaded
from workbench.load.table import open_tables

#: the same examples on every machine; a failure is found by everybody.
STEADY = {
    "derandomize": True,
    "deadline": None,
    "database": None,
    "suppress_health_check": [HealthCheck.too_slow],  # says something of the machine, not of the reader
}

# Not in texts: controls (a file of them is binary), the signs of the escapes and markup that are undone on purpose.
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\\&<")
WORDS = st.text(LETTERS, max_size=30)
TEXTS = st.one_of(
    WORDS, st.lists(WORDS, max_size=4).map("\n".join), st.sampled_from(['say "no"', "a,b;c\td|e", '"', "NA"])
)
WESTERN = st.text(st.characters(codec="cp1252", exclude_categories=("Cc",), exclude_characters="\\&<"), max_size=30)

DELIMITERS = st.sampled_from([",", ";", "\t", "|"])
QUOTING = st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
ENDS = st.sampled_from(["\n", "\r\n"])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"])


@st.composite
def tables(draw: st.DrawFn, texts: st.SearchStrategy[str] = TEXTS) -> tuple[dict[str, str], str]:
    """Return id → text, and the table as an exporter might write it."""
    said = draw(st.lists(texts, min_size=1, max_size=12))
    rows = [[*row[:4], text] for row, text in zip(posts(len(said)), said, strict=True)]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=draw(DELIMITERS), quoting=draw(QUOTING), lineterminator=draw(ENDS))
    writer.writerow(HEADER)
    writer.writerows(rows)
    return {row[0]: row[4] for row in rows}, out.getvalue()


def loaded(data: bytes, *, name: str = "export", **more: object) -> Loaded:
    """Read bytes as a source; the helper asserts that every report balances and that rows and counts agree."""
    with tempfile.TemporaryDirectory() as folder:
        return read(Path(folder), data, name=name, columns=COLUMNS, origin="review", **more)


def texts_of(found: Loaded) -> dict[str, str]:
    return dict(zip(found.feedback["source_item_id"], found.feedback["text"], strict=True))


def refused(data: bytes) -> Loaded | None:
    """Read bytes; None where they were refused, in words that say what, where and what to do."""
    try:
        return loaded(data)
    except WorkbenchError as error:
        assert error.code == 2
        assert error.what and error.where and error.fix
        return None


@settings(max_examples=120, **STEADY)
@given(tables(), ENCODINGS)
def test_every_row_of_a_sound_table_is_kept_as_it_was_written(made: tuple[dict[str, str], str], encoding: str) -> None:
    said, text = made
    found = loaded(text.encode(encoding))
    assert found.reports[0].rows_read == found.reports[0].kept == len(said)
    assert texts_of(found) == {name: one.strip() for name, one in said.items()}


@settings(max_examples=40, **STEADY)
@given(tables(WESTERN))
def test_western_texts_of_old_programs_are_kept_as_they_were_written(made: tuple[dict[str, str], str]) -> None:
    said, text = made
    found = loaded(text.encode("cp1252"), encoding="cp1252")
    assert texts_of(found) == {name: one.strip() for name, one in said.items()}


@settings(max_examples=120, **STEADY)
@given(tables(), ENCODINGS, st.floats(0, 1))
def test_a_table_cut_anywhere_loses_no_row_before_the_cut(
    made: tuple[dict[str, str], str], encoding: str, at: float
) -> None:
    said, text = made
    data = text.encode(encoding)
    found = refused(data[: int(at * len(data))])
    if found is None:
        return
    kept = texts_of(found)
    whole = {name: one.strip() for name, one in said.items()}
    assert sum(whole.get(name) != one for name, one in kept.items()) <= 1  # the row that was cut
    assert found.reports[0].kept >= found.reports[0].rows_read - 1


@settings(max_examples=120, **STEADY)
@given(tables(), ENCODINGS, st.binary(min_size=1, max_size=40), st.floats(0, 1))
def test_junk_in_a_table_is_told_and_counts_balance(
    made: tuple[dict[str, str], str], encoding: str, junk: bytes, at: float
) -> None:
    data = made[1].encode(encoding)
    place = int(at * len(data))
    refused(data[:place] + junk + data[place:])


@settings(max_examples=60, **STEADY)
@given(st.integers(4, 30), st.data())
def test_a_stray_quotation_mark_costs_one_row(number: int, data: st.DataObject) -> None:
    rows = posts(number)
    at = data.draw(st.integers(0, number - 1))
    lines = [",".join(row) for row in [list(HEADER), *rows]]
    lines[at + 1] = ",".join(rows[at][:4]) + ',"' + rows[at][4]
    found = loaded("\n".join(lines).encode() + b"\n")
    kept = texts_of(found)
    assert {name: kept.get(name) for name, *_ in rows if name != rows[at][0]} == {
        row[0]: row[4] for row in rows if row[0] != rows[at][0]
    }
    assert len(found.rejects) == number - len(kept)


@settings(max_examples=150, **STEADY)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    refused(data)
    refused((",".join(HEADER) + "\n").encode() + data)


@settings(max_examples=60, **STEADY)
@given(st.one_of(st.binary(max_size=200), tables().map(lambda made: made[1].encode())), st.floats(0, 1))
def test_guessing_from_anything_proposes_or_refuses(data: bytes, at: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        path.write_bytes(data[: int(at * len(data))])
        try:
            assert propose([path])
        except WorkbenchError as error:
            assert error.what and error.where and error.fix


LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8))
KEYS = st.one_of(st.sampled_from(HEADER), st.text(max_size=4))
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=20
)


@settings(max_examples=120, **STEADY)
@given(
    st.one_of(VALUES.map(json.dumps), st.lists(VALUES, max_size=5).map(lambda all_: "\n".join(map(json.dumps, all_)))),
    st.floats(0, 1),
)
def test_any_json_cut_anywhere_is_read_or_refused(text: str, at: float) -> None:
    refused(text.encode())
    refused(text.encode()[: int(at * len(text))])


PLAIN = "".join(",".join(row) + "\n" for row in [list(HEADER), *posts(40)]).encode()


def in_blocks(data: bytes, size: int = 200) -> bytes:
    """Return a zst file of many blocks: cut short, it still unpacks to whole rows."""
    packer = zstandard.ZstdCompressor().compressobj()
    parts = []
    for at in range(0, len(data), size):
        parts += [packer.compress(data[at : at + size]), packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)]
    return b"".join([*parts, packer.flush()])


PACKED = {
    "gz": gzip.compress(PLAIN, mtime=0),
    "zst": in_blocks(PLAIN),
    "zip": packed({"a.csv": PLAIN}),
    "xlsx": workbook(posts(40)),
}


@pytest.mark.parametrize("kind", PACKED)
@settings(max_examples=30, **STEADY)
@given(at=st.floats(0, 1, exclude_max=True))
def test_a_packed_file_cut_anywhere_is_never_a_smaller_table(kind: str, at: float) -> None:
    data = PACKED[kind]
    assert loaded(data).reports[0].kept == 40
    assert refused(data[: int(at * len(data))]) is None


@pytest.mark.parametrize("kind", PACKED)
@settings(max_examples=30, **STEADY)
@given(at=st.floats(0, 1, exclude_max=True), sign=st.integers(1, 255))
def test_a_packed_file_with_one_byte_changed_is_read_or_refused(kind: str, at: float, sign: int) -> None:
    data = bytearray(PACKED[kind])
    data[int(at * len(data))] ^= sign
    refused(bytes(data))


@settings(max_examples=60, **STEADY)
@given(st.binary(max_size=300), st.sampled_from(["auto", "utf-8", "utf-16", "cp1252", "gb18030", "shift_jis"]))
def test_any_declared_encoding_reads_or_refuses(data: bytes, encoding: str) -> None:
    try:
        open_tables("export", data, wanted=("id", "text"), encoding=encoding)
    except WorkbenchError as error:
        assert error.what and error.where and error.fix
