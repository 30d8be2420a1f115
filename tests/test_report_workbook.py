from __future__ import annotations

import time
import zipfile

import openpyxl
import pandas as pd
import report_samples as samples
from hostile import HOSTILE

from workbench.report.workbook import sheet_names, write_workbook

README = [("topics", "One row a topic."), ("=1+1", "https://tracker.example")]


def test_the_first_sheet_explains_and_each_table_has_its_own(tmp_path):
    tables = {"topics": samples.topics(), "segments": samples.segments()}
    written = write_workbook(tables, tmp_path / "study.xlsx", readme=README)
    book = openpyxl.load_workbook(written.path)
    assert book.sheetnames == ["Read me", "topics", "segments"]
    assert book["topics"].freeze_panes == "B2"
    assert book["topics"]["A1"].value == "topic_id"
    assert book["topics"].max_row == len(samples.topics()) + 1


def test_numbers_stay_numbers_and_gaps_stay_empty(tmp_path):
    write_workbook({"t": samples.topics()[["label", "stars"]]}, tmp_path / "a.xlsx", readme=[])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["t"]
    assert sheet["B2"].value == 3.1
    assert sheet["B6"].value is None


def test_hostile_text_is_text_never_a_formula_or_a_link(tmp_path):
    texts = [text.encode("utf-8", "replace").decode() for text in HOSTILE]
    frame = pd.DataFrame({"text": texts, "=1+1": texts})
    written = write_workbook({"texts": frame}, tmp_path / "a.xlsx", readme=README)
    sheet = openpyxl.load_workbook(written.path)["texts"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.hyperlink is None for cell in cells)
    assert all(isinstance(cell.value, str) or cell.value is None for cell in cells)
    parts = zipfile.ZipFile(written.path)
    assert not any(b"<f>" in parts.read(name) or b"hyperlink" in parts.read(name) for name in parts.namelist())
    assert written.stripped > 0
    assert written.shortened > 0


def test_two_writes_give_the_same_bytes(tmp_path):
    write_workbook({"t": samples.topics()}, tmp_path / "a.xlsx", readme=README)
    dates = {part.date_time for part in zipfile.ZipFile(tmp_path / "a.xlsx").infolist()}
    assert max(dates)[0] < 2001  # no part carries the time of writing
    assert time.gmtime().tm_year > 2001
    write_workbook({"t": samples.topics()}, tmp_path / "b.xlsx", readme=README)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_sheet_names_are_valid_and_unique_whatever_the_tables_are_called():
    names = sheet_names(dict.fromkeys(["a" * 40, "a" * 40 + "b", "a/b", "Read me", "", "[x]:*?"]))
    assert len({name.lower() for name in names.values()}) == len(names)
    assert all(0 < len(name) <= 31 and not set("[]:*?/\\") & set(name) for name in names.values())


def test_an_empty_table_is_a_sheet_with_its_header(tmp_path):
    write_workbook({"t": samples.topics().head(0)}, tmp_path / "a.xlsx", readme=[])
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["t"]["A1"].value == "topic_id"


def test_no_half_written_file_is_left(tmp_path):
    write_workbook({"t": samples.topics()}, tmp_path / "a.xlsx", readme=[])
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]
