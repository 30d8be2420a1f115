"""The customer list of a database as it was when it was loaded: immutable files, of which the manifest names one."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from workbench.errors import BadData
from workbench.load.listing import ENTRIES, Listing
from workbench.load.schema import conform
from workbench.project.model import Project
from workbench.store.files import make_folder, sha256_of, write_whole
from workbench.store.lock import hold
from workbench.store.manifest import read_manifest, replace_manifest
from workbench.store.parquet import packed, unpacked
from workbench.store.parts import Part

FOLDER = "people"
LOCK = "lock"
AGAIN = "Load again, while the database can be reached."


@dataclass(frozen=True)
class Kept:
    """A list as the store keeps it.

    Parameters
    ----------
    entries : DataFrame
        As `Listing.entries`.
    columns : tuple of str
        What else the list knows of its people.
    digest : str
        As `Listing.digest`.
    """

    entries: pd.DataFrame
    columns: tuple[str, ...]
    digest: str


def keep_list(root: Path, found: Listing | None) -> bool:
    """Make a list the store's own, or none where there is none any more.

    Files of earlier lists stay, because published studies were made with them; see `drop_lists`.

    Returns
    -------
    bool
        Whether anything changed.

    Raises
    ------
    Busy
        If another process writes to the store, or the disk cannot be written.
    """
    if found is None and read_manifest(root).customers is None:
        return False
    with hold(root / LOCK, purpose="A load"):
        before = read_manifest(root)
        after = replace(before, customers=None if found is None else _written(root, found))
        if after == before:
            return False
        replace_manifest(root, after)
        # The same list under another key, or read for other sources: its old pseudonyms are of no use.
        for path in _files(root, found.digest if found else ""):
            if after.customers is not None and f"{FOLDER}/{path.name}" != after.customers["file"]:
                path.unlink(missing_ok=True)
        return True


def kept_list(root: Path) -> Kept | None:
    """Return the list that the store holds now; None where it holds none.

    Raises
    ------
    BadData
        If its file is missing or damaged.
    """
    part = read_manifest(root).customers
    if part is None:
        return None
    path = root / str(part["file"])
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise BadData("The store has lost its customer list.", where=str(path), fix=AGAIN) from fault
    if hashlib.sha256(content).hexdigest() != part["sha256"]:
        raise BadData("The store's customer list is damaged.", where=str(path), fix=AGAIN)
    return Kept(conform(unpacked(content), ENTRIES), tuple(part["columns"]), str(part["content"]))


def list_digest(root: Path) -> str:
    """Return the digest of the list that the store holds now; nothing where it holds none."""
    part = read_manifest(root).customers
    return "" if part is None else str(part["content"])


def customers_digest(project: Project) -> str:
    """Return the digest of a project's customer list: of its file, or of what was loaded from its database."""
    said = project.customers
    if said is None or said.file is None:
        return list_digest(project.store) if said and said.url else ""
    path = project.folder / said.file
    return sha256_of(path) if path.exists() else ""


def has_list(root: Path, digest: str) -> bool:
    """Tell whether the store still has the list of a digest, be it the present one or an earlier one."""
    return bool(digest) and bool(_files(root, digest))


def copy_list(root: Path, to: Path, digest: str) -> bool:
    """Give an empty store a list that this one has, and return whether it has it.

    Parameters
    ----------
    root, to : Path
        The two stores.
    digest : str
        The list's; where it is gone, the present list is taken.
    """
    part = read_manifest(root).customers
    found = _files(root, digest) or ([root / str(part["file"])] if part else [])
    if not found or not found[-1].is_file():
        return False
    path = found[-1]
    make_folder(to / FOLDER)
    shutil.copyfile(path, to / FOLDER / path.name)
    (to / FOLDER / path.name).chmod(0o600)
    content = path.read_bytes()
    columns = list(part["columns"]) if part else []
    said = _part(path.name, content, digest if _files(root, digest) else list_digest(root), columns)
    replace_manifest(to, replace(read_manifest(to), customers=said))
    return True


def drop_lists(root: Path, named: Collection[str]) -> None:
    """Remove lists that neither the manifest nor one of the digests names.

    Parameters
    ----------
    root : Path
    named : collection of str
        Digests that published studies name.
    """
    part = read_manifest(root).customers
    held = {str(part["file"])} if part else set()
    known = {digest[:16] for digest in named if digest}
    for path in sorted((root / FOLDER).glob("customers-*.parquet")):
        if f"{FOLDER}/{path.name}" not in held and path.name.split("-")[1] not in known:
            path.unlink(missing_ok=True)


def _written(root: Path, found: Listing) -> Part:
    content = packed(found.entries)
    sha = hashlib.sha256(content).hexdigest()
    name = f"customers-{found.digest[:16]}-{sha[:16]}.parquet"
    if not (root / FOLDER / name).exists():
        write_whole(root / FOLDER / name, content)
    return _part(name, content, found.digest, list(found.columns))


def _part(name: str, content: bytes, digest: str, columns: list[str]) -> Part:
    sha = hashlib.sha256(content).hexdigest()
    return {"file": f"{FOLDER}/{name}", "sha256": sha, "content": digest, "columns": columns}


def _files(root: Path, digest: str) -> list[Path]:
    return sorted((root / FOLDER).glob(f"customers-{digest[:16]}-*.parquet")) if digest else []
