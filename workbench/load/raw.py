"""The bytes of a file a block at a time: unpacked, and in UTF-8 where it is known to be in something else."""

from __future__ import annotations

import codecs
import gzip
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import IO

import zstandard

from workbench.errors import BadData, BadRequest
from workbench.load.decode import unmarked_utf16
from workbench.load.files import steady
from workbench.load.unpack import MAX_RATIO, NOISE, RATIO_FROM, WINDOW, ZSTD_CHUNK

BLOCK = 1 << 20
#: told how many bytes of the file, as it lies there, were read.
Told = Callable[[int], None]
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
GZIP, ZSTD, ZIP = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04"


def blocks(name: str, path: Path, told: Told = lambda _: None) -> Generator[bytes]:
    """Yield a file's bytes, out of .gz, .zst, or a .zip of one file.

    Parameters
    ----------
    name : str
        What the file is called in messages.
    path : Path
    told : callable
        For a bar that shows how far it is.

    Raises
    ------
    BadData
        If it cannot be opened, changes while it is read, is cut short, or unpacks to far more than it is.
    """
    with steady(name, path) as lying:
        try:
            with path.open("rb") as file:
                packed = file.read(4)
                file.seek(0)
                used = 0
                for block in _unpacked(file, packed):
                    used += len(block)
                    if used > max(RATIO_FROM, MAX_RATIO * lying.st_size):
                        raise _bomb(name)
                    told(file.tell())
                    yield block
        except (EOFError, ValueError, zlib.error, zstandard.ZstdError, zipfile.BadZipFile, gzip.BadGzipFile) as error:
            fix = "download or export it again"
            raise BadData("the archive is broken or cut short", where=name, fix=fix) from error
        except (RuntimeError, NotImplementedError) as error:
            fix = "unpack it and give the exports"
            raise BadData("the archive has a password or an unknown kind of packing", where=name, fix=fix) from error


def member_of(path: Path) -> str | None:
    """Return the name of the one file in a .zip; empty for a file that is none, None for several or an office file."""
    with path.open("rb") as file:
        if file.read(4) != ZIP:
            return ""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [one.filename for one in archive.infolist() if not one.is_dir() and not NOISE.search(one.filename)]
    except (zipfile.BadZipFile, OSError, ValueError):
        return None
    return names[0] if len(names) == 1 and "[Content_Types].xml" not in names else None


def in_utf8(name: str, found: Iterator[bytes], declared: str) -> tuple[str, Iterator[bytes]]:
    """Return the encoding that a file is known to be in, and its blocks in UTF-8; empty and as they are, if none is.

    Parameters
    ----------
    name : str
    found : iterator of bytes
        The file's blocks.
    declared : str
        The source's ``encoding``; "auto" looks for a byte order mark.

    Raises
    ------
    BadData
        While the blocks are read, if they are not in the encoding.
    BadRequest
        If the declared encoding does not exist.
    """
    first = next(found, b"")
    encoding = next((one for mark, one in MARKS if first.startswith(mark)), "") or unmarked_utf16(first)
    encoding = encoding if declared == "auto" else declared
    if encoding in ("", "utf-8"):
        return "", _chained(first.removeprefix(codecs.BOM_UTF8), found)
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError as error:
        fix = 'write "auto", "utf-8", "utf-16" or "cp1252"'
        raise BadRequest(f'encoding = "{declared}" is not known', where=name, fix=fix) from error
    return encoding, _recoded(name, decoder, encoding, _chained(first, found))


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _recoded(name: str, decoder: codecs.IncrementalDecoder, encoding: str, found: Iterator[bytes]) -> Iterator[bytes]:
    # a file cut short may end in half a character: what is whole is read
    mark = "\ufeff"
    try:
        for block in found:
            text = decoder.decode(block)
            yield text.removeprefix(mark).encode("utf-8", "surrogatepass")
            mark = ""
    except UnicodeError as error:
        raise BadData(f"the file is not in the encoding {encoding}", where=name, fix='write encoding = "…"') from error


def _unpacked(file: IO[bytes], packed: bytes) -> Iterator[bytes]:
    if packed[:2] == GZIP:
        with gzip.GzipFile(fileobj=file) as stream:
            yield from _read(stream)
    elif packed == ZSTD:
        yield from _zstd(file)
    elif packed == ZIP:
        with zipfile.ZipFile(file) as archive:
            only = next(one for one in archive.infolist() if not one.is_dir() and not NOISE.search(one.filename))
            with archive.open(only) as stream:
                yield from _read(stream)
    else:
        yield from _read(file)


def _read(stream: IO[bytes] | gzip.GzipFile) -> Iterator[bytes]:
    while block := stream.read(BLOCK):
        yield block


def _zstd(file: IO[bytes]) -> Iterator[bytes]:
    """Unpack frame by frame; a stream reader would take a frame that was cut short for a whole one."""
    rest = file.read(ZSTD_CHUNK)
    while rest:
        reader = zstandard.ZstdDecompressor(max_window_size=WINDOW).decompressobj()
        while rest and not reader.eof:
            yield reader.decompress(rest)
            rest = reader.unused_data or file.read(ZSTD_CHUNK)
        if not reader.eof:
            raise EOFError


def _bomb(name: str) -> BadData:
    return BadData(
        f"the archive unpacks to more than {MAX_RATIO} times its size",
        where=name,
        fix="unpack it yourself, look at what it holds, and give the exports in it",
    )
