"""An executed notebook becomes one self-contained page that makes no request and runs nothing from data."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.charts.renderer import OPTIONS, RUNTIME, SPEC, bundle, ident, page_form
from workbench.errors import PageRefused
from workbench.report.markup import TEMPLATES, neighbour

if TYPE_CHECKING:
    from nbformat import NotebookNode

INJECTED = "injected-parameters"
PARAMETERS = "parameters"


@dataclass(frozen=True)
class _Link:
    label: str
    href: str


def render(
    notebook: Path,
    *,
    title: str,
    footer: Mapping[str, str],
    links: Mapping[str, str] | None = None,
    brief: bool = False,
) -> str:
    """Return an executed notebook as one HTML page, the same bytes each time.

    Parameters
    ----------
    notebook : Path
        Executed notebook; charts drawn with `workbench.charts.renderer.enable`.
    title : str
        "Topics · Acme · October 2026": the part before the first " · " is the heading, the rest stands above it.
        The brief brings its own heading.
    footer : mapping of str to str
        What the page was made from, such as the snapshot and versions; no clock time and no path.
    links : mapping of str to str, optional
        Label to relative address of the pages of this study; an empty address marks this page.
    brief : bool
        The brief is one file that travels alone: no links, no code.

    Returns
    -------
    str
        HTML.

    Raises
    ------
    PageRefused
        If the notebook holds an error, or a link is not relative, or the brief is given links.
    """
    import nbformat

    source = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    prepared = prepare(source, words=not brief)
    heading, _, eyebrow = title.partition(" · ")
    page = {
        "lang": "en",
        "title": title,
        "heading": heading,
        "eyebrow": eyebrow,
        "brief": brief,
        "links": _links(links or {}, brief=brief),
        "footer": list(footer.items()),
        "code": [] if brief else _code(prepared),
        **assets(charts=charts_in(prepared) > 0),
    }
    return _export(prepared, page)


def prepare(source: NotebookNode, *, words: bool = True) -> NotebookNode:
    """Return a copy ready to render: no injected cell, numbered cells, charts as data, one output form each.

    Parameters
    ----------
    source : NotebookNode
        As executed; stays as it was.
    words : bool
        Keep the notebook's own text. The brief leaves it out: there it speaks to the researcher.

    Raises
    ------
    PageRefused
        If an output is an error: a traceback can hold people's words.
    """
    import nbformat

    seen: dict[str, int] = {}
    cells: list[NotebookNode] = []
    for cell in source.cells:
        tags = cell.metadata.get("tags", [])
        if INJECTED in tags or (cell.cell_type != "code" and not words):
            continue
        made = copy.deepcopy(cell)
        made["id"] = f"c{len(cells) + 1}"
        made["metadata"] = {"tags": tags}
        if cell.cell_type == "code":
            made["execution_count"] = None
            made["outputs"] = [kept for output in cell.outputs if (kept := _output(output, seen)) is not None]
        elif cell.cell_type == "markdown":
            # the page's own heading is the only one of the first level
            made["source"] = re.sub(r"\A\s*#[ \t][^\n]*\n?", "", cell.source)
        cells.append(made)
    made_of: NotebookNode = nbformat.v4.new_notebook(cells=cells)  # type: ignore[no-untyped-call]
    return made_of


def charts_in(notebook: NotebookNode) -> int:
    """Count the charts of a prepared notebook."""
    return sum(
        output.get("data", {}).get("text/html", "").count('<script type="application/json" data-chart=')
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    )


def assets(*, charts: bool) -> dict[str, str]:
    """Return style, scripts and the policy that lets exactly these run.

    Parameters
    ----------
    charts : bool
        Whether the page draws charts; a page without them carries no script at all.
    """
    style = (TEMPLATES / "page.css").read_text(encoding="utf-8").strip()
    if not charts:
        return {"style": style, "bundle": "", "mount": "", "licence": "", "policy": _policy(style, [])}
    options = json.dumps(OPTIONS, sort_keys=True)
    mount = (TEMPLATES / "mount.js").read_text(encoding="utf-8").strip().replace("/*OPTIONS*/", options)
    runtime = bundle()
    licence = (TEMPLATES / "vega-licence.txt").read_text(encoding="utf-8").strip()
    policy = _policy(style, [runtime, mount])
    return {"style": style, "bundle": runtime, "mount": mount, "licence": licence, "policy": policy}


def digest(text: str) -> str:
    """Return a text's hash as a content-security policy writes it."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode() + "'"


def _policy(style: str, scripts: list[str]) -> str:
    """Return a policy of hashes only."""
    allowed = " ".join(digest(script) for script in scripts) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src {digest(style)}; "
        "img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'"
    )


def _output(output: NotebookNode, seen: dict[str, int]) -> NotebookNode | None:
    """Return an output in its one page form, or nothing when it has no place on a page."""
    if output.output_type == "error":
        raise PageRefused(
            f"A cell of this notebook failed ({output.get('ename', 'error')}), so it has no page.",
            where="an output of type error",
            fix="Run the notebook again after the fault is mended.",
        )
    if output.output_type == "stream":
        # stderr carries warnings with paths of this machine
        return None if output.name == "stderr" else copy.deepcopy(output)
    data = output.get("data", {})
    if RUNTIME in data:
        return None
    if SPEC in data:
        first = ident(data[SPEC])
        seen[first] = seen.get(first, 0) + 1
        return _shown({"text/html": page_form(data[SPEC], seen[first])})
    for kind in ("text/html", "image/png", "text/plain"):
        if kind in data:
            return _shown({kind: data[kind]})
    return None


def _shown(data: dict[str, Any]) -> NotebookNode:
    import nbformat

    made: NotebookNode = nbformat.v4.new_output("display_data", data=data)  # type: ignore[no-untyped-call]
    return made


def _code(notebook: NotebookNode) -> list[str]:
    """Return what the notebook runs, without the parameters' defaults."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and PARAMETERS not in cell.metadata["tags"]]
    return [cell.source for cell in cells if cell.source.strip()]


def _links(links: Mapping[str, str], *, brief: bool) -> list[_Link]:
    if brief and links:
        raise PageRefused("The brief carries no links to other pages.", where="links", fix="Render it without links.")
    for href in links.values():
        if href and not neighbour(href):
            raise PageRefused(f"A page links only to its neighbours, not to {href!r}.", where="links", fix="Use names.")
    return [_Link(label, href) for label, href in links.items()]


def _export(notebook: NotebookNode, page: dict[str, Any]) -> str:
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        template_name=TEMPLATES.name,
        extra_template_basedirs=[str(TEMPLATES.parent)],
        exclude_anchor_links=True,
        embed_images=True,
    )
    body, _ = exporter.from_notebook_node(notebook, resources={"page": page})
    return str(body).strip() + "\n"
