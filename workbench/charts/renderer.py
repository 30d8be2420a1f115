"""One renderer with two outputs: live in JupyterLab, inert data on pages."""

from __future__ import annotations

import hashlib
import html
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

OPTIONS: dict[str, Any] = {
    "mode": "vega-lite",
    "actions": False,
    "ast": True,  # expressions are interpreted: no compiler, so no 'unsafe-eval'
    "defaultStyle": False,
    "renderer": "svg",
    "tooltip": {"disableDefaultStyle": True},
}
SPEC = "application/vnd.workbench.chart+json"  # nbformat refuses JSON types that do not end in +json
RUNTIME = "application/vnd.workbench.runtime+json"
RUNTIME_FILE = "WORKBENCH_VEGA_FILE"


def bundle() -> str:
    """Return the Vega runtime that fits the installed Altair, as one script without ``</script``.

    Returns
    -------
    str
        JavaScript, about 0.9 MB; the same text each time. Bundling takes two seconds, so a run of several notebooks
        names a file in the environment (`RUNTIME_FILE`) that the first one writes.
    """
    named = os.environ.get(RUNTIME_FILE)
    path = Path(named) if named else None
    if path is not None and path.is_file():
        return path.read_text(encoding="utf-8")
    import altair as alt
    import vl_convert

    version = "_".join(alt.SCHEMA_VERSION.split(".")[:2])  # "v6.4.1" -> "v6_4"
    made = str(vl_convert.javascript_bundle(vl_version=version))  # type: ignore[call-arg]
    if path is not None:
        partial = path.with_name(f"{path.name}.{os.getpid()}")
        partial.write_text(made, encoding="utf-8")
        partial.replace(path)
    return made


def script_json(value: object) -> str:
    """Write a value as JSON that can stand inside a script element, whatever text it holds.

    Parameters
    ----------
    value : object
        Anything JSON can hold; not NaN.

    Returns
    -------
    str
        JSON with ``<``, ``>``, ``&`` and the two line separators of JavaScript escaped.
    """
    text = json.dumps(value, sort_keys=True, allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def ident(spec: Mapping[str, Any], occurrence: int = 1) -> str:
    """Name a chart by its content, so that a page is the same bytes each time.

    Parameters
    ----------
    spec : mapping
        The Vega-Lite specification.
    occurrence : int
        1 for the first time this chart stands on a page, 2 for the second, …
    """
    digest = hashlib.sha256(script_json(spec).encode()).hexdigest()[:12]
    return f"chart-{digest}" if occurrence == 1 else f"chart-{digest}-{occurrence}"


def page_form(spec: Mapping[str, Any], occurrence: int = 1) -> str:
    """Return a chart as inert HTML: words, an empty place, the specification as data, and the figures.

    Parameters
    ----------
    spec : mapping
        The specification that `enable` put beside the live form.
    occurrence : int
        How often this very chart has stood on the page, this time included.

    Returns
    -------
    str
        HTML without a script that runs and without any style attribute.
    """
    name = ident(spec, occurrence)
    meta = spec.get("usermeta", {})
    drawn = {key: value for key, value in spec.items() if key != "usermeta"}
    words = "".join(
        f'<span class="{part}">{html.escape(str(meta[key]))}</span>'
        for key, part in (("title", "finding"), ("subtitle", "reading"))
        if meta.get(key)
    )
    return (
        f'<figure class="chart" id="{name}"><figcaption>{words}</figcaption><div class="plot"></div>'
        f'<script type="application/json" data-chart="{name}">{script_json(drawn)}</script></figure>'
        f"{_numbers(meta.get('headings', ()), meta.get('rows', ()), str(meta.get('title', 'chart')))}"
    )


def enable(*, style: str = "") -> None:
    """Show the Vega runtime once and draw every later chart of this notebook with our renderer.

    Run this in the first code cell: a chart shown before it fails with "vegaEmbed is not defined".

    Parameters
    ----------
    style : str
        Style sheet for other outputs of the notebook; pages bring their own.
    """
    import altair as alt
    from IPython.display import display

    live = f"<style>{style}</style><script>{bundle()}</script>" if style else f"<script>{bundle()}</script>"
    display(  # type: ignore[no-untyped-call]
        {"text/html": live, "text/plain": "Charts are ready.", RUNTIME: {"charts": True}}, raw=True
    )
    alt.renderers.register("workbench", _Live())
    alt.renderers.enable("workbench")


class _Live:
    """Renders for JupyterLab; counts repeats of a chart so that no id stands twice."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def __call__(self, spec: dict[str, Any], **_: object) -> dict[str, Any]:
        first = ident(spec)
        self._seen[first] = self._seen.get(first, 0) + 1
        name = ident(spec, self._seen[first])
        drawn = {key: value for key, value in spec.items() if key != "usermeta"}
        target = f'document.currentScript?document.currentScript.previousElementSibling:"#{name}"'
        live = (
            f'<div id="{name}"></div><script>vegaEmbed({target},{script_json(drawn)},{script_json(OPTIONS)})</script>'
        )
        return {"text/html": live, "text/plain": str(spec.get("description", "A chart.")), SPEC: spec}


def _numbers(headings: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> str:
    """Return the figures behind a chart as a folded table."""
    if not headings:
        return ""
    head = "".join(
        f'<th scope="col"{"" if place == 0 else " class=number"}>{html.escape(str(text))}</th>'
        for place, text in enumerate(headings)
    )
    body = "".join(
        f'<tr><th scope="row">{html.escape(str(row[0]))}</th>'
        + "".join(f'<td class="number">{html.escape(str(cell))}</td>' for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return (
        '<details class="numbers"><summary>The numbers</summary>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="Numbers of: {html.escape(title)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></details>"
    )
