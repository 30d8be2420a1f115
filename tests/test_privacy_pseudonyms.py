"""Pseudonyms live as long as the key."""

from __future__ import annotations

import hashlib
import hmac
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from workbench.errors import BadRequest
from workbench.privacy.pseudonyms import handle_token, pseudonym, read_or_make_key

KEY = bytes(range(32))


def test_it_is_the_hmac_of_source_and_id() -> None:
    expected = hmac.new(KEY, b"app-store\0jane", hashlib.sha256).hexdigest()[:32]
    assert pseudonym(KEY, "app-store", "jane") == expected


def test_another_key_or_source_gives_another_person() -> None:
    ids = {pseudonym(key, source, "jane") for key in (KEY, KEY[::-1]) for source in ("a", "b")}
    assert len(ids) == 4


def test_source_and_id_cannot_be_confused() -> None:
    assert pseudonym(KEY, "a", "bc") != pseudonym(KEY, "ab", "c")


def test_nobody_is_not_a_person() -> None:
    with pytest.raises(BadRequest):
        pseudonym(KEY, "a", "")


def test_a_lone_surrogate_has_a_pseudonym() -> None:
    assert len(pseudonym(KEY, "a", "\ud800")) == 32


def test_a_handle_has_one_token_however_it_is_written() -> None:
    assert handle_token(KEY, "a", "@Jane") == handle_token(KEY, "a", "jane") == handle_token(KEY, "a", "＠ｊane")


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "secret" / "key"
    key = read_or_make_key(path)
    assert len(key) == 32
    assert read_or_make_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_an_open_key_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "key"
    key = read_or_make_key(path)
    path.chmod(0o644)
    assert read_or_make_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600


def test_two_first_runs_at_once_share_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(read_or_make_key, [tmp_path / "secret" / "key"] * 16))
    assert len(keys) == 1


@pytest.mark.parametrize("content", ["", "abc", "00" * 8, "é"])
def test_a_broken_key_is_refused_and_kept(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadRequest):
        read_or_make_key(path)
    assert path.read_text(encoding="utf-8") == content
