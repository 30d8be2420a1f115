"""Customers from a real database, all the way: what is kept, what leaves, and what happens when it is gone."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from tests.postgres import PASSWORD, USER, Server, server
from tests.small_project import LAST, ROOT, build, rows, tree
from workbench.project.toml import read_project
from workbench.store.customers import drop_lists, has_list, kept_list, list_digest
from workbench.store.manifest import read_manifest

pytestmark = pytest.mark.slow

VARIABLE = "SMALL_CUSTOMERS"
QUERY = "select handle, email, external_id, customer_status, since as valid_from, plan, full_name from customers"
SETTINGS = f"""
[customers]
url = "env:{VARIABLE}"
query = "{QUERY}"
declared = true

[segments]
compare = ["customer", "plan"]
"""


@pytest.fixture(scope="module")
def postgres():
    with server() as started:
        columns = (
            "handle text, email text, external_id text, customer_status text, since date, plan text, full_name text"
        )
        started.run(f"create table customers ({columns})", *(_insert(row) for row in people()))
        yield started


def people() -> list[tuple[str, ...]]:
    """Return made-up customers: the authors of the forum and of tickets, and some who never spoke."""
    names = sorted({row["author"] for row in rows()})
    made = []
    for at, name in enumerate([*names, *(f"silent {at}" for at in range(20))]):
        email = f"{name.replace(' ', '.')}@example.com"
        status = "customer" if at % 3 else "former"
        made.append(
            (f"@{name}", email, f"KND-77{at:04d}", status, "2024-02-01", "solo" if at % 2 else "team", "Xaver Q")
        )
    return made


def _insert(row: tuple[str, ...]) -> str:
    return f"insert into customers values ({', '.join(repr(cell) for cell in row)})"


def run(url: str | None, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command with the database's url in the environment, or without it."""
    more = {} if url is None else {VARIABLE: url}
    environment = {**{name: value for name, value in os.environ.items() if name != VARIABLE}, **more}
    command = [sys.executable, "-m", "workbench", *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, env={**environment, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
        timeout=580,
    )  # fmt: skip


@pytest.fixture(scope="module")
def project(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = build(tmp_path_factory.mktemp("database") / "small")
    with (folder / "project.toml").open("a", encoding="utf-8") as file:
        file.write(SETTINGS)
    done = run(postgres.url(), "study", "--project", folder, "--month", LAST)
    assert done.returncode == 0, done.stderr
    assert_nothing_secret(done.stdout + done.stderr)
    return folder


def assert_nothing_secret(text: str) -> None:
    for word in (PASSWORD, USER, "w%40rt", "KND-77", "Xaver Q", "@example.com"):
        assert word not in text, word


def texts(folder: Path) -> dict[str, str]:
    """Return what can be read in every file of a folder, workbooks and tables unpacked."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as parts:
                found[name] = "".join(parts.read(one).decode("utf-8", "replace") for one in parts.namelist())
        elif path.suffix == ".parquet":
            found[name] = pd.read_parquet(path).to_csv()
        else:
            found[name] = path.read_bytes().decode("utf-8", "replace")
    return found


def matches(project: Path) -> dict[str, dict[str, str]]:
    with (project / "studies" / LAST / "tables" / "matches.csv").open(encoding="utf-8", newline="") as file:
        return {row["channel"]: row for row in csv.DictReader(file)}


def test_people_are_joined_and_counted_by_key(project: Path) -> None:
    table = matches(project)
    spoke = {row["author"] for row in rows()}
    assert int(table["community"]["by_handle"]) + int(table["community"]["by_email"]) == int(
        table["community"]["people"]
    )
    assert int(table["support"]["by_email"]) == int(table["support"]["people"])
    total = table["all channels"]
    assert int(total["list_rows"]) == len(people()) == len(spoke) + 20
    assert int(total["list_rows_matched"]) + int(total["list_rows_unmatched"]) == len(people())
    assert int(total["list_rows_unmatched"]) >= 20


def test_columns_of_the_list_are_compared(project: Path) -> None:
    with (project / "studies" / LAST / "tables" / "segments.csv").open(encoding="utf-8", newline="") as file:
        found = {(row["comparison"], row["segment_1"], row["segment_2"]) for row in csv.DictReader(file)}
    assert {frozenset(pair[1:]) for pair in found if pair[0] == "plan"} == {frozenset({"solo", "team"})}


def test_what_leaves_names_no_customer_key_or_password(project: Path) -> None:
    secrets = [PASSWORD, USER, (project / "secret" / "key").read_text(encoding="ascii").strip()]
    planted = [cell for row in people() for cell in (row[0], row[1], row[2])]
    pseudonyms = set(re.findall(r"[0-9a-f]{32}", kept_list(project / "store").entries["keys"].str.cat()))
    assert len(pseudonyms) > 300
    left = texts(project / "studies")
    assert {"run.json", "study.xlsx", "matches.csv"} <= {Path(name).name for name in left}
    words = {word.casefold() for word in [*secrets, *planted, "Xaver Q", "KND-77", "@example.com"]}
    for name, text in left.items():
        folded = text.casefold()
        assert [word for word in words if word in folded] == [], name
        assert not pseudonyms & set(re.findall(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", text)), name


def test_the_map_lies_in_the_store_alone_for_its_owner_and_names_nobody(project: Path) -> None:
    places = sorted((project / "store" / "people").glob("*"))
    assert len(places) == 1
    assert stat.S_IMODE(places[0].stat().st_mode) == 0o600
    assert stat.S_IMODE(places[0].parent.stat().st_mode) == 0o700
    kept = "".join(texts(project / "store" / "people").values()) + (project / "store" / "manifest.json").read_text()
    assert_nothing_secret(kept)
    assert "person" not in kept.casefold(), "handles are pseudonyms too"
    assert "solo" in kept, "what is compared is kept"


def test_the_record_names_the_list_and_no_credentials(project: Path) -> None:
    said = json.loads((project / "studies" / LAST / "run.json").read_text(encoding="utf-8"))
    assert said["inputs"]["customers"] == list_digest(project / "store")
    settings = said["inputs"]["settings"]["customers"]
    assert settings["url"] == f"env:{VARIABLE}"
    assert re.fullmatch(r"sha256 [0-9a-f]{16}", settings["query"])


def test_the_same_list_is_nothing_new_and_another_key_gives_the_same_digest(
    project: Path, postgres: Server, tmp_path: Path
) -> None:
    before = tree(project / "store" / "people")
    assert run(postgres.url(), "load", "--project", project).returncode == 0
    assert tree(project / "store" / "people") == before
    other = build(tmp_path / "small")
    shutil.copy(project / "project.toml", other / "project.toml")
    assert run(postgres.url(), "load", "--project", other).returncode == 0
    assert (other / "secret" / "key").read_bytes() != (project / "secret" / "key").read_bytes()
    assert list_digest(other / "store") == list_digest(project / "store")
    assert read_manifest(other / "store").snapshot == read_manifest(project / "store").snapshot


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("select emial from customers", "a column that it names is not there"),
        ("select plan from customers", "no column to join on"),
        ("select email from customers where false", "gives no rows"),
        ("select email, full_name as valid_from from customers", "is not a day"),
        ("delete from customers", "only reading is allowed"),
    ],
)
def test_a_list_that_cannot_be_had_costs_nothing(project: Path, postgres: Server, tmp_path, query, told) -> None:
    copy = tmp_path / "small"
    shutil.copytree(project, copy)
    text = (copy / "project.toml").read_text(encoding="utf-8")
    (copy / "project.toml").write_text(text.replace(QUERY, query), encoding="utf-8")
    before = tree(copy / "store")
    done = run(postgres.url(), "load", "--project", copy)
    assert done.returncode == 2
    assert told in done.stderr
    lines = [line for line in done.stderr.splitlines() if not line.startswith(("asking", "reading"))]
    assert len(lines) == 3, done.stderr
    assert_nothing_secret(done.stdout + done.stderr)  # Xaver would be a person, mapped as a day
    assert {name: one for name, one in tree(copy / "store").items() if "guard" not in name} == {
        name: one for name, one in before.items() if "guard" not in name
    }


def test_verify_and_a_changed_list_and_a_database_that_is_gone(project: Path, tmp_path: Path) -> None:
    """One after the other, because each starts from what the one before left."""
    with server() as own:
        columns = (
            "handle text, email text, external_id text, customer_status text, since date, plan text, full_name text"
        )
        own.run(f"create table customers ({columns})", *(_insert(row) for row in people()))
        copy = tmp_path / "small"
        shutil.copytree(project, copy)
        published = list_digest(copy / "store")
        made = tree(copy / "studies" / LAST)
        same = run(own.url(), "study", "--project", copy, "--month", LAST)
        assert same.returncode == 0, same.stderr
        assert tree(copy / "studies" / LAST) == made, "nothing to do"
        own.run("update customers set customer_status = 'prospect' where plan = 'solo'")
        changed = run(own.url(), "study", "--project", copy, "--month", LAST)
        assert changed.returncode == 2
        assert "the customer list has changed" in changed.stderr
        assert list_digest(copy / "store") != published
        assert has_list(copy / "store", published), "the published study's list is kept"
    before = tree(copy / "store" / "people")
    gone = run("postgresql://ana_reader:geheim@127.0.0.1:9/postgres", "study", "--project", copy, "--month", LAST)
    assert gone.returncode == 2
    assert "cannot be reached" in gone.stderr
    assert "geheim" not in gone.stderr + "".join(texts(copy / "studies").values())
    assert tree(copy / "store" / "people") == before
    verified = run(None, "verify", "--project", copy, "--month", LAST, "--cached-vectors")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    drop_lists(copy / "store", {published})
    assert len(list((copy / "store" / "people").iterdir())) == 2
    drop_lists(copy / "store", set())
    assert len(list((copy / "store" / "people").iterdir())) == 1
    assert kept_list(read_project(copy).store) is not None
