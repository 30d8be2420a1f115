"""Loading: every new export of a project's sources into the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import BadData, BadRequest
from workbench.load.database import query_rows
from workbench.load.files import file_bytes, whole_path
from workbench.load.listing import Listing, listing
from workbench.load.read import read_source
from workbench.load.report import Loaded
from workbench.load.streamed import Progress, streamed, unseen
from workbench.privacy.pseudonyms import read_or_make_key
from workbench.project.model import Project
from workbench.project.period import Window
from workbench.project.source import Source
from workbench.store.adding import AddResult
from workbench.store.customers import keep_list
from workbench.store.files import sha256_of
from workbench.store.ledger import settings_of
from workbench.store.spool import Spool
from workbench.store.store import Store

#: raise when a reader gives other rows for the same file; the file is then read again.
READERS = "4"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Loading:
    """What one load did.

    Parameters
    ----------
    added : tuple of AddResult
        One a source that had new files.
    skipped : int
        Files that were loaded before.
    """

    added: tuple[AddResult, ...]
    skipped: int


def load_project(
    project: Project,
    *,
    only: Sequence[Path] = (),
    ask: bool = True,
    say: Say = lambda _: None,
    progress: Progress = unseen,
) -> Loading:
    """Read the files that are not in the store yet, source by source, and add them; and the database's customer list.

    Parameters
    ----------
    project : Project
    only : sequence of Path
        Load these files alone; they must belong to a source.
    ask : bool
        False takes the customer list as the store keeps it, and leaves its database alone.
    say : callable
        Told each source as it is read.
    progress : callable
        Shows how far a large file was read.

    Returns
    -------
    Loading

    Raises
    ------
    BadData
        If a file or the database cannot be read; nothing of this call is added then.
    BadRequest
        If a file in `only` belongs to no source, or a source has no file at all.
    """
    store, key = Store(project.store), read_or_make_key(project.folder / "secret" / "key")
    wanted = {whole_path(path) for path in only}
    unknown = wanted - {whole_path(path) for source in project.sources for path in project.files(source)}
    if unknown:
        raise BadRequest(
            "A file belongs to no source.",
            where=str(sorted(unknown)[0]),
            fix="Put it under inbox/ and name it in [[sources]] of project.toml.",
        )
    asks = ask and not wanted
    listed = _listed(project, key, say) if asks else None
    store.keep_sources({source.name for source in project.sources})
    skipped, read = 0, []
    with ExitStack() as spools:
        for source in project.sources:
            settings = settings_of(source, zone=project.timezone, readers=READERS)
            files = [path for path in project.files(source) if not wanted or whole_path(path) in wanted]
            new = [path for path in files if not store.is_loaded(_digest(path, project.folder), settings)]
            skipped += len(files) - len(new)
            if new:
                say(f"reading {source.name}: {len(new)} file{'s' if len(new) > 1 else ''}")
                before = [path for path in project.files(source) if path not in new]
                loaded = _read(project, source, new, before, key, spools=spools, progress=progress)
                read.append((source, settings, loaded))
        # All files are read before any is added, so a damaged one leaves the store as it was.
        added = tuple(store.add(loaded, source=source.name, settings=settings) for source, settings, loaded in read)
    if asks:
        keep_list(project.store, listed)
    return Loading(added, skipped)


def _read(
    project: Project,
    source: Source,
    new: Sequence[Path],
    before: Sequence[Path],
    key: bytes,
    *,
    spools: ExitStack,
    progress: Progress,
) -> Loaded | Spool:
    """Read files into the memory, or, where one is too large for it, part by part onto the disk."""
    parts = streamed(source, new, root=project.folder, sha256=sha256_of)
    if parts is None:
        return read_source(source, new, root=project.folder, zone=project.timezone, key=key, beside=before)
    spool = spools.enter_context(Spool(project.store))
    return spool.fill(parts.read(zone=project.timezone, key=key, progress=progress))


def _listed(project: Project, key: bytes, say: Say) -> Listing | None:
    """Return the customer list of the project's database, if it names one."""
    said = project.customers
    if said is None or said.url is None or said.query is None:
        return None
    say("asking the database for the customer list")
    return listing(query_rows(said.url, said.query, zone=project.timezone), project, key)


def _digest(path: Path, folder: Path) -> str:
    """Return a file's sha256; one that cannot be read is refused as a reader would refuse it."""
    try:
        return sha256_of(path)
    except OSError:
        file_bytes(path.relative_to(folder).as_posix(), path)
        raise


def require_items(project: Project, store: Store) -> None:
    """Refuse a project that holds no feedback at all.

    Raises
    ------
    BadData
    """
    if not store.manifest.parts.get("feedback"):
        sources: tuple[Source, ...] = project.sources
        raise BadData(
            "There is nothing to study: no source brought a post.",
            where=f"{len(sources)} sources in project.toml",
            fix="Put exports under inbox/ and see the load report: workbench load --project DIR.",
        )


def require_period(store: Store, period: Window) -> None:
    """Refuse a period in which nobody said anything: it would propose topics from nothing.

    Raises
    ------
    BadData
        With the months that hold posts.
    """
    if store.feedback(period.start, period.end, ["item_id", "direction"])["direction"].eq("inbound").any():
        return
    dated = store.feedback(columns=["created_at"])["created_at"].dropna().dt.tz_convert(period.zone)
    where = f"posts are there from {dated.min():%Y-%m} to {dated.max():%Y-%m}" if len(dated) else "no post has a date"
    raise BadData(f"There are no posts in {period.title}.", where=where, fix="Name one of these months, or load more.")
