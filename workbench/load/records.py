"""Make a feedback record, or a reject, of every row of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from workbench.load.context import Context
from workbench.load.extras import extras, plain_columns
from workbench.load.fields import Fields, read_fields
from workbench.load.ids import author_key, digest, item_id
from workbench.load.plain import is_repost, is_truncated
from workbench.load.report import Reason, Reject, raw_row
from workbench.load.table import Table
from workbench.privacy.pseudonyms import pseudonym
from workbench.project.source import Origin

Record = dict[str, object]


@dataclass(frozen=True)
class Draft:
    """A table's rows as records, before duplicates are settled.

    Parameters
    ----------
    table : Table
        Where they come from.
    records : list of dict
        Columns of the schema, and `print`: a hash of the row as written.
    rejects : list of Reject
        The other rows.
    figures : sequence of dict
        Of our posts: what platforms count.
    repaired, warnings
        For the load report.
    """

    table: Table
    records: list[Record]
    rejects: list[Reject]
    repaired: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    figures: Sequence[Record] = ()


def feedback_draft(table: Table, context: Context) -> Draft:
    """Make a record or a reject of every row of a feedback table."""
    fields = read_fields(table, context)
    who = Authors(context)
    raw, written = list(zip(*table.columns.values(), strict=True)), prints(table)
    made = zip(plain_columns(table, context), extras(table, context, fields), strict=True)
    records: list[Record] = []
    rejects = list(table.rejects)
    for row, (plain, extra) in enumerate(made):
        refused = _refused(fields, row, context)
        if refused:
            rejects.append(Reject(table.numbers[row], *refused, raw_row(raw[row])))
            continue
        name = author_key(fields.authors[row])
        records.append(
            _record(fields, row, context)
            | plain
            | {
                "direction": _direction(name, fields.inbound[row], context),
                "author_id": who.pseudonym(name),
                "is_staff": name in context.staff or fields.staff[row],
                "extra": extra,
                "source_file": table.name,
                "source_row": table.numbers[row],
                "source_sha256": table.sha256,
                "reader_version": table.reader,
                "print": written[row],
            }
        )
    return Draft(table, numbered(records, context), rejects, fields.repaired, fields.warnings)


def prints(table: Table) -> list[str]:
    """Return a hash of each row as written, whatever the order of its columns."""
    columns = sorted(table.columns.items())
    return [
        digest(*(f"{name}={cells[row]}" for name, cells in columns if cells[row])) for row in range(len(table.numbers))
    ]


class Authors:
    """Pseudonyms of one source, each made once."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._known: dict[str, str] = {}

    def pseudonym(self, name: str | None) -> str | None:
        """Return an author's pseudonym, or None for nobody."""
        if name is None:
            return None
        if name not in self._known:
            self._known[name] = pseudonym(self._context.key, self._context.source.name, name)
        return self._known[name]


def refused_row(fields: Fields, row: int, context: Context) -> tuple[Reason, str] | None:
    """Return why a row of any kind is refused: a sum, private, or a date that is none."""
    if fields.total[row]:
        return Reason.NOT_FEEDBACK, "a row of sums"
    if fields.private[row] and not context.source.private:
        inside = context.source.origin is Origin.INTERNAL
        what = "internal" if inside else "private"
        return Reason.INTERNAL if inside else Reason.PRIVATE, f"{what}; private = true in project.toml loads such rows"
    if fields.created.bad[row]:
        return Reason.BAD_DATE, f'"{context.columns.created_at}" holds no date in the file\'s dialect'
    return None


def _refused(fields: Fields, row: int, context: Context) -> tuple[Reason, str] | None:
    refused = refused_row(fields, row, context)
    if refused:
        return refused
    if fields.deleted[row] and context.source.deleted == "drop":
        return Reason.EXCLUDED_BY_POLICY, 'deleted by its author; deleted = "drop"'
    if context.columns.inbound and fields.inbound[row] is None:
        return Reason.BAD_STRUCTURE, "the inbound column says neither yes nor no"
    if not fields.texts[row] and not fields.titles[row] and fields.ratings.values[row] is None:
        return Reason.NO_TEXT_NO_RATING, "neither text nor rating"
    return None


def _direction(name: str | None, inbound: bool | None, context: Context) -> str:
    if name is not None and (name in context.own or name in context.staff):
        return "outbound"
    if inbound is False:
        return "outbound"
    return "internal" if context.source.origin is Origin.INTERNAL else "inbound"


def _record(fields: Fields, row: int, context: Context) -> Record:
    source = context.source
    text = fields.texts[row]
    return {
        "source": source.name,
        "source_item_id": None if fields.damaged[row] else fields.ids[row],
        "origin": source.origin.value,
        "authors": source.authors.value,
        "thread_id": fields.threads[row],
        "parent_id": fields.parents[row],
        "created_at": fields.created.at[row],
        "created_at_quality": fields.created.quality[row],
        "updated_at": fields.updated.at[row],
        "title": fields.titles[row] or None,
        "text": text,
        "rating": fields.ratings.values[row],
        "rating_scale": fields.ratings.scales[row],
        "like_count": fields.likes.values[row],
        "reply_count": fields.answers.values[row],
        "share_count": fields.shares.values[row],
        "is_bot": fields.bots[row],
        "is_repost": fields.passed_on[row] or is_repost(text),
        "is_deleted": fields.deleted[row],
        "is_truncated": fields.cut[row] or (source.origin is Origin.SOCIAL and is_truncated(text)),
        "period": None if context.columns.created_at else source.period,
        "reply": fields.replies[row],
        "replied_at": fields.answered.at[row],
        "replied_quality": fields.answered.quality[row],
        "native": digest(author_key(fields.authors[row]) or "", fields.written[row] or ""),
        "damaged": fields.damaged[row],
    }


def numbered(records: Sequence[Record], context: Context) -> list[Record]:
    """Return records with their ids; one without a sound native id gets a hash, marked.

    Notes
    -----
    The hash is over author, time as written, title, text and the number of the occurrence within its table, so two
    people who wrote the same stay two, and an export made again gives the same ids in any order of rows.
    """
    ordered = sorted(records, key=lambda record: str(record["print"]))
    source = context.source.name
    bases = {
        at: digest(source, str(record["native"]), str(record["title"] or ""), str(record["text"]))
        for at, record in enumerate(ordered)
        if record["source_item_id"] is None
    }
    file = str(ordered[0]["source_file"]) if ordered else ""
    numbers = dict(zip(bases, context.seen.numbered(file, list(bases.values())), strict=True))
    done = []
    for at, record in enumerate(ordered):
        hashed = at in bases
        native = digest(bases[at], str(numbers[at])) if hashed else record["source_item_id"]
        extra = dict(record["extra"])  # type: ignore[call-overload]
        extra |= {"id_is_hash": True} if hashed else {}
        extra |= {"id_is_damaged": True} if record["damaged"] else {}
        done.append(record | {"source_item_id": native, "item_id": item_id(source, str(native)), "extra": extra})
    return done
