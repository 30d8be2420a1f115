"""The results as Markdown, for the README."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bench.bars import bars
from bench.method import METHODS
from bench.textset import CHROME

TITLES = {
    "sample": "the sample project's posts",
    "banking-train": "Banking77, train",
    "banking-test": "Banking77, test",
    "stackoverflow": "StackOverflow titles",
    "airlines": "complaints to airlines, by reason",
    CHROME: "Chrome's app reviews",
}
OURS = ("ours", "filed")
KINDS = ("ari", "ami", "acc")
ASIDE = {
    "posts_other_language": "another language",
    "posts_without_reason": "praise or anger without a reason",
    "posts_in_no_topic": "near no topic",
    "posts_undecided": "between two topics",
}
GROUND = (
    "Each method runs in a process of its own, on the same cores, with its own defaults; methods come in turn and "
    "figures are medians of timed runs. Time and memory are of the whole process tree: imports, reading, embedding, "
    "topics. Memory is the peak of the tree, looked at five times a second, a page that processes share counted once. "
    "Of the two ways to treat outliers the tables quote the better for others and the worse for ours."
)


def markdown(found: Mapping[str, Any]) -> str:
    """Return all tables.

    Parameters
    ----------
    found : dict
        As `results` returns it.
    """
    parts = [_study(found), _sets(found), _bars(found), _first(found), _both(found), _ground(found)]
    return "\n\n".join(part for part in parts if part) + "\n"


def quoted(method: str, said: Mapping[str, Any]) -> dict[str, float]:
    """Return the scores that the table quotes.

    Parameters
    ----------
    method : str
    said : dict
        A method's results on a labelled set: as_is, and moved or None.

    Returns
    -------
    dict
        Of the two ways to treat outliers, score by score: the better for others, the worse for ours.
    """
    pick = min if method in OURS else max
    ways = [way for way in (said["as_is"], said.get("moved")) if way]
    return {kind: pick(way[kind] for way in ways) for kind in KINDS}


def _study(found: Mapping[str, Any]) -> str:
    chrome = found["sets"].get(CHROME)
    if not chrome:
        return ""
    study = found.get("study", {})
    rows = [
        ("**Social Workbench, load to brief**", study.get("study")),
        ("Social Workbench, the study again, all cached", study.get("study-again")),
    ]
    rows += [(f"{METHODS[name].title}{_alone(name)}", said) for name, said in chrome["methods"].items()]
    base = (study.get("study") or {}).get("wall_s")
    lines = [
        [title, _seconds(said), _ratio(said, base), _number(said, "cpu_s", " s"), _number(said, "memory_mib", " MiB"),
         _count(said), _percent(said)]
        for title, said in rows if said and (said.get("wall_s") or said.get("error"))
    ]  # fmt: skip
    head = ["", "time", "times ours", "processor", "memory", "topics", "left aside"]
    title = f"**{_capital(TITLES[CHROME])}** ({chrome['texts']:,} reviews)"
    return f"{title}\n\n{_table(head, lines)}{_aside(study.get('study') or {})}"


def _aside(study: Mapping[str, Any]) -> str:
    """Say why a study left posts aside; other methods sort what is in another language or says nothing, too."""
    if "counts" not in study:
        return ""
    counts, posts = study["counts"], study["posts"]
    parts = ", ".join(f"{text} {100 * counts[name] / posts:.0f} %" for name, text in ASIDE.items())
    return f"\n\nOf all reviews, the study left aside: {parts}."


def _alone(name: str) -> str:
    return "" if name in OURS else ", topics alone"


def _sets(found: Mapping[str, Any]) -> str:
    parts = []
    for name, posts in found["sets"].items():
        lines = [_line(method, said) for method, said in posts["methods"].items() if "as_is" in said or said["error"]]
        if lines:
            title = f"**{_capital(TITLES[name])}** ({posts['texts']:,} texts, {posts['true_topics']} labels)"
            head = ["", "ARI", "AMI", "ACC", "topics", "left aside", "runs agree (AMI)", "time", "memory"]
            parts.append(f"{title}\n\n{_table(head, lines)}")
    return "\n\n".join(parts)


def _line(method: str, said: Mapping[str, Any]) -> list[str]:
    title = METHODS[method].title
    if said["error"]:
        return [title, f"failed: {said['error']}", *[""] * 7]
    scores = quoted(method, said)
    agree = "" if said["agreement"] is None else f"{said['agreement']:.2f}"
    bold = "**" if method == "ours" else ""
    return [
        f"{bold}{title}{bold}", *(f"{bold}{scores[kind]:.2f}{bold}" for kind in KINDS), _count(said), _percent(said),
        agree, _seconds(said), _number(said, "memory_mib", " MiB"),
    ]  # fmt: skip


def _bars(found: Mapping[str, Any]) -> str:
    lines = [[bar.what, bar.asked, bar.measured, "yes" if bar.met else "**no**"] for bar in bars(found, quoted)]
    return f"**Bars**\n\n{_table(['', 'asked', 'measured', 'met'], lines)}" if lines else ""


def _first(found: Mapping[str, Any]) -> str:
    lines = [
        [METHODS[name].title, f"{said['first']:.0f} s", f"{said['again']:.0f} s"]
        for name, said in found["first"].items()
    ]
    if not lines:
        return ""
    head = ["4,500 posts of the sample", "very first run", "later runs"]
    return f"**What numba compiles once** (the times above are later runs)\n\n{_table(head, lines)}"


def _both(found: Mapping[str, Any]) -> str:
    lines = [
        [TITLES[name], METHODS[method].title, *_ways(said)]
        for name, posts in found["sets"].items()
        for method, said in posts["methods"].items()
        if "as_is" in said and said["outliers"] > 0
    ]
    if not lines:
        return ""
    head = ["", "", *(kind.upper() for kind in KINDS)]
    return f"**Outliers as one more class / moved to the nearest centre**\n\n{_table(head, lines)}"


def _ways(said: Mapping[str, Any]) -> list[str]:
    return [f"{_way(said['as_is'], kind)} / {_way(said['moved'], kind)}" for kind in KINDS]


def _way(scores: Mapping[str, float] | None, kind: str) -> str:
    return f"{scores[kind]:.2f}" if scores else "–"


def _ground(found: Mapping[str, Any]) -> str:
    setting = found["setting"]
    packages = ", ".join(f"{name} {version}" for name, version in setting["packages"].items() if version)
    limit = f" At most {found['limit']} texts a set: not figures to quote." if found["limit"] else ""
    cores = setting["cores_used"]
    where = f"{cores} core{'' if cores == 1 else 's'}, no GPU, Python {setting['python']}, {setting['platform']}"
    return f"{where}. {GROUND}{limit}\n\n{packages}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rule = ["---"] + ["--:"] * (len(head) - 1)
    return "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in line) + " |" for line in (head, rule, *lines))


def _seconds(said: Mapping[str, Any]) -> str:
    if said.get("error"):
        return "failed"
    if "wall_s" not in said:
        return ""
    return f"{said['wall_s']:.0f} s" if said["wall_s"] >= 10 else f"{said['wall_s']:.1f} s"


def _ratio(said: Mapping[str, Any], base: float | None) -> str:
    return f"{said['wall_s'] / base:.1f}" if base and "wall_s" in said else ""


def _number(said: Mapping[str, Any], key: str, unit: str) -> str:
    return f"{said[key]:,.0f}{unit}" if key in said else ""


def _count(said: Mapping[str, Any]) -> str:
    return f"{said['topics']:.0f}" if "topics" in said else ""


def _percent(said: Mapping[str, Any]) -> str:
    return f"{100 * said['outliers']:.0f} %" if "outliers" in said else ""
