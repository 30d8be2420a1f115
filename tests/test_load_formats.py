"""Every format: a made-up export in the platform's layout becomes exactly the rows that it should."""

from __future__ import annotations

import csv
import importlib
import io
import json
import pkgutil
from pathlib import Path

import exports
import pandas as pd
import pytest
from exports.export import table

from workbench.errors import BadData
from workbench.load.document import open_documents
from workbench.load.formats.head import head_of
from workbench.load.formats.recognise import best, matches
from workbench.load.formats.registry import formats
from workbench.load.read import read_source
from workbench.project.source import Source

MODULES = [one.name for one in pkgutil.iter_modules(exports.__path__) if one.name != "export"]
EXPORTS = [one for name in MODULES for one in importlib.import_module(f"exports.{name}").EXPORTS]
IDS = {"feedback": "source_item_id", "content": "source_content_id", "events": "event_id"}
HOSTILE = (
    "<script>alert(1)</script>", '=HYPERLINK("http://x.example","y")', "'; drop table posts; --", "{{7*7}} ${7*7} %s",
    "line one\nline two\r\nthree, \"quoted\" and 'single'", "\u202eright to left\u200b", "NA", "null", "Total",
)  # fmt: skip


def those(exports):
    return pytest.mark.parametrize("export", exports, ids=lambda one: f"{one.format}:{one.file}")


def is_delimited(export) -> bool:
    """Return whether a made-up export is one delimited table, whose columns can be put in another order."""
    documents, _ = open_documents("export", export.write(export.posts))
    match = best(documents[0], formats())
    return len(documents) == 1 and documents[0].kind == "text" and match is not None and match.layout is not None


every = those(EXPORTS)


def load(folder: Path, export, *files: bytes, **settings):
    """Write files into an inbox and read them, as a source that names no columns."""
    paths = []
    for number, data in enumerate(files):
        path = folder / "inbox" / (export.file if number == 0 else f"{number}_{export.file}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        paths.append(path)
    said = {"name": "stream", "files": ["inbox/*"], "origin": export.origin, "kind": export.kind, **export.settings}
    source = Source.model_validate(said | settings, strict=False)
    loaded = read_source(source, paths, root=folder, zone="Europe/Berlin", key=b"0" * 32)
    assert all(report.balances for report in loaded.reports)
    return loaded


def rows_of(loaded, export) -> pd.DataFrame:
    return getattr(loaded, export.kind).set_index(IDS[export.kind], drop=False).sort_index()


def same(found: pd.DataFrame, wanted: list[dict]) -> None:
    """Compare rows by the columns that the fixture names."""
    key = next(name for name in IDS.values() if all(name in row for row in wanted)) if wanted else None
    assert len(found) == len(wanted)
    for row in wanted:
        told = found.loc[str(row[key])]
        for name, value in row.items():
            cell = told[name] if name in told.index else json.loads(told["extra"] or "{}").get(name)
            if value is None:
                assert pd.isna(cell), (name, cell)
            else:
                assert cell == value, (row[key], name, cell, value)


@every
def test_a_golden_file_gives_exactly_its_rows(export, tmp_path):
    found = rows_of(load(tmp_path, export, export.write(export.posts)), export)
    same(found, [row for post in export.posts for row in export.expect(post)])


@every
def test_it_is_known_by_what_it_holds_and_by_nothing_else(export):
    documents, refused = open_documents("a file of any name", export.write(export.posts))
    assert not refused
    told = {match.format.name for one in documents if (match := best(one, formats()))}
    assert told == {export.format}
    assert all(match.why for one in documents for match in matches(one, formats()) if match.sure)


@every
def test_the_report_says_which_reader_took_it_and_why(export, tmp_path):
    for report in load(tmp_path, export, export.write(export.posts)).reports:
        assert report.profile == export.format
        assert report.profile_why


@every
def test_the_order_of_posts_changes_nothing(export, tmp_path):
    one = rows_of(load(tmp_path / "a", export, export.write(export.posts)), export)
    other = rows_of(load(tmp_path / "b", export, export.write(export.posts[::-1])), export)
    where = ["source_row", "source_sha256"]
    drop = [name for name in where if name in one]
    pd.testing.assert_frame_equal(one.drop(columns=drop), other.drop(columns=drop))


@those([one for one in EXPORTS if is_delimited(one)])
def test_the_order_of_columns_changes_nothing(export, tmp_path):
    documents, _ = open_documents("export", export.write(export.posts))
    grid, layout = head_of(documents[0]), best(documents[0], formats()).layout
    at = layout.header(grid.rows)
    other = table(
        [
            [cell or "" for cell in (row + [None] * len(grid.rows[at]))[: len(grid.rows[at])][::-1]]
            for row in grid.rows[at:]
        ]
    )
    one = rows_of(load(tmp_path / "a", export, export.write(export.posts)), export)
    turned = rows_of(load(tmp_path / "b", export, other), export)
    drop = [name for name in ("source_row", "source_sha256") if name in one]
    pd.testing.assert_frame_equal(one.drop(columns=drop), turned.drop(columns=drop))


def is_shaped_text(export) -> bool:
    """Return whether a made-up export is delimited text or JSON that a shape reads."""
    documents, _ = open_documents("export", export.write(export.posts))
    match = best(documents[0], formats())
    return len(documents) == 1 and documents[0].kind in ("text", "json") and match is not None and match.layout is None


def turned(value: object) -> object:
    """Return JSON with the keys of every object the other way round."""
    if isinstance(value, dict):
        return {name: turned(value[name]) for name in reversed(value)}
    return [turned(one) for one in value] if isinstance(value, list) else value


def reordered(data: bytes) -> bytes | None:
    """Return JSON with its keys turned, or a table with its first column last; None for other text.

    Questions keep their order: a score belongs to the answer after it.
    """
    before, sign, body = data.partition(b"= ") if data.startswith(b"window.") else (b"", b"", data)
    try:
        text = body.decode("utf-16" if body.startswith(b"\xff\xfe") else "utf-8-sig")
    except UnicodeDecodeError:
        return None  # packed
    try:
        return before + sign + json.dumps(turned(json.loads(text)), ensure_ascii=False).encode()
    except ValueError:
        pass
    try:
        return "\n".join(json.dumps(turned(json.loads(line))) for line in text.splitlines() if line).encode()
    except ValueError:
        pass
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if len({len(row) for row in rows}) != 1 or len(rows[0]) < 4:
        return None
    return table([[*row[1:], row[0]] for row in rows])


@those([one for one in EXPORTS if is_shaped_text(one) and reordered(one.write(one.posts))])
def test_the_order_of_keys_and_of_a_shapes_columns_changes_nothing(export, tmp_path):
    data = export.write(export.posts)
    other = reordered(data)
    assert other is not None and other != data
    one, two = (
        rows_of(load(tmp_path / name, export, written), export) for name, written in (("a", data), ("b", other))
    )
    drop = [name for name in ("source_row", "source_sha256") if name in one]
    pd.testing.assert_frame_equal(one.drop(columns=drop), two.drop(columns=drop))


@every
def test_a_second_export_that_overlaps_adds_only_what_is_new(export, tmp_path):
    whole, part = export.write(export.posts), export.write(export.posts[:-1])
    alone = rows_of(load(tmp_path / "a", export, whole), export)
    both = rows_of(load(tmp_path / "b", export, part, whole), export)
    assert list(both.index) == list(alone.index)


@those([one for one in EXPORTS if one.texts])
def test_hostile_text_is_kept_as_it_was_written(export, tmp_path):
    first = export.posts[0]
    for number, text in enumerate(HOSTILE):
        loaded = load(tmp_path / str(number), export, export.write([{**first, "text": text}]))
        rows = rows_of(loaded, export)
        wanted = export.expect({**first, "text": text})[0]
        said = rows.loc[str(wanted[IDS[export.kind]]), "text"]
        assert said == wanted["text"] or said.split() == wanted["text"].split()


@every
def test_a_file_cut_short_brings_no_row_that_is_not_true(export, tmp_path):
    data = export.write(export.posts)
    known = {
        str(row[IDS[export.kind]]): row["text"] for post in export.posts for row in export.expect(post) if "text" in row
    }
    for share in (0.3, 0.6, 0.9):
        cut = data[: int(share * len(data))]
        try:
            loaded = load(tmp_path / str(share), export, cut)
        except BadData as error:
            assert error.what and error.where and error.fix
            continue
        assert not export.whole
        for name, text in rows_of(loaded, export)["text"].fillna("").items():
            assert name not in known or (known[name] or "").startswith(text[:-1] if text else ""), (name, text)


@those([one for one in EXPORTS if one.encoding])
def test_another_encoding_than_declared_is_said(export, tmp_path):
    posts = [{**export.posts[0], "text": "Größe é 日本"}] if export.texts else export.posts[:1]
    data = export.write(posts).decode(export.encoding).encode("utf-8")
    with pytest.raises(BadData) as caught:
        load(tmp_path, export, data[: len(data) // 2 * 2 + 1] + b"\xff\xfe\xff", encoding="utf-32")
    assert "utf-32" in str(caught.value)


@those([one for one in EXPORTS if one.required])
def test_a_renamed_column_is_named(export, tmp_path):
    encoding = export.encoding or "utf-8"
    data = export.write(export.posts).decode(encoding)
    assert export.required in data
    renamed = data.replace(export.required, export.required[::-1]).encode(encoding)
    with pytest.raises(BadData) as caught:
        load(tmp_path, export, renamed, format=export.format)
    # of a table by its name; of what is nested by what it would have become, or as no such export
    said = str(caught.value).casefold()
    assert export.required.casefold() in said or " missing" in said or "is not what" in said


@every
def test_an_export_without_posts_is_no_fault_of_the_reader(export, tmp_path):
    try:
        loaded = load(tmp_path, export, export.write([]), format=export.format)
    except BadData as error:
        assert error.what and error.where and error.fix
    else:
        assert getattr(loaded, export.kind).empty


def test_every_format_has_a_made_up_export():
    assert {one.name for one in formats()} == {one.format for one in EXPORTS}
