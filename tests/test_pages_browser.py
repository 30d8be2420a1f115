"""Pages in a real browser, network off: drawn, silent, inert, readable by everyone, the same each time."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
import report_samples as samples

from tests.browsing import NEEDS_BROWSER, QUIET, RULES, WIDTHS, chromium, visits
from workbench.report.index import write_index
from workbench.report.page import render
from workbench.report.selfcheck import LARGEST_BYTES, SMALLEST_BYTES, problems

pytestmark = NEEDS_BROWSER
LINKS = {"Brief": "brief.html", "Intake": "intake.html", "Topics": "topics.html", "Segments": "segments.html"}
EVERY = [*samples.PAGES, "index"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Render the four pages of a study whose quotes and labels attack the page."""
    place = tmp_path_factory.mktemp("study")
    for name in samples.PAGES:
        book = samples.notebook(name, place, hostile=True)
        brief = name == "brief"
        links = None if brief else {label: "" if href == f"{name}.html" else href for label, href in LINKS.items()}
        title = f"{name.capitalize()} · Acme · October 2026"
        page = render(book, title=title, footer=samples.FOOTER, links=links, brief=brief)
        (place / f"{name}.html").write_text(page, encoding="utf-8")
    for period, status in (("2026-10", "ok"), ("2026-09", "failed")):
        (place / period).mkdir()
        run = {"period": period, "status": status, "error": samples.HOSTILE, "finding": samples.HOSTILE}
        (place / period / "run.json").write_text(json.dumps(run), encoding="utf-8")
    write_index(place, project="Acme")
    return place


@pytest.fixture(scope="module")
def browser():
    with chromium() as launched:
        yield launched


@pytest.fixture
def visit(browser, folder):
    with visits(browser, folder) as go:
        yield go


@pytest.fixture(scope="module")
def looked_at(browser, folder):
    """Open a page once for all the tests that only look at it."""
    with visits(browser, folder) as go:
        yield cache(go)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", samples.PAGES)
def test_every_chart_is_drawn_without_a_request_or_an_error(looked_at, name, width):
    tab, seen = looked_at(name, width=width)
    assert tab.locator(".plot svg.marks").count() == samples.CHARTS[name]
    assert tab.locator(".error").count() == 0
    assert seen == QUIET


@pytest.mark.parametrize("name", samples.PAGES)
def test_hostile_words_do_nothing_also_when_the_pointer_rests_on_a_chart(visit, name):
    tab, seen = visit(name)
    for mark in tab.locator(".mark-symbol path, .mark-rect path").all()[:30]:
        mark.dispatch_event("mousemove")
        mark.dispatch_event("pointermove")
    tab.locator(".plot svg").first.hover()
    assert tab.evaluate("window.hit") is None
    assert tab.locator("img").count() == 0
    assert tab.locator("script").count() == 2 + samples.CHARTS[name]
    assert seen["dialogs"] == seen["errors"] == seen["requests"] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", EVERY)
def test_nothing_is_wider_than_the_screen_and_no_word_of_a_chart_is_cut(looked_at, name, width):
    tab, _ = looked_at(name, width=width)
    assert tab.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width]
    cut = tab.evaluate(
        """() => [...document.querySelectorAll('.plot svg')].flatMap(svg => {
            const frame = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')].filter(text => text.textContent.trim()).filter(text => {
                const box = text.getBoundingClientRect();
                return box.left < frame.left - 2 || box.right > frame.right + 2
                    || box.top < frame.top - 2 || box.bottom > frame.bottom + 2;
            }).map(text => text.textContent);
        })"""
    )
    assert cut == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", samples.PAGES)
def test_no_two_words_of_a_chart_overlap(looked_at, name, width):
    tab, _ = looked_at(name, width=width)
    overlaps = tab.evaluate(
        """() => [...document.querySelectorAll('.plot svg')].flatMap(svg => {
            const boxes = [...svg.querySelectorAll('text')].filter(text => text.textContent.trim())
                .map(text => [text.textContent, text.getBoundingClientRect()]);
            return boxes.flatMap(([one, a], place) => boxes.slice(place + 1)
                // a line box is taller than its letters: three pixels may be shared
                .filter(([, b]) => a.left < b.right - 1 && b.left < a.right - 1
                    && a.top < b.bottom - 3 && b.top < a.bottom - 3)
                .map(([other]) => one + ' / ' + other));
        })"""
    )
    assert overlaps == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", EVERY)
def test_the_page_can_be_used_by_everyone(visit, name, width, scheme):
    import axe_playwright_python

    script = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
    # the policy would keep the checker out as well, so this one context goes past it
    tab, _ = visit(name, width=width, scheme=scheme, bypass_csp=True)
    tab.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    tab.evaluate(script)
    options = json.dumps({"runOnly": {"type": "tag", "values": RULES}})
    found = tab.evaluate(f"axe.run(document, {options})")
    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found["violations"]] == []
    assert len(found["passes"]) > 10


def test_the_dark_page_has_no_white_ground_behind_its_charts(visit):
    tab, _ = visit("segments", scheme="dark")
    assert tab.evaluate("getComputedStyle(document.querySelector('.plot svg')).backgroundColor") == "rgba(0, 0, 0, 0)"
    light = "[...document.querySelectorAll('.plot text')].every(t => getComputedStyle(t).fill !== 'rgb(29, 28, 26)')"
    assert tab.evaluate(light)


@pytest.mark.parametrize(("kind", "start"), [("PNG", b"\x89PNG"), ("SVG", b"<svg")])
def test_a_chart_can_be_saved_under_the_policy(visit, kind, start):
    tab, seen = visit("topics", width="phone", scheme="dark")
    with tab.expect_download() as saved:
        tab.get_by_role("button", name=f"Save {kind}").first.click()
    content = Path(saved.value.path()).read_bytes()
    assert content.startswith(start)
    assert len(content) > 5_000
    assert re.fullmatch(rf"largest-topic-one-export[a-z0-9-]*\.{kind.lower()}", saved.value.suggested_filename)
    assert seen["errors"] == []


def test_a_saved_picture_is_light_and_carries_its_title(visit):
    tab, _ = visit("topics", scheme="dark")
    with tab.expect_download() as saved:
        tab.get_by_role("button", name="Save SVG").first.click()
    drawn = Path(saved.value.path()).read_text(encoding="utf-8")
    assert "Largest topic" in drawn
    assert "#1d1c1a" in drawn


def test_charts_follow_the_width_of_the_window(visit):
    tab, _ = visit("topics")
    wide = tab.locator(".plot svg").first.bounding_box()["width"]
    tab.set_viewport_size({"width": 390, "height": 900})
    tab.wait_for_function("document.querySelector('.plot svg').getBoundingClientRect().width < 400")
    assert wide > 700


def test_the_brief_can_be_printed_and_travels_alone(visit, folder):
    tab, _ = visit("brief")
    tab.emulate_media(media="print")
    assert not tab.locator(".save").first.is_visible()
    assert tab.locator("main a").count() == 0
    assert 10_000 < len(tab.pdf(prefer_css_page_size=True)) < 2_000_000
    assert problems((folder / "brief.html").read_text(encoding="utf-8"), charts=1) == []


def test_a_page_stays_small_and_is_never_empty(folder):
    for name in samples.PAGES:
        assert SMALLEST_BYTES < (folder / f"{name}.html").stat().st_size < LARGEST_BYTES
