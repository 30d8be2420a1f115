"""Who: the authors of a window's posts, as far as the customer list and their own words tell."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from workbench.measures.ground import Ground
from workbench.measures.matches import matches
from workbench.people.customers import CustomerList, read_customers
from workbench.people.identity import identify, with_bands
from workbench.people.segments import segments
from workbench.privacy.pseudonyms import read_or_make_key


class Who:
    """What is known of the people of a study's window; looked up once.

    Parameters
    ----------
    ground : Ground
    """

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    @cached_property
    def listed(self) -> CustomerList | None:
        """The project's customer list; None where there is none."""
        project = self._ground.project
        return read_customers(project, read_or_make_key(project.folder / "secret" / "key"))

    @cached_property
    def identified(self) -> pd.DataFrame:
        """What is known of each post's author on its day; see `people.identity.identify`."""
        said = self._ground.project.customers
        return identify(self._ground.now.posts, self.listed, declared=said is not None and said.declared)

    def people(self) -> pd.DataFrame:
        """Return each person's two facts and segment."""
        return segments(self._ground.now.posts, listed=self.identified["fact"])

    def matches(self, people: pd.DataFrame) -> pd.DataFrame:
        """Return for how many people and posts of each channel the group is known, and by which key.

        Parameters
        ----------
        people : DataFrame
            As from `people`.
        """
        return matches(self._ground.now.posts, self.identified, people, self.listed)

    def spoken(self) -> pd.DataFrame:
        """Return the posts that shares are of, with what the customer list knows of their authors in `extra`."""
        spoken = self._ground.now.spoken
        return with_bands(spoken, self.identified, self._ground.project.segments.compare) if self.listed else spoken
