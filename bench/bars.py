"""The bars: what was asked for, and what was measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bench.textset import CHROME

FASTER, MEMORY, WARM = 4.0, 0.8, 1 / 15
Quoted = Callable[[str, Mapping[str, Any]], Mapping[str, float]]


@dataclass(frozen=True)
class Bar:
    """One bar.

    Parameters
    ----------
    what, asked, measured : str
    met : bool
    """

    what: str
    asked: str
    measured: str
    met: bool


def bars(found: Mapping[str, Any], quoted: Quoted) -> list[Bar]:
    """Return the bars for which everything was measured.

    Parameters
    ----------
    found : dict
        As `results` returns it.
    quoted : callable
        Gives the scores of a method that count.
    """
    return [*_cost(found), *_embedding(found), *_quality(found, quoted)]


def _cost(found: Mapping[str, Any]) -> Iterator[Bar]:
    study = found.get("study", {}).get("study", {})
    other = found["sets"].get(CHROME, {}).get("methods", {}).get("bertopic", {})
    if "wall_s" not in study or "wall_s" not in other:
        return
    faster = other["wall_s"] / study["wall_s"]
    memory, resident = (study[name] / other[name] for name in ("memory_mib", "resident_mib"))
    yield Bar(
        "Chrome: BERTopic's time for topics alone, of ours from load to brief",
        f"at least {FASTER:.0f} times",
        f"{faster:.1f} times",
        faster >= FASTER,
    )
    yield Bar(
        "Chrome: our memory, of BERTopic's",
        f"at most {MEMORY}",
        f"{memory:.2f} ({resident:.2f} where shared pages count for each process)",
        memory <= MEMORY,
    )


def _embedding(found: Mapping[str, Any]) -> Iterator[Bar]:
    if "embedding" in found:
        said = found["embedding"]
        warm, asked = said["warm_s"] / said["cold_s"], round(1 / WARM)
        yield Bar(
            f"Embedding stage with kept vectors, of without ({said['passages']:,} passages)",
            f"at most 1/{asked}",
            f"1/{1 / warm:.0f}",
            warm <= WARM,
        )


def _quality(found: Mapping[str, Any], quoted: Quoted) -> Iterator[Bar]:
    for name, posts in found["sets"].items():
        ours, other = (posts["methods"].get(method, {}) for method in ("ours", "bertopic"))
        if "as_is" in ours and "as_is" in other:
            a, b = quoted("ours", ours), quoted("bertopic", other)
            yield Bar(
                f"{name}: ARI and AMI ahead of BERTopic's default",
                f"above {b['ari']:.2f} and {b['ami']:.2f}",
                f"{a['ari']:.2f} and {a['ami']:.2f}",
                a["ari"] > b["ari"] and a["ami"] > b["ami"],
            )
