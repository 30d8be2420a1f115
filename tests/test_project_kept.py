from __future__ import annotations

from pathlib import Path

import pytest

from workbench.errors import BadData
from workbench.project.kept import Notes, read_back_channel, read_decisions, read_events, read_notes


def notes(folder: Path, text: str) -> Notes:
    (folder / "notes").mkdir(exist_ok=True)
    (folder / "notes" / "2026-10.md").write_text(text, encoding="utf-8")
    return read_notes(folder, "2026-10")


def test_all_files_are_optional(tmp_path: Path) -> None:
    assert read_notes(tmp_path, "2026-10") == Notes()
    assert list(read_back_channel(tmp_path).columns) == ["date", "heard_from", "text"]
    assert list(read_events(tmp_path).columns) == ["date", "event", "until", "kind", "url"]
    assert len(read_decisions(tmp_path)) == 0


def test_notes_are_read_by_their_headings(tmp_path: Path) -> None:
    read = notes(
        tmp_path,
        "<!-- a draft\n# Hint -->\n# Headline\n\nSign-in loses people.\n\n## So what:\nTwo lines,\nkept.\n"
        "# recommendation\nAsk the *provider*.\n# Quotes\n- one\n\n* two\n",
    )
    assert read == Notes("Sign-in loses people.", "Two lines,\nkept.", "Ask the *provider*.", ("one", "two"))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("# Headline\nx\n# Sowhat\ny", "line 3", "So what"),
        ("<!--\n\n-->x\n", "line 3", "# Headline"),
        ("# Headline\nx\n# headline\n", "line 3", "one"),
    ],
)
def test_a_fault_in_the_notes_names_its_line(tmp_path: Path, text: str, line: str, words: str) -> None:
    with pytest.raises(BadData) as caught:
        notes(tmp_path, text)
    assert line in caught.value.where
    assert words in caught.value.fix


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_back_channel_is_read_as_spreadsheets_write_it(tmp_path: Path, delimiter: str) -> None:
    rows = [
        ["Date", "Heard from", "What was said", ""],
        ["2026-10-03", "Sales", '"too, long; ""really"""', ""],
        ["", "", "", ""],
    ]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    (tmp_path / "notes.csv").write_bytes(text.encode("utf-8-sig"))
    table = read_back_channel(tmp_path)
    assert table.to_dict("records") == [{"date": "2026-10-03", "heard_from": "Sales", "text": 'too, long; "really"'}]


def test_every_bad_cell_is_told_with_row_and_column(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("date,heard_from,text\n03.10.2026,Sales,a\n2026-10-04,,b\n2026-02-30,X,c\n")
    with pytest.raises(BadData) as caught:
        read_back_channel(tmp_path)
    assert "3 faults" in caught.value.what
    assert "row 2, date" in caught.value.where
    for place in ("row 3, heard_from", "row 4, date"):
        assert place in caught.value.fix
    assert not any("\n" in line for line in caught.value.lines())


def test_one_bad_cell_is_three_plain_lines(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("date,what\n2026-10-3,Release\n")
    with pytest.raises(BadData) as caught:
        read_events(tmp_path)
    assert caught.value.where == "events.csv row 2, date"
    assert caught.value.fix == "write the day as 2026-10-15."


def test_a_missing_column_names_the_one_that_looks_like_it(tmp_path: Path) -> None:
    (tmp_path / "decisions.csv").write_text("decision_id,month,statment\n")
    with pytest.raises(BadData) as caught:
        read_decisions(tmp_path)
    assert caught.value.fix == "Rename 'statment' to 'statement'."


def test_a_comma_outside_quotes_is_a_fault_not_a_lost_half_sentence(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("date,event\n2026-10-03,Release, late\n")
    with pytest.raises(BadData, match="more cells than columns"):
        read_events(tmp_path)


def test_the_ledger_keeps_further_columns_and_refuses_a_number_used_twice(tmp_path: Path) -> None:
    head = "decision_id,month,topic_ids,owner,statement,expected_measure,expected_direction,due_month,mood\n"
    first = "D1,2026-09,T0001 T0002,Kim,Help page,posts,fewer,2026-11,good\n"
    (tmp_path / "decisions.csv").write_text(head + first)
    row = read_decisions(tmp_path).iloc[0]
    assert (row["expected_direction"], row["mood"], row["topic_ids"]) == ("down", "good", "T0001 T0002")
    (tmp_path / "decisions.csv").write_text(head + first + first)
    with pytest.raises(BadData, match="stands in row 2 too"):
        read_decisions(tmp_path)


def test_a_file_in_another_encoding_says_how_to_save_it(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_bytes("date,heard_from,text\n2026-10-03,Käthe,x\n".encode("latin-1"))
    with pytest.raises(BadData) as caught:
        read_back_channel(tmp_path)
    assert caught.value.where == "notes.csv line 2"
    assert "UTF-8" in caught.value.fix
