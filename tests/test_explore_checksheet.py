from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from checked_toys import draw
from hostile import GROUPS
from topic_toys import codebook

from workbench.errors import BadData
from workbench.explore.checkread import read_sheet, refusal
from workbench.explore.checksheet import FITS, PICKS, POSTS, TOPICS, Page, sheet
from workbench.project.draws import Sample

HOSTILE = [text for texts in GROUPS.values() for text in texts]
BOOK = codebook(3)
ITEMS = [f"i{at}" for at in range(6)]
QUICK = draw([(item, "T0001") for item in ITEMS], BOOK, name="2026-10-quick-1", sample=Sample.QUICK)
RANDOM = draw([(item, "") for item in ITEMS], BOOK, name="2026-10-random-1")
TEXTS = {item: f"post {item}" for item in ITEMS}


def page(made=QUICK, **more):
    return Page(made, more.pop("posts", made.posts), more.pop("texts", TEXTS), more.pop("codebook", BOOK), **more)


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


class Paper:
    """A sheet that a person fills in."""

    def __init__(self, folder, made=QUICK, **more):
        self.path, self.draw = folder / "sheet.xlsx", made
        self.book = opened(sheet(page(made, **more)))
        self.posts = self.book[POSTS]
        self.headers = [cell.value for cell in self.posts[1]]

    def put(self, row, title, value):
        self.posts.cell(row, self.headers.index(title) + 1).value = value
        return self

    def read(self):
        self.book.save(self.path)
        return read_sheet(self.path, {self.draw.draw_id: self.draw})


def refused(paper):
    with pytest.raises(BadData) as caught:
        paper.read()
    return caught.value


def faults(paper):
    return [(fault.where.rpartition(", ")[2], fault.what) for fault in paper.read().faults]


def test_the_same_page_gives_the_same_bytes():
    assert sheet(page()) == sheet(page())
    assert sheet(page(RANDOM)) != sheet(page(RANDOM, second=True))


@pytest.mark.parametrize("made", [QUICK, RANDOM])
def test_hostile_words_stay_words(made):
    labels = [text for text in HOSTILE if text.strip()]
    topics = tuple(
        replace(topic, label=text, description=text, keywords=(text,))
        for topic, text in zip(BOOK.topics, labels, strict=False)
    )
    for at in range(0, len(HOSTILE), len(ITEMS)):
        texts = dict(zip(ITEMS, HOSTILE[at:], strict=False))
        book = opened(sheet(page(made, texts=texts, codebook=replace(BOOK, topics=topics))))
        for paper in book.worksheets:
            cells = [cell for row in paper.iter_rows() for cell in row]
            assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
            assert all(ord(sign) >= 32 or sign in "\n\t" for cell in cells for sign in str(cell.value or ""))


def test_a_cell_that_looks_like_a_formula_is_read_back_as_the_text_it_was():
    book = opened(sheet(page(texts=TEXTS | {"i0": '=HYPERLINK("http://tracker.example","x")'})))
    cell = book[POSTS]["C2"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("http://tracker.example","x")', "s")


def test_answers_come_from_a_list():
    quick, random = (opened(sheet(page(made)))[POSTS].data_validations.dataValidation for made in (QUICK, RANDOM))
    assert [(str(one.sqref), one.formula1) for one in quick] == [("D2:D7", '"yes,no,unsure"')]
    offered = f"'{TOPICS}'!$A$2:$A$5"
    assert [(str(one.sqref), one.formula1) for one in random] == [(f"{column}2:{column}7", offered) for column in "CDE"]
    listed = [row[0].value for row in opened(sheet(page(RANDOM)))[TOPICS].iter_rows(min_row=2)]
    assert listed == ["none of these", "T0001 Label 1", "T0002 Label 2", "T0003 Label 3"]


def test_a_random_sample_does_not_say_what_the_machine_did():
    content = opened(sheet(page(RANDOM)))[POSTS]
    said = {str(cell.value) for row in content.iter_rows() for cell in row}
    assert not {one for one in said if "T000" in one or one == "s"}


def test_filled_rows_are_answers_and_empty_ones_stay_open(tmp_path):
    found = Paper(tmp_path).put(2, FITS, "yes").put(3, FITS, " No ").put(5, FITS, "unsure").read()
    assert [(said.post.item_id, said.answer, said.topics) for said in found.said] == [
        ("i0", "yes", ("T0001",)), ("i1", "no", ("T0001",)), ("i3", "unsure", ("T0001",)),
    ]  # fmt: skip
    assert (found.open, found.faults, found.second) == (3, (), False)


def test_up_to_three_topics_are_chosen_in_any_column(tmp_path):
    paper = Paper(tmp_path, RANDOM).put(2, PICKS[0], "T0001 Label 1").put(2, PICKS[2], "T0003 Label 3")
    paper.put(3, PICKS[1], "T0002").put(4, PICKS[0], "None of these").put(5, PICKS[0], "T0001").put(
        5, PICKS[1], "T0001"
    )
    found = paper.read()
    assert [said.topics for said in found.said] == [("T0001", "T0003"), ("T0002",), ("none",), ("T0001",)]
    assert not found.faults


def test_columns_may_stand_in_another_order_and_rows_too(tmp_path):
    paper = Paper(tmp_path).put(2, FITS, "yes").put(4, FITS, "no")
    rows = [[cell.value for cell in row] for row in paper.posts.iter_rows()]
    paper.posts.delete_rows(1, 20)
    for row in [rows[0], *reversed(rows[1:])]:
        paper.posts.append(row[::-1])
    assert {(said.post.item_id, str(said.answer)) for said in paper.read().said} == {("i0", "yes"), ("i2", "no")}


@pytest.mark.parametrize(
    ("title", "value", "at", "says"),
    [
        (FITS, "perhaps", "cell D3", "'perhaps' is no answer"),
        ("item", "i99", "cell F3", "No post 'i99' was drawn"),
        ("topic id", "T0002", "cell F3", "No post 'i1' was drawn for 'T0002'"),
        ("item", "i0", "cell F3", "The post of row 2 stands here again"),
    ],
)
def test_a_cell_that_cannot_be_is_named_and_the_others_count(tmp_path, title, value, at, says):
    paper = Paper(tmp_path).put(2, FITS, "yes").put(3, FITS, "yes").put(4, FITS, "no").put(3, title, value)
    assert [where for where, _ in faults(paper)] == [at]
    assert says in faults(paper)[0][1]
    assert [said.post.item_id for said in paper.read().said] == ["i0", "i2"]


@pytest.mark.parametrize(
    ("cells", "at", "says"),
    [
        ((("topic 2", "T0099 Unknown"),), "cell D3", "'T0099 Unknown' is no topic"),
        ((("topic 1", "Label 1"),), "cell C3", "'Label 1' is no topic"),
        ((("topic 1", "none of these"), ("topic 2", "T0001")), "cell C3", "stands beside a topic"),
    ],
)
def test_a_topic_that_cannot_be_is_named(tmp_path, cells, at, says):
    paper = Paper(tmp_path, RANDOM).put(2, PICKS[0], "T0001")
    for title, value in cells:
        paper.put(3, title, value)
    assert faults(paper) == [(at, faults(paper)[0][1])]
    assert says in faults(paper)[0][1]


@pytest.mark.parametrize("title", [FITS, "topic id", "item", "draw"])
def test_a_column_that_is_missing_is_named_with_the_right_ones(tmp_path, title):
    error = refused(Paper(tmp_path).put(1, title, "something else"))
    assert f"no column “{title}”" in error.what
    assert error.where == "sheet.xlsx, sheet Posts, row 1"
    assert "fits?" in error.fix


def test_a_column_that_stands_twice_is_refused(tmp_path):
    error = refused(Paper(tmp_path).put(1, "no.", "item"))
    assert "stands twice" in error.what


def test_a_sheet_of_no_draw_is_refused(tmp_path):
    paper = Paper(tmp_path)
    for at in range(2, 8):
        paper.put(at, "draw", "2026-09-quick-7")
    assert "names no draw" in refused(paper).what
    assert refused(paper).where.endswith("cell G2")


def test_rows_of_two_sheets_are_refused(tmp_path):
    error = refused(Paper(tmp_path).put(5, "draw", "2026-09-quick-7"))
    assert "two sheets" in error.what
    assert error.where.endswith("cell G5")


def test_the_second_persons_sheet_takes_only_posts_that_are_read_twice(tmp_path):
    posts = tuple(replace(post, twice=at < 2) for at, post in enumerate(RANDOM.posts))
    made = replace(RANDOM, posts=posts)
    paper = Paper(tmp_path, made, second=True, posts=posts[:3])
    for at in (2, 3, 4):
        paper.put(at, PICKS[0], "T0001")
    found = paper.read()
    assert found.second
    assert [said.post.item_id for said in found.said] == ["i0", "i1"]
    assert len(found.faults) == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"item,answer\n"])
def test_what_is_no_workbook_is_refused(tmp_path, content):
    (tmp_path / "sheet.xlsx").write_bytes(content)
    with pytest.raises(BadData, match="cannot be read"):
        read_sheet(tmp_path / "sheet.xlsx", {})


def test_a_workbook_without_the_posts_is_refused(tmp_path):
    paper = Paper(tmp_path)
    paper.posts.title = "Something"
    assert "has no sheet Posts" in refused(paper).what


def test_many_faults_make_one_error_of_three_lines(tmp_path):
    paper = Paper(tmp_path)
    for at in range(2, 8):
        paper.put(at, FITS, f"answer {at}")
    error = refusal(paper.read().faults, 7)
    assert len(error.lines()) == 3
    assert error.what.startswith("6 rows cannot be used; first: 'answer 2' is no answer")
    assert "(6) cell D7" in error.fix
    assert "The other 7 answers are kept" in error.fix
