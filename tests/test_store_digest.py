"""Digests do not depend on the project's key."""

from __future__ import annotations

import hashlib
import json

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from workbench.store.digest import content_digest, people_digest


def table(key: str, plan: str = "solo") -> pd.DataFrame:
    extra = {"email_id": key * 32, "external_id": key * 32, "plan": plan}
    return pd.DataFrame({"extra": pd.Series([json.dumps(extra, sort_keys=True), None], dtype="string")})


def test_pseudonyms_in_extra_do_not_count_and_everything_else_does():
    assert content_digest(table("a"), ["extra"]) == content_digest(table("b"), ["extra"])
    assert content_digest(table("a"), ["extra"]) != content_digest(table("a", "team"), ["extra"])


def said_by(posts: list[tuple[int, str | None]], key: str = "") -> pd.DataFrame:
    rows = [(f"{number:032x}", None if who is None else f"{key}{who}") for number, who in posts]
    return pd.DataFrame(rows, columns=["item_id", "author_id"], dtype="string")


def plainly(posts: list[tuple[int, str | None]]) -> str:
    """Hash who said what as the notes of the function say: in the order of ids, a person by their smallest."""
    ordered = sorted(posts)
    smallest: dict[str | None, int] = {}
    for number, who in ordered:
        smallest.setdefault(who, number)
    sha = hashlib.sha256(str(len(posts)).encode())
    for name, ids in (
        ("item_id", [number for number, _ in ordered]),
        ("person", [None if who is None else smallest[who] for _, who in ordered]),
    ):
        sha.update(f"\x1e{name}\x1e".encode())
        sha.update(b"".join((-1 if one is None else 32).to_bytes(8, "little", signed=True) for one in ids))
        sha.update("".join("" if one is None else f"{one:032x}" for one in ids).encode())
    return sha.hexdigest()


POSTS = st.lists(
    st.tuples(st.integers(0, 2**128 - 1), st.sampled_from([None, "ann", "bob", "cem"])),
    min_size=1,
    unique_by=lambda p: p[0],
)


@given(POSTS, st.integers(1, 3))
def test_who_said_what_is_hashed_whatever_the_key_and_the_parts(posts, parts):
    pieces = [said_by(posts[at::parts]) for at in range(parts)]
    assert people_digest(pieces) == plainly(posts)
    assert people_digest([said_by(posts, key="k")]) == plainly(posts)


def test_another_author_is_another_digest_and_nobody_said_nothing():
    assert people_digest([said_by([(1, "ann"), (2, "bob")])]) != people_digest([said_by([(1, "ann"), (2, "ann")])])
    assert people_digest([]) == people_digest([said_by([])]) == ""
