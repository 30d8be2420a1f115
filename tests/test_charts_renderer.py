from __future__ import annotations

import json
import re

import altair as alt
import pytest
import report_samples as samples

from workbench.charts import renderer, topics

SPEC = {"mark": "bar", "description": "a bar", "usermeta": {"title": "T", "headings": ["A", "B"], "rows": [["x", "1"]]}}


def test_the_runtime_is_one_script_that_cannot_close_its_element():
    text = renderer.bundle()
    assert 500_000 < len(text) < 1_500_000
    assert "</script" not in text.lower()
    assert renderer.bundle() == text


def test_json_in_a_page_cannot_close_its_script():
    text = "</script><!-- & \u2028 \ud800"
    written = renderer.script_json({"a": text})
    assert not set("<>&\u2028") & set(written)
    assert json.loads(written)["a"] == text


def test_ids_follow_the_content_and_repeats_are_numbered():
    assert renderer.ident(SPEC) == renderer.ident(dict(reversed(list(SPEC.items()))))
    assert renderer.ident(SPEC) != renderer.ident({**SPEC, "mark": "point"})
    assert renderer.ident(SPEC, 2) == renderer.ident(SPEC) + "-2"


def test_not_a_number_is_refused_where_it_would_break_the_page():
    with pytest.raises(ValueError, match="JSON"):
        renderer.script_json({"a": float("nan")})


def test_the_page_form_runs_nothing_and_carries_its_numbers():
    form = renderer.page_form(SPEC)
    assert re.findall(r"<script[^>]*>", form) == [
        f'<script type="application/json" data-chart="{renderer.ident(SPEC)}">'
    ]
    assert "style=" not in form
    assert '<th scope="row">x</th><td class="number">1</td>' in form


def test_words_around_a_chart_are_escaped():
    form = renderer.page_form({"usermeta": {"title": "<b>", "subtitle": "<i>", "headings": ["<u>"], "rows": [["<s>"]]}})
    assert not re.search(r"<[buis]>", form)


def test_enabled_charts_are_live_html_with_the_bare_specification_beside(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, **_: shown.append(data))
    renderer.enable()
    try:
        chart = topics.dots(samples.topics())
        first, second = (chart._repr_mimebundle_() for _ in range(2))
    finally:
        alt.renderers.enable("default")
    assert renderer.RUNTIME in shown[0]
    assert first[renderer.SPEC]["description"]
    assert first["text/html"].count("vegaEmbed") == 1
    ids = [re.search(r'id="(chart-[^"]+)"', part["text/html"])[1] for part in (first, second)]
    assert ids[1] == ids[0] + "-2"
