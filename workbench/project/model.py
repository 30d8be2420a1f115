"""A project: everything that project.toml says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from workbench.project.address import shown_address
from workbench.project.goals import END_USERS, measures_of
from workbench.project.sections import (
    Competitor,
    Compute,
    Customers,
    Department,
    PeriodName,
    Privacy,
    Product,
    Segments,
    Series,
    Settings,
    Span,
    Statistics,
    Topics,
)
from workbench.project.source import Source, Strict


class Project(Strict):
    """A checked project.toml and the folder it stands in.

    Each field is one table of the file; what `[project]` holds is also at hand as `name`, `timezone`, `language`,
    `window`, `seed`, `k` and `first_month`.

    Examples
    --------
    >>> Project(folder=Path("acme"), project=Settings(name="Acme")).k
    10
    """

    folder: Path
    project: Settings
    sources: tuple[Source, ...] = ()
    customers: Customers | None = None
    topics: Topics = Topics()
    segments: Segments = Segments()
    privacy: Privacy = Privacy()
    products: tuple[Product, ...] = ()
    departments: tuple[Department, ...] = ()
    series: tuple[Series, ...] = ()
    periods: Annotated[dict[PeriodName, Span], Field(default_factory=dict)]
    competitors: tuple[Competitor, ...] = ()
    statistics: Statistics = Statistics()
    compute: Compute = Compute()

    @property
    def name(self) -> str:
        """The name on every page."""
        return self.project.name

    @property
    def timezone(self) -> str:
        """The zone in which months begin and end."""
        return self.project.timezone

    @property
    def language(self) -> str:
        """The language of the studies, as in ISO 639."""
        return self.project.language

    @property
    def window(self) -> str:
        """How much time sizes and comparisons use: auto, month, quarter or N months."""
        return self.project.window

    @property
    def seed(self) -> int:
        """The seed of every sampler."""
        return self.project.seed

    @property
    def k(self) -> int:
        """The smallest group of people that the share edition shows."""
        return self.project.k

    @property
    def first_month(self) -> str | None:
        """The month where discovery starts, if one is set."""
        return self.project.first_month

    @property
    def store(self) -> Path:
        """Where the store stands."""
        return self.folder / "store"

    def recorded(self, period: str) -> dict[str, Any]:
        """Return the settings that a study of one period is made with, fit to be kept in its record.

        Parameters
        ----------
        period : str
            Other periods' days change nothing in it and are left out.

        Returns
        -------
        dict
            By table and key; without the folder, `[compute]` (no result depends on it) and passwords. Of a query
            only its digest is kept: it may name people.
        """
        said = self.model_dump(mode="json", exclude={"folder", "compute"})
        said["periods"] = {name: days for name, days in said["periods"].items() if name == period}
        if self.customers and self.customers.url and self.customers.query:
            digest = hashlib.sha256(self.customers.query.encode()).hexdigest()
            said["customers"] |= {"url": shown_address(self.customers.url), "query": f"sha256 {digest[:16]}"}
        return said

    @model_validator(mode="after")
    def _names_agree(self) -> Self:
        products = {product.name for product in self.products}
        tables: dict[str, tuple[Source, ...] | tuple[Product, ...] | tuple[Department, ...]] = {
            "sources": self.sources,
            "products": self.products,
            "departments": self.departments,
        }
        names = {table: [row.name for row in rows] for table, rows in tables.items()}
        names |= {"series": [row.name for row in self.series]}
        names |= {"competitors": [row.name for row in self.competitors]}
        for table, given in names.items():
            if (number := _twice(given)) is not None:
                raise _at(f"the name {given[number]!r} is used twice in [[{table}]]", table, number, "name")
        for number, product in enumerate(self.products):
            if product.goal is not None and END_USERS[product.goal.measure] != product.end_user:
                known = ", ".join(measures_of(product.end_user))
                what = f"{product.goal.measure} is no measure for the {product.end_user}; those are {known}"
                raise _at(what, "products", number, "goal", "measure")
            for source in product.match.source if product.match else ():
                if source not in names["sources"]:
                    raise _at(f"[[sources]] holds no {source!r}", "products", number, "match", "source")
        for number, series in enumerate(self.series):
            if series.product is not None and series.product not in products:
                raise _at(f"[[products]] holds no {series.product!r}", "series", number, "product")
        return self

    def files(self, source: Source) -> tuple[Path, ...]:
        """Return the exports of a source, by name.

        Hidden files and what office programs leave beside an open workbook (`~$name.xlsx`) are passed over.
        """
        return files_matching(self.folder, source.files)


def files_matching(folder: Path, patterns: Iterable[str]) -> tuple[Path, ...]:
    """Return the files under the folder that match any of the patterns, each once, sorted by name."""
    found = {path for pattern in patterns for path in folder.glob(pattern) if path.is_file() or _leads_nowhere(path)}
    return tuple(sorted(path for path in found if not path.name.startswith((".", "~"))))


def _leads_nowhere(path: Path) -> bool:
    # An export on a drive that is not there must stop a load, not go missing.
    return path.is_symlink() and not path.exists()


def _twice(names: list[str]) -> int | None:
    # Names that differ in capitals only would be one file on some disks.
    seen: set[str] = set()
    for number, name in enumerate(names):
        if name.casefold() in seen:
            return number
        seen.add(name.casefold())
    return None


def _at(what: str, *place: str | int) -> PydanticCustomError:
    # A model's own check knows better than pydantic which key is at fault; the place travels in the context.
    return PydanticCustomError("at_key", "{what}", {"what": what, "place": place})


def not_built_yet(project: Project) -> tuple[str, ...]:
    """Name what project.toml asks for that this version reads but does not act on.

    Returns
    -------
    tuple of str
        Keys such as ``"project.k"`` or ``"[[series]]"``, in the order of the file's reference.
    """
    given = {
        "project.k": "k" in project.project.model_fields_set,
        "sources.retention_days": any(source.retention_days is not None for source in project.sources),
        "privacy.quotes": "quotes" in project.privacy.model_fields_set,
        "series.minimum_run": any(one.minimum_run is not None for one in project.series),
        "statistics.comparisons": bool(project.statistics.comparisons),
        "compute.scheduler": bool(project.compute.scheduler),
    }
    return tuple(key for key, is_given in given.items() if is_given)
