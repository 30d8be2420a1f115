"""Digests do not depend on the project's key."""

from __future__ import annotations

import json

import pandas as pd

from workbench.store.digest import content_digest


def table(key: str, plan: str = "solo") -> pd.DataFrame:
    extra = {"email_id": key * 32, "external_id": key * 32, "plan": plan}
    return pd.DataFrame({"extra": pd.Series([json.dumps(extra, sort_keys=True), None], dtype="string")})


def test_pseudonyms_in_extra_do_not_count_and_everything_else_does():
    assert content_digest(table("a"), ["extra"]) == content_digest(table("b"), ["extra"])
    assert content_digest(table("a"), ["extra"]) != content_digest(table("a", "team"), ["extra"])
