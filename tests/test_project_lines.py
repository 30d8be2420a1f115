from __future__ import annotations

import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.project.lines import Path, key_lines

# Values that hold what could be taken for a key, a table or an end of line.
VALUES = (
    "1",
    "2026-10-05",
    '"# [x] = \\" {"',
    "'[[y]] \\'",
    '"""\n[no]\nkey = 1\n"" \\" """',
    "'''\nk = 2\n'''",
    '""""two""""',
    "[1, # one\n [2], { a = 3 }\n]",
    "{ b = { c = 1 }, d = [1, 2] }",
    "[\n]",
    "{}",
)
KEYS = ("a", "b-1", '"q.r"', "'s t'", '"\\u0041"', "c.d")


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[Path, int]]:
    """Return a TOML text and the lines of the keys written."""
    lines: list[str] = []
    expected: dict[Path, int] = {}
    for number in range(draw(st.integers(1, 4))):
        lines += draw(st.lists(st.sampled_from(["", "# key = 1", "  "]), max_size=2))
        lines.append(draw(st.sampled_from(["[[list]]", "[[ list ]] # note"])))
        place: Path = ("list", number)
        expected[place] = len(lines)
        if draw(st.booleans()):
            lines.append("[list.sub]")
            place = (*place, "sub")
        for key in draw(st.lists(st.sampled_from(KEYS), unique=True)):
            lines.append(f"{key} = {draw(st.sampled_from(VALUES))}")
            name = next(iter(tomllib.loads(f"{key} = 1")))
            expected[(*place, name)] = sum(line.count("\n") + 1 for line in lines[:-1]) + 1
            lines = "\n".join(lines).split("\n")
    return "\n".join(lines) + "\n", expected


@settings(deadline=None)
@given(documents())
def test_each_key_is_found_on_the_line_where_it_was_written(document: tuple[str, dict[Path, int]]) -> None:
    text, expected = document
    tomllib.loads(text)
    found = key_lines(text)
    assert {path: found.get(path) for path in expected} == expected


@settings(deadline=None)
@given(documents())
def test_every_value_that_tomllib_reads_has_a_line(document: tuple[str, dict[Path, int]]) -> None:
    text, _ = document

    def paths(value: object, at: Path = ()) -> set[Path]:
        here = {at} if at else set()
        if isinstance(value, dict):
            return here.union(*(paths(part, (*at, key)) for key, part in value.items()))
        if isinstance(value, list):
            return here.union(*(paths(part, (*at, i)) for i, part in enumerate(value)))
        return here

    assert paths(tomllib.loads(text)) <= set(key_lines(text))


def test_windows_line_ends_count_once() -> None:
    assert key_lines('a = """x\r\ny"""\r\nb = 1\r\n')[("b",)] == 3
