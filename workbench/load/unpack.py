"""Take files out of .gz, .zst and .zip by their bytes, within limits."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import zstandard

from workbench.errors import BadData

MAX_BYTES = 1 << 30  # unpacked, one file
MAX_RATIO = 200  # unpacked to packed; exports compress 3 to 30 times
RATIO_FROM = 32 << 20  # bytes; a small file may be all blanks
MAX_DEPTH = 3  # archives inside archives
MAX_MEMBERS = 10_000
WINDOW = 2**31  # bytes; public dumps are packed with a 2 GiB window
CHUNK = 1 << 20
ZSTD_CHUNK = 1 << 12  # packed bytes; these may become 128 MB at once

#: Members that packing programs add.
NOISE = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._)", re.IGNORECASE)
UNSAFE = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:|\x00")


@dataclass(frozen=True)
class Member:
    """One unpacked file: its name (with the archive's, joined by ``/``) and its bytes."""

    name: str
    data: bytes


def unpack(name: str, data: bytes) -> list[Member]:
    """Return the files inside a file, itself if it is no archive; an Excel workbook is not an archive.

    Parameters
    ----------
    name : str
        What the file is called in messages.
    data : bytes
        The file.

    Raises
    ------
    BadData
        If an archive is broken, encrypted, unsafe or unpacks to more than the limits.
    """
    return sorted(_open(name, data, depth=0, room=_Room(name, len(data))), key=lambda member: member.name)


class _Room:
    """How much one file may still unpack to, over all its members."""

    def __init__(self, name: str, packed: int) -> None:
        self.name = name
        self.packed = max(packed, 1)
        self.used = 0

    def take(self, size: int) -> None:
        self.used += size
        if self.used > MAX_BYTES or (self.used > RATIO_FROM and self.used > MAX_RATIO * self.packed):
            raise BadData(
                f"the archive unpacks to more than {min(self.used, MAX_BYTES) >> 20} MB from {self.packed >> 10} kB; "
                f"the limits are {MAX_RATIO} times its size and {MAX_BYTES >> 30} GB",
                where=self.name,
                fix="unpack it yourself, look at what it holds, and give the exports in it",
            )


def is_workbook(data: bytes) -> bool:
    """Return whether zip bytes are a file of an office program, by the part that all of them hold."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        # a workbook cut short has lost its directory: its first entry tells
        return b"[Content_Types].xml" in data[:4096] or b"xl/" in data[:4096]


def _open(name: str, data: bytes, *, depth: int, room: _Room) -> Iterator[Member]:
    if depth > MAX_DEPTH:
        raise BadData(
            "archives are packed inside archives too deeply", where=name, fix="unpack it and give the exports"
        )
    try:
        if data[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
                yield from _open(name, _read(stream, room), depth=depth + 1, room=room)
        elif data[:4] == b"\x28\xb5\x2f\xfd":
            yield from _open(name, _zstd(data, room), depth=depth + 1, room=room)
        elif data[:4] in (b"PK\x03\x04", b"PK\x05\x06") and not is_workbook(data):
            yield from _members(name, data, depth=depth, room=room)
        else:
            yield Member(name, data)
    except (OSError, EOFError, ValueError, zlib.error, zstandard.ZstdError, zipfile.BadZipFile) as error:
        raise BadData("the archive is broken or cut short", where=name, fix="download or export it again") from error
    except (RuntimeError, NotImplementedError) as error:  # what zipfile raises for a password or an unknown method
        raise BadData(
            "the archive has a password or an unknown kind of packing", where=name, fix="unpack it and give the exports"
        ) from error


def _members(name: str, data: bytes, *, depth: int, room: _Room) -> Iterator[Member]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir() and not NOISE.search(info.filename)]
        if any(info.filename == "mimetype" for info in infos):
            raise BadData("the file is an OpenDocument file", where=name, fix="save it as .xlsx or CSV")
        if len(infos) > MAX_MEMBERS:
            raise BadData(f"the archive holds {len(infos)} files", where=name, fix="give the exports in it, one by one")
        for info in infos:
            if UNSAFE.search(info.filename):
                raise BadData(
                    "the archive names a file outside itself",
                    where=f"{name}: {info.filename!r}",
                    fix="do not open it; ask where it comes from",
                )
        for info in infos:
            with archive.open(info) as stream:
                yield from _open(f"{name}/{info.filename}", _read(stream, room), depth=depth + 1, room=room)


def _zstd(data: bytes, room: _Room) -> bytes:
    """Unpack every frame; a stream reader would take a frame that was cut short for a whole one."""
    parts = []
    rest = memoryview(data)
    while rest:
        reader = zstandard.ZstdDecompressor(max_window_size=WINDOW).decompressobj()
        while rest and not reader.eof:
            part = reader.decompress(rest[:ZSTD_CHUNK])
            room.take(len(part))
            parts.append(part)
            rest = rest[min(ZSTD_CHUNK, len(rest)) - len(reader.unused_data) :]
        if not reader.eof:
            raise EOFError
    return b"".join(parts)


def _read(stream: IO[bytes] | gzip.GzipFile, room: _Room) -> bytes:
    parts = []
    while part := stream.read(CHUNK):
        room.take(len(part))
        parts.append(part)
    return b"".join(parts)
