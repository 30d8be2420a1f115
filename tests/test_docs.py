"""The documentation: complete, and nothing in it that is not there."""

from __future__ import annotations

import ast
import csv
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from tests.small_project import LAST, ROOT, copy
from workbench import errors
from workbench.analysis import Analysis
from workbench.commands.main import BAD_REQUEST, DISK, INTERRUPTED, OURS, TERMINATED, cli
from workbench.load import listing
from workbench.load.formats.registry import formats
from workbench.measures.doubt import STABILITY
from workbench.project import kept
from workbench.project.codings import COLUMNS as COLUMNS_OF_CODINGS
from workbench.project.handtable import HandTable, read_table
from workbench.project.model import Project, not_built_yet
from workbench.project.source import Columns
from workbench.project.study import Study
from workbench.project.toml import ARRAYS, read_project
from workbench.report import record
from workbench.report.outputs import TABLES, write_tables
from workbench.stats.row import COLUMNS
from workbench.stats.strength import _COMMON_DOUBTS, _DIFFERENCE_DOUBTS

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "workbench").rglob("*.py")))
HEADING = re.compile(r"^#{2,4} (.+)$", re.MULTILINE)
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
SHARED = "Columns of every measured row"


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def sections(text: str) -> dict[str, str]:
    """Return what stands below each heading, up to the next one."""
    bare = FENCE.sub(lambda found: "\n" * found[0].count("\n"), text)
    found = list(HEADING.finditer(bare))
    ends = [one.start() for one in found[1:]] + [len(bare)]
    return {one[1].strip("`"): bare[one.end() : end] for one, end in zip(found, ends, strict=True)}


def rows(section: str) -> list[list[str]]:
    """Return the rows of every table in a section, without headings."""
    lines = [line for line in section.splitlines() if line.startswith("|")]
    heads = {at - 1 for at, line in enumerate(lines) if re.fullmatch(r"[|\- ]+", line)}
    kept_lines = [line for at, line in enumerate(lines) if at not in heads and not re.fullmatch(r"[|\- ]+", line)]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in kept_lines]


def ticked(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def names(section: str) -> list[str]:
    """Return the names in the first column of a section's tables, in order."""
    return [name for row in rows(section) for name in ticked(row[0])]


def examples(language: str) -> Iterator[tuple[str, str]]:
    for path in PAGES:
        for kind, text in FENCE.findall(path.read_text(encoding="utf-8")):
            if kind == language:
                yield path.name, text


# project.toml


def model_of(annotation: object) -> type[BaseModel] | None:
    """Return the model that a field holds, if it holds one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (model_of(part) for part in getattr(annotation, "__args__", ()))
    return next((model for model in found if model is not None), None)


def keys(model: type[BaseModel], lead: str = "") -> dict[str, object]:
    """Return the keys that a table of project.toml takes, inner ones with a dot, and their defaults."""
    found: dict[str, object] = {}
    for name, field in model.model_fields.items():
        found[lead + name] = field.default
        inner = model_of(field.annotation)
        if inner is not None and inner is not Columns:
            found |= keys(inner, f"{lead}{name}.")
    return found


def header(name: str) -> str:
    return f"[[{name}]]" if name in ARRAYS else f"[{name}]"


MODELS = {header(name): model_of(field.annotation) for name, field in Project.model_fields.items() if name != "folder"}
MODELS["Columns of a source"] = Columns


def test_every_table_of_project_toml_has_a_heading_and_no_other_has() -> None:
    told = [name for name in sections(page("project.md")) if name.startswith("[") or name in MODELS]
    assert sorted(told) == sorted(MODELS)


@pytest.mark.parametrize("name", [name for name, model in MODELS.items() if model is not None])
def test_every_key_of_project_toml_is_documented_and_no_other_is(name: str) -> None:
    model = MODELS[name]
    assert model is not None
    assert names(sections(page("project.md"))[name]) == list(keys(model))


def written(default: object) -> str:
    """Return a default as the documentation writes it: as TOML, a dash for none."""
    if default is PydanticUndefined:
        return "required"
    if default is None or isinstance(default, BaseModel):
        return "–"
    return f"`{json.dumps(default, ensure_ascii=False)}`"


@pytest.mark.parametrize("name", [name for name, model in MODELS.items() if model is not None])
def test_the_documented_defaults_are_those_of_the_model(name: str) -> None:
    model = MODELS[name]
    assert model is not None
    told = {row[0].strip("`"): row[2] for row in rows(sections(page("project.md"))[name])}
    assert told == {key: written(default) for key, default in keys(model).items()}


def test_a_key_that_does_nothing_yet_is_marked_so() -> None:
    unbuilt = Project.model_validate(
        {
            "folder": "nowhere",
            "project": {"name": "Acme", "k": 5},
            "sources": [{"name": "a", "files": "a.csv", "origin": "review", "retention_days": 30}],
            "customers": {"url": "sqlite:///x", "query": "select 1"},
            "privacy": {"quotes": "none"},
            "products": [{"name": "App", "end_user": "customer"}],
            "series": [{"name": "Tips", "match": {"text": "tip"}, "minimum_run": 8}],
            "competitors": [{"name": "Globex"}],
            "statistics": {"pi_unknown": [0.0, 0.2], "comparisons": [["a", "b"]], "margins": "m.csv"},
            "compute": {"scheduler": "tcp://x"},
        }
    )
    known = re.findall(r'^ +"([\w.\[\]]+)": ', inspect.getsource(not_built_yet), re.MULTILINE)
    assert list(not_built_yet(unbuilt)) == known
    told = sections(page("project.md"))
    for found in known:
        table, _, key = found.partition(".")
        lines = [row[3] for row in rows(told[header(table)]) if row[0] == f"`{key}`"] if key else [told[found]]
        assert any("not built yet" in line.lower() for line in lines), found


def hand_tables() -> dict[str, HandTable]:
    return {one.file: one for one in vars(kept).values() if isinstance(one, HandTable)}


def test_the_columns_of_files_kept_by_hand_are_documented() -> None:
    told = sections(page("project.md"))
    tables = hand_tables()
    assert set(tables) == {name for name in told if name.endswith(".csv")} - {"people.csv"}
    for file, one in tables.items():
        first = [ticked(row[0])[0] for row in rows(told[file])]
        assert first == [*one.required, *one.optional]
        optional = [row[0].strip("`") for row in rows(told[file]) if row[1].endswith("; optional")]
        assert optional == list(one.optional)
    handle, *other = listing.KEYS
    columns = [handle, f"{listing.OF_SOURCE}<source>", *other, listing.STATUS, listing.FIRST, listing.LAST]
    assert names(told["people.csv"]) == columns
    assert names(told["notes/<period>.md"]) == [f"# {name}" for name in kept.SECTIONS.values()]


def test_other_names_that_the_documentation_allows_are_read(tmp_path: Path) -> None:
    told = sections(page("project.md"))
    for file, one in hand_tables().items():
        for row in rows(told[file]):
            for other in re.findall(r"`(\w+)`", row[1]) if "read too" in row[1] else ():
                column = row[0].strip("`")
                head = [other if name == column else name for name in one.required]
                (tmp_path / file).write_text(",".join(head) + "\n", encoding="utf-8")
                assert list(read_table(tmp_path, one).columns[: len(head)]) == list(one.required)


# commands


def options(command: click.Command) -> list[str]:
    return [one.opts[0] if isinstance(one, click.Option) else one.human_readable_name for one in command.params]


def test_every_command_is_documented_and_no_other_is() -> None:
    told = {name for name in sections(page("commands.md")) if name.startswith("workbench ")}
    assert told == {f"workbench {name}" for name in cli.commands}


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_option_is_documented_and_explains_itself(name: str) -> None:
    command = cli.commands[name]
    assert sorted(names(sections(page("commands.md"))[f"workbench {name}"])) == sorted(options(command))
    explains_itself(command)


def explains_itself(command: click.Command) -> None:
    assert command.help
    assert all(one.help for one in command.params if isinstance(one, click.Option))


CHANGES = {"--project", "--by", "--reason"}


def test_the_commands_of_the_codebook_are_documented_with_their_options_and_no_other_is() -> None:
    table = [row for row in rows(sections(page("codebook.md"))["Commands"]) if len(row) == 3]
    told = {ticked(row[0])[0].split()[0]: row for row in table}
    group = cli.commands["codebook"]
    assert isinstance(group, click.Group)
    assert set(told) == set(group.commands)
    for name, command in group.commands.items():
        explains_itself(command)
        own = {one.opts[0] for one in command.params if isinstance(one, click.Option)} - CHANGES
        assert set(ticked(told[name][1])) == own, name
        given = [one.human_readable_name.upper() for one in command.params if isinstance(one, click.Argument)]
        assert ticked(told[name][0])[0].replace("…", "").split()[1:] == given, name


def test_the_commands_of_checking_are_documented_with_their_options_and_no_other_is() -> None:
    told = {ticked(row[0])[0].split()[0]: row for row in rows(sections(page("checking.md"))["Commands"])}
    group = cli.commands["codings"]
    assert isinstance(group, click.Group)
    assert set(told) == set(group.commands)
    for name, command in group.commands.items():
        explains_itself(command)
        own = {one.opts[0] for one in command.params if isinstance(one, click.Option)} - {"--project"}
        assert set(ticked(told[name][1])) == own, name
        given = [one.human_readable_name.upper() for one in command.params if isinstance(one, click.Argument)]
        assert ticked(told[name][0])[0].split()[1:] == given, name


def test_the_columns_of_codings_are_documented() -> None:
    told = sections(page("checking.md"))["What is kept"]
    words = {"item_id": "post", "topic_id": "topic", "codebook": "codebook's version"}
    assert [column for column in COLUMNS_OF_CODINGS if words.get(column, column) not in told] == []


def test_the_commands_in_examples_can_be_parsed() -> None:
    lines = [line for _, text in examples("sh") for line in text.splitlines() if line.startswith("workbench ")]
    assert len(lines) > 10
    for line in lines:
        _, name, *rest = line.partition("#")[0].split()
        command = cli.commands[name]
        if isinstance(command, click.Group):
            command, rest = command.commands[rest[0]], rest[1:]
        known = {option for one in command.params for option in one.opts}
        assert {word for word in rest if word.startswith("--")} <= known, line


def exit_codes() -> set[int]:
    classes = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.WorkbenchError)]
    return {0, *(one.code for one in classes), OURS, BAD_REQUEST, DISK, INTERRUPTED, TERMINATED}


def test_every_exit_code_is_documented_and_no_other_is() -> None:
    told = sections(page("commands.md"))
    assert [int(row[0]) for row in rows(told["Exit codes"])] == sorted(exit_codes())
    failures = {int(row[1].split(",")[0]) for row in rows(told["When a study fails"])}
    assert failures <= exit_codes() | {137}  # a killed process has the shell's code


def test_every_environment_variable_is_documented_and_no_other_is() -> None:
    told = names(sections(page("commands.md"))["Environment variables"])
    assert sorted(told) == sorted(set(re.findall(r"\bWORKBENCH_[A-Z_]+\b", CODE)))


def test_every_make_target_is_documented_and_no_other_is() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE)
    assert sorted(names(sections(page("commands.md"))["make"])) == sorted(
        [*(f"make {name}" for name in targets if name != "help")]
    )


def test_every_field_of_the_record_is_documented_and_no_other_is(published: Path) -> None:
    said = record.read(published / "studies" / LAST)
    assert said is not None
    told = sections(page("commands.md"))
    fields = [row[0].strip("`") for row in rows(told["The record of a run: run.json"])]
    assert sorted(fields) == sorted({*said, "error"})
    inputs = [row[0].strip("`") for row in rows(told["The inputs of a run"])]
    assert sorted(inputs) == sorted(said["inputs"])


# tables


@pytest.fixture(scope="module")
def measured(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of a study that has months before it."""
    project = copy(published, tmp_path_factory.mktemp("docs") / "small")
    path = project / "project.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('name = "Small"', 'name = "Small"\nwindow = "month"', 1), encoding="utf-8")
    write_tables(Analysis(Study(project=project, month=LAST)), project)
    return project / "tables"


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def documented_columns(table: str) -> list[str]:
    """Return the columns of a table as tables.md gives them."""
    told = sections(page("tables.md"))
    section = told[table]
    same = re.match(r"\s*The same columns, one row a (theme)", section)
    if same:
        section = told["topics" if table == "themes" else "segments"]
    shared = names(told[SHARED]) if SHARED.lower() in section.lower() else []
    if "`interval_level` in this table" in " ".join(section.split()):
        shared = ["interval_level" if name == "level" else name for name in shared]
    return [row[0].strip("`") for row in rows(section) if len(row) == 4] + shared


def test_every_table_is_documented_and_no_other_is(published: Path) -> None:
    told = [name for name in sections(page("tables.md")) if re.fullmatch(r"[a-z_]+", name)]
    assert sorted(told) == sorted(TABLES)
    assert sorted(told) == sorted(path.stem for path in (published / "studies" / LAST / "tables").iterdir())


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_column_is_documented_in_its_order_and_no_other_is(measured: Path, table: str) -> None:
    with (measured / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        assert documented_columns(table) == next(csv.reader(file))


def test_a_change_from_nothing_has_the_same_columns(published: Path) -> None:
    head = (published / "studies" / LAST / "tables" / "change.csv").read_text(encoding="utf-8").strip()
    assert head.split(",") == documented_columns("change")


def test_the_columns_of_measured_rows_are_those_of_the_contract() -> None:
    assert names(sections(page("tables.md"))[SHARED]) == list(COLUMNS)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_a_column_that_is_never_empty_is_not(measured: Path, table: str) -> None:
    told = sections(page("tables.md"))
    known = [*rows(told[table]), *(rows(told[SHARED]) if SHARED.lower() in told[table].lower() else ())]
    never = {row[0].strip("`") for row in known if row[-1].startswith("never")}
    empty = {name for row in read_csv(measured / f"{table}.csv") for name, cell in row.items() if cell == ""}
    assert not empty & never


def test_the_counts_of_quality_are_documented_and_no_other_is(measured: Path) -> None:
    told = [name for row in rows(sections(page("tables.md"))["quality"]) if len(row) == 2 for name in ticked(row[0])]
    assert {row["name"] for row in read_csv(measured / "quality.csv")} <= set(told)
    for name in told:
        assert f'"{name.removeprefix("left_out: ")}"' in CODE, name


# messages


def said_by(node: ast.expr) -> str:
    """Return a text of the code as a pattern: what it fills in may be anything."""
    if isinstance(node, ast.Constant):
        return re.escape(str(node.value).strip())
    parts = node.values if isinstance(node, ast.JoinedStr) else []
    return "".join(re.escape(str(one.value)) if isinstance(one, ast.Constant) else ".+?" for one in parts)


@pytest.fixture(scope="module")
def sentences() -> list[re.Pattern[str]]:
    """Everything that the code can say, from six letters on."""
    found = set()
    for path in sorted((ROOT / "workbench").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
                found.add(said_by(node))
    return [re.compile(one + "$" * one.endswith("?")) for one in sorted(found) if len(re.sub(r"\W", "", one)) >= 6]


def is_said(message: str, sentences: list[re.Pattern[str]]) -> bool:
    """Tell whether the greater part of a message is a text of the code."""
    return any((hit := one.search(message)) and 2 * len(hit[0]) > len(message) for one in sentences)


def test_the_reasons_of_strength_are_given(sentences: list[re.Pattern[str]]) -> None:
    told = [row[0] for row in rows(sections(page("tables.md"))["How strength is decided"])]
    assert [reason for reason in told if not is_said(reason, sentences)] == []
    doubts = [STABILITY, *(words for _, words in (*_DIFFERENCE_DOUBTS, *_COMMON_DOUBTS))]
    assert set(doubts) <= set(told)


def test_what_is_printed_about_inputs_is(sentences: list[re.Pattern[str]]) -> None:
    told = sections(page("inputs.md"))
    messages = [row[2] for row in rows(told["Broken files"])] + [row[0] for row in rows(told["Rows that are refused"])]
    assert len(messages) > 40
    assert [one for one in messages if one != "–" and not is_said(one, sentences)] == []


def test_the_first_lines_of_failures_are_printed(sentences: list[re.Pattern[str]]) -> None:
    cells = [row[2] for row in rows(sections(page("commands.md"))["When a study fails"])]
    lines = [line for cell in cells for line in ticked(cell) if not line.startswith("ValueError")]  # the user's own
    assert len(lines) > 15
    assert [line for line in lines if not is_said(line, sentences)] == []


# examples, links, and what must not stand in what is shipped


@pytest.mark.parametrize(
    ("name", "text"), [pytest.param(*one, id=f"{one[0]}-{at}") for at, one in enumerate(examples("toml"))]
)
def test_toml_examples_are_read(tmp_path: Path, name: str, text: str) -> None:
    if "[project]" not in text:
        text += '\n[project]\nname = "Acme"\n'
    if "[[sources]]" not in text:
        text += '\n[[sources]]\nname = "a"\nfiles = "inbox/a.csv"\norigin = "review"\ncolumns = { text = "t" }\n'
    (tmp_path / "project.toml").write_text(text, encoding="utf-8")
    read_project(tmp_path, check_files=False)


def test_python_examples_can_be_parsed() -> None:
    found = list(examples("python"))
    assert found
    for _, text in found:
        ast.parse(text)


def anchor(heading: str) -> str:
    """Return the anchor that a heading gets on a page of the repository's host."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if target.startswith(("http://", "https://")):
            continue
        file, _, place = target.partition("#")
        found = path if not file else path.parent / file
        assert found.exists(), target
        if place:
            text = FENCE.sub("", found.read_text(encoding="utf-8"))
            heads = re.findall(r"^#{1,4} (.+)$", text, re.MULTILINE)
            assert place in map(anchor, heads), target


def test_the_files_that_readme_names_are_there() -> None:
    text = FENCE.sub("", (ROOT / "README.md").read_text(encoding="utf-8"))
    named = re.findall(r"`((?:workbench|docs|bench|notebooks|tests|\.ci|data)/[\w./-]+)`", text)
    assert named
    for name in named:
        assert (ROOT / name).exists(), name


def shipped_text() -> list[Path]:
    folders = [*sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "notebooks").glob("*.ipynb"))]
    tops = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("*.lock")), *sorted(ROOT.glob("*requirements*.txt"))]
    return [*folders, *tops, ROOT / "Makefile", ROOT / "pyproject.toml", *sorted((ROOT / "bench").glob("*.md"))]


#: folders of one machine, and hosts that only one network can reach.
OWN = re.compile(
    r"(?<![\w.])/(?:home|root|work|tmp|Users|mnt|opt|var)/|[A-Za-z]:\\Users|--(?:extra-)?index-url https?|^-i "
)
HOST = re.compile(
    r"https?://[^\s/)\"']*(?:pypi|index|artifact|nexus|registry|mirror|proxy|localhost|\d+\.\d+\.\d+\.\d+)", re.I
)


@pytest.mark.parametrize("path", shipped_text(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_path_of_a_machine_and_no_registry_is_named(path: Path) -> None:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        assert not OWN.search(line), f"line {number}: {line[:120]}"
        assert not HOST.search(line), f"line {number}: {line[:120]}"


def test_every_format_is_documented_and_no_other_is() -> None:
    told = {row[0].strip("`"): (row[1], row[3]) for row in rows(sections(page("formats.md"))["What is known"])}
    assert told == {one.name: (one.title, str(one.origin)) for one in formats()}
