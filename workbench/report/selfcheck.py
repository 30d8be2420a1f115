"""What must hold before a page is published: it asks for nothing and runs nothing foreign."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from workbench.errors import PageRefused
from workbench.report.markup import neighbour, web_address
from workbench.report.page import digest

LARGEST_BYTES = 3_000_000
SMALLEST_BYTES = 20_000
# every element that our own templates, tables, charts and Markdown write; anything else came from data
ELEMENTS = frozenset(
    "html head meta title style body nav main footer section div span p h1 h2 h3 h4 ul ol li dl dt dd a strong em "
    "code bdi pre br hr blockquote q figure figcaption details summary table caption thead tbody tr th td img svg rect "
    "script".split()
)
ATTRIBUTES = frozenset(
    "alt aria-current aria-hidden aria-label charset class content data-chart focusable height href http-equiv id "
    "lang name preserveaspectratio rel role scope src start tabindex type viewbox width x y".split()
)
METAS = frozenset({"content-security-policy"})


@dataclass
class _Seen:
    """What the parser met."""

    faults: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    policies: list[str] = field(default_factory=list)
    charts: int = 0
    headings: int = 0


def check(page: str, *, name: str, charts: int, smallest: int = SMALLEST_BYTES, largest: int = LARGEST_BYTES) -> None:
    """Refuse a page that a reader could not trust.

    Parameters
    ----------
    page : str
        The HTML.
    name : str
        File name, for the error.
    charts : int
        Charts that must stand on it.
    smallest, largest : int
        Bounds of its size in bytes, both excluded.

    Raises
    ------
    PageRefused
        With the first fault found.
    """
    faults = problems(page, charts=charts, smallest=smallest, largest=largest)
    if faults:
        raise PageRefused(faults[0], where=name, fix="This page is not published; report the fault with its log.")


def problems(page: str, *, charts: int, smallest: int = SMALLEST_BYTES, largest: int = LARGEST_BYTES) -> list[str]:
    """Return every fault of a page in plain words, without repeating anyone's text."""
    parser = _Reader()
    parser.feed(page)
    parser.close()
    seen = parser.seen
    faults = list(seen.faults)
    size = len(page.encode("utf-8"))
    if not smallest < size < largest:
        faults.append(f"The page has {size:,} bytes; between {smallest:,} and {largest:,} were expected.")
    if seen.charts != charts:
        faults.append(f"The page has {seen.charts} charts; {charts} were expected.")
    if seen.headings != 1:
        faults.append(f"The page has {seen.headings} main headings; exactly one was expected.")
    return faults + _policy_faults(seen)


def _policy_faults(seen: _Seen) -> list[str]:
    """Say where scripts, style and policy do not belong together."""
    if len(seen.policies) != 1:
        return [f"The page has {len(seen.policies)} content policies; exactly one was expected."]
    policy = seen.policies[0]
    faults = []
    if "unsafe" in policy or "default-src 'none'" not in policy:
        faults.append("The page's content policy is not the strict one.")
    allowed = {
        part: set(re.findall(r"'sha256-[^']+'", found[1]))
        for part in ("script-src", "style-src")
        if (found := re.search(rf"{part} ([^;]*)", policy))
    }
    for part, texts in (("script-src", seen.scripts), ("style-src", seen.styles)):
        if {digest(text) for text in texts} != allowed.get(part, set()):
            faults.append(f"The page's {part} does not name exactly what stands on the page.")
    return faults


class _Reader(HTMLParser):
    """Walks through a page and notes what our own templates would not have written."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen = _Seen()
        self._open: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in ELEMENTS:
            self.seen.faults.append(f"An element that is not ours stands on the page ({_safe(tag)}).")
        for name, value in given.items():
            self._attribute(tag, name, value)
        if tag == "h1":
            self.seen.headings += 1
        if tag == "meta" and (kind := given.get("http-equiv", "").lower()):
            if kind not in METAS:
                self.seen.faults.append("A meta element that acts stands on the page.")
            self.seen.policies.append(given.get("content", ""))
        self._text(tag, given)

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._open[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._open = None

    def _text(self, tag: str, given: dict[str, str]) -> None:
        """Remember the text of a script or style; a chart is data and is only counted."""
        if tag == "script" and given.get("type") == "application/json":
            self.seen.charts += "data-chart" in given
        elif tag in {"script", "style"}:
            self._open = self.seen.scripts if tag == "script" else self.seen.styles
            self._open.append("")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name not in ATTRIBUTES:
            self.seen.faults.append(f"An attribute that is not ours stands on the page ({_safe(name)}).")
        if name == "src" and not (tag == "img" and value.startswith("data:image/png;base64,")):
            self.seen.faults.append("Something on the page would be fetched from elsewhere.")
        if name == "href" and not _link_allowed(tag, value):
            self.seen.faults.append("A link on the page leads neither to a neighbour nor to a quoted post.")


def _link_allowed(tag: str, address: str) -> bool:
    """Allow neighbours of the page, places on it, and the quoted posts themselves."""
    return tag == "a" and (neighbour(address) or web_address(address))


def _safe(name: str) -> str:
    """Return a name that can stand in an error message and a log."""
    return re.sub(r"[^a-z0-9-]", "?", name.lower())[:20]
