from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.errors import Busy
from workbench.store.lock import hold


def dead_pid() -> int:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def write(path: Path, **owner: object) -> None:
    path.write_text(json.dumps({"host": socket.gethostname(), "began": "", "purpose": "A study", **owner}))


def test_a_lock_names_its_owner_while_it_is_held_and_is_gone_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "lock"
    with hold(path, purpose="A load") as lock:
        said = json.loads(path.read_text())
        assert (said["pid"], said["host"], said["purpose"]) == (os.getpid(), socket.gethostname(), "A load")
        assert lock.took_over is None
    assert not path.exists()


def test_a_lock_is_released_when_the_block_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), hold(tmp_path / "lock", purpose="A load"):
        raise ZeroDivisionError
    assert not (tmp_path / "lock").exists()


def test_a_held_lock_refuses_the_second_with_exit_code_9_and_names_the_first(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with hold(path, purpose="a study"):
        with pytest.raises(Busy) as caught, hold(path, purpose="A load"):
            pass
        assert path.exists()
    assert caught.value.code == 9
    assert f"process {os.getpid()}" in caught.value.where
    assert caught.value.what == "A study is running."


def test_another_living_process_is_respected(tmp_path: Path) -> None:
    write(tmp_path / "lock", pid=os.getppid())
    with pytest.raises(Busy), hold(tmp_path / "lock", purpose="A load"):
        pass


def test_the_lock_of_a_dead_process_is_taken_over_and_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    pid = dead_pid()
    write(tmp_path / "lock", pid=pid)
    with hold(tmp_path / "lock", purpose="A load") as lock:
        assert lock.took_over is not None
        assert lock.took_over.pid == pid
    assert str(pid) in caplog.text
    assert not (tmp_path / "lock").exists()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the system does not say when a process began")
def test_a_pid_that_was_given_to_another_process_counts_as_dead(tmp_path: Path) -> None:
    write(tmp_path / "lock", pid=os.getppid(), began="1")
    with hold(tmp_path / "lock", purpose="A load") as lock:
        assert lock.took_over is not None


def test_a_lock_of_another_machine_is_never_taken_over(tmp_path: Path) -> None:
    write(tmp_path / "lock", pid=dead_pid(), host="elsewhere.example")
    with pytest.raises(Busy, match="delete lock"), hold(tmp_path / "lock", purpose="A load"):
        pass


@pytest.mark.skipif(not Path("/proc/self/ns/pid").exists(), reason="the system does not name its process table")
def test_a_machine_that_was_renamed_knows_its_own_locks(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with hold(path, purpose="A load"):
        said = json.loads(path.read_text())
    renamed = {**said, "host": "elsewhere.example"}
    path.write_text(json.dumps({**renamed, "pid": dead_pid()}))
    with hold(path, purpose="A load") as lock:
        assert lock.took_over is not None
    path.write_text(json.dumps(renamed))
    with pytest.raises(Busy, match="end that process"), hold(path, purpose="A load"):
        pass
    path.write_text(json.dumps({**renamed, "pid": dead_pid(), "table": f"{said['table']}1"}))
    with pytest.raises(Busy, match="delete lock"), hold(path, purpose="A load"):
        pass


def test_a_lock_that_cannot_be_read_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("?")
    with pytest.raises(Busy, match="delete lock"), hold(tmp_path / "lock", purpose="A load"):
        pass
    assert (tmp_path / "lock").read_text() == "?"


COUNT = """
import sys
from pathlib import Path
from workbench.errors import Busy
from workbench.store.lock import hold
folder, done = Path(sys.argv[1]), 0
while done < 6:
    try:
        with hold(folder / "lock", purpose="count"):
            number = int((folder / "n").read_text())
            (folder / "n").write_text(str(number + 1))
            done += 1
    except Busy:
        pass
"""


def test_three_processes_never_hold_it_together(tmp_path: Path) -> None:
    (tmp_path / "n").write_text("0")
    write(tmp_path / "lock", pid=dead_pid())
    children = [subprocess.Popen([sys.executable, "-c", COUNT, str(tmp_path)]) for _ in range(3)]
    assert [child.wait(timeout=60) for child in children] == [0, 0, 0]
    assert (tmp_path / "n").read_text() == "18"


def test_a_folder_that_cannot_be_written_is_exit_code_9(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Busy, match="cannot be written"), hold(tmp_path / "file" / "lock", purpose="A load"):
        pass
