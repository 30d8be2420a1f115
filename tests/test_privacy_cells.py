"""Cells stay text in a spreadsheet."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.hostile import GROUPS, HOSTILE
from workbench.privacy.cells import spreadsheet_safe, workbook_text
from workbench.privacy.clean import control_characters

FORMULAS = tuple("=+-@＝＋－＠")


@pytest.mark.parametrize("text", [text for text in GROUPS["formula"] if text != '"=1'])
def test_what_may_start_a_formula_gets_an_apostrophe(text: str) -> None:
    assert str(spreadsheet_safe(text)).startswith("'")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_hostile_cell_starts_a_formula(text: str) -> None:
    safe = str(spreadsheet_safe(text))
    safe.encode("utf-8")
    assert not safe.lstrip().startswith(FORMULAS)


def test_a_written_cell_reads_back_as_one_cell() -> None:
    file = io.StringIO()
    cells = [str(spreadsheet_safe(text)) for text in HOSTILE]
    csv.writer(file).writerow(cells)
    assert next(csv.reader(io.StringIO(file.getvalue(), newline=""))) == cells


@pytest.mark.parametrize("value", [-3, 2.5, None, True])
def test_numbers_stay_numbers(value: object) -> None:
    assert spreadsheet_safe(value) is value


def test_a_workbook_gives_every_hostile_text_back_as_text(tmp_path: Path) -> None:
    held = [workbook_text(text) for text in HOSTILE]
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", options) as book:
        sheet = book.add_worksheet()
        for row, text in enumerate(held):
            sheet.write_string(row, 0, text)
            sheet.write_number(row, 1, row)
    cells = [row[0] for row in openpyxl.load_workbook(tmp_path / "a.xlsx").active.iter_rows()]
    assert [str(cell.value or "") for cell in cells] == held
    assert {cell.data_type for cell in cells} <= {"s", "n"}  # n is the empty cell
    assert max(map(len, held)) == 32_767


def test_lost_control_characters_are_counted() -> None:
    assert control_characters("a\0b\x01\ud800") == 3
    assert control_characters("plain\ttext\n") == 0
