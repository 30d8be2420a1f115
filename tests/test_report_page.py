from __future__ import annotations

import hashlib
import re

import nbformat
import pytest
import report_samples as samples

from workbench.errors import PageRefused
from workbench.report.page import digest, render
from workbench.report.selfcheck import check, problems

LINKS = {"Brief": "brief.html", "Topics": "", "Intake": "01_intake.html"}


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    return samples.notebook("topics", tmp_path_factory.mktemp("books"), hostile=True)


@pytest.fixture(scope="module")
def page(executed):
    return render(executed, title="Topics · Acme · October 2026", footer=samples.FOOTER, links=LINKS)


def made(folder, *cells):
    book = nbformat.v4.new_notebook(cells=list(cells))
    nbformat.write(book, folder / "made.ipynb")
    return folder / "made.ipynb"


def code(source="1", outputs=(), **metadata):
    return nbformat.v4.new_code_cell(source, outputs=list(outputs), metadata=metadata)


def test_two_runs_and_two_renders_give_the_same_bytes(executed, page, tmp_path):
    again = samples.notebook("topics", tmp_path, hostile=True)
    assert again.read_bytes() != executed.read_bytes()  # random cell ids and times: what the page must not show
    rendered = render(again, title="Topics · Acme · October 2026", footer=samples.FOOTER, links=LINKS)
    assert hashlib.sha256(rendered.encode()).hexdigest() == hashlib.sha256(page.encode()).hexdigest()


def test_a_real_page_passes_its_self_check(page):
    assert problems(page, charts=3) == []


def test_the_page_has_one_main_heading_and_the_notebooks_own_is_gone(page):
    assert re.findall(r"<h1>(.*?)</h1>", page) == ["Topics"]
    assert "Acme · October 2026" in page


def test_injected_parameters_never_reach_the_page(page):
    assert "/home/someone" not in page


def test_the_code_is_shown_once_escaped_and_without_parameters(page):
    assert page.count("Show the code") == 1
    shown = page[page.index("Show the code") :]
    assert "topics.dots(samples.topics(HOSTILE))" in shown
    assert "project = " not in shown


def test_the_runtime_stands_once_and_the_policy_names_its_hash(page):
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    assert len(scripts) == 2
    policy = re.search(r'Content-Security-Policy"[^>]*>|content="(default-src[^"]*)"', page)
    text = re.search(r'content="(default-src [^"]*)"', page)[1]
    assert policy
    assert all(digest(script) in text for script in scripts)
    assert "unsafe" not in text
    assert "base-uri 'none'" in text
    assert "form-action 'none'" in text


def test_a_page_without_charts_carries_no_script(tmp_path):
    book = made(tmp_path, nbformat.v4.new_markdown_cell("Nothing to draw."))
    page = render(book, title="Words", footer={})
    assert "<script" not in page
    assert "script-src 'none'" in page


def test_the_brief_carries_neither_links_nor_code(tmp_path):
    book = made(tmp_path, nbformat.v4.new_markdown_cell("Yours to write."), code("secret = 1"))
    page = render(book, title="Brief", footer={}, brief=True)
    assert "<nav" not in page
    assert "secret" not in page
    assert "Yours to write" not in page  # the notebook's own words speak to the researcher
    with pytest.raises(PageRefused, match="no links"):
        render(book, title="Brief", footer={}, links={"Topics": "topics.html"}, brief=True)


@pytest.mark.parametrize("href", ["https://a.example/", "/etc/passwd", "javascript:alert(1)", "//a.example"])
def test_pages_link_only_to_neighbours(tmp_path, href):
    with pytest.raises(PageRefused, match="neighbours"):
        render(made(tmp_path, code()), title="T", footer={}, links={"x": href})


def test_a_failed_notebook_gets_no_page_and_its_rows_stay_inside(tmp_path):
    fault = nbformat.v4.new_output("error", ename="KeyError", evalue="jane.doe@example.com", traceback=["a row"])
    with pytest.raises(PageRefused) as caught:
        render(made(tmp_path, code(outputs=[fault])), title="T", footer={})
    assert "KeyError" in str(caught.value)
    assert "jane" not in str(caught.value)


def test_warnings_stay_off_the_page_and_printed_text_is_escaped(tmp_path):
    warned = nbformat.v4.new_output("stream", name="stderr", text="/home/x/lib.py: UserWarning")
    said = nbformat.v4.new_output("stream", name="stdout", text="<script>alert(1)</script>")
    page = render(made(tmp_path, code(outputs=[warned, said])), title="T", footer={})
    assert "UserWarning" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_titles_links_and_footer_are_escaped(tmp_path):
    bad = "</title><script>alert(1)</script>"
    page = render(made(tmp_path, code()), title=bad, footer={bad: bad}, links={bad: "x.html"})
    assert problems(page, charts=0, smallest=100) == []


def test_the_same_chart_twice_has_two_ids(tmp_path):
    from workbench.charts.renderer import SPEC

    spec = {"mark": "point", "description": "d", "usermeta": {"title": "t"}}
    shown = [nbformat.v4.new_output("display_data", data={SPEC: spec, "text/html": "live"}) for _ in range(2)]
    page = render(made(tmp_path, code(outputs=shown)), title="T", footer={})
    ids = re.findall(r'<figure class="chart" id="([^"]+)"', page)
    assert len(set(ids)) == 2
    assert "live" not in re.sub(r"<script.*?</script>|<style.*?</style>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("added", "fault"),
    [
        ("<img src='https://tracker.example/p.png'>", "fetched"),
        ("<iframe></iframe>", "element"),
        ("<b>x</b>", "element"),
        ("<p onclick='x'>x</p>", "attribute"),
        ("<p style='color:red'>x</p>", "attribute"),
        ("<a href='javascript:alert(1)'>x</a>", "link"),
        ("<a href='//tracker.example'>x</a>", "link"),
        ("<script>window.hit=1</script>", "script-src"),
        ("<style>p{}</style>", "style-src"),
        ("<h1>second</h1>", "headings"),
        ('<meta http-equiv="refresh" content="0;url=x">', "meta"),
    ],
)
def test_the_self_check_refuses_what_is_not_ours(page, added, fault):
    spoilt = page.replace("</main>", added + "</main>")
    assert any(fault in problem for problem in problems(spoilt, charts=3))
    with pytest.raises(PageRefused) as caught:
        check(spoilt, name="02_topics.html", charts=3)
    assert caught.value.code == 6
    assert caught.value.where == "02_topics.html"


def test_a_link_to_a_quoted_post_is_allowed(page):
    added = '<a class="post" rel="noopener" href="https://example.org/p/1?x=2">the post</a>'
    assert problems(page.replace("</main>", added + "</main>"), charts=3) == []


def test_the_self_check_counts_charts_and_bytes(page):
    assert any("charts" in problem for problem in problems(page, charts=4))
    assert any("bytes" in problem for problem in problems(page, charts=3, largest=1000))
    assert any("bytes" in problem for problem in problems("<h1>x</h1>", charts=0))
