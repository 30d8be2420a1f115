"""The pages of a real study in a real browser, network off: drawn, silent, usable by everyone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.small_project import LAST

CHROMIUM = os.environ.get("WORKBENCH_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: set WORKBENCH_CHROMIUM to its path"),
    pytest.mark.skipif(find_spec("playwright") is None, reason="playwright is not installed"),
]
PAGES = ["brief", "01_intake", "02_topics", "03_segments"]
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]
WIDTHS = {"desk": 1200, "phone": 390}


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        launched = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def visit(browser, published):
    contexts = []

    def go(page: str, width: str = "desk", scheme: str = "light", **options):
        context = browser.new_context(
            viewport={"width": WIDTHS[width], "height": 900}, color_scheme=scheme, offline=True, **options
        )
        contexts.append(context)
        tab, seen = context.new_page(), []
        own = (Path(published) / "studies" / LAST / f"{page}.html").as_uri()
        tab.on("request", lambda sent: seen.append(sent.url) if sent.url != own else None)
        tab.on("pageerror", lambda error: seen.append(str(error)))
        tab.on("console", lambda message: seen.append(message.text))
        tab.goto(own)
        tab.wait_for_function(
            "document.querySelectorAll('.chart .save').length === document.querySelectorAll('.chart').length"
        )
        return tab, seen

    yield go
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("page", PAGES)
def test_every_chart_of_a_study_is_drawn_and_nothing_is_asked_of_the_network(visit, page, width):
    tab, seen = visit(page, width)
    charts = tab.locator("script[data-chart]").count()
    assert charts >= 1
    assert tab.locator(".plot svg.marks").count() == charts
    assert tab.locator(".error").count() == 0
    assert seen == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_everybody_can_use_the_pages_of_a_study(visit, page, scheme):
    from axe_playwright_python.sync_playwright import Axe

    for width in WIDTHS:
        # axe is a script of its own, which the page's policy would rightly refuse
        tab, _ = visit(page, width, scheme, bypass_csp=True)
        tab.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        found = Axe().run(tab, options={"runOnly": RULES})
        assert found.violations_count == 0, found.generate_report()
