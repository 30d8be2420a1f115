from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile import HOSTILE
from workbench.errors import BadData
from workbench.topics.frame.frame import Code, frame_of, read_frame

HEADER = ("Name", "Definition", "Examples", "Keywords", "Rule", "Id", "Theme", "Owner", "Status")


def book(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def read(rows, **sheets):
    return frame_of("frame.xlsx", book({"Codes": rows, **sheets}))


def fault(rows, **sheets):
    with pytest.raises(BadData) as caught:
        read(rows, **sheets)
    return caught.value


def test_every_column_is_read():
    frame = read(
        [
            HEADER,
            (
                "Login",
                "Signing in\nfails",
                "no code\nthe code is late",
                "code, sms",
                "log* in",
                "7.2",
                "Access",
                "IT",
                "active",
            ),
        ]
    )
    assert frame.codes == (
        Code(
            "Login", "7.2", "Signing in\nfails", ("no code", "the code is late"), ("code", "sms"), "log* in",
            "Access", "IT", "active",
        ),
    )  # fmt: skip
    assert frame.notes == ()


@pytest.mark.parametrize(
    ("titles", "name", "code_id", "theme"),
    [
        (("Code", "Label", "Parent"), "b", "a", "c"),
        (("Code", "Beispiele", "Kategorie"), "a", "", "c"),
        (("Nr.", "Bezeichnung *", "Oberthema"), "b", "a", "c"),
        (("Topic", "Subtopic", "Definition"), "b", "", "a"),
        (("CODE_ID", "code name (required)", "Main theme:"), "b", "a", "c"),
        (("Thema", "Unterthema", "Regel"), "b", "", "a"),
    ],
)
def test_columns_go_by_many_names(titles, name, code_id, theme):
    code = read([titles, ("a", "b", "c")]).codes[0]
    assert (code.name, code.code_id, code.theme) == (name, code_id, theme)


def test_title_rows_and_empty_rows_are_passed_over():
    frame = read([["Our plan 2026"], [], ["Name", "Rule"], [], ["Login", "code"], [], ["Price", None]])
    assert [code.name for code in frame.codes] == ["Login", "Price"]


def test_examples_stand_one_a_line_or_in_columns_of_their_own():
    rows = [
        ["Name", "Example 1", "Example 2", "Examples"],
        ["Login", "first line\nsame post", "“quoted”", "- one\n• two\n- one"],
        ["Price", None, None, "1. too dear\n2) costs 5. dollars"],
    ]
    frame = read(rows)
    assert frame.codes[0].examples == ("first line same post", "quoted", "one", "two")
    assert frame.codes[1].examples == ("too dear", "costs 5. dollars")


def test_a_csv_file_is_a_frame_too():
    text = 'Name;Beispiele;Regel\nLöschen;"eins zwei\ndrei";lösch* UND konto\n'
    assert frame_of("f.csv", text.encode("cp1252")).codes[0].examples == ("eins zwei", "drei")
    assert frame_of("f.csv", text.encode("utf-8-sig")).codes[0].matcher.matches("Konto löschen")


def test_a_file_is_read_from_disk(tmp_path):
    (tmp_path / "frame.xlsx").write_bytes(book({"a": [["Name"], ["Login"]]}))
    assert read_frame(tmp_path / "frame.xlsx").codes == (Code("Login"),)
    with pytest.raises(BadData, match="not there"):
        read_frame(tmp_path / "other.xlsx")


def test_keywords_and_rule_match_together():
    code = read([["Name", "Keywords", "Rule"], ["Login", "sms; one time", "code AND NOT discount"]]).codes[0]
    assert code.matcher.matches("no sms")
    assert code.matcher.matches("the code")
    assert not code.matcher.matches("discount code")
    assert Code("x").matcher is None


@pytest.mark.parametrize(
    ("row", "column", "said", "fix"),
    [
        ([None, "text", None, None, None, "1"], "Name", "no name", "Theme"),
        (["...", "text"], "Name", "no name", "name the code"),
        (["first code"], "Name", "row 2 too", "rename"),
        (["FIRST  code"], "Name", "row 2 too", "rename"),
        (["Two", None, None, None, None, "1"], "Id", "row 2 too", "formatted as text"),
        (["Two", None, "fine\n!!!"], "Examples", "no words", "what a post says"),
        (["Two", None, None, "(a"], "Keywords", "never closed", "close it"),
        (["Two", None, None, None, "a AND"], "Rule", "word is expected", "write a word"),
        (["Two", None, None, None, "NOT a"], "Rule", "only says what a post does not", "beside the NOT"),
    ],
)
def test_a_fault_names_sheet_row_column_and_what_to_do(row, column, said, fix):
    error = fault([HEADER, ["First code", None, None, None, None, "1"], row])
    assert said in error.what
    assert error.where.startswith(f'frame.xlsx, sheet Codes, row 3, column "{column}"')
    assert fix in error.fix


def test_all_faults_are_told_at_once():
    rows = [["Name", "Rule"], *[[f"code {at}", "("] for at in range(30)]]
    error = fault(rows)
    assert "30 faults" in error.what
    assert "row 21" in error.fix
    assert "9 more" in error.fix
    assert "row 25" not in error.fix
    assert len(error.lines()) == 3


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04cut short", b"%PDF-1.4", b"a;b\n1;2\n", book({"x": []}), book({"x": [["Name"]]})]
)
def test_a_file_without_codes_is_refused_in_words(data):
    with pytest.raises(BadData) as caught:
        frame_of("frame.xlsx", data)
    assert caught.value.where.startswith("frame.xlsx")
    assert caught.value.fix


def test_what_has_one_plain_reading_is_read_and_noted():
    rows = [
        ["Id", "Name", "Keywords", "Status", "Comment", "Examples"],
        ["2026-02-07", "Login", "sms or mail", "draft", "see Jane", "the code"],
        ["7.3", "Price", "-", "", None, "The Code"],
    ]
    frame = read(rows, Contact=[["Jane"]])
    assert [code.status for code in frame.codes] == ["", ""]
    assert frame.codes[1].keywords == ()
    told = "\n".join(frame.notes)
    for said in (
        "looks like a date",
        "or read as a plain word",
        "'draft' is none of",
        '"Comment"',
        "sheet Contact",
        "share an example",
    ):
        assert said in told
    assert len(frame.notes) == 6


CODED = [
    ["Text", "Code"],
    ["no code came", "login"],
    ["too dear; and slow", "2 ; Login"],
    ["just fine", None],
    [None, "Price"],
]
PLAIN = [["Id", "Name", "Rule"], [1, "Login", "x"], [2, "Price", "y"]]


def test_history_names_codes_by_name_or_id_several_parted_by_semicolons():
    frame = read(PLAIN, History=CODED)
    assert [(post.text, post.codes) for post in frame.coded] == [
        ("no code came", ("Login",)),
        ("too dear; and slow", ("Price", "Login")),
    ]
    assert [note.split(": ", 1)[1] for note in frame.notes] == [
        "rows without a code, passed over: 1",
        "rows with a code and neither text nor id, passed over: 1",
    ]


def test_history_may_name_posts_by_id_and_use_several_columns():
    frame = read(PLAIN, Verlauf=[["Post ID", "Code 1", "Code 2"], ["i7", "Price", "Login"]])
    assert [(post.text, post.item_id, post.codes) for post in frame.coded] == [("", "i7", ("Price", "Login"))]


def test_a_name_may_hold_a_semicolon():
    frame = read([["Name", "Rule"], ["Login; codes", "x"]], History=[["Text", "Code"], ["a", "login; codes"]])
    assert frame.coded[0].codes == ("Login; codes",)


def test_history_with_a_code_that_the_frame_lacks_is_a_fault():
    error = fault(PLAIN, History=[["Text", "Code"], ["a b", "Login; Prise"]])
    assert "'Prise' is not in the frame" in error.what
    assert error.where == 'frame.xlsx, sheet History, row 2, column "Code"'
    assert "'Price'" in error.fix


def test_the_sheet_with_the_most_columns_holds_the_codes_wherever_it_stands():
    frame = frame_of("f.xlsx", book({"Coded": CODED, "Plan": PLAIN}))
    assert [code.name for code in frame.codes] == ["Login", "Price"]
    assert len(frame.coded) == 2


@given(st.lists(st.lists(st.one_of(st.none(), st.text(max_size=20), st.sampled_from(HOSTILE)), max_size=9), max_size=4))
def test_any_csv_is_a_frame_or_a_told_fault(rows):
    target = io.StringIO(newline="")
    csv.writer(target).writerows([HEADER, *rows])
    try:
        frame = frame_of("f.csv", target.getvalue().encode("utf-8", "surrogatepass"))
    except BadData as error:
        assert error.where
        assert error.fix
        return
    assert len({code.name for code in frame.codes}) == len(frame.codes)
    assert all(code.name for code in frame.codes)
