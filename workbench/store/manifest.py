"""The manifest: the one file that says what the store holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.errors import BadData
from workbench.store.files import write_whole
from workbench.store.parts import Part

NAME = "manifest.json"
REPEATS = "repeats.json"
FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """What the store holds.

    Parameters
    ----------
    parts : mapping
        Table → partition → part (file, rows, sha256 of the bytes, sha256 of the content without the key).
    files : tuple of dict
        The load reports of the files that brought something, in order of source and name.
    people : str
        The digest of who said what with whom.
    customers : dict or None
        The customer list of a database: a part, and the names of its `columns`. No part of the snapshot: what people
        said does not change with what is known of them.
    """

    parts: Mapping[str, Mapping[str, Part]] = field(default_factory=dict)
    files: tuple[dict[str, Any], ...] = ()
    people: str = ""
    customers: Part | None = None

    @property
    def snapshot(self) -> str:
        """The sha256 of what the store holds.

        It covers the content of every part without pseudonyms and provenance, and which items share a person. It is
        free of file bytes, clock times, the order of loads and the project's key: the same exports in two folders
        with two keys give the same snapshot.
        """
        content = {
            table: {partition: part["content"] for partition, part in parts.items()}
            for table, parts in self.parts.items()
            if parts
        }
        return hashlib.sha256(_canonical({"parts": content, "people": self.people})).hexdigest()

    def encoded(self) -> bytes:
        """Return the manifest's bytes; equal manifests have equal bytes."""
        return _canonical(
            {
                "files": list(self.files),
                "format": FORMAT,
                "parts": self.parts,
                "people": self.people,
                "snapshot": self.snapshot,
                **({} if self.customers is None else {"customers": self.customers}),
            }
        )


def read_manifest(root: Path) -> Manifest:
    """Return the manifest; an empty one where nothing was loaded yet.

    Raises
    ------
    BadData
        If the manifest is damaged or of another version.
    """
    said = _read(root / NAME)
    if said is None:
        return Manifest()
    return Manifest(said["parts"], tuple(said["files"]), said["people"], said.get("customers"))


def replace_manifest(root: Path, manifest: Manifest) -> None:
    """Put a manifest in place; this one step makes a load visible.

    Raises
    ------
    Busy
        If the disk is full or cannot be written.
    """
    write_whole(root / NAME, manifest.encoded())


def read_repeats(root: Path) -> tuple[dict[str, Any], ...]:
    """Return the load reports of the files that brought nothing new.

    Raises
    ------
    BadData
        If the file is damaged or of another version.
    """
    said = _read(root / REPEATS)
    return () if said is None else tuple(said["files"])


def replace_repeats(root: Path, files: tuple[dict[str, Any], ...]) -> None:
    """Put the reports of files that brought nothing in place.

    They stand beside the manifest, because a file that adds nothing leaves it as it is, byte for byte.

    Raises
    ------
    Busy
        If the disk is full or cannot be written.
    """
    write_whole(root / REPEATS, _canonical({"files": list(files), "format": FORMAT}))


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, indent=1, ensure_ascii=True, allow_nan=False).encode() + b"\n"


def _read(path: Path) -> dict[str, Any] | None:
    try:
        said = json.loads(path.read_bytes())
        if said["format"] == FORMAT:
            return dict(said)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        pass
    fix = "Delete the store folder and load again: it is made from the exports."
    raise BadData("The store was not written by this version, or is damaged.", where=str(path), fix=fix)
