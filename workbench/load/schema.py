"""The canonical columns that every export becomes (reference: canonical tables)."""

from __future__ import annotations

import pandas as pd

TIME = "datetime64[us, UTC]"

#: column -> pandas dtype; the order is the order in the store.
FEEDBACK: dict[str, str] = {
    "item_id": "string",
    "source": "string",
    "source_item_id": "string",
    "origin": "string",
    "direction": "string",  # inbound | outbound | internal
    "authors": "string",  # column | one_per_item | unknown
    "author_id": "string",  # keyed pseudonym; null = anonymous
    "thread_id": "string",
    "parent_id": "string",
    "content_id": "string",
    "created_at": TIME,
    "created_at_quality": "string",  # exact | assumed_zone | date_only | missing
    "updated_at": TIME,
    "title": "string",
    "text": "string",  # as received
    "masked": "string",  # what pages show
    "lang": "string",
    "rating": "Float64",
    "rating_scale": "string",
    "like_count": "Int64",
    "reply_count": "Int64",
    "share_count": "Int64",
    "url": "string",
    "is_repost": "boolean",
    "is_bot": "boolean",
    "is_staff": "boolean",
    "is_deleted": "boolean",
    "is_truncated": "boolean",
    "period": "string",  # for undated files: the month that project.toml states
    "extra": "string",  # JSON: version, status, heard_from, kept columns …
    "source_file": "string",
    "source_row": "Int64",
    "source_sha256": "string",
    "reader_version": "string",
}

CONTENT: dict[str, str] = {
    "content_id": "string",
    "source": "string",
    "source_content_id": "string",
    "url": "string",
    "published_at": TIME,
    "text": "string",
    "format": "string",
    "series": "string",
    "is_paid": "boolean",  # null: the export does not say
    "extra": "string",
    "source_file": "string",
    "source_row": "Int64",
}

REJECTS: dict[str, str] = {
    "source": "string",
    "source_file": "string",
    "source_row": "Int64",
    "reason": "string",  # bad_structure no_text_no_rating bad_date private not_feedback excluded_by_policy
    "detail": "string",
    "raw_sha256": "string",
    "raw_excerpt": "string",  # masked, 80 characters
}


def empty(schema: dict[str, str]) -> pd.DataFrame:
    """Return an empty table with the schema's columns and dtypes."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in schema.items()})


def conform(table: pd.DataFrame, schema: dict[str, str]) -> pd.DataFrame:
    """Return a copy with exactly the schema's columns, in order, in their dtypes."""
    columns = {
        name: table[name].astype(kind)  # type: ignore[call-overload]
        if name in table
        else pd.Series(pd.NA, index=table.index, dtype=kind)
        for name, kind in schema.items()
    }
    return pd.DataFrame(columns, index=table.index).reset_index(drop=True)
