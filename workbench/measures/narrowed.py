"""Narrowed: a study's ground with the window narrowed to the posts about one product."""

from __future__ import annotations

from copy import copy

from workbench.measures.belonging import COLUMNS, belongs
from workbench.measures.ground import Ground
from workbench.project.sections import Product

#: what stays that of the whole project: it is computed before anything is narrowed.
_SHARED = ("spans", "codebook", "results", "filed", "effect", "_marked")


def narrowed(ground: Ground, product: Product) -> Ground:
    """Return the ground with the window, and what it is compared with, narrowed to one product's posts.

    Parameters
    ----------
    ground : Ground
        Stays as it is.
    product : Product

    Returns
    -------
    Ground
        With the topics, the assignments and the design effect of the whole project.
    """
    for name in _SHARED:
        getattr(ground, name)
    narrow = copy(ground)
    if product.match is None:
        return narrow
    items = ground.store.feedback(ground.spans.start, ground.period.end, ["item_id", *COLUMNS])
    own = items.loc[belongs(items, product), "item_id"]
    narrow.now = ground.now.of(ground.now.posts["item_id"].isin(own))
    if ground.before is not None:
        narrow.before = ground.before.of(ground.before.posts["item_id"].isin(own))
    return narrow
