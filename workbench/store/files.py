"""Files that are either as they were or complete, and readable by their owner only."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from workbench.errors import Busy

FILE_MODE = 0o600
FOLDER_MODE = 0o700
TEMPORARY = ".tmp-"


def make_folder(folder: Path) -> Path:
    """Make a folder and its missing parents, each 0700; folders that are there keep their mode."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        with contextlib.suppress(FileExistsError):
            path.mkdir(mode=FOLDER_MODE)
            path.chmod(FOLDER_MODE)  # the umask may have taken bits, never added any
    return folder


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, content: bytes, *, lasting: bool = True) -> None:
    """Write a file under a temporary name, flush it to the disk, then put it in place.

    A reader sees the old content or the new, never a part; a killed writer leaves a temporary file at most.

    Parameters
    ----------
    path : Path
    content : bytes
    lasting : bool
        False does not wait for the disk: for a cache that tells itself when a power cut tore it, and is made again.

    Raises
    ------
    Busy
        If the disk is full or cannot be written.
    """
    temporary = path.with_name(f"{TEMPORARY}{os.getpid()}-{os.urandom(4).hex()}-{path.name}")
    try:
        make_folder(path.parent)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        temporary.replace(path)
        if lasting:
            _flush_folder(path.parent)
    except OSError as fault:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        fix = "Make room on the disk or give yourself the right to write there, then run it again."
        raise Busy(f"The disk cannot be written: {fault.strerror}.", where=str(path), fix=fix) from fault


def _flush_folder(folder: Path) -> None:
    # The new name itself must survive a power cut; not every system can open a folder.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
