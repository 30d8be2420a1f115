from __future__ import annotations

import re
from dataclasses import replace

import pytest
import report_samples as samples
from hostile import HOSTILE

from workbench.report.brief import Brief, Line, Mark, Note, chart_frame, folded, front, render_brief
from workbench.report.selfcheck import _Reader

EMPTY = Brief("Acme", "October 2026", "by R. Keller")


def test_the_brief_says_its_parts_in_the_order_of_the_design():
    page = render_brief(samples.brief())
    order = [
        "In one sentence",
        "What stands out",
        "Too early",
        "Only inside",
        "Last decided",
        "Decide now",
        "Heard from",
    ]
    places = [page.index(f'class="label">{part}<') for part in order]
    assert places == sorted(places)
    assert page.index("How sure we are") > places[-1]


def test_every_line_carries_figure_strength_checking_and_owner():
    page = render_brief(samples.brief())
    first = page[page.index('<li class="line">') : page.index("</li>", page.index('<li class="line">'))]
    for part in ("14\u00a0% of people (10–19), was 6\u00a0%.", ">Firm<", "17 of 20 fit", "Support", "more than before"):
        assert part in first


def test_kinds_of_news_differ_by_sign_and_by_spoken_word():
    assert len({mark.sign for mark in Mark}) == len({mark.meaning for mark in Mark}) == len(Mark)


def test_an_empty_brief_is_a_masthead_and_nothing_else():
    page = render_brief(EMPTY)
    assert page.count("<h1>") == 1
    assert "<h2" not in page


def test_front_and_folded_make_the_whole():
    brief = samples.brief()
    assert "<details" not in str(front(brief))
    assert "<h1>" not in str(folded(brief))
    assert re.sub(r"\s", "", render_brief(brief)) == re.sub(r"\s", "", f"{front(brief)}{folded(brief)}")


def test_the_brief_needs_no_style_attribute_and_no_script():
    page = render_brief(samples.brief())
    assert "style=" not in page
    assert "<script" not in page


def test_a_strength_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="certain"):
        render_brief(replace(EMPTY, lines=(Line(Mark.NEW, "x", strength="certain"),)))


def test_the_chart_has_a_row_for_each_line_that_brings_one():
    frame = chart_frame(samples.brief())
    assert list(frame["label"]) == [line.chart_row.label for line in samples.lines() if line.chart_row]
    assert frame["before"].isna().sum() == 1


def test_a_brief_without_chart_rows_has_an_empty_frame():
    assert chart_frame(EMPTY).empty


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_in_any_part_adds_no_element(text):
    line = Line(Mark.NEW, text, text, text, text, text, "new", text)
    brief = replace(
        samples.brief(),
        project=text,
        byline=text,
        sentence=text,
        lines=(line,),
        too_early=(Note(text, text),),
        decide_now=(text,),
    )
    page = render_brief(brief)
    page.encode("utf-8")
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert reader.seen.faults == []
    assert reader.seen.headings == 1
    assert "49" not in page.replace("49%", "") or "7*7" not in text
