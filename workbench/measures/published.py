"""Published: what the studies of a project say of the codebook they were made with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OK = "ok"


@dataclass(frozen=True)
class Baseline:
    """The codebook as a published study left it.

    Parameters
    ----------
    period : str
    until : str
        End of the period, in ISO form.
    version : str
    events : int
        Lines of the log before that study, which may have added one.
    """

    period: str
    until: str
    version: str
    events: int


def records(project: Path) -> list[dict[str, Any]]:
    """Return the run.json of every published study that names its codebook, in the order they were made."""
    found = []
    for path in sorted((project / "studies").glob("[!.]*/run.json")):
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(said, dict) and said.get("status") == OK and isinstance(said.get("codebook"), dict):
            found.append(said)
    return sorted(found, key=lambda said: (str(said.get("started")), str(said.get("period"))))


def versions(project: Path) -> frozenset[str]:
    """Return the versions of the codebook that published studies name, in or out, and those they were held against."""
    named: set[str] = set()
    for said in records(project):
        codebook = said["codebook"]
        against = codebook.get("against") or {}
        named |= {str(codebook.get("in")), str(codebook.get("out")), str(against.get("version"))}
    return frozenset(named)


def customer_lists(project: Path) -> frozenset[str]:
    """Return the digests of the customer lists that published studies were made with."""
    inputs = (said.get("inputs") for said in records(project))
    return frozenset(str(one.get("customers") or "") for one in inputs if isinstance(one, dict))


def baseline(project: Path, period: str, version: str) -> Baseline | None:
    """Find the version of the codebook that a study's own is held against.

    Parameters
    ----------
    project : Path
    period : str
        The study's period.
    version : str
        Its version of the codebook.

    Returns
    -------
    Baseline or None
        Of this period's published study where it is made again under another version; of what that study was held
        against where the version is the same; otherwise of the study made last. None where there is none.
    """
    found = records(project)
    own = next((said for said in found if said.get("period") == period), None)
    if own is not None:
        return _against(own) if own["codebook"].get("out") == version else _left(own)
    return _left(found[-1]) if found else None


def _left(said: Mapping[str, Any]) -> Baseline | None:
    codebook, inputs = said["codebook"], said.get("inputs")
    within = inputs.get("window") if isinstance(inputs, dict) else None
    until = str(within[1]) if isinstance(within, list) and len(within) == 2 else ""
    version, events = codebook.get("out"), codebook.get("events")
    return _baseline({"period": said.get("period"), "until": until, "version": version, "events": events})


def _against(said: Mapping[str, Any]) -> Baseline | None:
    against = said["codebook"].get("against")
    return _baseline(against) if isinstance(against, dict) else None


def _baseline(said: Mapping[str, Any]) -> Baseline | None:
    events = said.get("events")
    if not isinstance(events, int) or not isinstance(said.get("version"), str):
        return None
    return Baseline(str(said.get("period")), str(said.get("until") or ""), str(said["version"]), events)
