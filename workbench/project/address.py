"""Where a database stands, without who asks it: what may be shown and recorded of `[customers] url`."""

from __future__ import annotations

#: a url that begins so names the environment variable that holds it.
VARIABLE = "env:"


def shown_address(url: str) -> str:
    """Return a database's address fit to be shown: no user, password, options or folders of this machine.

    Parameters
    ----------
    url : str
        As in project.toml, or the name of an environment variable behind ``env:``.

    Examples
    --------
    >>> shown_address("postgresql+pg8000://ana:a/b#c@db.example:5432/crm?sslmode=require")
    'postgresql+pg8000://db.example:5432/crm'
    >>> shown_address("env:CUSTOMERS_URL")
    'env:CUSTOMERS_URL'
    """
    if url.startswith(VARIABLE):
        return url
    scheme, found, rest = url.partition("://")
    if not found:
        return "database"
    # A password may hold any sign, so everything before the last @ may belong to it.
    place = rest.rpartition("@")[2].partition("?")[0].partition("#")[0]
    host, _, path = place.partition("/")
    return f"{scheme}://{host}/{path.rpartition('/')[2]}"
