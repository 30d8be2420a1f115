"""A researcher opens a notebook in a real JupyterLab, runs it, and sees the charts; nothing leaves the machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.small_project import LAST

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = os.environ.get("WORKBENCH_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
START_S, RUN_MS = 240, 240_000

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
]


@pytest.fixture(scope="module")
def lab(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab on a folder with one notebook, set to the small project."""
    folder = tmp_path_factory.mktemp("lab")
    notebook = json.loads((ROOT / "notebooks" / "02_topics.ipynb").read_text(encoding="utf-8"))
    cell = next(cell for cell in notebook["cells"] if "parameters" in cell["metadata"].get("tags", []))
    cell["source"] = f"project = {str(published)!r}\nmonth = {LAST!r}\npartial = False"
    (folder / "02_topics.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = Path(tempfile.mkdtemp(prefix="lab-"))  # the path of a socket may have a hundred letters
    own = {f"JUPYTER_{kind}_DIR": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")}
    server = subprocess.Popen(
        [
            sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
            "--IdentityProvider.token=", f"--ServerApp.root_dir={folder}", "--LabApp.news_url=None",
            # over TCP, a port that another test takes first leaves the kernel hanging
            "--KernelManager.transport=ipc",
        ],
        env={**os.environ, **own, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=120)
        shutil.rmtree(home, ignore_errors=True)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/api", timeout=20).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    pytest.fail("JupyterLab did not start")


def test_a_notebook_runs_in_jupyterlab_and_draws_its_charts_without_the_network(lab: str) -> None:
    from playwright.sync_api import expect, sync_playwright

    outside: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1300, "height": 1000})
        page.on("request", lambda sent: outside.append(sent.url) if _leaves(sent.url, lab) else None)
        page.goto(f"{lab}/lab/tree/02_topics.ipynb?reset")
        page.wait_for_selector(".jp-NotebookPanel .jp-CodeCell", timeout=180_000)
        idle = page.get_by_text(re.compile(r"Python 3.*\| Idle"))
        expect(idle).to_be_visible(timeout=180_000)
        page.locator(".jp-Notebook .jp-Cell").first.click()
        page.get_by_role("menuitem", name="Run", exact=True).first.click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        expect(page.get_by_text("are sorted under").first).to_be_attached(timeout=RUN_MS)
        expect(idle).to_be_visible(timeout=RUN_MS)
        panel = page.locator(".jp-Notebook")
        panel.click()
        for _ in range(12):  # cells out of view are drawn when they come into it
            page.mouse.wheel(0, 700)
            page.wait_for_timeout(150)
        expect(page.locator("svg.marks").first).to_be_attached()
        errors = page.locator(
            '[data-mime-type="application/vnd.jupyter.stderr"], .jp-RenderedText[data-mime-type*="error"]'
        )
        assert errors.count() == 0
        browser.close()
    assert outside == []


def _leaves(url: str, lab: str) -> bool:
    return not url.startswith((lab, lab.replace("http:", "ws:"), "data:", "blob:", "about:"))
