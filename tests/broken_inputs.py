"""Exports as they go wrong, made by hand: each a file's bytes."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile

import openpyxl
import zstandard

HEADER = ("id", "author", "date", "stars", "text")
COLUMNS = {"text": "text", "created_at": "date", "author": "author", "rating": "stars", "id": "id"}


def posts(number: int, *, lead: str = "x", start: int = 1) -> list[list[str]]:
    """Return made-up posts: id, author, date, stars, text."""
    return [
        [f"{lead}{at}", f"person {at}", f"2026-10-{at % 27 + 1:02d} 10:00:00", str(at % 5 + 1), f"code {at} is late"]
        for at in range(start, start + number)
    ]


def as_csv(rows: list[list[str]], *, header: tuple[str, ...] = HEADER, delimiter: str = ",") -> str:
    """Write rows as delimited text."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def lines(rows: list[list[str]]) -> list[str]:
    """Return rows as lines without quotes."""
    return [",".join(row) + "\n" for row in rows]


def unclosed(number: int, at: int, *, quoted: bool = False) -> str:
    """Return a file in which the text of one row opens a quotation mark that nobody closes."""
    rows = [f'{",".join(row[:4])},"{row[4]}, really"\n' if quoted else ",".join(row) + "\n" for row in posts(number)]
    rows[at] = ",".join(posts(number)[at][:4]) + ',"the quote is never closed\n'
    return ",".join(HEADER) + "\n" + "".join(rows)


def workbook(rows: list[list[str]], *, header: tuple[str, ...] = HEADER) -> bytes:
    """Write rows as an XLSX workbook."""
    book = openpyxl.Workbook()
    for row in ([list(header)] if header else []) + rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def office(*parts: str) -> bytes:
    """Return an office file of these parts."""
    return packed({"[Content_Types].xml": "<Types/>", **dict.fromkeys(parts, "<x/>")})


def container(stream: str) -> bytes:
    """Return the head of an older office container, with the name of one stream in it."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(2048)


def packed(files: dict[str, str | bytes]) -> bytes:
    """Pack files as a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def objects(number: int) -> list[dict[str, str]]:
    """Return posts as JSON objects."""
    return [dict(zip(HEADER, row, strict=True)) for row in posts(number)]


def ndjson(number: int, broken: str) -> str:
    """Return posts one object a line, with one line in the middle that is none."""
    made = [json.dumps(one) for one in objects(number)]
    made.insert(number // 2, broken)
    return "\n".join(made) + "\n"


BODY = as_csv(posts(6))
BOOK = workbook(posts(6))
DEEP = '{"a":' * 100_000 + "1" + "}" * 100_000
MARKED = BODY.replace("code 3", "der Code 3 fällt aus –")
CODE_PAGE = "x9,anna,2026-10-09,3,ça ne marche pas\n".encode("cp1252")

#: what the file is → name, bytes, what must be said first, and in the line on what to do.
REFUSED: dict[str, tuple[str, bytes | str, str, str]] = {
    "a workbook cut in half": ("b.xlsx", BOOK[: len(BOOK) // 2], "broken or cut short", "download"),
    "a web page named .xlsx": ("b.xlsx", "<html><table><tr><td>id</td></tr></table>", "web page", "export it as"),
    "a workbook with a password": ("b.xlsx", container("EncryptedPackage"), "has a password", "take off the password"),
    "a Word document": ("b.docx", office("word/document.xml"), "Word document", "table"),
    "an old Word document": ("b.doc", container("WordDocument"), "Word document", "table"),
    "a presentation named .csv": ("b.csv", office("ppt/presentation.xml"), "presentation", "table"),
    "a binary workbook": ("b.xlsb", office("xl/workbook.bin"), "XLSB", "save it as XLSX"),
    "bytes named .csv": ("b.csv", bytes((at * 7919 + at * at) % 256 for at in range(4000)), "binary", "export it as"),
    "a PDF named .csv": ("b.csv", b"%PDF-1.7\n1 0 obj", "PDF", "export it as"),
    "a picture": ("b.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "picture", "export it as"),
    "an empty file": ("b.csv", b"", "empty", "export it again"),
    "blank lines": ("b.csv", "\n\n  \r\n", "empty", "export it again"),
    "an empty workbook": ("b.xlsx", workbook([], header=()), "empty", "export it again"),
    "rows parted by another sign": (
        "b.csv", ";".join(HEADER) + "\n" + "".join(lines(posts(6))), 'parted by ";" and the rows by ","', "header",
    ),
    "a quote that opens in the header": ("b.csv", '"' + BODY, "quotation mark opens here", "take the quotation mark"),
    "a column that is missing": (
        "b.csv", as_csv(posts(6), header=(*HEADER[:4], "Text of review")), '"text" is missing', '"Text of review"',
    ),
    "columns without end": ("b.csv", ",".join([*HEADER, *map(str, range(40_000))]) + "\n1,2\n", "columns", "line ends"),
    "one JSON value": ("b.json", '"hello"', "are missing", "columns"),
    "a JSON list of lists": ("b.json", "[[1, 2], [3, 4]]", "not of objects", "table"),
    "JSON nested without end": ("b.json", "[" * 100_000, "nested too deeply", "table"),
    "JSON broken in the middle": (
        "b.json", json.dumps(objects(6)).replace('"x3"', '"x3'), "broken or cut short", "export it again",
    ),
    "a .gz cut short": ("b.csv.gz", gzip.compress(BODY.encode())[:-9], "broken or cut short", "download"),
    "a .zst cut short": ("b.zst", zstandard.compress(BODY.encode() * 9)[:-9], "broken or cut short", "download"),
    "a .zip cut short": ("b.zip", packed({"a.csv": BODY})[:-30], "broken or cut short", "download"),
    "a .zip that leaves its folder": ("b.zip", packed({"../a.csv": BODY}), "outside itself", "do not open it"),
    "a .zip bomb": ("b.zip", packed({"a.csv": b"a," * 20_000_000}), "limits are 200 times its size", "unpack it"),
    "dates that are words": (
        "b.csv", as_csv([[*row[:2], "yesterday", *row[3:]] for row in posts(6)]), "6 of 6 values are no dates", "date",
    ),
    "dates of the year 1": (
        "b.csv", as_csv([[*row[:2], "0001-01-01", *row[3:]] for row in posts(6)]), "before 1990", "period",
    ),
    "two orders of day and month": (
        "b.csv",
        as_csv([[*row[:2], f"{day}/2026", *row[3:]] for row, day in zip(posts(2), ("13/10", "10/14"), strict=True)]),
        "mix two orders", "one date format",
    ),
}  # fmt: skip

#: what the file is → name, bytes, rows kept, rows refused, and words of a note or a reason.
KEPT: dict[str, tuple[str, bytes | str, int, int, str]] = {
    "a CSV named .xlsx": ("b.xlsx", BODY, 6, 0, ""),
    "a header alone": ("b.csv", as_csv([]), 0, 0, "holds no rows below its header"),
    "a header alone in a workbook": ("b.xlsx", workbook([]), 0, 0, "holds no rows below its header"),
    "a wrong sep= line": ("b.csv", "sep=;\n" + BODY, 6, 0, 'parted by ","'),
    "two delimiters": ("b.csv", BODY + as_csv(posts(3, lead="y"), delimiter=";").split("\n", 1)[1], 6, 3, 'by ";"'),
    "a quote never closed": ("b.csv", unclosed(40, 5), 39, 1, "a quotation mark opens here"),
    "a quote never closed in the first row": ("b.csv", unclosed(40, 0), 39, 1, "a quotation mark opens here"),
    "a quote never closed near the end": ("b.csv", unclosed(6, 4), 5, 1, "a quotation mark opens here"),
    "a quote never closed among others": ("b.csv", unclosed(40, 5, quoted=True), 39, 1, "a quotation mark opens here"),
    "two quotes never closed": ("b.csv", unclosed(40, 5).replace("code 20 is", '"code 20 is'), 39, 1, "quotation mark"),
    "ragged rows": ("b.csv", BODY + "lonely\nx8,anna\nx9,a,2026-10-02,3,too,many\n", 6, 3, "where the header has 5"),
    "lines in two encodings": ("b.csv", MARKED.encode() + CODE_PAGE, 7, 0, "1 of 9 lines are not UTF-8"),
    "UTF-16 cut in a character": ("b.csv", BODY.encode("utf-16")[:-1], 6, 0, "cut short"),
    "UTF-16 without its mark": ("b.csv", BODY.encode("utf-16-be"), 6, 0, "no byte order mark"),
    "UTF-32": ("b.csv", BODY.encode("utf-32"), 6, 0, ""),
    "UTF-8 cut in a character": ("b.csv", (BODY + "x9,anna,2026-10-09,3,so “").encode()[:-1], 7, 0, "cut short"),
    "zeros in a cell": ("b.csv", BODY.replace("code 3", "co\x00de 3"), 6, 0, ""),
    "zeros at the end": ("b.csv", BODY.encode() + bytes(512), 6, 0, "512 zero bytes"),
    "a column name twice": (
        "b.csv", as_csv([[*row, "other"] for row in posts(6)], header=(*HEADER, "text")), 6, 0, '"text (2)" the second',
    ),
    "columns without a name": ("b.csv", as_csv([[*r, "a", "b"] for r in posts(6)], header=(*HEADER, "", "")), 6, 0, ""),
    "a cell of 5 MB": ("b.csv", as_csv([*posts(5), ["x9", "a", "2026-10-02", "3", "w" * 5_000_000]]), 6, 0, ""),
    "a line of a million cells": ("b.csv", BODY + "," * 1_000_000 + "\n", 6, 0, ""),
    "a broken line of JSON": ("b.ndjson", ndjson(8, '{"id": "x'), 8, 1, "cut short or no JSON"),
    "a line of JSON nested without end": ("b.ndjson", ndjson(8, DEEP), 8, 1, "nested too deeply"),
    "one JSON object": ("b.json", json.dumps(objects(1)[0]), 1, 0, ""),
    "JSON with no numbers": ("b.json", json.dumps(objects(3)).replace('"3"', "NaN"), 3, 0, ""),
    "a JSON key twice": (
        "b.json", '[{"id":"1","author":"a","date":"2026-10-02","stars":"3","text":"one","text":"two"}]', 1, 0, "twice",
    ),
    "a JSON list cut short": ("b.json", json.dumps(objects(6))[:-40], 5, 1, "cut short or no JSON"),
    "a .zip of two tables and a note": (
        "b.zip", packed({"a.csv": BODY, "b.csv": as_csv(posts(3, lead="y")), "readme.txt": "hello"}), 9, 0, "left out",
    ),
    "a .zip in a .zip": ("b.zip", packed({"inner.zip": packed({"a.csv": BODY})}), 6, 0, ""),
    "a day that is none": ("b.csv", BODY.replace("2026-10-03", "2026-02-30"), 5, 1, "holds no date"),
    "years far off": ("b.csv", BODY.replace("2026-10-03", "9999-12-31"), 6, 0, "kept in no month"),
    "milliseconds": ("b.csv", as_csv([[*r[:2], f"17900{r[3]}0000000", *r[3:]] for r in posts(6)]), 6, 0, ""),
    "offsets": ("b.csv", BODY.replace("2026-10-03 10:00:00", "2026-10-31T23:30:00-0800"), 6, 0, ""),
    "an hour that summer time skips": ("b.csv", BODY.replace("2026-10-03 10", "2026-03-29 02"), 6, 0, ""),
    "ratings in words": ("b.csv", as_csv([[*r[:3], "great", r[4]] for r in posts(6)]), 6, 0, "ratings that are no fig"),
    "a rating out of range": ("b.csv", BODY.replace(" 10:00:00,3,", " 10:00:00,17,"), 6, 0, "ratings that do not fit"),
    "rows without text and rating": (
        "b.csv", as_csv([[*row[:3], "", ""] for row in posts(6)]), 0, 6, "nothing of inbox/b.csv was kept",
    ),
    "an id that another file has": (
        "b.csv", as_csv([["g1", "z", "2026-10-09", "1", "another text"]]), 0, 0, "the later edit was kept",
    ),
}  # fmt: skip
