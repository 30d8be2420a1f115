"""Write a new project: a filled project.toml and its folders."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

from workbench.errors import BadRequest, Busy
from workbench.project.sections import Settings
from workbench.project.source import Authors, Columns, Origin, Source
from workbench.project.toml import NAME, read_project

FOLDERS = ("inbox", "notes", "codebook", "checks")
IGNORED = ("store/", "secret/", "checks/sheet*")

REST = """
# Everything below is optional. Take the # away to use a line.

# [customers]
# file = "people.csv"         # columns: handle, email or external_id; customer_status, valid_from, valid_to
# complete = false            # true: whoever is not on the list is no customer
# # url = "env:CUSTOMERS_URL"   # or a database in place of the file, its address in an environment variable
# # query = "select email, customer_status, valid_from, valid_to from customers"
# declared = false            # true: believe people who write "my subscription" or "I pay for this"

# [topics]
# granularity = 1.0           # higher: more and smaller topics
# min_people = 10             # a topic needs this many people
# split_words = 40            # longer posts are split into passages

# [segments]
# compare = ["customer"]      # any column kept by a source can be compared, such as "plan" or "country"

# [privacy]
# quotes = "fragments"        # what the share edition may quote: none, fragments (five words), masked

# [[products]]
# name = "App"
# end_user = "customer"       # audience or customer
# stage = "grow"              # discover, launch, grow, retire
# match = { text = ["app"] }  # or source, label: which posts are about it; without it, all are
# goal = { measure = "csat", target = 0.8, by = "2027-03" }

# [[departments]]
# name = "Support"
# topics = ["T0042"]
# keywords = ["refund"]

# [[series]]
# name = "Tip Tuesday"
# match = { hashtag = "#tiptuesday" }   # hashtag, text or label
# intent = "educate"          # inform, educate, inspire, help, connect, sell

# [periods]
# launch = ["2026-10-05", "2026-10-12"] # first and last day, both included

# [[competitors]]
# name = "Globex"
# aliases = ["globex app"]

# [statistics]
# precision = 0.05
# comparisons = [["customer only", "audience only"]]

# [compute]
# threads = 2
"""


def write_project(
    folder: Path, name: str, sources: Sequence[Source], *, timezone: str = "UTC", language: str = "en"
) -> Path:
    """Write project.toml and the folders of a new project, and return the file's path.

    Parameters
    ----------
    folder : Path
        The project's folder; made if it is missing, and may hold other files.
    name : str
        The name on every page.
    sources : sequence of Source
        What differs from the defaults is written; without any, the first load finds them in inbox/.
    timezone, language : str
        The zone in which months begin, and the language of the studies.

    Raises
    ------
    BadRequest
        If the folder already is a project, or a value would be refused when the file is read.
    Busy
        If the disk cannot be written.
    """
    path = folder / NAME
    if path.exists():
        fix = "Choose another folder, or edit the project.toml that is there."
        raise BadRequest("The folder already is a project.", where=str(path), fix=fix)
    text = project_text(name, sources, timezone=timezone, language=language)
    try:
        for part in FOLDERS:
            (folder / part).mkdir(parents=True, exist_ok=True)
        (folder / "secret").mkdir(mode=0o700, exist_ok=True)
        _ignore(folder / ".gitignore")
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as fault:
        fix = "Choose a folder that you may write to."
        raise Busy(f"The project cannot be written: {fault.strerror}.", where=str(folder), fix=fix) from fault
    try:
        read_project(folder, check_files=False, check_sources=False)
    except BadRequest:
        path.unlink()
        raise
    return path


def project_text(name: str, sources: Sequence[Source], *, timezone: str = "UTC", language: str = "en") -> str:
    """Return the text of a new project.toml; reading it gives back the same settings and sources."""
    default = Settings(name="x")
    lines = [
        "[project]",
        f"name = {_toml(name)}",
        _noted(f"timezone = {_toml(timezone)}", "months begin and end here, such as Europe/Berlin"),
        f"language = {_toml(language)}",
        _noted(f'# window = "{default.window}"', "auto, month, quarter or 3 months"),
        _noted(f"# seed = {default.seed}", "of every sample"),
        _noted(f"# k = {default.k}", "smallest group of people that the share edition shows"),
        '# first_month = "2026-05"    # discovery starts here',
    ]
    lines += ["", *_known_words()]
    for source in sources:
        lines += ["", *source_lines(source)]
    return "\n".join(lines) + "\n" + REST


def toml_table(said: Mapping[str, object]) -> str:
    """Return settings as TOML, one table or list of tables a line; reading it gives them back.

    Parameters
    ----------
    said : mapping
        By table, as a model dumps them; what is None is left out.
    """
    return "".join(f"{name} = {_toml(value)}\n" for name, value in said.items() if value is not None)


def _known_words() -> list[str]:
    """List what a source may say, so that nobody has to guess a key."""
    keys = textwrap.wrap(", ".join(Columns.model_fields), width=100)
    return [
        "## A source's files may be patterns, such as inbox/reviews_*.csv. Its columns map these keys to the headers:",
        *(f"##   {line}" for line in keys),
        f"## origin: {', '.join(Origin)}; authors: {', '.join(Authors)}",
    ]


def source_lines(source: Source) -> list[str]:
    """Return a source as the lines of its `[[sources]]` table."""
    said = source.model_dump(mode="json", exclude_defaults=True)
    columns = source.columns.model_dump(mode="json", exclude_defaults=True)
    said |= {"name": source.name, "origin": source.origin.value, "authors": source.authors.value}
    said["files"] = source.files[0] if len(source.files) == 1 else list(source.files)
    if columns:
        said["columns"] = {key: columns[key] for key in Columns.model_fields if key in columns}
    lines = [f"{key} = {_toml(said[key])}" for key in Source.model_fields if key in said]
    return ["[[sources]]", *lines]


def _noted(line: str, note: str) -> str:
    return f"{line:<29} # {note}"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        # A JSON string is a TOML string, but for the one control character that only TOML forbids.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        return (
            "{ " + ", ".join(f"{_key(key)} = {_toml(part)}" for key, part in value.items() if part is not None) + " }"
        )
    if isinstance(value, Sequence):
        return "[" + ", ".join(_toml(part) for part in value) + "]"
    msg = f"no TOML for {type(value).__name__}"
    raise TypeError(msg)


def _key(name: object) -> str:
    text = str(name)
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else _toml(text)


def _ignore(path: Path) -> None:
    present = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    missing = [line for line in IGNORED if line not in present]
    if missing:
        path.write_text("\n".join([*present, *missing]) + "\n", encoding="utf-8")
