"""The same inputs give the same bytes: in another folder, with another key, and from a warm cache."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from tests.small_project import LAST, build, copy, lightened
from workbench.commands.main import run

pytestmark = pytest.mark.slow

PROMISED = {".html", ".csv", ".xlsx"}
#: here, while what it is compared with was made in a process of its own, whose hashes are others
STUDY = ("study", "--month", LAST, "--project")


def digests(project: Path) -> dict[str, str]:
    folder = project / "studies" / LAST
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.suffix in PROMISED
    }


def codebook(project: Path) -> str:
    return hashlib.sha256((project / "codebook" / "codebook.json").read_bytes()).hexdigest()


def test_another_folder_and_another_key_give_the_same_bytes(published: Path, elsewhere: Path) -> None:
    assert (elsewhere / "secret" / "key").read_bytes() != (published / "secret" / "key").read_bytes()
    assert len(digests(elsewhere)) >= 12
    assert digests(elsewhere) == digests(published)
    assert codebook(elsewhere) == codebook(published)


def test_a_warm_cache_gives_the_same_bytes(published: Path, tmp_path: Path) -> None:
    warm = copy(published, tmp_path / "warm")
    shutil.rmtree(warm / "studies")
    shutil.rmtree(warm / "codebook")
    assert run([*STUDY, str(warm)]) == 0
    assert digests(warm) == digests(published)
    assert codebook(warm) == codebook(published)


def test_made_again_with_its_codebook_a_study_has_the_same_bytes(published: Path, tmp_path: Path) -> None:
    again = copy(published, tmp_path / "again")
    assert run([*STUDY, str(again), "--replace"]) == 0
    assert digests(again) == digests(published)
    assert codebook(again) == codebook(published)


def test_the_order_of_the_exports_rows_changes_nothing_that_is_shown(published: Path, tmp_path: Path) -> None:
    mixed = lightened(build(tmp_path / "mixed"), "01_intake", "02_topics", "03_segments")
    for path in (mixed / "inbox").iterdir():
        head, *lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join([head, *reversed(lines)]) + "\n", encoding="utf-8")
    assert run([*STUDY, str(mixed)]) == 0
    # the footer names the data, which are other files; the tables are the same
    tables = {name: digest for name, digest in digests(mixed).items() if name.startswith("tables/")}
    assert tables == {name: digest for name, digest in digests(published).items() if name.startswith("tables/")}
