"""Build the sample project: a made-up company, six months of feedback, and the truth beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from workbench.simulate.content import link_comments, make_posts
from workbench.simulate.items import Item, make_items
from workbench.simulate.kept import back_channel, customer_list, decisions, events
from workbench.simulate.layout import Export, encode
from workbench.simulate.layouts_desk import survey, tickets
from workbench.simulate.layouts_forum import community
from workbench.simulate.layouts_reviews import app_store, play
from workbench.simulate.layouts_social import instagram, own_posts, x_mentions
from workbench.simulate.people import make_people
from workbench.simulate.planted import with_planted
from workbench.simulate.project import project_toml
from workbench.simulate.truth import truth_tables


def sample_files(*, seed: int = 1) -> dict[str, bytes]:
    """Return every file of the sample project by its path in the project folder.

    Parameters
    ----------
    seed : int, default 1
        The same seed gives the same bytes, on any day and whatever Python's hash seed.
    """
    people = make_people(seed)
    items = with_planted(seed, make_items(seed, people))
    commented = link_comments(seed, items, make_posts(seed))

    def of(source: str) -> Sequence[Item]:
        return [item for item in commented.items if item.channel.name == source]

    exports: list[Export] = [
        *play(seed, of("google-play")),
        *app_store(seed, of("app-store")),
        *instagram(seed, of("instagram"), commented.post_of),
        *x_mentions(seed, of("x-mentions")),
        *tickets(seed, of("tickets")),
        *survey(of("survey")),
        *community(seed, of("community")),
        *own_posts(commented.posts),
    ]
    texts = {
        "project.toml": project_toml(),
        "people.csv": customer_list(people),
        "notes.csv": back_channel(seed),
        "events.csv": events(),
        "decisions.csv": decisions(),
        **{f"truth/{name}": text for name, text in truth_tables(exports, people).items()},
    }
    files = {name: text.encode() for name, text in texts.items()}
    return files | {f"inbox/{export.name}": encode(export) for export in exports}


def build_sample(folder: Path, *, seed: int = 1) -> None:
    """Write the sample project into a folder.

    Parameters
    ----------
    folder : Path
        Made if it does not exist; files of the same names are written over, others are left alone.
    seed : int, default 1
        The same seed gives the same bytes.

    Notes
    -----
    About 9,000 posts of a made-up invoicing app in seven channels, May to October 2026, with planted truth after the
    generator layers of the statistics reference (section 8). `truth/` holds what is true: nothing that studies the
    project may read it.
    """
    for name, data in sample_files(seed=seed).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
