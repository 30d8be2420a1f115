from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import xlwt
import zstandard
from load_reader import read, same, table

from workbench.errors import BadData, BadRequest

ROWS = [
    ["1", "anna", "2026-10-01 10:00:00", "no code arrives"],
    ["2", "ben", "2026-10-02 11:00:00", "ça marche, merci – naïve"],
]
CSV = table(ROWS)


def texts(loaded):
    return loaded.feedback.sort_values("source_item_id")["text"].tolist()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_are_told_by_bytes(tmp_path, encoding):
    loaded = read(tmp_path, CSV.encode(encoding))
    assert texts(loaded) == [row[3] for row in ROWS]
    assert loaded.reports[0].encoding.replace("-sig", "") in (encoding, encoding.removesuffix("-sig"))


def test_cp1252_is_a_reported_choice_and_may_be_declared(tmp_path):
    guessed = read(tmp_path, CSV.encode("cp1252"))
    assert guessed.reports[0].encoding == "cp1252"
    assert "cp1252" in " ".join(guessed.reports[0].warnings)
    assert same(guessed, read(tmp_path, CSV.encode("cp1252"), encoding="cp1252"))
    assert texts(guessed) == [row[3] for row in ROWS]


@pytest.mark.parametrize(("encoding", "text"), [("gb18030", "验证码一直收不到"), ("cp1251", "код так и не пришёл")])
def test_other_encodings_are_refused_until_declared(tmp_path, encoding, text):
    data = table([["1", "a", "2026-10-01", text * 5]]).encode(encoding)
    with pytest.raises(BadData, match="neither text in UTF-8") as caught:
        read(tmp_path, data)
    assert encoding in caught.value.fix
    assert texts(read(tmp_path, data, encoding=encoding)) == [text * 5]


def test_a_wrong_declared_encoding_is_a_named_error(tmp_path):
    with pytest.raises(BadData, match="declared encoding utf-8"):
        read(tmp_path, CSV.encode("cp1252"), encoding="utf-8")
    with pytest.raises(BadRequest, match="not known"):
        read(tmp_path, CSV, encoding="klingon")


def test_mojibake_is_counted_and_left(tmp_path):
    row = ["3", "c", "2026-10-03", "ça va très bien".encode().decode("latin-1")]
    loaded = read(tmp_path, table([*ROWS, row]))
    assert "wrong encoding" in " ".join(loaded.reports[0].warnings)
    assert row[3] in texts(loaded)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found_by_the_header(tmp_path, delimiter):
    rows = [*ROWS, ["3", "c, d; e", "2026-10-03", "a; b, c | d\twith all of them; really"]]
    loaded = read(tmp_path, table(rows, delimiter=delimiter), name="misleading.json")
    assert loaded.reports[0].delimiter == delimiter
    assert texts(loaded) == [" ".join(row[3].split(" ")) for row in rows]


def test_one_column_holds_its_commas(tmp_path):
    data = "text\nhello, you\nit is slow, very\nfine, thanks\n"
    loaded = read(tmp_path, data, columns={"text": "text"}, authors="unknown", period="2026-10")
    assert sorted(loaded.feedback["text"]) == ["fine, thanks", "hello, you", "it is slow, very"]
    assert set(loaded.feedback["period"]) == {"2026-10"}


@pytest.mark.parametrize("lead", ["sep=;\n", "Report of October\n\nMade by;us\n", "sep=;\nMetric\n"])
def test_lines_above_the_header_are_dropped(tmp_path, lead):
    loaded = read(tmp_path, lead + table(ROWS, delimiter=";"))
    assert same(loaded, read(tmp_path, CSV))


def test_row_numbers_are_those_of_the_file(tmp_path):
    loaded = read(tmp_path, "sep=,\n" + CSV)
    assert sorted(loaded.feedback["source_row"]) == [3, 4]
    assert loaded.reports[0].header_row == 2


def test_quotes_newlines_and_commas_in_cells_and_header(tmp_path):
    rows = [["1", "2026-10-01", 'she said "no",\nand left']]
    data = table(rows, header=("id", "date", "Reactions, Comments and Shares"))
    columns = {"text": "Reactions, Comments and Shares", "created_at": "date", "id": "id"}
    assert texts(read(tmp_path, data, columns=columns)) == ['she said "no",\nand left']


def test_a_bare_carriage_return_rejects_both_pieces_and_keeps_the_rest(tmp_path):
    rows = ["1,a,2026-10-01,no \r\rcode,x", "2,b,2026-10-02,fine,y", "3,c,2026-10-03,good,z", "4,d,2026-10-04,so,z"]
    data = "\n".join(["id,who,date,text,more", *rows]) + "\n"
    loaded = read(tmp_path, data)
    assert texts(loaded) == ["fine", "good", "so"]
    assert loaded.reports[0].rejected == {"bad_structure": 2}
    assert all("cells where the header has 5" in detail for detail in loaded.rejects["detail"])


def test_old_macintosh_line_ends_are_rows(tmp_path):
    assert same(read(tmp_path, CSV.replace("\r\n", "\r")), read(tmp_path, CSV))


def test_an_unclosed_quote_costs_its_own_row_only(tmp_path):
    rows = [f"{at},who,2026-10-01,text {at},x" for at in range(1, 9)]
    rows[2] = '3,who,2026-10-01,"never closed,x'
    loaded = read(tmp_path, "\n".join(["id,who,date,text,more", *rows]) + "\n")
    assert len(loaded.feedback) == 7
    assert loaded.rejects["source_row"].tolist() == [4]


def test_backslash_escaped_quotes_are_read(tmp_path):
    data = 'id,who,date,text\n1,a,2026-10-01,"he said \\"stop, now\\", twice"\n2,b,2026-10-01,"plain, text"\n'
    assert texts(read(tmp_path, data)) == ['he said "stop, now", twice', "plain, text"]


def test_cells_above_the_csv_limit_are_read(tmp_path):
    long = "word " * 40_000
    assert texts(read(tmp_path, table([["1", "a", "2026-10-01", long]]))) == [long.strip()]


def test_a_file_that_ends_inside_a_character_says_so(tmp_path):
    loaded = read(tmp_path, (CSV + "3,c,2026-10-03,caf\u00e9").encode()[:-1])
    assert "cut short" in " ".join(loaded.reports[0].warnings)
    assert len(loaded.feedback) == 3


def test_words_for_nothing_are_text(tmp_path):
    rows = [[str(at), "a", "2026-10-01", word] for at, word in enumerate(("NA", "None", "null", "nan"))]
    assert texts(read(tmp_path, table(rows))) == ["NA", "None", "null", "nan"]


def test_a_column_name_that_occurs_twice_means_the_first(tmp_path):
    loaded = read(
        tmp_path, "id,text,date,text\n1,first,2026-10-01,second\n", columns={"text": "text", "created_at": "date"}
    )
    assert texts(loaded) == ["first"]
    assert "occur twice" in " ".join(loaded.reports[0].warnings)


def test_survey_rows_below_the_header_are_no_answers(tmp_path):
    imported = ",".join('"{""ImportId"":""q""}"' for _ in range(3))
    data = f"id,date,text\nResponse,Recorded,What went wrong?\n{imported}\n1,2026-10-01,the code\n"
    loaded = read(tmp_path, data, columns={"text": "text", "created_at": "date", "id": "id"})
    assert texts(loaded) == ["the code"]
    assert loaded.reports[0].rows_read == 1


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_packed_files_are_told_by_bytes(tmp_path):
    plain = read(tmp_path, CSV)
    frame = zstandard.ZstdCompressor(compression_params=zstandard.ZstdCompressionParameters(window_log=31)).compress(
        CSV.encode()
    )
    for packed in (
        gzip.compress(CSV.encode()),
        frame,
        zipped({"a/x.csv": CSV}),
        zipped({"i.zip": zipped({"x.csv": CSV})}),
    ):
        assert same(read(tmp_path, packed, name="export.csv"), plain)


def test_an_archive_of_several_tables_is_read_whole_and_what_is_none_is_named(tmp_path):
    data = zipped(
        {"a.csv": table(ROWS[:1]), "b.csv": table(ROWS[1:]), "logo.png": b"\x89PNG....", "__MACOSX/._a.csv": b"\0"}
    )
    loaded = read(tmp_path, data, name="all.zip")
    assert len(loaded.feedback) == 2
    assert [report.file for report in loaded.reports] == ["all.zip/a.csv", "all.zip/b.csv"]
    assert "logo.png" in " ".join(loaded.reports[0].warnings)


@pytest.mark.parametrize("name", ["../../evil.csv", "/etc/evil.csv", "C:\\evil.csv", "a\\..\\..\\evil.csv"])
def test_an_archive_that_names_files_outside_itself_is_refused(tmp_path, name):
    with pytest.raises(BadData, match="outside itself"):
        read(tmp_path, zipped({name: CSV}), name="x.zip")


@pytest.mark.parametrize(
    "pack", [gzip.compress, lambda data: zipped({"x.csv": data}), zstandard.ZstdCompressor().compress]
)
def test_a_decompression_bomb_is_refused(tmp_path, pack):
    with pytest.raises(BadData, match="unpacks to more than"):
        read(tmp_path, pack(b"a" * (40 << 20)), name="x.csv")


def test_a_broken_archive_is_refused(tmp_path):
    for data in (gzip.compress(CSV.encode() * 99)[:60], zipped({"x.csv": CSV})[:80]):
        with pytest.raises(BadData, match="cut short"):
            read(tmp_path, data, name="x.gz")


def workbook(sheets, *, epoch=None):
    book = openpyxl.Workbook()
    book.remove(book.active)
    if epoch:
        book.epoch = epoch
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEADER = ["id", "who", "date", "text"]


def test_workbooks_hold_dates_numbers_and_blank_rows(tmp_path):
    rows = [
        HEADER,
        [1, "a", datetime(2026, 10, 1, 10, 0), 5.0],
        [2, "b", datetime(2026, 10, 2), "true"],
        [None] * 4,
        ["", None, " ", None],
    ]
    loaded = read(tmp_path, workbook({"S": rows}), name="export.csv")
    assert loaded.feedback.sort_values("source_item_id")["text"].tolist() == ["5", "true"]
    assert loaded.reports[0].rows_read == 2
    assert [str(at) for at in sorted(loaded.feedback["created_at"])] == [
        "2026-10-01 10:00:00+00:00",
        "2026-10-02 00:00:00+00:00",
    ]


def test_serials_without_a_date_format_follow_the_workbook_epoch(tmp_path):
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    rows = [HEADER, ["1", "a", 42735.5, "x"]]
    loaded = read(tmp_path, workbook({"S": rows}, epoch=CALENDAR_MAC_1904), name="x.xlsx")
    assert str(loaded.feedback["created_at"][0]) == "2021-01-01 12:00:00+00:00"


def test_several_sheets_are_read_and_one_can_be_named(tmp_path):
    book = workbook({"Read me": [["made by us"]], "Sep": [HEADER, *ROWS[:1]], "Oct": [HEADER, *ROWS[1:]]})
    assert len(read(tmp_path, book, name="x.xlsx").feedback) == 2
    assert len(read(tmp_path, book, name="x.xlsx", sheet="oct").feedback) == 1
    with pytest.raises(BadRequest, match="Nov"):
        read(tmp_path, book, name="x.xlsx", sheet="Nov")


def test_long_ids_in_workbooks_are_text_or_flagged(tmp_path):
    rows = [
        HEADER,
        ["570306133677760513", "a", "2026-10-01", "as text"],
        [5.7030613367776e17, "b", "2026-10-01", "as number"],
    ]
    loaded = read(tmp_path, workbook({"S": rows}), name="x.xlsx")
    by_text = loaded.feedback.set_index("text")
    assert by_text.loc["as text", "source_item_id"] == "570306133677760513"
    assert json.loads(by_text.loc["as number", "extra"]) == {"id_is_damaged": True, "id_is_hash": True}
    assert loaded.reports[0].id_quality == {"damaged": 1, "native": 1}


def test_true_xls_is_read(tmp_path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("All posts")
    style = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm")
    for at, name in enumerate(HEADER):
        sheet.write(1, at, name)
    for at, value in enumerate(["1", "a", datetime(2026, 10, 1, 10, 0), "from a page"]):
        sheet.write(2, at, value, style) if at == 2 else sheet.write(2, at, value)
    sheet.write(0, 0, "a title above")
    out = io.BytesIO()
    book.save(out)
    loaded = read(tmp_path, out.getvalue(), name="export.xlsx")
    assert texts(loaded) == ["from a page"]
    assert loaded.feedback["created_at"][0].date() == date(2026, 10, 1)


def test_a_workbook_cut_short_is_refused(tmp_path):
    data = workbook({"S": [HEADER, *ROWS]})
    for broken in (data[: len(data) // 2], b"\xd0\xcf\x11\xe0" + b"x" * 600):
        with pytest.raises(BadData, match="broken"):
            read(tmp_path, broken, name="x.xlsx")


ITEMS = [dict(zip(HEADER, row, strict=True)) for row in ROWS]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ITEMS),
        json.dumps({"data": ITEMS, "paging": {"next": None}}),
        json.dumps({"feed": {"entry": ITEMS}}),
        "\n".join(json.dumps(item) for item in ITEMS) + "\n",
        "window.YTD.tweets.part0 = " + json.dumps(ITEMS),
        json.dumps(ITEMS)[:-1] + ",]",
    ],
)
def test_json_shapes_give_one_table(tmp_path, text):
    assert same(read(tmp_path, text), read(tmp_path, CSV))


def test_a_single_object_is_one_row(tmp_path):
    assert texts(read(tmp_path, json.dumps(ITEMS[0]))) == ["no code arrives"]
    assert texts(read(tmp_path, json.dumps({"feed": {"entry": [ITEMS[0]]}}))) == ["no code arrives"]


def test_long_ids_and_nested_names_in_json_are_exact(tmp_path):
    data = (
        '[{"id": 570306133677760513, "user": {"name": "a"}, "tags": ["x", "y"], "at": 1759312800,'
        ' "text": "half \\ud83d pair", "n": null}]'
    )
    columns = {"text": "text", "id": "id", "author": "user.name", "created_at": "at", "keep": ["tags"]}
    row = read(tmp_path, data, columns=columns).feedback.iloc[0]
    assert row["source_item_id"] == "570306133677760513"
    assert json.loads(row["extra"]) == {"tags": "x, y"}
    assert row["text"].encode() == "half \ufffd pair".encode()


def test_a_last_line_cut_short_is_one_reject(tmp_path):
    lines = "\n".join(json.dumps(item) for item in ITEMS)
    loaded = read(tmp_path, lines + '\n{"id": "3", "te')
    assert len(loaded.feedback) == 2
    assert loaded.rejects["source_row"].tolist() == [3]
    array = read(tmp_path, json.dumps(ITEMS)[:-20])
    assert (len(array.feedback), len(array.rejects)) == (1, 1)


def test_an_object_with_several_lists_is_told_apart_by_the_mapping(tmp_path):
    assert len(read(tmp_path, json.dumps({"posts": ITEMS, "users": [{"name": "a"}]})).feedback) == 2
    with pytest.raises(BadData, match="2 lists"):
        read(tmp_path, json.dumps({"posts": [{"a": 1}], "users": [{"b": 1}]}))


def test_deep_nesting_is_refused(tmp_path):
    with pytest.raises(BadData):
        read(tmp_path, '[{"a": ' + "[" * 100_000 + "]" * 100_000 + "}]")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"%PDF-1.7 \x00\x01", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "picture"),
        (bytes(range(256)) * 9, "neither text|binary"),
        (b"<!DOCTYPE html><table><tr><td>id</td></tr></table>", "web page"),
        (b'{"id": 1, "text": ', "broken"),
    ],
)
def test_what_is_no_table_is_refused_with_what_where_and_fix(tmp_path, data, what):
    with pytest.raises(BadData, match=what) as caught:
        read(tmp_path, data)
    assert "export.csv" in caught.value.where
    assert caught.value.fix


@pytest.mark.parametrize("data", ["id,who,date,text\n", "[]", '{"data": []}'])
def test_a_header_alone_is_an_empty_load_with_a_warning(tmp_path, data):
    loaded = read(tmp_path, data)
    assert len(loaded.feedback) == 0
    assert loaded.reports[0].rows_read == 0
    assert loaded.reports[0].warnings


def test_a_missing_column_names_those_seen_and_the_closest(tmp_path):
    with pytest.raises(BadData) as caught:
        read(tmp_path, CSV.replace("text", "texts"))
    assert '"text" is missing' in caught.value.what
    assert '"texts"' in caught.value.where
    assert 'closest: "texts" for "text"' in caught.value.fix


def test_names_match_whatever_case_width_and_blanks(tmp_path):
    assert same(read(tmp_path, CSV.replace("id,who,date,text", "\ufeff ID , Who,Ｄate,TEXT")), read(tmp_path, CSV))


def test_a_column_order_does_not_matter(tmp_path):
    turned = table([row[::-1] for row in ROWS], header=HEADER[::-1])
    assert same(read(tmp_path, turned), read(tmp_path, CSV))


def test_an_optional_column_may_be_missing_from_a_month_but_not_renamed(tmp_path):
    files = {
        "a.csv": table([["1", "x", "5"]], header=("id", "text", "likes")),
        "b.csv": table([["2", "y"]], header=("id", "text")),
    }
    columns = {"text": "text", "id": "id", "likes": "likes"}
    loaded = read(tmp_path, files, columns=columns, period="2026-10")
    assert loaded.feedback["like_count"].dropna().tolist() == [5]
    assert "columns that this file lacks: likes" in loaded.reports[1].warnings
    assert len(read(tmp_path, {"b.csv": files["b.csv"]}, columns=columns, period="2026-10").feedback) == 1
    renamed = table([["3", "z", "6"]], header=("id", "text", "liked"))
    with pytest.raises(BadData, match='closest: "liked" for "likes"'):
        read(tmp_path, {"c.csv": renamed}, columns=columns, period="2026-10")


def test_nothing_is_returned_when_one_of_two_files_cannot_be_read(tmp_path):
    with pytest.raises(BadData, match="empty"):
        read(tmp_path, {"a.csv": CSV, "b.csv": b""})
