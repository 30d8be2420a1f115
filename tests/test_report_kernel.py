"""The kernel of a notebook: reached by no port, so that no other program can take its door, and watched to its end."""

import asyncio
import tempfile
from pathlib import Path

import pytest

from workbench.report.kernel import LONGEST, Watch, doors, watched


async def _said(door: Path | None, code: str) -> tuple[str, bool, int | None]:
    watch = Watch()
    manager = watched(watch, door)(kernel_name="python3")
    await manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=120)
        reply = await client.execute_interactive(code, store_history=False, timeout=120)
        used = bool(door) and bool(list(door.parent.iterdir()))
    finally:
        client.stop_channels()
        await manager.shutdown_kernel(now=True)
    return reply["content"]["status"], used, watch.status


@pytest.mark.slow
def test_a_kernel_answers_through_files_of_its_own_and_leaves_none():
    with doors() as door:
        assert door is not None
        assert asyncio.run(_said(door, "1 + 1"))[:2] == ("ok", True)
        folder = door.parent
    assert not folder.exists()


@pytest.mark.slow
def test_two_kernels_side_by_side_have_doors_of_their_own():
    async def both(first: Path, second: Path) -> list[tuple[str, bool, int | None]]:
        return list(await asyncio.gather(_said(first, "a = 1"), _said(second, "b = 2")))

    with doors() as first, doors() as second:
        assert first is not None
        assert second is not None
        assert first != second
        assert [said[:2] for said in asyncio.run(both(first, second))] == [("ok", True)] * 2


@pytest.mark.slow
def test_without_a_door_a_kernel_answers_by_ports():
    assert asyncio.run(_said(None, "1 + 1"))[0] == "ok"


def test_only_the_account_may_look_into_the_folder_of_the_door():
    with doors() as door:
        assert door is not None
        assert door.parent.stat().st_mode & 0o077 == 0


def test_where_the_path_would_be_too_long_for_a_socket_the_door_lies_in_a_shorter_place(tmp_path, monkeypatch):
    deep = tmp_path / ("deep" * (LONGEST // 4))
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    with doors() as door:
        assert door is not None
        assert len(bytes(door)) < LONGEST
        assert door.parent.is_dir()
    assert not door.parent.exists()
    assert list(deep.iterdir()) == []


def test_there_is_no_door_where_nothing_can_be_written(monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/proc/nowhere")
    monkeypatch.setattr("workbench.report.kernel.SHORT", "/proc/nowhere")
    with doors() as door:
        assert door is None


@pytest.mark.parametrize("error", [TimeoutError, OSError, KeyboardInterrupt])
def test_what_is_raised_while_a_kernel_runs_goes_through_the_door(error):
    with pytest.raises(error), doors():
        raise error
