"""The shelf: where a codebook lies on the disk, as a log of events, its arrays, and the state they lead to."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench.errors import BadData, BadRequest
from workbench.store.files import write_whole
from workbench.topics.codebook.events import LOG, Event, Kind, event_id, parse
from workbench.topics.codebook.replay import extended, replay
from workbench.topics.codebook.state import FORMAT, Codebook, sha256_of_array

STATE = "codebook.json"
PENDING = "event.json"
#: what is worth a line although topics are the same after it.
_ALWAYS = (Kind.PROPOSE, Kind.FRAME, Kind.NOTE, Kind.UNDO)
RESTORE = "Restore the folder codebook/ from git or a backup."


def read_log(folder: Path) -> tuple[Event, ...]:
    """Read the log of a codebook folder; none is an empty one.

    Raises
    ------
    BadData
        If a line is damaged, or the folder was made by an earlier version.
    """
    path = folder / LOG
    try:
        return parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if (folder / STATE).exists():
            raise BadData(
                "The codebook has no log: it was made by an earlier version, or the log was taken away.",
                where=f"codebook/{LOG}",
                fix=f"{RESTORE} A codebook of an earlier version cannot be carried on: take the folder away.",
            ) from None
        return ()
    except (OSError, UnicodeDecodeError) as fault:
        raise BadData("The codebook's log cannot be read.", where=f"codebook/{LOG}: {fault}", fix=RESTORE) from fault


def load_codebook(folder: Path, model: str, *, events: int | None = None) -> Codebook:
    """Read the codebook of a project, or an empty one where there is none yet.

    Parameters
    ----------
    folder : Path
        The project's `codebook/`.
    model : str
        Key of the embedding model in use.
    events : int, optional
        Lines of the log that are read, for the codebook as it stood then; by default all.

    Raises
    ------
    BadData
        If a file is damaged, the state was edited by hand, or the codebook belongs to another embedding model.
    """
    log = read_log(folder)
    if events is None:
        _check_state(folder, log, model)
    log = log[:events]
    _check_model(log, model)
    codebook = replay(log, model)
    return replace(codebook, arrays=_arrays(folder, codebook))


def append(folder: Path, event: Event, model: str) -> Codebook:
    """Add an event to the log, and return the codebook after it; what would change nothing is not added.

    Parameters
    ----------
    folder : Path
    event : Event
        Its id is set here.
    model : str

    Raises
    ------
    BadRequest
        If the event does not fit; nothing is written then.
    BadData
        If the log is damaged.
    Busy
        If the disk is full or cannot be written.
    """
    log = read_log(folder)
    event = replace(event, event_id=event_id(len(log) + 1))
    line = _line(event)
    _check_model((*log, event), model)
    grown = extended(log, event, model)
    if event.kind not in _ALWAYS and grown == replay(log, model):
        return load_codebook(folder, model)
    for name, array in event.arrays.items():
        _write_array(folder, name, array)
    # the arrays, then the log, then what is made from both: whoever is stopped in between has lost nothing
    # lines that are there stay as they are, byte for byte: one may hold what this version does not know
    before = (folder / LOG).read_bytes() if log else b""
    write_whole(folder / LOG, before + line)
    write_whole(folder / STATE, _state(grown, len(log) + 1))
    return load_codebook(folder, model)


def keep_event(folder: Path, event: Event) -> None:
    """Keep an event that is not in the log yet, with its arrays."""
    for name, array in event.arrays.items():
        _write_array(folder, name, array)
    write_whole(folder / PENDING, f"{replace(event, event_id=event_id(1)).line()}\n".encode())


def kept_event(folder: Path) -> Event | None:
    """Return the event that `keep_event` kept; nothing where it is missing or damaged."""
    try:
        event = parse((folder / PENDING).read_text(encoding="utf-8"))[0]
        names = [path.stem for path in sorted((folder / "vectors").glob("*.npy"))]
        return replace(event, event_id="", arrays={name: _array(folder, name) for name in names})
    except (OSError, ValueError, IndexError, BadData):
        return None


def copy_log(folder: Path, to: Path, events: int, model: str) -> Codebook:
    """Copy a codebook as it stood after so many lines of its log into an empty folder, and return it."""
    codebook = load_codebook(folder, model, events=events)
    if events:
        lines = (folder / LOG).read_bytes().splitlines(keepends=True)[:events]
        for name, array in codebook.arrays.items():
            _write_array(to, name, array)
        write_whole(to / LOG, b"".join(lines))
        write_whole(to / STATE, _state(codebook, events))
    return codebook


def _line(event: Event) -> bytes:
    try:
        return f"{event.line()}\n".encode()
    except UnicodeEncodeError as fault:
        raise BadRequest(
            "A name or text holds a character that cannot be written.",
            where=f"{str(fault.object)[max(fault.start - 20, 0) : fault.end + 20]!r}",
            fix="Type the text anew, without the broken character.",
        ) from fault


def _state(codebook: Codebook, events: int) -> bytes:
    """Return codebook.json: what topics are, what is watched, and which line of the log it stands for."""
    content = {**codebook.content(), "events": events, "version": codebook.version}
    return (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _check_state(folder: Path, log: tuple[Event, ...], model: str) -> None:
    """Refuse a state that somebody edited; one that is behind its log is made again with the next event."""
    try:
        stored = (folder / STATE).read_bytes().replace(b"\r\n", b"\n")  # as git may write it
        said = json.loads(stored)
        events, form = int(said["events"]), int(said["format"])
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise _edited(f"it cannot be read: {fault}") from fault
    if not 0 < events <= len(log):
        raise _edited(f"it stands for line {events} of a log with {len(log)}")
    # a state of an earlier form is behind its log too
    if form == FORMAT and events == len(log) and stored != _state(replay(log, _model_of(log) or model), events):
        raise _edited("it says something else than the log")


def _edited(why: str) -> BadData:
    return BadData(
        "The codebook's state was changed by hand.",
        where=f"codebook/{STATE}: {why}",
        fix=f"Delete {STATE}: it is made again from {LOG}. Change topics with workbench codebook instead.",
    )


def _model_of(log: Iterable[Event]) -> str:
    return next((str(event.said["model"]) for event in log if "model" in event.said), "")


def _check_model(log: Iterable[Event], model: str) -> None:
    made = _model_of(log)
    if made and made != model:
        raise BadData(
            "The codebook was made with another embedding model, so its topics cannot be compared with these texts.",
            where=f"codebook/{LOG}, key model",
            fix="Use the model that the codebook was made with, or start a new codebook folder.",
        )


def _write_array(folder: Path, name: str, array: NDArray[np.int16]) -> None:
    path = folder / "vectors" / f"{name}.npy"
    if not path.exists():
        buffer = io.BytesIO()
        np.save(buffer, np.ascontiguousarray(array, dtype="<i2"), allow_pickle=False)
        write_whole(path, buffer.getvalue())


def _arrays(folder: Path, codebook: Codebook) -> Mapping[str, NDArray[np.int16]]:
    names = {part.vectors for topic in codebook.topics for part in topic.parts}
    names |= {watched.part.vectors for watched in codebook.watched}
    names |= {codebook.learnt.coefficients} if codebook.learnt else set()
    return {name: _array(folder, name) for name in sorted(names)}


def _array(folder: Path, name: str) -> NDArray[np.int16]:
    try:
        found: NDArray[np.int16] = np.load(folder / "vectors" / f"{name}.npy", allow_pickle=False)
    except (OSError, EOFError, ValueError) as fault:
        raise BadData(
            "The codebook's vectors are damaged.", where=f"codebook/vectors/{name}.npy: {fault}", fix=RESTORE
        ) from fault
    if found.ndim != 2 or not len(found) or sha256_of_array(found) != name:
        raise BadData(
            "The codebook's vectors are damaged.", where=f"codebook/vectors/{name}.npy: other content", fix=RESTORE
        )
    return found
