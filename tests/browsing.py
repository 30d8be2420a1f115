"""A real Chromium, and pages opened in it with the network off."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

CHROMIUM = os.environ.get("WORKBENCH_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
NEEDS_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: set WORKBENCH_CHROMIUM to its path"),
    pytest.mark.skipif(find_spec("playwright") is None, reason="playwright is not installed"),
]
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]
WIDTHS = {"desk": 1200, "phone": 390}
#: what a page does that nobody asked it to.
QUIET: dict[str, list[str]] = {"requests": [], "errors": [], "console": [], "dialogs": []}
DRAWN = "document.querySelectorAll('.chart .save').length === document.querySelectorAll('.chart').length"


@contextmanager
def chromium() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@contextmanager
def visits(browser, folder: Path) -> Iterator[Callable[..., tuple[object, dict[str, list[str]]]]]:
    """Give a function that opens a page of a folder and collects requests, errors, refusals of the policy, dialogs."""
    opened = []

    def go(name: str, *, width: str = "desk", scheme: str = "light", **options):
        context = browser.new_context(
            viewport={"width": WIDTHS[width], "height": 900}, color_scheme=scheme, offline=True, **options
        )
        opened.append(context)
        tab, seen = context.new_page(), {kind: list(nothing) for kind, nothing in QUIET.items()}
        own = (folder / f"{name}.html").as_uri()
        tab.on("request", lambda request: seen["requests"].append(request.url) if request.url != own else None)
        tab.on("pageerror", lambda error: seen["errors"].append(str(error)))
        tab.on("console", lambda message: seen["console"].append(message.text))
        tab.on("dialog", lambda dialog: (seen["dialogs"].append(dialog.message), dialog.dismiss()))
        tab.goto(own)
        tab.wait_for_function(DRAWN)
        return tab, seen

    yield go
    for context in opened:
        context.close()
