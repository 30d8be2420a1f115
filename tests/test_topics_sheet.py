from __future__ import annotations

import io
import time
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hostile import HOSTILE
from workbench.errors import BadData
from workbench.topics.frame.codes import Code
from workbench.topics.frame.frame import frame_of
from workbench.topics.frame.sheet import LOG, THEMES, TOPICS, keyword_cell, workbook


def row(code):
    return (
        code.code_id, code.name, code.definition, code.keywords, code.rule, code.theme, code.owner, code.status,
        12, "2026-05", "2026-07", ("T0002", "T0003"), code.mark,
    )  # fmt: skip


def exported(codes):
    return workbook(
        {
            "Topics": [TOPICS, *map(row, codes)],
            "Themes": [THEMES, ("H001", "Access", tuple(code.name for code in codes))],
            "Log": [LOG, ("2026-11-22", "Jane", "accept T0001")],
        }
    )


def opened(data, sheet):
    return openpyxl.load_workbook(io.BytesIO(data))[sheet]


def test_each_sheet_has_its_header_and_rows_and_numbers_stay_numbers():
    data = exported([Code("Login", "T0001", keywords=("code", "sms"), mark="0a1b")])
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Topics", "Themes", "Log"]
    rows = list(book["Topics"].values)
    assert rows[0] == TOPICS
    assert rows[1] == (
        "T0001", "Login", None, "code; sms", None, None, None, None, 12, "2026-05", "2026-07", "T0002; T0003",
        "0a1b",
    )  # fmt: skip
    assert book["Topics"].freeze_panes == "C2"
    assert list(book["Log"].values)[1] == ("2026-11-22", "Jane", "accept T0001")


def test_hostile_text_is_text_never_a_formula_or_a_link():
    data = workbook({"Topics": [HOSTILE, *[(text, (text, text)) for text in HOSTILE]]})
    cells = [cell for row in opened(data, "Topics").iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(isinstance(cell.value, str) or cell.value is None for cell in cells)
    assert all(cell.hyperlink is None for cell in cells)
    parts = zipfile.ZipFile(io.BytesIO(data))
    assert not any(b"<f>" in parts.read(name) or b"hyperlink" in parts.read(name) for name in parts.namelist())
    assert opened(workbook({"T": [["=1+1"]]}), "T")["A1"].value == "=1+1"


def test_two_writes_give_the_same_bytes():
    codes = [Code("Login", "T0001"), Code("=Price", "T0002", rule="a AND b")]
    first = exported(codes)
    assert max(part.date_time for part in zipfile.ZipFile(io.BytesIO(first)).infolist())[0] < 2001
    assert time.gmtime().tm_year > 2001
    assert exported(codes) == first
    assert openpyxl.load_workbook(io.BytesIO(first)).properties.created.year == 2000


@pytest.mark.parametrize("names", [[], [""], ["a" * 32], ["a/b"], ["a", "A"]])
def test_names_that_the_format_forbids_are_refused(names):
    with pytest.raises(ValueError, match="not the names of sheets"):
        workbook({name: [] for name in names})


def test_an_exported_codebook_reads_back_as_the_same_codes():
    codes = (
        Code(
            "Login; codes", "T0001", "Signing in\nfails", (), ("code", '"one time"', "sms OR mail"), "log* in",
            "Access", "IT", "active", "0a1b2c3d4e5f",
        ),
        Code("=SUM(1)", "T0002", "", (), (), "", "", "", "retired", "000000000001"),
        Code("007", "T0003"),
    )  # fmt: skip
    frame = frame_of("codebook.xlsx", exported(codes))
    assert frame.codes == codes
    assert frame.coded == ()
    assert frame.notes == (), "its other sheets are no surprise"


def test_keywords_of_an_export_are_read_as_the_words_that_they_are():
    words = ("code", "sms OR mail", "log*", "a, b", 'a "quoted', "NOT this", "salt and pepper", "?!")
    cell = keyword_cell(words)
    assert cell[:3] == words[:3], "what a frame brought along stands as it was written"
    assert cell[3:] == ('"a b"', '"a quoted"', '"not this"', '"salt and pepper"')
    (code,) = frame_of("codebook.xlsx", workbook({"Topics": [("name", "keywords"), ("Login", cell)]})).codes
    assert code.keywords == cell


cells = st.one_of(st.text(max_size=30), st.sampled_from([text for text in HOSTILE if len(text) < 1000]))
rough = st.builds(
    Code,
    name=cells,
    code_id=cells,
    definition=cells,
    keywords=st.lists(st.sampled_from(["code", "sms*", '"dark mode"', "a AND b", "(x, y)"]), max_size=3).map(tuple),
    rule=st.sampled_from(["", "a OR b", '"dark mode" NOT night']),
    theme=cells,
    owner=cells,
    status=st.sampled_from(["", "active", "Retired", "aktiv", "draft"]),
)


@settings(deadline=None)
@given(st.lists(rough, min_size=1, max_size=4))
def test_what_was_read_is_written_and_read_again_as_the_same(codes):
    try:
        once = frame_of("a.xlsx", exported(codes))
    except BadData:
        return
    assert frame_of("a.xlsx", exported(once.codes)).codes == once.codes
