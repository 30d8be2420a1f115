"""Whatever happened to an export on its way, it is read so that its rows balance, or refused by name."""

from __future__ import annotations

import importlib
import pkgutil
import tempfile
from pathlib import Path

import exports
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.errors import WorkbenchError
from workbench.project.toml import read_project
from workbench.store.loading import load_project
from workbench.store.sorting import sort_inbox

MODULES = sorted(one.name for one in pkgutil.iter_modules(exports.__path__) if one.name != "export")
FILES = [
    (one.file, one.write(one.posts))
    for name in MODULES
    for one in importlib.import_module(f"exports.{name}").EXPORTS
]  # fmt: skip
WORDS = (b"null", b"id", b"text", b",", b"{", b"[", b"\n", b"2026", b'"')
OTHERS = (b"", b"null", b"[]", b"{}", b"0", b"-1e400", b"\xff", b'"x"', b"'")
SPAN = 60  # bytes that are lost or doubled at a time


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """Draw an export in which bytes were changed, lost, doubled or replaced."""
    file, data = draw(st.sampled_from(FILES))
    for kind in draw(st.lists(st.sampled_from(("byte", "end", "gap", "twice", "word")), min_size=1, max_size=3)):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        to = at + draw(st.integers(1, SPAN))
        if kind == "byte":
            data = data[:at] + bytes([draw(st.integers(0, 255))]) + data[at + 1 :]
        elif kind == "end":
            data = data[:at]
        elif kind == "gap":
            data = data[:at] + data[to:]
        elif kind == "twice":
            data = data[:to] + data[at:]
        else:
            word = draw(st.sampled_from(WORDS))
            data = data.replace(word, draw(st.sampled_from(OTHERS)), draw(st.integers(1, 4)))
    return file, data


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged())
def test_damage_is_refused_by_name_or_read_in_rows_that_balance(export: tuple[str, bytes]) -> None:
    file, data = export
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        (project / "inbox").mkdir()
        (project / "inbox" / file).write_bytes(data)
        (project / "project.toml").write_text('[project]\nname = "Acme"\n', encoding="utf-8")
        try:
            read, done = sort_inbox(project)
            assert all(error.fix for error in done.left.values())
            added = load_project(read).added
        except WorkbenchError as error:
            assert error.what and error.fix
            return
        for one in added:
            assert one.read == one.kept + one.duplicates + one.rejected


def test_a_workbook_whose_directory_points_before_its_beginning_is_refused(tmp_path: Path) -> None:
    """zipfile raises a ValueError there, as for a seek to a negative place."""
    file, data = next((file, data) for file, data in FILES if file.endswith(".xlsx"))
    at = len(data) // 3
    cut = (data[:at] + data[at + 47 :]).replace(b"[Content_Types].xml", b"[Content-Types].xml")
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / file).write_bytes(cut)
    (tmp_path / "project.toml").write_text('[project]\nname = "Acme"\n', encoding="utf-8")
    _, done = sort_inbox(tmp_path)
    assert "broken or cut short" in done.left[f"inbox/{file}"].what
    assert not read_project(tmp_path, check_sources=False).sources
