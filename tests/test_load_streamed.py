"""A file read part by part becomes exactly what it becomes when it is read whole."""

from __future__ import annotations

import csv
import gzip
import importlib
import io
import json
import pkgutil
import tempfile
import zipfile
from pathlib import Path

import exports
import pandas as pd
import pytest
import tomlkit
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import BadData
from workbench.load import large, slices, streamed
from workbench.project.toml import read_project
from workbench.store import rows, spool
from workbench.store.loading import load_project
from workbench.store.store import Store

EXPORTS = [
    one
    for name in sorted(module.name for module in pkgutil.iter_modules(exports.__path__) if module.name != "export")
    for one in importlib.import_module(f"exports.{name}").EXPORTS
]
COLUMNS = 'columns = { id = "id", text = "text", author = "who", created_at = "day", rating = "stars" }'
TABLES = ("feedback", "content", "events", "content_metric", "rejects")
#: fields of reports that tell how a file was read rather than what became of it.
WARNINGS = ["warnings", "encoding"]


def small_parts(patch: pytest.MonkeyPatch, *, size: int = 300, most: int = 5) -> list[int]:
    """Read every file that can be in parts of a few rows; return how many parts there were."""
    for module, name, value in (
        (large, "LARGE", 1), (large, "PACKED", 1), (large, "HEAD", 4 * size), (slices, "SLICE", size),
        (slices, "AHEAD", size), (spool, "GROUP", 3), (rows, "MOST", most),
    ):  # fmt: skip
        patch.setattr(module, name, value)
    parts: list[int] = []
    made = streamed.loaded_of

    def counted(*arguments):
        parts.append(1)
        return made(*arguments)

    patch.setattr(streamed, "loaded_of", counted)
    return parts


def project(folder: Path, name: str, files: dict[str, bytes], source: str):
    """Write a project of one source with these files."""
    home = folder / name
    (home / "inbox").mkdir(parents=True)
    for file, data in files.items():
        (home / "inbox" / file).write_bytes(data)
    (home / "project.toml").write_text(
        f'[project]\nname = "p"\ntimezone = "Europe/Berlin"\n[[sources]]\nname = "s"\nfiles = ["inbox/*"]\n{source}\n',
        encoding="utf-8",
    )
    return read_project(home)


def inline(value: object) -> str:
    """Return a value of project.toml on one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {inline(one)}" for name, one in value.items()) + " }"
    return tomlkit.item(value).as_string()


def compared(folder: Path, files: dict[str, bytes], source: str = "", *, size: int = 300) -> tuple[Store, int]:
    """Load files whole and in parts, compare everything, and return the store and the number of parts."""
    whole = project(folder, "whole", files, source or f'origin = "review"\n{COLUMNS}')
    load_project(whole)
    parted = project(folder, "parted", files, source or f'origin = "review"\n{COLUMNS}')
    # ids of people and masks of their names hang on the project's key
    (parted.folder / "secret").mkdir()
    (parted.folder / "secret" / "key").write_bytes((whole.folder / "secret" / "key").read_bytes())
    with pytest.MonkeyPatch.context() as patch:
        parts = small_parts(patch, size=size)
        load_project(parted)
        again = load_project(parted)
        assert again.added == ()
        one, two = Store(whole.store), Store(parted.store)
        for name in TABLES:
            pd.testing.assert_frame_equal(getattr(one, name)(), getattr(two, name)(), obj=name)
        first, second = (store.reports().drop(columns=WARNINGS, errors="ignore") for store in (one, two))
        if first["duplicates"].any():
            # these count what each part kept, duplicates of other parts included
            first, second = (told.drop(columns=["date_quality", "id_quality"]) for told in (first, second))
        pd.testing.assert_frame_equal(first, second)
        assert not list(two.root.glob("spool-*"))
        return two, len(parts)


def written(table: list[list[object]], *, delimiter: str = ",") -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(
        [["id", "text", "who", "day", "stars"], *table]
    )
    return file.getvalue()


def posts(count: int) -> list[list[object]]:
    words = ("late, again", 'it says "no"', "two\nlines\n\nand more", "fine", "ünïcode 🎉", " ", "x" * 90)
    return [
        [f"p{at}", words[at % len(words)], f"ann{at % 5}", f"2026-{9 + at % 2:02d}-{1 + at % 28:02d}", 1 + at % 5]
        for at in range(count)
    ]


def consistent(table: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Let each id, and each post without one, be rated once: which of several stays is settled within a part."""
    once: dict[tuple[str, ...], tuple[str, ...]] = {}
    return [once.setdefault((row[0],) if row[0] else row[:4], row) for row in table]


TEXT = st.text(st.sampled_from("ab ,;\"\n'ä🎉\\"), max_size=30)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", *(f"p{n}" for n in range(12))]), TEXT, st.sampled_from(["ann", "bob", ""]),
        st.sampled_from(["2026-09-30", "2026-10-01", ""]), st.sampled_from(["1", "5", ""]),
    ),
    min_size=8, max_size=40,
)  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(ROWS)
def test_any_table_gives_the_same_rows_ids_and_reports(table: list[tuple[str, ...]]) -> None:
    rows = consistent(table)
    data = written([[f"q{at}", "fine", "eve", "2026-10-02", "4"] for at in range(25)] + [list(row) for row in rows])
    with tempfile.TemporaryDirectory() as folder:
        _, parts = compared(Path(folder), {"posts.csv": data.encode()}, size=200)
        assert parts > 1


@settings(max_examples=5, deadline=None)
@given(ROWS)
def test_any_json_lines_give_the_same(table: list[tuple[str, ...]]) -> None:
    lines = [{"id": f"q{at}", "text": "fine", "who": "eve", "day": "2026-10-02", "stars": 4} for at in range(25)]
    for row in consistent(table):
        one = dict(zip(("id", "text", "who", "day", "stars"), row, strict=True))
        lines.append({name: value for name, value in one.items() if value} or {"id": "blank"})
    data = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    with tempfile.TemporaryDirectory() as folder:
        _, parts = compared(Path(folder), {"posts.ndjson": data.encode()}, size=200)
        assert parts > 1


@pytest.mark.parametrize("export", EXPORTS, ids=lambda one: f"{one.format}:{one.file}")
def test_every_export_gives_the_same_whether_it_can_be_cut_or_not(export, tmp_path):
    said = {"origin": f'"{export.origin}"', "kind": f'"{export.kind}"'}
    said |= {name: inline(value) for name, value in export.settings.items()}
    source = "\n".join(f"{name} = {value}" for name, value in said.items())
    compared(tmp_path, {export.file: export.write(export.posts)}, source, size=150)


def test_what_was_counted_in_each_part_is_added_up(tmp_path):
    table = [[*row[:4], 9 if at % 4 == 0 else row[4]] for at, row in enumerate(posts(60))]
    said = f'origin = "review"\nrating_scale = "stars5"\n{COLUMNS}'
    store, parts = compared(tmp_path, {"posts.csv": written(table).encode()}, said)
    assert parts > 1
    assert json.loads(store.reports()["warnings"][0]) == ["ratings that do not fit the scale stars5, left empty: 15"]


def test_a_renamed_column_of_a_known_export(tmp_path):
    header = "Package Name,Written at,Star Rating,Review body,Review Link"
    lines = [
        f"org.x,2026-10-{1 + at % 28:02d}T08:15:00Z,{1 + at % 5},Words of {at},https://play/x?reviewId=r{at}"
        for at in range(60)
    ]
    older = (
        header.replace("Review body", "Review Text")
        + "\norg.x,2026-09-01T08:15:00Z,4,Older,https://play/x?reviewId=o\n"
    )
    new = "\n".join([header, *lines])
    columns = 'columns = { text = "Review body", created_at = "Written at" }'
    said = f'origin = "review"\nformat = "google-play"\n{columns}'
    store, parts = compared(tmp_path, {"new.csv": new.encode(), "older.csv": older.encode()}, said)
    assert parts > 1
    assert len(store.feedback()) == 61
    assert set(store.reports()["profile"]) == {"google-play"}


def packed_zip(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("posts.csv", data)
    return file.getvalue()


PLAIN = written(posts(60))


@pytest.mark.parametrize(
    ("file", "data"),
    [
        ("posts.csv", b"\xef\xbb\xbf" + PLAIN.encode()),
        ("posts.csv", b"\xff\xfe" + PLAIN.encode("utf-16-le")),
        ("posts.csv", b"\xfe\xff" + PLAIN.encode("utf-16-be")),
        ("posts.csv", PLAIN.encode("utf-16-le").replace("🎉".encode("utf-16-le"), b"")),
        ("posts.csv", PLAIN.replace("🎉", "").encode("cp1252")),
        ("posts.csv", PLAIN.replace("\n", "\r\n").encode()),
        ("posts.csv", ("sep=;\n" + written(posts(60), delimiter=";")).encode()),
        ("posts.tsv", written(posts(60), delimiter="\t").encode()),
        ("posts.csv", ("Export of 1 November,,,,\n,,,,\n" + PLAIN).encode()),
        ("posts.csv.gz", gzip.compress(PLAIN.encode())),
        ("posts.csv.zst", zstandard.compress(PLAIN[:2000].encode()) + zstandard.compress(PLAIN[2000:].encode())),
        ("posts.zip", packed_zip(PLAIN.encode())),
        ("posts.csv", PLAIN.replace('"late, again"', 'late", again').encode()),
        ("posts.csv", PLAIN.replace("fine,", 'a "stray quote,', 1).encode()),
        ("posts.csv", PLAIN.encode()[:-25]),
        ("posts.csv", (PLAIN + "\n\n\n").encode()),
    ],
    ids=["bom", "utf-16-le", "utf-16-be", "utf-16 unmarked", "cp1252", "crlf", "sep", "tsv", "notes above", "gz", "zst",
         "zip", "quotes in cells", "a stray quote", "cut short", "blank lines"],
)  # fmt: skip
def test_encodings_packings_and_damage(file: str, data: bytes, tmp_path: Path) -> None:
    store, parts = compared(tmp_path, {file: data}, size=600)
    assert parts > 3
    assert len(store.feedback()) > 40


def test_a_column_that_only_some_lines_have_is_there(tmp_path: Path) -> None:
    lines = [{"id": str(at), "text": f"post {at}", "who": "ann", "day": "2026-10-05"} for at in range(40)]
    lines[33]["stars"] = "4"
    data = "\n".join(map(json.dumps, lines)).encode()
    store, _ = compared(tmp_path, {"posts.ndjson": data})
    assert store.feedback()["rating"].notna().sum() == 1


def test_a_day_far_down_settles_the_order_of_all(tmp_path: Path) -> None:
    table = [[f"p{at}", "fine", "ann", f"0{1 + at % 9}/0{1 + at % 8}/2026", 5] for at in range(60)]
    table[55][3] = "25/09/2026"
    store, _ = compared(tmp_path, {"posts.csv": written(table).encode()})
    assert (store.feedback()["created_at"].dt.tz_convert("Europe/Berlin").dt.year == 2026).all()
    assert store.reports()["date_format"].tolist() == ["DMY"]


def test_a_rating_far_down_settles_the_scale_of_all(tmp_path: Path) -> None:
    table = [[f"p{at}", "fine", "ann", "2026-10-01", at % 6] for at in range(60)]
    table[50][4] = 10
    source = f'origin = "survey"\n{COLUMNS}'
    store, _ = compared(tmp_path, {"posts.csv": written(table).encode()}, source)
    assert set(store.feedback()["rating_scale"].dropna()) == {"nps11"}


def test_rows_without_ids_that_say_the_same_stay_as_many(tmp_path: Path) -> None:
    table = [["", "ok", "", "2026-10-01", 5] for _ in range(70)]
    data = {"posts.csv": written(table).encode()}
    store, parts = compared(tmp_path, data, f'origin = "review"\nauthors = "one_per_item"\n{COLUMNS}')
    assert parts > 3
    assert len(store.feedback()) == 70


def test_small_files_beside_a_large_one_are_loaded_with_it(tmp_path: Path) -> None:
    files = {"a.csv": PLAIN.encode(), "b.json": json.dumps([{"id": "z", "text": "t", "who": "w", "day": "2026-10-01",
             "stars": 3}]).encode()}  # fmt: skip
    store, _ = compared(tmp_path, files)
    assert store.feedback()["source_file"].value_counts().to_dict() == {"inbox/a.csv": 60 - 0, "inbox/b.json": 1}


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda data: gzip.compress(data)[:-20], "broken or cut short"),
        (lambda data: gzip.compress(data.replace(b"who", b"wer")), '"who"'),
        (lambda data: gzip.compress(data[: len(data) // 2] + b"\x00\x01\x02\x03" * 5000), "binary"),
    ],
    ids=["cut archive", "renamed column", "binary in the middle"],
)
def test_a_file_that_fails_in_the_middle_leaves_the_store_as_it_was(damage, why: str, tmp_path: Path) -> None:
    work = project(tmp_path, "p", {"a.csv": written(posts(5)).encode()}, f'origin = "review"\n{COLUMNS}')
    load_project(work)
    before = Store(work.store).snapshot
    (work.folder / "inbox" / "b.csv.gz").write_bytes(damage(PLAIN.encode()))
    with pytest.MonkeyPatch.context() as patch:
        small_parts(patch)
        with pytest.raises(BadData, match=why):
            load_project(read_project(work.folder))
    assert Store(work.store).snapshot == before
    assert not list(Path(work.store).glob("spool-*"))


def test_what_a_killed_load_left_is_removed_by_the_next(tmp_path: Path) -> None:
    work = project(tmp_path, "p", {"a.csv": PLAIN.encode()}, f'origin = "review"\n{COLUMNS}')
    left = Path(work.store) / "spool-left"
    left.mkdir(parents=True)
    (left / "feedback-2026-10-000000.parquet").write_bytes(b"what somebody wrote")
    with pytest.MonkeyPatch.context() as patch:
        small_parts(patch)
        load_project(work)
    assert not left.exists()


def test_progress_tells_of_every_byte_twice(tmp_path: Path) -> None:
    data = gzip.compress(PLAIN.encode())
    work = project(tmp_path, "p", {"a.csv.gz": data}, f'origin = "review"\n{COLUMNS}')
    seen: dict[str, list[int]] = {}

    def progress(what: str, total: int):
        assert total == len(data)
        return seen.setdefault(what, []).append

    with pytest.MonkeyPatch.context() as patch:
        small_parts(patch)
        load_project(work, progress=progress)
    assert list(seen) == ["looking through inbox/a.csv.gz", "reading inbox/a.csv.gz"]
    assert all(told == sorted(told) and told[-1] == len(data) for told in seen.values())
