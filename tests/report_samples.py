"""Small made-up frames, a brief and notebooks for the tests of charts and pages."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pandas as pd
from nbclient import NotebookClient

from workbench.report.brief import Brief, ChartRow, Figure, Fold, Heard, Line, Mark, Note
from workbench.report.kernel import Watch, doors, watched
from workbench.report.markup import Quote, quotes
from workbench.report.tables import table

ROOT = Path(__file__).resolve().parents[1]
HOSTILE = "</script><script>window.hit=1</script><img src=x onerror=window.hit=1>{{7*7}} $x$ \u202e=1+1 \u2028 end"
LONG = "Invoices arrive without the tax number and cannot be resent"  # 59 characters
SAID = "Every January I copy forty rows by hand into a sheet for my accountant."

LABELS = [
    "One export for the tax adviser",
    "Sign-in code never arrives",
    LONG,
    "Price went up without notice",
    "Shared family accounts",
    "Dark mode",
    "App is slow after the update",
    "Help answers too late",
]
SHARES = [0.18, 0.14, 0.11, 0.09, 0.06, 0.045, 0.04, 0.02]


def topics(hostile: bool = False) -> pd.DataFrame:
    labels = [*LABELS]
    if hostile:
        labels[4] = HOSTILE
    return pd.DataFrame(
        {
            "topic_id": [f"T{n:04d}" for n in range(1, 9)],
            "theme": ["Invoices", "Sign-in", "Invoices", "Price", "Accounts", "App", "App", "Service"],
            "label": labels,
            "keywords": [
                "export, tax, csv",
                "code, sms, abroad",
                "invoice, vat",
                "price",
                "family",
                "dark",
                "slow",
                "late",
            ],
            "owner": ["Product", "Support", "Finance", "Product", "Product", "", "Engineering", "Support"],
            "posts": [52, 44, 33, 27, 18, 13, 12, 6],
            "people": [44, 35, 27, 22, 15, 11, 10, 5],
            "share_people": SHARES,
            "share_people_lo": [0.14, 0.10, 0.08, 0.06, 0.035, 0.025, 0.02, 0.007],
            "share_people_hi": [0.24, 0.19, 0.16, 0.13, 0.10, 0.08, 0.075, 0.05],
            "before_share_people": [0.17, 0.06, 0.10, 0.06, None, 0.05, None, 0.03],
            "stars": [3.1, 1.8, 2.2, 1.9, None, 4.2, 2.4, 1.5],
            "stars_others": [3.4, 3.6, 3.5, 3.6, None, 3.3, 3.5, 3.4],
            "strength": ["firm", "firm", "likely", "too early", "likely", "too early", "too early", "too early"],
            "checked": ["yes", "quick", "no", "no", "no", "no", "no", "no"],
        }
    )


def themes() -> pd.DataFrame:
    frame = topics().groupby("theme", as_index=False)[["posts", "people"]].sum()
    return frame.sort_values(["people", "theme"], ascending=[False, True], ignore_index=True)


def segments() -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "topic_id": [f"T{n:04d}" for n in range(1, 7)],
            "label": LABELS[:6],
            "segment_1": "customer channels",
            "segment_2": "public channels",
            "share_1": [0.21, 0.22, 0.12, 0.05, 0.06, 0.02],
            "share_1_lo": [0.15, 0.16, 0.08, 0.03, 0.03, 0.01],
            "share_1_hi": [0.29, 0.30, 0.18, 0.10, 0.11, 0.06],
            "share_2": [0.15, 0.06, 0.10, 0.15, 0.06, 0.07],
            "share_2_lo": [0.10, 0.03, 0.06, 0.10, 0.03, 0.04],
            "share_2_hi": [0.22, 0.11, 0.16, 0.21, 0.11, 0.12],
            "strength": ["too early", "likely", "too early", "likely", "too early", "too early"],
            "checked": "no",
        }
    )
    difference = frame["share_1"] - frame["share_2"]
    return frame.assign(difference=difference, lo=difference - 0.08, hi=difference + 0.08, mde=0.09)


def channels() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "channel": ["App reviews", "Support tickets", "Instagram comments", "Customer survey", "Calls"],
            "posts": [128, 84, 59, 28, 13],
            "people": [128, 61, 31, 28, 11],
        }
    )


def months() -> pd.DataFrame:
    counts = {
        "App reviews": [96, 110, 88, 120, 101, 128],
        "Support tickets": [60, 75, 70, 66, 71, 84],
        "Instagram comments": [20, 25, 70, 40, 52, 59],
        "Customer survey": [0, 31, 0, 0, 30, 28],
        "Calls": [9, 12, 8, 14, 10, 13],
    }
    names = [f"2026-{month:02d}" for month in range(5, 11)]
    return pd.DataFrame(
        [
            {"channel": channel, "month": month, "posts": posts}
            for channel, line in counts.items()
            for month, posts in zip(names, line, strict=True)
        ]
    )


def lines(hostile: bool = False) -> tuple[Line, ...]:
    return (
        Line(
            Mark.RISING,
            "Sign-in code never arrives",
            "14 % of people (10–19), was 6 %.",
            "Began 7 October, a day after release 4.2. Most say: no SMS abroad. Stars 1.8, all others 3.6.",
            HOSTILE if hostile else "code never comes abroad",
            "Support",
            "firm",
            "17 of 20 fit",
            ChartRow("Sign-in code never arrives", 0.14, 0.10, 0.19, 0.06),
        ),
        Line(
            Mark.LASTING,
            "One export for the tax adviser",
            "18 % of people (14–24), same since June;",
            "heard in 4 of 5 channels.",
            "one file for my accountant, please",
            "Product",
            "firm",
            "no",
            ChartRow("One export for the tax adviser", 0.18, 0.14, 0.24, 0.17),
        ),
        Line(
            Mark.LASTING,
            LONG,
            "11 % of people (8–16), 10 % before.",
            "Nearly all from support tickets; three people wrote a third of them.",
            "",
            "Finance",
            "likely",
            "no",
            ChartRow(LONG, 0.11, 0.08, 0.16, 0.10),
        ),
        Line(
            Mark.NEW,
            "Shared family accounts",
            "11 people, first heard 14 October, two channels.",
            "Read the 11 before deciding anything.",
            "we are four and pay four times",
            "Product",
            "new",
            "no",
            ChartRow("Shared family accounts", 0.045, 0.025, 0.08),
        ),
        Line(
            Mark.GROUPS,
            "Customer channels talk sign-in (22 %), public ones price (15 %)",
            "",
            "Different people, not a quarrel.",
            strength="likely",
        ),
        Line(
            Mark.OURS,
            "Tip Tuesday brings back 31 % of its commenters",
            "31 % (24–39); Friday Quiz 12 %.",
            "Friday Quiz: consider resting it, four more posts decide.",
            owner="Social",
            strength="likely",
        ),
    )


def brief(hostile: bool = False) -> Brief:
    everything = table(
        topics(hostile),
        {
            "label": "Topic",
            "people": "People",
            "share_people": "Share of people",
            "before_share_people": "Usual",
            "strength": "How sure",
            "checked": "Sorting",
        },
    )
    said = HOSTILE if hostile else SAID
    return Brief(
        project="Acme",
        period_title="October 2026",
        byline="by R. Keller, 3 November · team edition",
        standing=(Figure("312", "posts"), Figure("about 247", "people"), Figure("5", "channels")),
        compared="Compared with July to September (640 people). 12 % of posts are not in English and not included.",
        sentence="The new sign-in code is losing people; exports remain the biggest wish; Tip Tuesday earns its place.",
        lines=lines(hostile),
        too_early=(
            Note(
                "Price",
                "9 % now, 6 % before. At this size we would notice a rise to 11 % or more. Two more months "
                "would settle it.",
            ),
        ),
        only_inside=(Note("", "“Onboarding is too long” (Sales, 5 notes): fewer than 10 of 247 people mention it."),),
        last_decided=(
            Note("Help page for exports", "expected fewer tickets; 21 → 12, as hoped."),
            Note("Price FAQ", "too early."),
        ),
        decide_now=(
            "SMS provider abroad (Support, by 15 November, expect under 8 %)",
            "Interviews about family accounts (Product)",
        ),
        heard_from=(
            Heard("App reviews", 0.41),
            Heard("support", 0.27),
            Heard("Instagram", 0.19),
            Heard("survey", 0.09),
            Heard("calls", 0.04),
        ),
        folded=(
            Fold(
                "How sure we are",
                (
                    "Firm: would hold if other people of the same kind had written.",
                    "Likely: both figures are given, no trend is claimed.",
                ),
            ),
            Fold("All topics", (everything,)),
            Fold(
                "Quotes",
                (quotes([Quote(said, "App review, 7 October", 2.0), Quote("code never comes abroad", "Support")]),),
            ),
            Fold(
                "Method in seven lines",
                (("Posts are counted once a person and topic.", "Copies count once.", "Intervals count people."),),
            ),
            Fold("What was left out", ("37 posts in other languages; 9 copies; 41 posts that give no reason.",)),
        ),
    )


SETUP = """
from IPython.display import display
import report_samples as samples
from workbench.charts import brief as brief_chart, intake, renderer, segments, topics
from workbench.report.brief import chart_frame, folded, front
from workbench.report.markup import Quote, notebook_style, quotes, say
from workbench.report.tables import table
renderer.enable(style=notebook_style())
"""
PAGES = {
    "brief": [
        "front(samples.brief(HOSTILE))",
        "brief_chart.movers(chart_frame(samples.brief(HOSTILE)), title='Sign-in doubled; exports stay')",
        "folded(samples.brief(HOSTILE))",
    ],
    "intake": [
        "say('312 posts from about 247 people in five channels.', lead=True)",
        "intake.channels(samples.channels())",
        "intake.months(samples.months())",
        "table(samples.channels(), samples.CHANNEL_COLUMNS, caption='What was read')",
    ],
    "topics": [
        "say('Eight topics hold two thirds of all posts.', lead=True)",
        "topics.dots(samples.topics(HOSTILE))",
        "topics.themes(samples.themes())",
        "topics.stars(samples.topics(HOSTILE))",
        "table(samples.topics(HOSTILE), samples.TOPIC_COLUMNS, caption='All topics')",
        "quotes([Quote(samples.HOSTILE if HOSTILE else samples.SAID, 'App review, 7 October', 2)])",
    ],
    "segments": [
        "say('Customers and the public speak of different things.', lead=True)",
        "segments.dumbbell(samples.segments())",
        "table(samples.segments(), samples.SEGMENT_COLUMNS)",
    ],
}
CHARTS = {"brief": 1, "intake": 2, "topics": 3, "segments": 1}
CHANNEL_COLUMNS = {"channel": "Channel", "posts": "Posts", "people": "People"}
TOPIC_COLUMNS = {
    "label": "Topic",
    "keywords": "Words",
    "posts": "Posts",
    "people": "People",
    "share_people": "Share of people",
    "stars": "Stars",
    "strength": "How sure",
    "checked": "Sorting",
}
SEGMENT_COLUMNS = {
    "label": "Topic",
    "share_1": "Customer channels",
    "share_2": "Public channels",
    "difference": "Difference in points",
    "strength": "How sure",
    "checked": "Sorting",
}
FOOTER = {"Snapshot": "3f9a1c20", "Codebook": "version 3", "Workbench": "0.1.0"}


def notebook(name: str, folder: Path, *, hostile: bool = False) -> Path:
    """Write and execute the notebook of a page; return its path."""
    book = nbformat.v4.new_notebook()
    parameters = nbformat.v4.new_code_cell("project = 'acme'", metadata={"tags": ["parameters"]})
    injected = nbformat.v4.new_code_cell("project = '/home/someone/acme'", metadata={"tags": ["injected-parameters"]})
    cells = [nbformat.v4.new_code_cell(source) for source in PAGES[name]]
    book.cells = [
        nbformat.v4.new_markdown_cell(f"# {name.capitalize()}"),
        parameters,
        injected,
        nbformat.v4.new_code_cell(f"HOSTILE = {hostile}{SETUP}"),
        *cells,
    ]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    with doors() as door:
        client = NotebookClient(book, timeout=600, kernel_name="python3", kernel_manager_class=watched(Watch(), door))
        client.execute(env={**os.environ, "PYTHONPATH": paths})
    path = folder / f"{name}.ipynb"
    nbformat.write(book, path)
    return path
