"""Differences: what is no longer as it was when a study was made, in plain words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

SHOWN = 4
LONGEST_VALUE = 60  # characters
#: page of each notebook: what a change of the notebook can reach.
BRIEF = "07_brief"


class Kind(StrEnum):
    """Whose doing a difference is."""

    INPUT = "input"
    SETTING = "setting"
    VERSION = "version"
    CODE = "code"


@dataclass(frozen=True)
class Cause:
    """One thing that differs.

    Parameters
    ----------
    kind : Kind
    what : str
        A sentence without its full stop.
    reaches : str
        The one file of the study that it can change; empty where it can change all.
    """

    kind: Kind
    what: str
    reaches: str = ""

    def explains(self, path: str) -> bool:
        """Tell whether this could be why a file differs."""
        return self.reaches in ("", path)


def page_of(notebook: str) -> str:
    """Return the page that a notebook becomes."""
    return "brief.html" if notebook == BRIEF else f"{notebook}.html"


def plain(causes: Sequence[Cause]) -> str:
    """Return causes as one line, the first few of them in full."""
    said = [cause.what for cause in causes[:SHOWN]]
    more = len(causes) - len(said)
    return "; ".join([*said, *([f"and {more} more"] if more else [])])


def input_causes(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Cause, ...]:
    """Name what differs between two records of inputs.

    Parameters
    ----------
    before, now : mapping
        The field `inputs` of run.json, then and now.

    Returns
    -------
    tuple of Cause
        Inputs first, then settings, version of the model, code.
    """
    return (*_exports(before, now), *_written(before, now), *_settings(before, now), *_model(before, now))


def causes(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Cause, ...]:
    """Name what differs between two records of runs.

    Parameters
    ----------
    before, now : mapping
        What run.json says, then and now: inputs, packages, python, platform, package, git.
    """
    return (*input_causes(before["inputs"], now["inputs"]), *_versions(before, now), *_code(before, now))


def _exports(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Cause]:
    was, are = _by_name(before["files"]), _by_name(now["files"])
    for name in sorted(was):
        if name not in are:
            yield Cause(Kind.INPUT, f"{name} is missing")
        elif lost := was[name] - are[name]:
            yield Cause(Kind.INPUT, f"{name} has changed (sha256 was {_short(min(lost))}, is {_short(min(are[name]))})")
        elif are[name] - was[name]:
            yield Cause(Kind.INPUT, f"{name} has a new version (sha256 {_short(min(are[name] - was[name]))})")
    if new := sorted(set(are) - set(was)):
        named = ", ".join(new[:SHOWN]) + (", …" if len(new) > SHOWN else "")
        yield Cause(Kind.INPUT, f"{len(new)} new export{'' if len(new) == 1 else 's'} ({named})")


def _by_name(files: Sequence[Mapping[str, Any]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for file in files:
        found.setdefault(str(file["file"]), set()).add(str(file["sha256"]))
    return found


def _written(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Cause]:
    for name, word in _changed(before["hand_kept"], now["hand_kept"]):
        yield Cause(Kind.INPUT, f"{name} {word}", "brief.html" if name.startswith("notes/") else "")
    listed = (before["settings"].get("customers") or {}).get("file") or "the customer list"
    for name, word in _changed({listed: before["customers"]}, {listed: now["customers"]}):
        yield Cause(Kind.INPUT, f"{name} {word}")
    if before.get("window") and now.get("window") and before["window"] != now["window"]:
        yield Cause(Kind.INPUT, f"the period was {' to '.join(before['window'])}, is {' to '.join(now['window'])}")
    for name, word in _changed(before["notebooks"], now["notebooks"]):
        yield Cause(Kind.CODE, f"notebooks/{name}.ipynb {word}", page_of(name))


def _changed(was: Mapping[str, str], are: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name in sorted({*was, *are}):
        one, two = was.get(name) or "", are.get(name) or ""
        if one != two:
            yield name, "is missing" if not two else "is new" if not one else "has changed"


def _settings(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Cause]:
    was, are = dict(_keys(before["settings"])), dict(_keys(now["settings"]))
    gone, new = ([part for part in _tables(one) if part not in _tables(two)] for one, two in ((was, are), (are, was)))
    yield from (Cause(Kind.SETTING, f"{part} is no longer in project.toml") for part in gone)
    yield from (Cause(Kind.SETTING, f"{part} is new in project.toml") for part in new)
    for table, key in [name for name in {**was, **are} if name[0] not in {*gone, *new}]:
        one, two = was.get((table, key)), are.get((table, key))
        if one != two:
            yield Cause(Kind.SETTING, f"{table} {key} was {_value(one)}, is {_value(two)}")


def _keys(settings: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Any]]:
    """Give each setting by table, as project.toml writes it, and key."""
    for table, held in settings.items():
        if isinstance(held, Mapping):
            yield from (((f"[{table}]", key), value) for key, value in _flat(held))
        elif isinstance(held, list):
            for row in held:
                name = row.get("name", "") if isinstance(row, Mapping) else ""
                yield from (((f"[[{table}]] {name}", key), value) for key, value in _flat(row))


def _flat(held: Mapping[str, Any], head: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in held.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{head}{key}.")
        else:
            yield f"{head}{key}", value


def _tables(settings: Mapping[tuple[str, str], Any]) -> list[str]:
    return list(dict.fromkeys(table for table, _ in settings))


def _value(value: object) -> str:
    text = "not set" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def _model(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Cause]:
    if before["model"] != now["model"]:
        yield Cause(Kind.VERSION, f"the embedding model was {before['model']}, is {now['model']}")
    if before["code"] != now["code"]:
        yield Cause(Kind.CODE, "the code that the numbers come from is another")


def _versions(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Cause]:
    pairs = [("Python", before["python"], now["python"]), ("the system", before["platform"], now["platform"])]
    names = sorted({*before["packages"], *now["packages"]})
    pairs += [(name, before["packages"].get(name), now["packages"].get(name)) for name in names]
    for name, one, two in pairs:
        if (one or "") != (two or ""):
            yield Cause(Kind.VERSION, f"{name} was {one or 'not installed'}, is {two or 'not installed'}")


def _code(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Cause]:
    if before["package"] == now["package"]:
        return
    if before["inputs"]["code"] == now["inputs"]["code"]:
        yield Cause(Kind.CODE, "the code that pages and files are written with is another")
    one, two = before["git"], now["git"]
    if one.get("commit") and two.get("commit"):
        yield Cause(Kind.CODE, f"the git commit was {_commit(one)}, is {_commit(two)}")


def _commit(git: Mapping[str, Any]) -> str:
    return str(git["commit"])[:12] + (" with changes that were not committed" if git.get("dirty") else "")


def _short(digest: str) -> str:
    return digest[:8]
