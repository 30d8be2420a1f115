"""What a study leaves behind: its tables, and hostile text on its way through a whole study."""

from __future__ import annotations

import base64
import csv
import json
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import openpyxl
import pytest

from tests.hostile import HOSTILE, PLANTED
from tests.small_project import LAST, rows, study
from workbench.report.notebooks import PAGES
from workbench.report.outputs import TABLES
from workbench.report.selfcheck import problems
from workbench.report.workbook import sheet_names

pytestmark = pytest.mark.slow

SCRIPT = "<script>alert(1)</script>"
IMAGE = "<img src=x onerror=alert(1)>"
LINK = '=HYPERLINK("http://tracker.example","x")'
BREAK = "</title></script><script>alert(1)</script>=1+1"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")

TOML = f"""[project]
name = {json.dumps(BREAK)}

[topics]
min_people = 5

[segments]
compare = [{json.dumps(SCRIPT)}]

[[sources]]
name = "forum"
files = {json.dumps(f"inbox/{IMAGE}.json")}
origin = "community"
columns = {{ text = [{json.dumps(IMAGE)}], created_at = "date", author = "=author", rating = "stars", id = "id", \
url = "url", keep = [{json.dumps(SCRIPT)}] }}

[[sources]]
name = "desk"
files = "inbox/desk.json"
origin = "support"
authors = "one_per_item"
columns = {{ text = ["text"], created_at = "date", id = "id" }}

[[departments]]
name = {json.dumps(LINK)}
keywords = [{json.dumps(SCRIPT)}]

[[series]]
name = {json.dumps(IMAGE)}
match = {{ text = {json.dumps(BREAK)} }}
"""
NOTES = f"""# Headline
{BREAK} {IMAGE}

# So what
[x](javascript:alert(1)) {SCRIPT} {{{{ 7*7 }}}}

# Recommendation
{LINK}
"""


def build(folder: Path) -> Path:
    """Write a project in which everything that can be named or said is hostile."""
    texts = [text[:3000] for text in HOSTILE for _ in range(3)]
    forum, desk = [], []
    for at, row in enumerate(rows(len(texts) + 120, seed=3)):
        said = f"{row['text']} {texts[at]}" if at < len(texts) else row["text"]
        if at % 3 == 1 and at < len(texts):
            said = texts[at]  # nothing else in it
        if at % 4:
            forum.append(
                {
                    "id": row["id"],
                    "date": row["date"] if at != 5 else SCRIPT,  # a row that is refused
                    "=author": HOSTILE[at % len(HOSTILE)][:200] if at % 2 else f"jane_doe {at}",
                    IMAGE: said,
                    "stars": row["stars"],
                    "url": "javascript:alert(1)",
                    SCRIPT: LINK if at % 5 < 3 else IMAGE,
                }
            )
        else:
            desk.append({"id": row["id"], "date": row["date"], "text": said})
    for name, records in ((f"{IMAGE}.json", forum), ("desk.json", desk)):
        path = folder / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(records), encoding="utf-8")
    (folder / "project.toml").write_text(TOML, encoding="utf-8")
    (folder / "notes").mkdir()
    (folder / "notes" / f"{LAST}.md").write_text(NOTES, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = build(tmp_path_factory.mktemp("hostile") / "acme")
    done = study(project)
    assert done.returncode == 0, done.stderr
    return project


class Elements(HTMLParser):
    """Every attribute of a page, and the text of what would run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.attributes: list[tuple[str, str, str]] = []
        self.scripts: list[str] = []
        self.running = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.running = tag == "script" and dict(attrs).get("type") != "application/json"

    def handle_data(self, data: str) -> None:
        if self.running:
            self.scripts.append(data)

    def handle_endtag(self, tag: str) -> None:
        self.running = self.running and tag != "script"


def pages(project: Path) -> list[Path]:
    return [*sorted((project / "studies" / LAST).glob("*.html")), project / "studies" / "index.html"]


def test_hostile_words_reach_the_pages_so_that_the_tests_below_can_fail(hostile: Path) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in pages(hostile))
    assert len(pages(hostile)) == len(PAGES) + 1
    assert "alert(1)" in text
    assert "HYPERLINK" in text
    assert "tracker.example" in text


def test_no_element_attribute_link_or_request_comes_from_data(hostile: Path) -> None:
    for path in pages(hostile):
        text = path.read_text(encoding="utf-8")
        assert problems(text, charts=text.count(" data-chart="), smallest=1_000) == [], path.name
        found = Elements()
        found.feed(text)
        found.close()
        for tag, name, value in found.attributes:
            assert not name.startswith("on"), (path.name, tag, name)
            assert name in {"content", "aria-label", "alt"} or "alert(1)" not in value, (path.name, tag, name)
            assert name not in {"href", "src"} or not re.match(r"\s*(javascript|vbscript|data:text|//)", value)
            assert "tracker.example" not in value or name not in {"href", "src"}
        assert "alert(1)" not in "".join(found.scripts)


def test_no_cell_of_a_table_is_a_formula(hostile: Path) -> None:
    cells = 0
    for path in sorted((hostile / "studies" / LAST / "tables").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for cell in (cell for line in csv.reader(file) for cell in line):
                cells += 1
                assert number(cell) or not cell.lstrip(" ").startswith(FORMULA), (path.name, cell[:40])
    assert cells > 100


def number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_every_cell_of_the_workbook_is_text_or_a_number(hostile: Path) -> None:
    path = hostile / "studies" / LAST / "study.xlsx"
    book = openpyxl.load_workbook(path)
    kinds = {cell.data_type for sheet in book for line in sheet.iter_rows() for cell in line}
    assert kinds <= {"s", "n", "b"}
    assert not any(cell.hyperlink for sheet in book for line in sheet.iter_rows() for cell in line)
    with zipfile.ZipFile(path) as parts:
        assert not [name for name in parts.namelist() if "externalLink" in name or "hyperlink" in name.lower()]


def test_the_record_and_the_notebooks_stay_what_they_are(hostile: Path) -> None:
    folder = hostile / "studies" / LAST
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["status"] == "ok"
    for name in PAGES:
        nbformat.validate(nbformat.read(folder / "notebooks" / f"{name}.ipynb", as_version=4))


def artefacts(project: Path) -> Iterator[tuple[str, bytes]]:
    """Everything under studies/, workbooks unpacked."""
    for path in sorted((project / "studies").rglob("*")):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as parts:
                yield from ((f"{path.name}/{name}", parts.read(name)) for name in parts.namelist())
        elif path.is_file():
            yield path.name, path.read_bytes()


def test_no_key_no_address_no_number_and_no_handle_leaves_the_store(hostile: Path) -> None:
    key = (hostile / "secret" / "key").read_bytes()
    raw = bytes.fromhex(key.decode().strip()) if re.fullmatch(rb"\s*[0-9a-fA-F]+\s*", key) else key
    secrets = {key.strip(), raw, raw.hex().encode(), base64.b64encode(raw), repr(raw).encode()}
    stored = b"".join(path.read_bytes() for path in (hostile / "inbox").iterdir())
    for planted in PLANTED:
        assert planted.encode() in stored
    for name, whole in artefacts(hostile):
        content = whole.replace(b"0123456789", b"")  # the chart runtime counts so far
        for secret in secrets:
            assert secret not in content, name
        for planted in PLANTED:
            assert planted.encode() not in content, (name, planted)


def test_each_table_is_a_file_and_a_sheet_and_the_same_in_both(published: Path) -> None:
    folder = published / "studies" / LAST
    book = openpyxl.load_workbook(folder / "study.xlsx")
    assert {path.stem for path in (folder / "tables").iterdir()} == set(TABLES)
    for name in TABLES:
        with (folder / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            head, *lines = csv.reader(file)
        sheet = book[sheet_names(TABLES)[name]]
        assert [cell.value for cell in sheet[1]] == head
        assert sheet.max_row == len(lines) + 1


def test_fractions_stop_at_six_decimals(published: Path) -> None:
    for path in (published / "studies" / LAST / "tables").glob("*.csv"):
        assert not re.search(r"(?<![\w])0\.\d{7}", path.read_text(encoding="utf-8")), path.name
