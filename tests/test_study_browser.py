"""The pages of a real study in a real browser, network off: drawn, silent, usable by everyone."""

from __future__ import annotations

import pytest

from tests.browsing import NEEDS_BROWSER, QUIET, RULES, WIDTHS, chromium, visits
from tests.small_project import LAST

pytestmark = NEEDS_BROWSER
PAGES = ["brief", "01_intake", "02_topics", "03_segments"]


@pytest.fixture(scope="module")
def browser():
    with chromium() as launched:
        yield launched


@pytest.fixture
def visit(browser, published):
    with visits(browser, published / "studies" / LAST) as go:
        yield go


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("page", PAGES)
def test_every_chart_of_a_study_is_drawn_and_nothing_is_asked_of_the_network(visit, page, width):
    tab, seen = visit(page, width=width)
    charts = tab.locator("script[data-chart]").count()
    assert charts >= 1
    assert tab.locator(".plot svg.marks").count() == charts
    assert tab.locator(".error").count() == 0
    assert seen == QUIET
    assert tab.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_everybody_can_use_the_pages_of_a_study(visit, page, scheme):
    from axe_playwright_python.sync_playwright import Axe

    for width in WIDTHS:
        # axe is a script of its own, which the page's policy would rightly refuse
        tab, _ = visit(page, width=width, scheme=scheme, bypass_csp=True)
        tab.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        found = Axe().run(tab, options={"runOnly": RULES})
        assert found.violations_count == 0, found.generate_report()
