"""Cards: each product with its goal and how it stands, at the top of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from workbench.charts.words import period
from workbench.measures.registry.declaration import Unit
from workbench.measures.registry.goals import Status, shown
from workbench.report.enduser import figure
from workbench.report.markup import Html, environment

if TYPE_CHECKING:
    from workbench.analysis import Analysis

FOR = {"audience": "for the audience", "customer": "for customers"}


@dataclass(frozen=True)
class Card:
    """One product, in the words of a page.

    Parameters
    ----------
    product, end_user : str
        Such as "Acme app" and "for customers".
    goal : str
        What it should reach and by when; empty without a goal.
    now : str
        The goal's measure in this period; empty where nothing is known.
    status : str
        Such as "not there yet".
    reason : str
        Why it cannot be told; empty where it can.
    """

    product: str
    end_user: str
    goal: str = ""
    now: str = ""
    status: str = ""
    reason: str = ""


def cards_of(analysis: Analysis) -> tuple[Card, ...]:
    """Return the card of each product that project.toml names, in its order.

    Parameters
    ----------
    analysis : Analysis
    """
    return tuple(_card(row) for _, row in analysis.goals().iterrows())


def cards(analysis: Analysis) -> Html:
    """Show the cards in one row; nothing where project.toml names no product."""
    found = cards_of(analysis)
    return Html(environment().get_template("cards.html.j2").render(cards=found).strip() if found else "")


def _card(row: pd.Series) -> Card:
    product, end_user = str(row["product"]), FOR.get(str(row["end_user"]), "")
    if row["status"] == Status.NONE:
        return Card(product, end_user, status=str(Status.NONE))
    goal = f"{row['title']}: {shown(float(row['target']), Unit(str(row['unit'])))} by {period(str(row['by']))}"
    return Card(
        product,
        end_user,
        goal,
        "" if pd.isna(row["value"]) else figure(row),
        str(row["status"]),
        str(row["reason"]) if row["status"] == Status.UNKNOWN else "",
    )
