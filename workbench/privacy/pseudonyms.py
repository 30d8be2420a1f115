"""Pseudonyms: the same person gets the same opaque id as long as the project's key lives."""

from __future__ import annotations

import hmac
import os
import secrets
import tempfile
import unicodedata
from pathlib import Path

from workbench.errors import BadRequest

_KEY_BYTES = 32


def pseudonym(key: bytes, source: str, native_id: str) -> str:
    """Return the pseudonym of one person in one source.

    Parameters
    ----------
    key : bytes
        The project's key, at least 16 bytes.
    source : str
        Name of the source; the same native id in two sources is two pseudonyms.
    native_id : str
        The id, handle or address that the platform gave, as received.

    Returns
    -------
    str
        32 hexadecimal digits.

    Raises
    ------
    BadRequest
        If the key is too short or the native id is empty: nobody must not become one person.

    Notes
    -----
    HMAC-SHA-256 (RFC 2104) over source, NUL, native id; a plain hash of a guessable id could be reversed.
    """
    if len(key) < 16:
        raise BadRequest("The key is shorter than 16 bytes.", where="secret/key", fix="Restore it from your backup.")
    if not native_id:
        raise BadRequest("An empty id has no pseudonym.", where=source, fix="Leave the author empty.")
    message = source.encode() + b"\0" + native_id.encode("utf-8", "surrogatepass")
    return hmac.digest(key, message, "sha256").hex()[:32]


def handle_token(key: bytes, source: str, handle: str) -> str:
    """Return the token that stands for a mentioned handle on team pages, such as `<@1f00aa27>`.

    Parameters
    ----------
    key : bytes
        The project's key.
    source : str
        Name of the source.
    handle : str
        As written; a leading at sign, width and case do not matter.

    Returns
    -------
    str
        Eight hexadecimal digits in `<@…>`, a form that `mask` leaves alone.
    """
    name = unicodedata.normalize("NFKC", handle).lstrip("@").casefold()
    return f"<@{pseudonym(key, source, name or '@')[:8]}>"


def read_or_make_key(path: Path) -> bytes:
    """Read the project's key, or make it once with mode 0600 in a folder of mode 0700.

    Parameters
    ----------
    path : Path
        Usually `secret/key` in the project.

    Returns
    -------
    bytes
        32 bytes.

    Raises
    ------
    BadRequest
        If the file exists and is not a key. It is never written over: pseudonyms of past months depend on it.
    """
    if not path.exists():
        _make(path)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise BadRequest(
            "This is not a key made by the workbench.",
            where=str(path),
            fix="Restore it from your backup; with a new key people of past months cannot be recognised.",
        )
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".key-")  # mkstemp creates with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A link fails where the name exists: of two first runs at once, both read the same key.
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        Path(name).unlink(missing_ok=True)
